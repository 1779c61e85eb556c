"""What comes back is kept first and judged then; only what answers a letter of ours counts."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from notifier import reports, stopping
from notifier.office import Office
from notifier.reports import Report
from storage import subscriptions, ulid, waiting
from storage.database import Database
from storage.tables import BounceRow, DeliveryRow, SubscriberRow

ANSWERED_WITHIN = timedelta(days=10)  # of the letter; later ones answer nothing of ours
SOFT_WITHIN, SOFT_DAYS = timedelta(days=30), 5
"""So many days with a soft bounce in so long a time, and we stop writing (after Mailman's rule)."""


def receive(db: Database, office: Office, raw: bytes, now: datetime) -> str:
    """Take in one message that came back, and act on it. Safe to repeat; says what it was.

    What is none of our business is `not_ours`: answered with silence, so that no storm begins.
    """
    report = reports.read(raw)
    if report.stop_token:
        with db.transaction() as tx:
            seen = stopping.stop(tx, office, report.stop_token, now, reason="mailto")
        return "stopped" if seen else "not_ours"
    if not _is_ours(office, report, now):
        return "not_ours"
    with db.transaction() as tx:
        return _keep(tx, office, report, raw, now)


def _is_ours(office: Office, report: Report, now: datetime) -> bool:
    """Whether the address it came to was made by us, for a letter that is not too old."""
    returned = report.returned
    if returned is None or not office.tokens.knows("bounce", returned.name, returned.mac):
        return False
    return now - ulid.time_of(returned.delivery) < ANSWERED_WITHIN + timedelta(days=5)


def _keep(tx: Session, office: Office, report: Report, raw: bytes, now: datetime) -> str:
    assert report.returned is not None  # noqa: S101 - it was found to be ours
    delivery = tx.get(DeliveryRow, report.returned.delivery)
    digest = hashlib.sha256(raw).hexdigest()
    known = tx.exec(select(BounceRow.id).where(BounceRow.raw_sha256 == digest)).first()
    if delivery is None or known is not None:
        return "not_ours" if delivery is None else report.kind
    subscriber = tx.get_one(SubscriberRow, delivery.subscriber_id)
    key = office.vault.key_of(tx, subscriber.person_id)
    tx.add(
        BounceRow(
            delivery_id=delivery.id,
            received_at=now,
            source=report.source,
            kind=report.kind,
            enhanced=report.enhanced,
            raw_sha256=digest,
            raw_sealed=key.seal("bounce", raw.decode("latin-1")) if key else None,
            judged_at=now,
        )
    )
    tx.flush()
    _judge(tx, report, delivery, subscriber, now)
    return report.kind


def _judge(
    tx: Session, report: Report, delivery: DeliveryRow, subscriber: SubscriberRow, now: datetime
) -> None:
    """What follows from it for the letter and for the person."""
    subscriber_id = delivery.subscriber_id
    if report.kind in ("hard", "soft", "ours") and delivery.state in ("sent", "unknown"):
        delivery.state = "bounced"  # what was accepted stays on record beside it
        tx.add(delivery)
    if report.kind == "hard":
        _stop_writing(tx, subscriber_id, "hard_bounce", now)
    elif report.kind == "soft" and _soft_days(tx, subscriber_id, now) >= SOFT_DAYS:
        _stop_writing(tx, subscriber_id, "soft_bounces", now)
    elif report.kind == "complaint":
        rows = subscriptions.active_of(tx, subscriber.id or 0)
        subscriptions.end(tx, rows, "complained", now)
        _stop_writing(tx, subscriber_id, "complaint", now)


def _stop_writing(tx: Session, subscriber_id: int, reason: str, now: datetime) -> None:
    subscriptions.suppress_subscriber(tx, subscriber_id, reason, now)
    waiting.suppress(tx, subscriber_id)


def _soft_days(tx: Session, subscriber_id: int, now: datetime) -> int:
    """On how many days a mailbox was lately full or out of reach: a day counts once."""
    moments = tx.exec(
        select(BounceRow.received_at)
        .join(DeliveryRow, col(DeliveryRow.id) == BounceRow.delivery_id)
        .where(
            DeliveryRow.subscriber_id == subscriber_id,
            BounceRow.kind == "soft",
            col(BounceRow.received_at) > now - SOFT_WITHIN,
        )
    )
    return len({moment.date() for moment in moments})
