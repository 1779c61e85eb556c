"""The first mail after the yes: what each text promises about change, and how to stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from notifier import described, render_person
from notifier.office import Office
from notifier.rhythm import interest, rhythm
from notifier.seen import followed_words
from notifier.words import words
from storage import notices, subscriptions
from storage.followers import reach_of
from storage.notices import PRIORITY, Planned
from storage.tables_told import SubscriberRow, SubscriptionRow
from storage.tables_watched import PolicyRow


def plan(
    tx: Session, office: Office, rows: Sequence[SubscriptionRow], now: datetime, *, coming: int = 0
) -> None:
    """One mail for everything that was confirmed at once; planned twice it is one.

    `coming` says how many changes that are still to come follow in mails of their own.
    """
    first = rows[0]
    subscriber = tx.get_one(SubscriberRow, first.subscriber_id)
    if subscriber.address_sealed is None:
        return
    said = words(subscriber.language)
    reached: dict[str, PolicyRow] = {}
    for row in rows:
        reached |= {policy.id: policy for policy in reach_of(tx, row)}
    shown = list(reached.values())
    texts = described.newly(
        tx, shown[: render_person.MOST_TEXTS], said, subscriber.time_zone, office.letterhead
    )
    often = rhythm(said, first.frequency)
    topics = subscriptions.topics_of(first)
    rendered = render_person.welcome(
        [followed_words(tx, said, row.target_kind, row.target) for row in rows],
        texts,
        said.language,
        office.letterhead,
        how=[
            said.say("We write to you %(rhythm)s.", rhythm=often),
            *interest(said, first.min_significance, topics, only_topics=first.only_topics),
        ],
        more=len(shown) - len(texts),
        coming=coming,
        wider=[
            followed_words(tx, said, row.target_kind, row.target)
            for row in rows
            if row.target_kind != "policy"
        ],
    )
    notice = notices.keep(
        tx, rendered, kind="welcome", about=str(first.id), language=said.language,
        time_zone=subscriber.time_zone, now=now,
    )  # fmt: skip
    planned = Planned(
        subscription_id=first.id or 0,
        subscriber_id=subscriber.id or 0,
        address_sealed=subscriber.address_sealed,
        due_at=now,
        priority=PRIORITY["confirm"],
    )
    notices.plan(tx, office.vault, notice, [planned], office.letterhead.domain, now)
