"""Snapshots: what was received, byte for byte, with the exchange around it.

Bytes are named by their SHA-256 and kept once. A page is written as a difference to the one before
it (zstd with that one as dictionary), at most `MAX_DEPTH` steps from a whole one; an exchange as a
difference to one earlier exchange of its source. What is read is checked against its name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import zstandard
from sqlalchemy import Row, bindparam, insert, literal, select, update
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, SQLModel, col

from storage.errors import SnapshotDamagedError
from storage.tables_seen import CheckRow, SnapshotRow
from storage.tables_watched import PolicyRow
from storage.upserts import insert_into

MAX_DEPTH = 24
"""Steps from a kept page back to a whole one: a bound on what reading it costs and on what one bad
block ruins.
"""

WHOLE_LEVEL = 12
DIFFERENCE_LEVEL = 9
"""zstd levels, measured on real sequences of pages: higher ones cost five times the time for 2 %
fewer bytes.
"""


BLOB, SNAPSHOT, LOOK = (SQLModel.metadata.tables[name] for name in ("blob", "snapshot", "look"))
LINK = ("id", "sha256", "data", "size", "depth", "base_id")
BLOBS_WITH = select(BLOB.c.sha256, BLOB.c.id).where(
    BLOB.c.sha256.in_(bindparam("digests", expanding=True))
)
FIRST_LINK = (
    select(*(BLOB.c[name] for name in LINK), literal(0).label("step"), BLOB.c.id.label("head"))
    .where(BLOB.c.id.in_(bindparam("blobs", expanding=True)))
    .cte("link", recursive=True)
)
CHAINS = select(
    FIRST_LINK.union_all(
        select(*(BLOB.c[name] for name in LINK), FIRST_LINK.c.step + 1, FIRST_LINK.c.head).where(
            BLOB.c.id == FIRST_LINK.c.base_id
        )
    )
).order_by("step")
"""Blobs and their bases, each itself first."""

EXCHANGES = select(SNAPSHOT.c.id, SNAPSHOT.c.exchange, SNAPSHOT.c.base_id).where(
    SNAPSHOT.c.id.in_(bindparam("snapshots", expanding=True))
)
NEW_SNAPSHOTS = insert(SNAPSHOT)
NUMBERED = NEW_SNAPSHOTS.returning(SNAPSHOT.c.id, sort_by_parameter_order=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a received body lies."""

    blob_id: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Body:
    """Received bytes, and the blob that they probably resemble."""

    content: bytes
    base_id: int | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """What went to and fro around one body in one look; `base_id` is an earlier one like it."""

    look_id: int
    source_id: int
    blob_id: int | None
    form: Mapping[str, Any]
    base_id: int | None
    screenshot_id: int | None = None


def keep_body(tx: Session, body: bytes, base_id: int | None) -> Kept:
    """Keep bytes under their hash, once; `base_id` names the blob they probably resemble."""
    return keep_bodies(tx, [Body(body, base_id)])[0]


def keep_bodies(tx: Session, bodies: Sequence[Body]) -> list[Kept]:
    """Keep bytes under their hashes, each once; where they lie, in their order."""
    if not bodies:
        return []
    ours = tx.connection()
    digests = [hashlib.sha256(body.content).digest() for body in bodies]
    ids = dict(ours.execute(BLOBS_WITH, {"digests": digests}).all())
    fresh = {
        digest: body for digest, body in zip(digests, bodies, strict=True) if digest not in ids
    }
    if fresh:
        chains = _chains(tx, {body.base_id for body in fresh.values() if body.base_id is not None})
        rows = [
            _blob_row(digest, body.content, chains.get(body.base_id, ()))
            for digest, body in fresh.items()
        ]
        ids.update(ours.execute(_new_blobs(ours.dialect.name), rows).all())
        if missing := [digest for digest in fresh if digest not in ids]:
            ids.update(ours.execute(BLOBS_WITH, {"digests": missing}).all())
    return [Kept(ids[digest], digest.hex()) for digest in digests]


@cache
def _new_blobs(dialect: str) -> ReturningInsert[Any]:
    """Gives no id where somebody else kept the same bytes meanwhile: two hosts may answer alike."""
    new = insert_into(BLOB, dialect).on_conflict_do_nothing()
    return new.returning(BLOB.c.sha256, BLOB.c.id)


