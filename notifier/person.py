"""What a person may see and do about themselves: what they follow, a copy of it, and erasure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import available_timezones

from sqlalchemy import func
from sqlmodel import Session, col, select

from notifier import render_person, stopping
from notifier.office import Office
from notifier.seen import followed_words
from notifier.subscribing import note, send
from notifier.words import LANGUAGES, words
from policy.said import said
from storage import entries, knocks, people, subscriptions, waiting
from storage.knocks import HOUR, Limit
from storage.mailboxes import Mailbox
from storage.recipients import KIND as CONTRACT
from storage.subscriptions import Kept, Wish
from storage.tables_told import AttemptRow, DeliveryRow, NoticeRow, SubscriberRow, SubscriptionRow

LINKS_AN_HOUR = 5
_HOUR = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class Followed:
    """One line of the list."""

    id: int
    followed: str
    frequency: str
    min_significance: str
    topics: tuple[str, ...]
    only_topics: bool
    state: Literal["confirmed", "unconfirmed"]
    since: datetime


@dataclass(frozen=True, slots=True)
class Habits:
    """When and in which language a person wants to be told; the hours are theirs."""

    language: str
    time_zone: str
    digest_at: str
    quiet_from: str | None
    quiet_to: str | None
    reminders: bool


class BadHabitsError(ValueError):
    """What was given is no language, zone or hour that we know."""


@dataclass(frozen=True, slots=True)
class Managed:
    """Everything one person follows, as their own page shows it."""

    subscriber_id: int
    address: str
    habits: Habits
    followed: tuple[Followed, ...]


def ask_manage_link(tx: Session, office: Office, mailbox: Mailbox, now: datetime) -> None:
    """Send a link to what this mailbox follows; an unknown one gets nothing, and nobody is told."""
    subscriber = subscriptions.subscriber_of(tx, office.vault, mailbox)
    active = subscriptions.active_of(tx, subscriber.id) if subscriber and subscriber.id else []
    if subscriber is None or not active:
        return
    limit = Limit(("manage", mailbox.base), LINKS_AN_HOUR, HOUR)
    if not knocks.take(tx, office.vault, (limit,), now):
        return
    rendered = render_person.manage(words(subscriber.language).language, office.letterhead)
    kept = Kept(active[0], subscriber, is_new=False)
    asked = _links_asked(tx, subscriber)
    send(tx, office, kept, "manage", rendered, now, revision=asked + 1)


def _links_asked(tx: Session, subscriber: SubscriberRow) -> int:
    """How many links to their settings this person was ever sent: each is a mail of its own."""
    counted = select(func.count()).select_from(DeliveryRow)
    return tx.exec(
        counted.where(DeliveryRow.kind == "manage", DeliveryRow.subscriber_id == subscriber.id)
    ).one()


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
        habits=_habits(subscriber),
        followed=tuple(
            Followed(
                id=row.id or 0,
                followed=followed_words(tx, said, row.target_kind, row.target),
                frequency=row.frequency,
                min_significance=row.min_significance,
                topics=subscriptions.topics_of(row),
                only_topics=row.only_topics,
                state="unconfirmed" if row.confirmed_at is None else "confirmed",
                since=row.confirmed_at or row.requested_at,
            )
            for row in subscriptions.active_of(tx, subscriber.id)
            if row.mail_class != CONTRACT
        ),
    )


def end_one(tx: Session, office: Office, token: str, subscription_id: int, now: datetime) -> bool:
    """End one subscription from the list. False where it is not on theirs."""
    row = _listed(tx, office, token, subscription_id, now)
    if row is None:
        return False
    ended = subscriptions.end(tx, [row], "unsubscribed", now)
    waiting.cancel(tx, ended)
    if ended:
        note(tx, row, now, "ended:unsubscribed")
    return True


def change(
    tx: Session, office: Office, token: str, subscription_id: int, wish: Wish, now: datetime
) -> bool:
    """Another rhythm or interest from now on: the old subscription ends, a new one begins."""
    row = _listed(tx, office, token, subscription_id, now)
    if row is None:
        return False
    if subscriptions.replace(tx, row, wish, now) is not row:
        note(tx, row, now, "ended:changed")
    return True


def _listed(
    tx: Session, office: Office, token: str, subscription_id: int, now: datetime
) -> SubscriptionRow | None:
    """One subscription of a person's list. What they are owed under a contract is on no list: it
    was not asked for, and nobody stops it.
    """
    subscriber = _subscriber(tx, office, token, now)
    row = tx.get(SubscriptionRow, subscription_id)
    if subscriber is None or row is None or row.subscriber_id != subscriber.id:
        return None
    return None if row.mail_class == CONTRACT else row


def settle(tx: Session, office: Office, token: str, habits: Habits, now: datetime) -> bool:
    """Tell them in this language, zone and at these hours from now on; what waits stays as it was
    written. `BadHabitsError` for what is none.
    """
    subscriber = _subscriber(tx, office, token, now)
    if subscriber is None:
        return False
    _check(habits)
    subscriber.language, subscriber.time_zone = habits.language, habits.time_zone
    subscriber.digest_at = habits.digest_at
    quiet = (habits.quiet_from, habits.quiet_to) if habits.quiet_from and habits.quiet_to else None
    subscriber.quiet_from, subscriber.quiet_to = quiet or (None, None)
    stopping.set_reminders(tx, subscriber, wanted=habits.reminders)
    return True


def _habits(subscriber: SubscriberRow) -> Habits:
    return Habits(
        language=words(subscriber.language).language,
        time_zone=subscriber.time_zone,
        digest_at=subscriber.digest_at,
        quiet_from=subscriber.quiet_from,
        quiet_to=subscriber.quiet_to,
        reminders=subscriber.reminders,
    )


def _check(habits: Habits) -> None:
    if habits.language not in LANGUAGES or habits.time_zone not in available_timezones():
        raise BadHabitsError(said("a language or zone that we do not know"))
    for hour in (habits.digest_at, habits.quiet_from, habits.quiet_to):
        if hour and not _HOUR.fullmatch(hour):
            raise BadHabitsError(said("an hour is written 08:00"))
    if not habits.digest_at:
        raise BadHabitsError(said("a digest needs its hour"))


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
        "digest_at": subscriber.digest_at,
        "quiet_hours": [subscriber.quiet_from, subscriber.quiet_to],
        "reminders": subscriber.reminders,
        "since": subscriber.created_at.isoformat(),
        "subscriptions": [
            {
                "target_kind": row.target_kind,
                "target": row.target,
                "frequency": row.frequency,
                "min_significance": row.min_significance,
                "topics": list(subscriptions.topics_of(row)),
                "only_topics": row.only_topics,
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
