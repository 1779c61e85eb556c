"""The sequencer: takes waiting entries into the log, signs, and serves what it signed.

Order is everything here. Leaves, tiles and the unsigned checkpoint become durable in one
transaction; only a committed tree is signed; the signature is written down outside the database
before anybody sees it; then it is kept, and last of all served. Whoever is killed in between is
continued by the next run, which does the very same steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlmodel import Session, SQLModel, col

from storage import batches, entries, gathering, logs, merkle, publishing, tiles
from storage.database import Database
from storage.gathering import ALONE
from storage.log_files import LogFiles
from storage.logs import Log
from storage.tables_logged import CheckpointRow
from storage.tables_proved import EntryRow
from storage.upserts import insert_into

MOST = 1000
"""Leaves of one batch that are no batches themselves."""

SILENCE = timedelta(days=1)
"""After this long without a leaf the log says that it lives."""

SAYS_LITTLE = {"anchor", "heartbeat"}
"""Kinds that call for no time stamp of their own: stamping would never come to rest."""

LEAF, ENTRY, TILE = (SQLModel.metadata.tables[name] for name in ("leaf", "entry", "tile"))
PLACED = (
    update(ENTRY)
    .where(ENTRY.c.id == bindparam("entry_id"))
    .values(log_no=bindparam("log"), leaf_no=bindparam("leaf"), place=bindparam("at_place"))
)


Single = Row[int | None, str, bytes | None, bytes | None]
"""Id, kind, record and key of an entry that gets a leaf of its own."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What a new log is opened with: its name, and the software that keeps it."""

    origin: str
    software: str


@dataclass(frozen=True, slots=True)
class Sequenced:
    """What one run came to."""

    log: Log
    size: int
    new: int


@dataclass(slots=True)
class _Batch:
    """Leaves that are about to enter the log, and which entry stands where."""

    log: Log
    first: int
    leaves: list[bytes] = field(default_factory=list)
    placed: list[dict[str, int | None]] = field(default_factory=list)
    told: int = 0

    def add(self, entry_id: int | None, kind: str, record: bytes | None, key: bytes | None) -> None:
        """One more leaf, for this entry."""
        self.place(entry_id)
        self.leaves.append(entries.shown_of(record or b"", key))
        self.told += kind not in SAYS_LITTLE

    def place(self, entry_id: int | None, place: int | None = None) -> None:
        """The next leaf speaks of this entry too."""
        leaf_no = self.first + len(self.leaves)
        self.placed.append(
            {"entry_id": entry_id, "log": self.log.no, "leaf": leaf_no, "at_place": place}
        )


def run(
    database: Database,
    files: LogFiles,
    installation: Installation,
    now: datetime,
    *,
    everything: bool = False,
) -> Sequenced | None:
    """Take one batch into the log, sign and serve it; None where another process is at it.

    With `everything` streams are closed that would still gather. Raises LedgerRefusesError rather
    than sign what contradicts what was signed before.
    """
    with files.alone() as ours:
        if not ours:
            return None
        log, new = _take(database, files, installation, now, everything=everything)
        return _settled(database, files, log, new)


def run_until_empty(
    database: Database,
    files: LogFiles,
    installation: Installation,
    now: datetime,
    *,
    everything: bool = False,
) -> Sequenced | None:
    """Batch after batch until nothing is due, each durable by itself; signed and served is what
    they come to. None where another process is at it.
    """
    with files.alone() as ours:
        if not ours:
            return None
        log, new = _take(database, files, installation, now, everything=everything)
        came = new
        while came:
            log, came = _take(database, files, installation, now, everything=everything)
            new += came
        return _settled(database, files, log, new)


def open_log(
    tx: Session,
    files: LogFiles,
    installation: Installation,
    no: int,
    now: datetime,
    predecessor: Mapping[str, Any] | None = None,
) -> Log:
    """Begin a log; its first entry says who keeps it and what it continues."""
    signer = files.new_signer(no, installation.origin)
    log = logs.open_new(tx, signer, no, now)
    facts = {
        "software": installation.software,
        "key": str(signer.verifier),
        "predecessor": predecessor,
    }
    entries.record(tx, "log.opened", log.origin, facts, now)
    return log


def _take(
    database: Database,
    files: LogFiles,
    installation: Installation,
    now: datetime,
    *,
    everything: bool,
) -> tuple[Log, int]:
    """The next batch becomes durable, where there is one."""
    log = _glance(database, now, everything=everything)
    if log is not None:
        return log, 0
    with database.transaction() as tx:
        return _append(tx, files, installation, now, everything=everything)


