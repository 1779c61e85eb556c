"""Audiences: who a contract notice goes to, frozen as a sorted tree before the first message.

A leaf is a commitment to one address under a key of that person for this notice alone. Sorted, the
tree also shows who is not in it. Erasing the person makes the leaf unopenable, and the tree holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage import entries, planting, recipients
from storage.enrolling import Enrolled
from storage.mailboxes import Mailbox
from storage.people import PersonKey, Vault
from storage.planting import Handed, Member
from storage.recipients import Apart, Contact
from storage.tables_noticing import AudienceRow, PartyRow, RecipientRow, RestrictionRow
from storage.tables_told import PersonRow, SubscriberRow, SubscriptionRow

SECRET = planting.SECRET


def freeze(
    tx: Session, vault: Vault, campaign_id: str, service: str, handed: Handed, now: datetime
) -> AudienceRow:
    """Freeze a list in one go. A long one is prepared before its transaction: `planting`."""
    return planting.plant(tx, planting.prepare(tx, vault, campaign_id, service, handed), now)


def of(tx: Session, campaign_id: str) -> list[AudienceRow]:
    """The audiences of a notice, the first and its supplements."""
    query = select(AudienceRow).where(AudienceRow.campaign_id == campaign_id)
    return list(tx.exec(query.order_by(col(AudienceRow.number))))


def approve(
    tx: Session,
    audience: AudienceRow,
    account_id: int,
    applies_on: date,
    last_acceptance_on: date,
    now: datetime,
) -> None:
    """Note who approved that these people are told, and the days that count for them."""
    audience.approved_at, audience.approved_by = now, account_id
    audience.applies_on, audience.last_acceptance_on = applies_on, last_acceptance_on
    tx.add(audience)
    tx.flush()


def planned(tx: Session, audience: AudienceRow, now: datetime) -> bool:
    """Note that the letters of an audience went into the outbox; False where they had before."""
    done = tx.exec(
        update(AudienceRow)
        .where(col(AudienceRow.id) == audience.id, col(AudienceRow.planned_at).is_(None))
        .values(planned_at=now)
        .returning(col(AudienceRow.id))
    )
    return done.first() is not None


def languages(tx: Session, audience: AudienceRow) -> list[str]:
    """The languages that an audience is told in."""
    query = select(RecipientRow.language).where(RecipientRow.audience_id == audience.id)
    return sorted(set(tx.exec(query.distinct())))


def enrolled(tx: Session, audience: AudienceRow, language: str) -> Iterator[Enrolled]:
    """Everybody of an audience who gets a letter in this language: with a mail address, and not
    erased since.
    """
    rows = tx.exec(
        select(RecipientRow, SubscriberRow)
        .join(SubscriptionRow, col(SubscriptionRow.id) == RecipientRow.subscription_id)
        .join(SubscriberRow, col(SubscriberRow.id) == SubscriptionRow.subscriber_id)
        .where(
            RecipientRow.audience_id == audience.id,
            RecipientRow.language == language,
            RecipientRow.channel == planting.MAIL,
            col(SubscriberRow.address_sealed).is_not(None),
        )
        .order_by(col(RecipientRow.leaf_no))
    )
    for row, subscriber in rows:
        yield Enrolled(
            row.subscription_id,
            subscriber.id or 0,
            row.person_id,
            subscriber.address_sealed or b"",
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A recipient with everything sealed of them opened; without an address for an erased one."""

    recipient_id: int
    leaf: str
    language: str
    key: PersonKey | None
    channel: str = planting.MAIL
    address: str = ""  # of mail; on another channel, what the company reaches them by
    name: str = ""
    parties: tuple[str, ...] = ()


