"""Policies with a past, kept as a watch would have kept them: times, returns, upgrades and all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from policy.compare import compare
from policy.identity import first_ids, inherit
from policy.model import Clause, ClauseChange, Comparison, Outcome
from policy.read import read
from storage import changes, checks, policies, versions
from storage.database import Database
from storage.policies import Wanted, WantedSource


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
        before, ids = None, ()
        for number, issue in enumerate(issues, 1):
            reading = read(issue.text.encode(), {"content-type": "text/markdown"})
            assert reading.refused is None, reading.refused
            seed = f"{id}/{number}"
            comparison = compare(before, reading) if before else None
            ids = (
                inherit(ids, comparison.pairs, len(reading.clauses), seed)
                if comparison
                else first_ids(reading.clauses, seed)
            )
            confirmed = issue.at + CONFIRMED
            text_id = versions.keep_text(tx, id, reading, seed, issue.at)
            versions.record(
                tx, id, number=number, kind=issue.kind if comparison else "first",
                text_id=text_id, clause_ids=ids, first_seen_at=issue.at, confirmed_at=confirmed,
                returns_to=issue.returns_to,
            )  # fmt: skip
            outcome = Outcome.CHANGED if comparison else Outcome.FIRST
            checks.record(tx, row.no, checks.Look(confirmed, outcome, version=number))
            if comparison:
                comparison = _named(comparison, reading.clauses, ids)
                made.append(
                    changes.record(
                        tx,
                        id,
                        comparison,
                        kind=issue.kind,
                        from_version=number - 1,
                        to_version=number,
                        last_seen_old_at=issue.at - timedelta(hours=6),
                        first_seen_new_at=issue.at,
                        detected_at=confirmed,
                    )
                )
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
