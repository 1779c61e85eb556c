"""Streams of entries that are gathered: when a batch is closed, and what its leaf says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from storage import entries, merkle
from storage.tables_proved import EntryRow

MOST = 1000
"""Records of one tree."""

ALONE = ("public", "committed")
"""Streams of entries that get a leaf of their own."""


@dataclass(frozen=True, slots=True)
class Stream:
    """How the entries of a stream are gathered: the kind of the batch, how long one may wait,
    whether they are kept folded afterwards.
    """

    kind: str
    wait: timedelta
    folds: bool = False


STREAMS = {
    "looks": Stream("look.batch", timedelta(minutes=10), folds=True),
    "unchanged": Stream("look.batch", timedelta(hours=6), folds=True),
    "receipts": Stream("receipt.batch", timedelta(minutes=10)),
    "deliveries": Stream("delivery.batch", timedelta(minutes=5)),
    "notice": Stream("delivery.batch", timedelta(minutes=5)),
    "acks": Stream("ack.batch", timedelta(hours=1)),
    "digests": Stream("digest.batch", timedelta(hours=1)),
    "consents": Stream("consent.batch", timedelta(hours=1)),
    "erasures": Stream("erasure.batch", timedelta(hours=1)),
    "early": Stream("early.batch", timedelta(0)),
}
"""By the first part of a stream's name. What tells of single persons waits an hour: the time of a
leaf would tell whom it speaks of. Looks that found nothing new are many and nobody asks for the
minute: a small installation would else have a leaf for each.
"""


def stream_of(name: str) -> Stream:
    """How a stream of that name is gathered."""
    return STREAMS[name.partition("/")[0]]


def closing(tx: Session, now: datetime, *, everything: bool) -> list[str]:
    """The streams whose batch is closed now: full, or waiting for long enough."""
    query = (
        select(col(EntryRow.stream), func.count(), func.min(col(EntryRow.at)))
        .where(col(EntryRow.leaf_no).is_(None), col(EntryRow.stream).not_in(ALONE))
        .group_by(col(EntryRow.stream))
        .order_by(col(EntryRow.stream))
    )
    return [
        name
        for name, count, oldest in tx.execute(query)
        if everything or count >= MOST or oldest <= now - stream_of(name).wait
    ]


def close(tx: Session, stream: str, now: datetime) -> tuple[EntryRow, Sequence[EntryRow]]:
    """Close one batch: the entry that commits to it, and its records in their order."""
    rows = _waiting(tx, stream)
    forms = [json.loads(row.record or b"{}") for row in rows]
    outcomes = Counter(str(form["body"]["outcome"]) for form in forms if "outcome" in form["body"])
    kind = stream_of(stream).kind
    before = entries.newest(tx, kind, stream)
    facts = {
        "no": json.loads(before.record or b"{}")["body"]["no"] + 1 if before else 1,
        "count": len(rows),
        "root": f"sha256:{merkle.Tree.of(row.record or b'' for row in rows).root.hex()}",
        "first": entries.time_of(min(row.at for row in rows)),
        "last": entries.time_of(max(row.at for row in rows)),
        "outcomes": outcomes,
    }
    entries.record(tx, kind, stream, facts, now)
    closed = entries.newest(tx, kind, stream)
    assert closed is not None  # noqa: S101 - it was written the line before
    return closed, rows


def _waiting(tx: Session, stream: str) -> Sequence[EntryRow]:
    query = (
        select(EntryRow)
        .where(col(EntryRow.leaf_no).is_(None), col(EntryRow.stream) == stream)
        .order_by(col(EntryRow.id))
        .limit(MOST)
    )
    rows = list(tx.scalars(query))
    for row in rows:
        row.record = row.record or _early(row)
    tx.flush()
    return rows


def _early(row: EntryRow) -> bytes:
    """The record of an entry from before there was a ledger: only its digest was kept."""
    return entries.canonical(
        {
            "v": 1,
            "type": "early",
            "time": entries.time_of(row.at),
            "subject": row.subject,
            "body": {"kind": row.kind, "digest": f"sha256:{row.digest.hex()}"},
        }
    )
