"""Policies with a past, kept as a watch would have kept them: times, returns, upgrades and all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from policy.compare import compare
from policy.model import Clause, ClauseChange, Comparison, Outcome, Reading
from policy.read import read
from storage import checks, policies
from storage.database import Database
from storage.policies import Wanted, WantedSource
from tests.storage.kept import Seen, keep_change, keep_version


@dataclass(frozen=True)
class Issue:
    """One text of a policy: when it was first seen, what it says, and its kind of version."""

    at: datetime
    text: str
    kind: str = "change"
    returns_to: int | None = None


CONFIRMED = timedelta(minutes=30)


def shelve(
    database: Database,
    id: str,
    issues: Sequence[Issue],
    *,
    service: str = "Aldus",
    terms_type: str = "Privacy Policy",
    language: str | None = "en",
) -> list[str]:
    """Keep these texts as the versions of one policy; the names of its changes."""
    source = WantedSource(f"https://{id}.example/privacy")
    made = []
    with database.transaction() as tx:
        wanted = Wanted(id, service, terms_type, (source,), language)
        row = policies.add(tx, wanted, issues[0].at)
        before: Reading | None = None
        ids: tuple[str, ...] = ()
        for number, issue in enumerate(issues, 1):
            reading = read(issue.text.encode(), {"content-type": "text/markdown"})
            assert reading.refused is None, reading.refused
            comparison = compare(before, reading) if before else None
            confirmed = issue.at + CONFIRMED
            seen = Seen(issue.at, issue.at - timedelta(hours=6), confirmed)
            ids = keep_version(
                tx, id, number, reading, ids, comparison, seen,
                kind=issue.kind, returns_to=issue.returns_to,
            )  # fmt: skip
            outcome = Outcome.CHANGED if comparison else Outcome.FIRST
            checks.record(tx, row.no, checks.Look(confirmed, outcome, version=number))
            if comparison:
                comparison = _named(comparison, reading.clauses, ids)
                made.append(keep_change(tx, id, number, comparison, seen, issue.kind))
            before = reading
        row.in_force, row.last_look_at = len(issues), issues[-1].at + CONFIRMED
        row.last_confirmed_at, row.last_outcome = row.last_look_at, "changed"
        tx.add(row)
    return made


def _named(comparison: Comparison, clauses: Sequence[Clause], ids: Sequence[str]) -> Comparison:
    """The comparison with the ids for life of the newer text's clauses, as a look keeps it."""
    known = {clause.address: id for clause, id in zip(clauses, ids, strict=True)}

    def named(change: ClauseChange) -> ClauseChange:
        new = change.new
        return replace(change, new=replace(new, id=known[new.address])) if new else change

    return replace(comparison, changes=tuple(named(change) for change in comparison.changes))
