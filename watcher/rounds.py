"""Many looks: hosts side by side, the policies of one host one after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from policy.addresses import NO_EXCEPTIONS, Exceptions
from policy.decide import Rules
from policy.model import Outcome
from storage import bound, lanes, policies, watched
from storage.database import Database
from storage.errors import StorageError
from storage.successors import DEAD
from storage.watched import Watched
from watcher.answers import Limits
from watcher.fetch import Fetcher
from watcher.keeping import LaneLostError, Looked, Reached, Waiting, keep, nowhere
from watcher.politeness import Clock, Holding, LaneBusyError, Manners, Sleep, holding
from watcher.reader import Reader, ReadLimits
from watcher.receive import Eyes, Missed, Sight
from watcher.robots import Robots, RobotsBook
from watcher.succession import seek
from watcher.watch import keep_after_all, see, work_out

if TYPE_CHECKING:
    from watcher.browser import Browser
    from watcher.browser_far import FarBrowser

log = logging.getLogger(__name__)

HOSTS_AT_ONCE = 8
DRAIN = 10
"""Policies looked at under one claim of a host, for fairness between hosts and workers."""

DRAIN_AT_EASE = 50
"""The same for a host without a delay, where they take no longer."""

DRAIN_FOR = timedelta(seconds=60)

WAIT_TOGETHER = timedelta(seconds=1)
"""How long looks that make no version may wait for each other, to be kept in one transaction: what
a kill may take of finished looks.
"""

WAITING_BYTES = 8 << 20
"""What may wait at most."""


@dataclass(frozen=True, slots=True)
class Setup:
    """How this installation looks: settings as plain values."""

    agent: str = "Clausewatch/0.1"
    """Name and contact, told to every server: `Clausewatch/0.1 (+https://…; mail@…)`."""

    exceptions: Exceptions = NO_EXCEPTIONS
    robots: Robots = "obey"
    rules: Rules = field(default_factory=Rules)
    manners: Manners = field(default_factory=Manners)
    limits: Limits = field(default_factory=Limits)
    read_limits: ReadLimits = field(default_factory=ReadLimits)
    readers: int = 1
    browser: Path | None = None
    """The program that pages made by scripts are read through; None: none is to be used."""

    browser_is_far: bool = False
    """Whether `browser` is the socket of a service that has one."""

    browser_sandbox: bool = True
    escalate: bool = True
    """Whether an empty page may be read through the browser without being declared so."""

    worker: str = "watcher"
    """A name no other process has; it stands on the lanes it holds."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Everything a round of looks needs, open; see `watching`."""

    db: Database
    eyes: Eyes
    setup: Setup
    clock: Clock
    sleep: Sleep
    reached: Reached = nowhere
    stopping: Callable[[], bool] = lambda: False
    """Whether to end after the look that is under way."""

    async def check(self, ids: Sequence[str]) -> list[Looked]:
        """One look now at each of these policies, due or not; the answers in their order."""
        with self.db.reading() as tx:
            by_lane = policies.by_lane(tx, ids)
        gate = asyncio.Semaphore(HOSTS_AT_ONCE)
        looked = await asyncio.gather(*(self._check_host(mine, gate) for mine in by_lane.values()))
        answers = {look.policy: look for looks in looked for look in looks}
        return [answers[id] for id in ids]

    async def look_at_due(self) -> list[Looked]:
        """Look at what is due, several hosts side by side, until no free host has anything due."""
        looks: list[Looked] = []
        running: set[asyncio.Task[list[Looked]]] = set()
        while True:
            while len(running) < HOSTS_AT_ONCE and not self.stopping():
                if (claim := self._claimed()) is None:
                    break
                running.add(asyncio.create_task(self._drain(claim)))
            if not running:
                return looks
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.exception() is not None:  # no database: let the others end, then say so
                    await asyncio.gather(*running, return_exceptions=True)
                looks += task.result()

    async def drain(self, host: str) -> list[Looked]:
        """Look at a few of the due policies of one host; none where another worker holds it, where
        it must rest or where nothing is due.
        """
        with self.db.transaction() as tx:
            now = lanes.clock_of(tx, self.clock())
            if not lanes.is_due(tx, host, now):
                return []
            claim = lanes.claim(tx, host, self.setup.worker, now, self.setup.manners.lease)
        return await self._drain(claim) if claim is not None else []

    async def _check_host(self, ids: Sequence[str], gate: asyncio.Semaphore) -> list[Looked]:
        looks: list[Looked] = []
        drain = self._at_once()
        for start in range(0, len(ids), drain):
            async with gate, self._holding() as held:
                chunk, waiting = ids[start : start + drain], list[Waiting]()
                known = self._known(chunk)
                for id in chunk:
                    looks += await self._one(id, held, known.get(id), waiting)
                looks += await self._kept(waiting, held)
        return looks

    def _at_once(self) -> int:
        """How many policies are looked at under one claim."""
        return DRAIN if self.setup.manners.min_delay else DRAIN_AT_EASE

    def _claimed(self) -> lanes.Claim | None:
        """A free host where something is due, from now on ours."""
        with self.db.transaction() as tx:
            now = lanes.clock_of(tx, self.clock())
            return lanes.claim_due(tx, self.setup.worker, now, self.setup.manners.lease)

    async def _drain(self, claim: lanes.Claim) -> list[Looked]:
        """A few of the due policies of a host that is ours; then it is given back."""
        looks: list[Looked] = []
        began = self.clock()
        async with self._holding() as held:
            held.take(claim)
            with self.db.reading() as tx:
                ids = policies.due_in(tx, claim.host, began, self._at_once())
                known = watched.several(tx, ids)
            waiting: list[Waiting] = []
            for id in ids:
                late = self.clock() - began > DRAIN_FOR
                if late or held.in_penalty(claim.host) or self.stopping():
                    break
                looks += await self._one(id, held, known.get(id), waiting)
                if looks and not looks[-1].recorded:
                    break
            looks += await self._kept(waiting, held)
        return looks

    def _known(self, ids: Sequence[str]) -> dict[str, Watched]:
        with self.db.reading() as tx:
            return watched.several(tx, ids)

    async def _one(
        self, id: str, held: Holding, known: Watched | None, waiting: list[Waiting]
    ) -> list[Looked]:
        """One look, and those that are kept with it: none while it may wait."""

        async def look() -> list[Looked]:
            began, rules = self.clock(), self.setup.rules
            seen = await see(id, self.eyes, held, rules, self.reached, known)
            seconds = max(0.0, (self.clock() - began).total_seconds())
            so_far = (waiting[-1].so_far if waiting else 0) + seen.size
            waiting.append(replace(seen, seconds=seconds, so_far=so_far))
            return [] if self._may_wait(waiting, held) else await self._kept(waiting, held)

        return await self._safely(id, held, look)

    def _may_wait(self, waiting: Sequence[Waiting], held: Holding) -> bool:
        """Whether the last look may wait for the next one: nobody is to be told of it, and soon
        another one comes.
        """
        last = waiting[-1]
        if last.makes_a_version or last.so_far >= WAITING_BYTES or held.must_rest:
            return False
        return self.clock() - waiting[0].at < WAIT_TOGETHER

    async def _kept(self, waiting: list[Waiting], held: Holding) -> list[Looked]:
        """Keep what waits, together; where that fails each alone, so that one cannot spoil the
        others.
        """
        looks, waiting[:] = list(waiting), []
        kept: list[Looked | None] = []
        if len(looks) > 1:
            try:
                kept = keep(self.db, looks, held, self.reached)
            except StorageError:
                raise
            except Exception:
                log.exception("keeping %d looks together failed", len(looks))
        answers: list[Looked] = []
        for place, one in enumerate(looks):
            finish = partial(self._finish, one, held, kept[place] if kept else "keep")
            answers += await self._safely(one.policy.id, held, finish)
        return answers

    async def _finish(
        self, one: Waiting, held: Holding, looked: Looked | Literal["keep"] | None
    ) -> list[Looked]:
        """What comes after a look: it is decided anew where it was decided on what is no longer
        so, and successors of a dead address are sought.
        """
        rules = self.setup.rules
        if looked == "keep":
            looked = keep(self.db, [one], held, self.reached)[0]
        looked = looked or await keep_after_all(one, self.eyes, held, rules, self.reached)
        if looked.reason in DEAD:
            await seek(one.policy.id, self.eyes, held)
        if log.isEnabledFor(logging.INFO):
            why = f" ({looked.reason})" if looked.reason else ""
            with bound.bound(**({"look": looked.look} if looked.look else {})):
                log.info("looked: %s%s after %.3f s", looked.outcome, why, one.seconds)
        return [looked]

    async def _safely(
        self, id: str, held: Holding, look: Callable[[], Awaitable[list[Looked]]]
    ) -> list[Looked]:
        """One look; a host that is busy puts it off, which is no look and is not recorded. What is
        said meanwhile says at which policy.
        """
        try:
            with bound.bound(policy=id):
                return await look()
        except (LaneBusyError, LaneLostError) as busy:
            with self.db.transaction() as tx:
                row = policies.get(tx, id)
                row.next_look_at = max(row.next_look_at, self.clock() + timedelta(minutes=1))
                version = row.in_force
                tx.add(row)
            off = Looked(id, Outcome.UNREACHABLE, "host_busy", version, recorded=False)
            return [replace(off, detail=str(busy))]
        except StorageError:
            raise
        except Exception as mistake:  # one policy must not stop the others
            log.exception("looking at %s failed by a mistake of ours", id)
            return [self._record_mistake(id, mistake, held)]

    def _record_mistake(self, id: str, mistake: Exception, held: Holding) -> Looked:
        """The look that failed by our own doing, on record like any other, and the policy put off
        by it.
        """
        with self.db.reading() as tx:
            policy = watched.watched(tx, id)
        detail = f"a mistake of ours: {type(mistake).__name__}: {mistake}"[:300]
        sight = Sight((), Missed(Outcome.UNREADABLE, "mistake", detail))
        plan = work_out(self.db, policy, sight, self.setup.rules, held.clock())
        looked = keep(self.db, [Waiting(policy, sight, plan, held.clock())], held)[0]
        return looked or Looked(id, Outcome.UNREADABLE, "mistake", policy.in_force, recorded=False)

    def _holding(self) -> AbstractAsyncContextManager[Holding]:
        return holding(self.db, self.setup.worker, self.setup.manners, self.clock, self.sleep)


