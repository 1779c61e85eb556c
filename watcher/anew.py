"""Reading anew: what is kept, by today's rules and under today's declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from policy.combine import combine
from policy.dates import with_first_sight
from policy.fingerprint import fingerprint, links_fingerprint
from policy.model import Declared, Reading
from storage import snapshots
from storage.database import Database
from storage.errors import SnapshotDamagedError
from storage.tables_seen import SnapshotRow
from storage.watched import Watched, declared_once
from watcher.reader import Reader, ReadText


@dataclass(frozen=True, slots=True)
class Part:
    """The kept bytes of one source, and how they are to be read today."""

    body: bytes
    headers: Mapping[str, str]
    declared: Declared


@dataclass(frozen=True, slots=True)
class Anew:
    """What was kept of one look, read by today's rules and declaration."""

    reading: Reading
    fingerprint: str
    links: str

    def first_seen(self, on: date, until_then: str | None) -> Anew:
        """The same with its ambiguous dates settled by the day it was first seen, and by the date
        of update that was stated until then; the words stay as they are.
        """
        return replace(self, reading=with_first_sight(self.reading, on, until_then))

    def says_as(self, kept: Reading) -> bool:
        """Whether it holds all that is kept of a text: words, places, dates and promises. Doubts,
        and what was left out, are no part of it.
        """
        return _kept_of(self.reading) == _kept_of(kept)


def _kept_of(reading: Reading) -> Reading:
    clauses = tuple(replace(clause, id=None) for clause in reading.clauses)
    return replace(reading, clauses=clauses, notes=(), removed=(), rules=0)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One look that saw a text, and the snapshots of it."""

    at: datetime
    snapshots: tuple[SnapshotRow, ...]

    @property
    def blobs(self) -> tuple[int | None, ...]:
        """The bytes that were received, in order."""
        return tuple(row.blob_id for row in self.snapshots)


class Rereading:
    """Reads sightings of one policy anew, each combination of bytes once."""

    def __init__(self, db: Database, reader: Reader, policy: Watched) -> None:
        self._db = db
        self._reader = reader
        self._now = {source.id: source.declared for source in policy.sources}
        with db.reading() as tx:
            self._once = declared_once(tx, policy.id)
        self._read: dict[tuple[int | None, ...], Anew | None] = {}

    async def of(self, sighting: Sighting) -> Anew | None:
        """What it says today; None where its bytes are damaged or make no text."""
        if sighting.blobs not in self._read:
            try:
                with self._db.reading() as tx:
                    parts = self._parts(tx, sighting.snapshots)
            except SnapshotDamagedError:
                parts = []
            self._read[sighting.blobs] = await self._made_of(parts)
        return self._read[sighting.blobs]

    def _parts(self, tx: Session, rows: Sequence[SnapshotRow]) -> list[Part]:
        """What was received from the addresses that are declared now, in their order; from all,
        where it lived at others.
        """
        received = {row.source_id: row for row in rows}
        declared = {id: self._now[id] for id in self._now if id in received}
        declared = declared or {id: self._once[id] for id in received}
        parts = []
        for source_id, how in declared.items():
            row = received[source_id]
            if row.blob_id is None:
                return []
            exchange = snapshots.exchange_of(tx, row.id or 0)
            headers = dict(exchange.get("headers") or ())
            if exchange.get("status") == 304:  # says nothing about the bytes it stands for
                headers = snapshots.headers_of(tx, row.source_id, row.blob_id)
            parts.append(Part(snapshots.body_of(tx, row.blob_id), headers, how))
        return parts

    async def _made_of(self, parts: Sequence[Part]) -> Anew | None:
        readings: list[Reading] = []
        for part in parts:
            told = await self._reader.read(part.body, part.headers, part.declared)
            if not isinstance(told, ReadText) or told.refused is not None:
                return None
            readings.append(told.reading())
        if not readings:
            return None
        whole = combine(readings)
        return Anew(whole, fingerprint(whole), links_fingerprint(whole))
