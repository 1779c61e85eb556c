"""Plain text → blocks: paragraphs by line, bullets, numbers, tab-separated rows, and unmarked lines that act as headings."""

from __future__ import annotations

import re

from policy.model import Block
from policy.numbering import bullet, printed_marker

_END = re.compile(r"[.:;,!…)\]]['\"”’]?$")


def blocks_of(text: str) -> list[Block]:
    """The blocks of a plain text, one a line."""
    out: list[Block] = []
    lines = text.splitlines()
    for number, raw in enumerate(lines):
        line = " ".join(raw.split()) if "\t" not in raw.strip() else raw.strip()
        if not line:
            continue
        if "\t" in line:
            cells = tuple(" ".join(cell.split()) for cell in line.split("\t"))
            out.append(Block("row", " | ".join(cells), cells=cells, list_id=1))
            continue
        line = line.replace("**", "")
        if (words := bullet(line)) is not None:
            out.append(Block("item", words, 1))
            continue
        label, rest = printed_marker(line)
        if label and rest.endswith("?"):
            out.append(Block("heading", rest, 2, label))
        elif label:
            out.append(Block("item", rest, 1, label))
        elif len(line) < 90 and not _END.search(line) and not re.search(r"[\d@]", line):
            out.append(Block("heading", line, 2))
        else:
            out.append(Block("paragraph", line))
    return out
