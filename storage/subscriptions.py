"""Who follows what: ended, never overwritten, because it is evidence of who asked for mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from policy.model import Significance
from storage.mailboxes import Mailbox
from storage.people import Vault
from storage.tables_told import SubscriberRow, SubscriptionRow, SuppressionRow

TargetKind = Literal["policy", "service", "everything"]
Frequency = Literal["immediate", "daily", "weekly"]
LIFTED_BY_A_YES = ("hard_bounce", "soft_bounces")  # a complaint is not


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: to be told about a target, how soon, from which significance on and
    of which topics.
    """

    mailbox: Mailbox
    target_kind: TargetKind
    target: str = ""
    language: str = "en"
    frequency: Frequency = "immediate"
    min_significance: Significance = Significance.WORDING
    topics: tuple[str, ...] = ()
    only_topics: bool = False
    time_zone: str = "Europe/Brussels"
    source: str = "self_signed"


@dataclass(frozen=True, slots=True)
class Kept:
    """A subscription after a wish: its row, and whether this wish made or changed it."""

    row: SubscriptionRow
    subscriber: SubscriberRow
    is_new: bool

    @property
    def is_confirmed(self) -> bool:
        """Whether mail about changes may be sent under it."""
        return self.row.confirmed_at is not None


def subscribe(
    tx: Session, vault: Vault, wish: Wish, now: datetime, confirmed_by: str | None = None
) -> Kept:
    """Keep a wish. `confirmed_by` says who vouches for the consent; without it it waits for a yes.

    An unproven wish changes nothing about a confirmed subscription: a stranger may have made it.
    """
    person, subscriber = _subscriber(tx, vault, wish, now, proven=confirmed_by is not None)
    active = _active(tx, subscriber, wish)
    if active is not None and _says_the_same(active, wish, confirmed_by):
        return Kept(active, subscriber, is_new=False)
    if active is not None:
        end(tx, [active], "changed", now)
    key = vault.key_of(tx, person)
    row = SubscriptionRow(
        subscriber_id=_id(subscriber.id),
        target_kind=wish.target_kind,
        target=wish.target,
        frequency=wish.frequency,
        min_significance=wish.min_significance,
        topics=_joined(wish.topics),
        only_topics=wish.only_topics,
        source=wish.source,
        requested_at=now,
        confirmed_at=now if confirmed_by is not None else None,
        confirm_evidence_sealed=key.seal("consent", confirmed_by) if key and confirmed_by else None,
    )
    tx.add(row)
    tx.flush()
    return Kept(row, subscriber, is_new=True)


def confirm(tx: Session, vault: Vault, subscription_id: int, evidence: str, now: datetime) -> bool:
    """The person said yes. False where nothing was left to confirm: twice is harmless."""
    row = tx.get(SubscriptionRow, subscription_id)
    if row is None or row.ended_at is not None or row.confirmed_at is not None:
        return False
    subscriber = tx.get(SubscriberRow, row.subscriber_id)
    key = vault.key_of(tx, subscriber.person_id) if subscriber else None
    if key is None:
        return False
    row.confirmed_at = now
    row.confirm_evidence_sealed = key.seal("consent", evidence)
    tx.add(row)
    tx.flush()
    if subscriber and subscriber.address_key:
        lift(tx, subscriber.address_key, now)
    return True


def end(tx: Session, rows: Iterable[SubscriptionRow], reason: str, now: datetime) -> list[int]:
    """End subscriptions that have not ended yet; returns their ids."""
    ended = []
    for row in rows:
        if row.ended_at is None:
            row.ended_at, row.ended_reason = now, reason
            tx.add(row)
            ended.append(_id(row.id))
    tx.flush()
    return ended


def replace(tx: Session, row: SubscriptionRow, wish: Wish, now: datetime) -> SubscriptionRow:
    """End a subscription and begin one with another rhythm or interest; the consent goes along."""
    if row.ended_at is not None or _is_the_same(row, wish):
        return row
    end(tx, [row], "changed", now)
    return _again(tx, row, wish, "changed", now)


def come_back(tx: Session, row: SubscriptionRow, now: datetime) -> SubscriptionRow:
    """Begin an ended subscription anew, as it was; what is active already stays as it is."""
    same = (row.target_kind, row.target)
    for one in active_of(tx, row.subscriber_id):
        if (one.target_kind, one.target) == same:
            return one
    new = _again(tx, row, None, "came_back", now)
    new.confirmed_at = now
    tx.add(new)
    tx.flush()
    return new


