"""When we were wrong: everybody who was told is told so, and nobody else."""

from __future__ import annotations

import pytest

from notifier import correct
from notifier.ways import MemoryMail
from storage import changes, outbox
from storage.errors import UnknownChangeError
from tests.notifier.conftest import World, text

BECAUSE = "wij lazen een verkeerde pagina."


def retract(world: World, change: str | None) -> int | None:
    with world.database.transaction() as tx:
        return correct.retract(tx, world.office, change or "", BECAUSE, "the operator", world.now)


async def test_who_was_told_is_told_that_we_were_wrong(world: World, memory: MemoryMail) -> None:
    world.follow()
    change = world.see(text("vijf dagen"))
    world.announce()
    await world.deliver(memory)
    world.later(days=1)

    assert retract(world, change) == 1
    assert retract(world, change) is None

    assert (await world.deliver(memory)).sent == 1
    first, correction = (letter.data.decode().replace("=\r\n", "") for letter in memory.letters)
    assert "Onze mail van 15 december 2026 over Werfmeester was fout" in correction
    assert "Oorzaak: wij lazen een verkeerde pagina." in correction
    thread = f"<c.{change}@clausewatch.example>"
    assert thread in first
    assert thread in correction
    with world.database.reading() as tx:
        assert changes.get(tx, change or "").retracted_because == BECAUSE
        assert outbox.counts(tx) == {"sent": 2, "cancelled": 1}  # the reminder


async def test_who_was_not_told_yet_never_hears_of_it(world: World, memory: MemoryMail) -> None:
    world.follow()
    change = world.see(text("vijf dagen"))
    world.announce()

    assert retract(world, change) == 0

    assert (await world.deliver(memory)).sent == 0


def test_what_was_not_announced_yet_is_not_announced(world: World) -> None:
    world.follow()
    change = world.see(text("vijf dagen"))

    assert retract(world, change) == 0

    assert world.announce() == 0


def test_a_change_that_is_none_is_named(world: World) -> None:
    with pytest.raises(UnknownChangeError):
        retract(world, "nothing.9")
