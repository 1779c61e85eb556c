"""The canary: a policy of the installation's own, watched and told like any other, so that whoever
runs it sees that changes are still seen and told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from storage.tables_seen import ChangeRow
from storage.tables_told import DeliveryRow, SubscriptionRow
from storage.tables_watched import PolicyRow

CANARY = "clausewatch-canary"
"""The name of its policy; no other may have it."""


@dataclass(frozen=True, slots=True)
class Song:
    """What was heard of the canary."""

    began_at: datetime
    seen_at: datetime | None
    """When a change of it was last seen."""

    sent_at: datetime | None
    """When a server last took the mail about one."""

    outcome: str | None
    """Of the last look at it, with its reason."""

    followed: bool
    """Whether anybody is told about it."""

    def silent_s(self, now: datetime) -> float:
        """For how long no mail about it has left."""
        return max(0.0, (now - (self.sent_at or self.began_at)).total_seconds())

    def is_late(self, now: datetime, patience: timedelta) -> bool:
        """Whether a change must have been told by now and was not."""
        return self.silent_s(now) > patience.total_seconds()


def heard(tx: Session) -> Song | None:
    """What was heard of the canary; None where none is watched."""
    row = tx.get(PolicyRow, CANARY)
    if row is None or row.state == "removed":
        return None
    sent = (
        select(func.max(DeliveryRow.sent_at))
        .join(ChangeRow, col(ChangeRow.id) == col(DeliveryRow.about))
        .where(col(DeliveryRow.kind) == "change", col(ChangeRow.policy_id) == CANARY)
    )
    why = f" ({row.last_reason})" if row.last_reason else ""
    return Song(
        began_at=row.created_at,
        seen_at=row.changed_at,
        sent_at=tx.scalar(sent),
        outcome=f"{row.last_outcome}{why}" if row.last_outcome else None,
        followed=bool(following(tx, active=True)),
    )


def following(tx: Session, *, active: bool) -> Sequence[SubscriptionRow]:
    """The subscriptions to the canary: those that stand, or all there ever were."""
    query = select(SubscriptionRow).where(
        col(SubscriptionRow.target_kind) == "policy", col(SubscriptionRow.target) == CANARY
    )
    if active:
        query = query.where(col(SubscriptionRow.ended_at).is_(None))
    return tx.scalars(query).all()
