"""Dates of a live look: settled by first sight where they are ambiguous, and no clock of the
page's.
"""

from __future__ import annotations

from storage import changes, checks, versions
from storage.database import Database
from tests.watcher.world import policy_page, watching_a_world

SETTLED = "ambiguous_date"


async def test_first_sight_settles_an_ambiguous_date(database: Database) -> None:
    async with watching_a_world(database) as world:  # the clock stands at 1 March 2026
        world.add("/privacy")
        world.pages["/privacy"] = policy_page("Last updated: 02/01/2026")
        await world.look()
        world.clock.pass_by(days=70)  # 10 May: both 4 May and 5 April are past
        world.pages["/privacy"] = policy_page("Last updated: 05/04/2026", days=60)
        await world.look()
        world.clock.pass_by(hours=1)
        await world.look()

    with database.reading() as tx:
        first, second = (versions.get(tx, "mill", number).reading for number in (1, 2))
    assert first.updated_on is None  # 2 January and 1 February both fit
    assert [note.kind for note in first.notes] == [SETTLED]
    assert second.updated_on is None
    assert [note.kind for note in second.notes] == [SETTLED]


async def test_the_day_of_first_sight_and_the_date_until_then_bound_a_date(
    database: Database,
) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = policy_page("Last updated: 02/12/2026")  # 12 February
        await world.look()
        world.clock.pass_by(days=70)
        world.pages["/privacy"] = policy_page("Last updated: 02/05/2026", days=60)  # not 5 February
        await world.look()
        world.clock.pass_by(hours=1)
        await world.look()

    with database.reading() as tx:
        first, second = (versions.get(tx, "mill", number).reading for number in (1, 2))
    assert (first.updated_on, second.updated_on) == ("2026-02-12", "2026-05-02")


async def test_a_date_that_is_always_today_makes_no_version(database: Database) -> None:
    seen = []
    async with watching_a_world(database) as world:
        world.add("/privacy")
        for _ in range(24):
            day = world.clock()
            world.pages["/privacy"] = policy_page(f"Last updated: {day.day} {day:%B %Y}")
            seen.append((await world.look())[0])
            world.clock.pass_by(hours=6)

    with database.reading() as tx:
        assert [version.number for version in versions.listed(tx, "mill")] == [1]
        assert versions.get(tx, "mill", 1).reading.updated_on == "2026-03-01"
        assert changes.unannounced(tx) == []
        assert len(checks.of(tx, "mill")) == 24
    assert "changed" not in seen
    assert seen[-8:] == ["same"] * 8
