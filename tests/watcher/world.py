"""A small world for looks: pages on a real loopback server, a clock that is a number, sleep that
moves it.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from policy.addresses import Exceptions
from policy.decide import Rules
from storage import policies
from storage.database import Database
from storage.policies import Wanted, WantedSource
from tests.contracts.fault_server import Script, page, serving
from watcher.answers import Limits
from watcher.keeping import Reached, nowhere
from watcher.politeness import Manners
from watcher.rounds import Setup, Watcher, watching

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LOOPBACK = Exceptions.of("127.0.0.0/8")


@dataclass
class Clock:
    """Time as a test moves it."""

    now: datetime = NOON
    slept: float = 0.0

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Nobody waits: time does."""
        self.now += timedelta(seconds=seconds)
        self.slept += seconds

    def pass_by(self, **span: float) -> None:
        """Let time go on."""
        self.now += timedelta(**span)


@dataclass
class World:
    """Pages by path, a database, and a watcher that looks at them."""

    db: Database
    clock: Clock
    port: int
    pages: dict[str, Script]
    requests: list[tuple[str, dict[str, str]]]
    watcher: Watcher | None = None
    names: list[str] = field(default_factory=list)

    def add(self, *paths: str, id: str = "mill", **how: Any) -> str:
        """Watch these paths as one policy."""
        sources = tuple(
            WantedSource(f"http://127.0.0.1:{self.port}{path}", **how) for path in paths
        )
        with self.db.transaction() as tx:
            policies.add(tx, Wanted(id, "Mill", "Privacy Policy", sources), self.clock())
        self.names.append(id)
        return id

    async def look(self, id: str = "mill") -> tuple[str, str | None]:
        """One look: its outcome and reason."""
        assert self.watcher is not None
        (looked,) = await self.watcher.check([id])
        return str(looked.outcome), looked.reason


@contextlib.asynccontextmanager
async def watching_a_world(
    db: Database,
    *,
    manners: Manners | None = None,
    robots: Literal["obey", "note"] = "obey",
    reached: Reached = nowhere,
    confirm_after: timedelta = timedelta(minutes=15),
    browser: Path | None = None,
    escalate: bool = True,
) -> AsyncIterator[World]:
    """A world for as long as the block lasts. A path without a page answers 404."""
    clock = Clock()
    pages: dict[str, Script] = {}
    missing: Script = [page(b"nothing here", status="404 Not Found")]
    async with serving(lambda path: pages.get(path.split("?")[0], missing)) as server:
        world = World(db, clock, server.port, pages, server.requests)
        setup = Setup(
            exceptions=LOOPBACK,
            robots=robots,
            rules=Rules(confirm_after=confirm_after),
            manners=manners or Manners(min_delay=timedelta(0)),
            limits=Limits(total_s=3),
            browser=browser,
            escalate=escalate,
        )
        async with watching(db, setup, clock, clock.sleep, reached) as watcher:
            world.watcher = watcher
            yield world


def policy_page(*clauses: str, days: int = 30, noise: str = "") -> Script:
    """An honest policy of an invented mill; `noise` differs on every fetch and is no word of it."""
    added = "".join(f"<p>{clause}</p>" for clause in clauses)
    return [page(policy_html(added, days, noise))]


def policy_html(added: str = "", days: int = 30, noise: str = "") -> bytes:
    """The page itself."""
    return f"""<!doctype html><html lang="en"><head><title>Privacy policy of the Mill</title>
<script>var token="{noise}";</script></head><body><nav><a href="/?{noise}">Home</a></nav><main>
<h1>Privacy policy</h1>
<p>The Mill at the brook grinds the grain of its customers. This policy says which personal data
we keep, why we keep it and how long.</p>
<h2>1. What we keep</h2>
<p>We keep your name, your address and the weight of your grain, because we need them to send you
the right sacks and the bill for our work.</p>
<h2>2. How long</h2>
<p>We delete your personal data {days} days after the last sack has left the mill.</p>
<h2>3. Your rights</h2>
<p>You may ask us at any time what we keep about you, have it corrected, or have it deleted.</p>
{added}</main><footer><p>The Mill at the brook</p></footer></body></html>""".encode()
