"""One worker of a fleet: it does what the engine wakes it for, until somebody says stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING

from cli import engine, engine_schema, logs, say, wiring
from cli.duties import Hands
from cli.errors import WrongUsageError

if TYPE_CHECKING:
    from cli.wiring import World


def work(world: World, queues: tuple[str, ...], concurrency: int) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished, at most for half a minute."""
    if world.database.is_sqlite:
        raise WrongUsageError(
            "A worker needs PostgreSQL: set CLAUSEWATCH_DATABASE_URL=postgresql://…. On SQLite "
            "`clausewatch serve` does everything in one process."
        )
    engine_schema.check(world.database)
    logs.to_stderr(world.settings.log)
    asyncio.run(_work(world, queues, concurrency))


async def _work(world: World, queues: tuple[str, ...], concurrency: int) -> None:
    async with Hands(world) as hands:
        name = wiring.worker_name()
        time = asyncio.create_task(wiring.keeping_time(world.database))
        working = asyncio.create_task(engine.work(hands, name, queues, concurrency))

        def stop() -> None:
            hands.stopping = True
            working.cancel()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        say.talk(f"Working as {name} on {', '.join(queues)}.")
        with contextlib.suppress(asyncio.CancelledError):
            await working
        time.cancel()
    say.talk("Stopped.")
