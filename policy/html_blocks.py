"""A tree of elements → blocks: a block closes wherever a browser would start a new line that means something."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from policy.emails import EMAIL, decoded_email
from policy.extract_plain import blocks_of as plain_blocks
from policy.html_tree import BOLD, SILENT, Node, attribute, inside
from policy.lines import LONG_HEADING, paragraph, paragraphs_of
from policy.model import Block, Link, Note, Removal
from policy.numbering import bullet, marked_number, ordinal, printed_marker

HEADINGS = {f"h{n}": n for n in range(1, 7)}
_LISTS = frozenset("ol ul menu dir".split())
_ITEMS = frozenset("li dt dd".split())
_CELLS = frozenset(("td", "th"))
_AFTER_HEADING = frozenset("p ul ol dl table blockquote section article".split())
_SPECIAL = SILENT | frozenset("br img wbr a button input textarea bdo pre plaintext xmp".split())
_SYMBOL = re.compile(r"[#¶§🔗⚓︎\s]{1,4}")
_TRAILING_SIGN = re.compile(r"(?<=\S)\s+[#¶§🔗⚓]$")
_PERMALINK = re.compile(r"permalink|headerlink|header-link|anchor-?link|anchorjs|heading-?link|heading-anchor", re.IGNORECASE)
_TO_TOP = re.compile(
    r"(?:back|return|go) to (?:the )?top|(?:terug )?naar boven|(?:retour )?(?:en )?haut de (?:la )?page|retour en haut|"
    r"(?:zurück )?nach oben|zum seitenanfang|volver arriba|torna su|voltar ao topo",
    re.IGNORECASE,
)
_CELL_PROSE = 900  # letters in one cell from which on a table lays out a page


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

    def __init__(self, dropped: Mapping[int, object], tricks: Mapping[int, tuple[str, str]]) -> None:
        self.blocks: list[Block] = []
        self.notes: list[tuple[int | None, Note]] = []
        self.removed: list[Removal] = []
        self.letters = 0
        self._dropped = dropped
        self._tricks = tricks
        self._parts: list[str] = []
        self._bold_letters = 0
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
            item = pop()
            if item.__class__ is str:
                self._text(item)  # type: ignore[arg-type]
                continue
            if item.__class__ is tuple:
                self._leave(item[0])  # type: ignore[index]
                continue
            node: Node = item  # type: ignore[assignment]
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
        """Elements that are not simply walked through; True where their children are still to be walked."""
        tag = node.tag
        if tag == "br":
            self._parts.append("\n")
        elif tag == "a":
            return self._anchor(node)
        elif tag == "button":
            return self._button(node)
        elif tag in ("pre", "plaintext", "xmp"):
            return self._preformatted(node)
        elif tag == "input":
            if " readonly" in node.attrs or " disabled" in node.attrs:
                value = attribute(node, "value") or ""
                if len(value.split()) > 2:
                    self._flush()
                    self._text(value)
                    self._flush()
        elif tag == "textarea":
            if " readonly" in node.attrs or " disabled" in node.attrs:
                return self._preformatted(node)
        elif tag == "bdo":
            self._tricky_words.append(("bidi", "direction overridden", ""))
            return True
        return False

    def _anchor(self, node: Node) -> bool:
        if not node.attrs:
            return True
        href = attribute(node, "href")
        if "email-protection" in node.attrs or "data-cfemail" in node.attrs:
            code = attribute(node, "data-cfemail") or (href or "").partition("#")[2]
            for part in inside(node):
                code = attribute(part, "data-cfemail") or code
            self._parts.append(EMAIL)
            self._links.append(Link(EMAIL, f"mailto:{decoded_email(code)}"))
            return False
        words = "".join(kid for kid in node.kids if isinstance(kid, str)).strip()
        if href and "#" in href and len(node.kids) == 1 and words:
            if _SYMBOL.fullmatch(words) or (self._heading and _PERMALINK.search(node.attrs)):
                self.removed.append(Removal("permalink", words))
                return False
            if _TO_TOP.fullmatch(words) and not "".join(self._parts).strip():
                self.removed.append(Removal("link to top", words))
                return False
        return True

    def _button(self, node: Node) -> bool:
        """A button's words count only where it stands for a title: in a heading, or opening the block that follows it."""
        if self._heading or self._row is not None:
            return True
        if not (" aria-expanded=" in node.attrs or " aria-controls=" in node.attrs or _opens_next(node)):
            return False
        self._flush()
        self._heading = min(self._level + 1, 6)
        for part in inside(node):
            for kid in part.kids:
                if isinstance(kid, str):
                    self._text(kid)
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
            if node.tag in BOLD:
                self._bold += 1
            elif node.tag == "a":
                self._open_links.append(_Link(node, len(self._parts)))
            elif node.chars < 4 and ' aria-hidden="true"' in node.attrs and _is_symbol(node):
                node.kids = []
            elif node.attrs and " data-cfemail=" in node.attrs:
                self._parts.append(EMAIL)
                self._links.append(Link(EMAIL, f"mailto:{decoded_email(attribute(node, 'data-cfemail') or '')}"))
                node.kids = []
            return
        tag = node.tag
        if self._row is not None:
            if tag not in _CELLS:
                self._parts.append(" ")
                return
            self._parts, self._links = [], []
            return
        self._flush()
        if self._heading and self._headed and tag in _AFTER_HEADING:
            self._heading = 0  # a heading that was never closed
        if tag in HEADINGS:
            self._heading, self._headed = HEADINGS[tag], False
        elif tag in _LISTS:
            self._open_list(node)
        elif tag in _ITEMS:
            self._open_item(node)
        elif tag == "table":
            self._tables.append(_is_data(node))
            self._list_count += 1
        elif tag == "tr" and self._tables and self._tables[-1]:
            self._row, self._row_links = [], []
        elif tag == "summary":
            self._heading = min(self._level + 1, 6)
        elif node.attrs and ' role="heading"' in node.attrs:
            level = attribute(node, "aria-level") or "2"
            self._heading = int(level) if level in ("1", "2", "3", "4", "5", "6") else 2

    def _leave(self, node: Node) -> None:
        if id(node) in self._tricks:
            self._tricky.pop()
        tag = node.tag
        if node.inline:
            if tag in BOLD:
                self._bold -= 1
            elif tag == "a" and self._open_links and self._open_links[-1].node is node:
                self._close_link(self._open_links.pop())
            return
        if self._row is not None:
            if tag in _CELLS:
                self._row.append(" ".join("".join(self._parts).split()))
                self._row_links += self._links
                self._parts, self._links = [], []
            elif tag == "tr":
                self._close_row()
            else:
                self._parts.append(" ")
            return
        self._flush()
        if tag in HEADINGS or tag == "summary" or (node.attrs and ' role="heading"' in node.attrs):
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
                entry.number = sum(1 for kid in node.kids if not isinstance(kid, str) and kid.tag == "li")
            if start and start.lstrip("-").isdecimal() and len(start) < 8:
                entry.number = int(start)
            if node.attrs and _unmarked(node):
                entry.style = "none"
        self._lists.append(entry)

    def _open_item(self, node: Node) -> None:
        if node.tag == "li" and self._lists:
            now = self._lists[-1]
            value = attribute(node, "value") if node.attrs else None
            if value and value.isdecimal() and len(value) < 8:
                now.number = int(value)
            label = ordinal(now.number, now.style) if now.tag == "ol" and now.style != "none" else None
            now.number += now.step
            self._item = (label, len(self._lists), now.id)
        else:
            self._item = (None, max(1, len(self._lists) + (node.tag == "dd")), 0)

    # --- text and blocks ---

    def _text(self, text: str) -> None:
        self._parts.append(text)
        if self._bold:
            self._bold_letters += len(text.strip())
        if self._tricky and not text.isspace():
            self._tricky_words.append((*self._tricky[-1], text))

    def _flush(self) -> None:
        """Close the block that is open."""
        parts = self._parts
        if not parts:
            return
        links, bold_letters = self._links, self._bold_letters
        self._parts, self._links, self._bold_letters = [], [], 0
        self._open_links = [_Link(link.node, 0) for link in self._open_links]
        text = "".join(parts)
        if not text or text.isspace():
            return
        if "\n" in parts:
            self._lines(parts, links)
            return
        words = " ".join(text.split())
        bold = bold_letters > 0 and bold_letters * 10 >= 9 * len(words)
        self._block(words, tuple(links), bold)

    def _lines(self, parts: list[str], links: list[Link]) -> None:
        """Text with `<br>` in it: a paragraph at every empty line, and at every line that begins something new."""
        rows = "".join("\0" if part == "\n" else part for part in parts).split("\0")
        texts = paragraphs_of(" ".join(row.split()) for row in rows)
        rest = list(links)
        for number, text in enumerate(texts):
            mine = rest if number == len(texts) - 1 else [link for link in rest if link.words and link.words in text]
            rest = [link for link in rest if link not in mine]
            self._block(text, tuple(mine), False)

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
            self._item_block(text, links)
        else:
            self._add(paragraph(text, links, bold, len(self._lists), self._level))

    def _item_block(self, text: str, links: tuple[Link, ...]) -> None:
        assert self._item is not None
        label, depth, list_id = self._item
        self._item = None
        printed, words = printed_marker(text)
        if printed and (label is None or marked_number(printed, label)):
            label, text = printed, words
        elif label is None and (rest := bullet(text)) is not None:
            text = rest
        self._add(Block("item", text, depth, label, links=links, list_id=list_id))

    def _close_row(self) -> None:
        cells = tuple(self._row or ())
        self._row, self._parts, self._links = None, [], []
        if any(cells):
            text = " | ".join(cells)
            self._add(Block("row", text, cells=cells, links=tuple(self._row_links), list_id=self._list_count))

    def _add(self, block: Block) -> None:
        if self._tricky_words:
            for kind, reason in dict.fromkeys((kind, reason) for kind, reason, _ in self._tricky_words):
                words = " ".join(
                    " ".join(text.split()) for one, why, text in self._tricky_words if (one, why) == (kind, reason)
                )
                self.notes.append((len(self.blocks), Note(kind, f"{reason}: {words[:160]}")))
            self._tricky_words = []
        self.letters += len(block.text)
        self.blocks.append(block)


