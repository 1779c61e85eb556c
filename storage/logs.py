"""The logs of an installation: which one goes on, what it has, and whether it may still sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlmodel import Session, col

from storage import merkle, tiles
from storage.checkpoint import Checkpoint, open_checkpoint
from storage.errors import ForkedError, RolledBackError
from storage.log_files import LogFiles
from storage.signed_notes import NoteError, Signer, Verifier
from storage.tables_logged import CheckpointRow, LeafRow, TileRow
from storage.tables_proved import LogRow

SEQUENCER_KEY = 0x636C617573650002
"""Of PostgreSQL's advisory lock: one sequencer, on however many machines."""


@dataclass(frozen=True, slots=True)
class Log:
    """One log: its number here, its name, the key readers check it with."""

    no: int
    origin: str
    verifier: Verifier
    opened_at: datetime


def current(tx: Session) -> Log | None:
    """The log that goes on; None before the first is opened."""
    row = tx.scalar(select(LogRow).order_by(col(LogRow.no).desc()).limit(1))
    return _log(row) if row else None


def every(tx: Session) -> list[Log]:
    """All logs there ever were, oldest first."""
    return [_log(row) for row in tx.scalars(select(LogRow).order_by(col(LogRow.no)))]


def get(tx: Session, no: int) -> Log:
    """The log of that number."""
    row = tx.get_one(LogRow, no)
    return _log(row)


def open_new(tx: Session, signer: Signer, no: int, now: datetime) -> Log:
    """One more log; the one before it ends here."""
    before = tx.get(LogRow, no - 1)
    if before is not None:
        before.closed_at = now
        tx.add(before)
    row = LogRow(no=no, origin=signer.verifier.name, verifier=str(signer.verifier), opened_at=now)
    tx.add(row)
    tx.flush()
    return _log(row)


def only_one(tx: Session) -> None:
    """Wait until no other sequencer is at work; the lock goes with the transaction.

    SQLite has one writer anyhow.
    """
    if tx.get_bind().dialect.name == "postgresql":
        tx.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": SEQUENCER_KEY})


def newest(tx: Session, no: int, *, signed: bool = False) -> CheckpointRow | None:
    """The newest checkpoint of a log; with `signed` the newest that bears our signature."""
    query = select(CheckpointRow).where(col(CheckpointRow.log_no) == no)
    if signed:
        query = query.where(col(CheckpointRow.note).is_not(None))
    return tx.scalar(query.order_by(col(CheckpointRow.size).desc()).limit(1))


def head(tx: Session) -> Checkpoint | None:
    """What the log that goes on signed last; None before its first signature."""
    log = current(tx)
    row = newest(tx, log.no, signed=True) if log else None
    return Checkpoint(log.origin, row.size, row.root) if log and row else None


def size_of(tx: Session, no: int) -> int:
    """How many leaves a log has."""
    row = newest(tx, no)
    return row.size if row else 0


def tile_reader(tx: Session, no: int) -> tiles.ReadTile:
    """The hashes of a log's tiles."""

    def read(level: int, number: int) -> bytes:
        row = tx.get(TileRow, (no, level, number))
        return row.hashes if row else b""

    return read


def nodes_of(tx: Session, no: int) -> merkle.Nodes:
    """The perfect subtrees of a log."""
    return tiles.nodes_of(tile_reader(tx, no))


def leaves(tx: Session, no: int, low: int, high: int) -> list[bytes]:
    """The leaves low…high, as they are hashed."""
    query = select(col(LeafRow.entry)).where(
        col(LeafRow.log_no) == no, col(LeafRow.no) >= low, col(LeafRow.no) < high
    )
    return list(tx.scalars(query.order_by(col(LeafRow.no))))


def see_that_it_may_sign(tx: Session, files: LogFiles, log: Log) -> CheckpointRow | None:
    """The newest checkpoint; refuse where the database is older than what was signed, or tells
    another story.

    What was signed stands outside the database: in the mark, in the checkpoint that is served, and
    in its copy off the machine.
    """
    row = newest(tx, log.no)
    size = row.size if row else 0
    outside = _outside(files, log)
    if not outside and newest(tx, log.no, signed=True) is not None:
        raise RolledBackError(
            f"the log {log.origin} has {size} leaves, but nothing outside the database says how "
            "far it came: restore the folder of keys; if this installation was moved without it, "
            "`clausewatch ledger adopt` takes the database's word for it"
        )
    for note in outside:
        try:
            signed, _ = open_checkpoint(note, log.verifier)
        except NoteError as error:
            raise ForkedError(
                f"the log {log.origin}: the mark beside the keys, or the checkpoint that is "
                f"served, was altered ({error}); restore them from a backup"
            ) from error
        if signed.size > size:
            raise RolledBackError(
                f"the log {log.origin} has signed {signed.size} leaves, and this database knows "
                f"{size}: it is an older copy. Restore a newer one; if there is none, "
                "`clausewatch ledger reopen` begins a new log that names the last checkpoint"
            )
        if root_at(tx, log.no, signed.size) != signed.root:
            raise ForkedError(
                f"the log {log.origin} has signed another root over its first {signed.size} "
                "leaves than this database has: its past was rewritten. Restore a backup"
            )
    return row


def root_at(tx: Session, no: int, size: int) -> bytes:
    """The root over a log's first leaves."""
    return merkle.root_at(size, nodes_of(tx, no))


def last_signed(files: LogFiles, log: Log) -> tuple[Checkpoint, bytes] | None:
    """The largest checkpoint that is known outside the database, with its bytes."""
    opened = [(open_checkpoint(note, log.verifier)[0], note) for note in _outside(files, log)]
    return max(opened, key=lambda one: one[0].size, default=None)


def _outside(files: LogFiles, log: Log) -> list[bytes]:
    found = (files.mark(log.no), files.published(log.no), files.copied(log.no))
    return list(dict.fromkeys(note for note in found if note is not None))


def _log(row: LogRow) -> Log:
    return Log(row.no, row.origin, Verifier.parse(row.verifier), row.opened_at)
