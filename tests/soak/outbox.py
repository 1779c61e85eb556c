"""Two workers announce and deliver, and are killed at named points; everybody is told once.

Odd seeds run on PostgreSQL, even ones on SQLite. Ten kills a round: thirty rounds are the three
hundred that the outbox has to stand.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import psycopg

from notifier.office import Letterhead, Office
from notifier.tokens import Tokens
from storage import schema
from storage.database import Database
from storage.people import Vault
from tests import postgres_server
from tests.conftest import PROJECT
from tests.notifier.conftest import World, text
from tests.notifier.doomed_worker import ANNOUNCING, POINTS
from tests.notifier.test_kills import assert_told_once, go_on_until_settled
from tests.smtp_sink import SmtpSink

ROUNDS = 30
KILLS = 10
READERS = 200


def one_round(seed: int, folder: Path) -> None:
    """Ten kills, two workers at a time, in a database of its own."""
    with ExitStack() as stack:
        url = f"sqlite:///{folder}/outbox-{seed}.db"
        if seed % 2:
            server = stack.enter_context(postgres_server.running())
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE outbox")
            url = f"{server}/outbox"
        database = Database(url)
        stack.callback(database.close)
        schema.create(database)
        sink = stack.enter_context(SmtpSink())
        asyncio.run(_killed_and_gone_on(database, url, sink, random.Random(seed)))  # noqa: S311


async def _killed_and_gone_on(
    database: Database, url: str, sink: SmtpSink, chance: random.Random
) -> None:
    head = Letterhead("https://clausewatch.example", "notices@clausewatch.example")
    world = World(database, Office(head, Vault(b"m" * 32), Tokens(b"t" * 32)))
    world.watch()
    for number in range(READERS):
        world.follow(f"reader{number}@example.org")
    world.see(text("vijf dagen"))
    for kill in range(KILLS // 2):
        points = ANNOUNCING if kill == 0 else POINTS
        workers = [
            _worker(world, url, sink.port, chance.choice(points), chance.randint(1, 12))
            for _ in range(2)
        ]
        for worker in workers:
            worker.wait(timeout=120)
        world.later(minutes=4)
    world.announce()
    await go_on_until_settled(world, sink.port)
    assert len({mail.recipient for mail in sink.received}) == READERS
    assert_told_once(world, sink)


def _worker(
    world: World, url: str, port: int, point: str, passages: int
) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-m", "tests.notifier.doomed_worker"]
    where = [url, str(port), world.now.isoformat(), point, str(passages)]
    return subprocess.Popen(
        [*program, *where], cwd=PROJECT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
