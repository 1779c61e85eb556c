"""How long reading one page takes, beside extractors that keep no structure."""

from __future__ import annotations

from collections.abc import Iterator

import trafilatura
from resiliparse.extract.html2text import extract_plain_text

from benchmarks import texts
from benchmarks.harness import Table, race
from policy.read import read

HEADERS = {"content-type": "text/html; charset=utf-8"}


def tables() -> Iterator[Table]:
    """Yield one table a size of page."""
    for count in (30, 200, 1000):
        body = texts.page(texts.paragraphs(count))
        decoded = body.decode()
        assert read(body, HEADERS).clauses
        yield race(
            f"read one page, {count} paragraphs, {len(body) // 1000} kB",
            {
                "clausewatch (clauses, dates, promises)": lambda body=body: read(body, HEADERS),
                "trafilatura (text)": lambda text=decoded: trafilatura.extract(text),
                "resiliparse (text)": lambda text=decoded: extract_plain_text(
                    text, main_content=True
                ),
            },
            rounds=5,
        )
