"""The ledger's speed: leaves taken in durably, proofs at 10,000 and a million entries.
(Certificates: `benchmarks/certificates.py`.)

    python -m benchmarks.ledger [--small]        # without the million

Beside each of our figures stands what a prototype of some 200 lines reached on two cores: a tree,
a signed checkpoint a transaction and nothing else. Ours reads the entries of an installation and
says in each where it stands, keeps a mark outside the database, and serves tiles and checkpoint as
durable files.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import SQLModel

from storage import entries, logs, merkle, schema, sequencer, tiles
from storage.database import Database
from storage.log_files import LogFiles
from storage.sequencer import Installation
from storage.signed_notes import Signer

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
INSTALLATION = Installation("clausewatch.example/log", "Clausewatch benchmark")
FACTS = {"text": "sha256:" + "a" * 64, "note": "x" * 380}  # a leaf of about 650 bytes
PROTOTYPE = {1: 211, 100: 12_200, 1000: 28_600}
"""Leaves a second by leaves a batch; SQLite, WAL, synchronous=FULL."""

WAITING = 20_000

PROTOTYPE_MS = {
    "inclusion, in memory": (0.07, 0.06),
    "inclusion, from tiles": (1.5, 1.5),
    "consistency, in memory": (0.10, 0.08),
    "verifying": (0.06, 0.05),
}
"""At 10,000 and at a million entries."""


def main() -> None:
    """Measure and print."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("leaves taken in durably, signed and served, SQLite on this disk")
    for batch, count in ((1, 60), (100, 3000), (1000, 10_000)):
        ours, bare = appended(batch, count), bare_inserts(batch, count)
        says = f"{ours:8,.0f}/s in batches of {batch:5}   prototype {PROTOTYPE[batch]:7,}/s"
        print(f"  {says}   bare inserts of the same bytes {bare:8,.0f}/s")
    print(f"  {drained(WAITING):8,.0f}/s of {WAITING:,} that had piled up, signed and served once")
    for place, size in enumerate((10_000, 1_000_000)[: 1 if "--small" in sys.argv else 2]):
        print(f"\nproofs in a log of {size:,} (milliseconds)")
        for name, took in proofs(size):
            beside = PROTOTYPE_MS.get(name)
            prototype = f"   prototype {beside[place]:.2f}" if beside else ""
            print(f"  {took * 1000:8.4f}  {name}{prototype}")


def appended(batch: int, count: int) -> float:
    """Leaves a second through the sequencer; the entries wait already."""
    with installation() as (database, files):
        sequencer.run(database, files, INSTALLATION, NOW)
        took = 0.0
        for low in range(0, count, batch):
            happened = [
                entries.Happened("version", f"mill/{number}", FACTS, NOW)
                for number in range(low, low + batch)
            ]
            with database.transaction() as tx:
                entries.record_many(tx, happened)
            begun = time.perf_counter()
            done = sequencer.run(database, files, INSTALLATION, NOW)
            took += time.perf_counter() - begun
        assert done is not None
        assert done.size == count + 1
    return count / took


def drained(count: int) -> float:
    """Leaves a second where so many entries wait: batch after batch, then one signature."""
    with installation() as (database, files):
        with database.transaction() as tx:
            entries.record_many(
                tx,
                [
                    entries.Happened("version", f"mill/{number}", FACTS, NOW)
                    for number in range(count)
                ],
            )
        begun = time.perf_counter()
        done = sequencer.run_until_empty(database, files, INSTALLATION, NOW)
        took = time.perf_counter() - begun
        assert done is not None
        assert done.size == count + 1
    return count / took


def bare_inserts(batch: int, count: int) -> float:
    """Rows a second of the same bytes and nothing else, as durable."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(f"{folder}/bare.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE leaf (no INTEGER PRIMARY KEY, entry BLOB)")
        begun = time.perf_counter()
        for low in range(0, count, batch):
            connection.execute("BEGIN IMMEDIATE")
            rows = ((number, b"x" * 650) for number in range(low, low + batch))
            connection.executemany("INSERT INTO leaf VALUES (?, ?)", rows)
            connection.execute("COMMIT")
        took = time.perf_counter() - begun
        connection.close()
    return count / took


def proofs(size: int) -> Iterator[tuple[str, float]]:
    """What each kind of proof costs in a log of this size, in seconds."""
    leaves = [merkle.leaf_hash(number.to_bytes(8, "big")) for number in range(size)]
    begun = time.perf_counter()
    tree = merkle.Tree(leaves)
    yield "appending in memory, each", (time.perf_counter() - begun) / size
    root, old = tree.root, size * 2 // 3
    old_root = merkle.root_at(old, tree.node)
    middle = size * 3 // 7
    path, growth = tree.inclusion(middle), tree.consistency(old)
    yield "inclusion, in memory", each(lambda: tree.inclusion(middle))
    yield "consistency, in memory", each(lambda: tree.consistency(old))
    yield (
        "verifying",
        each(lambda: merkle.verify_inclusion(leaves[middle], middle, size, path, root)),
    )
    yield (
        "verifying consistency",
        each(lambda: merkle.verify_consistency(old, size, old_root, root, growth)),
    )
    edge = tiles.Edge(0)
    for leaf in leaves:
        edge.append(leaf)
    kept = edge.changed()
    read = kept.__getitem__
    yield (
        "inclusion, from tiles",
        each(lambda: merkle.inclusion_path(middle, size, tiles.nodes_of(lambda *at: read(at)))),
    )
    with installation() as (database, _):
        with database.transaction() as tx:
            signer = Signer(INSTALLATION.origin, b"k" * 32)
            logs.open_new(tx, signer, 1, NOW)
            rows = [
                {"log_no": 1, "level": level, "no": number, "hashes": hashes}
                for (level, number), hashes in kept.items()
            ]
            tx.connection().execute(insert(SQLModel.metadata.tables["tile"]), rows)

        def from_database() -> list[bytes]:
            with database.reading() as tx:
                return merkle.inclusion_path(middle, size, logs.nodes_of(tx, 1))

        assert from_database() == path
        yield "inclusion, from the database", each(from_database)
    text = f"{INSTALLATION.origin}\n{size}\nAAAA\n"
    yield "signing a checkpoint", each(lambda: signer.sign(text))


def each(work: Callable[[], object], rounds: int = 5, calls: int = 20) -> float:
    """Seconds of one call; the best round, for others share this machine."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.perf_counter()
        for _ in range(calls):
            work()
        best = min(best, (time.perf_counter() - begun) / calls)
    return best


@contextmanager
def installation() -> Iterator[tuple[Database, LogFiles]]:
    """A new database, and folders for a log."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        database = Database(f"sqlite:///{folder}/clausewatch.db")
        schema.create(database)
        yield database, LogFiles(Path(folder) / "keys", Path(folder) / "log")
        database.close()


if __name__ == "__main__":
    main()
