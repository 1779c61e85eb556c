"""What a person may see and do about themselves: what they follow, a copy of it, and erasure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlmodel import Session, col, select

from notifier import render
from notifier.office import Office
from notifier.subscribing import followed_words, note, send
from notifier.words import words
from storage import entries, people, subscriptions, waiting
from storage.mailboxes import Mailbox
from storage.subscriptions import Kept
from storage.tables import (
    AttemptRow,
    DeliveryRow,
    NoticeRow,
    SubscriberRow,
    SubscriptionRow,
)

LINKS_AN_HOUR = 5


@dataclass(frozen=True, slots=True)
class Followed:
    """One line of the list."""

    id: int
    followed: str
    frequency: str
    min_significance: str
    state: Literal["confirmed", "unconfirmed"]
    since: datetime


@dataclass(frozen=True, slots=True)
class Managed:
    """Everything one person follows, as their own page shows it."""

    subscriber_id: int
    address: str
    language: str
    time_zone: str
    followed: tuple[Followed, ...]


def ask_manage_link(tx: Session, office: Office, mailbox: Mailbox, now: datetime) -> None:
    """Send a link to what this mailbox follows; an unknown one gets nothing, and nobody is told."""
    subscriber = subscriptions.subscriber_of(tx, office.vault, mailbox)
    active = subscriptions.active_of(tx, subscriber.id) if subscriber and subscriber.id else []
    if subscriber is None or not active:
        return
    hour = int(now.timestamp()) // 3600
    asked = [
        row
        for row in tx.exec(
            select(DeliveryRow.revision).where(
                DeliveryRow.kind == "manage", DeliveryRow.subscriber_id == subscriber.id
            )
        )
        if row // 10 == hour
    ]
    if len(asked) >= LINKS_AN_HOUR:
        return
    rendered = render.manage(words(subscriber.language).language, office.letterhead)
    kept = Kept(active[0], subscriber, is_new=False)
    send(tx, office, kept, "manage", rendered, now, revision=hour * 10 + len(asked))


def look(tx: Session, office: Office, token: str, now: datetime) -> Managed | None:
    """The list behind a manage link. Changes nothing; None for a link that is none, or too old."""
    subscriber = _subscriber(tx, office, token, now)
    if subscriber is None or subscriber.id is None:
        return None
    key = office.vault.key_of(tx, subscriber.person_id)
    said = words(subscriber.language)
    return Managed(
        subscriber_id=subscriber.id,
        address=key.unseal("address", subscriber.address_sealed or b"") if key else "",
        language=said.language,
        time_zone=subscriber.time_zone,
        followed=tuple(
            Followed(
                id=row.id or 0,
                followed=followed_words(tx, said, row.target_kind, row.target),
                frequency=row.frequency,
                min_significance=row.min_significance,
                state="unconfirmed" if row.confirmed_at is None else "confirmed",
                since=row.confirmed_at or row.requested_at,
            )
            for row in subscriptions.active_of(tx, subscriber.id)
        ),
    )


def end_one(tx: Session, office: Office, token: str, subscription_id: int, now: datetime) -> bool:
    """End one subscription from the list. False where it is not theirs."""
    subscriber = _subscriber(tx, office, token, now)
    row = tx.get(SubscriptionRow, subscription_id)
    if subscriber is None or row is None or row.subscriber_id != subscriber.id:
        return False
    ended = subscriptions.end(tx, [row], "unsubscribed", now)
    waiting.cancel(tx, ended)
    if ended:
        note(tx, row, now, "ended:unsubscribed")
    return True


def change_frequency(
    tx: Session,
    office: Office,
    token: str,
    subscription_id: int,
    frequency: subscriptions.Frequency,
    now: datetime,
) -> bool:
    """Tell them sooner or later from now on: the old subscription ends, a new one begins."""
    subscriber = _subscriber(tx, office, token, now)
    row = tx.get(SubscriptionRow, subscription_id)
    if subscriber is None or row is None or row.subscriber_id != subscriber.id:
        return False
    subscriptions.replace(tx, row, frequency=frequency, now=now)
    note(tx, row, now, "ended:changed_frequency")
    return True


def erase(tx: Session, office: Office, mailbox: Mailbox, now: datetime) -> bool:
    """Delete the person's key: address, consent and transcripts are noise from now on."""
    subscriber = subscriptions.subscriber_of(tx, office.vault, mailbox)
    if subscriber is None or subscriber.id is None:
        return False
    rows = subscriptions.active_of(tx, subscriber.id)
    ended = subscriptions.end(tx, rows, "erased", now)
    waiting.cancel(tx, ended)
    waiting.forget_addresses(tx, subscriber.id)
    subscriptions.forget(tx, subscriber)
    people.erase(tx, subscriber.person_id, now)
    entries.record(tx, "erasure", f"subscriber/{subscriber.id}", {"ended": len(ended)}, now)
    return True


def export(tx: Session, office: Office, mailbox: Mailbox) -> dict[str, Any]:
    """Everything that is kept about a person, readable; empty for somebody unknown."""
    subscriber = subscriptions.subscriber_of(tx, office.vault, mailbox)
    key = office.vault.key_of(tx, subscriber.person_id) if subscriber else None
    if subscriber is None or key is None:
        return {}
    rows = tx.exec(
        select(SubscriptionRow)
        .where(SubscriptionRow.subscriber_id == subscriber.id)
        .order_by(col(SubscriptionRow.id))
    )
    return {
        "address": key.unseal("address", subscriber.address_sealed or b""),
        "language": subscriber.language,
        "time_zone": subscriber.time_zone,
        "since": subscriber.created_at.isoformat(),
        "subscriptions": [
            {
                "target_kind": row.target_kind,
                "target": row.target,
                "frequency": row.frequency,
                "min_significance": row.min_significance,
                "requested_at": row.requested_at.isoformat(),
                "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
                "consent": key.unseal("consent", row.confirm_evidence_sealed)
                if row.confirm_evidence_sealed
                else None,
                "ended_at": row.ended_at.isoformat() if row.ended_at else None,
                "ended_reason": row.ended_reason,
            }
            for row in rows
        ],
        "messages": _messages(tx, subscriber),
    }


def _messages(tx: Session, subscriber: SubscriberRow) -> list[dict[str, Any]]:
    found = tx.exec(
        select(DeliveryRow, NoticeRow)
        .join(NoticeRow, col(NoticeRow.id) == DeliveryRow.notice_id)
        .where(DeliveryRow.subscriber_id == subscriber.id)
        .order_by(col(DeliveryRow.id))
    ).all()
    tries: dict[str, int] = {}
    for id_ in tx.exec(
        select(AttemptRow.delivery_id).where(
            col(AttemptRow.delivery_id).in_([delivery.id for delivery, _ in found])
        )
    ):
        tries[id_] = tries.get(id_, 0) + 1
    return [
        {
            "message_id": delivery.message_id,
            "kind": delivery.kind,
            "subject": notice.subject,
            "state": delivery.state,
            "sent_at": delivery.sent_at.isoformat() if delivery.sent_at else None,
            "attempts": tries.get(delivery.id, 0),
        }
        for delivery, notice in found
    ]


def _subscriber(tx: Session, office: Office, token: str, now: datetime) -> SubscriberRow | None:
    """Whose link it is: the mailed one, or the session that it opened."""
    read = office.tokens.read("manage", token, now) or office.tokens.read("session", token, now)
    row = tx.get(SubscriberRow, read.number) if read else None
    return row if row and row.state != "erased" else None
