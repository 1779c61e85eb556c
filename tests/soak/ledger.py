"""The sequencer is killed at named points; the log never forks and loses nothing acknowledged.

Odd seeds run on PostgreSQL, even ones on SQLite. Ten kills a round: twenty rounds are the two
hundred that the ledger has to stand.
"""

from __future__ import annotations

import random
import shutil
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import psycopg

from storage import schema
from storage.database import Database
from tests import postgres_server
from tests.storage.ledger_world import LedgerWorld
from tests.storage.test_sequencer_kills import Watchman, kill

ROUNDS = 20
KILLS = 10


def one_round(seed: int, folder: Path) -> None:
    """Ten kills in a database of its own."""
    here = folder / f"log-{seed}"
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir()
    with ExitStack() as stack:
        url = f"sqlite:///{here}/clausewatch.db"
        if seed % 2:
            server = stack.enter_context(postgres_server.running())
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE ledger")
            url = f"{server}/ledger"
        database = Database(url)
        stack.callback(database.close)
        schema.create(database)
        watchman = Watchman(LedgerWorld(database, here), url)
        chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        while watchman.killed < KILLS:  # some end before they come to their point
            kill(watchman, KILLS - watchman.killed, chance, most=10)
        watchman.world.now += timedelta(days=2)
        watchman.is_content()
        size = watchman.seen[-1].size
        kind = "PostgreSQL" if seed % 2 else "SQLite"
        print(
            f"  round {seed}: {watchman.killed} kills on {kind}, {size} leaves, no fork", flush=True
        )
    shutil.rmtree(here)