def _again(
    tx: Session, row: SubscriptionRow, wish: Wish | None, source: str, now: datetime
) -> SubscriptionRow:
    new = SubscriptionRow(
        subscriber_id=row.subscriber_id,
        target_kind=row.target_kind,
        target=row.target,
        mail_class=row.mail_class,
        frequency=wish.frequency if wish else row.frequency,
        min_significance=wish.min_significance if wish else row.min_significance,
        topics=_joined(wish.topics) if wish else row.topics,
        only_topics=wish.only_topics if wish else row.only_topics,
        asked_with=row.asked_with,
        source=source,
        requested_at=now,
        confirmed_at=row.confirmed_at,
        confirm_evidence_sealed=row.confirm_evidence_sealed,
    )
    tx.add(new)
    tx.flush()
    return new


def ask_anew(tx: Session, row: SubscriptionRow, now: datetime) -> SubscriptionRow:
    """An unconfirmed wish that is asked once more, in another mail: the old one is replaced."""
    end(tx, [row], "asked_again", now)
    new = _again(tx, row, None, row.source, now)
    new.asked_with = None
    tx.add(new)
    tx.flush()
    return new


def ask_together(tx: Session, rows: Sequence[SubscriptionRow]) -> None:
    """Tie wishes of one moment together: one yes confirms them all, by the number of the first."""
    for row in rows:
        row.asked_with = rows[0].id
        tx.add(row)
    tx.flush()


def asked_together(tx: Session, first: int) -> list[SubscriptionRow]:
    """The subscriptions that were asked for together with the first of them, oldest first."""
    return list(
        tx.exec(
            select(SubscriptionRow)
            .where(SubscriptionRow.asked_with == first)
            .order_by(col(SubscriptionRow.id))
        )
    )


def ended_at(tx: Session, row: SubscriptionRow) -> list[SubscriptionRow]:
    """What was ended in one go with this one, and had been confirmed; itself first."""
    same = tx.exec(
        select(SubscriptionRow)
        .where(
            SubscriptionRow.subscriber_id == row.subscriber_id,
            SubscriptionRow.ended_at == row.ended_at,
            SubscriptionRow.ended_reason == row.ended_reason,
            col(SubscriptionRow.confirmed_at).is_not(None),
        )
        .order_by(col(SubscriptionRow.id))
    )
    return sorted(same, key=lambda one: (one.id != row.id, one.id))


def successor(tx: Session, row: SubscriptionRow) -> SubscriptionRow:
    """What an older mail speaks of may have another rhythm, and so another row, by now."""
    if row.ended_at is None:
        return row
    same = (row.target_kind, row.target)
    active = active_of(tx, row.subscriber_id)
    return next((one for one in active if (one.target_kind, one.target) == same), row)


def topics_of(row: SubscriptionRow) -> tuple[str, ...]:
    """The topics a subscription names; none means all."""
    return tuple(topic for topic in row.topics.split(",") if topic)


def forget(tx: Session, subscriber: SubscriberRow) -> None:
    """Take the address out of the row; who asks again under it is somebody new."""
    subscriber.address_sealed = subscriber.address_key = None
    subscriber.state = "erased"
    tx.add(subscriber)
    tx.flush()


def active_of(tx: Session, subscriber_id: int) -> list[SubscriptionRow]:
    """What one subscriber follows now, also what is not confirmed yet; oldest first."""
    return list(
        tx.exec(
            select(SubscriptionRow)
            .where(
                SubscriptionRow.subscriber_id == subscriber_id,
                col(SubscriptionRow.ended_at).is_(None),
            )
            .order_by(col(SubscriptionRow.id))
        )
    )


def subscriber_of(tx: Session, vault: Vault, mailbox: Mailbox) -> SubscriberRow | None:
    """The subscriber with this mailbox, however it is spelled."""
    return tx.exec(
        select(SubscriberRow).where(SubscriberRow.address_key == vault.address_key(mailbox))
    ).first()


def suppress(
    tx: Session, address_key: str, reason: str, now: datetime, scope: str = "watch"
) -> None:
    """Send this address no more mail until the suppression is lifted."""
    if not is_suppressed(tx, address_key):
        tx.add(SuppressionRow(address_key=address_key, scope=scope, reason=reason, since=now))
        tx.flush()