def body_of(tx: Session, blob_id: int) -> bytes:
    """The bytes as they were received; SnapshotDamagedError where they no longer give their own
    hash.
    """
    return _whole(_chains(tx, (blob_id,))[blob_id])


def make_whole(tx: Session, blob_id: int) -> None:
    """Write a kept page without the one it was a difference to."""
    data = _squeeze(body_of(tx, blob_id), None, WHOLE_LEVEL)
    tx.execute(update(BLOB).where(BLOB.c.id == blob_id).values(data=data, base_id=None, depth=0))


def keep_exchange(
    tx: Session,
    look_id: int,
    source_id: int,
    blob_id: int | None,
    exchange: Mapping[str, Any],
    base_id: int | None,
    screenshot_id: int | None = None,
) -> int:
    """Keep one exchange of one look; the id of the exchange newer ones are written against."""
    one = Exchange(look_id, source_id, blob_id, exchange, base_id, screenshot_id)
    return keep_exchanges(tx, [one])[0]


def keep_exchanges(tx: Session, exchanges: Sequence[Exchange]) -> list[int]:
    """Keep exchanges; the ids of those that newer ones are written against, in their order."""
    bases = _bases(tx, {one.base_id for one in exchanges if one.base_id is not None})
    rows = [_snapshot_row(one, bases) for one in exchanges]
    like, unlike = (
        [row for row in rows if (row["base_id"] is None) is new] for new in (False, True)
    )
    if like:
        tx.connection().execute(NEW_SNAPSHOTS, like)
    numbers = iter(tx.connection().execute(NUMBERED, unlike).scalars().all() if unlike else ())
    return [int(row["base_id"] or next(numbers)) for row in rows]


def _snapshot_row(one: Exchange, bases: Mapping[int, bytes]) -> dict[str, Any]:
    """One exchange as its row, written out where it is not like the one before."""
    raw, base_id = _spelled(one.form), one.base_id
    base = bases[base_id] if base_id is not None else None
    data = _squeeze(raw, base, DIFFERENCE_LEVEL)
    if base is not None and len(data) > len(raw) // 4:
        base_id, data = None, _squeeze(raw, None, WHOLE_LEVEL)
    return {
        "look_id": one.look_id,
        "source_id": one.source_id,
        "blob_id": one.blob_id,
        "base_id": base_id,
        "exchange": data,
        "screenshot_id": one.screenshot_id,
    }


def exchange_sha256(exchange: Mapping[str, Any]) -> str:
    """The hash of an exchange in the spelling it is kept in; the ledger names it by that."""
    return hashlib.sha256(_spelled(exchange)).hexdigest()


