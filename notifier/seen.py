"""Subscriptions as a page may show them to whoever holds a link: never the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session

from notifier import terms
from notifier.words import Words, words
from storage import policies, subscriptions
from storage.errors import UnknownPolicyError
from storage.tables_told import SubscriberRow, SubscriptionRow

State = Literal["confirmed", "unconfirmed", "ended"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a link speaks of."""

    id: str
    state: State
    followed: str
    frequency: str
    language: str
    target_kind: str
    target: str
    every: tuple[str, ...] = ()  # each of the subscriptions that the link speaks of
    others: int = 0  # further subscriptions of the same person


def seen(tx: Session, rows: Sequence[SubscriptionRow]) -> Seen:
    """What is shown of these subscriptions of one person; the first one stands for all."""
    first = rows[0]
    subscriber = tx.get_one(SubscriberRow, first.subscriber_id)
    ids = {row.id for row in rows}
    active = subscriptions.active_of(tx, first.subscriber_id)
    said = words(subscriber.language)
    return Seen(
        id=str(first.id),
        state=_state(rows),
        followed=followed_words(tx, said, first.target_kind, first.target),
        frequency=first.frequency,
        language=said.language,
        target_kind=first.target_kind,
        target=first.target,
        every=tuple(followed_words(tx, said, row.target_kind, row.target) for row in rows),
        others=sum(one.id not in ids for one in active),
    )


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


def _state(rows: Sequence[SubscriptionRow]) -> State:
    """Ended where all have ended; confirmed where nothing is left to confirm."""
    alive = [row for row in rows if row.ended_at is None]
    if not alive:
        return "ended"
    return "confirmed" if all(row.confirmed_at for row in alive) else "unconfirmed"
