"""Audiences: who a contract notice goes to, frozen as a sorted tree before the first message.

A leaf is a commitment to one address under a key of that person for this notice alone. Sorted, the
tree also shows who is not in it. Erasing the person makes the leaf unopenable, and the tree holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, update
from sqlmodel import Session, col, select

from storage import commitments, entries, merkle, recipients
from storage.mailboxes import Mailbox
from storage.people import PersonKey, Vault
from storage.recipients import Enrolled, Recipient
from storage.tables import (
    AudienceRow,
    PartyRow,
    PersonRow,
    RecipientRow,
    RestrictionRow,
    SubscriberRow,
    SubscriptionRow,
)

CHUNK = 500  # rows of one insert
SECRET = "evidence"  # noqa: S105 - the purpose for which a person's secret is derived


@dataclass(frozen=True, slots=True)
class Member:
    """One recipient to be frozen: where, in which language, under which contracts."""

    mailbox: Mailbox
    language: str
    name: str
    parties: Sequence[str]


@dataclass(frozen=True, slots=True)
class Handed:
    """A list as the company handed it in."""

    members: Sequence[Member]
    source: str
    sha256: str
    parties: int
    declared: int | None = None


def freeze(
    tx: Session, vault: Vault, campaign_id: str, service: str, handed: Handed, now: datetime
) -> AudienceRow:
    """Freeze a list; from here on nobody is added to it and nobody taken out.

    Who is in an earlier audience of the same notice is left where they are.
    """
    before = _enrolled_before(tx, campaign_id)
    people = recipients.enrol(
        tx, vault, service, campaign_id,
        [Recipient(one.mailbox, one.language) for one in handed.members], now,
    )  # fmt: skip
    new = [
        (one, member)
        for one, member in zip(people, handed.members, strict=True)
        if one.subscription_id not in before
    ]
    keys = _wrapped_keys(tx, [one.person_id for one, _ in new])
    planted = sorted(
        (_planted(vault, campaign_id, one, member, keys[one.person_id]) for one, member in new),
        key=lambda one: one.leaf,
    )
    tree = merkle.Tree(merkle.leaf_hash(bytes.fromhex(one.leaf)) for one in planted)
    audience = AudienceRow(
        campaign_id=campaign_id,
        number=_count(tx, campaign_id) + 1,
        frozen_at=now,
        source=handed.source,
        sha256=handed.sha256,
        count=len(planted),
        parties=handed.parties,
        declared=handed.declared,
        root=tree.root.hex(),
    )
    tx.add(audience)
    tx.flush()
    _keep(tx, vault, audience, planted)
    return audience


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
    """Everybody of an audience who is told in this language and was not erased since."""
    rows = tx.exec(
        select(RecipientRow, SubscriberRow)
        .join(SubscriptionRow, col(SubscriptionRow.id) == RecipientRow.subscription_id)
        .join(SubscriberRow, col(SubscriberRow.id) == SubscriptionRow.subscriber_id)
        .where(
            RecipientRow.audience_id == audience.id,
            RecipientRow.language == language,
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
    address: str = ""
    name: str = ""
    parties: tuple[str, ...] = ()


def opened(
    tx: Session, vault: Vault, campaign_id: str, *, for_proof: bool = False
) -> dict[int, Opened]:
    """Everybody of every audience of a notice by number, in the order of the trees.

    The address of somebody whose record is restricted is opened for a proof alone.
    """
    parties: dict[int, list[bytes]] = {}
    for party in tx.exec(select(PartyRow).where(PartyRow.campaign_id == campaign_id)):
        if party.reference_sealed is not None:
            parties.setdefault(party.recipient_id, []).append(party.reference_sealed)
    return {
        row.id or 0: _opened(
            row,
            subscriber.address_sealed or (apart if for_proof else None),
            vault.open(wrapped),
            parties.get(row.id or 0, []),
        )
        for row, subscriber, wrapped, apart in tx.exec(
            select(
                RecipientRow, SubscriberRow, PersonRow.wrapped_key, RestrictionRow.address_sealed
            )
            .join(SubscriptionRow, col(SubscriptionRow.id) == RecipientRow.subscription_id)
            .join(SubscriberRow, col(SubscriberRow.id) == SubscriptionRow.subscriber_id)
            .join(PersonRow, col(PersonRow.id) == RecipientRow.person_id)
            .join(
                RestrictionRow,
                col(RestrictionRow.person_id) == RecipientRow.person_id,
                isouter=True,
            )
            .where(RecipientRow.campaign_id == campaign_id)
            .order_by(col(RecipientRow.audience_id), col(RecipientRow.leaf_no))
        )
    }


def members(tx: Session, vault: Vault, campaign_id: str) -> list[Member]:
    """Everybody of every audience who was not erased: for a correction of the notice."""
    found = []
    for one in opened(tx, vault, campaign_id).values():
        if one.address:
            local, _, domain = one.address.rpartition("@")
            box = Mailbox(local, domain, one.address)
            found.append(Member(box, one.language, one.name, one.parties))
    return found


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
            PartyRow.party_key == party_key(vault, campaign_id, reference),
        )
        .order_by(col(RecipientRow.id))
    )
    return list(rows)


def party_key(vault: Vault, campaign_id: str, reference: str) -> str:
    """What a contract is found by: a keyed hash of the company's reference."""
    return vault.seed("party", campaign_id, reference.strip()).hex()


