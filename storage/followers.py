"""Who is to be told: confirmed, reachable, and by which of their subscriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from policy.interest import Interest
from policy.model import Significance
from storage.subscriptions import Frequency, is_suppressed, topics_of
from storage.tables_told import PersonRow, SubscriberRow, SubscriptionRow, SuppressionRow
from storage.tables_watched import PolicyRow

SPECIFIC_FIRST = ("policy", "service", "everything")
PROMPT_FIRST = ("immediate", "daily", "weekly")


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
    reminders: bool = True


def everything(_: Interest) -> bool:
    """Whatever a reader asked for: a changed effective date and a withdrawal are always told."""
    return True


def followers(
    tx: Session, policy_id: str, service: str, wanted: Callable[[Interest], bool] = everything
) -> Iterator[Follower]:
    """Everybody who follows a policy and to whose interest `wanted` says yes, each person once.

    Who follows it by several such subscriptions is reached by the soonest, most specific one.
    """
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
        .where(reached, *_reachable())
        .order_by(col(SubscriptionRow.subscriber_id), col(SubscriptionRow.id))
        .execution_options(yield_per=1000)
    )
    asked: dict[tuple[str, str, bool], bool] = {}  # many readers, few different interests
    best: tuple[SubscriptionRow, SubscriberRow] | None = None
    for row, subscriber in rows:
        key = (row.min_significance, row.topics, row.only_topics)
        if key not in asked:
            asked[key] = wanted(interest_of(row))
        if not asked[key]:
            continue
        if best is not None and best[0].subscriber_id == row.subscriber_id:
            best = min(best, (row, subscriber), key=_reach)
            continue
        if best is not None:
            yield _follower(*best)
        best = (row, subscriber)
    if best is not None:
        yield _follower(*best)


def counted(tx: Session) -> dict[tuple[str, str], int]:
    """How many people can be told, by what they follow: kind and name, and nobody's address."""
    query = (
        select(
            SubscriptionRow.target_kind,
            SubscriptionRow.target,
            func.count(func.distinct(col(SubscriptionRow.subscriber_id))),
        )
        .join(SubscriberRow, col(SubscriberRow.id) == SubscriptionRow.subscriber_id)
        .join(PersonRow, col(PersonRow.id) == SubscriberRow.person_id)
        .where(*_reachable())
        .group_by(col(SubscriptionRow.target_kind), col(SubscriptionRow.target))
    )
    return {(kind, target or ""): n for kind, target, n in tx.exec(query)}


def follower_of(tx: Session, row: SubscriptionRow) -> Follower | None:
    """Who follows by this subscription; None after erasure."""
    subscriber = tx.get_one(SubscriberRow, row.subscriber_id)
    return _follower(row, subscriber) if subscriber.address_sealed else None


def interest_of(row: SubscriptionRow) -> Interest:
    """What the reader of a subscription asked to be told of."""
    least = Significance(row.min_significance)
    return Interest(least, frozenset(topics_of(row)), row.only_topics)


def reach_of(tx: Session, row: SubscriptionRow) -> list[PolicyRow]:
    """The policies that one subscription is about, by service and name."""
    policies = select(PolicyRow).where(PolicyRow.state != "removed")
    if row.target_kind == "policy":
        policies = policies.where(PolicyRow.id == row.target)
    else:
        policies = policies.where(PolicyRow.visibility == "public")
    if row.target_kind == "service":
        policies = policies.where(PolicyRow.service == row.target)
    return list(tx.exec(policies.order_by(col(PolicyRow.service), col(PolicyRow.id))))


def may_be_written_to(tx: Session, subscriber: SubscriberRow) -> bool:
    """Whether this person has an address that takes mail."""
    if subscriber.state != "active" or subscriber.address_sealed is None:
        return False
    return not is_suppressed(tx, subscriber.address_key or "")


def _reachable() -> tuple[ColumnElement[bool] | bool, ...]:
    return (
        col(SubscriptionRow.ended_at).is_(None),
        col(SubscriptionRow.confirmed_at).is_not(None),
        SubscriptionRow.mail_class == "watch",
        SubscriberRow.state == "active",
        col(PersonRow.wrapped_key).is_not(None),
        col(SubscriberRow.address_sealed).is_not(None),
        ~_suppressed(),
    )


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
    return (
        PROMPT_FIRST.index(row.frequency),
        SPECIFIC_FIRST.index(row.target_kind),
        row.id or 0,
    )


def _follower(row: SubscriptionRow, subscriber: SubscriberRow) -> Follower:
    return Follower(
        subscription_id=row.id or 0,
        subscriber_id=subscriber.id or 0,
        address_sealed=subscriber.address_sealed or b"",
        language=subscriber.language,
        time_zone=subscriber.time_zone,
        frequency=row.frequency,  # type: ignore[arg-type]  # checked when it was wished
        digest_at=subscriber.digest_at,
        quiet_from=subscriber.quiet_from,
        quiet_to=subscriber.quiet_to,
        reminders=subscriber.reminders,
    )
