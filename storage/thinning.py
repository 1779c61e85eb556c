"""Dropping the bytes of old snapshots, where an operator wants that; every look stays on record,
with its exchange and the hash of what was received.

What anybody needs stays: the first look that saw each text, the look that confirmed a version, the
looks between which a change happened, pages that a person saved, and what sources stand on now. A
page kept as a difference to one that goes is written whole before that one goes.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, not_, or_, select, update
from sqlmodel import Session, SQLModel, col

from storage import snapshots
from storage.checks import BY_HAND
from storage.database import Database
from storage.errors import SnapshotDamagedError
from storage.tables_seen import BlobRow, ChangeRow, CheckRow, VersionRow
from storage.tables_watched import PolicyRow, SourceRow

BATCH = 200  # snapshots in one transaction
BLOB, SNAPSHOT = (SQLModel.metadata.tables[name] for name in ("blob", "snapshot"))


def thin(db: Database, before: datetime) -> int:
    """Drop the bytes of snapshots from before a time that nothing needs; how many snapshots lost
    theirs. Safe to repeat and to kill.
    """
    dropped = 0
    while True:
        with db.transaction() as tx:
            count = _batch(tx, before)
        dropped += count
        if count < BATCH:
            return dropped


def _batch(tx: Session, before: datetime) -> int:
    rows = tx.execute(
        select(SNAPSHOT.c.id, SNAPSHOT.c.blob_id, SNAPSHOT.c.screenshot_id)
        .join(CheckRow, col(CheckRow.id) == SNAPSHOT.c.look_id)
        .where(
            or_(SNAPSHOT.c.blob_id.is_not(None), SNAPSHOT.c.screenshot_id.is_not(None)),
            col(CheckRow.at) < before,
            not_(_is_needed()),
        )
        .order_by(SNAPSHOT.c.id)
        .limit(BATCH)
    ).all()
    if not rows:
        return 0
    ids = [row.id for row in rows]
    tx.execute(
        update(SNAPSHOT).where(SNAPSHOT.c.id.in_(ids)).values(blob_id=None, screenshot_id=None)
    )
    held = {blob for row in rows for blob in (row.blob_id, row.screenshot_id) if blob is not None}
    _drop(tx, held)
    return len(rows)


def _is_needed() -> ColumnElement[bool]:
    """Whether a look (of the query this stands in) is one that others rest on."""
    first = select(func.min(col(CheckRow.id))).where(col(CheckRow.text_id).is_not(None))
    at, number = col(CheckRow.at), col(CheckRow.policy_no)
    confirming = exists().where(
        col(PolicyRow.no) == number,
        col(VersionRow.policy_id) == col(PolicyRow.id),
        or_(col(VersionRow.confirmed_at) == at, col(VersionRow.first_seen_at) == at),
    )
    bounding = exists().where(
        col(PolicyRow.no) == number,
        col(ChangeRow.policy_id) == col(PolicyRow.id),
        or_(col(ChangeRow.last_seen_old_at) == at, col(ChangeRow.first_seen_new_at) == at),
    )
    saved = func.coalesce(col(CheckRow.origin), "").startswith(BY_HAND)
    is_first = col(CheckRow.id).in_(first.group_by(col(CheckRow.text_id)))
    return or_(is_first, confirming, bounding, saved)


def _drop(tx: Session, blobs: Collection[int]) -> None:
    """Delete those that nothing names any more; what was written as a difference to them is
    written whole first.
    """
    gone = list(
        tx.scalars(
            select(BLOB.c.id).where(
                BLOB.c.id.in_(blobs),
                ~exists().where(SNAPSHOT.c.blob_id == BLOB.c.id),
                ~exists().where(SNAPSHOT.c.screenshot_id == BLOB.c.id),
                ~exists().where(col(SourceRow.blob_id) == BLOB.c.id),
            )
        )
    )
    resting = select(BLOB.c.id).where(and_(BLOB.c.base_id.in_(gone), BLOB.c.id.not_in(gone)))
    for id in list(tx.scalars(resting)):
        try:
            snapshots.make_whole(tx, int(id))
        except SnapshotDamagedError:
            gone = [one for one in gone if one not in _bases(tx, int(id))]  # leave it as it is
    tx.execute(update(BLOB).where(BLOB.c.id.in_(gone)).values(base_id=None))
    tx.execute(delete(BlobRow).where(col(BlobRow.id).in_(gone)))


def _bases(tx: Session, id: int) -> set[int]:
    """The blobs that one is written as a difference to, one after the other."""
    found: set[int] = set()
    base = tx.scalar(select(BLOB.c.base_id).where(BLOB.c.id == id))
    while base is not None and base not in found:
        found.add(int(base))
        base = tx.scalar(select(BLOB.c.base_id).where(BLOB.c.id == base))
    return found
