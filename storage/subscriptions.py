"""Who follows what: ended, never overwritten, because it is evidence of who asked for mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from policy.model import Significance
from storage.mailboxes import Mailbox
from storage.people import Vault
from storage.tables import PersonRow, PolicyRow, SubscriberRow, SubscriptionRow, SuppressionRow

TargetKind = Literal["policy", "service", "everything"]
Frequency = Literal["immediate", "daily", "weekly"]
SPECIFIC_FIRST = ("policy", "service", "everything")
PROMPT_FIRST = ("immediate", "daily", "weekly")
LIFTED_BY_A_YES = ("hard_bounce", "soft_bounces")  # a complaint is not


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: to be told about a target, how soon, from which significance on."""

    mailbox: Mailbox
    target_kind: TargetKind
    target: str = ""
    language: str = "en"
    frequency: Frequency = "immediate"
    min_significance: Significance = Significance.WORDING
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


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody to tell about one change, by the subscription that reaches it best."""

    subscription_id: int
    subscriber_id: int
    address_sealed: bytes
    language: str
    time_zone: str
    frequency: Frequency
    digest_at: str
    quiet_from: str | None
    quiet_to: str | None


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
        end(tx, [active], "changed_frequency", now)
    key = vault.key_of(tx, person)
    row = SubscriptionRow(
        subscriber_id=_id(subscriber.id),
        target_kind=wish.target_kind,
        target=wish.target,
        frequency=wish.frequency,
        min_significance=wish.min_significance,
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


def replace(
    tx: Session, row: SubscriptionRow, *, frequency: Frequency, now: datetime
) -> SubscriptionRow:
    """End a subscription and begin one with another frequency; the consent goes with it."""
    if row.ended_at is not None or row.frequency == frequency:
        return row
    end(tx, [row], "changed_frequency", now)
    new = SubscriptionRow(
        subscriber_id=row.subscriber_id,
        target_kind=row.target_kind,
        target=row.target,
        mail_class=row.mail_class,
        frequency=frequency,
        min_significance=row.min_significance,
        source="changed_frequency",
        requested_at=now,
        confirmed_at=row.confirmed_at,
        confirm_evidence_sealed=row.confirm_evidence_sealed,
    )
    tx.add(new)
    tx.flush()
    return new


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


def followers(
    tx: Session,
    policy_id: str,
    service: str,
    significance: Significance | None,
    *,
    always: bool = False,
) -> Iterator[Follower]:
    """Everybody to tell about a change of this significance, each person once.

    `always` sets the significance aside: a changed effective date and a withdrawal are always told.
    Who follows the policy by several subscriptions is reached by the soonest, most specific one.
    """
    enough = [s for s in Significance if always or (significance and s.rank <= significance.rank)]
    everybodys = select(PolicyRow.id).where(
        PolicyRow.id == policy_id, PolicyRow.visibility == "public"
    )
    reached = or_(
        and_(
            col(SubscriptionRow.target_kind) == "policy", col(SubscriptionRow.target) == policy_id
        ),
        and_(  # who follows all of a service follows what everybody may see of it
            or_(
                and_(
                    col(SubscriptionRow.target_kind) == "service",
                    col(SubscriptionRow.target) == service,
                ),
                col(SubscriptionRow.target_kind) == "everything",
            ),
            everybodys.exists(),
        ),
    )
    rows = tx.exec(
        select(SubscriptionRow, SubscriberRow)
        .join(SubscriberRow, col(SubscriberRow.id) == SubscriptionRow.subscriber_id)
        .join(PersonRow, col(PersonRow.id) == SubscriberRow.person_id)
        .where(
            reached,
            col(SubscriptionRow.ended_at).is_(None),
            col(SubscriptionRow.confirmed_at).is_not(None),
            col(SubscriptionRow.min_significance).in_(enough),
            SubscriptionRow.mail_class == "watch",
            SubscriberRow.state == "active",
            col(PersonRow.wrapped_key).is_not(None),
            col(SubscriberRow.address_sealed).is_not(None),
            ~_suppressed(),
        )
        .order_by(col(SubscriptionRow.subscriber_id), col(SubscriptionRow.id))
        .execution_options(yield_per=1000)
    )
    best: tuple[SubscriptionRow, SubscriberRow] | None = None
    for row, subscriber in rows:
        if best is not None and best[0].subscriber_id == row.subscriber_id:
            best = min(best, (row, subscriber), key=_reach)
            continue
        if best is not None:
            yield _follower(*best)
        best = (row, subscriber)
    if best is not None:
        yield _follower(*best)


def follower_of(tx: Session, row: SubscriptionRow) -> Follower | None:
    """Who follows by this subscription; None after erasure."""
    subscriber = tx.get_one(SubscriberRow, row.subscriber_id)
    return _follower(row, subscriber) if subscriber.address_sealed else None


def reach_of(tx: Session, follower: Follower) -> list[str]:
    """The policies that one subscription is about."""
    row = tx.get_one(SubscriptionRow, follower.subscription_id)
    policies = select(PolicyRow.id).where(PolicyRow.state != "removed")
    if row.target_kind == "policy":
        policies = policies.where(PolicyRow.id == row.target)
    else:
        policies = policies.where(PolicyRow.visibility == "public")
    if row.target_kind == "service":
        policies = policies.where(PolicyRow.service == row.target)
    return list(tx.exec(policies))


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
    same = (active.frequency, active.min_significance) == (wish.frequency, wish.min_significance)
    if active.confirmed_at is not None:
        return same or confirmed_by is None
    return same and confirmed_by is None


def _suppressed() -> ColumnElement[bool]:
    return (
        select(SuppressionRow.id)
        .where(
            SuppressionRow.address_key == SubscriberRow.address_key,
            col(SuppressionRow.lifted_at).is_(None),
        )
        .exists()
    )


def _reach(pair: tuple[SubscriptionRow, SubscriberRow]) -> tuple[int, int, int]:
    row = pair[0]
    return (PROMPT_FIRST.index(row.frequency), SPECIFIC_FIRST.index(row.target_kind), _id(row.id))


def _follower(row: SubscriptionRow, subscriber: SubscriberRow) -> Follower:
    return Follower(
        subscription_id=_id(row.id),
        subscriber_id=_id(subscriber.id),
        address_sealed=subscriber.address_sealed or b"",
        language=subscriber.language,
        time_zone=subscriber.time_zone,
        frequency=row.frequency,  # type: ignore[arg-type]  # checked when it was wished
        digest_at=subscriber.digest_at,
        quiet_from=subscriber.quiet_from,
        quiet_to=subscriber.quiet_to,
    )


def _id(number: int | None) -> int:
    assert number is not None  # noqa: S101 - a row that was flushed has its number
    return number
