"""The whole ledger worked out anew from what is kept: every leaf, tile, root and signature."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from storage import batches, entries, gathering, logs, merkle, tiles
from storage.checkpoint import open_checkpoint
from storage.errors import LedgerRefusesError
from storage.log_files import LogFiles
from storage.logs import Log
from storage.signed_notes import NoteError
from storage.tables_logged import CheckpointRow, TileRow
from storage.tables_proved import EntryRow

STEP = 1024
CLOSING = frozenset(stream.kind for stream in gathering.STREAMS.values())


def check(tx: Session, files: LogFiles) -> list[str]:
    """What does not add up, a sentence each; empty where everything does."""
    found: list[str] = []
    for log in logs.every(tx):
        found += check_kept(tx, log)
        found += _served(files, log)
        try:
            logs.see_that_it_may_sign(tx, files, log)
        except LedgerRefusesError as error:
            found.append(str(error))
    return found


def check_kept(tx: Session, log: Log) -> list[str]:
    """What does not add up within the database alone."""
    return [*_tree(tx, log), *_entries(tx, log)]


def _tree(tx: Session, log: Log) -> Iterator[str]:
    """Leaves to tiles, roots and signatures."""
    query = select(CheckpointRow).where(col(CheckpointRow.log_no) == log.no)
    checkpoints = {row.size: row for row in tx.scalars(query)}
    edge, size = tiles.Edge(0), max(checkpoints, default=0)
    for low in range(0, size, STEP):
        for leaf in logs.leaves(tx, log.no, low, min(low + STEP, size)):
            edge.append(merkle.leaf_hash(leaf))
            row = checkpoints.get(edge.size)
            if row is not None:
                yield from _checkpoint(log, row, edge.root)
    if edge.size != size:
        yield f"{log.origin}: {size} leaves were counted, and {edge.size} are kept"
    kept = select(TileRow).where(col(TileRow.log_no) == log.no)
    if {(row.level, row.no): row.hashes for row in tx.scalars(kept)} != edge.changed():
        yield f"{log.origin}: the kept tiles are not those of the kept leaves"


def _checkpoint(log: Log, row: CheckpointRow, root: bytes) -> Iterator[str]:
    if row.root != root:
        yield f"{log.origin}: the root over {row.size} leaves is not the one that was kept"
    for note in filter(None, (row.note, row.frozen)):
        try:
            signed, _ = open_checkpoint(note, log.verifier)
        except NoteError as error:
            yield f"{log.origin}, checkpoint {row.size}: {error}"
            continue
        if (signed.size, signed.root) != (row.size, root):
            yield f"{log.origin}: the signed checkpoint {row.size} is over another tree"


def _entries(tx: Session, log: Log) -> Iterator[str]:
    """Entries to leaves, gathered records to the roots of their batches."""
    query = (
        select(EntryRow)
        .where(col(EntryRow.log_no) == log.no)
        .order_by(col(EntryRow.leaf_no), col(EntryRow.place).is_(None), col(EntryRow.place))
        .execution_options(yield_per=STEP)
    )
    tree = merkle.Tree()
    for row in tx.scalars(query):
        record = row.record or b""
        if row.place is not None:
            tree.append(merkle.leaf_hash(record))
            continue
        leaf = logs.leaves(tx, log.no, row.leaf_no or 0, (row.leaf_no or 0) + 1)
        if leaf != [entries.leaf_of(row)]:
            yield f"{log.origin}: entry {row.id} is not what leaf {row.leaf_no} says"
        folded = batches.records_of(tx, log.no, row.leaf_no or 0)
        if folded is not None:
            tree = merkle.Tree.of(folded)
        closes = tree.size or row.kind in CLOSING
        if closes and json.loads(record)["body"]["root"] != f"sha256:{tree.root.hex()}":
            yield f"{log.origin}: the records of leaf {row.leaf_no} are not those of its batch"
        tree = merkle.Tree()


def _served(files: LogFiles, log: Log) -> Iterator[str]:
    """Files as a stranger reads them: every entry against the signed root."""
    note = files.published(log.no)
    if note is None:
        return
    try:
        signed, _ = open_checkpoint(note, log.verifier)
    except NoteError as error:
        yield f"{log.origin}: the checkpoint that is served does not hold: {error}"
        return
    folder, tree = files.folder(log.no), tiles.Edge(0)
    for level, number, width in tiles.tiles_at(signed.size):
        if level:
            continue
        try:
            bundle = folder / tiles.tile_path("entries", number, width)
            for entry in tiles.unbundle(bundle.read_bytes()):
                tree.append(merkle.leaf_hash(entry))
        except (OSError, tiles.BundleError) as error:
            first = number * tiles.WIDTH
            yield f"{log.origin}: the entries from {first} on are not served: {error}"
            return
    if (tree.size, tree.root) != (signed.size, signed.root):
        yield f"{log.origin}: the entries that are served are not those of the checkpoint"
    for (level, number), hashes in tree.changed().items():
        width = len(hashes) // merkle.HASH_BYTES
        file = folder / tiles.tile_path(level, number, width)
        if not file.exists() or file.read_bytes() != hashes:
            yield f"{log.origin}: {file.relative_to(folder)} is not what it should be"
