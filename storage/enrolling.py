"""Enrolling the recipients of a contract notice: many at once, while others look and send.

Keys and seals are made before any transaction (`prepare`); what is left to do in one is to look
whether that still fits, and to write rows (`keep`). Whoever has no mail address is enrolled all the
same, and gets no letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from policy.said import said
from storage import people as people_keys
from storage.database import Database
from storage.errors import OutdatedError
from storage.many_rows import insert, reserve
from storage.notices import PRIORITY, Planned
from storage.people import PersonKey, Vault
from storage.recipients import KIND, Contact, address_key
from storage.tables_noticing import RecipientRow
from storage.tables_told import PersonRow, SubscriberRow, SubscriptionRow

PIECE = 1000  # people of one short transaction
STRAY_AFTER = timedelta(days=1)
MANY = 5000  # keys asked about in one statement: below what either database takes as parameters


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to tell: where, and in which language."""

    contact: Contact
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
    return keep(tx, prepare(tx, vault, scope, about, recipients), now)


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a mailbox already; without a subscription where this notice is news to it."""

    subscriber_id: int
    person_id: int
    subscription_id: int | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """One recipient who can be kept: their key, and what is sealed under it."""

    address_key: str
    language: str
    key: PersonKey
    wrapped_key: bytes
    address_sealed: bytes
    known: Known | None


@dataclass(frozen=True, slots=True)
class Enrolling:
    """Recipients of one notice, ready to be kept, in their order."""

    about: str
    people: list[Prepared]


def prepare(
    tx: Session, vault: Vault, scope: str, about: str, recipients: Iterable[Recipient]
) -> Enrolling:
    """Everything that is dear about enrolling: nothing is written, so no writer waits for it."""
    wanted = {address_key(vault, scope, one.contact): one for one in recipients}
    known = _known(tx, about, list(wanted))
    people = []
    for found_by, one in wanted.items():
        before = known.get(found_by)
        if before is None:
            wrapped, key = vault.new_key()
            sealed = key.seal("address", one.contact.address)
            people.append(Prepared(found_by, one.language, key, wrapped, sealed, None))
            continue
        opened = vault.open(before.wrapped_key)
        if opened is None:  # erasing takes the address key away with the person's
            raise LookupError(f"subscriber {before.known.subscriber_id} has no key")
        people.append(
            Prepared(
                found_by, one.language, opened, before.wrapped_key or b"",
                before.address_sealed, before.known,
            )
        )  # fmt: skip
    return Enrolling(about, people)


def keep_in_pieces(db: Database, enrolling: Enrolling, now: datetime) -> Enrolling:
    """Write what was prepared, so few at once that nobody waits for long; what is left to `keep` is
    to look whether it still fits.

    Whoever is enrolled and stands in no audience a day later is forgotten: `forget_strays`.
    """
    people = []
    for start in range(0, len(enrolling.people), PIECE):
        piece = enrolling.people[start : start + PIECE]
        with db.transaction() as tx:
            kept = keep(tx, Enrolling(enrolling.about, piece), now)
        people += [
            replace(one, known=Known(row.subscriber_id, row.person_id, row.subscription_id))
            for one, row in zip(piece, kept, strict=True)
        ]
    return Enrolling(enrolling.about, people)


def forget_strays(tx: Session, now: datetime) -> int:
    """Erase whoever was enrolled a day ago for a notice and is a recipient of none: the freezing
    was cut short, and nobody began it again. How many there were.
    """
    recipient = select(col(RecipientRow.id))
    strays = tx.execute(
        select(
            col(SubscriptionRow.id),
            col(SubscriptionRow.subscriber_id),
            col(SubscriberRow.person_id),
        )
        .join(SubscriberRow, col(SubscriberRow.id) == col(SubscriptionRow.subscriber_id))
        .where(
            col(SubscriptionRow.mail_class) == KIND,
            col(SubscriptionRow.ended_at).is_(None),
            col(SubscriptionRow.requested_at) < now - STRAY_AFTER,
            ~recipient.where(col(RecipientRow.subscription_id) == col(SubscriptionRow.id)).exists(),
        )
        .limit(PIECE)
    ).all()
    for subscription, subscriber, person in strays:
        row = tx.get_one(SubscriptionRow, subscription)
        row.ended_at, row.ended_reason = now, "cut short"
        tx.add(row)
        told = recipient.where(col(RecipientRow.person_id) == person).limit(1)
        if tx.execute(told).first() is None:
            them = tx.get_one(SubscriberRow, subscriber)
            them.address_sealed = them.address_key = None
            them.state = "erased"
            tx.add(them)
            people_keys.erase(tx, person, now)
    return len(strays)


def keep(tx: Session, enrolling: Enrolling, now: datetime) -> list[Enrolled]:
    """Write what was prepared; OutdatedError where others changed what it was prepared from."""
    people, about = enrolling.people, enrolling.about
    known = _known(tx, about, [one.address_key for one in people])
    if any(
        one.known != (known[one.address_key].known if one.address_key in known else None)
        for one in people
    ):
        raise OutdatedError(
            said("somebody else enrolled or erased the same people meanwhile; try again")
        )
    new = [one for one in people if one.known is None]
    person_ids = iter(reserve(tx, "person", len(new)))
    subscriber_ids = iter(reserve(tx, "subscriber", len(new)))
    unasked = [one for one in people if one.known is None or one.known.subscription_id is None]
    subscription_ids = iter(reserve(tx, "subscription", len(unasked)))
    rows: _Rows = ([], [], [])
    enrolled = [
        _enrolled(one, about, (person_ids, subscriber_ids, subscription_ids), rows, now)
        for one in people
    ]
    for (table, columns), values in zip(_COLUMNS.items(), rows, strict=True):
        insert(tx, table, columns, values)
    return enrolled


@dataclass(frozen=True, slots=True)
class _Before:
    """A recipient as they stand in the database, with what opens them."""

    known: Known
    wrapped_key: bytes | None
    address_sealed: bytes


def _known(tx: Session, about: str, keys: Sequence[str]) -> dict[str, _Before]:
    """Who of these is kept already, and whether they are recipients of this notice."""
    found = {}
    mine = (
        (col(SubscriptionRow.subscriber_id) == SubscriberRow.id)
        & (col(SubscriptionRow.mail_class) == KIND)
        & (col(SubscriptionRow.target) == about)
        & col(SubscriptionRow.ended_at).is_(None)
    )
    query = (
        select(
            col(SubscriberRow.address_key), col(SubscriberRow.id), col(SubscriberRow.person_id),
            col(SubscriberRow.address_sealed), col(SubscriptionRow.id), col(PersonRow.wrapped_key),
        )
        .join(PersonRow, col(PersonRow.id) == col(SubscriberRow.person_id))
        .join(SubscriptionRow, mine, isouter=True)
    )  # fmt: skip
    for start in range(0, len(keys), MANY):
        chunk = keys[start : start + MANY]
        for key, subscriber, person, sealed, subscription, wrapped in tx.execute(
            query.where(col(SubscriberRow.address_key).in_(chunk))
        ):
            known = Known(subscriber or 0, person, subscription)
            found[key or ""] = _Before(known, wrapped, sealed or b"")
    return found


_COLUMNS = {
    "person": ("id", "wrapped_key", "created_at"),
    "subscriber": (
        "id", "person_id", "address_sealed", "address_key", "language", "created_at",
    ),
    "subscription": (
        "id", "subscriber_id", "target_kind", "target", "mail_class", "source", "requested_at",
        "confirmed_at",
    ),
}  # fmt: skip
_Rows = tuple[list[tuple[object, ...]], list[tuple[object, ...]], list[tuple[object, ...]]]


def _enrolled(
    one: Prepared,
    about: str,
    ids: tuple[Iterator[int], Iterator[int], Iterator[int]],
    rows: _Rows,
    now: datetime,
) -> Enrolled:
    """One recipient, with the rows that are missing of them added to `rows`."""
    people, subscribers, subscriptions = rows
    if one.known is None:
        person, subscriber, subscription = next(ids[0]), next(ids[1]), None
        people.append((person, one.wrapped_key, now))
        subscribers.append(
            (subscriber, person, one.address_sealed, one.address_key, one.language, now)
        )
    else:
        person, subscriber = one.known.person_id, one.known.subscriber_id
        subscription = one.known.subscription_id
    if subscription is None:
        subscription = next(ids[2])
        subscriptions.append((subscription, subscriber, "notice", about, KIND, "import", now, now))
    return Enrolled(subscription, subscriber, person, one.address_sealed)
