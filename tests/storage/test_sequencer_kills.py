"""Kill -9 anywhere on the sequencer's way: no fork, nothing lost that was acknowledged."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from storage import batches, ledger_check, logs, merkle, tiles
from storage.checkpoint import Checkpoint, open_checkpoint
from storage.database import Database
from storage.signed_notes import Verifier
from storage.tables import BatchRow, EntryRow
from tests.conftest import PROJECT
from tests.storage.doomed_sequencer import POINTS
from tests.storage.ledger_world import LedgerWorld

KILLS = 5  # on each database


@dataclass
class Watchman:
    """A stranger who keeps every checkpoint that was ever served, and trusts nothing else."""

    world: LedgerWorld
    url: str
    seen: list[Checkpoint] = field(default_factory=list)
    killed: int = 0

    def kill_one(self, point: str, passages: int, seed: int) -> None:
        """Run a sequencer until it dies at that point, then look at what is served."""
        program = [sys.executable, "-m", "tests.storage.doomed_sequencer"]
        where = [self.url, str(self.world.folder), self.world.now.isoformat()]
        done = subprocess.run(
            [*program, *where, point, str(passages), str(seed)],
            cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        self.killed += done.returncode == -signal.SIGKILL
        self.world.later(hours=9)
        self.look()

    def look(self) -> None:
        """See that what is served only grew."""
        note = self.world.files.published(1)
        if note is None:
            assert not self.seen
            return
        with self.world.database.reading() as tx:
            key = logs.get(tx, 1).verifier
        served, _ = open_checkpoint(note, Verifier.parse(str(key)))
        hashes = merkle.Tree(map(merkle.leaf_hash, self._entries(served.size)))
        assert hashes.root == served.root
        for before in self.seen:
            assert before.size <= served.size, "the log that is served became shorter"
            assert merkle.root_at(before.size, hashes.node) == before.root, "the log forked"
        self.seen.append(served)

    def is_content(self) -> None:
        """The storm is over: everything acknowledged is in the log, once, and all adds up."""
        self.world.sequence(everything=True)
        self.look()
        known = (self.world.folder / "acknowledged").read_text().split()
        with self.world.database.reading() as tx:
            assert ledger_check.check(tx, self.world.files) == []
            folded = [row for one in tx.exec(select(BatchRow)) for row in batches.unfold(one)]
            rows = [*tx.exec(select(EntryRow)), *folded]
        assert all(row.leaf_no is not None for row in rows)
        kept = Counter(row.digest.hex() for row in rows)
        assert Counter(known) <= kept, "an acknowledged entry is lost"
        places = Counter((row.leaf_no, row.place) for row in rows)
        assert max(places.values()) == 1, "two entries stand in one place"

    def _entries(self, size: int) -> list[bytes]:
        found: list[bytes] = []
        for level, number, width in tiles.tiles_at(size):
            if level == 0:
                path = self.world.files.public / tiles.tile_path("entries", number, width)
                found += tiles.unbundle(path.read_bytes())
        return found


def kill(watchman: Watchman, kills: int, chance: random.Random, most: int = 25) -> None:
    """Kill as often as asked, at points by turns, at one of the first `most` passages."""
    points = chance.sample(list(POINTS), len(POINTS))
    for number in range(kills):
        point = points[number % len(points)]
        often = (
            8 if point in ("publishing", "writing", "renaming", "recording") else 1
        )  # of each batch
        watchman.kill_one(point, chance.randint(1, most * often), chance.randrange(1 << 30))


def test_kill_9_forks_nothing_and_loses_nothing(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    watchman = Watchman(LedgerWorld(database, tmp_path), database_url)

    kill(watchman, KILLS, random.Random(20261122 + database.is_sqlite), most=6)  # noqa: S311

    assert watchman.killed >= KILLS // 2  # the others had nothing left to do
    watchman.world.now += timedelta(days=2)
    watchman.is_content()
