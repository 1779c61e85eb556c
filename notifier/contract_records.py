"""What becomes of a contract notice's letters, as records for the ledger: never an address.

Whatever could speak of a person (the server's words, the bytes of the letter) stands there as a
digest under that person's key for this notice: erased, it is noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from storage import commitments, planting, recipients
from storage.entries import Happened
from storage.outbox import Result
from storage.people import PersonKey, Vault
from storage.tables_noticing import RecipientRow
from storage.tables_told import BounceRow, DeliveryRow, SubscriberRow
from storage.totals import Ended


def stream(campaign_id: str) -> str:
    """The name under which everything about one notice is gathered."""
    return f"notice/{campaign_id}"


def attempts(tx: Session, vault: Vault, results: Sequence[Result]) -> list[Happened]:
    """One record for each attempt at a letter of a contract notice, whatever came of it."""
    ours = [one for one in results if one.claim.kind == recipients.KIND]
    leaves = _leaves(tx, [one.claim.subscription_id for one in ours])
    found = []
    for one in ours:
        campaign_id, leaf = leaves.get(one.claim.subscription_id, ("", ""))
        key = vault.open(one.claim.wrapped_key)
        if not campaign_id or key is None:
            continue
        found.append(
            Happened(
                "delivery",
                one.claim.id,
                {
                    "schema": "delivery/1",
                    "notice": campaign_id,
                    "recipient": leaf,
                    "attempt": one.claim.number,
                    "outcome": one.outcome,
                    "grade": one.grade,
                    "relay": one.relay,
                    "code": one.code,
                    "enhanced": one.enhanced,
                    "message_id": one.claim.message_id,
                    "message": _keyed(key, campaign_id, "message/v1", one.bytes_sha256),
                    "transcript": _transcript(key, campaign_id, one.transcript_sealed),
                },
                one.ended_at,
                stream(campaign_id),
            )
        )
    return found


def came_back(
    tx: Session, vault: Vault, delivery: DeliveryRow, row: BounceRow, now: datetime
) -> list[Happened]:
    """The record of what was said later of a letter of a contract notice; else none."""
    if delivery.kind != recipients.KIND:
        return []
    person = tx.get_one(SubscriberRow, delivery.subscriber_id).person_id
    key = vault.key_of(tx, person)
    leaves = _leaves(tx, [delivery.subscription_id])
    campaign_id, leaf = leaves.get(delivery.subscription_id, ("", ""))
    if not campaign_id or key is None:
        return []
    facts = {
        "schema": "late/1",
        "notice": campaign_id,
        "recipient": leaf,
        "kind": row.kind,
        "source": row.source,
        "enhanced": row.enhanced,
        "grade": delivery.grade,
        "report": _keyed(key, campaign_id, "report/v1", row.raw_sha256),
    }
    return [Happened("late", delivery.id, facts, now, stream(campaign_id))]


def finals(campaign_id: str, ended: Sequence[Ended], now: datetime) -> list[Happened]:
    """How mail ended for each recipient, one record each: what the totals are counted from."""
    return [
        Happened(
            "final",
            one.leaf,
            {
                "schema": "final/1",
                "notice": campaign_id,
                "recipient": one.leaf,
                "audience": one.audience,
                "final": one.final,
                "grade": one.grade,
                "attempts": one.attempts,
                "elsewhere": one.elsewhere,
            },
            now,
            stream(campaign_id),
        )
        for one in ended
    ]


def _leaves(tx: Session, subscription_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The notice and the leaf of each of these recipients."""
    if not subscription_ids:
        return {}
    rows = tx.exec(
        select(RecipientRow.subscription_id, RecipientRow.campaign_id, RecipientRow.leaf).where(
            col(RecipientRow.subscription_id).in_(subscription_ids)
        )
    )
    return {number: (campaign_id, leaf) for number, campaign_id, leaf in rows}


def _transcript(key: PersonKey, campaign_id: str, sealed: bytes | None) -> str | None:
    said = key.unseal("transcript", sealed) if sealed else None
    return _keyed(key, campaign_id, "transcript/v1", said)


def _keyed(key: PersonKey, campaign_id: str, purpose: str, text: str | None) -> str | None:
    if text is None:
        return None
    of_notice = commitments.notice_key(key.secret(planting.SECRET), campaign_id)
    return "hmac-sha256:" + commitments.keyed(of_notice, purpose, text.encode())
