"""Erasing people whom a company told under a contract, so that the proof outlives the person.

While the evidence term runs, a record may be restricted instead (GDPR, articles 17(3)(e) and 18):
the address is sealed away, nothing is sent to it any more, and it serves for proof alone. When the
term is over, or at once where that was decided, the person's key goes: commitments stay in their
trees, and nothing can open them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Select, delete, func, select, update
from sqlmodel import Session, col

from storage import entries, people, recipients, subscriptions, waiting
from storage.mailboxes import Mailbox
from storage.people import Vault
from storage.tables_noticing import (
    CampaignRow,
    ElsewhereRow,
    ObjectionRow,
    PartyRow,
    RecipientRow,
    RestrictionRow,
)
from storage.tables_told import (
    AttemptRow,
    BounceRow,
    DeliveryRow,
    PersonRow,
    SubscriberRow,
    SubscriptionRow,
)

EVIDENCE_TERM = timedelta(days=2190)
"""Six years: how long a company may have to show whom it told; an installation sets its own."""

CLOCK = func.coalesce(CampaignRow.closed_at, CampaignRow.sent_at, CampaignRow.created_at)
"""When the term of a notice begins."""


@dataclass(frozen=True, slots=True)
class Told:
    """One person of one company: what is kept of them, and until when it is evidence."""

    service: str
    person_id: int
    subscriber_id: int
    until: datetime | None
    """None: no letter of a notice ever went out, so there is nothing to prove."""

    is_restricted: bool


def told_at(tx: Session, vault: Vault, mailbox: Mailbox, term: timedelta) -> list[Told]:
    """Everybody with this mailbox whom a company told, restricted ones too; by company."""
    services = tx.scalars(select(col(CampaignRow.service)).distinct())
    keys = {recipients.address_key(vault, name, mailbox): name for name in services}
    open_ones = tx.execute(
        select(
            col(SubscriberRow.person_id), col(SubscriberRow.id), col(SubscriberRow.address_key)
        ).where(col(SubscriberRow.address_key).in_(keys))
    ).all()
    found = [
        Told(
            keys[key or ""], person, subscriber or 0, ends_at(tx, person, term), is_restricted=False
        )
        for person, subscriber, key in open_ones
    ]
    rows = tx.scalars(select(RestrictionRow).where(col(RestrictionRow.address_key).in_(keys)))
    found += [
        Told(keys[row.address_key], row.person_id, row.subscriber_id, row.until, is_restricted=True)
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.service, one.person_id))


def ends_at(tx: Session, person_id: int, term: timedelta) -> datetime | None:
    """Until when a person's record is evidence; None where no notice was sent to them."""
    newest = tx.scalar(
        select(func.max(CLOCK))
        .select_from(RecipientRow)
        .join(CampaignRow, col(CampaignRow.id) == col(RecipientRow.campaign_id))
        .where(col(RecipientRow.person_id) == person_id, col(CampaignRow.sent_at).is_not(None))
    )
    return newest + term if newest is not None else None


def restrict(tx: Session, told: Told, now: datetime) -> None:
    """Seal the address away until the term is over; nothing more is sent. Safe to repeat."""
    subscriber = tx.get_one(SubscriberRow, told.subscriber_id)
    if told.is_restricted or told.until is None or subscriber.address_sealed is None:
        return
    tx.add(
        RestrictionRow(
            person_id=told.person_id,
            subscriber_id=told.subscriber_id,
            address_key=subscriber.address_key or "",
            address_sealed=subscriber.address_sealed,
            since=now,
            until=told.until,
        )
    )
    _stop(tx, subscriber, "restricted", now)
    facts = {"what": "restricted", "until": entries.time_of(told.until)}
    entries.record(tx, "erasure", f"subscriber/{told.subscriber_id}", facts, now)


def erase(tx: Session, told: Told, now: datetime) -> None:
    """Destroy the person's key and what was sealed under it; the trees they stand in hold."""
    _stop(tx, tx.get_one(SubscriberRow, told.subscriber_id), "erased", now)
    _drop_sealed(tx, told.person_id, told.subscriber_id)
    people.erase(tx, told.person_id, now)
    entries.record(tx, "erasure", f"subscriber/{told.subscriber_id}", {"what": "erased"}, now)


