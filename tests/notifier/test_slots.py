"""When somebody is told: quiet hours, digests and the nights on which the clock moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest

from notifier.slots import next_digest, slot, wall

BRUSSELS = "Europe/Brussels"


@dataclass(frozen=True)
class Ada:
    frequency: str = "immediate"
    time_zone: str = BRUSSELS
    digest_at: str = "08:00"
    quiet_from: str | None = None
    quiet_to: str | None = None


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "zone", "expected"),
    [
        ("2026-12-15", "08:00", BRUSSELS, "2026-12-15T07:00"),
        ("2026-07-15", "08:00", BRUSSELS, "2026-07-15T06:00"),
        ("2027-03-28", "02:30", BRUSSELS, "2027-03-28T01:30"),  # skipped: 03:30 local
        ("2026-10-25", "02:30", BRUSSELS, "2026-10-25T00:30"),  # shown twice: the first
        ("2027-03-14", "02:30", "America/New_York", "2027-03-14T07:30"),
        ("2026-12-15", "08:00", "Asia/Kolkata", "2026-12-15T02:30"),
        ("2026-12-15", "08:00", "Pacific/Apia", "2026-12-14T19:00"),
    ],
)
def test_a_wall_time_is_one_moment(day: str, at: str, zone: str, expected: str) -> None:
    assert wall(date.fromisoformat(day), time.fromisoformat(at), zone) == utc(expected)


@pytest.mark.parametrize(
    ("frequency", "now", "expected"),
    [
        ("daily", "2026-12-15T06:59", "2026-12-15T07:00"),
        ("daily", "2026-12-15T07:00", "2026-12-16T07:00"),
        ("daily", "2027-03-27T12:00", "2027-03-28T06:00"),  # across the spring night
        ("daily", "2026-10-24T12:00", "2026-10-25T07:00"),  # across the autumn night
        ("weekly", "2026-12-15T06:00", "2026-12-21T07:00"),
        ("weekly", "2026-12-21T06:59", "2026-12-21T07:00"),
    ],
)
def test_the_next_digest(frequency: str, now: str, expected: str) -> None:
    assert next_digest(Ada(frequency), utc(now)) == utc(expected)


def test_quiet_hours_move_a_message_to_their_end() -> None:
    ada = Ada(quiet_from="22:00", quiet_to="07:00")

    assert slot(ada, utc("2026-12-15T22:00")).at == utc("2026-12-16T06:00")
    assert slot(ada, utc("2026-12-15T03:00")).at == utc("2026-12-15T06:00")
    assert slot(ada, utc("2026-12-15T12:00")).at == utc("2026-12-15T12:00")


def test_quiet_hours_within_a_day_end_that_day() -> None:
    ada = Ada(quiet_from="12:00", quiet_to="14:00")

    assert slot(ada, utc("2026-12-15T11:30")).at == utc("2026-12-15T13:00")


@pytest.mark.parametrize(
    ("deadline", "why"),
    [
        ("2026-12-18", "deadline"),
        ("2026-12-27", "deadline"),
        ("2026-12-28", "digest"),
        ("2026-12-14", "digest"),  # passed: nothing is left to be in time for
    ],
)
def test_a_near_day_beats_the_digest(deadline: str, why: str) -> None:
    due = slot(Ada("weekly"), utc("2026-12-15T06:00"), [date.fromisoformat(deadline)])

    assert due.why == why
    assert (due.at == utc("2026-12-15T06:00")) == (why == "deadline")


def test_a_near_day_beats_quiet_hours() -> None:
    ada = Ada(quiet_from="00:00", quiet_to="23:59")

    assert slot(ada, utc("2026-12-15T06:00"), [date(2026, 12, 16)]).why == "deadline"
