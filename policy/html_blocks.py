"""A tree of elements → blocks: a block closes wherever a browser would start a new line that means
something."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from policy.extract_plain import blocks_of as plain_blocks
from policy.html_elements import (
    CELLS,
    fixed_value,
    heading_level,
    hidden_address,
    is_data,
    is_sentence,
    is_symbol,
    opens_next,
    sentences_of_choices,
    unmarked,
    useless_link,
)
from policy.html_tree import BOLD, SILENT, Node, attribute, text_of
from policy.lines import LONG_HEADING, paragraph, paragraphs_of
from policy.model import Block, Link, Note, Removal
from policy.numbering import bullet, marked_number, ordinal, printed_marker

_LISTS = frozenset("ol ul menu dir".split())
_ITEMS = frozenset("li dt dd".split())
_AFTER_HEADING = frozenset("p ul ol dl table blockquote section article".split())
_SPECIAL = SILENT | frozenset("br img wbr a button input textarea bdo pre plaintext xmp".split())
_TRAILING_SIGN = re.compile(r"(?<=\S)\s+[#¶§🔗⚓]$")


@dataclass(slots=True)
class _List:
    tag: str
    number: int
    style: str
    id: int
    step: int = 1


@dataclass(slots=True)
class _Link:
    node: Node
    start: int


class Blocks:
    """Walks elements and collects their blocks, with the notes and removals that belong to them."""

    def __init__(
        self, dropped: Mapping[int, object], tricks: Mapping[int, tuple[str, str]]
    ) -> None:
        self.blocks: list[Block] = []
        self.notes: list[tuple[int | None, Note]] = []
        self.removed: list[Removal] = []
        self.letters = 0
        self._dropped = dropped
        self._tricks = tricks
        self._parts: list[str] = []
        self._bold_at: set[int] = set()  # which parts are bold
        self._bold = 0
        self._links: list[Link] = []
        self._open_links: list[_Link] = []
        self._tricky: list[tuple[str, str]] = []
        self._tricky_words: list[tuple[str, str, str]] = []
        self._heading = 0
        self._headed = False  # the open heading has its words already
        self._level = 1  # of the last heading that was marked as one
        self._lists: list[_List] = []
        self._item: tuple[str | None, int, int] | None = None
        self._row: list[str] | None = None
        self._row_links: list[Link] = []
        self._tables: list[bool] = []
        self._list_count = 0

    def walk(self, root: Node) -> None:
        """All blocks of an element, itself included."""
        stack: list[Node | str | tuple[Node]] = [root]
        dropped, tricks, push, pop = self._dropped, self._tricks, stack.append, stack.pop
        while stack:
            node = pop()
            if isinstance(node, str):
                self._text(node)
                continue
            if isinstance(node, tuple):
                self._leave(node[0])
                continue
            if id(node) in dropped or (node.tag in _SPECIAL and not self._special(node)):
                continue
            if id(node) in tricks:
                self._tricky.append(tricks[id(node)])
                push((node,))
            elif not node.inline or node.tag in BOLD or node.tag == "a":
                push((node,))
            self._enter(node)
            if node.kids:
                stack.extend(reversed(node.kids))
        self._flush()

    # --- elements ---

    def _special(self, node: Node) -> bool:
        """Elements that are not simply walked through; True where what is in them still is."""
        do = _SPECIAL_DO.get(node.tag)
        return do(self, node) if do else False

    def _break(self, node: Node) -> bool:  # noqa: ARG002 - one of the functions that `_special` chooses from
        self._parts.append("\n")
        return False

    def _field(self, node: Node) -> bool:
        if value := fixed_value(node):
            self._flush()
            self._text(value)
            self._flush()
        return False

    def _choices(self, node: Node) -> bool:
        for words in sentences_of_choices(node):
            self._flush()
            self._text(words)
            self._flush()
        return False

    def _fallback(self, node: Node) -> bool:
        """What stands in an element for readers whose browser cannot show it."""
        return bool(text_of(node, limit=50))

    def _area(self, node: Node) -> bool:
        fixed = " readonly" in node.attrs or " disabled" in node.attrs
        return self._preformatted(node) if fixed else False

    def _overridden(self, node: Node) -> bool:  # noqa: ARG002
        self._tricky_words.append(("bidi", "direction overridden", ""))
        return True

    def _anchor(self, node: Node) -> bool:
        if not node.attrs:
            return True
        if link := hidden_address(node):
            self._parts.append(link.words)
            self._links.append(link)
            return False
        rule = useless_link(node, bool(self._heading), not "".join(self._parts).strip())
        if rule:
            self.removed.append(Removal(rule, text_of(node)))
        return rule is None

    def _button(self, node: Node) -> bool:
        """A button's words count where it stands for a title: in a heading, or before what it
        opens."""
        if self._heading or self._row is not None:
            return True
        if is_sentence(words := text_of(node)):
            self._flush()
            self._text(words)
            self._flush()
            return False
        opens = " aria-expanded=" in node.attrs or " aria-controls=" in node.attrs
        if not opens and not opens_next(node):
            return False
        self._flush()
        self._heading = min(self._level + 1, 6)
        self._text(text_of(node))
        self._flush()
        self._heading = 0
        return False

    def _preformatted(self, node: Node) -> bool:
        """Text whose line ends count."""
        text = "".join(kid for kid in node.kids if isinstance(kid, str))
        if len(node.kids) > 1 or "\n" not in text.strip() or self._row is not None:
            self._flush()
            return True
        self._flush()
        for block in plain_blocks(text):
            self._add(block)
        return False

    def _enter(self, node: Node) -> None:
        if node.inline:
            self._enter_inline(node)
        elif self._row is not None:
            if node.tag in CELLS:
                self._parts, self._links = [], []
            else:
                self._parts.append(" ")
        else:
            self._flush()
            self._enter_block(node)

    def _enter_inline(self, node: Node) -> None:
        if node.tag in BOLD:
            self._bold += 1
        elif node.tag == "a":
            self._open_links.append(_Link(node, len(self._parts)))
        elif node.attrs and " data-cfemail=" in node.attrs and (link := hidden_address(node)):
            self._parts.append(link.words)
            self._links.append(link)
            node.kids = []
        elif node.chars < 4 and ' aria-hidden="true"' in node.attrs and is_symbol(node):
            node.kids = []

    def _enter_block(self, node: Node) -> None:
        tag = node.tag
        if self._heading and self._headed and tag in _AFTER_HEADING:
            self._heading = 0  # a heading that was never closed
        if level := heading_level(node, self._level):
            self._heading, self._headed = level, False
        elif tag in _LISTS:
            self._open_list(node)
        elif tag in _ITEMS:
            self._open_item(node)
        elif tag == "table":
            self._tables.append(is_data(node))
            self._list_count += 1
        elif tag == "tr" and self._tables and self._tables[-1]:
            self._row, self._row_links = [], []

    def _leave(self, node: Node) -> None:
        if id(node) in self._tricks:
            self._tricky.pop()
        if node.inline:
            if node.tag in BOLD:
                self._bold -= 1
            elif node.tag == "a" and self._open_links and self._open_links[-1].node is node:
                self._close_link(self._open_links.pop())
        elif self._row is not None:
            self._leave_in_row(node.tag, self._row)
        else:
            self._flush()
            self._leave_block(node)

    def _leave_in_row(self, tag: str, row: list[str]) -> None:
        if tag in CELLS:
            row.append(" ".join("".join(self._parts).split()))
            self._row_links += self._links
            self._parts, self._links = [], []
        elif tag == "tr":
            self._close_row(tuple(row))
        else:
            self._parts.append(" ")

    def _leave_block(self, node: Node) -> None:
        tag = node.tag
        if heading_level(node, 1):
            self._heading = 0
        elif tag in _LISTS:
            if self._lists:
                self._lists.pop()
            self._item = None
        elif tag in _ITEMS:
            self._item = None
        elif tag == "table":
            self._tables.pop()

    def _close_link(self, link: _Link) -> None:
        target = attribute(link.node, "href")
        if target is not None:
            words = " ".join("".join(self._parts[link.start :]).split())
            self._links.append(Link(words, target))

    def _open_list(self, node: Node) -> None:
        self._list_count += 1
        entry = _List(node.tag, 1, "", self._list_count)
        if node.tag == "ol":
            start = attribute(node, "start")
            entry.style = attribute(node, "type") or "1"
            if " reversed" in node.attrs:
                entry.step = -1
                entry.number = sum(
                    1 for kid in node.kids if not isinstance(kid, str) and kid.tag == "li"
                )
            if start and start.lstrip("-").isdecimal() and len(start) < 8:
                entry.number = int(start)
            if node.attrs and unmarked(node):
                entry.style = "none"
        self._lists.append(entry)

    def _open_item(self, node: Node) -> None:
        if node.tag == "li" and self._lists:
            now = self._lists[-1]
            value = attribute(node, "value") if node.attrs else None
            if value and value.isdecimal() and len(value) < 8:
                now.number = int(value)
            label = (
                ordinal(now.number, now.style) if now.tag == "ol" and now.style != "none" else None
            )
            now.number += now.step
            self._item = (label, len(self._lists), now.id)
        else:
            self._item = (None, max(1, len(self._lists) + (node.tag == "dd")), 0)

    # --- text and blocks ---

    def _text(self, text: str) -> None:
        self._parts.append(text)
        if self._bold:
            self._bold_at.add(len(self._parts) - 1)
        if self._tricky and not text.isspace():
            self._tricky_words.append((*self._tricky[-1], text))

    def _flush(self) -> None:
        """Close the block that is open."""
        parts = self._parts
        if not parts:
            return
        links, bold_at = self._links, self._bold_at
        self._parts, self._links, self._bold_at = [], [], set()
        self._open_links = [_Link(link.node, 0) for link in self._open_links]
        text = "".join(parts)
        if not text or text.isspace():
            return
        if "\n" in parts:
            self._lines(_rows(parts, bold_at), links)
            return
        words = " ".join(text.split())
        self._block(words, tuple(links), bool(bold_at) and _is_bold(parts, bold_at, words))

    def _lines(self, rows: list[tuple[str, bool]], links: list[Link]) -> None:
        """Text with `<br>` in it: a paragraph at every empty line, at every line that begins
        something new, and
        around every bold line."""
        texts: list[tuple[str, bool]] = []
        for bold, group in itertools.groupby(rows, key=lambda row: row[1]):
            lines = [line for line, _ in group]
            texts += (
                [(line, True) for line in lines]
                if bold
                else [(text, False) for text in paragraphs_of(lines)]
            )
        rest = list(links)
        for number, (text, bold) in enumerate(texts):
            last = number == len(texts) - 1
            mine = [link for link in rest if last or (link.words and link.words in text)]
            rest = [link for link in rest if link not in mine]
            self._block(text, tuple(mine), bold)

    def _block(self, text: str, links: tuple[Link, ...], bold: bool) -> None:
        """One block of text in the present place."""
        if self._heading:
            if (sign := _TRAILING_SIGN.search(text)) and links:
                self.removed.append(Removal("permalink", sign.group().strip()))
                text = text[: sign.start()]
            self._level, self._headed = self._heading, True
            label, words = printed_marker(text, heading=True)
            kind = "heading" if len(text) <= 2 * LONG_HEADING else "paragraph"
            level = self._heading if kind == "heading" else 0
            self._add(Block(kind, words, level, label, links=links))  # type: ignore[arg-type]
        elif self._item:
            item, self._item = self._item, None
            self._item_block(text, links, *item)
        else:
            self._add(paragraph(text, links, bold, len(self._lists), self._level))

    def _item_block(
        self, text: str, links: tuple[Link, ...], label: str | None, depth: int, list_id: int
    ) -> None:
        printed, words = printed_marker(text)
        if printed and (label is None or marked_number(printed, label)):
            label, text = printed, words
        elif label is None and (rest := bullet(text)) is not None:
            text = rest
        self._add(Block("item", text, depth, label, links=links, list_id=list_id))

    def _close_row(self, cells: tuple[str, ...]) -> None:
        self._row, self._parts, self._links = None, [], []
        if any(cells):
            text = " | ".join(cells)
            self._add(
                Block(
                    "row", text, cells=cells, links=tuple(self._row_links), list_id=self._list_count
                )
            )

    def _add(self, block: Block) -> None:
        if self._tricky_words:
            for kind, reason in dict.fromkeys(
                (kind, reason) for kind, reason, _ in self._tricky_words
            ):
                words = " ".join(
                    " ".join(text.split())
                    for one, why, text in self._tricky_words
                    if (one, why) == (kind, reason)
                )
                self.notes.append((len(self.blocks), Note(kind, f"{reason}: {words[:160]}")))
            self._tricky_words = []
        self.letters += len(block.text)
        self.blocks.append(block)


def _rows(parts: list[str], bold_at: set[int]) -> list[tuple[str, bool]]:
    """The lines between breaks, each with whether all of it is bold."""
    rows: list[tuple[str, bool]] = []
    start = 0
    for at in range(len(parts) + 1):
        if at == len(parts) or parts[at] == "\n":
            words = " ".join("".join(parts[start:at]).split())
            within = {place - start for place in bold_at if start <= place < at}
            rows.append(
                (words, bool(words and within) and _is_bold(parts[start:at], within, words))
            )
            start = at + 1
    return rows


def _is_bold(parts: list[str], bold_at: set[int], words: str) -> bool:
    return sum(len(parts[at].strip()) for at in bold_at) * 10 >= 9 * len(words)


_SPECIAL_DO: dict[str, Callable[[Blocks, Node], bool]] = {
    "a": Blocks._anchor,
    "audio": Blocks._fallback,
    "bdo": Blocks._overridden,
    "br": Blocks._break,
    "button": Blocks._button,
    "canvas": Blocks._fallback,
    "input": Blocks._field,
    "plaintext": Blocks._preformatted,
    "pre": Blocks._preformatted,
    "select": Blocks._choices,
    "textarea": Blocks._area,
    "video": Blocks._fallback,
    "xmp": Blocks._preformatted,
}
