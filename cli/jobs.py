"""The alarm clock of the single process: what is due is found in the database, never kept here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from cli import wiring
from cli.looking import Looker
from cli.telling import announce_now, deliver_now, keep_house, open_mail, reconcile_now

if TYPE_CHECKING:
    from cli.wiring import World

LOOK_EVERY_S = 2
TELL_EVERY_S = 2
RECONCILE_EVERY_S = 60
KEEP_HOUSE_EVERY_S = 3600
CLOSING_S = 4  # within the ten seconds a service manager waits before it kills

log = logging.getLogger("clausewatch.jobs")


class Ticks:
    """Looks at what is due, announces, delivers and reconciles, as long as it is open."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._looker = Looker(world)
        self._mail = open_mail(world)
        self._stopping = False
        self._running: set[asyncio.Task[None]] = set()
        self._clock = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    async def __aenter__(self) -> Self:
        await self._looker.__aenter__()
        reconcile_now(self._world)  # what a killed process left behind is taken up first
        ticks: tuple[tuple[Callable[[], Awaitable[None]], int], ...] = (
            (self._look, LOOK_EVERY_S),
            (self._tell, TELL_EVERY_S),
            (self._reconcile, RECONCILE_EVERY_S),
            (self._keep_house, KEEP_HOUSE_EVERY_S),
        )
        for tick, seconds in ticks:
            self._clock.add_job(
                self._watched, "interval", [tick], seconds=seconds, next_run_time=wiring.now()
            )
        self._clock.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        self._clock.shutdown(wait=False)
        if self._running:
            late = (await asyncio.wait(self._running, timeout=CLOSING_S))[1]
            for task in late:
                task.cancel()
        await self._mail.aclose()
        await self._looker.__aexit__()

    def _begin(self, tick: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        task = asyncio.create_task(self._guarded(tick))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _watched(self, tick: Callable[[], Awaitable[None]]) -> None:
        await asyncio.shield(self._begin(tick))  # the scheduler cancels when it is shut down

    async def _guarded(self, tick: Callable[[], Awaitable[None]]) -> None:
        """Run a tick; what went wrong is said, and the next tick tries again."""
        try:
            await tick()
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("tick %s failed", tick.__name__)

    async def _look(self) -> None:
        await self._looker.due()

    async def _tell(self) -> None:
        await asyncio.to_thread(announce_now, self._world)
        await deliver_now(self._world, self._mail, stopping=lambda: self._stopping)

    async def _reconcile(self) -> None:
        await asyncio.to_thread(reconcile_now, self._world)

    async def _keep_house(self) -> None:
        await asyncio.to_thread(keep_house, self._world)
