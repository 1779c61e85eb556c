"""After a restore the log goes on from its copy off the machine, not from the older database.

Leaves that strangers may have seen are taken back into the database byte for byte, and only where
they continue what it has. What they speak of may be lost; that they were signed is not.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from storage import entries, logs, merkle, tiles
from storage.checkpoint import Checkpoint, open_checkpoint
from storage.errors import ForkedError
from storage.gathering import ALONE
from storage.log_files import LogFiles
from storage.logs import Log
from storage.signed_notes import NoteError
from storage.tables_logged import CheckpointRow, LeafRow, TileRow
from storage.tables_proved import EntryRow


def catch_up(tx: Session, copied: LogFiles, log: Log, now: datetime) -> int | None:
    """Take every leaf of the copy that the database does not have; how many. None: no copy.

    ForkedError where the copy does not continue the database. The caller sets the mark.
    """
    note = copied.published(log.no)
    if note is None:
        return None
    try:
        signed, _ = open_checkpoint(note, log.verifier)
    except NoteError as error:
        raise ForkedError(f"{copied.public}: is no copy of the log {log.origin}: {error}") from None
    size = logs.size_of(tx, log.no)
    if signed.size <= size:
        if logs.root_at(tx, log.no, signed.size) != signed.root:
            raise ForkedError(f"{copied.public}: tells another story than this database")
        return 0
    new = _leaves(copied, log, size, signed.size)
    edge = tiles.Edge.read(size, logs.tile_reader(tx, log.no))
    for leaf in new:
        edge.append(merkle.leaf_hash(leaf))
    if edge.root != signed.root:
        raise ForkedError(f"{copied.public}: does not continue this database's {size} leaves")
    _keep(tx, log, size, new, edge, signed, note, now)
    _place_waiting(tx, log, size, new)
    return len(new)


def _leaves(copied: LogFiles, log: Log, low: int, high: int) -> list[bytes]:
    """The leaves low…high, from the bundles of the copy."""
    found: list[bytes] = []
    for level, number, width in tiles.tiles_at(high):
        first = number * tiles.WIDTH
        if level or first + width <= low:
            continue
        path = copied.folder(log.no) / tiles.tile_path("entries", number, width)
        try:
            found += tiles.unbundle(path.read_bytes())[max(0, low - first) :]
        except (OSError, tiles.BundleError) as error:
            raise ForkedError(f"{path}: cannot be read ({error}); the copy is not whole") from error
    return found


def _keep(
    tx: Session,
    log: Log,
    size: int,
    new: list[bytes],
    edge: tiles.Edge,
    signed: Checkpoint,
    note: bytes,
    now: datetime,
) -> None:
    before = logs.newest(tx, log.no)
    tx.add_all(LeafRow(log_no=log.no, no=no, entry=leaf) for no, leaf in enumerate(new, size))
    for (level, number), hashes in edge.changed().items():
        row = tx.get(TileRow, (log.no, level, number))
        tx.add(row or TileRow(log_no=log.no, level=level, no=number, hashes=hashes))
        if row is not None:
            row.hashes = hashes
    told = (before.told if before else 0) + len(new)
    tx.add(
        CheckpointRow(
            log_no=log.no, size=signed.size, root=signed.root, told=told, made_at=now, note=note
        )
    )
    tx.flush()


def _place_waiting(tx: Session, log: Log, size: int, new: list[bytes]) -> None:
    """An entry that waits in this database and stands in the log already waits no more."""
    place = {leaf: no for no, leaf in enumerate(new, size)}
    query = select(EntryRow).where(col(EntryRow.leaf_no).is_(None), col(EntryRow.stream).in_(ALONE))
    for row in tx.scalars(query):
        no = place.pop(entries.leaf_of(row), None)
        if no is not None:
            row.log_no, row.leaf_no = log.no, no
