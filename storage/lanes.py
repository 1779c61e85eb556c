"""Lanes: one request at a time to a host, across all workers, by claims with a lease and a fencing
number.

A claim is a conditional update: whoever changed no row lost the race and goes on. A worker that
slept past its lease finds another number on the lane and throws its result away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, bindparam, func, or_, select, update
from sqlmodel import Session, SQLModel, col

from storage.tables_watched import LaneRow, PolicyRow, SourceRow
from storage.upserts import insert_into

CANDIDATES = 16
"""Hosts that a worker tries in turn: others may be claiming the first ones at this moment. To find
and to claim in one statement costs PostgreSQL a second plan, 50 times slower at 100,000 policies.
"""

LEAST_EDGE = 32
"""Due policies that are looked at from each end of the queue before hosts are gone through one by
one: most hosts have nothing due, and to pass over them costs more the more there are.
"""

LANE = SQLModel.metadata.tables["lane"]
BY_REST = (col(LaneRow.not_before), col(LaneRow.host))
FIRST_SOURCE = (col(SourceRow.ended_at).is_(None), col(SourceRow.position) == 0)
OURS = update(LANE).where(
    LANE.c.host == bindparam("on_host"), LANE.c.lease_no == bindparam("number")
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A lane that is ours until `until`; `number` fences off whoever held it before."""

    host: str
    number: int
    until: datetime
    penalty_s: int = 0
    good_in_a_row: int = 0
    crawl_delay_s: int = 0


def clock_of(tx: Session, now: datetime) -> datetime:
    """The time leases are measured by: the database's own where several machines may disagree,
    else `now`.
    """
    if tx.get_bind().dialect.name != "postgresql":
        return now
    told: datetime = tx.execute(select(func.clock_timestamp())).scalar_one()
    return told.astimezone(now.tzinfo)


def claim_due(tx: Session, worker: str, now: datetime, lease: timedelta) -> Claim | None:
    """Claim the free lane that has waited longest among those where a policy is due; None where
    there is none.
    """
    for host in due_hosts(tx, now, CANDIDATES):
        claimed = _claim(tx, _free_lane(host, now), worker, now, lease)
        if claimed is not None:
            return claimed
    return None


def due_hosts(tx: Session, now: datetime, limit: int) -> list[str]:
    """Free hosts where a policy is due, the one that has waited longest first.

    All of them where few policies are due. Where many are, some: those of the longest and of the
    shortest waiting policies (one host may have very many of the former) and those among the
    hosts that rested longest, so that none is passed over for ever.
    """
    edge = max(limit, LEAST_EDGE)
    queue = _hosts_of_due(tx, now, edge, oldest_first=True)
    hosts = set(queue)
    if len(queue) == edge:
        hosts.update(_hosts_of_due(tx, now, edge, oldest_first=False))
        rested = select(*BY_REST).where(*_free(now)).order_by(*BY_REST).limit(edge).subquery()
        hosts.update(tx.scalars(select(rested.c.host).where(_is_due(now, rested.c.host))))
    # in order here, not there: asked for the first few, PostgreSQL goes through all hosts by rest
    free = select(*BY_REST).where(col(LaneRow.host).in_(hosts), *_free(now))
    found = [host for _, host in sorted(tuple(row) for row in tx.execute(free))]
    if not found and len(queue) == edge:
        return list(tx.scalars(_due(now).limit(limit)))
    return found[:limit]


def is_due(tx: Session, host: str, now: datetime) -> bool:
    """Whether a policy of this host waits to be looked at, be the host free or not."""
    query = select(col(LaneRow.host)).where(
        col(LaneRow.host) == host, _is_due(now, col(LaneRow.host))
    )
    return tx.scalar(query) is not None


def claim(tx: Session, host: str, worker: str, now: datetime, lease: timedelta) -> Claim | None:
    """Claim this lane; None where somebody holds it or it must rest."""
    ensure(tx, host, now)
    return _claim(tx, _free_lane(host, now), worker, now, lease)


def free_at(tx: Session, host: str, now: datetime) -> datetime:
    """When a lane may be claimed at the earliest, as far as is known now."""
    row = tx.get(LaneRow, host, populate_existing=True)
    if row is None:
        return now
    leased = row.lease_until if row.lease_owner is not None else None
    return max(now, row.not_before, leased or now)


def renew(tx: Session, claim: Claim, now: datetime, lease: timedelta) -> bool:
    """Prolong a claim that is still ours; False where it was lost, and then nothing more may be
    done under it.
    """
    return _update(tx, claim, {"lease_until": now + lease})


def release(tx: Session, claim: Claim, not_before: datetime, **kept: Any) -> bool:
    """Give a lane back, to rest until `not_before`; `kept` are columns to remember: penalty,
    reason and the like.
    """
    return _update(
        tx, claim, {"lease_owner": None, "lease_until": None, "not_before": not_before, **kept}
    )


