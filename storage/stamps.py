"""Asking others to vouch: which checkpoint is frozen for it, which stamps are still wanted, and
what came of them. What came is logged as an anchor: whatever follows it in the log is younger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from storage import entries, logs
from storage.log_files import LogFiles
from storage.signed_notes import Signature
from storage.tables_logged import CheckpointRow, CosignatureRow, StampRow

AT_LEAST_EVERY = timedelta(days=1)
AGAIN_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
"""How long after each try that failed; the last of them again and again."""

GIVE_UP_AFTER = 60
"""Tries; about two weeks. A checkpoint that was stamped later vouches for this one as well."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A stamp that is to be asked for now."""

    id: int
    log_no: int
    size: int
    authority: str
    frozen: bytes


def due_to_freeze(
    tx: Session, log_no: int, every: timedelta, now: datetime
) -> CheckpointRow | None:
    """The newest signed checkpoint, where it is time that others vouch for it."""
    newest = logs.newest(tx, log_no, signed=True)
    if newest is None or newest.frozen is not None:
        return None
    last = tx.scalar(
        select(CheckpointRow)
        .where(col(CheckpointRow.log_no) == log_no, col(CheckpointRow.frozen).is_not(None))
        .order_by(col(CheckpointRow.size).desc())
        .limit(1)
    )
    if last is None or last.frozen_at is None:
        return newest
    waited = now - last.frozen_at
    if newest.told > last.told and waited >= every:
        return newest
    return newest if waited >= AT_LEAST_EVERY else None


def freeze(
    tx: Session,
    row: CheckpointRow,
    cosignatures: Sequence[Signature],
    authorities: Sequence[str],
    now: datetime,
) -> None:
    """Fix the bytes that are stamped: the checkpoint with the cosignatures that came in time."""
    kept = tx.get_one(CheckpointRow, (row.log_no, row.size))
    if kept.frozen is not None or kept.note is None:
        return
    kept.frozen = kept.note + "".join(one.line for one in cosignatures).encode()
    kept.frozen_at = now
    tx.add(kept)
    for authority in authorities:
        tx.add(StampRow(log_no=row.log_no, size=row.size, authority=authority, next_try_at=now))
    tx.flush()


def due(tx: Session, now: datetime, most: int = 20) -> list[Wanted]:
    """The stamps that are to be asked for now, newest checkpoint first."""
    query = (
        select(StampRow, col(CheckpointRow.frozen))
        .join(
            CheckpointRow,
            (col(StampRow.log_no) == col(CheckpointRow.log_no))
            & (col(StampRow.size) == col(CheckpointRow.size)),
        )
        .where(col(StampRow.next_try_at) <= now)
        .order_by(col(StampRow.size).desc(), col(StampRow.id))
        .limit(most)
    )
    return [
        Wanted(row.id or 0, row.log_no, row.size, row.authority, frozen or b"")
        for row, frozen in tx.execute(query)
    ]


def keep(tx: Session, wanted: Wanted, token: bytes, at: datetime, now: datetime) -> None:
    """A token came and holds: keep it, and log that it exists."""
    row = tx.get_one(StampRow, wanted.id)
    if row.stamped_at is not None:
        return
    row.token, row.stamped_at, row.next_try_at, row.trouble = token, at, None, None
    row.tries += 1
    tx.add(row)
    facts = {
        "size": wanted.size,
        "checkpoint": _digest(wanted.frozen),
        "kind": "rfc3161",
        "token": _digest(token),
        "by": wanted.authority,
        "at": entries.time_of(at),
    }
    log = logs.get(tx, wanted.log_no)
    entries.record(tx, "anchor", f"{log.origin}/{wanted.size}", facts, now)


def fail(
    tx: Session, wanted: Wanted, trouble: str, now: datetime, token: bytes | None = None
) -> None:
    """No token that holds; ask again later. What came is kept where another program may read it."""
    row = tx.get_one(StampRow, wanted.id)
    if row.stamped_at is not None:
        return
    pause = AGAIN_AFTER[min(row.tries, len(AGAIN_AFTER) - 1)]
    row.tries += 1
    row.trouble = trouble[:500]
    row.token = token or row.token
    row.next_try_at = now + pause if row.tries < GIVE_UP_AFTER else None
    tx.add(row)


def keep_cosignature(
    tx: Session, row: CheckpointRow, witness: str, line: str, seen_at: datetime, now: datetime
) -> None:
    """A witness cosigned: keep its line, and log that it exists."""
    if tx.get(CosignatureRow, (row.log_no, row.size, witness)) is not None:
        return
    tx.add(
        CosignatureRow(
            log_no=row.log_no, size=row.size, witness=witness, line=line, seen_at=seen_at
        )
    )
    facts = {
        "size": row.size,
        "checkpoint": _digest(row.note or b""),
        "kind": "witness",
        "token": _digest(line.encode()),
        "by": witness,
        "at": entries.time_of(seen_at),
    }
    log = logs.get(tx, row.log_no)
    entries.record(tx, "anchor", f"{log.origin}/{row.size}", facts, now)


def of(tx: Session, log_no: int, size: int) -> list[StampRow]:
    """The stamps of a checkpoint, those that came and those that did not."""
    query = select(StampRow).where(col(StampRow.log_no) == log_no, col(StampRow.size) == size)
    return list(tx.scalars(query.order_by(col(StampRow.id))))


def taken(tx: Session) -> list[tuple[StampRow, bytes]]:
    """Every token that came, with the bytes it is over."""
    query = select(StampRow).where(col(StampRow.stamped_at).is_not(None))
    found = []
    for row in tx.scalars(query.order_by(col(StampRow.id))):
        over = tx.get(CheckpointRow, (row.log_no, row.size))
        found.append((row, (over.frozen or b"") if over else b""))
    return found


def last_seen_by(tx: Session, log_no: int, witness: str) -> int:
    """The size of the newest checkpoint that a witness cosigned for us."""
    query = (
        select(col(CosignatureRow.size))
        .where(col(CosignatureRow.log_no) == log_no, col(CosignatureRow.witness) == witness)
        .order_by(col(CosignatureRow.size).desc())
        .limit(1)
    )
    return tx.scalar(query) or 0


def serve(tx: Session, files: LogFiles, log_no: int, size: int) -> None:
    """Put the frozen checkpoint and its tokens where strangers find them."""
    row = tx.get(CheckpointRow, (log_no, size))
    if row is None or row.frozen is None:
        return
    files.publish(log_no, f"checkpoints/{size}", row.frozen)
    for number, stamp in enumerate(of(tx, log_no, size), 1):
        if stamp.token is not None and stamp.stamped_at is not None:
            files.publish(log_no, f"checkpoints/{size}.{number}.tsr", stamp.token)


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
