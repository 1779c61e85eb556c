"""A yearly sign of life: who has heard nothing of us for a year is told that we still watch.

Silence means "nothing changed" only as long as somebody can be sure that we are there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from notifier import described, render_person
from notifier.letter import STOPS
from notifier.office import Office
from notifier.render_person import Described
from notifier.words import words
from storage import entries, followers, notices, subscriptions
from storage.database import Database
from storage.notices import PRIORITY, Planned
from storage.tables_told import DeliveryRow, SubscriberRow, SubscriptionRow
from storage.tables_watched import PolicyRow

YEAR = timedelta(days=365)
PEOPLE = 200  # told in one run; the others in the next
CAME_TO_NOTHING = ("cancelled", "suppressed", "failed", "expired")


def plan(db: Database, office: Office, now: datetime) -> int:
    """Plan the sign of life of everybody who is due; returns how many messages that are."""
    with db.reading() as tx:
        due = _unheard(tx, now - YEAR)
    planned = 0
    for subscriber_id in due:
        with db.transaction() as tx:
            planned += _plan_one(tx, office, subscriber_id, now)
    return planned


def _unheard(tx: Session, since: datetime) -> list[int]:
    """Who has followed something since then, and got nothing that speaks of it."""
    heard = (
        select(DeliveryRow.id)
        .where(
            DeliveryRow.subscriber_id == SubscriptionRow.subscriber_id,
            col(DeliveryRow.kind).in_(STOPS),
            col(DeliveryRow.due_at) > since,
            col(DeliveryRow.state).not_in(CAME_TO_NOTHING),
        )
        .exists()
    )
    rows = tx.exec(
        select(SubscriptionRow.subscriber_id)
        .join(SubscriberRow, col(SubscriberRow.id) == SubscriptionRow.subscriber_id)
        .where(
            col(SubscriptionRow.ended_at).is_(None),
            col(SubscriptionRow.confirmed_at) <= since,
            SubscriptionRow.mail_class == "watch",
            SubscriberRow.state == "active",
            col(SubscriberRow.address_sealed).is_not(None),
            ~heard,
        )
        .distinct()
        .order_by(col(SubscriptionRow.subscriber_id))
        .limit(PEOPLE)
    )
    return list(rows)


def _plan_one(tx: Session, office: Office, subscriber_id: int, now: datetime) -> int:
    subscriber = tx.get_one(SubscriberRow, subscriber_id)
    rows = [row for row in subscriptions.active_of(tx, subscriber_id) if row.confirmed_at]
    if not rows or not followers.may_be_written_to(tx, subscriber):
        return 0
    said, zone = words(subscriber.language), subscriber.time_zone
    policies = _reached(tx, rows)
    shown = policies[: render_person.MOST_TEXTS]
    texts = described.still(tx, shown, said, zone, office.letterhead)
    if not texts:
        return 0
    rendered = render_person.alive(
        texts, said.language, office.letterhead, ended=len(rows), more=len(policies) - len(texts)
    )
    notice = notices.keep(
        tx, rendered, kind="alive", about=_name(texts, len(rows), now), language=said.language,
        time_zone=zone, now=now,
    )  # fmt: skip
    planned = Planned(
        subscription_id=rows[0].id or 0,
        subscriber_id=subscriber_id,
        address_sealed=subscriber.address_sealed or b"",
        due_at=now,
        priority=PRIORITY["digest"],
    )
    made = notices.plan(tx, office.vault, notice, [planned], office.letterhead.domain, now)
    entries.record(tx, "notice", f"alive/{notice.about}", {"sha256": notice.sha256}, now)
    return made


def _reached(tx: Session, rows: Sequence[SubscriptionRow]) -> list[PolicyRow]:
    found: dict[str, PolicyRow] = {}
    for row in rows:
        found |= {policy.id: policy for policy in followers.reach_of(tx, row)}
    return list(found.values())


def _name(texts: Sequence[Described], ended: int, now: datetime) -> str:
    """The same for everybody who is told the same on one day, so that it is rendered once."""
    parts = [str(now.date()), str(ended), *(f"{one.url} {one.lines}" for one in texts)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