def free_of_the_dead(tx: Session, gone: Callable[[str], bool]) -> int:
    """Free the lanes of workers that are known to be dead; how many.

    Nobody need wait out their lease.
    """
    query = select(col(LaneRow.lease_owner)).where(col(LaneRow.lease_owner).is_not(None)).distinct()
    dead = [owner for owner in tx.scalars(query) if owner is not None and gone(owner)]
    if not dead:
        return 0
    freed = tx.execute(
        update(LaneRow)
        .where(col(LaneRow.lease_owner).in_(dead))
        .values(lease_owner=None, lease_until=None, lease_no=col(LaneRow.lease_no) + 1)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(freed, CursorResult)  # noqa: S101 - an update answers with one
    return int(freed.rowcount)


def ensure(tx: Session, host: str, now: datetime) -> None:
    """See that the lane has a row."""
    if tx.scalar(select(col(LaneRow.host)).where(col(LaneRow.host) == host)) is None:
        ensure_all(tx, {host}, now)


def ensure_all(tx: Session, hosts: Collection[str], now: datetime) -> None:
    """See that each of these lanes has a row."""
    if not hosts:
        return
    new = {
        "not_before": now, "lease_no": 0, "penalty_s": 0, "good_in_a_row": 0, "crawl_delay_s": 0
    }  # fmt: skip
    in_order = [{"host": host, **new} for host in sorted(hosts)]  # two who declare do not collide
    insert = insert_into(LANE, tx.get_bind().dialect.name)
    tx.execute(insert.on_conflict_do_nothing(), in_order)


def _hosts_of_due(tx: Session, now: datetime, edge: int, *, oldest_first: bool) -> list[str]:
    """The hosts of at most `edge` due policies from one end of the queue, one a policy."""
    due_at = col(PolicyRow.next_look_at)
    queue = (
        select(col(PolicyRow.id))
        .where(col(PolicyRow.state) == "active", due_at <= now)
        .order_by(due_at if oldest_first else due_at.desc())
        .limit(edge)
        .subquery()
    )
    host = select(col(SourceRow.lane)).where(col(SourceRow.policy_id) == queue.c.id, *FIRST_SOURCE)
    hosts = select(host.limit(1).correlate(queue).scalar_subquery()).select_from(queue)
    return [str(host) for host in tx.scalars(hosts)]


def _due(now: datetime) -> Select[Any]:
    query = select(col(LaneRow.host)).where(*_free(now), _is_due(now, col(LaneRow.host)))
    return query.order_by(*BY_REST)


def _is_due(now: datetime, host: Any) -> ColumnElement[bool]:
    """Whether a host has something due, asked of one host after the other: as a join PostgreSQL
    reads every policy there is, for it does not know how few are due.
    """
    one = select(col(PolicyRow.no)).where(
        col(SourceRow.lane) == host,
        *FIRST_SOURCE,
        col(SourceRow.policy_id) == col(PolicyRow.id),
        col(PolicyRow.state) == "active",
        col(PolicyRow.next_look_at) <= now,
    )
    return one.limit(1).scalar_subquery().is_not(None)


def _free_lane(host: str, now: datetime) -> Select[Any]:
    return select(col(LaneRow.host)).where(col(LaneRow.host) == host, *_free(now))


def _free(now: datetime) -> tuple[Any, ...]:
    return (
        col(LaneRow.not_before) <= now,
        or_(col(LaneRow.lease_until).is_(None), col(LaneRow.lease_until) < now),
    )


def _claim(
    tx: Session, query: Select[Any], worker: str, now: datetime, lease: timedelta
) -> Claim | None:
    """The conditional update; PostgreSQL passes over a row another worker is just claiming."""
    wanted = query.with_for_update(skip_locked=True).scalar_subquery()
    done = tx.execute(
        update(LaneRow)
        .where(col(LaneRow.host) == wanted, *_free(now))
        .values(
            lease_owner=worker, lease_until=now + lease, lease_no=col(LaneRow.lease_no) + 1
        )
        .returning(
            col(LaneRow.host), col(LaneRow.lease_no), col(LaneRow.penalty_s),
            col(LaneRow.good_in_a_row), col(LaneRow.crawl_delay_s),
        )
        .execution_options(synchronize_session=False)
    ).first()  # fmt: skip
    if done is None:
        return None
    return Claim(done[0], done[1], now + lease, done[2], done[3], done[4])


def _update(tx: Session, claim: Claim, values: Mapping[str, Any]) -> bool:
    named = {"on_host": claim.host, "number": claim.number}
    return tx.connection().execute(OURS, {**values, **named}).rowcount == 1
