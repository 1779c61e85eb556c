"""What a reader would see of two pages: each folder beside this file is one hard thing.

`make golden` writes `clauses.txt` (the later page, clause by clause), `redline.txt` (what became
of each clause) and `subjects.txt` (the change in one line, in four languages) anew. Read the diff.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policy.compare import compare
from policy.headlines import headline
from policy.model import Clause, ClauseChange, Comparison, Reading
from policy.read import read

HERE = Path(__file__).parent
CASES = sorted(file.parent for file in HERE.glob("*/before.html"))
LANGUAGES = ("nl", "fr", "de", "en")
MARKS = {"=": ("", ""), "-": ("[-", "-]"), "+": ("{+", "+}")}

Golden = Callable[[Path, str], None]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hard_thing_reads_like_this(case: Path, golden: Golden) -> None:
    old, new = (
        read((case / name).read_bytes(), {"content-type": "text/html"})
        for name in ("before.html", "after.html")
    )
    comparison = compare(old, new)

    golden(case / "clauses.txt", "".join(f"{line}\n" for line in outline(new)))
    golden(case / "redline.txt", "".join(f"{line}\n" for line in redline(comparison)))
    golden(
        case / "subjects.txt",
        "".join(f"{lang}  {headline(comparison, lang, 'Service')}\n" for lang in LANGUAGES),
    )


def outline(reading: Reading) -> Iterator[str]:
    """One line a clause: how it is named, what it is, what it says; then the dates."""
    for clause in reading.clauses:
        yield f"{clause.cite} | {clause.kind} | {shown(clause)}"
    for name in ("language", "updated_on", "effective_on", "version_label"):
        yield f"{name}: {getattr(reading, name)}"
    for promise in reading.promises:
        yield f"promise: {promise.lead_time} {' '.join(promise.channels)} | {promise.quote}"


def redline(comparison: Comparison) -> Iterator[str]:
    """One paragraph a change, the weight of the whole first."""
    yield f"{comparison.significance}: {'; '.join(comparison.reasons)}"
    for name, (before, after) in comparison.dates.items():
        yield f"{name}: {before} -> {after}"
    for note in comparison.notes:
        yield f"note: {note.kind}"
    for change in comparison.changes:
        too = " and moved" if change.moved and change.kind != "moved" else ""
        yield f"\n{change.kind}{too} ({change.significance})"
        yield from words(change)


def words(change: ClauseChange) -> Iterator[str]:
    """The words of one change, with the marks of a redline where there are both sides."""
    if change.redline:
        yield f"  {change.new and change.new.cite}: " + "".join(
            f"{MARKS[part.op][0]}{part.text}{MARKS[part.op][1]}" for part in change.redline
        )
        return
    if change.old:
        yield f"  - {change.old.cite}: {shown(change.old)}"
    if change.new:
        yield f"  + {change.new.cite}: {shown(change.new)}"


def shown(clause: Clause) -> str:
    """A clause as the page shows it."""
    return f"{clause.label} {clause.text}" if clause.label else clause.text
