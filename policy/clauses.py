"""Blocks → clauses: every block gets an address, a name to be cited by, and the heading it stands
under.

Addresses are paths of places after Akoma Ntoso, `sec_4__para_2__point_b`: valid within one
version, never two alike. A place
is counted by its printed number where it has one. In a section with numbered clauses an unnumbered
paragraph is a `text`, so
that it takes no clause's number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from policy.model import Block, Clause
from policy.numbering import bare, last_part

_CITE_LENGTH = 80
_ROOT_WORDS = {"paragraph": "para", "item": "para", "row": "row"}


class _Place:
    """One open level of the path: the document, a section, a paragraph or a point, and what was
    counted below it."""

    __slots__ = ("address", "cite", "counts", "level", "numbered", "title")

    def __init__(self, address: str, cite: str, level: int, title: str | None = None) -> None:
        self.address = address
        self.cite = cite
        self.level = level
        self.title = title
        self.counts: dict[str, int] = {}
        self.numbered: set[str] | None = None


def split(blocks: Sequence[Block]) -> tuple[Clause, ...]:
    """One clause a block, in the same order, each with an address of its own."""
    outline = _Outline(blocks)
    for at in range(len(blocks)):
        outline.add(at)
    return tuple(outline.clauses)


def short(text: str) -> str:
    """A text cut to a length that still reads as a name."""
    return text if len(text) <= _CITE_LENGTH else text[: _CITE_LENGTH - 1].rstrip() + "…"


class _Outline:
    """The clauses so far, and the path from the document to the place that is open."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.clauses: list[Clause] = []
        self.taken: set[str] = set()
        self.labels = Counter(bare(block.label) for block in blocks if block.label)
        self.titles = Counter(block.text for block in blocks if block.kind == "heading")
        self.title_lines = _title_lines(blocks)
        self.with_numbers = _sections_with_numbers(blocks)
        self.sections = [_Place("", "", 0)]
        self.points: list[_Place] = []
        self.section_at = -1

    def add(self, at: int) -> None:
        """The next block."""
        block = self.blocks[at]
        if at in self.title_lines:
            self._title(block)
        elif block.kind == "heading":
            self.section_at = at
            self._heading(block)
        else:
            self._place(block)

    def _title(self, block: Block) -> None:
        document = self.sections[0]
        self._clause(block, self._free(document, "title", None), short(block.text), block.level)
        document.title = document.title or block.text

    def _heading(self, block: Block) -> None:
        while len(self.sections) > 1 and self.sections[-1].level >= block.level:
            self.sections.pop()
        self.points.clear()
        above = self.sections[-1]
        address = self._free(above, "sec", block.label)
        cite = self._heading_cite(block, above)
        self._clause(block, address, cite, block.level)
        self.sections.append(_Place(address, cite, block.level, block.text))

    def _place(self, block: Block) -> None:
        above = self.sections[-1]
        self._close_points(block, above)
        parent = self.points[-1] if self.points else above
        word = self._word(block, parent is above)
        address = self._free(parent, word, block.label)
        cite = self._cite(block, parent, above, word)
        if block.kind != "row":
            self.points.append(_Place(address, cite, _rank(block)))
        self._clause(block, address, cite, above.level)

    def _close_points(self, block: Block, above: _Place) -> None:
        """Leave the paragraphs and points that the block does not stand below."""
        if block.kind != "item":
            self.points.clear()
            return
        while self.points and self.points[-1].level >= _rank(block):
            self.points.pop()
        if block.level < 2 and block.label:
            if above.numbered is None:
                above.numbered = set()
            if block.label not in above.numbered:
                self.points.clear()  # it counts in its section, not below the words before it
            above.numbered.add(block.label)

    def _word(self, block: Block, outermost: bool) -> str:
        if not outermost and block.kind != "row":
            return "point"
        if block.kind == "paragraph" and self.section_at in self.with_numbers:
            return "text"
        return _ROOT_WORDS[block.kind]

    def _free(self, parent: _Place, word: str, label: str | None) -> str:
        """An address below `parent` that is not taken: by the label's last part where it has one,
        else by counting."""
        number = parent.counts[word] = parent.counts.get(word, 0) + 1
        stem = f"{parent.address}__{word}" if parent.address else word
        part = last_part(label) if label else ""
        address = f"{stem}_{part}" if part else stem if word == "title" else f"{stem}_{number}"
        while address in self.taken:
            number += 1
            address = f"{stem}_{number}"
        if not part:
            parent.counts[word] = number
        self.taken.add(address)
        return address

    def _heading_cite(self, block: Block, above: _Place) -> str:
        if block.label and self.labels[bare(block.label)] == 1:
            return bare(block.label)
        if self.titles[block.text] > 1 and above.cite:
            return f"{above.cite} › {short(block.text)}"
        return short(block.text)

    def _cite(self, block: Block, parent: _Place, above: _Place, word: str) -> str:
        name = parent.cite or above.cite
        if block.label:
            label = bare(block.label)
            if self.labels[label] == 1 and ("." in label or len(label) > 4):
                return label
            if block.label.startswith("(") or parent is not above:
                return f"{name}({label})"
            return f"{name} {label}".strip()
        if block.kind == "row":
            first = short(block.cells[0] if block.cells else block.text)
            return f"{name}, “{first}”".lstrip(", ")
        sign = "•" if word == "point" else "¶"
        return f"{name} {sign} {parent.counts[word]}".strip()

    def _clause(self, block: Block, address: str, cite: str, level: int) -> None:
        heading = next((place.title for place in reversed(self.sections) if place.title), None)
        self.clauses.append(
            Clause(
                address=address,
                label=block.label,
                cite=cite,
                heading=heading,
                level=level,
                kind=block.kind,
                text=block.text,
                cells=block.cells,
                links=block.links,
            )
        )


def _title_lines(blocks: Sequence[Block]) -> set[int]:
    """Where the text's own title stands: headings before all others that head no words of their
    own, or one above all."""
    headings = [at for at, block in enumerate(blocks) if block.kind == "heading"]
    if len(headings) < 2 or blocks[headings[0]].label:
        return set()
    levels = [blocks[at].level for at in headings]
    found: set[int] = set()
    if levels[0] == min(levels) and levels.count(levels[0]) == 1:
        found.add(headings[0])
    at = headings[0]
    while at + 1 < len(blocks) and at < headings[-1]:
        block, after = blocks[at], blocks[at + 1]
        if (
            block.kind != "heading"
            or after.kind != "heading"
            or block.label
            or after.level > block.level
        ):
            break
        found.add(at)
        at += 1
    return found


def _sections_with_numbers(blocks: Sequence[Block]) -> set[int]:
    """Where headings stand whose section holds outermost numbered clauses; -1 for what stands
    before all headings."""
    found: set[int] = set()
    section = -1
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            section = at
        elif block.kind == "item" and block.label and block.level < 2:
            found.add(section)
    return found


def _rank(block: Block) -> int:
    """Order of nesting below a section: paragraph 0, numbered item 1, bullet below it 2, and two
    more a depth."""
    if block.kind != "item":
        return 0
    return 2 * max(block.level, 1) - (1 if block.label else 0)
