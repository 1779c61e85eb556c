"""A process that looks at one policy again and again and kills itself at a named point, as a power
cut would.

    python -m tests.contracts.look_until_killed DATABASE_URL PAGE_URL POINT NTH
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta

from policy.addresses import Exceptions
from policy.decide import Rules
from storage.database import Database
from watcher.politeness import Manners
from watcher.rounds import Setup, watching


def clock() -> datetime:
    """The real time: two processes share a database here."""
    return datetime.now(UTC)


async def main() -> None:
    """Look three times, or die on the way."""
    url, point, nth = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seen = 0

    def reached(name: str) -> None:
        nonlocal seen
        seen += name == point
        if name == point and seen == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    setup = Setup(
        exceptions=Exceptions.of("127.0.0.0/8"),
        rules=Rules(confirm_after=timedelta(0)),
        manners=Manners(min_delay=timedelta(0), lease=timedelta(seconds=0.2)),
        worker=str(os.getpid()),
    )
    async with watching(Database(url), setup, clock, reached=reached) as watcher:
        for _ in range(3):
            await watcher.check(["mill"])


if __name__ == "__main__":
    asyncio.run(main())