def _settled(database: Database, files: LogFiles, log: Log, new: int) -> Sequenced:
    """What is durable is signed and served."""
    signer = files.signer(log.no, log.origin, str(log.verifier))
    return Sequenced(log, publishing.settle(database, files, log, signer), new)


def _glance(database: Database, now: datetime, *, everything: bool) -> Log | None:
    """The log where nothing is to be taken into it; looked up without the writer's lock."""
    with database.reading() as tx:
        log = logs.current(tx)
        if log is None or _singles(tx, 1) or gathering.closing(tx, now, everything=everything):
            return None
        return None if _is_silent(logs.newest(tx, log.no), now) else log


def _append(
    tx: Session, files: LogFiles, installation: Installation, now: datetime, *, everything: bool
) -> tuple[Log, int]:
    """The next batch enters with this transaction."""
    logs.only_one(tx)
    log = logs.current(tx) or open_log(tx, files, installation, 1, now)
    before = logs.see_that_it_may_sign(tx, files, log)
    if _is_silent(before, now):
        entries.record(tx, "heartbeat", log.origin, {}, now)
    batch = _Batch(log, before.size if before else 0)
    for entry_id, kind, record, key in _singles(tx, MOST, begins=not batch.first):
        batch.add(entry_id, kind, record, key)
    for stream in gathering.closing(tx, now, everything=everything):
        closed, records = gathering.close(tx, stream, now)
        if gathering.stream_of(stream).folds:
            batches.fold(tx, records, log.no, batch.first + len(batch.leaves))
        else:
            for place, row in enumerate(records):
                batch.place(row.id, place)
        batch.add(closed.id, closed.kind, closed.record, closed.key)
    if batch.leaves:
        _keep(tx, batch, before, now)
    return log, len(batch.leaves)


def _singles(tx: Session, most: int, *, begins: bool = False) -> Sequence[Single]:
    """Waiting entries that get a leaf of their own, in their order; a log begins with `log.opened`.

    Each stream is asked for by itself: together they would be sorted, all that wait of them.
    """
    rows = [row for stream in ALONE for row in _of_stream(tx, stream, most)]
    rows.sort(key=lambda row: row[0] or 0)
    if begins:
        opened = _of_stream(tx, "public", 1, kind="log.opened")
        rows = [*opened, *(row for row in rows if row[1] != "log.opened")]
    return rows[:most]


def _of_stream(tx: Session, stream: str, most: int, *, kind: str = "") -> Sequence[Single]:
    query = (
        select(col(EntryRow.id), col(EntryRow.kind), col(EntryRow.record), col(EntryRow.key))
        .where(col(EntryRow.leaf_no).is_(None), col(EntryRow.stream) == stream)
        .order_by(col(EntryRow.id))
        .limit(most)
    )
    return tx.execute(query.where(col(EntryRow.kind) == kind) if kind else query).all()


def _is_silent(newest: CheckpointRow | None, now: datetime) -> bool:
    return newest is not None and newest.made_at <= now - SILENCE


def _keep(tx: Session, batch: _Batch, before: CheckpointRow | None, now: datetime) -> None:
    """Leaves, tiles, the places of entries, and the checkpoint that is to be signed."""
    no = batch.log.no
    edge = tiles.Edge.read(batch.first, logs.tile_reader(tx, no))
    for leaf in batch.leaves:
        edge.append(merkle.leaf_hash(leaf))
    connection = tx.connection()
    connection.execute(
        insert(LEAF),
        [
            {"log_no": no, "no": number, "entry": leaf}
            for number, leaf in enumerate(batch.leaves, batch.first)
        ],
    )
    kept = insert_into(TILE, connection.dialect.name)
    kept = kept.on_conflict_do_update(
        index_elements=["log_no", "level", "no"], set_={"hashes": kept.excluded.hashes}
    )
    connection.execute(
        kept,
        [
            {"log_no": no, "level": level, "no": number, "hashes": hashes}
            for (level, number), hashes in edge.changed().items()
        ],
    )
    connection.execute(PLACED, batch.placed)
    told = (before.told if before else 0) + batch.told
    tx.add(CheckpointRow(log_no=no, size=edge.size, root=edge.root, told=told, made_at=now))
    tx.flush()
