"""Notices and what was planned of them: words kept once, one delivery for each who is told.

The unique keys are the promise that nobody is told twice: a plan that is made again finds its rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from storage import ulid
from storage.many_rows import in_parts
from storage.people import Vault
from storage.tables_told import DeliveryRow, NoticeRow, SubscriberRow, SubscriptionRow
from storage.upserts import insert_into

_DELIVERIES = SQLModel.metadata.tables["delivery"]

PRIORITY = {
    "confirm": 40,
    "manage": 40,
    "contract": 30,
    "deadline": 20,
    "immediate": 10,
    "digest": 0,
}
"""What goes out first: a person who waits at the screen, then whoever has least time left."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The words of a notice in one language and zone, with places for what differs by person."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One notice for one subscription: what becomes a delivery."""

    subscription_id: int
    subscriber_id: int
    address_sealed: bytes
    due_at: datetime
    priority: int = PRIORITY["immediate"]
    deadline_at: datetime | None = None
    held: bool = False


def keep(
    tx: Session,
    rendered: Rendered,
    *,
    kind: str,
    about: str,
    language: str,
    time_zone: str,
    now: datetime,
    thread: str = "",
    mail_class: str = "watch",
    revision: int = 1,
) -> NoticeRow:
    """The notice of this kind, subject, language, zone and revision: kept once, then left alone."""
    which: dict[str, Any] = {
        "kind": kind,
        "about": about,
        "mail_class": mail_class,
        "language": language,
        "time_zone": time_zone,
        "revision": revision,
    }
    known = tx.exec(select(NoticeRow).filter_by(**which)).first()
    if known is not None:
        return known
    row = NoticeRow(
        **which,
        thread=thread,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        sha256=digest_of(rendered),
        created_at=now,
    )
    tx.add(row)
    tx.flush()
    return row


def digest_of(rendered: Rendered) -> str:
    """SHA-256 over subject, text and HTML, each with its length: no word can change place."""
    digest = hashlib.sha256()
    for part in (rendered.subject, rendered.text, rendered.html):
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def plan(
    tx: Session,
    vault: Vault,
    notice: NoticeRow,
    rows: Iterable[Planned],
    domain: str,
    now: datetime,
) -> int:
    """Put deliveries of a notice into the outbox; returns how many are new.

    What stands there already stays as it is.
    """
    before = _count(tx, notice)
    for part in in_parts(rows):
        _insert_missing(tx, [_delivery(vault, notice, row, domain, now) for row in part])
    return _count(tx, notice) - before


def told(tx: Session, kind: str, about: str) -> set[int]:
    """The subscribers for whom a delivery of this already stands in the outbox."""
    return set(
        tx.exec(
            select(DeliveryRow.subscriber_id).where(
                DeliveryRow.kind == kind,
                DeliveryRow.about == about,
            )
        )
    )


def still_following(
    tx: Session, kind: str, about: str, states: Sequence[str] | None = None
) -> list[tuple[DeliveryRow, NoticeRow, SubscriberRow]]:
    """Who was told this and follows still, in the order of their deliveries, with what they were
    told; of the named states only.
    """
    query = (
        select(DeliveryRow, NoticeRow, SubscriberRow)
        .join(NoticeRow, col(NoticeRow.id) == DeliveryRow.notice_id)
        .join(SubscriberRow, col(SubscriberRow.id) == DeliveryRow.subscriber_id)
        .join(SubscriptionRow, col(SubscriptionRow.id) == DeliveryRow.subscription_id)
        .where(
            DeliveryRow.kind == kind,
            DeliveryRow.about == about,
            col(SubscriptionRow.ended_at).is_(None),
            col(SubscriberRow.address_sealed).is_not(None),
        )
        .order_by(col(DeliveryRow.id))
    )
    if states is not None:
        query = query.where(col(DeliveryRow.state).in_(states))
    return list(tx.exec(query))


def delivery_of(tx: Session, notice: NoticeRow, subscription_id: int) -> str:
    """The id of the delivery of a notice for one subscription."""
    return tx.exec(
        select(DeliveryRow.id).where(
            DeliveryRow.kind == notice.kind,
            DeliveryRow.about == notice.about,
            DeliveryRow.subscription_id == subscription_id,
            DeliveryRow.revision == notice.revision,
        )
    ).one()


def of_campaign(tx: Session, about: str, language: str, revision: int) -> NoticeRow:
    """The words of a contract notice as they were approved for one audience, in one language."""
    return tx.exec(
        select(NoticeRow).where(
            NoticeRow.kind == "contract",
            NoticeRow.about == about,
            NoticeRow.language == language,
            NoticeRow.revision == revision,
        )
    ).one()


def of_ids(tx: Session, ids: Iterable[int]) -> dict[int, NoticeRow]:
    """The notices of these ids."""
    wanted = list(set(ids))
    rows = tx.exec(select(NoticeRow).where(col(NoticeRow.id).in_(wanted)))
    return {row.id: row for row in rows if row.id is not None}


def _delivery(
    vault: Vault, notice: NoticeRow, row: Planned, domain: str, now: datetime
) -> dict[str, object]:
    """The row as values. Its id follows from what it tells whom, and the Message-ID from its id."""
    seed = vault.seed("delivery", notice.kind, notice.about, row.subscription_id, notice.revision)
    id_ = ulid.make(now, seed)
    return {
        "id": id_,
        "notice_id": notice.id,
        "kind": notice.kind,
        "about": notice.about,
        "revision": notice.revision,
        "subscription_id": row.subscription_id,
        "subscriber_id": row.subscriber_id,
        "channel": "mail",
        "address_sealed": row.address_sealed,
        "priority": row.priority,
        "due_at": row.due_at,
        "deadline_at": row.deadline_at,
        "state": "held" if row.held else "pending",
        "attempts": 0,
        "deferrals": 0,
        "unknowns": 0,
        "lease_no": 0,
        "data_began": False,
        "message_id": f"<d.{id_}@{domain}>",
    }


def _count(tx: Session, notice: NoticeRow) -> int:
    """Deliveries of a notice: on PostgreSQL an insert of many rows does not say how many."""
    count = select(func.count()).select_from(DeliveryRow)
    return tx.exec(count.where(DeliveryRow.notice_id == notice.id)).one()


def _insert_missing(tx: Session, values: list[dict[str, object]]) -> None:
    unique = ["kind", "about", "subscription_id", "channel", "revision"]
    new = insert_into(_DELIVERIES, tx.get_bind().dialect.name)
    statement = new.on_conflict_do_nothing(index_elements=unique)
    tx.connection().execute(statement, values)
