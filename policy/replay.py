"""Recorded pages, looked at again in order: the same reading and the same decider as a live watch.

It reads nothing and keeps nothing itself: whoever calls it hands in names, times and a way to read,
and prints the lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from policy.dates import with_first_sight
from policy.decide import Rules, Verdict, decide, seen
from policy.memory import Memory
from policy.model import Comparison, Outcome, Reading, Significance

Compare = Callable[[Reading, Reading], Comparison]

_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:[.,]\d+)?)Z\.(?:html|pdf|md|txt)")


@dataclass(frozen=True, slots=True)
class Page:
    """One recorded page: the name of its file, when it was recorded, and how to read it."""

    name: str
    at: datetime
    read: Callable[[], Reading]


def time_of(name: str) -> datetime | None:
    """The time in a recorded page's name (`2024-03-01T12-30-05Z.html`), or None where the file is
    none."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    day, clock = match[1].split("T")
    try:
        return datetime.fromisoformat(f"{day}T{clock.replace('-', ':')}").replace(tzinfo=UTC)
    except ValueError:
        return None


def replay(pages: Iterable[Page], rules: Rules, compare: Compare) -> Iterator[dict[str, Any]]:
    """The contract's lines: one a page, in the order given, and the summary last."""
    memory, in_force = Memory(), None
    counts: Counter[Outcome] = Counter()
    for page in pages:
        reading = page.read()
        verdict = decide(memory, seen(reading, in_force, at=page.at, name=page.name), rules)
        memory = verdict.memory
        counts[verdict.outcome] += 1
        line = _line(page, verdict)
        if verdict.new_version:
            reading = _as_first_seen(reading, verdict, in_force)
        if verdict.outcome is Outcome.CHANGED and in_force is not None:
            told = compare(in_force, reading).significance
            line["significance"] = told or Significance.COSMETIC  # other marks, the same words
        yield line
        if verdict.new_version:
            in_force = reading
    yield {
        "summary": True,
        "snapshots": counts.total(),
        "versions": memory.version or 0,
        "refused": counts[Outcome.REFUSED],
        "variants": counts[Outcome.VARIANT],
    }


def _as_first_seen(reading: Reading, verdict: Verdict, in_force: Reading | None) -> Reading:
    """The reading, its ambiguous dates settled by the day on which the text was first seen."""
    if verdict.first_seen_at is None:
        return reading
    until_then = in_force.updated_on if in_force else None
    return with_first_sight(reading, verdict.first_seen_at.date(), until_then)


def _line(page: Page, verdict: Verdict) -> dict[str, Any]:
    """What is said of one page; keys without a meaning for its outcome are left out, the contract's
    own stay as null."""
    line: dict[str, Any] = {
        "file": page.name,
        "at": page.at.isoformat().replace("+00:00", "Z"),
        "outcome": str(verdict.outcome),
        "reason": verdict.reason,
        "version": verdict.version,
        "significance": None,
    }
    if verdict.detail is not None:
        line["detail"] = verdict.detail
    if verdict.outcome is Outcome.CHANGED:
        line["first_seen"] = verdict.first_seen
        if verdict.returns_to is not None:
            line["returns_to"] = verdict.returns_to
    if verdict.matches is not None:
        line["matches"] = verdict.matches
    for flag in ("links_changed", "alternating"):
        if getattr(verdict, flag):
            line[flag] = True
    return line
