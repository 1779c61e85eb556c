"""Calls: the outbox of programs, claimed with a lease and recorded with the answer.

A call is `pending`, then `calling`, then `taken`, `failed`, or `pending` again; `cancelled` where
its webhook is called no more. Whoever changes no row lost the race and goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, tuple_, update
from sqlmodel import Session, SQLModel, col, select

from storage.many_rows import touched
from storage.tables_shown import AnswerRow, CallRow, WebhookRow
from storage.upserts import insert_into

CALLS = SQLModel.metadata.tables["call"]
LONGEST_SAID = 500
LOGGED = 50


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing to tell one webhook."""

    id: str
    webhook_id: str
    topic: str
    about: str
    body: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A call that is ours until the lease ends."""

    id: str
    webhook: WebhookRow
    topic: str
    body: str
    number: int  # of this try
    lease_no: int


@dataclass(frozen=True, slots=True)
class Result:
    """What one try came to, and the next state of its call."""

    claim: Claim
    state: str
    outcome: str
    at: datetime
    took_ms: int
    code: int | None = None
    said: str = ""
    due_at: datetime | None = None


def plan(tx: Session, planned: Sequence[Planned], now: datetime) -> int:
    """Put calls into the outbox; how many were new. Twice is harmless."""
    new = 0
    insert_new = insert_into(CALLS, tx.get_bind().dialect.name)
    for one in planned:
        values = {
            "id": one.id, "webhook_id": one.webhook_id, "topic": one.topic, "about": one.about,
            "body": one.body, "state": "pending", "tries": 0, "due_at": now, "lease_no": 0,
            "created_at": now,
        }  # fmt: skip
        once = insert_new.values(values)
        once = once.on_conflict_do_nothing(index_elements=["webhook_id", "topic", "about"])
        new += len(tx.connection().execute(once.returning(CALLS.c.id)).all())
    return new


def claim(
    tx: Session, now: datetime, lease: timedelta, worker: str, limit: int, id: str | None = None
) -> list[Claim]:
    """Take up to `limit` calls that are due, or the one that is named, due or not."""
    due = (col(CallRow.state) == "pending", col(CallRow.due_at) <= now if id is None else
           col(CallRow.id) == id)  # fmt: skip
    active = select(WebhookRow.id).where(col(WebhookRow.state) == "active")
    chosen = (
        select(CallRow.id)
        .where(*due, col(CallRow.webhook_id).in_(active))
        .order_by(col(CallRow.due_at), col(CallRow.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte(
            "chosen"
        )  # run once: PostgreSQL may run a plain subquery for every row, past its limit
    )
    taken = tx.exec(
        update(CallRow)
        .where(col(CallRow.id).in_(select(chosen.c.id)), *due)
        .values(
            state="calling",
            tries=CallRow.tries + 1,
            lease_owner=worker,
            lease_until=now + lease,
            lease_no=CallRow.lease_no + 1,
        )
        .returning(col(CallRow.id))
        .execution_options(synchronize_session=False)
    )
    ids = [row[0] for row in taken]
    if not ids:
        return []
    rows = tx.exec(
        select(CallRow, WebhookRow)
        .join(WebhookRow, col(WebhookRow.id) == CallRow.webhook_id)
        .where(col(CallRow.id).in_(ids))
        .order_by(col(CallRow.created_at), col(CallRow.id))
        .execution_options(populate_existing=True)
    )
    return [
        Claim(call.id, webhook, call.topic, call.body, call.tries, call.lease_no)
        for call, webhook in rows
    ]


def record(tx: Session, result: Result) -> bool:
    """Keep what a try came to; False where somebody else has the call by now."""
    claim = result.claim
    values: dict[str, object] = {
        "state": result.state, "lease_owner": None, "lease_until": None,
        "ended_at": None if result.state == "pending" else result.at,
    }  # fmt: skip
    if result.due_at is not None:
        values["due_at"] = result.due_at
    done = tx.exec(_held(claim).values(**values))
    if touched(done) != 1:
        return False
    answer = {
        "call_id": claim.id, "number": claim.number, "at": result.at, "took_ms": result.took_ms,
        "code": result.code, "outcome": result.outcome, "said": result.said[:LONGEST_SAID],
    }  # fmt: skip
    tx.exec(insert(AnswerRow), params=[answer])
    return True


def give_back(tx: Session, claim: Claim, due_at: datetime) -> None:
    """Return a claim that was not tried, as if never taken; it is called off where its webhook is
    called no more.
    """
    webhook = tx.get(WebhookRow, claim.webhook.id, populate_existing=True)
    called = webhook is not None and webhook.state == "active"
    values: dict[str, object] = {
        "state": "pending" if called else "cancelled", "tries": CallRow.tries - 1,
        "lease_owner": None, "lease_until": None, "due_at": due_at,
    }  # fmt: skip
    tx.exec(_held(claim).values(**values))


def free_expired(tx: Session, now: datetime) -> int:
    """Take up what a dead worker left: it is called again, with the same id."""
    done = tx.exec(
        update(CallRow)
        .where(col(CallRow.state) == "calling", col(CallRow.lease_until) < now)
        .values(state="pending", lease_owner=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    return touched(done)


def again(tx: Session, id: str, now: datetime) -> bool:
    """Let an ended call be made once more, with its id and body; False where it has not ended."""
    done = tx.exec(
        update(CallRow)
        .where(col(CallRow.id) == id, col(CallRow.state).in_(("taken", "failed", "cancelled")))
        .values(state="pending", due_at=now, ended_at=None)
        .execution_options(synchronize_session=False)
    )
    return touched(done) == 1


def log(
    tx: Session, webhook_id: str, limit: int = LOGGED
) -> list[tuple[CallRow, AnswerRow | None]]:
    """The newest calls of a webhook with every answer, newest first."""
    newest = (
        select(CallRow.id)
        .where(col(CallRow.webhook_id) == webhook_id)
        .order_by(col(CallRow.created_at).desc(), col(CallRow.id).desc())
        .limit(limit)
    )
    rows = tx.exec(
        select(CallRow, AnswerRow)
        .outerjoin(AnswerRow, col(AnswerRow.call_id) == col(CallRow.id))
        .where(col(CallRow.id).in_(newest))
        .order_by(
            col(CallRow.created_at).desc(), col(CallRow.id).desc(), col(AnswerRow.number).desc()
        )
    )
    return [(call, answer) for call, answer in rows]


def _held(claim: Claim):  # type: ignore[no-untyped-def]  # an update of this row, while it is ours
    return (
        update(CallRow)
        .where(
            tuple_(col(CallRow.id), col(CallRow.lease_no)).in_([(claim.id, claim.lease_no)]),
            col(CallRow.state) == "calling",
        )
        .execution_options(synchronize_session=False)
    )
