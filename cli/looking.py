"""Looking, in the real world: a watcher made of the settings, kept open or for one round."""

from __future__ import annotations

import asyncio
import gc
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Self

from cli import wiring
from policy.addresses import Exceptions
from policy.decide import Rules
from policy.model import Outcome
from storage import lanes
from watcher.browser_program import installed
from watcher.politeness import Manners
from watcher.rounds import Setup, Watcher, watching

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from cli.wiring import World
    from config.settings import WatchSettings
    from watcher.keeping import Looked


class Looker:
    """A watcher that stays open, with its HTTP client and its reading process."""

    def __init__(
        self,
        world: World,
        stopping: Callable[[], bool] = lambda: False,
        seen: Callable[[Looked], None] = lambda _: None,
    ) -> None:
        self._world = world
        self._stopping = stopping
        self._seen = seen
        self._open = AsyncExitStack()
        self._watcher: Watcher | None = None

    async def __aenter__(self) -> Self:
        setup = setup_of(self._world)
        self._watcher = await self._open.enter_async_context(
            watching(
                self._world.database,
                setup,
                wiring.now,
                gone=wiring.is_gone,
                stopping=self._stopping,
            )
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def check(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """One look at each of these policies, now."""
        return [form_of(one) for one in await self._opened.check(names)]

    async def due(self) -> list[dict[str, Any]]:
        """Look at whatever is due."""
        return [self._told(one) for one in await self._opened.look_at_due()]

    async def drain(self, host: str) -> None:
        """Look at a few of the due policies of one host, if it is free."""
        for one in await self._opened.drain(host):
            self._told(one)

    def _told(self, look: Looked) -> dict[str, Any]:
        self._seen(look)
        return form_of(look)

    def hosts_due(self, limit: int) -> list[str]:
        """Free hosts where something is due, at most `limit`."""
        with self._world.database.reading() as tx:
            return lanes.due_hosts(tx, lanes.clock_of(tx, wiring.now()), limit)

    def due_again(self, host: str) -> datetime | None:
        """When a host where something is due may be asked again; None where nothing is due."""
        with self._world.database.reading() as tx:
            now = lanes.clock_of(tx, wiring.now())
            return lanes.free_at(tx, host, now) if lanes.is_due(tx, host, now) else None

    @property
    def _opened(self) -> Watcher:
        assert self._watcher is not None  # noqa: S101 - entered before it is used
        return self._watcher


def look_at(world: World, names: Sequence[str], *, confirm: bool = False) -> list[dict[str, Any]]:
    """One look at each of these policies, now; as `check` shows them. For a program that ends then.

    With `confirm` what is seen for the first time is looked at once more as soon as that counts.
    """

    async def look() -> list[dict[str, Any]]:
        async with Looker(world) as looker:
            gc.freeze()  # what is loaded by now stays; to go through it for garbage takes 0.1 s
            looks = await looker.check(names)
            new = [one["policy"] for one in looks if one["outcome"] == Outcome.PENDING]
            if confirm and new:
                await asyncio.sleep(world.settings.watch.confirm_after.total_seconds())
                looks += await looker.check(new)
            return looks

    return asyncio.run(look()) if names else []


def setup_of(world: World) -> Setup:
    """How this installation looks."""
    settings = world.settings.watch
    return Setup(
        agent=wiring.identity(world.settings),
        exceptions=Exceptions.of(*settings.allow_networks),
        rules=Rules(confirm_after=settings.confirm_after, settle_after=settings.settle_after),
        manners=Manners(min_delay=settings.min_delay, lease=settings.lease),
        browser=_browser_of(settings),
        browser_is_far=settings.browser_socket is not None,
        browser_sandbox=settings.browser_sandbox,
        escalate=settings.browser == "auto",
        worker=wiring.worker_name(),
    )


def _browser_of(settings: WatchSettings) -> Path | None:
    """What pages made by scripts are read through: the socket of a service, or a program."""
    if settings.browser == "never":
        return None
    return settings.browser_socket or installed()


def form_of(look: Looked) -> dict[str, Any]:
    """One look as `check` shows it."""
    return {
        "policy": look.policy,
        "outcome": str(look.outcome),
        "reason": look.reason,
        "version": look.version,
        "change": look.change,
        "detail": look.detail,
    }
