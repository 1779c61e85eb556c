"""Blocks → clauses: every block gets an address, a name to be cited by, and the heading it stands
under.

Addresses are paths of places after Akoma Ntoso, `sec_4__para_2__point_b`: valid within one
version, never two alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from policy.model import Block, Clause
from policy.numbering import bare, last_part

_CITE_LENGTH = 80


class _Place:
    """One open level of the path: a section, a paragraph or a point, with what was counted below
    it."""

    __slots__ = ("address", "cite", "counts", "level")

    def __init__(self, address: str, cite: str, level: int) -> None:
        self.address = address
        self.cite = cite
        self.level = level
        self.counts: Counter[str] = Counter()


def split(blocks: Sequence[Block]) -> tuple[Clause, ...]:
    """One clause a block, in the same order, each with an address of its own."""
    taken: set[str] = set()
    labels = Counter(bare(block.label) for block in blocks if block.label)
    titles = Counter(block.text for block in blocks if block.kind == "heading")
    title_at = _title_at(blocks)
    document = _Place("", "", 0)
    sections: list[_Place] = [document]
    points: list[_Place] = []
    out: list[Clause] = []
    numbered: set[tuple[str, str]] = set()  # section and label of the outermost numbers met so far
    for at, block in enumerate(blocks):
        if at == title_at:
            address = _free(document, "title", None, taken)
            out.append(_clause(block, address, short(block.text), None, block.level))
            document.cite, document.level = "", 0
            continue
        if block.kind == "heading":
            while len(sections) > 1 and sections[-1].level >= block.level:
                sections.pop()
            points.clear()
            above = sections[-1]
            cite = _heading_cite(block, above, labels, titles)
            address = _free(above, "sec", block.label, taken)
            out.append(_clause(block, address, cite, _heading(out, above, title_at), block.level))
            place = _Place(address, cite, block.level)
            place.counts["text"] = at
            sections.append(place)
            continue
        above = sections[-1]
        depth = block.level if block.kind == "item" else 0
        if block.kind == "item":
            while points and points[-1].level >= _rank(block, depth):
                points.pop()
            if (
                depth < 2
                and block.label
                and points
                and (above.address, block.label) not in numbered
            ):
                points.clear()  # it counts in its section, not below the words before it
                numbered.add((above.address, block.label))
            elif depth < 2 and block.label:
                numbered.add((above.address, block.label))
        else:
            points.clear()
        parent = points[-1] if points else above
        word = _word(block, parent is above)
        address = _free(parent, word, block.label, taken)
        cite = _cite(block, parent, above, word, labels)
        place = _Place(address, cite, _rank(block, depth))
        if block.kind in ("item", "paragraph"):
            points.append(place)
        out.append(_clause(block, address, cite, _heading(out, above, title_at), above.level))
    return tuple(out)


def short(text: str) -> str:
    """A text cut to a length that still reads as a name."""
    return text if len(text) <= _CITE_LENGTH else text[: _CITE_LENGTH - 1].rstrip() + "…"


def _title_at(blocks: Sequence[Block]) -> int | None:
    """Where the text's own title stands: the only heading of its level, above all others and
    before them."""
    levels = [block.level for block in blocks if block.kind == "heading"]
    if len(levels) < 2:
        return None
    top = min(levels)
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            return at if block.level == top and levels.count(top) == 1 and not block.label else None
    return None


def _rank(block: Block, depth: int) -> int:
    """Order of nesting below a section: paragraph 0, numbered item 1, bullet below it 2, and two
    more a depth."""
    if block.kind != "item":
        return 0
    return 2 * max(depth, 1) - (1 if block.label else 0)


def _word(block: Block, outermost: bool) -> str:
    if block.kind == "row":
        return "row"
    return "para" if outermost else "point"


def _free(parent: _Place, word: str, label: str | None, taken: set[str]) -> str:
    """An address below `parent` that is not taken: by the label's last part where it has one, else
    by counting."""
    parent.counts[word] += 1
    stem = f"{parent.address}__{word}" if parent.address else word
    part = last_part(label) if label else ""
    address = (
        f"{stem}_{part}" if part else f"{stem}_{parent.counts[word]}" if word != "title" else word
    )
    number = parent.counts[word]
    while address in taken:
        number += 1
        address = f"{stem}_{number}"
    parent.counts[word] = max(parent.counts[word], number) if not part else parent.counts[word]
    taken.add(address)
    return address


def _heading(out: list[Clause], above: _Place, title_at: int | None) -> str | None:
    if above.address:
        return out[above.counts["text"]].text
    return out[title_at].text if title_at is not None and title_at < len(out) else None


def _heading_cite(block: Block, above: _Place, labels: Counter[str], titles: Counter[str]) -> str:
    if block.label and labels[bare(block.label)] == 1:
        return bare(block.label)
    if titles[block.text] > 1 and above.cite:
        return f"{above.cite} › {short(block.text)}"
    return short(block.text)


def _cite(block: Block, parent: _Place, above: _Place, word: str, labels: Counter[str]) -> str:
    name = parent.cite or above.cite
    if block.label:
        label = bare(block.label)
        if labels[label] == 1 and ("." in label or len(label) > 4):
            return label
        if block.label.startswith("(") or parent is not above:
            return f"{name}({label})"
        return f"{name} {label}".strip()
    if block.kind == "row":
        return f"{name}, “{short(block.cells[0] if block.cells else block.text)}”".lstrip(", ")
    sign = "¶" if word == "para" else "•"
    return f"{name} {sign} {parent.counts[word]}".strip()


def _clause(block: Block, address: str, cite: str, heading: str | None, level: int) -> Clause:
    return Clause(
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
