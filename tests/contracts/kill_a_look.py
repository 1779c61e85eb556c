"""One look killed with SIGKILL at a named point, then looks that go on; what must hold before and
after.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from policy.decide import Rules
from storage import changes, checks, entries, policies, snapshots, versions
from storage.database import Database
from storage.policies import Wanted, WantedSource
from tests.contracts.fault_server import Script, serving
from tests.contracts.look_until_killed import clock
from tests.watcher.world import LOOPBACK, policy_page
from watcher.politeness import Manners
from watcher.rounds import Setup, watching

POINTS = (
    "received",
    "decided",
    "look recorded",
    "snapshots kept",
    "version recorded",
    "about to commit",
    "committed",
)
ROOT = Path(__file__).resolve().parents[2]
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


def killed(url: str, point: str, nth: int) -> int:
    """Run looks until the process kills itself; its exit code."""
    command = [sys.executable, "-m", "tests.contracts.look_until_killed", url, point, str(nth)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    return done.returncode


def invariants(db: Database) -> tuple[list[int], int]:
    """What must hold whenever the database is opened again; the version numbers and how many
    looks.
    """
    with db.reading() as tx:
        numbers = [row.number for row in versions.listed(tx, "mill")]
        looks = checks.of(tx, "mill")
        assert numbers == list(range(1, len(numbers) + 1))
        assert policies.get(tx, "mill").in_force == (numbers[-1] if numbers else None)
        assert len(changes.listed(tx, "mill")) == max(0, len(numbers) - 1)
        for number in numbers:
            assert len(entries.of(tx, "version", f"mill/{number}")) == 1
        for look in looks:
            assert len(entries.of(tx, "look", str(look.id))) == 1
            (snapshot,) = snapshots.of_look(tx, look.id or 0)
            assert snapshots.body_of(tx, snapshot.blob_id or 0)
            assert snapshots.exchange_of(tx, snapshot.id or 0)
    return numbers, len(looks)


async def killed_and_gone_on(database: Database, database_url: str, point: str, nth: int) -> None:
    """Kill the `nth` look at `point`, look three times more, and check that all adds up."""
    rounds: Iterator[int] = iter(range(1000))

    def answer(path: str) -> Script:  # a new text every other fetch, so that each is confirmed
        if path == "/robots.txt":
            return [b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"]
        return policy_page(days=30 + next(rounds) // 2)

    async with serving(answer) as server:
        with database.transaction() as tx:
            source = WantedSource(f"http://127.0.0.1:{server.port}/privacy")
            policies.add(tx, Wanted("mill", "Mill", "Privacy Policy", (source,)), BEGIN)
        code = await asyncio.to_thread(killed, database_url, point, nth)
        assert code == -9, code
        before, looks = invariants(database)
        assert looks == nth - (point != "committed")
        setup = Setup(
            exceptions=LOOPBACK,
            rules=Rules(confirm_after=timedelta(0)),
            manners=Manners(min_delay=timedelta(0)),
        )
        async with watching(database, setup, clock) as watcher:
            for _ in range(3):
                await watcher.check(["mill"])
    after, looks_after = invariants(database)
    assert looks_after == looks + 3
    assert len(after) > len(before)
