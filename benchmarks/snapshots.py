"""Scores the sequences of raw pages in the acceptance corpus: what its index expects, nothing else.

    .venv/bin/python -m benchmarks.snapshots [--show]

Each page of a sequence is looked at on three successive days, so that a new text can be confirmed
and a much shorter one believed. Where the index says "changed", one new version must be told (how
many of them only as cosmetic is printed beside it); every other sequence (unchanged, fetch
problems, pages that moved) must bring no change of words. Exits with 1 where one is missed or a
false alarm is raised.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from policy.compare import compare
from policy.decide import Rules
from policy.model import Reading, Significance
from policy.read import read
from policy.replay import Page, replay

LOOKS = 3
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Score:
    """One sequence: what was expected, the lines of its replay, and what is wrong with them."""

    name: str
    expected: str
    lines: tuple[dict[str, Any], ...]
    wrong: str


def scores(shared: Path) -> Iterator[Score]:
    """The score of every sequence in the index, in its order."""
    corpus = shared / "corpus"
    read_once: dict[Path, Reading] = {}

    def reading(file: Path) -> Reading:
        if file not in read_once:
            read_once[file] = read(file.read_bytes(), {"content-type": "text/html"})
        return read_once[file]

    for sequence in json.loads((corpus / "index.json").read_text(encoding="utf-8"))["snapshots"]:
        files = [corpus / snapshot["file"] for snapshot in sequence["snapshots"]]
        pages = [
            Page(
                file.name,
                START + timedelta(days=number),
                lambda file=file: reading(file),  # type: ignore[misc]
            )
            for number, file in enumerate(file for file in files for _ in range(LOOKS))
        ]
        lines = tuple(replay(pages, Rules(), compare))[:-1]
        name = f"{sequence['id']} {sequence['service']} / {sequence['document']}"
        yield Score(name, sequence["expect"], lines, _wrong(sequence["expect"], lines))


def _wrong(expected: str, lines: tuple[dict[str, Any], ...]) -> str:
    """What is wrong with a replay; empty where it says what was expected."""
    changes = [line["significance"] for line in lines if line["outcome"] == "changed"]
    if expected.startswith("changed"):
        return "" if len(changes) == 1 else "missed" if not changes else "told twice"
    return "false alarm" if set(changes) - {Significance.COSMETIC} else ""


def main() -> int:
    """Print a line a wrong sequence (all of them with --show) and the count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="a line for each sequence")
    show = parser.parse_args().show
    home = Path(__file__).resolve().parent.parent.parent
    shared = Path(os.environ.get("CLAUSEWATCH_SHARED") or home / "shared")
    if not shared.is_dir():
        print(f"The acceptance material is not here ({shared}); set CLAUSEWATCH_SHARED.")
        return 2
    results = list(scores(shared))
    for result in results:
        if show or result.wrong:
            outcomes = " ".join(line["outcome"] for line in result.lines)
            print(f"{result.wrong or 'ok'}: {result.name}: {result.expected}: {outcomes}")
    missed = sum(result.wrong == "missed" for result in results)
    wrong = sum(bool(result.wrong) for result in results)
    cosmetic = [
        result.name.split()[0]
        for result in results
        if result.expected.startswith("changed")
        and {line["significance"] for line in result.lines} == {None, Significance.COSMETIC}
    ]
    print(f"told as cosmetic only: {' '.join(cosmetic) or 'none'}")
    print(f"{len(results)} sequences, {wrong - missed} false alarms, {missed} missed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
