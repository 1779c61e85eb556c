"""Pages that tell neither their length nor their end: HTML and HTTP/1.0 allow it, and so does a
transfer that broke.
"""

from __future__ import annotations

import pytest

from storage import changes, versions
from storage.database import Database
from tests.contracts.fault_server import Close, Script
from tests.watcher.world import World, policy_html, watching_a_world

OLD_HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n"  # it ends with the connection
TAGGED_HEAD = OLD_HEAD.replace(b"\r\n\r\n", b'\r\nETag: "a"\r\n\r\n')
UNCLOSED = policy_html().partition(b"</main>")[0]
WHOLE = policy_html()


def unclosed(body: bytes = UNCLOSED, head: bytes = OLD_HEAD) -> Script:
    return [head + body, Close()]


async def looks(world: World, *hours: int) -> list[tuple[str, str | None]]:
    seen = []
    for passed in hours:
        world.clock.pass_by(hours=passed)
        seen.append(await world.look())
    return seen


@pytest.mark.parametrize("head", [OLD_HEAD, TAGGED_HEAD])
async def test_an_unclosed_page_is_believed_after_a_day(embedded: Database, head: bytes) -> None:
    async with watching_a_world(embedded) as world:
        world.pages["/privacy"] = unclosed(head=head)
        world.add("/privacy")
        seen = await looks(world, 0, 6, 6, 6, 6, 6)

    assert [outcome for outcome, _ in seen] == [*["pending"] * 4, "first", "same"]
    assert "if-none-match" not in world.requests[-2][1]
    with embedded.reading() as tx:
        assert [row.kind for row in versions.listed(tx, "mill")] == ["first"]


async def test_a_page_cut_elsewhere_each_time_is_never_believed(embedded: Database) -> None:
    async with watching_a_world(embedded) as world:
        world.pages["/privacy"] = unclosed(WHOLE, b"HTTP/1.0 200 OK\r\n\r\n")
        world.add("/privacy")
        await world.look()
        seen = []
        for turn in range(8):
            world.pages["/privacy"] = unclosed(UNCLOSED[: -40 - 30 * turn])
            seen += await looks(world, 6)
        world.pages["/privacy"] = unclosed(WHOLE)
        seen += await looks(world, 6)

    assert {outcome for outcome, _ in seen[:-1]} == {"pending"}
    assert seen[-1] == ("same", None)
    with embedded.reading() as tx:
        assert changes.unannounced(tx) == []


async def test_a_change_on_an_unclosed_page_takes_a_day(embedded: Database) -> None:
    async with watching_a_world(embedded) as world:
        world.pages["/privacy"] = unclosed()
        world.add("/privacy")
        await looks(world, 0, 12, 12)
        world.pages["/privacy"] = unclosed(UNCLOSED.replace(b"30 days", b"60 days"))
        seen = await looks(world, 6, 6, 6, 6, 6)

    assert [outcome for outcome, _ in seen] == [*["pending"] * 4, "changed"]


async def test_the_whole_page_after_a_cut_first_one_is_the_first(embedded: Database) -> None:
    async with watching_a_world(embedded) as world:
        world.pages["/privacy"] = unclosed(UNCLOSED[:-300])
        world.add("/privacy")
        seen = await looks(world, 0)
        world.pages["/privacy"] = unclosed(WHOLE)
        seen += await looks(world, 6)

    assert [outcome for outcome, _ in seen] == ["pending", "first"]
    with embedded.reading() as tx:
        assert "Your rights" in versions.get(tx, "mill", 1).reading.text
