"""kill -9 at every named point of a look: no version is lost or doubled, and the next look goes
on.
"""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.contracts.kill_a_look import POINTS, killed_and_gone_on

ON_POSTGRESQL = ("version recorded", "about to commit", "committed")
"""The rest of the points on PostgreSQL are for `make soak`."""


@pytest.mark.parametrize("point", POINTS)
async def test_a_look_killed_anywhere_loses_and_doubles_nothing(
    database: Database, database_url: str, point: str
) -> None:
    if not database.is_sqlite and point not in ON_POSTGRESQL:
        pytest.skip("on PostgreSQL this point is killed by `make soak` only")

    await killed_and_gone_on(database, database_url, point, nth=1 + POINTS.index(point) % 3)