def _is_symbol(node: Node) -> bool:
    """An icon for the eye: no letter or digit in it."""
    return not any(char.isalnum() for kid in node.kids if isinstance(kid, str) for char in kid)


def _unmarked(node: Node) -> bool:
    """An ordered list whose own style shows no numbers."""
    style = (attribute(node, "style") or "").replace(" ", "").lower()
    return "list-style:none" in style or "list-style-type:none" in style


def _opens_next(node: Node) -> bool:
    """Does a button without any mark-up for it open the block of prose that stands behind it?"""
    if node.parent is None or node.chars > LONG_HEADING or node.chars < 3:
        return False
    kids = [kid for kid in node.parent.kids if not isinstance(kid, str)]
    at = next((number for number, kid in enumerate(kids) if kid is node), len(kids))
    return at + 1 < len(kids) and not kids[at + 1].inline and kids[at + 1].prose > 0


def _is_data(node: Node) -> bool:
    """Is this a table of data, rather than one that lays a page out?"""
    widest = rows = 0
    for part in inside(node):
        if part.tag in HEADINGS or (part.tag == "table" and part is not node):
            return False
        if part.tag == "tr":
            rows += 1
            widest = max(widest, sum(1 for kid in part.kids if not isinstance(kid, str) and kid.tag in _CELLS))
        elif part.tag in _CELLS and part.chars > _CELL_PROSE:
            return False
    return widest > 1
