"""Digests: what was held for somebody's next digest becomes one message; nothing is told twice.

What waits is a delivery in state `held`; carried by a digest it is `bundled` and names its carrier.
One change alone is not worth a digest: it goes out as its own message.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session

from notifier import render
from notifier.office import Office
from notifier.story import Story, by_id
from notifier.words import words
from storage import entries, notices, subscriptions, waiting
from storage.database import Database
from storage.errors import DatabaseUnusableError
from storage.notices import PRIORITY, Planned
from storage.tables_told import SubscriberRow

PEOPLE = 200  # looked up at once


def plan(db: Database, office: Office, now: datetime) -> int:
    """Make the digests that are due; returns how many messages that are.

    One that cannot be made holds up nobody else's; its error comes up at the end.
    """
    made, failed = 0, dict[int, Exception]()
    while people := _due(db, failed.keys(), now):
        for subscriber_id in people:
            try:
                with db.transaction() as tx:
                    made += _bundle(tx, office, subscriber_id, now)
            except DatabaseUnusableError:
                raise
            except Exception as error:  # noqa: BLE001 - raised when the others are planned
                failed[subscriber_id] = error
    for first in failed.values():
        raise first
    return made


def _due(db: Database, failed: Collection[int], now: datetime) -> list[int]:
    with db.reading() as tx:
        people = waiting.held_by(tx, now, PEOPLE + len(failed))
    return [subscriber_id for subscriber_id in people if subscriber_id not in failed]


def _bundle(tx: Session, office: Office, subscriber_id: int, now: datetime) -> int:
    """One person's digest, or the one message that stands alone."""
    held = waiting.held_of(tx, subscriber_id, now)
    if len(held) < 2:
        waiting.release(tx, [row.id for row in held], now)
        return len(held)
    subscriber = tx.get_one(SubscriberRow, subscriber_id)
    stories = _in_order([by_id(tx, row.about, now) for row in held], subscriber.time_zone)
    ended = _ended_by_its_link(tx, subscriber_id)
    language = words(subscriber.language).language
    rendered = render.digest(stories, language, subscriber.time_zone, office.letterhead, ended)
    notice = notices.keep(
        tx,
        rendered,
        kind="digest",
        about=_name(stories, ended, subscriber.time_zone),
        language=language,
        time_zone=subscriber.time_zone,
        now=now,
    )
    planned = Planned(
        subscription_id=held[0].subscription_id,
        subscriber_id=subscriber_id,
        address_sealed=held[0].address_sealed or b"",
        due_at=now,
        priority=PRIORITY["digest"],
    )
    notices.plan(tx, office.vault, notice, [planned], office.letterhead.domain, now)
    carrier = notices.delivery_of(tx, notice, held[0].subscription_id)
    waiting.bundle(tx, [row.id for row in held], carrier)
    entries.record(
        tx,
        "digest",
        carrier,
        {"sha256": notice.sha256, "changes": [row.about for row in held]},
        now,
    )
    return 1


def _in_order(stories: Sequence[Story], zone: str) -> list[Story]:
    """The nearest day first, then by service and kind."""

    def key(story: Story) -> tuple[str, str, str, str]:
        day = story.effect(zone).earliest
        near = day.isoformat() if day and day >= story.told_on(zone) else "9999"
        return (near, story.service.casefold(), story.terms_type, story.change_id)

    return sorted(stories, key=key)


def _ended_by_its_link(tx: Session, subscriber_id: int) -> int:
    """How many subscriptions the stop link of a digest ends: all that come in digests."""
    active = subscriptions.active_of(tx, subscriber_id)
    return sum(row.frequency != "immediate" and row.confirmed_at is not None for row in active)


def _name(stories: Sequence[Story], ended: int, zone: str) -> str:
    """The same for everybody who is told the same, so that it is rendered once."""
    parts = [story.change_id for story in stories] + [str(ended), f"{stories[0].told_on(zone)}"]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
