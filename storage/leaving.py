"""The outbox as its operator looks at it: what waits, what was given up, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from storage.tables_told import AttemptRow, DeliveryRow, NoticeRow

UNSENT = ("pending", "sending", "unknown", "failed", "expired", "bounced")
"""States of letters that nobody took, or that came back."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """One letter that did not leave: no address, and the server's answer as a code."""

    id: str
    kind: str
    about: str
    state: str
    due_at: datetime
    attempts: int
    code: int | None
    enhanced: str | None
    relay: str | None


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many letters are in which state, and since when the oldest should have left."""

    states: dict[str, int]
    grades: dict[str, int]
    oldest_due_at: datetime | None


def overview(tx: Session, now: datetime) -> Outbox:
    """Everything in the outbox, counted."""
    states = tx.exec(
        select(DeliveryRow.state, func.count(col(DeliveryRow.id))).group_by(col(DeliveryRow.state))
    )
    grades = tx.exec(
        select(DeliveryRow.grade, func.count(col(DeliveryRow.id)))
        .where(col(DeliveryRow.grade).is_not(None))
        .group_by(col(DeliveryRow.grade))
    )
    oldest = tx.exec(
        select(func.min(DeliveryRow.due_at)).where(
            DeliveryRow.state == "pending", col(DeliveryRow.due_at) <= now
        )
    ).one()
    return Outbox(dict(states.all()), {str(grade): n for grade, n in grades}, oldest)


def unsent(tx: Session, states: Sequence[str], now: datetime, limit: int = 100) -> list[Unsent]:
    """Letters in these states, the oldest first; of those that wait only the ones that are due or
    were tried.
    """
    rows = tx.exec(
        select(DeliveryRow, AttemptRow.enhanced, AttemptRow.relay)
        .join(NoticeRow, col(NoticeRow.id) == DeliveryRow.notice_id)
        .join(
            AttemptRow,
            (col(AttemptRow.delivery_id) == DeliveryRow.id)
            & (col(AttemptRow.number) == DeliveryRow.attempts),
            isouter=True,
        )
        .where(
            col(DeliveryRow.state).in_(states),
            (col(DeliveryRow.due_at) <= now) | (col(DeliveryRow.attempts) > 0),
        )
        .order_by(col(DeliveryRow.id))
        .limit(limit)
    )
    return [
        Unsent(
            row.id, row.kind, row.about, row.state, row.due_at, row.attempts, row.last_code,
            enhanced, relay,
        )
        for row, enhanced, relay in rows
    ]  # fmt: skip
