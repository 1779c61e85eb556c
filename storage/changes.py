"""Changes: what differs between two versions that followed each other.

One without `announced_at` waits to be told.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import zstandard
from sqlalchemy import ColumnElement, CursorResult, func, select, update
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from policy.jsonable import comparison_from_json, comparison_to_json
from policy.model import Comparison, Significance
from policy.tally import Tally, tally
from storage import entries
from storage.errors import UnknownChangeError
from storage.tables_seen import ChangeRow

TOLD_KINDS = ("change", "return", "late")
"""Kinds of change that are announced.

A technical upgrade is ours, and nobody is told that a vendor changed when we did.
"""


@dataclass(frozen=True, slots=True)
class KeptChange:
    """One change as it was kept: between which versions and which looks, and what differs."""

    id: str
    policy_id: str
    kind: str
    from_version: int
    to_version: int
    significance: Significance | None
    comparison: Comparison
    last_seen_old_at: datetime
    first_seen_new_at: datetime
    detected_at: datetime
    announced_at: datetime | None
    retracted_at: datetime | None = None
    retracted_because: str | None = None


def record(
    tx: Session,
    policy_id: str,
    comparison: Comparison,
    *,
    kind: str,
    from_version: int,
    to_version: int,
    last_seen_old_at: datetime,
    first_seen_new_at: datetime,
    detected_at: datetime,
) -> str:
    """Keep a change; its id follows from policy and version, so it is the same however often the
    look is repeated.
    """
    id = change_id(policy_id, to_version, kind)
    raw = json.dumps(
        comparison_to_json(comparison), ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()
    tx.add(
        ChangeRow(
            id=id,
            policy_id=policy_id,
            from_version=from_version,
            to_version=to_version,
            kind=kind,
            significance=comparison.significance,
            comparison=zstandard.ZstdCompressor(level=10).compress(raw),
            tally=tally_to_json(tally(comparison)),
            last_seen_old_at=last_seen_old_at,
            first_seen_new_at=first_seen_new_at,
            detected_at=detected_at,
        )
    )
    tx.flush()
    entries.record(
        tx,
        "change",
        id,
        {
            "kind": kind,
            "from": from_version,
            "to": to_version,
            "significance": comparison.significance,
            "reasons": comparison.reasons,
            "last_seen_old_at": last_seen_old_at.isoformat(),
            "first_seen_new_at": first_seen_new_at.isoformat(),
        },
        detected_at,
    )
    return id


def change_id(policy_id: str, to_version: int, kind: str = "change") -> str:
    """The name of the change that led to a version; it stands in links."""
    return f"{policy_id}.{to_version}" + ("" if kind in ("change", "return") else f".{kind}")


def get(tx: Session, id: str) -> KeptChange:
    """The change of that name."""
    row = tx.get(ChangeRow, id)
    if row is None:
        raise UnknownChangeError(f"there is no change named {id}")
    return _kept(row)


def leading(tx: Session, policy_id: str, old: int, new: int) -> str | None:
    """The name of the change that led from one version to another; None where none did."""
    query = select(col(ChangeRow.id)).where(
        col(ChangeRow.policy_id) == policy_id,
        col(ChangeRow.from_version) == old,
        col(ChangeRow.to_version) == new,
    )
    return tx.scalar(query.order_by(col(ChangeRow.detected_at)).limit(1))


def retracted(tx: Session, policy_id: str) -> int:
    """How many changes of a policy we took back."""
    query = select(func.count()).where(
        col(ChangeRow.policy_id) == policy_id, col(ChangeRow.retracted_at).is_not(None)
    )
    return tx.scalar(query) or 0


def headlines(tx: Session, policy_id: str) -> list[ChangeRow]:
    """Every change of a policy, oldest first, without loading the comparisons at all."""
    query = select(ChangeRow).where(col(ChangeRow.policy_id) == policy_id)
    order = (col(ChangeRow.to_version), col(ChangeRow.detected_at))
    light = defer(ChangeRow.comparison)  # type: ignore[arg-type]  # SQLModel shows it as its value
    return list(tx.scalars(query.options(light).order_by(*order)))


def latest(tx: Session, among: ColumnElement[bool], limit: int) -> list[ChangeRow]:
    """The newest changes of the services (none of ours), newest first, without loading their
    comparisons; `among` says, over `change`, of which policies.
    """
    light = defer(ChangeRow.comparison)  # type: ignore[arg-type]  # SQLModel shows it as its value
    query = select(ChangeRow).where(among, col(ChangeRow.kind).in_(TOLD_KINDS)).options(light)
    order = (col(ChangeRow.detected_at).desc(), col(ChangeRow.id))
    return list(tx.scalars(query.order_by(*order).limit(limit)))


def tally_of(row: ChangeRow) -> Tally:
    """How much a change holds, without unpacking it."""
    form = json.loads(row.tally or "{}")
    return Tally(form.get("counts", {}), form.get("words", 0))


def tally_to_json(counted: Tally) -> str:
    """A tally as its column holds it."""
    return json.dumps({"counts": counted.counts, "words": counted.words})


def listed(tx: Session, policy_id: str) -> list[ChangeRow]:
    """Every change of a policy, oldest first, without their comparisons unpacked."""
    query = select(ChangeRow).where(col(ChangeRow.policy_id) == policy_id)
    return list(tx.scalars(query.order_by(col(ChangeRow.to_version), col(ChangeRow.detected_at))))


def recent(
    tx: Session, limit: int = 20, policy_ids: Sequence[str] | None = None
) -> list[ChangeRow]:
    """The newest changes across policies, newest first, without their comparisons unpacked."""
    query = select(ChangeRow).order_by(col(ChangeRow.detected_at).desc(), col(ChangeRow.id))
    if policy_ids is not None:
        query = query.where(col(ChangeRow.policy_id).in_(policy_ids))
    return list(tx.scalars(query.limit(limit)))


def unannounced(tx: Session, limit: int = 100) -> list[KeptChange]:
    """Changes nobody was told of yet, oldest first."""
    query = select(ChangeRow).where(
        col(ChangeRow.announced_at).is_(None), col(ChangeRow.kind).in_(TOLD_KINDS)
    )
    rows = tx.scalars(query.order_by(col(ChangeRow.detected_at), col(ChangeRow.id)).limit(limit))
    return [_kept(row) for row in rows]


def waiting(tx: Session, limit: int = 100) -> list[str]:
    """The names of changes nobody was told of yet, oldest first, without unpacking them."""
    query = select(col(ChangeRow.id)).where(
        col(ChangeRow.announced_at).is_(None), col(ChangeRow.kind).in_(TOLD_KINDS)
    )
    return list(
        tx.scalars(query.order_by(col(ChangeRow.detected_at), col(ChangeRow.id)).limit(limit))
    )


def announced_since(
    tx: Session, policy_id: str, since: datetime, limit: int = 10
) -> list[KeptChange]:
    """The changes of a policy that were announced and first seen since a moment, newest first."""
    query = (
        select(ChangeRow)
        .where(
            col(ChangeRow.policy_id) == policy_id,
            col(ChangeRow.announced_at).is_not(None),
            col(ChangeRow.kind).in_(TOLD_KINDS),
            col(ChangeRow.first_seen_new_at) >= since,
        )
        .order_by(col(ChangeRow.to_version).desc(), col(ChangeRow.detected_at).desc())
    )
    return [_kept(row) for row in tx.scalars(query.limit(limit))]


def mark_announced(tx: Session, id: str, now: datetime) -> bool:
    """Say that notices and deliveries of this change stand; False where somebody else was first."""
    done = tx.execute(
        update(ChangeRow)
        .where(col(ChangeRow.id) == id, col(ChangeRow.announced_at).is_(None))
        .values(announced_at=now)
    )
    assert isinstance(done, CursorResult)  # noqa: S101 - an update answers with one
    return done.rowcount == 1


def retract(tx: Session, id: str, because: str, by: str, now: datetime) -> bool:
    """Say that we were wrong about a change; it stays on record. False where it was said before."""
    done = tx.execute(
        update(ChangeRow)
        .where(col(ChangeRow.id) == id, col(ChangeRow.retracted_at).is_(None))
        .values(retracted_at=now, retracted_because=because)
    )
    assert isinstance(done, CursorResult)  # noqa: S101 - an update answers with one
    if done.rowcount != 1:
        return False
    entries.record(tx, "retraction", id, {"because": because, "by": by}, now)
    return True


def unpacked(row: ChangeRow) -> KeptChange:
    """The change of a row that was found by another query."""
    return _kept(row)


def _kept(row: ChangeRow) -> KeptChange:
    raw = zstandard.ZstdDecompressor().decompress(row.comparison)
    return KeptChange(
        id=row.id,
        policy_id=row.policy_id,
        kind=row.kind,
        from_version=row.from_version,
        to_version=row.to_version,
        significance=Significance(row.significance) if row.significance else None,
        comparison=comparison_from_json(json.loads(raw)),
        last_seen_old_at=row.last_seen_old_at,
        first_seen_new_at=row.first_seen_new_at,
        detected_at=row.detected_at,
        announced_at=row.announced_at,
        retracted_at=row.retracted_at,
        retracted_because=row.retracted_because,
    )
