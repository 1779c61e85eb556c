"""Hosts on loopback (127.0.0.1, 127.0.0.2, …) in a thread of their own, for programs that look.

They note when they were asked, answer as slowly as told, storm with 429, and change their texts.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from tests.contracts.fault_server import page
from tests.watcher.world import policy_html

STARTS_S = 60.0
MISSING = page(b"", status="404 Not Found")
STORM = page(b"later", status="429 Too Many", headers=["Retry-After: 2"])


@dataclass(frozen=True)
class Asked:
    """One request for a policy: its host and path, its two ends, and how it was answered."""

    host: str
    path: str
    begin: float
    end: float
    status: int


@dataclass
class Town:
    """What the hosts do, and what they were asked."""

    port: int = 0
    answer_after_s: float = 0.0
    storming: bool = False
    edition: int = 0
    """Of every text; another one is a changed period in the same clause."""

    asked: list[Asked] = field(default_factory=list)

    def url(self, host: int, path: str) -> str:
        """Where one of its policies stands."""
        return f"http://127.0.0.{host}:{self.port}/{path}"

    def of(self, host: int) -> list[Asked]:
        """What one host was asked, in order."""
        return [one for one in self.asked if one.host == f"127.0.0.{host}"]

    def overlaps(self) -> int:
        """How often a host was asked while it was still answering."""
        return sum(later.begin < earlier.end for earlier, later in self._pairs())

    def least_gap(self) -> float:
        """The shortest time between an answer and the next request to the same host."""
        return min(later.begin - earlier.end for earlier, later in self._pairs())

    def least_obedience(self) -> float:
        """The shortest time a host was left alone after it had said 429."""
        return min(
            later.begin - earlier.end for earlier, later in self._pairs() if earlier.status == 429
        )

    def _pairs(self) -> Iterator[tuple[Asked, Asked]]:
        by_host: dict[str, list[Asked]] = defaultdict(list)
        for one in self.asked:
            by_host[one.host].append(one)
        for times in by_host.values():
            yield from pairwise(times)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's requests, until it or the town ends."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError), contextlib.closing(writer):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                begin = time.monotonic()
                host, path = head.split("Host: ")[1].split(":")[0], head.split(" ")[1]
                await asyncio.sleep(self.answer_after_s)
                body = self._answer(path)
                status = int(body[9:12])
                self.asked.append(Asked(host, path, begin, time.monotonic(), status))
                writer.write(body)
                await writer.drain()

    def _answer(self, path: str) -> bytes:
        if path == "/robots.txt":
            return MISSING
        if self.storming:
            return STORM
        return page(policy_html(days=30 + self.edition))


@contextlib.contextmanager
def open_town() -> Iterator[Town]:
    """The town, for as long as the block lasts."""
    town = Town()
    started = threading.Event()
    ends: list[Callable[[], object]] = []

    async def live() -> None:
        ended, loop = asyncio.Event(), asyncio.get_running_loop()
        server = await asyncio.start_server(town.serve, "0.0.0.0", 0)  # noqa: S104 - 127.0.0.2 too
        town.port = server.sockets[0].getsockname()[1]
        ends.append(lambda: loop.call_soon_threadsafe(ended.set))
        started.set()
        await ended.wait()
        server.close()
        await hang_up()

    thread = threading.Thread(target=lambda: asyncio.run(live()), daemon=True)
    thread.start()
    assert started.wait(STARTS_S), "the town did not open"
    try:
        yield town
    finally:
        ends[0]()
        thread.join(STARTS_S)
    assert not thread.is_alive(), "the town did not close"


async def hang_up() -> None:
    """End every other task of this loop, and let what they held be closed."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    if others:
        await asyncio.wait(others, timeout=STARTS_S)
    for _ in range(3):  # a transport that is closed is let go of one turn later
        await asyncio.sleep(0)
