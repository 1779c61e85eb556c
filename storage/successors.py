"""Successors: where the text of an address that died may live on, for a person to accept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from storage import checks, policies, snapshots
from storage.tables_watched import PolicyRow, SourceRow, SuccessorRow

DEAD = frozenset({"gone", "parked", "redirect", "other_page", "error_page", "no_address"})
"""What a look says of an address at which the policy stands no more."""

LEAST_LOOKS = 3
LEAST_TIME = timedelta(hours=24)
SEEK_AGAIN = timedelta(days=7)
LOOKED_BACK = 60


@dataclass(frozen=True, slots=True)
class Successor:
    """One candidate, as it is kept; `likeness` is None where it could not be read."""

    url: str
    why: str
    words: str | None = None
    likeness: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Death:
    """An address that died: what its last answer was kept as, and since when it is so."""

    source_id: int
    url: str
    since: datetime
    snapshot_id: int | None


def death(tx: Session, id: str, now: datetime) -> Death | None:
    """The address of a policy that several looks in a row, over a day or more, found dead; None
    where there is none, or its successors were sought of late.
    """
    looks = checks.of(tx, id, limit=LOOKED_BACK)
    dead = []
    for look in reversed(looks):
        if look.reason not in DEAD:
            break
        dead.append(look)
    if len(dead) < LEAST_LOOKS or now - dead[-1].at < LEAST_TIME:
        return None
    received = snapshots.of_look(tx, dead[0].id or 0)
    sources = policies.sources(tx, id)
    if not sources:
        return None
    last = received[-1] if received else None
    source = next((s for s in sources if last and s.id == last.source_id), sources[0])
    if source.sought_at is not None and now - source.sought_at < SEEK_AGAIN:
        return None
    return Death(source.id or 0, source.url, dead[-1].at, last.id if last else None)


def siblings(tx: Session, id: str) -> list[SourceRow]:
    """The addresses of the same service's other policies whose last good answer is kept."""
    service = select(col(PolicyRow.service)).where(col(PolicyRow.id) == id).scalar_subquery()
    query = (
        select(SourceRow)
        .join(PolicyRow, col(PolicyRow.id) == col(SourceRow.policy_id))
        .where(
            col(PolicyRow.service) == service,
            col(PolicyRow.state) != "removed",
            col(SourceRow.policy_id) != id,
            col(SourceRow.ended_at).is_(None),
            col(SourceRow.blob_id).is_not(None),
        )
        .order_by(col(SourceRow.id))
    )
    return list(tx.scalars(query))


def keep(tx: Session, id: str, source_id: int, found: Sequence[Successor], now: datetime) -> None:
    """Keep what was found, in its order, in place of what was found before."""
    tx.execute(delete(SuccessorRow).where(col(SuccessorRow.source_id) == source_id))
    for one in found:
        tx.add(
            SuccessorRow(
                policy_id=id, source_id=source_id, url=one.url, why=one.why, words=one.words,
                likeness=one.likeness, title=one.title, found_at=now,
            )
        )  # fmt: skip
    sought = update(SourceRow).where(col(SourceRow.id) == source_id).values(sought_at=now)
    tx.execute(sought)


def forget(tx: Session, source_id: int) -> None:
    """An address that lives again needs no successor."""
    tx.execute(delete(SuccessorRow).where(col(SuccessorRow.source_id) == source_id))
    alive = update(SourceRow).where(col(SourceRow.id) == source_id).values(sought_at=None)
    tx.execute(alive)


def listed(tx: Session, id: str) -> list[SuccessorRow]:
    """The candidates for the present addresses of a policy, best first."""
    query = (
        select(SuccessorRow)
        .join(SourceRow, col(SourceRow.id) == col(SuccessorRow.source_id))
        .where(col(SuccessorRow.policy_id) == id, col(SourceRow.ended_at).is_(None))
        .order_by(col(SuccessorRow.id))
    )
    return list(tx.scalars(query))
