"""Two hundred policies on ten hosts, looked at by several workers at once, measured at the hosts:
never two requests at a time, never sooner than the pause, and Retry-After is kept.

Odd seeds run four workers on PostgreSQL, even ones two on SQLite.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import ExitStack
from pathlib import Path

import psycopg

from storage import checks, schema
from storage.database import Database
from tests import postgres_server
from tests.contracts.polite_street import walked

ROUNDS = 4
HOSTS = 10
EACH = 20


def one_round(seed: int, folder: Path) -> None:
    """Every policy looked at once, with a pause that is drawn."""
    delay = random.Random(seed).uniform(0.1, 0.4)  # noqa: S311 - repeatable, not secret
    with ExitStack() as stack:
        workers, url = 2, f"sqlite:///{folder}/streets-{seed}.db"
        for left in folder.glob(f"streets-{seed}.db*"):
            left.unlink()
        if seed % 2:
            server = stack.enter_context(postgres_server.running())
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE streets")
            workers, url = 4, f"{server}/streets"
        database = Database(url)
        stack.callback(database.close)
        schema.create(database)
        walk = walked(database, url, hosts=HOSTS, each=EACH, workers=workers, delay=delay)
        street = asyncio.run(walk)
        with database.reading() as tx:
            looks = [len(checks.of(tx, f"p{number}")) for number in range(HOSTS * EACH)]
    asked = {host: len(times) for host, times in street.asked.items()}
    print(
        f"  round {seed}: {workers} workers on {'PostgreSQL' if seed % 2 else 'SQLite'}, "
        f"{sum(asked.values())} requests at {len(asked)} hosts, {street.overlaps()} overlaps, "
        f"least pause {street.least_gap():.3f} s of {delay:.3f}, after Retry-After: 2 "
        f"{street.silence():.2f} s of rest",
        flush=True,
    )
    assert len(asked) == HOSTS
    assert min(asked.values()) >= EACH + 1, "a host was asked less often than it has policies"
    assert street.overlaps() == 0
    assert street.least_gap() >= delay
    assert street.silence() >= 2
    assert looks == [1] * (HOSTS * EACH)
