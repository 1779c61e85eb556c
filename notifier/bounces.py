"""What comes back is kept first and judged then; only what answers a letter of ours counts.

Keeping and judging are two steps, so that a rule that was wrong can be mended and applied again:
`judge` is a tick and reads what was kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from notifier import contract_records, reports, stopping
from notifier.office import Office
from notifier.reports import Report, Returned
from storage import entries, subscriptions, ulid, waiting
from storage.database import Database
from storage.tables_told import BounceRow, DeliveryRow, SubscriberRow, SubscriptionRow

ANSWERED_WITHIN = timedelta(days=10)  # of the letter; later ones answer nothing of ours
SOFT_WITHIN, SOFT_DAYS = timedelta(days=30), 5
"""So many days with a soft bounce in so long a time, and we stop writing (after Mailman's rule)."""

AT_ONCE = 100
FAILURES = frozenset({"hard", "soft", "ours"})
BY_MAIL = frozenset({"dsn", "arf", "mail"})
"""Sources whose raw form is a message, read anew when it is judged."""


def receive(db: Database, office: Office, raw: bytes, now: datetime) -> str:
    """Keep one message that came back; what follows from it is judged later.

    Safe to repeat; says what it was. What is none of our business is `not_ours`: answered with
    silence, so that no storm begins. A wish to stop is fulfilled at once.
    """
    report = reports.read(raw)
    if report.stop_token:
        with db.transaction() as tx:
            seen = stopping.stop(tx, office, report.stop_token, now, reason="mailto")
        return "stopped" if seen else "not_ours"
    if report.returned is None or not knows(office, report.returned, now):
        return "not_ours"
    with db.transaction() as tx:
        delivery = tx.get(DeliveryRow, report.returned.delivery)
        if delivery is None:
            return "not_ours"
        keep(tx, office, delivery, report, raw, now)
    return report.kind


def knows(office: Office, returned: Returned, now: datetime) -> bool:
    """Whether this envelope address was made by us, for a letter that is not too old."""
    if not office.tokens.knows("bounce", returned.name, returned.mac):
        return False
    return now - ulid.time_of(returned.delivery) < ANSWERED_WITHIN + timedelta(days=5)


def keep(
    tx: Session, office: Office, delivery: DeliveryRow, said: Report, raw: bytes, now: datetime
) -> bool:
    """Keep what was said of a delivery, sealed under its person's key; False if it was known."""
    digest = hashlib.sha256(raw).hexdigest()
    if tx.exec(select(BounceRow.id).where(BounceRow.raw_sha256 == digest)).first() is not None:
        return False
    subscriber = tx.get_one(SubscriberRow, delivery.subscriber_id)
    key = office.vault.key_of(tx, subscriber.person_id)
    tx.add(
        BounceRow(
            delivery_id=delivery.id,
            received_at=now,
            source=said.source,
            kind=said.kind,
            enhanced=said.enhanced,
            host=said.host,
            raw_sha256=digest,
            raw_sealed=key.seal("bounce", raw.decode("latin-1")) if key else None,
        )
    )
    tx.flush()
    return True


def judge(db: Database, office: Office, now: datetime) -> int:
    """Act on everything that was kept and not judged yet; how much that was."""
    judged, last = 0, 0
    while True:
        with db.transaction() as tx:
            rows = tx.exec(
                select(BounceRow)
                .where(col(BounceRow.judged_at).is_(None), col(BounceRow.id) > last)
                .order_by(col(BounceRow.id))
                .limit(AT_ONCE)
                .with_for_update(skip_locked=True)
            ).all()
            judged += sum(_judge(tx, office, row, now) for row in rows)
        if len(rows) < AT_ONCE:
            return judged
        last = rows[-1].id or 0


def _judge(tx: Session, office: Office, row: BounceRow, now: datetime) -> bool:
    """What follows from it for the letter and for the person; False where it is too early."""
    delivery = tx.get(DeliveryRow, row.delivery_id)
    if delivery is not None and delivery.state == "sending":
        return False  # a relay's word can be here before its answer is on record
    row.judged_at = now
    tx.add(row)
    if delivery is None:
        return True
    said = _read_anew(tx, office, row, delivery)
    row.kind, row.enhanced = said.kind, said.enhanced
    if said.kind == "handed_over":
        _raise_grade(tx, delivery, row.received_at)
    if said.kind in FAILURES and delivery.state in ("sent", "unknown"):
        delivery.state = "bounced"  # what was accepted stays on record beside it
        tx.add(delivery)
    tx.flush()
    entries.record_many(tx, contract_records.came_back(tx, office.vault, delivery, row, now))
    if _mail_class(tx, delivery) == "watch":
        _stop_writing(tx, delivery.subscriber_id, said.kind, now)
    return True


def _read_anew(tx: Session, office: Office, row: BounceRow, delivery: DeliveryRow) -> Report:
    """What the kept message says by the rules of today; of a relay's words what was read then."""
    known = Report(row.source, row.kind, row.enhanced)  # type: ignore[arg-type]  # ours: kept so
    if row.source not in BY_MAIL or row.raw_sealed is None:
        return known
    subscriber = tx.get_one(SubscriberRow, delivery.subscriber_id)
    key = office.vault.key_of(tx, subscriber.person_id)
    if key is None:
        return known
    return replace(reports.read(key.unseal("bounce", row.raw_sealed).encode("latin-1")), host=None)


def _raise_grade(tx: Session, delivery: DeliveryRow, at: datetime) -> None:
    """The relay says that the recipient's server took the letter: grade E2r.

    That also ends a doubt: what was `unknown` need not be repeated.
    """
    waits = delivery.state == "unknown" or (delivery.state == "pending" and delivery.unknowns)
    if waits:
        delivery.state, delivery.sent_at = "sent", at
    if waits or (delivery.state == "sent" and delivery.grade == "E1"):
        delivery.grade = "E2r"
    tx.add(delivery)


def _mail_class(tx: Session, delivery: DeliveryRow) -> str:
    return tx.get_one(SubscriptionRow, delivery.subscription_id).mail_class


def _stop_writing(tx: Session, subscriber_id: int, kind: str, now: datetime) -> None:
    """Write no more where nobody is, or where somebody complained; a company decides for itself."""
    if kind == "complaint":
        subscriptions.end(tx, subscriptions.active_of(tx, subscriber_id), "complained", now)
    reason = {"hard": "hard_bounce", "complaint": "complaint"}.get(kind)
    if kind == "soft" and _soft_days(tx, subscriber_id, now) >= SOFT_DAYS:
        reason = "soft_bounces"
    if reason is not None:
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
