"""What is kept of one page: each folder `golden/reading_…` is one hard thing.

`make golden` writes `reading.txt` anew: the clauses with their addresses, the doubts, what was
taken out and by which rule. Read the diff: it is what a subscriber would see change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policy.model import Reading
from policy.read import read

HERE = Path(__file__).parent.parent / "golden"
PAGES = sorted(HERE.glob("reading_*/page.*"))
KINDS = {".html": "text/html", ".md": "text/markdown", ".txt": "text/plain"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_a_page_reads_like_this(page: Path, golden: Callable[[Path, str], None]) -> None:
    reading = read(page.read_bytes(), {"content-type": KINDS[page.suffix]})

    golden(page.parent / "reading.txt", "\n".join(account(reading)) + "\n")


def account(reading: Reading) -> Iterator[str]:
    """Everything a reading says, a line each."""
    yield f"title: {reading.title}"
    yield f"language: {reading.language}"
    yield f"dates: {reading.updated_on} {reading.effective_on} {reading.version_label}"
    for clause in reading.clauses:
        label = f"[{clause.label}] " if clause.label else ""
        yield f"{clause.address} | {clause.kind} | {clause.cite} | {label}{clause.text}"
        for link in clause.links:
            yield f"    link: {link.words} -> {link.target}"
    for note in reading.notes:
        yield f"note {note.kind} at {note.address}: {note.detail}"
    for removal in reading.removed:
        yield f"removed by {removal.rule}: {removal.text}"
