"""How much a comparison holds: its changes counted by kind, and the words that went and came."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from policy.model import ClauseChange, Comparison


@dataclass(frozen=True, slots=True)
class Tally:
    """Clauses by what became of them, and how many words went or came in all."""

    counts: dict[str, int]
    words: int


def tally(comparison: Comparison) -> Tally:
    """Count what a comparison holds. What only has another place or number brings no words."""
    changes = comparison.changes
    counts = Counter(str(change.kind) for change in changes)
    return Tally(dict(counts), sum(_words(change) for change in changes))


def _words(change: ClauseChange) -> int:
    if change.kind == "reworded":
        from policy.redline import for_readers  # and its libraries: only where words changed

        parts = for_readers(change.redline)
        return sum(_count(part.text) for part in parts if part.op != "=")
    if change.kind == "added" and change.new:
        return _count(change.new.text)
    if change.kind == "removed" and change.old:
        return _count(change.old.text)
    return 0


def _count(written: str) -> int:
    """Words; a dash or a comma alone is none."""
    return sum(any(sign.isalnum() for sign in part) for part in written.split())
