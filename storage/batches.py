"""Batches: the records of looks that entered the log together, kept as one value.

A look that found nothing new is by far the most frequent thing that happens. As rows of their own
such entries would need more room than all pages; so they are rows only while they wait.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

import zstandard
from sqlalchemy import delete, select
from sqlmodel import Session, col

from storage.tables_proved import BatchRow, EntryRow

LEVEL = 9
LARGEST = 1 << 26  # bytes of a batch's records; a thousand of them are half a million


def fold(tx: Session, rows: Sequence[EntryRow], log_no: int, leaf_no: int) -> None:
    """Keep entries of one kind as the batch of that leaf, in this order, instead of as rows."""
    keys = [_key(row.subject) for row in rows]
    records = b"\n".join(row.record or b"" for row in rows)  # canonical JSON has no line breaks
    tx.add(
        BatchRow(
            log_no=log_no,
            leaf_no=leaf_no,
            kind=rows[0].kind,
            first=min(keys),
            last=max(keys),
            records=zstandard.ZstdCompressor(level=LEVEL).compress(records),
        )
    )
    tx.flush()
    tx.execute(delete(EntryRow).where(col(EntryRow.id).in_([row.id for row in rows])))


def records_of(tx: Session, log_no: int, leaf_no: int) -> list[bytes] | None:
    """The records of a leaf's batch in their order; None where they are no folded batch."""
    row = tx.get(BatchRow, (log_no, leaf_no))
    return _records(row) if row is not None else None


def of(tx: Session, kind: str, subject: str) -> list[EntryRow]:
    """The entries about one subject that stand in batches, as they were before."""
    key = _key(subject)
    query = select(BatchRow).where(
        col(BatchRow.kind) == kind, col(BatchRow.first) <= key, col(BatchRow.last) >= key
    )
    rows = tx.scalars(query.order_by(col(BatchRow.log_no), col(BatchRow.leaf_no)))
    return [entry for row in rows for entry in unfold(row) if entry.subject == subject]


def unfold(row: BatchRow) -> list[EntryRow]:
    """The entries of a batch as they were before they were folded, but for their ids."""
    return [_entry(row, place, record) for place, record in enumerate(_records(row))]


def _entry(row: BatchRow, place: int, record: bytes) -> EntryRow:
    form = json.loads(record)
    return EntryRow(
        kind=row.kind,
        subject=form["subject"],
        digest=hashlib.sha256(record).digest(),
        at=datetime.fromisoformat(form["time"]),
        stream="",
        record=record,
        log_no=row.log_no,
        leaf_no=row.leaf_no,
        place=place,
    )


def _records(row: BatchRow) -> list[bytes]:
    whole = zstandard.ZstdDecompressor().decompress(row.records, max_output_size=LARGEST)
    return whole.split(b"\n")


def _key(subject: str) -> bytes:
    """What subjects are ordered by: shorter ones first, so that numbers stand in their order."""
    written = subject.encode()
    return len(written).to_bytes(2, "big") + written