def opened(
    tx: Session, vault: Vault, campaign_id: str, *, for_proof: bool = False, only: int | None = None
) -> dict[int, Opened]:
    """Everybody of every audience of a notice by number, in the order of the trees; with `only`
    the one recipient of that number.

    The address of somebody whose record is restricted is opened for a proof alone.
    """
    query = (
        select(RecipientRow, SubscriberRow, PersonRow.wrapped_key, RestrictionRow.address_sealed)
        .join(SubscriptionRow, col(SubscriptionRow.id) == RecipientRow.subscription_id)
        .join(SubscriberRow, col(SubscriberRow.id) == SubscriptionRow.subscriber_id)
        .join(PersonRow, col(PersonRow.id) == RecipientRow.person_id)
        .join(RestrictionRow, col(RestrictionRow.person_id) == RecipientRow.person_id, isouter=True)
        .where(RecipientRow.campaign_id == campaign_id)
        .order_by(col(RecipientRow.audience_id), col(RecipientRow.leaf_no))
    )
    under = select(PartyRow).where(PartyRow.campaign_id == campaign_id)
    if only is not None:
        query = query.where(RecipientRow.id == only)
        under = under.where(PartyRow.recipient_id == only)
    parties: dict[int, list[bytes]] = {}
    for party in tx.exec(under):
        if party.reference_sealed is not None:
            parties.setdefault(party.recipient_id, []).append(party.reference_sealed)
    return {
        row.id or 0: _opened(
            row,
            subscriber.address_sealed or (apart if for_proof else None),
            vault.open(wrapped),
            parties.get(row.id or 0, []),
        )
        for row, subscriber, wrapped, apart in tx.exec(query)
    }


def members(tx: Session, vault: Vault, campaign_id: str) -> list[Member]:
    """Everybody of every audience who was not erased: for a correction of the notice."""
    found = []
    for one in opened(tx, vault, campaign_id).values():
        if one.address:
            found.append(Member(_contact(one), one.language, one.name, one.parties))
    return found


def _contact(one: Opened) -> Contact:
    """Where somebody is reached, as the list had it."""
    if one.channel == planting.OTHER:
        return Apart(one.address, apart_by(one.name, one.parties[0] if one.parties else ""))
    local, _, domain = one.address.rpartition("@")
    return Mailbox(local, domain, one.address)


def apart_by(name: str, party: str) -> str:
    """What tells people without a mail address from each other where they share a place."""
    return f"{name} {party}".strip()


def recipient_at(
    tx: Session, vault: Vault, campaign_id: str, service: str, mailbox: Mailbox
) -> RecipientRow | None:
    """The recipient with this mailbox, however it is spelled, restricted or not; None where nobody
    has it.
    """
    key = recipients.address_key(vault, service, mailbox)
    return tx.exec(
        select(RecipientRow)
        .join(SubscriptionRow, col(SubscriptionRow.id) == RecipientRow.subscription_id)
        .join(SubscriberRow, col(SubscriberRow.id) == SubscriptionRow.subscriber_id)
        .join(RestrictionRow, col(RestrictionRow.person_id) == RecipientRow.person_id, isouter=True)
        .where(
            RecipientRow.campaign_id == campaign_id,
            (col(SubscriberRow.address_key) == key) | (col(RestrictionRow.address_key) == key),
        )
    ).first()


def of_party(tx: Session, vault: Vault, campaign_id: str, reference: str) -> list[RecipientRow]:
    """Every recipient under one contract, by the company's own reference."""
    rows = tx.exec(
        select(RecipientRow)
        .join(PartyRow, col(PartyRow.recipient_id) == RecipientRow.id)
        .where(
            PartyRow.campaign_id == campaign_id,
            PartyRow.party_key == planting.party_key(vault, campaign_id, reference),
        )
        .order_by(col(RecipientRow.id))
    )
    return list(rows)


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def facts(audience: AudienceRow) -> entries.Facts:
    """An audience as the ledger commits to it."""
    return {
        "number": audience.number,
        "count": audience.count,
        "parties": audience.parties,
        "declared": audience.declared,
        "root": f"sha256:{audience.root}",
        "source": audience.source,
        "list": f"sha256:{audience.sha256}",
    }


def _opened(
    row: RecipientRow, address: bytes | None, key: PersonKey | None, parties: Sequence[bytes]
) -> Opened:
    if key is None or address is None:
        return Opened(row.id or 0, row.leaf, row.language, None, row.channel)
    return Opened(
        row.id or 0,
        row.leaf,
        row.language,
        key,
        row.channel,
        key.unseal("address", address),
        key.unseal("name", row.name_sealed) if row.name_sealed else "",
        tuple(key.unseal("party", sealed) for sealed in parties),
    )
