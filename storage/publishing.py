"""Signing what is durable, and serving what is signed.

Most of the time of a batch is waiting for the disk, so what has no order among itself is waited for
together: the mark beside the keys and the tiles. Both are durable before the checkpoint is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sqlalchemy import update
from sqlmodel import Session, col

from storage import logs, merkle, tiles
from storage.checkpoint import Checkpoint, open_checkpoint
from storage.database import Database
from storage.log_files import LogFiles
from storage.logs import Log
from storage.signed_notes import Signer, write
from storage.tables_logged import CheckpointRow

AT_ONCE = 64
"""Files that are written before their folders are settled; a bound on what lies in memory."""


def settle(database: Database, files: LogFiles, log: Log, signer: Signer) -> int:
    """Sign the newest durable tree if that is not done, then serve it; its size.

    The signature is written down outside the database before anybody sees it; in the database it
    stands last, for whoever reads it there may show it. Lost there, the same is signed again.
    """
    with database.reading() as tx:
        row = logs.see_that_it_may_sign(tx, files, log)
    if row is None:
        return 0
    if row.note is not None:
        serve(database, files, log, row.size, row.note)
        return row.size
    signed = Checkpoint(log.origin, row.size, row.root).text
    note = write(signed, [signer.sign(signed)])
    with ThreadPoolExecutor(1) as beside:
        marked = beside.submit(files.set_mark, log.no, note)
        serve(database, files, log, row.size, note, first=marked.result)
    _keep_note(database, log, row.size, note)
    return row.size


def serve(
    database: Database,
    files: LogFiles,
    log: Log,
    size: int,
    note: bytes,
    *,
    first: Callable[[], object] = lambda: None,
) -> None:
    """Put the tiles this size has in their place, and then the checkpoint that speaks of them, once
    what must come `first` has come.

    What a full tile replaces is withdrawn last: until then the checkpoint before speaks of it.
    """
    shown = [files.published(log.no), *([files.copied(log.no)] if files.copy else [])]
    begin = min(_size_of(log, note) for note in shown)
    if begin == size:
        first()
        return
    with database.reading() as tx:
        grown = list(_grown(tx, log, begin, size))
        for low in range(0, len(grown), AT_ONCE):
            few = grown[low : low + AT_ONCE]
            files.publish_all(log.no, {path: read() for path, _, read in few})
    first()
    files.publish(log.no, "checkpoint", note)
    for path, is_full, _ in grown:
        if is_full:
            files.withdraw_partial(log.no, path)


def _size_of(log: Log, note: bytes | None) -> int:
    """How many leaves are shown already."""
    return open_checkpoint(note, log.verifier)[0].size if note else 0


def _grown(
    tx: Session, log: Log, begin: int, size: int
) -> Iterator[tuple[str, bool, Callable[[], bytes]]]:
    """Every tile and bundle that is new or longer: its path, whether it is full, its bytes."""
    tile = logs.tile_reader(tx, log.no)

    def hashes(level: int, number: int, width: int) -> bytes:
        return tile(level, number)[: width * merkle.HASH_BYTES]

    def bundle(number: int, width: int) -> bytes:
        low = number * tiles.WIDTH
        return tiles.bundle(logs.leaves(tx, log.no, low, low + width))

    for level, number, width in tiles.tiles_at(size, begin):
        is_full = width == tiles.WIDTH
        path = tiles.tile_path(level, number, width)
        yield path, is_full, partial(hashes, level, number, width)
        if level == 0:
            path = tiles.tile_path("entries", number, width)
            yield path, is_full, partial(bundle, number, width)


def _keep_note(database: Database, log: Log, size: int, note: bytes) -> None:
    database.note_down(
        update(CheckpointRow)
        .where(col(CheckpointRow.log_no) == log.no, col(CheckpointRow.size) == size)
        .values(note=note)
    )