def suppress_subscriber(tx: Session, subscriber_id: int, reason: str, now: datetime) -> None:
    """Send this person no more mail until the suppression is lifted; what waits is not sent."""
    subscriber = tx.get_one(SubscriberRow, subscriber_id)
    if subscriber.address_key is not None:
        suppress(tx, subscriber.address_key, reason, now)


def is_suppressed(tx: Session, address_key: str, *, for_good: bool = False) -> bool:
    """Whether this address gets no mail; `for_good`: also not if its owner asks for it again."""
    suppressed = select(SuppressionRow.id).where(
        SuppressionRow.address_key == address_key, col(SuppressionRow.lifted_at).is_(None)
    )
    if for_good:
        suppressed = suppressed.where(col(SuppressionRow.reason).not_in(LIFTED_BY_A_YES))
    return tx.exec(suppressed).first() is not None


def lift(tx: Session, address_key: str, now: datetime) -> None:
    """The mailbox answered: what was held against it because it did not is forgotten."""
    for row in tx.exec(
        select(SuppressionRow).where(
            SuppressionRow.address_key == address_key,
            col(SuppressionRow.lifted_at).is_(None),
            col(SuppressionRow.reason).in_(LIFTED_BY_A_YES),
        )
    ):
        row.lifted_at = now
        tx.add(row)
    tx.flush()


def counts(tx: Session) -> dict[str, int]:
    """How many subscriptions are confirmed, unconfirmed and ended."""
    state = select(
        func.count(col(SubscriptionRow.id)).filter(col(SubscriptionRow.ended_at).is_not(None)),
        func.count(col(SubscriptionRow.id)).filter(
            col(SubscriptionRow.ended_at).is_(None), col(SubscriptionRow.confirmed_at).is_(None)
        ),
        func.count(col(SubscriptionRow.id)),
    ).select_from(SubscriptionRow)
    ended, waiting, total = tx.exec(state).one()
    return {"confirmed": total - ended - waiting, "unconfirmed": waiting, "ended": ended}


def _subscriber(
    tx: Session, vault: Vault, wish: Wish, now: datetime, *, proven: bool
) -> tuple[int, SubscriberRow]:
    """The person behind the mailbox, new if nobody with it is known.

    A proven wish also says in which language and zone they want to be told from now on.
    """
    known = subscriber_of(tx, vault, wish.mailbox)
    if known is not None:
        if proven:
            known.language, known.time_zone = wish.language, wish.time_zone
            tx.add(known)
        return known.person_id, known
    person, key = vault.new_person(tx, now)
    subscriber = SubscriberRow(
        person_id=person,
        address_sealed=key.seal("address", wish.mailbox.address),
        address_key=vault.address_key(wish.mailbox),
        language=wish.language,
        time_zone=wish.time_zone,
        created_at=now,
    )
    tx.add(subscriber)
    tx.flush()
    return person, subscriber


def _active(tx: Session, subscriber: SubscriberRow, wish: Wish) -> SubscriptionRow | None:
    return tx.exec(
        select(SubscriptionRow).where(
            SubscriptionRow.subscriber_id == subscriber.id,
            SubscriptionRow.target_kind == wish.target_kind,
            SubscriptionRow.target == wish.target,
            SubscriptionRow.mail_class == "watch",
            col(SubscriptionRow.ended_at).is_(None),
        )
    ).first()


def _says_the_same(active: SubscriptionRow, wish: Wish, confirmed_by: str | None) -> bool:
    """Whether the row may stay as it is: nothing new is wished, or the wish is not proven."""
    same = _is_the_same(active, wish)
    if active.confirmed_at is not None:
        return same or confirmed_by is None
    return same and confirmed_by is None


def _is_the_same(row: SubscriptionRow, wish: Wish) -> bool:
    return (row.frequency, row.min_significance, row.topics, row.only_topics) == (
        wish.frequency,
        wish.min_significance,
        _joined(wish.topics),
        wish.only_topics,
    )


def _joined(topics: Sequence[str]) -> str:
    return ",".join(sorted(set(topics)))


def _id(number: int | None) -> int:
    assert number is not None  # noqa: S101 - a row that was flushed has its number
    return number
