"""Plain text → blocks: paragraphs by line, bullets, numbers, tab-separated rows, and unmarked
lines that act as headings."""

from __future__ import annotations

import re
from itertools import pairwise

from policy.lines import LONG_HEADING
from policy.model import Block
from policy.numbering import bullet, printed_marker

_END = re.compile(r"[.:;,!…)\]][\"'”’]?$")
_NO_HEADING = re.compile(r"[@]|\d")
_HEADING = 90
_WRAPPED = 60  # letters from which on a line may be a part of a wrapped paragraph
_BOLD = re.compile(r"\*\*(?=\S)|(?<=\S)\*\*")


def blocks_of(text: str) -> list[Block]:
    """The blocks of a plain text: one a line, or one a paragraph where lines were wrapped at a
    width."""
    out: list[Block] = []
    lines = text.split("\n")
    if _is_wrapped(lines):
        lines = _unwrapped(lines)
    tables, in_table = 0, False
    for raw in lines:
        line = raw.strip()
        if not line:
            in_table = False
            continue
        if "\t" in line:
            cells = tuple(" ".join(cell.split()) for cell in line.split("\t"))
            tables += not in_table
            in_table = True
            out.append(Block("row", " | ".join(cells), cells=cells, list_id=tables))
            continue
        in_table = False
        depth = 1 + (len(raw) - len(raw.lstrip(" "))) // 4
        out.append(_line(_BOLD.sub("", " ".join(line.split())), depth))
    return out


def _line(line: str, depth: int) -> Block:
    if (words := bullet(line)) is not None:
        return Block("item", words, depth)
    label, rest = printed_marker(line)
    if label and rest.endswith("?") and len(rest) <= LONG_HEADING:
        return Block("heading", rest, 2, label)
    if label:
        return Block("item", rest, 1, label)
    short = len(line) < _HEADING and not _END.search(line) and not _NO_HEADING.search(line)
    if short or (line.endswith("?") and len(line) <= LONG_HEADING and ". " not in line):
        return Block("heading", line, 2)
    return Block("paragraph", line)


def _is_wrapped(lines: list[str]) -> bool:
    """Were the lines broken at a width, so that a paragraph takes several?"""
    filled = [line.rstrip() for line in lines if line.strip()]
    if len(filled) < 8 or max(map(len, filled)) > 120:
        return False
    follows = [a for a, b in pairwise(lines) if len(a.strip()) > _WRAPPED and b.strip()]
    open_ends = sum(1 for line in follows if not _END.search(line.rstrip()))
    return open_ends * 3 > len(filled)


def _unwrapped(lines: list[str]) -> list[str]:
    out: list[str] = []
    join = False
    for raw in lines:
        line = raw.strip()
        if not line:
            join = False
            out.append("")
        elif join and bullet(line) is None and not printed_marker(line)[0]:
            out[-1] += " " + line
        else:
            out.append(raw)
            join = True
    return out
