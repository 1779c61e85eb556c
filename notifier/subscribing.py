"""Following: a wish, the question that it causes, and the yes; in a transaction of the caller's.

Nothing here tells a stranger whether an address is known: the answer to a wish is always the same,
and only the mailbox learns more. What only looks changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from sqlmodel import Session

from notifier import joining, render_person, welcome
from notifier.office import Office
from notifier.rhythm import rhythm
from notifier.seen import Seen, State, followed_words, seen
from notifier.words import words
from storage import entries, knocks, notices, subscriptions
from storage.knocks import DAY, Limit
from storage.mailboxes import Mailbox
from storage.notices import PRIORITY, Planned, Rendered
from storage.subscriptions import Kept, Wish
from storage.tables_told import SubscriberRow, SubscriptionRow

CONFIRM_PAUSE = timedelta(minutes=15)  # between two questions to one mailbox about the same
CONFIRM_A_DAY = 3  # questions to one mailbox, however its address is spelled
REPLACED = ("changed", "asked_again")  # an unconfirmed wish that a later one took the place of


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What a wish came to."""

    id: str
    state: State


def subscribe(
    tx: Session, office: Office, wish: Wish, now: datetime, confirmed_by: str | None = None
) -> Subscribed:
    """Keep a wish; without somebody who vouches for it, ask the mailbox first."""
    return subscribe_all(tx, office, [wish], now, confirmed_by)[0]


def subscribe_all(
    tx: Session,
    office: Office,
    wishes: Sequence[Wish],
    now: datetime,
    confirmed_by: str | None = None,
) -> list[Subscribed]:
    """Keep several wishes of one mailbox; what is not vouched for is asked in one mail."""
    box = wishes[0].mailbox
    if subscriptions.is_suppressed(
        tx, office.vault.address_key(box), for_good=confirmed_by is None
    ):
        return [Subscribed("", "unconfirmed") for _ in wishes]
    all_kept = [_keep(tx, office, wish, now, confirmed_by) for wish in wishes]
    open_ = [kept for kept in all_kept if not kept.is_confirmed]
    if open_:
        all_kept = _ask(tx, office, box, all_kept, now)
    elif confirmed_by is None:
        _say_already(tx, office, box, all_kept, now)
    return [
        Subscribed(str(kept.row.id), "confirmed" if kept.is_confirmed else "unconfirmed")
        for kept in all_kept
    ]


def look(tx: Session, office: Office, token: str, now: datetime) -> Seen | None:
    """What the page of a link to confirm shows. Changes nothing; None for a link that is none, or
    too old.
    """
    rows = _behind(tx, office, token, now)
    return seen(tx, rows) if rows else None


def confirm(tx: Session, office: Office, token: str, now: datetime) -> Seen | None:
    """The person pressed the button: yes. Pressed twice, nothing more happens."""
    read = office.tokens.read("confirm", token, now)
    rows = _behind(tx, office, token, now)
    if read is None or not rows:
        return None
    evidence = f"link of the confirmation mail, asked at {read.issued_at.isoformat()}"
    confirmed = [
        row for row in rows if subscriptions.confirm(tx, office.vault, row.id or 0, evidence, now)
    ]
    for row in confirmed:
        note(tx, row, now, "confirmed")
    if confirmed:
        begin(tx, office, confirmed, now)
    return seen(tx, rows)


def begin(tx: Session, office: Office, rows: Sequence[SubscriptionRow], now: datetime) -> None:
    """Welcome whoever has just said yes, and tell them what is known and still to come."""
    coming = joining.still_to_come(tx, rows, now)
    welcome.plan(tx, office, rows, now, coming=len(coming))  # letters leave as they were written
    for follower, story in coming:
        joining.tell(tx, office, follower, story, now)


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


def note(tx: Session, row: SubscriptionRow, now: datetime, what: str) -> None:
    """An entry without anything personal: the subscription's number and what happened to it."""
    facts = {"what": what, "target_kind": row.target_kind, "frequency": row.frequency}
    entries.record(tx, "subscription", str(row.id), facts, now)


def _keep(tx: Session, office: Office, wish: Wish, now: datetime, confirmed_by: str | None) -> Kept:
    if wish.time_zone not in available_timezones():  # a form may send anything
        wish = replace(wish, time_zone=office.letterhead.time_zone)
    kept = subscriptions.subscribe(tx, office.vault, wish, now, confirmed_by)
    if kept.is_new:
        note(tx, kept.row, now, "asked" if confirmed_by is None else "confirmed")
    return kept


def _behind(tx: Session, office: Office, token: str, now: datetime) -> list[SubscriptionRow]:
    """The subscriptions that a link to confirm speaks of: those that its mail named."""
    read = office.tokens.read("confirm", token, now)
    first = tx.get(SubscriptionRow, read.number) if read else None
    if first is None:
        return []
    together = [first]
    if first.asked_with == first.id:
        together = subscriptions.asked_together(tx, first.asked_with or 0)
    live = [
        subscriptions.successor(tx, row)
        if row.confirmed_at is None and row.ended_reason in REPLACED
        else row
        for row in together
    ]
    return list({row.id: row for row in live}.values())


def _ask(
    tx: Session, office: Office, box: Mailbox, all_kept: Sequence[Kept], now: datetime
) -> list[Kept]:
    """The confirmation mail: the only one that an unproven wish ever causes.

    A question is about exactly what its mail names: wishes that another mail named are made anew.
    """
    asked = [kept for kept in all_kept if not kept.is_confirmed]
    targets = sorted(f"{kept.row.target_kind} {kept.row.target}" for kept in asked)
    limits = (
        Limit(("confirm", box.base), CONFIRM_A_DAY, DAY),
        Limit(("confirm", box.base, *targets), 1, CONFIRM_PAUSE),
    )
    if not knocks.take(tx, office.vault, limits, now):
        return list(all_kept)
    if len(asked) > 1 or asked[0].row.asked_with is not None:
        fresh = {kept.row.id: _fresh(tx, kept, now) for kept in asked}
        all_kept = [fresh.get(kept.row.id, kept) for kept in all_kept]
        asked = [kept for kept in all_kept if not kept.is_confirmed]
        if len(asked) > 1:
            subscriptions.ask_together(tx, [kept.row for kept in asked])
    first = asked[0]
    said = words(first.subscriber.language)
    followed = [followed_words(tx, said, kept.row.target_kind, kept.row.target) for kept in asked]
    rendered = render_person.confirm(
        followed, said.language, rhythm(said, first.row.frequency), office.letterhead
    )
    send(tx, office, first, "confirm", rendered, now, revision=int(now.timestamp()) // 60)
    return list(all_kept)


def _fresh(tx: Session, kept: Kept, now: datetime) -> Kept:
    if kept.is_new and kept.row.asked_with is None:
        return kept
    row = subscriptions.ask_anew(tx, kept.row, now)
    return Kept(row, kept.subscriber, is_new=True)


def _say_already(
    tx: Session, office: Office, box: Mailbox, all_kept: Sequence[Kept], now: datetime
) -> None:
    if not knocks.take(tx, office.vault, (Limit(("already", box.base), 1, DAY),), now):
        return
    subscriber: SubscriberRow = all_kept[0].subscriber
    said = words(subscriber.language)
    followed = [
        followed_words(tx, said, kept.row.target_kind, kept.row.target) for kept in all_kept
    ]
    rendered = render_person.already(followed, said.language, office.letterhead)
    send(tx, office, all_kept[0], "already", rendered, now, revision=int(now.timestamp()) // 60)
