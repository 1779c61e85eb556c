"""Versions and changes as a watch would have kept them, for tests and benchmarks that begin with a
past.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from policy.identity import first_ids, inherit
from policy.model import Comparison, Reading
from storage import changes, versions


@dataclass(frozen=True)
class Seen:
    """Between which looks a text came, and when it was confirmed."""

    first: datetime
    last_before: datetime
    confirmed: datetime


def keep_version(
    tx: Session,
    policy: str,
    number: int,
    reading: Reading,
    ids: tuple[str, ...],
    comparison: Comparison | None,
    seen: Seen,
    *,
    kind: str = "change",
    returns_to: int | None = None,
) -> tuple[str, ...]:
    """Keep one text as that version; the clauses' names, which the next one inherits.

    `ids` are the names in the version before, `comparison` what changed since it; None makes it the
    first.
    """
    seed = f"{policy}/{number}"
    count = len(reading.clauses)
    own = (
        inherit(ids, comparison.pairs, count, seed)
        if comparison
        else first_ids(reading.clauses, seed)
    )
    text_id = versions.keep_text(tx, policy, reading, seed, seen.first)
    versions.record(
        tx, policy, number=number, kind=kind if comparison else "first", text_id=text_id,
        clause_ids=own, first_seen_at=seen.first, confirmed_at=seen.confirmed,
        returns_to=returns_to,
    )  # fmt: skip
    return own


def keep_change(
    tx: Session, policy: str, number: int, comparison: Comparison, seen: Seen, kind: str = "change"
) -> str:
    """Keep what became different between that version and the one before; the change's name."""
    return changes.record(
        tx, policy, comparison, kind=kind, from_version=number - 1, to_version=number,
        last_seen_old_at=seen.last_before, first_seen_new_at=seen.first,
        detected_at=seen.confirmed,
    )  # fmt: skip