def _spelled(exchange: Mapping[str, Any]) -> bytes:
    return json.dumps(exchange, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def exchange_of(tx: Session, snapshot_id: int) -> dict[str, Any]:
    """The exchange kept under that id: request, answer, headers, server address."""
    form: dict[str, Any] = json.loads(_exchange(tx, snapshot_id))
    return form


def headers_of(tx: Session, source_id: int, blob_id: int) -> dict[str, str]:
    """The headers with which a source last sent those very bytes."""
    query = select(col(SnapshotRow.id)).where(
        col(SnapshotRow.source_id) == source_id, col(SnapshotRow.blob_id) == blob_id
    )
    for id in tx.scalars(query.order_by(col(SnapshotRow.id).desc())):
        exchange = exchange_of(tx, int(id or 0))
        if exchange.get("status") == 200:
            return dict(exchange["headers"])
    return {}


def first_of_text(tx: Session, text_id: int) -> list[SnapshotRow]:
    """What was received in the first look that saw a text."""
    first = select(LOOK.c.id).where(LOOK.c.text_id == text_id).order_by(LOOK.c.id).limit(1)
    look_id = tx.scalar(first)
    return of_look(tx, look_id) if look_id is not None else []


def get(tx: Session, snapshot_id: int) -> SnapshotRow:
    """One exchange with its bytes."""
    return tx.get_one(SnapshotRow, snapshot_id)


def screenshots(tx: Session, policy_id: str) -> Iterator[tuple[datetime, bytes]]:
    """The pictures kept of a policy, each with the time of its look, oldest first."""
    query = (
        select(col(CheckRow.at), col(SnapshotRow.screenshot_id))
        .join(SnapshotRow, col(SnapshotRow.look_id) == col(CheckRow.id))
        .join(PolicyRow, col(PolicyRow.no) == col(CheckRow.policy_no))
        .where(col(PolicyRow.id) == policy_id, col(SnapshotRow.screenshot_id).is_not(None))
        .order_by(col(SnapshotRow.id))
    )
    for at, blob_id in tx.execute(query).all():
        yield at, body_of(tx, int(blob_id or 0))


def sightings(
    tx: Session, policy_no: int, text_ids: Sequence[int], since: datetime
) -> list[tuple[datetime, list[SnapshotRow]]]:
    """The looks that saw one of these texts from a time on, oldest first, and what each brought."""
    query = (
        select(LOOK.c.id, LOOK.c.at, SnapshotRow)
        .join(SnapshotRow, col(SnapshotRow.look_id) == LOOK.c.id)
        .where(LOOK.c.policy_no == policy_no, LOOK.c.text_id.in_(text_ids), LOOK.c.at >= since)
        .order_by(LOOK.c.at, LOOK.c.id, col(SnapshotRow.id))
    )
    looks: dict[int, tuple[datetime, list[SnapshotRow]]] = {}
    for look_id, at, row in tx.execute(query):
        looks.setdefault(look_id, (at, []))[1].append(row)
    return list(looks.values())


def of_look(tx: Session, look_id: int) -> list[SnapshotRow]:
    """What was received in one look, one a source."""
    query = select(SnapshotRow).where(col(SnapshotRow.look_id) == look_id)
    return list(tx.scalars(query.order_by(col(SnapshotRow.id))))


def _blob_row(digest: bytes, body: bytes, chain: Sequence[Row[Any]]) -> dict[str, Any]:
    """New bytes as their row: a difference to the head of this chain, or whole where there is none
    or it is long enough or damaged.
    """
    base = None
    if chain and chain[0].depth < MAX_DEPTH:
        with suppress(SnapshotDamagedError):  # what is received now shall not suffer from it
            base = _whole(chain) or None
    return {
        "sha256": digest,
        "size": len(body),
        "base_id": chain[0].id if base is not None else None,
        "depth": chain[0].depth + 1 if base is not None else 0,
        "data": _squeeze(body, base, WHOLE_LEVEL if base is None else DIFFERENCE_LEVEL),
    }


def _chains(tx: Session, blob_ids: Collection[int]) -> dict[int | None, list[Row[Any]]]:
    """By id, these blobs with their bases, each itself first."""
    chains: dict[int | None, list[Row[Any]]] = {}
    if blob_ids:
        for link in tx.connection().execute(CHAINS, {"blobs": list(blob_ids)}):
            chains.setdefault(link.head, []).append(link)
    return chains


def _whole(chain: Sequence[Row[Any]]) -> bytes:
    """The bytes at the head of a chain, checked against their name."""
    body: bytes | None = None
    try:
        for link in reversed(chain):
            body = _unsqueeze(link.data, body, link.size)
    except zstandard.ZstdError as error:
        raise _damaged(chain[0].sha256) from error
    if body is None or hashlib.sha256(body).digest() != chain[0].sha256:
        raise _damaged(chain[0].sha256)
    return body


def _exchange(tx: Session, snapshot_id: int) -> bytes:
    return _bases(tx, (snapshot_id,))[snapshot_id]


def _bases(tx: Session, snapshot_ids: Collection[int]) -> dict[int, bytes]:
    """By id, the exchanges kept under these ids, written out."""
    if not snapshot_ids:
        return {}
    rows = tx.connection().execute(EXCHANGES, {"snapshots": list(snapshot_ids)}).all()
    bases = _bases(tx, {base_id for _, _, base_id in rows if base_id is not None})
    return {id: _unsqueeze(data, bases.get(base_id)) for id, data, base_id in rows}


def _squeeze(raw: bytes, base: bytes | None, level: int) -> bytes:
    return zstandard.ZstdCompressor(level=level, dict_data=_dictionary(base)).compress(raw)


def _unsqueeze(data: bytes, base: bytes | None, size: int = 1 << 26) -> bytes:
    return zstandard.ZstdDecompressor(dict_data=_dictionary(base)).decompress(
        data, max_output_size=size
    )


def _dictionary(base: bytes | None) -> zstandard.ZstdCompressionDict | None:
    if not base:
        return None
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def _damaged(sha256: bytes) -> SnapshotDamagedError:
    return SnapshotDamagedError(
        f"the kept bytes {sha256.hex()} do not give their own hash any more; restore the database "
        "from a backup"
    )
