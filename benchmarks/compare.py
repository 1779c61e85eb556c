"""How long comparing two texts takes, beside engines that know lines or letters but no clauses."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from diff_match_patch import diff_match_patch

from benchmarks import texts
from benchmarks.harness import Table, race
from policy.compare import compare
from policy.read import read

HEADERS = {"content-type": "text/html; charset=utf-8"}


def tables() -> Iterator[Table]:
    """Yield one table a length of text."""
    for count in (30, 200, 1000):
        before = texts.paragraphs(count)
        after = texts.edited(before)
        old, new = (read(texts.page(text), HEADERS) for text in (before, after))
        assert compare(old, new).changes
        one, other = old.text, new.text
        yield race(
            f"compare two texts, {count} paragraphs, {len(one) // 1000} kB",
            {
                "clausewatch (clauses, redlines, reasons)": lambda a=old, b=new: compare(a, b),
                "difflib (lines)": lambda a=one, b=other: list(
                    difflib.unified_diff(a.splitlines(), b.splitlines())
                ),
                "diff-match-patch (letters)": lambda a=one, b=other: letters(a, b),
            },
            rounds=5,
        )


def letters(old: str, new: str) -> object:
    """Compare letter by letter, without the clock that would cut it short."""
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    return engine.diff_main(old, new)
