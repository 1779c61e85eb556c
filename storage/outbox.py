"""The outbox: notices and deliveries, claimed with a lease, recorded with the server's own answer.

A delivery is `held` for a digest and then `bundled` in it, or it is `pending`, then `sending`, then
`sent`, `failed`, `unknown` (the answer was lost) or `pending` again; it may also end as `expired`,
`cancelled` or `suppressed`. Whoever changes no row lost the race and goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    and_,
    func,
    insert,
    literal,
    or_,
    tuple_,
    update,
)
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storage import ulid
from storage.columns import UtcDateTime
from storage.many_rows import touched
from storage.tables_told import AttemptRow, DeliveryRow, PersonRow, SubscriberRow, SubscriptionRow

Written = tuple[str, int, int]


def written(id: str, priority: int, notice_id: int) -> Written:
    """What letters are ordered by: when they were written, and of one moment the more urgent first
    (a welcome before what is still to come), then as their notices were made.
    """
    return id[: ulid.MOMENT], -priority, notice_id


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours until the lease ends, with all that is needed to write the letter."""

    id: str
    notice_id: int
    kind: str
    subscription_id: int
    subscriber_id: int
    lease_no: int
    number: int  # of this attempt
    deferrals: int
    unknowns: int
    message_id: str
    address_sealed: bytes | None
    wrapped_key: bytes | None
    requested_at: datetime
    confirmed_at: datetime | None
    target_kind: str
    mail_class: str = "watch"
    about: str = ""
    first_tried_at: datetime | None = None
    deadline_at: datetime | None = None
    is_short: bool = False
    priority: int = 0

    @property
    def written(self) -> Written:
        """Its place in the order in which letters were written."""
        return written(self.id, self.priority, self.notice_id)

    @property
    def of_relay(self) -> int:
        """How many of the attempts before this one failed without fault of the recipient."""
        return max(0, self.number - 1 - self.deferrals - self.unknowns)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a claim: the next state of its delivery, and the attempt as evidence."""

    claim: Claim
    state: str
    outcome: str  # accepted, deferred, rejected, unknown
    started_at: datetime
    ended_at: datetime
    relay: str
    due_at: datetime | None = None
    code: int | None = None
    enhanced: str | None = None
    grade: str | None = None
    transcript_sealed: bytes | None = None
    bytes_sha256: str | None = None
    deferrals: int = 0
    unknowns: int = 0
    is_hard: bool = False  # the mailbox is not there
    is_short: bool = False  # from now on the short letter is sent
    queue_id: str | None = None


def claim(
    tx: Session, now: datetime, lease: timedelta, worker: str, limit: int = 50
) -> list[Claim]:
    """Take up to `limit` deliveries that are due: nobody else sends them until the lease ends."""
    chosen = (
        select(DeliveryRow.id)
        .where(*_due(now))
        .order_by(col(DeliveryRow.priority).desc(), col(DeliveryRow.due_at), col(DeliveryRow.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("chosen")  # else PostgreSQL may run it again and again, and takes more than `limit`
    )
    taken = tx.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.id).in_(select(chosen.c.id)), waits())
        .values(
            state="sending",
            data_began=False,
            lease_owner=worker,
            lease_until=now + lease,
            lease_no=DeliveryRow.lease_no + 1,
            attempts=DeliveryRow.attempts + 1,
            claimed_at=now,
            first_tried_at=func.coalesce(DeliveryRow.first_tried_at, literal(now, UtcDateTime)),
        )
        .returning(col(DeliveryRow.id))
        .execution_options(synchronize_session=False)
    )
    ids = [row[0] for row in taken]
    return _claims(tx, ids) if ids else []


def begin(tx: Session, claims: Sequence[Claim], now: datetime, lease: timedelta) -> set[str]:
    """Say, just before their bytes leave, that these are being handed over.

    Returns the ids that still are ours; the others must not be sent.
    It also renews the lease: from here on the server has that long to answer.
    """
    rows = tx.exec(
        update(DeliveryRow)
        .where(_held_by(claims), col(DeliveryRow.state) == "sending")
        .values(data_began=True, lease_until=now + lease)
        .returning(col(DeliveryRow.id))
        .execution_options(synchronize_session=False)
    )
    return {row[0] for row in rows}


def record(tx: Session, results: Sequence[Result], now: datetime) -> int:
    """Keep what became of claims. One that somebody else has taken over keeps its attempt, no more.

    A late answer counts while nobody has repeated the delivery: the truth is better than `unknown`.
    """
    changed = 0
    groups: dict[tuple[object, ...], list[Result]] = {}
    for result in results:
        key: tuple[object, ...] = (result.state, result.due_at, result.grade, result.code)
        key += (result.deferrals, result.unknowns, result.is_short)
        groups.setdefault(key, []).append(result)
    for group in groups.values():
        first = group[0]
        values: dict[str, object] = {
            "state": first.state,
            "data_began": False,
            "lease_owner": None,
            "lease_until": None,
            "last_code": first.code,
            "deferrals": first.deferrals,
            "unknowns": first.unknowns,
            "is_short": first.is_short,
        }
        if first.due_at is not None:
            values["due_at"] = first.due_at
        if first.state == "sent":
            values |= {"sent_at": now, "grade": first.grade}
        done = tx.exec(
            update(DeliveryRow)
            .where(
                _held_by([result.claim for result in group]),
                col(DeliveryRow.state).in_(("sending", "unknown")),
            )
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        changed += touched(done)
    _keep_attempts(tx, [_attempt(result) for result in results])
    return changed


def give_back(tx: Session, claims: Sequence[Claim], due_at: datetime | None = None) -> None:
    """Return claims that were not tried, as if never taken; without `due_at` in their old order."""
    if not claims:
        return
    values: dict[str, object] = {
        "data_began": False,
        "lease_owner": None,
        "lease_until": None,
        "attempts": DeliveryRow.attempts - 1,
    }
    if due_at is not None:
        values["due_at"] = due_at
    for state, unknowns in (("pending", 0), ("unknown", 1)):
        mine = [claim for claim in claims if (claim.unknowns == 1) == (unknowns == 1)]
        if mine:
            tx.exec(
                update(DeliveryRow)
                .where(_held_by(mine), col(DeliveryRow.state) == "sending")
                .values(state=state, **values)
                .execution_options(synchronize_session=False)
            )


def due(tx: Session, now: datetime) -> int:
    """How many deliveries could leave now."""
    return tx.exec(select(func.count(col(DeliveryRow.id))).where(*_due(now))).one()


def free_expired(tx: Session, now: datetime, unknown_retry: timedelta) -> tuple[int, int]:
    """Take up what a worker left behind: (freed, unknown).

    Where its bytes were already leaving, the answer is lost: `unknown`, repeated once.
    """
    left = and_(col(DeliveryRow.state) == "sending", col(DeliveryRow.lease_until) < now)
    freed = tx.exec(
        update(DeliveryRow)
        .where(left, col(DeliveryRow.data_began).is_(False))
        .values(state="pending", lease_owner=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    lost = tx.exec(
        update(DeliveryRow)
        .where(left, col(DeliveryRow.data_began).is_(True))
        .values(
            state="unknown",
            unknowns=DeliveryRow.unknowns + 1,
            due_at=now + unknown_retry,
            lease_owner=None,
            lease_until=None,
            data_began=False,
        )
        .returning(col(DeliveryRow.id), col(DeliveryRow.attempts), col(DeliveryRow.claimed_at))
        .execution_options(synchronize_session=False)
    )
    attempts = [
        {
            "delivery_id": id_,
            "number": number,
            "started_at": claimed_at or now,
            "outcome": "unknown",
        }
        for id_, number, claimed_at in lost
    ]
    _keep_attempts(tx, attempts)
    return touched(freed), len(attempts)


def counts(tx: Session) -> dict[str, int]:
    """How many deliveries are in each state."""
    rows = tx.exec(
        select(DeliveryRow.state, func.count(col(DeliveryRow.id))).group_by(col(DeliveryRow.state))
    )
    return dict(rows.all())


def _claims(tx: Session, ids: list[str]) -> list[Claim]:
    rows = tx.execute(  # columns, not rows of the tables: a worker claims thousands
        sa_select(*_CLAIMED)
        .select_from(DeliveryRow)
        .join(SubscriberRow, col(SubscriberRow.id) == DeliveryRow.subscriber_id)
        .join(PersonRow, col(PersonRow.id) == SubscriberRow.person_id)
        .join(SubscriptionRow, col(SubscriptionRow.id) == DeliveryRow.subscription_id)
        .where(col(DeliveryRow.id).in_(ids))
        .order_by(col(DeliveryRow.priority).desc(), col(DeliveryRow.id))
    )
    return [Claim(**row) for row in rows.mappings()]


_CLAIMED = (
    *(
        col(getattr(DeliveryRow, name))
        for name in (
            "id", "notice_id", "kind", "subscription_id", "subscriber_id", "lease_no",
            "deferrals", "unknowns", "message_id", "address_sealed", "about", "first_tried_at",
            "deadline_at", "is_short", "priority",
        )
    ),
    col(DeliveryRow.attempts).label("number"),
    col(PersonRow.wrapped_key),
    *(
        col(getattr(SubscriptionRow, name))
        for name in ("requested_at", "confirmed_at", "target_kind", "mail_class")
    ),
)  # fmt: skip
"""What a claim holds, by the names of its fields."""


def waits() -> ColumnElement[bool]:
    """What is sent, once it is due: also a doubt that was not repeated yet."""
    return or_(
        col(DeliveryRow.state) == "pending",
        and_(col(DeliveryRow.state) == "unknown", col(DeliveryRow.unknowns) == 1),
    )


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (waits(), col(DeliveryRow.due_at) <= now, col(DeliveryRow.channel) == "mail")


def _held_by(claims: Sequence[Claim]) -> ColumnElement[bool]:
    """The rows of these claims, as long as nobody has claimed them since."""
    pairs = [(claim.id, claim.lease_no) for claim in claims]
    return tuple_(col(DeliveryRow.id), col(DeliveryRow.lease_no)).in_(pairs)


def _attempt(result: Result) -> dict[str, object]:
    return {
        "delivery_id": result.claim.id,
        "number": result.claim.number,
        "started_at": result.started_at,
        "ended_at": result.ended_at,
        "relay": result.relay,
        "outcome": result.outcome,
        "code": result.code,
        "enhanced": result.enhanced,
        "transcript_sealed": result.transcript_sealed,
        "bytes_sha256": result.bytes_sha256,
        "queue_id": result.queue_id,
    }


def _keep_attempts(tx: Session, rows: list[dict[str, object]]) -> None:
    """One row an attempt; an answer that came after the lease replaces our guess `unknown`."""
    if not rows:
        return
    known = set(
        tx.exec(
            select(AttemptRow.delivery_id, AttemptRow.number).where(
                tuple_(col(AttemptRow.delivery_id), col(AttemptRow.number)).in_(
                    [(row["delivery_id"], row["number"]) for row in rows]
                )
            )
        ).all()
    )
    new = [row for row in rows if (row["delivery_id"], row["number"]) not in known]
    if new:
        tx.exec(insert(AttemptRow), params=new)
    for row in rows:
        if (row["delivery_id"], row["number"]) in known:
            tx.exec(
                update(AttemptRow)
                .where(
                    col(AttemptRow.delivery_id) == row["delivery_id"],
                    col(AttemptRow.number) == row["number"],
                )
                .values(**row)
            )
