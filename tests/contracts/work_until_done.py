"""One worker of several: looks at what is due until nothing is left, then ends.

python -m tests.contracts.work_until_done DATABASE_URL MIN_DELAY_SECONDS
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta

from policy.decide import Rules
from storage import policies
from storage.database import Database
from tests.contracts.look_until_killed import clock
from tests.watcher.world import LOOPBACK
from watcher.politeness import Manners
from watcher.rounds import Setup, watching


async def main() -> None:
    """Work until no policy was left unseen."""
    db = Database(sys.argv[1])
    delay = timedelta(seconds=float(sys.argv[2]))
    manners = Manners(min_delay=delay, first_penalty=timedelta(seconds=1))
    setup = Setup(exceptions=LOOPBACK, rules=Rules(), manners=manners, worker=str(os.getpid()))
    async with watching(db, setup, clock) as watcher:
        while True:
            await watcher.look_at_due()
            with db.reading() as tx:
                if all(row.last_look_at is not None for row in policies.listed(tx)):
                    return
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main())