def count_parties(everybody: Iterable[Member]) -> int:
    """How many contracts these people stand under; who names none is one alone."""
    rows = list(everybody)
    named = {party for one in rows for party in one.parties}
    return len(named) + sum(not one.parties for one in rows)


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


# --- planting -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Planted:
    """A recipient with the leaf that stands for them."""

    leaf: str
    enrolled: Enrolled
    language: str
    name_sealed: bytes | None
    parties: tuple[tuple[str, bytes], ...]  # reference and its sealed form


def _planted(
    vault: Vault, campaign_id: str, one: Enrolled, member: Member, wrapped: bytes | None
) -> _Planted:
    key = vault.open(wrapped)
    if key is None:  # erased between two notices: enrol gives a fresh person, so this is a bug
        raise LookupError(f"recipient {one.subscription_id} has no key")
    of_notice = commitments.notice_key(key.secret(SECRET), campaign_id)
    return _Planted(
        commitments.recipient(of_notice, member.mailbox.address),
        one,
        member.language,
        key.seal("name", member.name) if member.name else None,
        tuple((ref.strip(), key.seal("party", ref.strip())) for ref in member.parties),
    )


def _keep(tx: Session, vault: Vault, audience: AudienceRow, planted: Sequence[_Planted]) -> None:
    """The recipients in the order of the tree, and their contracts."""
    for start in range(0, len(planted), CHUNK):
        chunk = planted[start : start + CHUNK]
        rows = [
            {
                "campaign_id": audience.campaign_id,
                "audience_id": audience.id,
                "subscription_id": one.enrolled.subscription_id,
                "person_id": one.enrolled.person_id,
                "language": one.language,
                "leaf": one.leaf,
                "leaf_no": start + place,
                "name_sealed": one.name_sealed,
            }
            for place, one in enumerate(chunk)
        ]
        ids = tx.scalars(
            insert(RecipientRow).returning(col(RecipientRow.id), sort_by_parameter_order=True),
            rows,
        ).all()
        of_parties = [
            {
                "campaign_id": audience.campaign_id,
                "recipient_id": id_,
                "party_key": party_key(vault, audience.campaign_id, reference),
                "reference_sealed": sealed,
            }
            for id_, one in zip(ids, chunk, strict=True)
            for reference, sealed in one.parties
        ]
        if of_parties:
            tx.execute(insert(PartyRow), of_parties)


def _enrolled_before(tx: Session, campaign_id: str) -> set[int]:
    query = select(RecipientRow.subscription_id).where(RecipientRow.campaign_id == campaign_id)
    return set(tx.exec(query))


def _wrapped_keys(tx: Session, person_ids: Sequence[int]) -> dict[int, bytes | None]:
    keys: dict[int, bytes | None] = {}
    for start in range(0, len(person_ids), CHUNK):
        rows = tx.exec(
            select(PersonRow.id, PersonRow.wrapped_key).where(
                col(PersonRow.id).in_(person_ids[start : start + CHUNK])
            )
        )
        keys |= {id_ or 0: wrapped for id_, wrapped in rows}
    return keys


def _opened(
    row: RecipientRow, address: bytes | None, key: PersonKey | None, parties: Sequence[bytes]
) -> Opened:
    if key is None or address is None:
        return Opened(row.id or 0, row.leaf, row.language, None)
    return Opened(
        row.id or 0,
        row.leaf,
        row.language,
        key,
        key.unseal("address", address),
        key.unseal("name", row.name_sealed) if row.name_sealed else "",
        tuple(key.unseal("party", sealed) for sealed in parties),
    )


def _count(tx: Session, campaign_id: str) -> int:
    count = select(func.count()).select_from(AudienceRow)
    return tx.exec(count.where(AudienceRow.campaign_id == campaign_id)).one()
