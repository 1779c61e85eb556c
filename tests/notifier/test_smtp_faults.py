"""Every fault of the shared scripts, through the whole outbox: the row ends in the state it should.

Real servers on loopback that are down, silent, broken, slow or full; workers that are killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import shutil
import socket
import ssl
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlmodel import col, select

from notifier.mail import Relay
from notifier.relays import RelayMail
from notifier.ways import MemoryMail
from storage import leaving, waiting
from storage.database import Database
from storage.tables import AttemptRow, DeliveryRow, RelayRow, SuppressionRow
from tests.conftest import PROJECT
from tests.notifier.conftest import World, text
from tests.notifier.faulty_smtp import FaultySmtp
from tests.notifier.test_direct import self_signed

TIMEOUT_S = 0.6
SLOW_S = 20.0  # a busy machine may come so late; servers that are not left hang for a minute
SECRET = "xyzzy-not-to-be-seen"
STATES = {
    "queued": {"pending"},
    "failed_permanent": {"failed"},
    "failed_permanent_or_queued": {"failed", "pending"},
    "queued_or_unknown": {"pending", "unknown"},
    "unknown": {"unknown"},
    "unknown_or_sent": {"unknown", "sent"},
    "sent": {"sent"},
}
OF_THEIR_OWN = {"kill", "timeline", "rate"}
"""Scripts that need more than one run of a worker: a test each, below."""


@pytest.fixture(params=["sqlite"])
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough: what differs is the mail server."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'clausewatch.db')}"


@pytest.fixture
def told(world: World) -> World:
    """Ada and Ben follow, and the change waits in the outbox."""
    announced(world, "ada")
    return world


def announced(world: World, *names: str) -> None:
    for name in names:
        world.follow(f"{name}@example.org")
    world.see(text("vijf dagen"))
    world.announce()


def cases(shared: Path) -> dict[str, dict[str, Any]]:
    listed = json.loads((shared / "hostile" / "smtp_faults.json").read_text())["cases"]
    return {case["id"]: case for case in listed}


def states(world: World) -> list[str]:
    with world.database.reading() as tx:
        rows = select(DeliveryRow.state).where(DeliveryRow.kind == "change")
        return list(tx.exec(rows.order_by(col(DeliveryRow.id))))


def relay_to(host: str, port: int, **more: Any) -> RelayMail:
    limits = dict.fromkeys(
        ("connect_timeout_s", "command_timeout_s", "answer_timeout_s"), TIMEOUT_S
    )
    return RelayMail(Relay(host, port, **({"starttls": False} | limits | more)), 1)


@contextlib.asynccontextmanager
async def facing(script: dict[str, Any]) -> AsyncIterator[tuple[RelayMail, FaultySmtp | None]]:
    """A way out that meets this script."""
    match script.get("connect"):
        case "refused":
            yield relay_to("127.0.0.1", closed_port()), None
            return
        case "blackhole":
            with black_hole() as port:
                yield relay_to("127.0.0.1", port), None
            return
        case "nxdomain":
            yield relay_to("relay.invalid", 25), None
            return
    more: dict[str, Any] = {}
    if "AUTH" in script:
        more = {"user": "watch", "password": SECRET}
    if "cert" in script or "starttls_inject" in script:
        more = {"starttls": True, "tls": ssl.create_default_context()}
        named = script.get("cert", "127.0.0.1")
        pem = self_signed("127.0.0.1" if named == "127.0.0.1" else "192.0.2.1")
        more["tls"].load_verify_locations(cadata=pem[pem.index(b"-----BEGIN CERT") :].decode())
        script = {**script, "EHLO_lines": ["STARTTLS"], "STARTTLS": "220 go on", "tls": pem}
    async with FaultySmtp(script) as server:
        yield relay_to("127.0.0.1", server.port, **more), server


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def black_hole() -> Iterator[int]:
    """A port whose queue is full: the system drops every further SYN."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting_one = stack.enter_context(socket.socket())
            waiting_one.setblocking(False)
            waiting_one.connect_ex(listener.getsockname())
        yield int(listener.getsockname()[1])


async def fault(world: World, case: dict[str, Any]) -> tuple[list[str], FaultySmtp | None, float]:
    """Let one worker meet the script; the states after it, and how long it took."""
    begun = asyncio.get_running_loop().time()
    async with facing(case["script"]) as (mail, server):
        await asyncio.wait_for(world.deliver(mail), 2 * SLOW_S)
        await mail.aclose()
    return states(world), server, asyncio.get_running_loop().time() - begun


async def test_every_script_ends_in_the_state_it_should(
    shared: Path, tmp_path: Path, sqlite_template: Path, office: Any, caplog: Any
) -> None:
    wrong: list[tuple[str, object]] = []
    met = 0
    for id_, case in cases(shared).items():
        if OF_THEIR_OWN & case["script"].keys():
            continue
        file = shutil.copy(sqlite_template, tmp_path / f"{id_}.db")
        world = World(Database(f"sqlite:///{file}"), office)
        world.watch()
        two = isinstance(case["script"].get("RCPT"), list)
        announced(world, *("ada", "ben")[: 1 + two])
        before = psutil.Process().memory_info().rss
        found, server, seconds = await fault(world, case)
        met += 1
        expected = [STATES[one.strip()] for one in case["state_after"].split(",")]
        if len(found) != len(expected) or any(
            one not in fits for one, fits in zip(found, expected, strict=True)
        ):
            wrong.append((id_, found))
        if server and len(server.kept) > case.get("copies_delivered_max", 1):
            wrong.append((id_, f"{len(server.kept)} copies"))
        if seconds > TIMEOUT_S * 3 + SLOW_S:
            wrong.append((id_, f"{seconds:.1f} s"))
        if (psutil.Process().memory_info().rss - before) / 2**20 > case.get(
            "rss_growth_mib_max", 1000
        ):
            wrong.append((id_, "memory"))
        wrong += [(id_, what) for what in await further(world, case, caplog.text)]
        world.database.close()
        caplog.clear()

    assert wrong == []
    assert met >= 27


