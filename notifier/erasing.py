"""Erasing a mailbox wherever it stands: a follower at once, a recipient of contract notices when
their record is no evidence any more, or at once where the operator decides so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from notifier import person
from notifier.office import Office
from storage import commitments, erasures, planting
from storage.mailboxes import Mailbox
from storage.people import PersonKey
from storage.tables_noticing import CampaignRow, RecipientRow
from storage.tables_told import AttemptRow, DeliveryRow, SubscriberRow


@dataclass(frozen=True, slots=True)
class Restricted:
    """One company's record of a person that is kept for proof alone, and until when."""

    service: str
    until: datetime


def erase(
    tx: Session,
    office: Office,
    mailbox: Mailbox,
    term: timedelta,
    now: datetime,
    *,
    at_once: bool = False,
) -> list[Restricted]:
    """Erase whoever has this mailbox; what is still evidence is restricted and returned, unless
    `at_once`. Safe to repeat.
    """
    person.erase(tx, office, mailbox, now)
    kept = []
    for one in erasures.told_at(tx, office.vault, mailbox, term):
        if at_once or one.until is None or one.until <= now:
            erasures.erase(tx, one, now)
        else:
            erasures.restrict(tx, one, now)
            kept.append(Restricted(one.service, one.until))
    return kept


def export(tx: Session, office: Office, mailbox: Mailbox, term: timedelta) -> dict[str, Any]:
    """Everything that is kept about whoever has this mailbox, as follower and as recipient."""
    form = person.export(tx, office, mailbox)
    told = erasures.told_at(tx, office.vault, mailbox, term)
    if told:
        form |= {"told_under_contract": [_told(tx, office, one) for one in told]}
    return form


def _told(tx: Session, office: Office, told: erasures.Told) -> dict[str, Any]:
    """What is kept of one person of one company, with what opens their place in each audience."""
    key = office.vault.key_of(tx, told.person_id)
    assert key is not None  # noqa: S101 - who was erased is found no more
    subscriber = tx.get_one(SubscriberRow, told.subscriber_id)
    apart = erasures.restriction_of(tx, told.person_id)
    sealed = apart.address_sealed if apart else subscriber.address_sealed
    rows = tx.exec(
        select(RecipientRow, CampaignRow)
        .join(CampaignRow, col(CampaignRow.id) == RecipientRow.campaign_id)
        .where(RecipientRow.person_id == told.person_id)
        .order_by(col(RecipientRow.id))
    ).all()
    return {
        "service": told.service,
        "address": key.unseal("address", sealed or b""),
        "language": subscriber.language,
        "since": subscriber.created_at.isoformat(),
        "evidence_until": told.until.isoformat() if told.until else None,
        "restricted_since": apart.since.isoformat() if apart else None,
        "notices": [_notice(tx, key, row, campaign) for row, campaign in rows],
    }


def _notice(
    tx: Session, key: PersonKey, row: RecipientRow, campaign: CampaignRow
) -> dict[str, Any]:
    of_notice = commitments.notice_key(key.secret(planting.SECRET), campaign.id)
    return {
        "notice": campaign.id,
        "terms_type": campaign.terms_type,
        "effective_on": campaign.effective_on.isoformat(),
        "name": key.unseal("name", row.name_sealed) if row.name_sealed else None,
        "commitment": row.leaf,
        "opens_with": of_notice.hex(),
        "final": row.final,
        "grade": row.grade,
        "letters": _letters(tx, key, row.subscription_id),
    }


def _letters(tx: Session, key: PersonKey, subscription_id: int) -> list[dict[str, Any]]:
    letters = tx.exec(
        select(DeliveryRow)
        .where(DeliveryRow.subscription_id == subscription_id)
        .order_by(col(DeliveryRow.id))
    ).all()
    return [
        {
            "message_id": letter.message_id,
            "state": letter.state,
            "grade": letter.grade,
            "sent_at": letter.sent_at.isoformat() if letter.sent_at else None,
            "attempts": _attempts(tx, key, letter.id),
        }
        for letter in letters
    ]


def _attempts(tx: Session, key: PersonKey, delivery_id: str) -> list[dict[str, Any]]:
    rows: Sequence[AttemptRow] = tx.exec(
        select(AttemptRow)
        .where(AttemptRow.delivery_id == delivery_id)
        .order_by(col(AttemptRow.number))
    ).all()
    return [
        {
            "at": row.started_at.isoformat(),
            "relay": row.relay,
            "outcome": row.outcome,
            "code": row.code,
            "said": key.unseal("transcript", row.transcript_sealed)
            if row.transcript_sealed
            else None,
        }
        for row in rows
    ]
