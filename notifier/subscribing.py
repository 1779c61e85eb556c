"""Following and stopping: what pages and commands do for a person, in a transaction of theirs.

Nothing here tells a stranger whether an address is known: the answer to a wish is always the same,
and only the mailbox learns more. What only looks changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import available_timezones

from sqlmodel import Session, col, select

from notifier import render, terms
from notifier.announce import tell_newcomer
from notifier.office import Office
from notifier.words import Words, words
from storage import entries, notices, policies, subscriptions, waiting
from storage.errors import UnknownPolicyError
from storage.notices import PRIORITY, Planned, Rendered
from storage.subscriptions import Kept, Wish
from storage.tables import DeliveryRow, SubscriberRow, SubscriptionRow

State = Literal["confirmed", "unconfirmed", "ended"]
CONFIRM_PAUSE = timedelta(minutes=15)  # between two questions to one address about one target
CONFIRM_A_DAY = 3  # questions to one address
ALREADY_PAUSE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What a wish came to."""

    id: str
    state: State


@dataclass(frozen=True, slots=True)
class Seen:
    """A subscription as a page may show it to whoever holds the link: never the address."""

    id: str
    state: State
    followed: str
    frequency: str
    language: str
    target_kind: str
    target: str
    others: int = 0  # further subscriptions of the same person


def subscribe(
    tx: Session, office: Office, wish: Wish, now: datetime, confirmed_by: str | None = None
) -> Subscribed:
    """Keep a wish; without somebody who vouches for it, ask the mailbox first."""
    if subscriptions.is_suppressed(
        tx, office.vault.address_key(wish.mailbox), for_good=confirmed_by is None
    ):
        return Subscribed("", "unconfirmed")
    if wish.time_zone not in available_timezones():  # a form may send anything
        wish = replace(wish, time_zone=office.letterhead.time_zone)
    kept = subscriptions.subscribe(tx, office.vault, wish, now, confirmed_by)
    if kept.is_new:
        note(tx, kept.row, now, "asked" if confirmed_by is None else "confirmed")
    if not kept.is_confirmed:
        _ask(tx, office, kept, now)
    elif confirmed_by is None:
        _say_already(tx, office, kept, now)
    return Subscribed(str(kept.row.id), "confirmed" if kept.is_confirmed else "unconfirmed")


def look(
    tx: Session, office: Office, purpose: Literal["confirm", "unsub"], token: str, now: datetime
) -> Seen | None:
    """What the page of a link shows. Changes nothing; None for a link that is none, or too old."""
    if purpose == "unsub":
        row, _ = _behind(tx, office, token, now)
        row = _successor(tx, row) if row else None
    else:
        read = office.tokens.read(purpose, token, now)
        row = tx.get(SubscriptionRow, read.number) if read else None
    return _seen(tx, row) if row else None


def confirm(tx: Session, office: Office, token: str, now: datetime) -> Seen | None:
    """The person pressed the button: yes. Pressed twice, nothing more happens."""
    read = office.tokens.read("confirm", token, now)
    if read is None:
        return None
    evidence = f"link of the confirmation mail, asked at {read.issued_at.isoformat()}"
    row = tx.get(SubscriptionRow, read.number)
    if subscriptions.confirm(tx, office.vault, read.number, evidence, now) and row is not None:
        note(tx, row, now, "confirmed")
        follower = subscriptions.follower_of(tx, row)
        if follower is not None:
            tell_newcomer(tx, office, follower, now)
    return _seen(tx, row) if row else None


def stop(
    tx: Session,
    office: Office,
    token: str,
    now: datetime,
    *,
    everything: bool = False,
    reason: str = "one_click",
) -> Seen | None:
    """End the subscription of a link, or all of that person. None only for a forged link."""
    row, is_digest = _behind(tx, office, token, now)
    if row is None:
        return None
    row = _successor(tx, row)
    rows = [
        one
        for one in subscriptions.active_of(tx, row.subscriber_id)
        if everything or one.id == row.id or (is_digest and one.frequency != "immediate")
    ]
    ended = subscriptions.end(tx, rows, reason, now)
    waiting.cancel(tx, ended)
    for one in rows:
        if one.id in ended:
            note(tx, one, now, f"ended:{reason}")
    return _seen(tx, row)


def _successor(tx: Session, row: SubscriptionRow) -> SubscriptionRow:
    """What an older mail speaks of may have another frequency, and so another row, by now."""
    same = (row.target_kind, row.target)
    active = subscriptions.active_of(tx, row.subscriber_id)
    return next((one for one in active if (one.target_kind, one.target) == same), row)


