"""What waits in the outbox without a claim: held for a digest, called off, given up, sent again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, and_, or_, update
from sqlmodel import Session, col, select

from storage.tables_told import DeliveryRow


def held_by(tx: Session, now: datetime, limit: int) -> list[int]:
    """The subscribers whose digest is due."""
    rows = tx.exec(
        select(DeliveryRow.subscriber_id)
        .where(DeliveryRow.state == "held", col(DeliveryRow.due_at) <= now)
        .distinct()
        .order_by(col(DeliveryRow.subscriber_id))
        .limit(limit)
    )
    return list(rows)


def held_of(tx: Session, subscriber_id: int, now: datetime) -> list[DeliveryRow]:
    """What is due in one person's digest, oldest first, ours until the transaction ends."""
    rows = tx.exec(
        select(DeliveryRow)
        .where(
            DeliveryRow.state == "held",
            DeliveryRow.subscriber_id == subscriber_id,
            col(DeliveryRow.due_at) <= now,
        )
        .order_by(col(DeliveryRow.id))
        .with_for_update()
    )
    return list(rows)


def release(tx: Session, ids: Sequence[str], now: datetime) -> None:
    """What was held goes out by itself."""
    _set_held(tx, ids, state="pending", due_at=now)


def bundle(tx: Session, ids: Sequence[str], carrier: str) -> None:
    """What was held is carried by a digest."""
    _set_held(tx, ids, state="bundled", bundled_in=carrier)


def cancel(tx: Session, subscription_ids: Sequence[int], kinds: Sequence[str] = ()) -> int:
    """What waits for these subscriptions is not sent; a letter that is just leaving is let go."""
    if not subscription_ids:
        return 0
    waiting = or_(
        col(DeliveryRow.state).in_(("pending", "held", "unknown")),
        and_(col(DeliveryRow.state) == "sending", col(DeliveryRow.data_began).is_(False)),
    )
    chosen = and_(waiting, col(DeliveryRow.subscription_id).in_(subscription_ids))
    if kinds:
        chosen = and_(chosen, col(DeliveryRow.kind).in_(kinds))
    done = tx.exec(
        update(DeliveryRow)
        .where(chosen)
        .values(state="cancelled", lease_owner=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)  # noqa: S101 - an update answers with one
    return done.rowcount


def call_off(tx: Session, kind: str, abouts: Sequence[str]) -> None:
    """What waits of this kind about these is not sent any more."""
    if abouts:
        tx.exec(
            update(DeliveryRow)
            .where(
                col(DeliveryRow.kind) == kind,
                col(DeliveryRow.about).in_(abouts),
                col(DeliveryRow.state).in_(("pending", "held")),
            )
            .values(state="cancelled")
            .execution_options(synchronize_session=False)
        )


def again(tx: Session, ids: Sequence[str], now: datetime) -> list[str]:
    """Send these again although they ended: somebody decided so. Returns those that are.

    Only what was given up, refused or left in doubt, and still has an address; the Message-ID
    stays, so that a copy can be told.
    """
    rows = tx.exec(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.id).in_(ids),
            col(DeliveryRow.state).in_(("expired", "failed", "unknown")),
            col(DeliveryRow.address_sealed).is_not(None),
        )
        .values(state="pending", due_at=now, first_tried_at=None, deadline_at=None, unknowns=0)
        .returning(col(DeliveryRow.id))
        .execution_options(synchronize_session=False)
    )
    return sorted(row[0] for row in rows)


def expire(tx: Session, now: datetime) -> int:
    """Give up what has passed its deadline without leaving; how many."""
    done = tx.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.state) == "pending", col(DeliveryRow.deadline_at) < now)
        .values(state="expired")
        .execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)  # noqa: S101 - an update answers with one
    return done.rowcount


def give_up(tx: Session, due_before: datetime) -> int:
    """Give up what should have left before that, while no relay took anything; how many."""
    done = tx.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.state) == "pending", col(DeliveryRow.due_at) < due_before)
        .values(state="expired")
        .execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)  # noqa: S101 - an update answers with one
    return done.rowcount


def suppress(tx: Session, subscriber_id: int) -> None:
    """What waits for a mailbox that is not there is not sent."""
    tx.exec(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.subscriber_id) == subscriber_id,
            col(DeliveryRow.state).in_(("pending", "held", "unknown")),
        )
        .values(state="suppressed", lease_owner=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )


def forget_addresses(tx: Session, subscriber_id: int) -> None:
    """Take one person's address out of every delivery, sent or not."""
    tx.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.subscriber_id) == subscriber_id)
        .values(address_sealed=None)
        .execution_options(synchronize_session=False)
    )


def _set_held(tx: Session, ids: Sequence[str], **values: object) -> None:
    if ids:
        tx.exec(
            update(DeliveryRow)
            .where(col(DeliveryRow.id).in_(ids), col(DeliveryRow.state) == "held")
            .values(**values)
            .execution_options(synchronize_session=False)
        )