def restriction_of(tx: Session, person_id: int) -> RestrictionRow | None:
    """How a person's record is restricted; None where it is not."""
    query = select(RestrictionRow).where(col(RestrictionRow.person_id) == person_id)
    return tx.scalars(query).first()


def over(tx: Session, before: datetime, now: datetime, limit: int) -> list[Told]:
    """Whose evidence term is over: every notice of theirs began its term before that time, or the
    restriction they were told of has ended.
    """
    old = select(col(CampaignRow.id)).where(before > CLOCK)
    newer = (
        select(col(RecipientRow.person_id))
        .join(CampaignRow, col(CampaignRow.id) == col(RecipientRow.campaign_id))
        .where(before <= CLOCK)
    )
    query = (
        select(col(PersonRow.id), col(SubscriptionRow.subscriber_id))
        .join(RecipientRow, col(RecipientRow.person_id) == col(PersonRow.id))
        .join(SubscriptionRow, col(SubscriptionRow.id) == col(RecipientRow.subscription_id))
        .where(col(PersonRow.wrapped_key).is_not(None))
    )
    by_age = query.where(col(RecipientRow.campaign_id).in_(old), col(PersonRow.id).not_in(newer))
    ended = select(col(RestrictionRow.person_id)).where(col(RestrictionRow.until) <= now)
    by_promise = query.where(col(PersonRow.id).in_(ended))
    rows = {
        (int(person or 0), int(subscriber))
        for one in (by_age, by_promise)
        for person, subscriber in tx.execute(one.distinct().limit(limit))
    }
    return [Told("", *row, until=None, is_restricted=False) for row in sorted(rows)[:limit]]


def drop_letters(tx: Session, before: datetime) -> int:
    """Take out of contract letters older than that what was said, what came back, and to whom."""
    old = select(col(DeliveryRow.id)).where(
        col(DeliveryRow.kind) == recipients.KIND,
        col(DeliveryRow.due_at) < before,
        col(DeliveryRow.state).not_in(("pending", "sending", "held")),
    )
    _drop_said(tx, old)
    dropped = tx.execute(
        update(DeliveryRow)
        .where(col(DeliveryRow.id).in_(old), col(DeliveryRow.address_sealed).is_not(None))
        .values(address_sealed=None)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(dropped, CursorResult)  # noqa: S101 - an update answers with one
    return dropped.rowcount


def _stop(tx: Session, subscriber: SubscriberRow, why: str, now: datetime) -> None:
    """Nothing is sent to them any more, and no row but a restriction's leads to their address."""
    assert subscriber.id is not None  # noqa: S101 - it was read
    rows = subscriptions.active_of(tx, subscriber.id)
    waiting.cancel(tx, subscriptions.end(tx, rows, why, now))
    waiting.forget_addresses(tx, subscriber.id)
    subscriptions.forget(tx, subscriber)


def _drop_sealed(tx: Session, person_id: int, subscriber_id: int) -> None:
    """What is sealed is noise without the key; it goes all the same."""
    mine = select(col(RecipientRow.id)).where(col(RecipientRow.person_id) == person_id)
    letters = select(col(DeliveryRow.id)).where(col(DeliveryRow.subscriber_id) == subscriber_id)
    _drop_said(tx, letters)
    for table, column, of in (
        (RecipientRow, "name_sealed", col(RecipientRow.id)),
        (PartyRow, "reference_sealed", col(PartyRow.recipient_id)),
        (ElsewhereRow, "evidence_sealed", col(ElsewhereRow.recipient_id)),
        (ObjectionRow, "words_sealed", col(ObjectionRow.recipient_id)),
    ):
        tx.execute(
            update(table)
            .where(of.in_(mine))
            .values({column: None})
            .execution_options(synchronize_session=False)
        )
    tx.execute(delete(RestrictionRow).where(col(RestrictionRow.person_id) == person_id))


def _drop_said(tx: Session, letters: Select[str]) -> None:
    """Drop what servers said of these letters."""
    tx.execute(
        update(AttemptRow)
        .where(col(AttemptRow.delivery_id).in_(letters))
        .values(transcript_sealed=None)
        .execution_options(synchronize_session=False)
    )
    tx.execute(
        update(BounceRow)
        .where(col(BounceRow.delivery_id).in_(letters))
        .values(raw_sealed=None)
        .execution_options(synchronize_session=False)
    )
