"""HTML → the blocks of the policy, in the page's order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy import furniture
from policy.html_tree import BOLD, INLINE, Node, Page, attribute, parse, text_of
from policy.model import Block, Declared, Link, Note, Refusal, Removal
from policy.numbering import bullet, ordinal, printed_marker

HEADINGS = {f"h{n}": n for n in range(1, 7)}
_SKIP = furniture.NEVER | frozenset(("button", "input", "img", "label_"))
_SENTENCE_END = re.compile(r"[.:;!?…]['\"”’)]?$")


@dataclass(slots=True)
class Extraction:
    """The blocks of a page and what was learnt beside them."""

    blocks: list[Block]
    title: str | None = None
    language: str | None = None
    notes: list[Note] | None = None
    removed: list[Removal] | None = None
    shown: str = ""
    page: Page | None = None


def extract(text: str, declared: Declared) -> Extraction | Refusal:
    """The policy's blocks, by the declared selectors or, without any, by itself."""
    page = parse(text)
    if isinstance(page, Refusal):
        return page
    root, dropped = choose(page)
    builder = BlockBuilder(dropped)
    builder.walk(root)
    html = next((node for node in page.nodes if node.tag == "html"), None)
    title = next((text_of(node) for node in page.nodes if node.tag == "title"), None)
    return Extraction(
        blocks=builder.blocks,
        title=title or None,
        language=(attribute(html, "lang") if html else None) or None,
        notes=[],
        removed=[],
        page=page,
    )


def choose(page: Page) -> tuple[Node, set[int]]:
    """The element that holds the policy, and what inside it does not belong to it."""
    dropped = furniture.drop_outright(page)
    furniture.measure(page, dropped)
    furniture.drop_hinted(page, dropped)
    furniture.measure(page, dropped)
    return furniture.find_root(page), dropped


