"""Markdown → blocks."""

from __future__ import annotations

import re

from policy.model import Block, Link
from policy.numbering import printed_marker

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"(\s*)([*+-]|\d{1,9}[.)])\s+(.*)")
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)(?:\s+\"[^\"]*\")?\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def blocks_of(text: str) -> list[Block]:
    """The blocks of a Markdown text."""
    out: list[Block] = []
    for chunk in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        lines = chunk.split("\n")
        buffer: list[str] = []
        for line in lines:
            if line.strip() and buffer and re.fullmatch(r"\s{0,3}(=+|-{2,})\s*", line):
                out.append(_block("heading", " ".join(buffer), 1 if "=" in line else 2, None))
                buffer = []
            elif found := _HEADING.match(line):
                _paragraph(out, buffer)
                buffer = []
                out.append(_block("heading", found[2], len(found[1]), None))
            elif found := _ITEM.match(line):
                _paragraph(out, buffer)
                buffer = []
                mark = found[2]
                out.append(_block("item", found[3], 1 + len(found[1]) // 4, mark if mark[0].isdigit() else None))
            elif line.lstrip().startswith("|"):
                _paragraph(out, buffer)
                buffer = []
                cells = tuple(_plain(cell.strip())[0] for cell in line.strip().strip("|").split("|"))
                if not all(re.fullmatch(r":?-*:?", cell) for cell in cells):
                    out.append(Block("row", " | ".join(cells), cells=cells, list_id=1))
            elif line.strip():
                buffer.append(line.strip())
        _paragraph(out, buffer)
    return [block for block in out if block.text]


def _paragraph(out: list[Block], buffer: list[str]) -> None:
    if buffer:
        out.append(_block("paragraph", " ".join(buffer), 0, None))


def _block(kind: str, text: str, level: int, label: str | None) -> Block:
    words, links = _plain(text)
    if not label:
        label, words = printed_marker(words, heading=kind == "heading")
    if kind == "paragraph" and label:
        kind, level = "item", 1
    return Block(kind, words, level, label, links=links)  # type: ignore[arg-type]


def _plain(text: str) -> tuple[str, tuple[Link, ...]]:
    links = tuple(Link(found[1], found[2]) for found in _LINK.finditer(text))
    words = _LINK.sub(r"\1", text).replace("**", "").replace("__", "")
    return " ".join(_ESCAPE.sub(r"\1", words).split()), links
