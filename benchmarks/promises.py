"""What dates and promises of a policy cost, beside a date parser made for any text.

The texts are real ones from the acceptance folder where it exists (scaled to 50 kB in the title's
figure per text), else one of our own, and those that want to cost time.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from dateparser.search import search_dates

from benchmarks import texts
from benchmarks.harness import Table, race
from policy import dates, promises
from policy.model import Clause
from policy.read import read

SHARED = Path(os.environ.get("CLAUSEWATCH_SHARED") or "../shared")
MARKDOWN = {"content-type": "text/markdown"}
SIZE = 50_000  # signs


def tables() -> Iterator[Table]:
    """Yield the races: a policy, a date line, and hostile texts."""
    clauses = _policy()
    line = "Last updated: 5 May 2026"
    stamp = (Clause("para_1", None, "1", None, 0, "paragraph", line),)
    yield race(
        f"dates and promises, {sum(len(each.text) for each in clauses) // 1000} kB"
        f" (median of real texts: {_median_of_real()})",
        {
            "dates and promises": lambda: (dates.find(clauses, "en"), promises.find(clauses, "en")),
            "dates": lambda: dates.find(clauses, "en"),
        },
    )
    yield race(
        "one date line",
        {
            "clausewatch": lambda: dates.find(stamp, "en"),
            "dateparser": lambda: search_dates(line, languages=["en"]),
        },
    )
    blanks = (Clause("para_1", None, "1", "Changes", 0, "paragraph", " " * 60_000),)
    yield race("60,000 blanks", {"promises": lambda: promises.find(blanks, "en")})


def _policy() -> tuple[Clause, ...]:
    body = texts.page(texts.paragraphs(200))
    return read(body, {"content-type": "text/html; charset=utf-8"}).clauses


def _median_of_real() -> str:
    """Milliseconds of processor time a 50 kB text, over texts of 20 to 120 kB."""
    took = []
    for path in sorted((SHARED / "corpus" / "versions").glob("*/*/*.md"))[::7]:
        if not 20_000 <= path.stat().st_size <= 120_000:
            continue
        clauses = read(path.read_bytes(), MARKDOWN).clauses
        size = sum(len(each.text) for each in clauses)
        rounds = []
        for _ in range(5):
            begun = time.process_time()
            dates.find(clauses, "en")
            promises.find(clauses, "en")
            rounds.append(time.process_time() - begun)
        took.append(statistics.median(rounds) * SIZE / size)
    return f"{statistics.median(took) * 1000:.2f} ms over {len(took)}" if took else "no texts here"
