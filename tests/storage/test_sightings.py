"""How often a version was seen, and where nobody could look; the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from policy.model import Outcome
from storage import checks, policies, sightings
from storage.database import Database
from storage.sightings import Gap, Run, Seen
from tests.storage.test_policies import MILL

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STEP = timedelta(hours=6)


@pytest.fixture
def looked(database: Database) -> Database:
    """A policy that was looked at every six hours, with a wall and an absence between."""
    outcomes = (
        ["first", "same", "same", "pending", "changed", "same"]
        + ["refused"] * 6
        + ["same", "unreachable", "unreachable", "same"]
    )
    with database.transaction() as tx:
        row = policies.add(tx, MILL, NOON)
        for step, outcome in enumerate(outcomes):
            version = 1 if step < 4 else 2
            reason = "bot_wall" if outcome == "refused" else None
            look = checks.Look(NOON + step * STEP, Outcome(outcome), reason, version=version)
            checks.record(tx, row.no, look)
        row.last_confirmed_at = NOON + (len(outcomes) - 1) * STEP
        tx.add(row)
    return database


def test_a_version_was_seen_so_often_and_last_then(looked: Database) -> None:
    with looked.reading() as tx:
        seen = sightings.by_version(tx, policies.get(tx, MILL.id))

    assert seen == {
        1: Seen(3, NOON, NOON + 2 * STEP),
        2: Seen(4, NOON + 4 * STEP, NOON + 15 * STEP),
    }


def test_looks_that_failed_one_after_the_other_are_one_run(looked: Database) -> None:
    with looked.reading() as tx:
        runs = sightings.runs(tx, policies.get(tx, MILL.id))

    assert runs == [
        Run("pending", None, 1, NOON + 3 * STEP, NOON + 3 * STEP),
        Run("refused", "bot_wall", 6, NOON + 6 * STEP, NOON + 11 * STEP),
        Run("unreachable", None, 2, NOON + 13 * STEP, NOON + 14 * STEP),
    ]


def test_a_time_without_a_sighting_is_told_and_one_that_lasts_has_no_end(looked: Database) -> None:
    with looked.reading() as tx:
        policy = policies.get(tx, MILL.id)
        soon = sightings.gaps(tx, policy, NOON + 16 * STEP)
        late = sightings.gaps(tx, policy, NOON + 30 * STEP)

    assert soon == [Gap(NOON + 5 * STEP, NOON + 12 * STEP)]
    assert late == [*soon, Gap(NOON + 15 * STEP, None)]


def test_a_policy_nobody_looked_at_has_no_sightings(database: Database) -> None:
    with database.transaction() as tx:
        row = policies.add(tx, MILL, NOON)

        assert sightings.by_version(tx, row) == {}
        assert sightings.runs(tx, row) == []
        assert sightings.gaps(tx, row, NOON) == []
