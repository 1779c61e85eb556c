"""The alarm clock of the single process: what is due is found in the database, never kept here."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from cli import telling, wiring
from cli.duties import HOUSE, LOOK, TELL, Duty, Hands

if TYPE_CHECKING:
    from cli.wiring import World

CLOSING_S = 4  # within the ten seconds a service manager waits before it kills

log = logging.getLogger("clausewatch.jobs")


class Ticks:
    """Does every duty again and again, as long as it is open."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._hands = Hands(world)
        self._running: set[asyncio.Task[None]] = set()
        self._clock = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    async def __aenter__(self) -> Self:
        await self._hands.__aenter__()
        telling.reconcile_now(self._world)  # what a killed process left behind is taken up first
        for duty in (LOOK, TELL, *HOUSE):
            self._clock.add_job(
                self._watched,
                "interval",
                [duty],
                seconds=duty.every_s,
                next_run_time=wiring.now(),
                id=duty.name,
            )
        self._clock.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._hands.stopping = True
        self._clock.shutdown(wait=False)
        if self._running:
            late = (await asyncio.wait(self._running, timeout=CLOSING_S))[1]
            for task in late:
                task.cancel()
        await self._hands.__aexit__()

    def _begin(self, duty: Duty) -> asyncio.Task[None]:
        task = asyncio.create_task(self._guarded(duty))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _watched(self, duty: Duty) -> None:
        await asyncio.shield(self._begin(duty))  # the scheduler cancels when it is shut down

    async def _guarded(self, duty: Duty) -> None:
        """Do a duty; what went wrong is said, and the next tick tries again."""
        try:
            await duty.do(self._hands)
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("duty %s failed", duty.name)
