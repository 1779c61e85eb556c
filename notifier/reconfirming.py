"""Mailboxes that were full or out of reach for days: after a pause one question, then the end.

Nothing is sent to them meanwhile. A yes lifts what was held against the address.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from notifier import render_person
from notifier.office import Office
from notifier.seen import Seen, followed_words, seen
from notifier.subscribing import note, send
from notifier.words import words
from storage import subscriptions, waiting
from storage.database import Database
from storage.subscriptions import Kept
from storage.tables_told import DeliveryRow, SubscriberRow, SubscriptionRow, SuppressionRow

PAUSE = timedelta(days=14)
"""How long we leave such a mailbox alone before we ask."""
ANSWER_WITHIN = timedelta(days=30)


def plan(db: Database, office: Office, now: datetime) -> int:
    """Ask those whose pause is over, end those who did not answer; returns how many were asked."""
    with db.reading() as tx:
        due = list(
            tx.exec(
                select(SuppressionRow.id).where(
                    SuppressionRow.reason == "soft_bounces",
                    col(SuppressionRow.lifted_at).is_(None),
                    col(SuppressionRow.since) <= now - PAUSE,
                )
            )
        )
    asked = 0
    for number in due:
        with db.transaction() as tx:
            asked += _ask_or_end(tx, office, tx.get_one(SuppressionRow, number), now)
    return asked


def look(tx: Session, office: Office, token: str, now: datetime) -> Seen | None:
    """What the page of the question shows. Changes nothing."""
    rows = _behind(tx, office, token, now)
    return seen(tx, rows) if rows else None


def confirm(tx: Session, office: Office, token: str, now: datetime) -> Seen | None:
    """The person pressed the button: go on. Twice is harmless."""
    rows = _behind(tx, office, token, now)
    if not rows:
        return None
    subscriber = tx.get_one(SubscriberRow, rows[0].subscriber_id)
    if subscriber.address_key:
        subscriptions.lift(tx, subscriber.address_key, now)
    for row in rows:
        note(tx, row, now, "confirmed:again")
    return seen(tx, rows)


def _behind(tx: Session, office: Office, token: str, now: datetime) -> list[SubscriptionRow]:
    read = office.tokens.read("reconfirm", token, now)
    first = tx.get(SubscriptionRow, read.number) if read else None
    return _active(tx, first.subscriber_id) if first else []


def _ask_or_end(tx: Session, office: Office, suppressed: SuppressionRow, now: datetime) -> int:
    subscriber = tx.exec(
        select(SubscriberRow).where(SubscriberRow.address_key == suppressed.address_key)
    ).first()
    rows = _active(tx, subscriber.id or 0) if subscriber else []
    if subscriber is None or not rows:
        return 0
    asked = tx.exec(
        select(DeliveryRow.due_at)
        .where(
            DeliveryRow.kind == "reconfirm",
            DeliveryRow.subscriber_id == subscriber.id,
            col(DeliveryRow.due_at) > suppressed.since,
        )
        .order_by(col(DeliveryRow.due_at))
    ).first()
    if asked is None:
        said = words(subscriber.language)
        rendered = render_person.reconfirm(
            [followed_words(tx, said, row.target_kind, row.target) for row in rows],
            said.language,
            office.letterhead,
        )
        first = Kept(rows[0], subscriber, is_new=False)
        send(tx, office, first, "reconfirm", rendered, now, revision=suppressed.id or 0)
        return 1
    if now - asked > ANSWER_WITHIN:
        ended = subscriptions.end(tx, rows, "bounced", now)
        waiting.cancel(tx, ended)
        for row in rows:
            note(tx, row, now, "ended:bounced")
    return 0


def _active(tx: Session, subscriber_id: int) -> list[SubscriptionRow]:
    return [row for row in subscriptions.active_of(tx, subscriber_id) if row.confirmed_at]
