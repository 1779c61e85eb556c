"""Recipients of contract notices: people whom a company has to tell, whether they like it or not.

They go through the same outbox as followers, and are kept apart from them: somebody who follows a
policy and is a company's customer is two people here, with two keys, so that leaving the one never
touches the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from storage.mailboxes import Mailbox
from storage.notices import CHUNK, PRIORITY, Planned
from storage.people import Vault
from storage.tables import (
    AttemptRow,
    BounceRow,
    DeliveryRow,
    PersonRow,
    SubscriberRow,
    SubscriptionRow,
)

KIND = "contract"
"""The kind and the class of every notice that is told under a contract."""
FAILED = frozenset({"failed", "bounced", "expired", "cancelled", "suppressed"})


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to tell: where, and in which language."""

    mailbox: Mailbox
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A recipient in the database: what a delivery is planned with."""

    subscription_id: int
    subscriber_id: int
    person_id: int
    address_sealed: bytes

    def planned(self, due_at: datetime, deadline_at: datetime | None = None) -> Planned:
        """One delivery to them; after `deadline_at` it is not tried again."""
        return Planned(
            self.subscription_id,
            self.subscriber_id,
            self.address_sealed,
            due_at,
            PRIORITY[KIND],
            deadline_at,
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one delivery so far, in the words of the outbox."""

    delivery_id: str
    subscription_id: int
    revision: int
    state: str
    grade: str | None  # E1 a relay took it, E2 the recipient's server did, E2r so the relay says
    attempts: int
    sent_at: datetime | None
    code: int | None  # of the last answer
    enhanced: str | None
    came_back: str | None  # what a bounce says: hard, soft, ours, complaint

    @property
    def needs_another_channel(self) -> bool:
        """Whether mail will not reach them: the company has to tell them in another way."""
        return self.state in FAILED or self.came_back == "hard"


def enrol(
    tx: Session,
    vault: Vault,
    scope: str,
    about: str,
    recipients: Iterable[Recipient],
    now: datetime,
) -> list[Enrolled]:
    """Keep the recipients of the notice `about`, in their order. Safe to repeat: the same mailbox
    is the same recipient.

    Within one `scope` (the company, or one notice of it) a mailbox is one person with one key.
    """
    left, enrolled = iter(recipients), []
    while chunk := list(islice(left, CHUNK)):
        enrolled += _enrol(tx, vault, scope, about, chunk, now)
    return enrolled


def told_to(tx: Session, about: str, subscription_id: int) -> Told | None:
    """What became of one recipient's letter of a contract notice, the last where there are two."""
    return next(iter(list(told(tx, about, subscription_id=subscription_id))[::-1]), None)


def told(
    tx: Session, about: str, revision: int | None = None, subscription_id: int | None = None
) -> Iterator[Told]:
    """What became of every delivery of a contract notice, in the order of planning."""
    bounce = (
        select(col(BounceRow.delivery_id), func.min(BounceRow.kind).label("kind"))
        .where(col(BounceRow.kind).in_(("hard", "soft", "ours", "complaint")))
        .group_by(col(BounceRow.delivery_id))
        .subquery()
    )
    query = (
        select(DeliveryRow, AttemptRow.enhanced, bounce.c.kind)
        .join(
            AttemptRow,
            (col(AttemptRow.delivery_id) == DeliveryRow.id)
            & (col(AttemptRow.number) == DeliveryRow.attempts),
            isouter=True,
        )
        .join(bounce, bounce.c.delivery_id == DeliveryRow.id, isouter=True)
        .where(DeliveryRow.kind == KIND, DeliveryRow.about == about)
        .order_by(col(DeliveryRow.id))
        .execution_options(yield_per=1000)
    )
    if revision is not None:
        query = query.where(DeliveryRow.revision == revision)
    if subscription_id is not None:
        query = query.where(DeliveryRow.subscription_id == subscription_id)
    for row, enhanced, came_back in tx.exec(query):
        yield Told(
            row.id, row.subscription_id, row.revision, row.state, row.grade, row.attempts,
            row.sent_at, row.last_code, enhanced, came_back,
        )  # fmt: skip


