"""Calling webhooks in the real world: the guarded client's POST, handed to the notifier."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from cli import wiring

if TYPE_CHECKING:
    from cli.wiring import World
    from notifier.calling import Caller
    from notifier.retrying import Reply

KIB = 1 << 10


@asynccontextmanager
async def opened_caller(world: World) -> AsyncIterator[Caller]:
    """What calls are made with, for as long as it is open. An answer may be short, not slow."""
    from notifier.calling import Caller
    from notifier.retrying import Reply
    from policy.addresses import Exceptions
    from watcher.answers import Fetched, Limits
    from watcher.fetch import Fetcher

    limits = Limits(
        total_s=20, connect_s=10, silence_s=15, wire_bytes=64 * KIB, body_bytes=64 * KIB
    )
    exceptions = Exceptions.of(*world.settings.watch.allow_networks)
    async with Fetcher(wiring.identity(world.settings), exceptions, limits) as fetcher:

        async def post(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
            answer = await fetcher.post(url, body, headers)
            if isinstance(answer, Fetched):
                said = (answer.body or b"").decode("utf-8", "replace")
                return Reply(answer.status, said[:1000], dict(answer.headers))
            code = answer.exchange.get("status")  # an answer too long to read is an answer
            return Reply(code, f"{answer.reason}: {answer.detail}")

        yield Caller(post, wiring.now, wiring.worker_name())


async def call(world: World, stopping: Callable[[], bool] = lambda: False) -> dict[str, int]:
    """Plan what webhooks are to be told and make the calls that are due; counted by outcome."""
    from notifier import calling

    office = world.office
    await asyncio.to_thread(calling.plan, world.database, office, wiring.now())
    async with opened_caller(world) as caller:
        return await calling.call_due(world.database, office, caller, stopping)


def call_one(world: World, id: str) -> Reply | None:
    """Make one call now; what came of it."""

    async def one() -> Reply | None:
        from notifier import calling

        async with opened_caller(world) as caller:
            return await calling.call_one(world.database, world.office, caller, id)

    return asyncio.run(one())
