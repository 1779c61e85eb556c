"""Our silence is explained when it begins and when it ends."""

from __future__ import annotations

from sqlmodel import select

from notifier import silence
from notifier.ways import MemoryMail
from storage.tables import PolicyRow
from tests.notifier.conftest import POLICY, World, text


def look(world: World, *, read: bool, looks: int = 1) -> None:
    """What a look leaves on the policy's row."""
    with world.database.transaction() as tx:
        row = tx.get_one(PolicyRow, POLICY)
        row.in_force = 1
        row.failed_in_a_row = 0 if read else row.failed_in_a_row + looks
        if read:
            row.last_confirmed_at = world.now
        tx.add(row)


def plan(world: World) -> int:
    return silence.plan(world.database, world.office, world.now)


async def words_of(world: World, memory: MemoryMail) -> str:
    await world.deliver(memory)
    return memory.letters[-1].data.decode().replace("=\r\n", "")


async def test_a_text_that_went_dark_is_told_once_and_its_return_too(
    world: World, memory: MemoryMail
) -> None:
    world.follow()
    look(world, read=True)
    world.later(days=4)
    look(world, read=False, looks=5)

    assert [plan(world), plan(world)] == [1, 0]
    dark = await words_of(world, memory)
    assert "Sinds dinsdag 15 december 2026 kunnen wij het privacybeleid van Werfmeester" in dark
    assert "betekent ons zwijgen niet dat er niets verandert" in dark
    assert "List-ID: " in dark

    world.later(days=1)
    assert plan(world) == 0
    look(world, read=True)
    assert [plan(world), plan(world)] == [1, 0]
    assert "De tekst is onveranderd tegenover 15 december 2026" in await words_of(world, memory)
    assert len(memory.letters) == 2


async def test_what_changed_in_the_dark_is_said_to_come(world: World, memory: MemoryMail) -> None:
    world.follow()
    look(world, read=True)
    world.later(days=4)
    look(world, read=False, looks=5)
    plan(world)
    world.later(days=1)
    world.see(text("vijf dagen"))
    look(world, read=True)

    plan(world)

    await world.deliver(memory)
    told = "".join(letter.data.decode().replace("=\r\n", "") for letter in memory.letters)
    assert "De tekst is veranderd tegenover 15 december 2026" in told


def test_a_pause_of_ours_is_not_the_sites_silence(world: World) -> None:
    world.follow()
    look(world, read=True)
    world.later(days=9)

    assert plan(world) == 0
    with world.database.reading() as tx:
        assert tx.exec(select(PolicyRow.failed_in_a_row)).one() == 0


def test_nobody_follows_nobody_is_told(world: World) -> None:
    look(world, read=True)
    world.later(days=9)
    look(world, read=False, looks=5)

    assert plan(world) == 0
