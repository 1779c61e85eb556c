"""Where a provider posts what became of our letters: only with the secret, and once."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlmodel import select

from notifier import bounces
from notifier.ways import MemoryMail
from storage.tables import BounceRow, DeliveryRow
from tests.notifier.conftest import World, text
from tests.notifier.conftest import memory as memory
from tests.notifier.conftest import office as office
from tests.notifier.conftest import world as world
from web import reported
from web.app import create_app
from web.limits import Limits
from web.pages import Desk

SECRET = "a long secret of the provider"


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The pages over the world's database, with the address for reports."""
    desk = Desk(world.database, world.office, world.clock, Limits())
    transport = httpx.ASGITransport(create_app(desk, reported.routes(SECRET)))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def told(world: World, memory: MemoryMail) -> DeliveryRow:
    world.follow()
    world.see(text("vijf dagen"))
    world.announce()
    memory.grade = "E1"
    await world.deliver(memory)
    with world.database.reading() as tx:
        return tx.exec(select(DeliveryRow).where(DeliveryRow.kind == "change")).one()


async def test_a_report_with_the_secret_is_kept_once(
    client: httpx.AsyncClient, world: World, memory: MemoryMail
) -> None:
    letter = await told(world, memory)
    body = json.dumps({"event": "delivered", "message-id": letter.message_id})
    signed = {"authorization": f"Bearer {SECRET}"}

    first = await client.post("/hooks/mail", content=body, headers=signed)
    again = await client.post("/hooks/mail", content=body, headers=signed)
    bounces.judge(world.database, world.office, world.now)

    assert (first.status_code, first.text) == (200, "1 kept, 0 known before.\n")
    assert again.text == "0 kept, 1 known before.\n"
    with world.database.reading() as tx:
        assert tx.get_one(DeliveryRow, letter.id).grade == "E2r"


async def test_without_the_secret_nothing_is_believed(
    client: httpx.AsyncClient, world: World, memory: MemoryMail
) -> None:
    letter = await told(world, memory)
    body = json.dumps({"event": "complaint", "message-id": letter.message_id})

    for headers in ({}, {"authorization": "Bearer guess"}, {"x-signature": "sha256=00"}):
        answer = await client.post("/hooks/mail", content=body, headers=headers)
        assert answer.status_code == 401

    assert (await client.get("/hooks/mail")).status_code == 405
    with world.database.reading() as tx:
        assert tx.exec(select(BounceRow)).all() == []


async def test_what_is_too_large_is_refused_before_it_is_read(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/hooks/mail", content=b"x" * 300_000, headers={"authorization": f"Bearer {SECRET}"}
    )

    assert answer.status_code == 413


def test_without_a_secret_there_is_no_such_address() -> None:
    assert reported.routes(None) == ()
    assert reported.routes("") == ()
