"""Promises against conduct in the recorded documents: every verdict with its evidence, to be read.

    python -m benchmarks.auditing_corpus [SERVICE]

The recorded versions stand apart by weeks: each was first seen when it was recorded, and the one
before it last seen a day earlier at most (the archive looked daily). So the interval of our sight
is a day here.
"""

from __future__ import annotations

import os
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

from policy.audit import Finding, SeenVersion, Verdict, audit
from policy.audit_forms import summary
from policy.compare import compare
from policy.dates import with_first_sight
from policy.model import Reading
from policy.read import read

SHARED = Path(os.environ.get("CLAUSEWATCH_SHARED") or "../shared")
LOOKED_EVERY = timedelta(days=1)


def histories(only: str = "") -> list[tuple[str, list[SeenVersion]]]:
    """Every recorded document with a promise that names a period, as versions seen."""
    found = []
    for folder in sorted((SHARED / "corpus" / "versions").glob("*/*")):
        if not folder.is_dir() or (only and only not in str(folder)):
            continue
        versions = _seen(sorted(folder.glob("*.md")))
        timed = any(
            (promise.lead_time or "").startswith("P")
            for version in versions
            for promise in version.reading.promises
        )
        if timed:
            found.append((f"{folder.parent.name} / {folder.name}", versions))
    return found


def _seen(files: list[Path]) -> list[SeenVersion]:
    """The readable versions of one document, each with the looks between which it stood there."""
    readings: list[tuple[datetime, Reading]] = []
    stated = None
    for file in files:
        at = datetime.strptime(file.stem, "%Y-%m-%dT%H-%M-%SZ").replace(tzinfo=UTC)
        reading = read(file.read_bytes(), {"content-type": "text/markdown"})
        if reading.refused is None:
            reading = with_first_sight(reading, at.date(), stated)
            stated = reading.updated_on
            readings.append((at, reading))
    made = []
    for place, (at, reading) in enumerate(readings):
        following = readings[place + 1][0] if place + 1 < len(readings) else at
        weight = compare(readings[place - 1][1], reading).significance if place else None
        made.append(SeenVersion(place + 1, reading, at, max(at, following - LOOKED_EVERY), weight))
    return made


def _shown(verdict: Verdict) -> str:
    """One verdict with everything a reader needs to doubt it."""
    promise = verdict.promise
    since, until = verdict.last_seen_old_at, verdict.first_seen_new_at
    lines = [
        f"{verdict.from_version} → {verdict.to_version}  {verdict.finding.value}: {verdict.reason}",
        f"seen {since:%Y-%m-%d %H:%M} … {until:%Y-%m-%d %H:%M}; effect {verdict.stated_effect}, "
        f"update {verdict.stated_update}, lead {verdict.lead_days}, needed by "
        f"{verdict.required_by}, unless {verdict.unless}, events {verdict.events}",
    ]
    if promise:
        lines.append(
            f"{promise.channels} {promise.lead_time} {promise.anchor} {promise.materiality}: "
            f"“{(promise.lead_quote or promise.quote)[:300]}”"
        )
    return "\n".join(textwrap.fill(line, 110, subsequent_indent="    ") for line in lines)


def main() -> None:
    """Print every verdict, the broken ones marked, and the sum."""
    every: list[Verdict] = []
    for name, versions in histories(" ".join(sys.argv[1:])):
        print(f"\n== {name}")
        for verdict in audit(versions):
            every.append(verdict)
            mark = "!! " if verdict.finding is Finding.NOT_KEPT_ON_PAGE else ""
            print(mark + _shown(verdict))
    print(f"\n{summary(every)['words']}")


if __name__ == "__main__":
    main()
