"""A look is killed with SIGKILL at a named point; then looking goes on and everything adds up."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from storage import schema
from storage.database import Database
from tests.contracts.kill_a_look import POINTS, killed_and_gone_on

ROUNDS = 300


def one_round(seed: int, folder: Path) -> None:
    """One kill, in a database of its own."""
    chance = random.Random(seed)  # noqa: S311 - a draw that can be repeated, no secret
    point, nth = chance.choice(POINTS), chance.randint(1, 3)
    for left in folder.glob(f"looks-{seed}.db*"):
        left.unlink()
    url = f"sqlite:///{folder}/looks-{seed}.db"
    database = Database(url)
    schema.create(database)
    try:
        asyncio.run(killed_and_gone_on(database, url, point, nth))
    finally:
        database.close()
