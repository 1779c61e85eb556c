"""Old pages go where an operator wants that; what anybody needs stays and stays readable."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import col

from storage import changes, checks, snapshots, thinning, versions
from storage.database import Database
from storage.tables import BlobRow
from tests.watcher.world import World, policy_html, policy_page, watching_a_world


async def looked(world: World, days: list[int]) -> None:
    """One look every six hours; every page differs in noise from the one before."""
    world.add("/privacy")
    for number, kept in enumerate(days):
        world.clock.pass_by(hours=6)
        world.pages["/privacy"] = policy_page(days=kept, noise=f"n{number}")
        await world.look()


async def test_only_what_nobody_needs_goes_and_the_rest_stays_readable(database: Database) -> None:
    days = [30] * 8 + [60] * 8 + [30] * 3
    async with watching_a_world(database) as world:
        await looked(world, days)
        dropped = thinning.thin(database, world.clock.now - timedelta(hours=1))
        again = thinning.thin(database, world.clock.now - timedelta(hours=1))
        world.clock.pass_by(hours=6)
        went_on = await world.look()

    with database.reading() as tx:
        looks = checks.of(tx, "mill")[: len(days)]
        held = [snapshots.of_look(tx, look.id or 0)[0] for look in looks]
        bodies = [
            snapshots.body_of(tx, row.blob_id) if row.blob_id is not None else None for row in held
        ]
        exchanges = [snapshots.exchange_of(tx, row.id or 0)["status"] for row in held]
        blobs = tx.scalar(select(func.count(col(BlobRow.id))))
        (change,) = changes.listed(tx, "mill")
        version = versions.get(tx, "mill", 2)
    kept = [number for number, body in enumerate(bodies) if body is not None]
    at = [look.at for look in looks]
    needed = {0, 16, 18}  # first of each text, and what is seen now
    needed |= {at.index(time) for time in (change.last_seen_old_at, change.first_seen_new_at)}
    needed.add(at.index(version.confirmed_at))
    assert set(kept) == needed - {16}
    assert dropped == len(days) - len(kept)
    assert again == 0
    assert all(bodies[n] == policy_html(days=days[n], noise=f"n{n}") for n in kept)
    assert exchanges == [200] * len(days)
    assert blobs == len(kept)
    assert went_on[0] in ("variant", "changed")


async def test_what_is_younger_stays(database: Database) -> None:
    async with watching_a_world(database) as world:
        await looked(world, [30] * 5)
        assert thinning.thin(database, world.clock.now - timedelta(days=2)) == 0