class BlockBuilder:
    """Walks a tree and closes a block at every border between blocks."""

    def __init__(self, dropped: set[int]) -> None:
        self.dropped = dropped
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.links: list[Link] = []
        self.bold = 0
        self.bold_chars = 0
        self.heading = 0
        self.last_level = 1
        self.lists: list[list] = []  # [tag, next number, style, list id]
        self.item: tuple[str | None, int, int] | None = None  # label, depth, list id of the item that has no text yet
        self.list_count = 0

    def walk(self, root: Node) -> None:
        """All blocks below `root`, `root` included."""
        stack: list[tuple[Node | str, bool]] = [(root, False)]
        link_at: list[int] = []
        while stack:
            item, closing = stack.pop()
            if item.__class__ is str:
                if self.bold:
                    self.bold_chars += len(item.strip())
                self.parts.append(item)
                continue
            tag = item.tag
            if closing:
                if tag in INLINE:
                    if tag in BOLD:
                        self.bold -= 1
                    elif tag == "a" and link_at:
                        start = link_at.pop()
                        words = " ".join("".join(self.parts[start:]).split())
                        target = attribute(item, "href")
                        if target is not None:
                            self.links.append(Link(words, target))
                    continue
                self.flush()
                self.close(item, tag)
                continue
            if id(item) in self.dropped or tag in _SKIP:
                continue
            if tag == "br":
                self.parts.append("\n")
                continue
            if tag in INLINE:
                if tag in BOLD:
                    self.bold += 1
                elif tag == "a":
                    link_at.append(len(self.parts))
                stack.append((item, True))
                stack.extend((kid, False) for kid in reversed(item.kids))
                continue
            self.flush()
            link_at.clear()
            if tag == "table" and _is_data(item):
                self.table(item)
                continue
            self.open(item, tag)
            stack.append((item, True))
            stack.extend((kid, False) for kid in reversed(item.kids))
        self.flush()

    def open(self, node: Node, tag: str) -> None:
        """Enter a block element."""
        if tag in HEADINGS:
            self.heading = HEADINGS[tag]
        elif tag in ("ol", "ul", "menu", "dir"):
            self.list_count += 1
            start = attribute(node, "start") if tag == "ol" else None
            number = int(start) if start and start.lstrip("-").isdecimal() and len(start) < 7 else 1
            self.lists.append([tag, number, attribute(node, "type") or "1", self.list_count])
        elif tag == "li":
            if self.lists:
                now = self.lists[-1]
                label = ordinal(now[1], now[2]) if now[0] == "ol" else None
                now[1] += 1
                self.item = (label, len(self.lists), now[3])
            else:
                self.item = (None, 1, 0)
        elif tag in ("dt", "dd"):
            self.item = (None, max(1, len(self.lists)) + (tag == "dd"), 0)

    def close(self, node: Node, tag: str) -> None:
        """Leave a block element."""
        if tag in HEADINGS:
            self.heading = 0
        elif tag in ("ol", "ul", "menu", "dir") and self.lists:
            self.lists.pop()
        elif tag in ("li", "dt", "dd"):
            self.item = None

    def flush(self) -> None:
        """Close the block that is open."""
        parts, links = self.parts, self.links
        if not parts:
            return
        bold_chars = self.bold_chars
        self.parts, self.links, self.bold_chars = [], [], 0
        text = "".join(parts)
        if not text or text.isspace():
            return
        lines = _lines(text) if "\n" in text and "\n" in parts else [" ".join(text.split())]
        whole = len(text.split()) and bold_chars >= sum(len(part.strip()) for part in parts)
        for number, line in enumerate(lines):
            self.block(line, tuple(links) if number == 0 else (), bool(whole) and len(lines) == 1)

    def block(self, text: str, links: tuple[Link, ...], bold: bool) -> None:
        """One block of text in the present place."""
        if self.heading:
            label, rest = printed_marker(text, heading=True)
            self.last_level = self.heading
            self.blocks.append(Block("heading", rest, self.heading, label, links=links))
            return
        if self.item:
            label, depth, list_id = self.item
            self.item = None
            printed, rest = printed_marker(text)
            if printed:
                label, text = printed, rest
            elif (words := bullet(text)) is not None:
                text = words
            self.blocks.append(Block("item", text, depth, label, links=links, list_id=list_id))
            return
        if bold and len(text) <= 120 and not _SENTENCE_END.search(text) and not self.lists:
            label, rest = printed_marker(text, heading=True)
            level = min(self.last_level + 1, 6)
            self.blocks.append(Block("heading", rest, level, label, links=links))
            return
        if (words := bullet(text)) is not None:
            self.blocks.append(Block("item", words, max(1, len(self.lists)), links=links))
            return
        label, rest = printed_marker(text)
        self.blocks.append(
            Block("item" if label else "paragraph", rest, 1 if label else 0, label, links=links)
        )

    def table(self, node: Node) -> None:
        """A table of data: one block a row."""
        self.list_count += 1
        stack: list[Node] = [node]
        while stack:
            item = stack.pop()
            if id(item) in self.dropped:
                continue
            if item.tag == "tr":
                cells = tuple(
                    text_of(kid) for kid in item.kids if kid.__class__ is not str and kid.tag in ("td", "th")
                )
                if any(cells):
                    text = " | ".join(cells)
                    self.blocks.append(Block("row", text, cells=cells, list_id=self.list_count))
            elif item.tag == "caption":
                if text := text_of(item):
                    self.blocks.append(Block("paragraph", text))
            else:
                stack.extend(kid for kid in reversed(item.kids) if kid.__class__ is not str)


def _lines(text: str) -> list[str]:
    """The paragraphs and lines that `<br>` separates."""
    out: list[str] = []
    for piece in re.split(r"\n[^\S\n]*\n\s*", text):
        line = " ".join(piece.split())
        if line:
            out.append(line)
    return out


def _is_data(node: Node) -> bool:
    """Is this a table of data, rather than one that lays a page out?"""
    widest = 0
    stack: list[Node] = [node]
    while stack:
        item = stack.pop()
        if item.tag in HEADINGS or (item.tag == "table" and item is not node):
            return False
        if item.tag == "tr":
            widest = max(widest, sum(1 for kid in item.kids if kid.__class__ is not str and kid.tag in ("td", "th")))
        if item.tag in ("td", "th") and item.chars > 1500:
            return False
        stack.extend(kid for kid in item.kids if kid.__class__ is not str)
    return widest > 1
