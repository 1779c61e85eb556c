"""Planting an audience: its tree is made before any transaction, its rows are written in one.

A leaf is a commitment to one address under a key of that person for this notice alone. Sorted, the
tree also shows who is not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, select

from storage import commitments, enrolling, merkle
from storage.enrolling import Enrolling, Recipient
from storage.many_rows import insert, reserve
from storage.people import PersonKey, Vault
from storage.recipients import Apart, Contact
from storage.tables_noticing import AudienceRow, RecipientRow

SECRET = "evidence"  # noqa: S105 - the purpose for which a person's secret is derived
MAIL, OTHER = "mail", "other"
"""How somebody is told: by mail, or by another channel from the start."""
_RECIPIENT = (
    "id", "campaign_id", "audience_id", "subscription_id", "person_id", "language", "leaf",
    "leaf_no", "channel", "name_sealed",
)  # fmt: skip
_PARTY = ("campaign_id", "recipient_id", "party_key", "reference_sealed")


@dataclass(frozen=True, slots=True)
class Member:
    """One recipient to be frozen: where, in which language, under which contracts."""

    contact: Contact
    language: str
    name: str
    parties: Sequence[str]


@dataclass(frozen=True, slots=True)
class Handed:
    """A list as the company handed it in."""

    members: Sequence[Member]
    source: str
    sha256: str
    declared: int | None = None


@dataclass(frozen=True, slots=True)
class Seedling:
    """A recipient with the leaf that stands for them, before their row has a number."""

    leaf: str
    place: int  # among those who are enrolled
    language: str
    channel: str
    name_sealed: bytes | None
    parties: tuple[tuple[str, bytes], ...]  # keyed hash of the reference, and its sealed form


@dataclass(frozen=True, slots=True)
class Planting:
    """An audience that can be frozen: everybody in the order of the tree, and its root."""

    campaign_id: str
    handed: Handed
    enrolling: Enrolling
    seedlings: list[Seedling]
    root: str

    @property
    def parties(self) -> int:
        """How many contracts they stand under; who names none is one alone."""
        named = {key for one in self.seedlings for key, _ in one.parties}
        return len(named) + sum(not one.parties for one in self.seedlings)


def prepare(tx: Session, vault: Vault, campaign_id: str, service: str, handed: Handed) -> Planting:
    """Make keys, leaves and tree of a list; nothing is written. Who is in an earlier audience of
    the same notice is left where they are.
    """
    ready = enrolling.prepare(
        tx, vault, service, campaign_id,
        (Recipient(one.contact, one.language) for one in handed.members),
    )  # fmt: skip
    before = set(
        tx.exec(select(RecipientRow.subscription_id).where(RecipientRow.campaign_id == campaign_id))
    )
    seedlings = sorted(
        (
            _seedling(vault, campaign_id, place, person.key, member)
            for place, (person, member) in enumerate(zip(ready.people, handed.members, strict=True))
            if person.known is None or person.known.subscription_id not in before
        ),
        key=lambda one: one.leaf,
    )
    tree = merkle.Tree(merkle.leaf_hash(bytes.fromhex(one.leaf)) for one in seedlings)
    return Planting(campaign_id, handed, ready, seedlings, tree.root.hex())


def plant(tx: Session, planting: Planting, now: datetime) -> AudienceRow:
    """Freeze what was prepared; from here on nobody is added to it and nobody taken out.

    OutdatedError where the people it was prepared for were enrolled or erased meanwhile.
    """
    people = enrolling.keep(tx, planting.enrolling, now)
    handed = planting.handed
    audience = AudienceRow(
        campaign_id=planting.campaign_id,
        number=_count(tx, planting.campaign_id) + 1,
        frozen_at=now,
        source=handed.source,
        sha256=handed.sha256,
        count=len(planting.seedlings),
        parties=planting.parties,
        declared=handed.declared,
        root=planting.root,
    )
    tx.add(audience)
    tx.flush()
    ids = reserve(tx, "recipient", len(planting.seedlings))
    rows = [
        (
            id_, planting.campaign_id, audience.id, people[one.place].subscription_id,
            people[one.place].person_id, one.language, one.leaf, leaf_no, one.channel,
            one.name_sealed,
        )
        for leaf_no, (id_, one) in enumerate(zip(ids, planting.seedlings, strict=True))
    ]  # fmt: skip
    contracts = [
        (planting.campaign_id, id_, key, sealed)
        for id_, one in zip(ids, planting.seedlings, strict=True)
        for key, sealed in one.parties
    ]
    insert(tx, "recipient", _RECIPIENT, rows)
    insert(tx, "party", _PARTY, contracts)
    return audience


def party_key(vault: Vault, campaign_id: str, reference: str) -> str:
    """What a contract is found by: a keyed hash of the company's reference."""
    return vault.seed("party", campaign_id, reference.strip()).hex()


def _seedling(
    vault: Vault, campaign_id: str, place: int, key: PersonKey, member: Member
) -> Seedling:
    of_notice = commitments.notice_key(key.secret(SECRET), campaign_id)
    return Seedling(
        commitments.recipient(of_notice, member.contact.address),
        place,
        member.language,
        OTHER if isinstance(member.contact, Apart) else MAIL,
        key.seal("name", member.name) if member.name else None,
        tuple(
            (party_key(vault, campaign_id, reference), key.seal("party", reference.strip()))
            for reference in member.parties
        ),
    )


def _count(tx: Session, campaign_id: str) -> int:
    count = select(func.count()).select_from(AudienceRow)
    return tx.exec(count.where(AudienceRow.campaign_id == campaign_id)).one()