async def further(world: World, case: dict[str, Any], logged: str) -> list[str]:
    """What a script expects beside the state: retries, alarms, nothing said of secrets."""
    wrong = []
    with world.database.reading() as tx:
        relays = tx.exec(select(RelayRow)).all()
        suppressed = tx.exec(select(SuppressionRow)).all()
    if SECRET in logged or any(SECRET in row.says for row in relays):
        wrong.append("the password was logged")
    if case.get("operator_alert") and "does not take our mail" not in logged:
        wrong.append("the operator was not told")
    if case.get("subscriber") == "bounce+1" and not suppressed:
        wrong.append("nothing is held against the mailbox")
    memory = MemoryMail()
    for _ in range(3):
        world.later(hours=5)
        await world.deliver(memory)
    again = states(world)
    if case.get("retry") is True and set(again) != {"sent"}:
        wrong.append(f"never sent again: {again}")
    if case.get("retry") is False and "failed" not in again:
        wrong.append(f"tried again: {again}")
    return wrong


# --- one worker is not enough --------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["after_dot", "before_mark"])
async def test_a_worker_killed_around_the_answer_leaves_a_doubt_that_is_repeated_once(
    world: World, database_url: str, moment: str
) -> None:
    announced(world, "ada")
    eod = "store_then_hang" if moment == "after_dot" else "250 2.0.0 queued"
    point = "never" if moment == "after_dot" else "answered"
    async with FaultySmtp({"eod": eod}) as server:
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.notifier.doomed_worker", database_url, str(server.port),
            world.now.isoformat(), point, "1", cwd=PROJECT,
        )  # fmt: skip
        async with asyncio.timeout(60):
            await server.has_kept.wait()
            if moment == "after_dot":
                worker.kill()
            assert await worker.wait() != 0

        world.later(minutes=4)
        world.reconcile()
        assert states(world) == ["unknown"]
        server.script["eod"] = "250 2.0.0 queued"
        world.later(minutes=20)
        mail = relay_to("127.0.0.1", server.port)
        await world.deliver(mail)
        world.later(days=1)
        await world.deliver(mail)
        await mail.aclose()

    assert states(world) == ["sent"]
    assert len(server.kept) == 2
    assert len({str(one["Message-ID"]) for one in server.kept}) == 1


async def test_a_relay_down_for_a_week_leaves_letters_listed_and_to_be_sent_by_hand(
    told: World,
) -> None:
    relay = Relay("127.0.0.1", closed_port(), starttls=False)
    away = RelayMail(relay, 1, lambda: told.now.timestamp())
    for _ in range(7 * 4):
        await told.deliver(away)
        told.later(hours=6)

    assert states(told) == ["expired"]
    with told.database.transaction() as tx:
        [one] = leaving.unsent(tx, ("expired",), told.now)
        assert one.attempts > 10
        assert waiting.again(tx, [one.id], told.now) == [one.id]
    memory = MemoryMail()
    await told.deliver(memory)
    assert states(told) == ["sent"]
    with told.database.reading() as tx:
        row = tx.get_one(DeliveryRow, one.id)
        assert any(row.message_id.encode() in letter.data for letter in memory.letters)
        assert waiting.again(tx, [one.id], told.now) == []


async def test_a_relay_that_takes_ten_a_minute_gets_everything_in_order(world: World) -> None:
    readers = [f"reader{number}" for number in range(12)]
    announced(world, *readers)
    for period in ("tien dagen", "elf dagen"):
        world.later(seconds=1)
        world.see(text(period))
        world.announce()

    def seconds() -> float:
        return world.now.timestamp()

    async with FaultySmtp({"rate": 10}, clock=seconds) as server:
        mail = RelayMail(Relay("127.0.0.1", server.port, starttls=False), 3, seconds)
        for _ in range(200):
            await world.deliver(mail)
            world.later(seconds=15)
            if set(states(world)) == {"sent"}:
                break
        await mail.aclose()

    assert set(states(world)) == {"sent"}
    told = Counter(str(one["Message-ID"]) for one in server.kept)
    assert len(told) == 36
    assert set(told.values()) == {1}
    with world.database.reading() as tx:
        planned = tx.exec(
            select(DeliveryRow.message_id, DeliveryRow.subscriber_id)
            .where(DeliveryRow.kind == "change")
            .order_by(col(DeliveryRow.id))
        ).all()
        unknown = tx.exec(select(AttemptRow.id).where(AttemptRow.outcome == "unknown")).all()
    assert unknown == []
    order = [str(one["Message-ID"]) for one in server.kept]
    for reader in {subscriber for _, subscriber in planned}:
        own = [message for message, subscriber in planned if subscriber == reader]
        assert [message for message in order if message in own] == own


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """What the worker says to its operator is read, not printed."""
    caplog.set_level(logging.INFO)
