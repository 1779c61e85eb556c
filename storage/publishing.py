"""Signing what is durable, and serving what is signed."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col

from storage import logs, merkle, tiles
from storage.checkpoint import Checkpoint, open_checkpoint
from storage.database import Database
from storage.log_files import LogFiles
from storage.logs import Log
from storage.signed_notes import Signer, write
from storage.tables import CheckpointRow


def settle(database: Database, files: LogFiles, log: Log, signer: Signer) -> int:
    """Sign the newest durable tree if that is not done, then serve it; its size.

    The signature is written down outside the database before anybody sees it.
    """
    with database.reading() as tx:
        logs.see_that_it_may_sign(tx, files, log)
        row = logs.newest(tx, log.no)
    if row is None:
        return 0
    note = row.note
    if note is None:
        signed = Checkpoint(log.origin, row.size, row.root).text
        note = write(signed, [signer.sign(signed)])
        files.set_mark(log.no, note)
        _keep_note(database, log, row.size, note)
    serve(database, files, log, row.size, note)
    return row.size


def serve(database: Database, files: LogFiles, log: Log, size: int, note: bytes) -> None:
    """Put the tiles this size has in their place, and then the checkpoint that speaks of them."""
    before = files.published(log.no)
    begin = open_checkpoint(before, log.verifier)[0].size if before else 0
    if begin == size and before is not None:
        return
    with database.reading() as tx:
        read = logs.tile_reader(tx, log.no)
        for level, number, width in tiles.tiles_at(size, begin):
            hashes = read(level, number)[: width * merkle.HASH_BYTES]
            _serve_tile(files, log.no, level, number, width, hashes)
            if level == 0:
                low = number * tiles.WIDTH
                bundle = tiles.bundle(logs.leaves(tx, log.no, low, low + width))
                _serve_tile(files, log.no, "entries", number, width, bundle)
    files.publish(log.no, "checkpoint", note)


def _keep_note(database: Database, log: Log, size: int, note: bytes) -> None:
    with database.transaction() as tx:
        tx.execute(
            update(CheckpointRow)
            .where(col(CheckpointRow.log_no) == log.no, col(CheckpointRow.size) == size)
            .values(note=note)
        )


def _serve_tile(
    files: LogFiles, no: int, level: int | str, number: int, width: int, data: bytes
) -> None:
    files.publish(no, tiles.tile_path(level, number, width), data)
    if width == tiles.WIDTH:
        files.withdraw_partial(no, tiles.tile_path(level, number))