@asynccontextmanager
async def watching(
    db: Database,
    setup: Setup,
    clock: Clock,
    sleep: Sleep = asyncio.sleep,
    reached: Reached = nowhere,
    gone: Callable[[str], bool] = lambda _: False,
    stopping: Callable[[], bool] = lambda: False,
) -> AsyncIterator[Watcher]:
    """A watcher with its client and its reading processes, closed at the end.

    `gone` tells of a worker's name whether that worker is known to be dead: its hosts are free at
    once. `stopping` says whether to end after the looks that are under way.
    """
    with db.transaction() as tx:
        lanes.free_of_the_dead(tx, gone)
    async with (
        Fetcher(setup.agent, setup.exceptions, setup.limits) as fetcher,
        Reader(setup.read_limits, setup.readers) as reader,
    ):
        robots = RobotsBook(db, fetcher, setup.agent.split("/")[0], setup.robots)
        eyes = Eyes(db, fetcher, reader, robots, _browser(setup), setup.escalate)
        yield Watcher(db, eyes, setup, clock, sleep, reached, stopping)


def _browser(setup: Setup) -> Callable[[], Browser | FarBrowser] | None:
    """The browser of this installation; it costs nothing until a page needs it."""
    program = setup.browser
    if program is None:
        return None

    @cache
    def browser() -> Browser | FarBrowser:
        from watcher.browser import Browser
        from watcher.browser_far import FarBrowser

        if setup.browser_is_far:
            return FarBrowser(program)

        return Browser(program, setup.agent, setup.exceptions, sandbox=setup.browser_sandbox)

    return browser
