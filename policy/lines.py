"""What HTML, Markdown and plain text have in common: lines that begin something new, and lines
that are headings without a mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from policy.model import Block, Link
from policy.numbering import bullet, printed_marker

LONG_HEADING = 160
_SHORT_HEADING = 90
_SENTENCE_END = re.compile(r"[.:;,!…][\"'”’)\]]*$")
_LINE_END = re.compile(r"[.:;!?…][\"'”’)\]]*$")
_INNER_END = re.compile(r"[.!?:;]\s")
_NOT_HEADING = re.compile(r"[@]|\d{3}|https?:|www\.|\b\d{1,2}[./-]\d{1,2}\b")
_LETTER = re.compile(r"[^\W\d_]")


def begins_anew(before: str, line: str) -> bool:
    """Does a line after a single line break begin a block of its own?"""
    if bullet(line) is not None or printed_marker(line)[0]:
        return True
    return len(before) >= 40 and bool(_LINE_END.search(before))


def paragraphs_of(lines: Iterable[str]) -> list[str]:
    """Lines joined to paragraphs: a new one at every empty line and at every line that begins
    something new."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if not line:
            groups.append([])
        elif groups[-1] and begins_anew(groups[-1][-1], line):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [" ".join(group) for group in groups if group]


def paragraph(text: str, links: tuple[Link, ...], bold: bool, depth: int, level: int) -> Block:
    """The block that a paragraph is: a bold line that acts as a heading, an item with its printed
    marker, or plain text.

    `depth` counts the lists around it, `level` is that of the last heading that was marked as one.
    """
    if (
        bold
        and not depth
        and len(text) <= LONG_HEADING
        and not _SENTENCE_END.search(text)
        and _LETTER.search(text)
    ):
        label, words = printed_marker(text, heading=True)
        return Block("heading", words, min(level + 1, 6), label, links=links)
    if (rest := bullet(text)) is not None:
        return Block("item", rest, max(1, depth), links=links)
    label, words = printed_marker(text)
    if label:
        return Block("item", words, max(1, depth), label, links=links)
    return Block("paragraph", words, links=links)


def promote(blocks: Sequence[Block]) -> list[Block]:
    """Lines that act as headings without being marked as such become headings.

    Questions above their answers anywhere; numbered lines and short lines only where a text has no
    other headings.
    """
    out = list(blocks)
    marked = sum(1 for block in out if block.kind == "heading")
    level = min((block.level for block in out if block.kind == "heading"), default=1)
    last = level
    questions = [at for at, block in enumerate(out) if _question(out, at)]
    asked = sum(1 for block in out if block.kind == "heading" and block.text.endswith("?"))
    if questions and (len(questions) + asked > 1 or marked < 2):
        for at in range(len(out)):
            if out[at].kind == "heading":
                last = out[at].level
            elif at in questions:
                out[at] = _as_heading(out[at], last if asked else min(last + 1, 6))
        marked += len(questions)
    if marked < 2:
        numbered = [at for at, block in enumerate(out) if _numbered_line(out, at)]
        plain = [at for at, block in enumerate(out) if _short_line(out, at)]
        if len(numbered) > 1:
            for at in numbered:
                out[at] = _as_heading(out[at], 2 + (out[at].label or "").strip(".").count("."))
        elif len(plain) > 1:
            for at in plain:
                out[at] = _as_heading(out[at], 2)
    return out


def _as_heading(block: Block, level: int) -> Block:
    return replace(block, kind="heading", level=min(level, 6), list_id=0)


def _question(blocks: Sequence[Block], at: int) -> bool:
    block = blocks[at]
    return bool(
        (block.kind == "paragraph" or (block.kind == "item" and block.label and not block.list_id))
        and block.text.endswith("?")
        and 8 < len(block.text) <= LONG_HEADING
        and not _INNER_END.search(block.text)
        and _leads(blocks, at)
    )


def _numbered_line(blocks: Sequence[Block], at: int) -> bool:
    block = blocks[at]
    return bool(
        block.kind == "item"
        and block.label
        and not block.list_id
        and _short(block.text)
        and _leads(blocks, at)
    )


def _short_line(blocks: Sequence[Block], at: int) -> bool:
    block = blocks[at]
    return (
        block.kind == "paragraph"
        and _short(block.text)
        and block.text[0].isupper()
        and _leads(blocks, at)
    )


def _short(text: str) -> bool:
    return (
        len(text) < _SHORT_HEADING
        and not _SENTENCE_END.search(text)
        and not _NOT_HEADING.search(text)
        and not _INNER_END.search(text)
        and bool(_LETTER.search(text))
    )


def _leads(blocks: Sequence[Block], at: int) -> bool:
    """Is a line followed by something longer that it could be the title of?"""
    if at + 1 >= len(blocks):
        return False
    after = blocks[at + 1]
    if after.kind == "paragraph":
        return len(after.text) > max(60, len(blocks[at].text)) or after.text.endswith((".", ":"))
    if after.kind == "item":
        return bool(
            after.label != blocks[at].label
            and (len(after.text) > 40 or after.list_id or not after.label)
        )
    return after.kind == "row"
