"""Stopping by the link of a mail, the way back that is mailed once, and reminders alone.

A link is shown first and acts on a button; a mail program's one click acts at once (RFC 8058).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from notifier import render_person
from notifier.office import Office
from notifier.seen import Seen, followed_words, seen
from notifier.subscribing import note, send
from notifier.tokens import Purpose
from notifier.words import words
from storage import followers, subscriptions, waiting
from storage.subscriptions import Kept
from storage.tables_told import SubscriberRow, SubscriptionRow

STOPS: tuple[Purpose, ...] = ("unsub", "unsub_digest", "unsub_together", "unsub_all")
BY_LINK = ("one_click", "unsubscribed", "mailto")
"""Reasons for which somebody may come back by the link of one mail."""


def look(tx: Session, office: Office, token: str, now: datetime) -> Seen | None:
    """What the page of a link to stop shows. Changes nothing; None for a link that is none."""
    rows = _behind(tx, office, token, now)
    return seen(tx, rows) if rows else None


def stop(
    tx: Session,
    office: Office,
    token: str,
    now: datetime,
    *,
    everything: bool = False,
    reason: str = "one_click",
) -> Seen | None:
    """End what a link speaks of, or all of that person. None only for a forged link."""
    rows = _behind(tx, office, token, now)
    if not rows:
        return None
    if everything:
        rows = [*rows, *subscriptions.active_of(tx, rows[0].subscriber_id)]
        rows = list({row.id: row for row in rows}.values())
    were_confirmed = [row for row in rows if row.ended_at is None and row.confirmed_at]
    ended = subscriptions.end(tx, rows, reason, now)
    waiting.cancel(tx, ended)
    for row in rows:
        if row.id in ended:
            note(tx, row, now, f"ended:{reason}")
    if were_confirmed:
        _say_farewell(tx, office, were_confirmed, now)
    return seen(tx, rows)


def look_again(tx: Session, office: Office, token: str, now: datetime) -> Seen | None:
    """What the way back leads to. Changes nothing."""
    rows = _ended(tx, office, token, now)
    return seen(tx, [subscriptions.successor(tx, row) for row in rows]) if rows else None


def come_back(tx: Session, office: Office, token: str, now: datetime) -> Seen | None:
    """The person pressed the button: follow again, as before. Twice is harmless."""
    rows = _ended(tx, office, token, now)
    if not rows:
        return None
    back = [subscriptions.come_back(tx, row, now) for row in rows]
    new = [row for row in back if row.requested_at == now and row.source == "came_back"]
    for row in new:
        note(tx, row, now, "confirmed:came_back")
    return seen(tx, back)


def reminders(tx: Session, office: Office, token: str, now: datetime) -> bool | None:
    """Whether the person of a link to stop reminders gets them. Changes nothing."""
    subscriber = _reminded(tx, office, token, now)
    return subscriber.reminders if subscriber else None


def stop_reminders(tx: Session, office: Office, token: str, now: datetime) -> bool | None:
    """No more reminders for this person; everything else stays. Twice is harmless."""
    subscriber = _reminded(tx, office, token, now)
    if subscriber is None:
        return None
    set_reminders(tx, subscriber, wanted=False)
    return False


def set_reminders(tx: Session, subscriber: SubscriberRow, *, wanted: bool) -> None:
    """Remind somebody or not; what waits to remind them is called off."""
    if subscriber.reminders and not wanted:
        active = subscriptions.active_of(tx, subscriber.id or 0)
        waiting.cancel(tx, [row.id or 0 for row in active], kinds=("reminder",))
    subscriber.reminders = wanted
    tx.add(subscriber)
    tx.flush()


def _behind(tx: Session, office: Office, token: str, now: datetime) -> list[SubscriptionRow]:
    """The subscriptions that a link to stop ends, the one it was made for first."""
    for purpose in STOPS:
        read = office.tokens.read(purpose, token, now)
        row = tx.get(SubscriptionRow, read.number) if read else None
        if row is not None:
            return _reached(tx, row, purpose)
    return []


def _reached(tx: Session, row: SubscriptionRow, purpose: Purpose) -> list[SubscriptionRow]:
    first = subscriptions.successor(tx, row)
    active = [one for one in subscriptions.active_of(tx, row.subscriber_id) if one.id != first.id]
    if purpose == "unsub_digest":
        return [first, *(one for one in active if one.frequency != "immediate")]
    if purpose == "unsub_together" and row.asked_with is not None:
        return [first, *(one for one in active if one.asked_with == row.asked_with)]
    return [first, *active] if purpose == "unsub_all" else [first]


def _say_farewell(
    tx: Session, office: Office, rows: Sequence[SubscriptionRow], now: datetime
) -> None:
    """The way back, mailed once for what was ended at once."""
    first = rows[0]
    subscriber = tx.get_one(SubscriberRow, first.subscriber_id)
    if not followers.may_be_written_to(tx, subscriber):
        return
    said = words(subscriber.language)
    rendered = render_person.farewell(
        [followed_words(tx, said, row.target_kind, row.target) for row in rows],
        now.astimezone(ZoneInfo(subscriber.time_zone)).date(),
        said.language,
        office.letterhead,
    )
    send(tx, office, Kept(first, subscriber, is_new=False), "farewell", rendered, now, revision=1)


def _ended(tx: Session, office: Office, token: str, now: datetime) -> list[SubscriptionRow]:
    """What was ended together with the subscription of a link back, by a link."""
    read = office.tokens.read("again", token, now)
    first = tx.get(SubscriptionRow, read.number) if read else None
    if first is None or first.ended_at is None or first.ended_reason not in BY_LINK:
        return []
    subscriber = tx.get_one(SubscriberRow, first.subscriber_id)
    if subscriber.address_sealed is None:
        return []
    return subscriptions.ended_at(tx, first)


def _reminded(tx: Session, office: Office, token: str, now: datetime) -> SubscriberRow | None:
    read = office.tokens.read("no_reminders", token, now)
    row = tx.get(SubscriberRow, read.number) if read else None
    return row if row and row.state != "erased" else None
