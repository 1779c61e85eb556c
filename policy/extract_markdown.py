"""Markdown → blocks: headings with # or underlined, nested lists, tables, quotes, hard breaks,
bold lines that act as headings.

A reading of CommonMark with GitHub's tables, line by line and linear, for text that a converter
wrote or a person typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy.lines import LONG_HEADING, paragraph, paragraphs_of
from policy.markdown_inline import HARD_BREAK, inline
from policy.model import Block, Link
from policy.numbering import bullet, marked_number, printed_marker

_ATX = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_RULE = re.compile(r"(?:\*[ \t]*){3,}$|(?:-[ \t]*){3,}$|(?:_[ \t]*){3,}$")
_MARKER = re.compile(r"([*+-]|\d{1,9}[.)])(?:([ \t]+)(?=\S)|[ \t]*$)")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_CELL_BORDER = re.compile(r"(?<!\\)\|")
_LONE_BRACKET = re.compile(r"!?\[|\]\([^()\s]*\)")


@dataclass(slots=True)
class _Open:
    """An open list item: the column from which on text belongs to it, the number of its list."""

    column: int
    list_id: int
    ordered: bool
    marker_at: int


class _Reader:
    """The state between two lines."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.buffer: list[str] = []
        self.items: list[_Open] = []
        self.pending: tuple[str | None, int, int] | None = (
            None  # label, depth, list id of an item without text yet
        )
        self.level = 1
        self.lists = 0
        self.blank = True
        self.fence = ""
        self.table = 0

    def line(self, raw: str) -> None:
        """One line of the text."""
        line = raw.expandtabs(4) if "\t" in raw else raw
        body = line.lstrip(" ")
        indent = len(line) - len(body)
        body = body.rstrip() + (HARD_BREAK if body.endswith("  ") else "")
        if self.fence:
            if body.startswith(self.fence):
                self.fence = ""
                self.flush()
            elif body:
                self.buffer.append(body + HARD_BREAK)
            return
        if not body.strip():
            self.flush()
            self.blank, self.table = True, 0
            return
        while self.items and indent < self.items[-1].column and (self.blank or _starts_block(body)):
            if indent > self.items[-1].marker_at and not _MARKER.match(body):
                break  # shifted a little less than it should be
            self.items.pop()
            self.flush()
        self.start(body, indent)
        self.blank = False

    def start(self, body: str, indent: int) -> None:
        """A line that is not empty, by what it begins with."""
        if (
            self.buffer
            and self.pending is None
            and (found := _UNDERLINE.fullmatch(body.strip()))
            and not self.items
        ):
            self.heading(" ".join(self.buffer), 1 if found[1][0] == "=" else 2)
            self.buffer = []
        elif found := _ATX.fullmatch(body.strip()):
            self.flush()
            self.heading(found[2] or "", len(found[1]))
        elif _RULE.fullmatch(body.strip()):
            self.flush()
        elif (fence := _FENCE.match(body)) and (self.blank or not self.buffer):
            self.flush()
            self.fence = fence[1]
        elif body.startswith("|") or (self.table and "|" in body):
            self.row(body.strip())
        elif (
            (found := _MARKER.match(body.strip()))
            and (found[2] or not self.buffer)
            and self.interrupts(found[1])
        ):
            self.item(body, indent, found)
        elif body.startswith(">"):
            self.flush_if_new()
            self.start_or_skip(body.lstrip("> "), indent)
        else:
            self.flush_if_new()
            self.buffer.append(body)

    def start_or_skip(self, body: str, indent: int) -> None:
        if body.strip():
            self.start(body, indent)

    def interrupts(self, marker: str) -> bool:
        """A number may begin a list inside a paragraph only as 1, so that a year at the start of a
        line does not."""
        return (
            not self.buffer
            or self.blank
            or not marker[0].isdigit()
            or marker[:-1] == "1"
            or bool(self.items)
        )

    def item(self, body: str, indent: int, found: re.Match[str]) -> None:
        """A list item; what follows its marker may be an item again."""
        self.flush()
        body = body.lstrip(" ")
        ordered = found[1][0].isdigit()
        same = None
        while self.items and self.items[-1].marker_at >= indent:
            same = self.items.pop()
        if same and same.ordered == ordered and same.marker_at == indent:
            list_id = same.list_id
        else:
            self.lists += 1
            list_id = self.lists
        gap = len(found[2] or " ")
        width = len(found[1]) + (gap if gap <= 5 else 1)
        self.items.append(_Open(indent + width, list_id, ordered, indent))
        self.pending = (found[1] if ordered else None, len(self.items), list_id)
        rest = body[found.end() :]
        if rest.strip():
            if (inner := _MARKER.match(rest)) and inner[2]:
                self.item(rest, indent + width, inner)
            else:
                self.blank = True
                self.start(rest, indent + width)

    def row(self, body: str) -> None:
        """A row of a table."""
        self.flush()
        if not self.table:
            self.lists += 1
            self.table = self.lists
        if _DELIMITER.fullmatch(body):
            return
        found = [
            inline(cell.strip())
            for cell in _CELL_BORDER.split(body.strip().removeprefix("|").removesuffix("|"))
        ]
        cells = tuple(" ".join(words.split()) for words, _, _ in found)
        if any(cells):
            links = tuple(link for _, links, _ in found for link in links)
            self.blocks.append(
                Block("row", " | ".join(cells), cells=cells, links=links, list_id=self.table)
            )

    def heading(self, text: str, level: int) -> None:
        """A marked heading."""
        words, links, _ = inline(text)
        words = " ".join(words.split())
        if not words:
            return
        label, rest = printed_marker(words, heading=True)
        if len(words) > 2 * LONG_HEADING:
            self.blocks.append(Block("paragraph", rest, 0, label, links=links))
            return
        self.level = level
        self.blocks.append(Block("heading", rest, level, label, links=links))

    def flush_if_new(self) -> None:
        if self.blank:
            self.flush()

    def flush(self) -> None:
        """Close the open paragraph."""
        if not self.buffer:
            return
        text = " ".join(self.buffer).strip()
        self.buffer = []
        if _LONE_BRACKET.fullmatch(text):
            return
        words, links, bold = inline(text)
        lines = [" ".join(line.split()) for line in words.split(HARD_BREAK)]
        texts = paragraphs_of(lines)
        for number, part in enumerate(texts):
            mine = tuple(
                link for link in links if len(texts) == 1 or (link.words and link.words in part)
            )
            self.add(part, mine, bold and len(texts) == 1 and number == 0)

    def add(self, text: str, links: tuple[Link, ...], bold: bool) -> None:
        if self.pending is None:
            self.blocks.append(paragraph(text, links, bold, len(self.items), self.level))
            return
        label, depth, list_id = self.pending
        self.pending = None
        printed, words = printed_marker(text)
        if printed and (label is None or marked_number(printed, label)):
            label, text = printed, words
        elif label is None and (rest := bullet(text)) is not None:
            text = rest
        self.blocks.append(Block("item", text, depth, label, links=links, list_id=list_id))


def blocks_of(text: str) -> list[Block]:
    """The blocks of a Markdown text."""
    reader = _Reader()
    for line in text.split("\n"):
        reader.line(line)
    reader.flush()
    return reader.blocks


def _starts_block(body: str) -> bool:
    return bool(_MARKER.match(body.strip()) or body[0] in "#|>" or _RULE.fullmatch(body.strip()))
