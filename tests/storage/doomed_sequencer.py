"""A process that lets things happen and sequences them, and kills itself at the n-th passage of a
named point; test_sequencer_kills and the soak run it.

What it knows to be durable it writes into `acknowledged`, after the transaction: none of it may
be lost.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from storage import entries, log_files, publishing, sequencer
from storage.database import Database
from storage.log_files import LogFiles
from tests.storage.ledger_world import INSTALLATION

CYCLES = 30
KINDS = ("version", "change", "audience.frozen", "receipt", "look", "subscription")
POINTS = {
    "recording": (Session, "commit"),
    "keeping": (sequencer, "_keep"),
    "settling": (publishing, "settle"),
    "marking": (LogFiles, "set_mark"),
    "noting": (publishing, "_keep_note"),
    "serving": (publishing, "serve"),
    "publishing": (LogFiles, "publish_all"),
    "renaming": (log_files, "_settle"),
    "writing": (log_files.os, "fsync"),
    "withdrawing": (LogFiles, "withdraw_partial"),
    "reading": (publishing, "open_checkpoint"),
}
"""Named points of the sequencer's way, and the call before which each lies."""


class Doom:
    """Counts the passages of one point, and ends the process at the last one."""

    def __init__(self, point: str, passages: int) -> None:
        self.left = passages
        owner, name = POINTS[point]
        setattr(owner, name, self._watched(getattr(owner, name)))

    def _watched(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def passing(*values: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*values, **named)

        return passing


def main() -> None:
    url, where, now, point, passages, seed = sys.argv[1:]
    folder, moment = Path(where), datetime.fromisoformat(now)
    chance = random.Random(int(seed))  # noqa: S311 - repeatable, not secret
    database = Database(url)
    files = LogFiles(folder / "keys", folder / "log")
    Doom(point, int(passages))
    with (folder / "acknowledged").open("a") as acknowledged:
        for cycle in range(CYCLES):
            moment += timedelta(minutes=cycle)
            with database.transaction() as tx:
                digests = [
                    entries.record(
                        tx, chance.choice(KINDS), f"mill/{number}", {"n": number}, moment
                    )
                    for number in range(chance.randint(1, 40))
                ]
            acknowledged.write("".join(f"{digest.hex()}\n" for digest in digests))
            acknowledged.flush()
            everything = chance.random() < 0.3
            sequencer.run(database, files, INSTALLATION, moment, everything=everything)


if __name__ == "__main__":
    main()
