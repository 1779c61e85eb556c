"""A look is killed with SIGKILL at a named point; then looking goes on and everything adds up.

Ten kills a round, each in a database of its own; odd seeds run on PostgreSQL, even ones on SQLite.
Sixty rounds are the three hundred on each that looking has to stand.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import ExitStack
from pathlib import Path

import psycopg

from storage import schema
from storage.database import Database
from tests import postgres_server
from tests.contracts.kill_a_look import POINTS, killed_and_gone_on

ROUNDS = 60
KILLS = 10


def one_round(seed: int, folder: Path) -> None:
    """Ten kills at points that are drawn."""
    chance = random.Random(seed)  # noqa: S311 - a draw that can be repeated, no secret
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server.running()) if seed % 2 else None
        for kill in range(KILLS):
            point, nth = chance.choice(POINTS), chance.randint(1, 3)
            url = _new_place(server, folder, f"looks_{seed}_{kill}")
            database = Database(url)
            schema.create(database)
            try:
                asyncio.run(killed_and_gone_on(database, url, point, nth))
            finally:
                database.close()


def _new_place(server: str | None, folder: Path, name: str) -> str:
    """Where an empty database is."""
    if server is not None:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{server}/{name}"
    for left in folder.glob(f"{name}.db*"):
        left.unlink()
    return f"sqlite:///{folder}/{name}.db"
