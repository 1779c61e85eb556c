"""An installation moves from one database into another and loses nothing on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from storage import moving, versions
from storage.database import Database
from storage.search import search
from storage.tables import ChangeRow, PolicyRow
from tests.contracts.fault_server import page
from tests.watcher.world import policy_html, watching_a_world


@pytest.fixture
def other(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A new database of the other kind."""
    if database.is_sqlite:
        make: Callable[[], str] = request.getfixturevalue("postgres_template")
        other = Database(make())
    else:
        other = Database(f"sqlite:///{tmp_path}/moved.db")
    yield other
    other.close()


async def two_versions(database: Database) -> None:
    """A policy with two versions and a change."""
    async with watching_a_world(database) as world:
        world.add("/policy")
        for days in (30, 60, 60):
            world.pages["/policy"] = [page(policy_html(days=days))]
            world.clock.pass_by(hours=6)
            await world.look()


async def test_everything_arrives_in_the_other_kind_of_database(
    database: Database, other: Database
) -> None:
    await two_versions(database)

    moved = {one.table: one.rows for one in moving.move(database, other)}

    assert moved["version"] == 2
    assert moved["look"] == 3
    assert moved["change"] == 1
    with database.reading() as before, other.reading() as after:
        assert versions.get(after, "mill", 2).reading == versions.get(before, "mill", 2).reading
        assert [hit.clause.text for hit in search(after, "60 days")] == [
            hit.clause.text for hit in search(before, "60 days")
        ]
        assert (
            after.scalars(select(ChangeRow.id)).all() == before.scalars(select(ChangeRow.id)).all()
        )


async def test_looking_goes_on_in_the_new_database(database: Database, other: Database) -> None:
    await two_versions(database)
    moving.move(database, other)

    async with watching_a_world(other) as world:
        world.clock.pass_by(days=400)  # past what the server of the first database took for now
        world.add("/another", id="brook")
        world.pages["/another"] = [page(policy_html(days=90))]
        first = await world.look("brook")

    assert first == ("first", None)
    with other.reading() as tx:
        rows = {row.id: row for row in tx.scalars(select(PolicyRow))}
    assert (rows["mill"].in_force, rows["brook"].in_force) == (2, 1)
    assert rows["brook"].no > rows["mill"].no


async def test_a_database_that_is_used_is_not_moved_into(
    database: Database, other: Database
) -> None:
    await two_versions(database)
    moving.move(database, other)

    with pytest.raises(moving.NotEmptyError, match="is not empty"):
        moving.move(database, other)
