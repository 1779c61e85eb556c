"""Many hosts on loopback (127.0.0.1, 127.0.0.2, …) that write down when they were asked, and
workers that ask them.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from storage import policies
from storage.database import Database
from storage.policies import Wanted, WantedSource
from tests.contracts.fault_server import page
from tests.contracts.look_until_killed import clock
from tests.programs import PATIENCE_S
from tests.watcher.world import policy_html

ROOT = Path(__file__).resolve().parents[2]
BUSY = page(b"later", status="503 Busy", headers=["Retry-After: 2"])
MISSING = page(b"", status="404 Not Found")


@dataclass
class Street:
    """When each host was asked and had answered, and which one is busy at first."""

    port: int = 0
    busy: str = ""
    asked: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    busy_at: float = 0.0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer after 20 ms, and note both ends."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError), contextlib.closing(writer):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                begin = time.monotonic()
                host = head.split("Host: ")[1].split(":")[0]
                await asyncio.sleep(0.02)
                self.asked[host].append((begin, time.monotonic()))
                writer.write(self._answer(head.split(" ")[1], host))
                await writer.drain()

    def _answer(self, path: str, host: str) -> bytes:
        if path == "/robots.txt":
            return MISSING
        if host == self.busy and not self.busy_at:
            self.busy_at = time.monotonic()
            return BUSY
        return page(policy_html())

    def overlaps(self) -> int:
        """How often a host was asked while it was still answering."""
        pairs = ((a, b) for times in self.asked.values() for a, b in pairwise(times))
        return sum(later[0] < earlier[1] for earlier, later in pairs)

    def least_gap(self) -> float:
        """The shortest time between an answer and the next request to the same host."""
        gaps = [
            later[0] - earlier[1]
            for times in self.asked.values()
            for earlier, later in pairwise(times)
        ]
        return min(gaps)

    def silence(self) -> float:
        """How long the busy host was left alone."""
        after = [begin for begin, _ in self.asked[self.busy] if begin > self.busy_at]
        return min(after) - self.busy_at


@contextlib.asynccontextmanager
async def open_street() -> AsyncIterator[Street]:
    """The hosts, for as long as the block lasts."""
    street = Street()
    server = await asyncio.start_server(street.serve, "0.0.0.0", 0)  # noqa: S104 - 127.0.0.2 too
    street.port = server.sockets[0].getsockname()[1]
    try:
        yield street
    finally:
        server.close()


async def walked(
    db: Database, url: str, *, hosts: int, each: int, workers: int, delay: float
) -> Street:
    """Every policy of the street looked at once by several workers at the same time."""
    now = clock()
    async with open_street() as street:
        street.busy = "127.0.0.1"
        base = Wanted("", "Street", "Privacy Policy", ())
        with db.transaction() as tx:
            for number in range(hosts * each):
                place = f"http://127.0.0.{number % hosts + 1}:{street.port}/{number}"
                wanted = replace(base, id=f"p{number}", sources=(WantedSource(place),))
                policies.add(tx, wanted, now)
        command = [sys.executable, "-m", "tests.contracts.work_until_done", url, str(delay)]
        running = [await asyncio.create_subprocess_exec(*command, cwd=ROOT) for _ in range(workers)]
        try:
            async with asyncio.timeout(PATIENCE_S):
                assert [await worker.wait() for worker in running] == [0] * workers
        finally:
            for worker in running:
                with contextlib.suppress(ProcessLookupError):
                    worker.kill()
                await worker.wait()
    return street
