"""What was heard of the canary is worked out from rows, and its silence has an end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage import canary, policies
from storage.canary import CANARY, Song
from storage.database import Database
from storage.policies import Wanted, WantedSource

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_where_none_is_kept_nothing_is_heard(database: Database) -> None:
    with database.reading() as tx:
        assert canary.heard(tx) is None


def test_one_that_was_never_heard_is_late_from_its_beginning_on(database: Database) -> None:
    source = WantedSource("https://clausewatch.example/canary/x")
    with database.transaction() as tx:
        policies.add(tx, Wanted(CANARY, "Clausewatch", "Terms of Service", (source,)), NOON)
        song = canary.heard(tx)

    assert song == Song(NOON, None, None, None, followed=False)
    assert not song.is_late(NOON + DAY, DAY)
    assert song.is_late(NOON + DAY + timedelta(seconds=1), DAY)


def test_a_mail_that_left_starts_the_silence_anew() -> None:
    song = Song(NOON, NOON + DAY, NOON + DAY, "same", followed=True)

    assert song.silent_s(NOON + 2 * DAY) == DAY.total_seconds()
    assert not song.is_late(NOON + 2 * DAY, DAY)