def _behind(
    tx: Session, office: Office, token: str, now: datetime
) -> tuple[SubscriptionRow | None, bool]:
    """The subscription of a link to stop, and whether it is a digest's: that one ends several."""
    read = office.tokens.read("unsub", token, now)
    digest = None if read else office.tokens.read("unsub_digest", token, now)
    found = read or digest
    return (tx.get(SubscriptionRow, found.number) if found else None), digest is not None


def followed_words(tx: Session, said: Words, target_kind: str, target: str) -> str:
    """What a subscription is about, in the reader's words and by declared names."""
    if target_kind == "service":
        return said.say("every text of %(service)s", service=target)
    if target_kind == "everything":
        return said.say("everything that is watched here")
    try:
        policy = policies.get(tx, target)
    except UnknownPolicyError:
        return target
    return terms.the(said, policy.terms_type, policy.service)


def _ask(tx: Session, office: Office, kept: Kept, now: datetime) -> None:
    """The confirmation mail: the only one that an unproven wish ever causes."""
    recent = _sent_since(tx, kept.subscriber, "confirm", now - timedelta(days=1))
    about = str(kept.row.id)
    mine = [row for row in recent if row.about == about]
    too_soon = any(row.due_at > now - CONFIRM_PAUSE for row in mine)
    if too_soon or len(recent) >= CONFIRM_A_DAY:
        return
    said = words(kept.subscriber.language)
    followed = followed_words(tx, said, kept.row.target_kind, kept.row.target)
    rendered = render.confirm(followed, said.language, kept.row.frequency, office.letterhead)
    send(tx, office, kept, "confirm", rendered, now, revision=len(mine) + 1)


def _say_already(tx: Session, office: Office, kept: Kept, now: datetime) -> None:
    recent = _sent_since(tx, kept.subscriber, "already", now - ALREADY_PAUSE)
    if recent:
        return
    said = words(kept.subscriber.language)
    followed = followed_words(tx, said, kept.row.target_kind, kept.row.target)
    rendered = render.already(followed, said.language, office.letterhead)
    send(tx, office, kept, "already", rendered, now, revision=int(now.timestamp()) // 60)


def send(
    tx: Session,
    office: Office,
    kept: Kept,
    kind: str,
    rendered: Rendered,
    now: datetime,
    *,
    revision: int,
) -> None:
    """Put a message about the subscription itself into the outbox, before everything else."""
    notice = notices.keep(
        tx,
        rendered,
        kind=kind,
        about=str(kept.row.id),
        language=words(kept.subscriber.language).language,
        time_zone=kept.subscriber.time_zone,
        now=now,
        revision=revision,
    )
    planned = Planned(
        subscription_id=kept.row.id or 0,
        subscriber_id=kept.subscriber.id or 0,
        address_sealed=kept.subscriber.address_sealed or b"",
        due_at=now,
        priority=PRIORITY["confirm"],
    )
    notices.plan(tx, office.vault, notice, [planned], office.letterhead.domain, now)


def _sent_since(
    tx: Session, subscriber: SubscriberRow, kind: str, since: datetime
) -> list[DeliveryRow]:
    """Messages of this kind planned for one person since a moment."""
    rows = tx.exec(
        select(DeliveryRow)
        .where(DeliveryRow.subscriber_id == subscriber.id, DeliveryRow.kind == kind)
        .where(col(DeliveryRow.due_at) > since)
    )
    return list(rows)


def _seen(tx: Session, row: SubscriptionRow) -> Seen:
    subscriber = tx.get_one(SubscriberRow, row.subscriber_id)
    state: State = "unconfirmed"
    if row.ended_at is not None:
        state = "ended"
    elif row.confirmed_at is not None:
        state = "confirmed"
    others = [one for one in subscriptions.active_of(tx, row.subscriber_id) if one.id != row.id]
    said = words(subscriber.language)
    return Seen(
        id=str(row.id),
        state=state,
        followed=followed_words(tx, said, row.target_kind, row.target),
        frequency=row.frequency,
        language=said.language,
        target_kind=row.target_kind,
        target=row.target,
        others=len(others),
    )


def note(tx: Session, row: SubscriptionRow, now: datetime, what: str) -> None:
    """An entry without anything personal: the subscription's number and what happened to it."""
    facts = {"what": what, "target_kind": row.target_kind, "frequency": row.frequency}
    entries.record(tx, "subscription", str(row.id), facts, now)
