"""PDF → blocks: the lines of all pages, without running heads, feet and numbers of pages, joined
to paragraphs again."""

from __future__ import annotations

import io
import re
from collections import Counter

from policy.extraction import Extraction
from policy.model import Block, Note, Refusal, Removal
from policy.numbering import bullet, printed_marker

MAX_PAGES = 2_000
_MAX_LETTERS = 12_000_000
_SENTENCE_END = re.compile(r"[.:;!?][\"'”’)\]]*$")
_PAGE_NUMBER = re.compile(
    r"\W{0,3}(?:(?:page|pagina|seite|p\.|blz\.?)\s{0,2})?\d{1,4}(?:\s{0,2}(?:/|of|van|sur|von|"
    r"de)\s{0,2}\d{1,4})?\W{0,3}",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d+")
_HYPHEN = re.compile(r"[^\W\d_]-$")


def extract(body: bytes) -> Extraction | Refusal:
    """The blocks of a PDF, or why it holds none that can be read."""
    import pypdf  # here, because loading it takes longer than reading a page

    try:
        found = pypdf.PdfReader(io.BytesIO(body))
        if found.is_encrypted and not found.decrypt(""):
            return Refusal("forbidden", "the PDF asks for a password")
        if len(found.pages) > MAX_PAGES:
            return Refusal("too_large", f"{len(found.pages)} pages")
        pages: list[list[str]] = []
        letters = 0
        for page in found.pages:
            text = page.extract_text() or ""
            letters += len(text)
            if letters > _MAX_LETTERS:
                return Refusal("too_large", f"more than {_MAX_LETTERS} letters")
            pages.append([" ".join(line.split()) for line in text.split("\n")])
        title = str(found.metadata.title or "").strip() if found.metadata else ""
    except Exception as wrong:  # noqa: BLE001 - a damaged PDF raises whatever its parser stumbles over
        kind = "truncated" if b"%%EOF" not in body[-2048:] else "not_text"
        return Refusal(kind, f"the PDF cannot be read: {type(wrong).__name__}")
    if not any(any(lines) for lines in pages):
        return Refusal("empty", "the PDF holds pictures of text at most")
    removed = _drop_running_lines(pages)
    blocks = _paragraphs([line for lines in pages for line in lines])
    return Extraction(blocks, title=title or None, notes=_notes(body), removed=removed)


def _notes(body: bytes) -> list[tuple[int | None, Note]]:
    if b"%%EOF" in body[-2048:]:
        return []
    return [(None, Note("damaged_pdf", "the end of the PDF is missing"))]


def _drop_running_lines(pages: list[list[str]]) -> list[Removal]:
    """Take out lines that return at the edges of most pages, and numbers of pages."""
    removed: list[Removal] = []
    edges: Counter[str] = Counter()
    for lines in pages:
        shown = [line for line in lines if line]
        edges.update({_NUMBERS.sub("#", line) for line in shown[:2] + shown[-2:]})
    running = {line for line, count in edges.items() if count > 2 and count * 2 > len(pages)}
    for lines in pages:
        shown_at = [at for at, line in enumerate(lines) if line]
        for at in {*shown_at[:2], *shown_at[-2:]}:
            line = lines[at]
            if _NUMBERS.sub("#", line) in running or _PAGE_NUMBER.fullmatch(line):
                removed.append(Removal("running line of the PDF", line))
                lines[at] = ""
    return removed


def _paragraphs(lines: list[str]) -> list[Block]:
    """Lines of a page's width joined to paragraphs."""
    widths = sorted(len(line) for line in lines if len(line) > 20)
    width = widths[len(widths) * 9 // 10] if widths else 80
    joined: list[str] = []
    before = ""
    for line in lines:
        if not line:
            continue
        if joined and not _starts_block(before, line, width):
            joined[-1] = (
                joined[-1][:-1] + line
                if _HYPHEN.search(joined[-1]) and line[0].islower()
                else f"{joined[-1]} {line}"
            )
        else:
            joined.append(line)
        before = line
    return [_block(text) for text in joined]


def _starts_block(before: str, line: str, width: int) -> bool:
    """Does a line begin a block, rather than go on with the one before?"""
    if bullet(line) is not None:
        return True
    if printed_marker(line)[0] and (_SENTENCE_END.search(before) or len(before) < width * 0.7):
        return True
    if _SENTENCE_END.search(before) and len(before) < width * 0.85:
        return True
    return len(before) < width * 0.6 and (line[0].isupper() or line[0].isdigit())


def _block(text: str) -> Block:
    if (words := bullet(text)) is not None:
        return Block("item", words, 1)
    label, rest = printed_marker(text)
    return Block("item" if label else "paragraph", rest, 1 if label else 0, label)
