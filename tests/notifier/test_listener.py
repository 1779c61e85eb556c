"""Mail for the bounce domain, by real LMTP and SMTP on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlmodel import select

from notifier import bounces
from notifier.listener import Door, listen
from notifier.ways import MemoryMail
from storage.tables import BounceRow, DeliveryRow, SubscriptionRow, SuppressionRow
from tests.notifier.conftest import World
from tests.notifier.test_bounces import dsn, written

DOMAIN = "bounces.clausewatch.example"


@pytest.fixture
def bouncing(world: World) -> World:
    """Ada follows, and letters leave with an envelope address of ours."""
    head = replace(world.office.letterhead, bounce_domain=DOMAIN)
    world.office = replace(world.office, letterhead=head)
    world.follow()
    return world


class Talk:
    """A client that says one line and reads one answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def answer(self) -> str:
        while (line := (await self._reader.readline()).decode())[3:4] == "-":
            pass
        return line.strip()

    async def say(self, words: str | bytes) -> str:
        raw = words if isinstance(words, bytes) else words.encode()
        self._writer.write(raw + b"\r\n")
        return await self.answer()


@asynccontextmanager
async def talking(world: World, *, lmtp: bool = True) -> AsyncIterator[Talk]:
    door = Door(world.database, world.office, world.clock)
    server = await listen(door, DOMAIN, "127.0.0.1", 0, lmtp=lmtp)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    talk = Talk(reader, writer)
    assert (await talk.answer()).startswith("220")
    assert (await talk.say("LHLO mx.example" if lmtp else "EHLO mx.example")).startswith("250")
    try:
        yield talk
    finally:
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()


async def hand_in(talk: Talk, to: str, raw: bytes) -> str:
    assert (await talk.say("MAIL FROM:<>")).startswith("250")
    answer = await talk.say(f"RCPT TO:<{to}>")
    if not answer.startswith("250"):
        await talk.say("RSET")
        return answer
    assert (await talk.say("DATA")).startswith("354")
    return await talk.say(raw + b"\r\n.")


@pytest.mark.parametrize("lmtp", [True, False])
async def test_a_bounce_is_kept_at_once_and_judged_by_the_tick(
    bouncing: World, memory: MemoryMail, lmtp: bool
) -> None:
    to = await written(bouncing, memory)
    async with talking(bouncing, lmtp=lmtp) as talk:
        answer = await hand_in(talk, to, dsn("postmaster@mx.example", "5.1.1"))

    assert answer.startswith("250")
    with bouncing.database.reading() as tx:
        assert tx.exec(select(BounceRow.judged_at)).all() == [None]
        assert tx.exec(select(SuppressionRow)).all() == []
    assert bounces.judge(bouncing.database, bouncing.office, bouncing.now) == 1
    assert bounces.judge(bouncing.database, bouncing.office, bouncing.now) == 0
    with bouncing.database.reading() as tx:
        assert tx.exec(select(SuppressionRow.reason)).all() == ["hard_bounce"]
        assert tx.exec(select(DeliveryRow.state).where(DeliveryRow.kind == "change")).one() == (
            "bounced"
        )


async def test_only_addresses_of_ours_are_taken(bouncing: World, memory: MemoryMail) -> None:
    to = await written(bouncing, memory)
    forged = to.replace(to.split("-")[3][:4], "0000", 1)
    async with talking(bouncing) as talk:
        answers = [
            await hand_in(talk, address, b"hello")
            for address in ("ada@example.org", f"postmaster@{DOMAIN}", forged,
                            to.replace(DOMAIN, "else.example"), f"unsub+v1.a.b.c@{DOMAIN}")
        ]  # fmt: skip
        assert (await talk.say("MAIL FROM:<>")).startswith("250")
        assert (await talk.say(f"RCPT TO:<{to}>")).startswith("250")
        second = await talk.say(f"RCPT TO:<{to}>")

    assert {answer[:9] for answer in answers} == {"550 5.1.1"}
    assert second.startswith("452")


async def test_a_mail_to_the_stop_address_stops(bouncing: World, memory: MemoryMail) -> None:
    await written(bouncing, memory)
    with bouncing.database.reading() as tx:
        row = tx.exec(select(SubscriptionRow)).one()
    token = bouncing.office.tokens.issue("unsub", row.id or 0, row.requested_at)
    async with talking(bouncing) as talk:
        answer = await hand_in(talk, f"unsub+{token}@{DOMAIN}", b"Subject: stop\r\n\r\nplease")

    assert answer.startswith("250")
    with bouncing.database.reading() as tx:
        assert tx.exec(select(SubscriptionRow.ended_reason)).one() == "mailto"


async def test_what_cannot_be_kept_is_not_acknowledged(bouncing: World, memory: MemoryMail) -> None:
    to = await written(bouncing, memory)
    async with talking(bouncing) as talk:
        with bouncing.database.transaction() as tx:
            tx.connection().exec_driver_sql("ALTER TABLE bounce RENAME TO away")
        answer = await hand_in(talk, to, dsn("postmaster@mx.example", "5.1.1"))

    assert answer.startswith("451")


async def test_a_port_that_is_taken_is_said(bouncing: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        door = Door(bouncing.database, bouncing.office, bouncing.clock)
        with pytest.raises(OSError, match="in use"):
            await listen(door, DOMAIN, "127.0.0.1", taken.getsockname()[1], lmtp=True)