def counts(tx: Session, about: str) -> dict[tuple[str, str | None], int]:
    """How many deliveries of a contract notice are in each state, by grade: never one number."""
    rows = tx.exec(
        select(DeliveryRow.state, DeliveryRow.grade, func.count(col(DeliveryRow.id)))
        .where(DeliveryRow.kind == KIND, DeliveryRow.about == about)
        .group_by(col(DeliveryRow.state), col(DeliveryRow.grade))
    )
    return {(state, grade): count for state, grade, count in rows}


def _enrol(
    tx: Session,
    vault: Vault,
    scope: str,
    about: str,
    chunk: Sequence[Recipient],
    now: datetime,
) -> list[Enrolled]:
    keys = [address_key(vault, scope, one.mailbox) for one in chunk]
    wanted = dict(zip(keys, chunk, strict=True))
    missing = wanted.keys() - _known(tx, about, wanted).keys()
    if missing:
        subscribers = _subscribers(tx, [key for key in wanted if key in missing])
        new = [key for key in wanted if key in missing and key not in subscribers]
        subscribers |= _new_people(tx, vault, {key: wanted[key] for key in new}, now)
        tx.execute(
            insert(SubscriptionRow),
            [_subscription(subscribers[key], about, now) for key in wanted if key in missing],
        )
    known = _known(tx, about, wanted)
    return [known[key] for key in keys]


def _known(tx: Session, about: str, keys: Iterable[str]) -> dict[str, Enrolled]:
    rows = tx.exec(
        select(SubscriberRow, SubscriptionRow.id)
        .join(SubscriptionRow, col(SubscriptionRow.subscriber_id) == SubscriberRow.id)
        .where(
            col(SubscriberRow.address_key).in_(list(keys)),
            SubscriptionRow.mail_class == KIND,
            SubscriptionRow.target == about,
            col(SubscriptionRow.ended_at).is_(None),
        )
    )
    return {
        row.address_key or "": Enrolled(
            number or 0, row.id or 0, row.person_id, row.address_sealed or b""
        )
        for row, number in rows
    }


def _subscribers(tx: Session, keys: Sequence[str]) -> dict[str, int]:
    rows = tx.exec(
        select(SubscriberRow.address_key, SubscriberRow.id).where(
            col(SubscriberRow.address_key).in_(keys)
        )
    )
    return {key: id_ for key, id_ in rows if key is not None and id_ is not None}


def _new_people(
    tx: Session, vault: Vault, recipients: dict[str, Recipient], now: datetime
) -> dict[str, int]:
    """A person and an address for each, in two statements."""
    if not recipients:
        return {}
    keys = [vault.new_key() for _ in recipients]
    people = tx.scalars(
        insert(PersonRow).returning(col(PersonRow.id), sort_by_parameter_order=True),
        [{"wrapped_key": wrapped, "created_at": now} for wrapped, _ in keys],
    ).all()
    rows = [
        {
            "person_id": person,
            "address_sealed": key.seal("address", one.mailbox.address),
            "address_key": address_key,
            "language": one.language,
            "created_at": now,
        }
        for person, (_, key), (address_key, one) in zip(
            people, keys, recipients.items(), strict=True
        )
    ]
    ids = tx.scalars(
        insert(SubscriberRow).returning(col(SubscriberRow.id), sort_by_parameter_order=True), rows
    ).all()
    return {key: id_ for key, id_ in zip(recipients, ids, strict=True) if id_ is not None}


def _subscription(subscriber_id: int, about: str, now: datetime) -> dict[str, object]:
    return {
        "subscriber_id": subscriber_id,
        "target_kind": "notice",
        "target": about,
        "mail_class": KIND,
        "source": "import",
        "requested_at": now,
        "confirmed_at": now,
    }


def address_key(vault: Vault, scope: str, mailbox: Mailbox) -> str:
    """What a recipient is found by: never equal to the key of a follower with this mailbox."""
    return vault.seed("recipient", scope, mailbox.identity).hex()
