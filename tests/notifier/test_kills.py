"""Kill -9 anywhere between claim and record: nothing lost, nothing doubled unawares."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections import Counter

from sqlmodel import select

from notifier.mail import Relay
from notifier.relays import RelayMail
from storage.tables import AttemptRow, DeliveryRow
from tests.conftest import PROJECT
from tests.notifier.conftest import World, text
from tests.notifier.doomed_worker import POINTS
from tests.smtp_sink import SmtpSink

READERS = 24
KILLS = 5  # on each database


def kill_one(world: World, url: str, port: int, point: str, passages: int) -> int:
    """Run a worker that dies at that point; how it ended."""
    program = [sys.executable, "-m", "tests.notifier.doomed_worker"]
    where = [url, str(port), world.now.isoformat(), point, str(passages)]
    return subprocess.run([*program, *where], cwd=PROJECT, timeout=60, check=False).returncode


def assert_told_once(world: World, sink: SmtpSink) -> None:
    """Everybody has their letter; who has it twice is on record as in doubt."""
    copies = Counter(str(mail.message["Message-ID"]) for mail in sink.received)
    with world.database.reading() as tx:
        rows = tx.exec(select(DeliveryRow).where(DeliveryRow.kind == "change")).all()
        doubts = set(tx.exec(select(AttemptRow.delivery_id).where(AttemptRow.outcome == "unknown")))
    assert {row.state for row in rows} <= {"sent", "unknown"}
    assert {row.message_id for row in rows} == set(copies), "lost, or sent under another id"
    doubled = {row.id for row in rows if copies[row.message_id] > 1}
    assert max(copies.values()) <= 2
    assert doubled <= doubts


def is_settled(world: World) -> bool:
    """Whether everything is sent, or repeated as often as a doubt is."""
    with world.database.reading() as tx:
        rows = tx.exec(select(DeliveryRow).where(DeliveryRow.kind == "change")).all()
    return all(row.state == "sent" or row.unknowns == 2 for row in rows)


async def go_on_until_settled(world: World, port: int) -> None:
    """The storm is over: a calm worker goes on until nothing is left, for a day at most."""
    calm = RelayMail(Relay("127.0.0.1", port, starttls=False))
    for _ in range(72):
        world.later(minutes=20)
        await world.deliver(calm)
        if is_settled(world):
            break
    await calm.aclose()


async def test_kills_lose_nothing_and_double_nothing_unawares(
    world: World, database_url: str, smtp_sink: SmtpSink
) -> None:
    for number in range(READERS):
        world.follow(f"reader{number}@example.org")
    world.see(text("vijf dagen"))
    world.announce()
    chance = random.Random(20261121)  # noqa: S311 - a seed that can be repeated, no secret
    endings = []
    for kill in range(KILLS):
        point = POINTS[kill % len(POINTS)]
        endings.append(kill_one(world, database_url, smtp_sink.port, point, chance.randint(1, 3)))
        world.later(minutes=4)
        world.reconcile()
    assert endings.count(-signal.SIGKILL) >= KILLS // 2  # the others found nothing left to do

    await go_on_until_settled(world, smtp_sink.port)

    assert_told_once(world, smtp_sink)
