"""When a policy is next due, and what a host's Retry-After means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.model import Outcome
from watcher.politeness import retry_after
from watcher.schedule import LONGEST, Situation, next_look, quiet_since

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIX_HOURS = timedelta(hours=6)


def wait(**situation: object) -> timedelta:
    base = Situation(Outcome.SAME, SIX_HOURS)
    fields = {name: getattr(base, name) for name in Situation.__slots__} | situation
    return next_look(NOON, Situation(**fields), jitter=0) - NOON


def test_an_unchanged_policy_waits_its_interval() -> None:
    assert wait() == SIX_HOURS


def test_a_pending_text_is_looked_at_again_as_soon_as_that_counts() -> None:
    soon = NOON + timedelta(minutes=15)

    assert wait(outcome=Outcome.PENDING, confirm_at=soon) == timedelta(minutes=15)
    assert wait(outcome=Outcome.PENDING, confirm_at=NOON - SIX_HOURS) == timedelta(0)


def test_a_lately_changed_policy_is_looked_at_more_often_and_a_quiet_one_less() -> None:
    assert wait(changed_at=NOON - timedelta(days=2)) == SIX_HOURS / 2
    assert wait(quiet_since=NOON - timedelta(days=200)) == SIX_HOURS * 2
    assert wait(quiet_since=NOON - timedelta(days=100)) == SIX_HOURS


def test_quiet_is_a_time_in_which_the_text_was_seen() -> None:
    spring, yesterday = NOON - timedelta(days=90), NOON - timedelta(days=1)

    assert quiet_since(NOON, spring, yesterday, new=False) == spring
    assert quiet_since(NOON, spring, yesterday, new=True) == NOON
    assert quiet_since(NOON, spring, NOON - timedelta(days=30), new=False) == NOON
    assert quiet_since(NOON, None, None, new=True) == NOON


def test_a_day_that_a_text_announces_is_looked_at_closely() -> None:
    for days, times in ((-4, 1), (-3, 2), (0, 2), (3, 2), (4, 1), (400, 1)):
        day = (NOON + timedelta(days=days)).date()
        assert wait(effective_on=day) == SIX_HOURS / times, days


def test_a_site_that_is_down_is_tried_ever_less_often_but_daily() -> None:
    waits = [wait(outcome=Outcome.UNREACHABLE, failed_in_a_row=n) for n in range(1, 30)]

    assert waits[0] == timedelta(minutes=15)
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST


def test_the_host_may_ask_for_more_but_not_for_ever() -> None:
    assert wait(outcome=Outcome.UNREACHABLE, failed_in_a_row=1, retry_after=SIX_HOURS) == SIX_HOURS
    assert wait(retry_after=timedelta(days=9000)) == LONGEST


@given(
    st.sampled_from(Outcome),
    st.integers(0, 10**6),
    st.timedeltas(timedelta(0), timedelta(days=4000)),
    st.floats(0, 1),
    st.timedeltas(timedelta(minutes=1), timedelta(days=30)),
)
def test_no_look_is_ever_put_off_for_good(
    outcome: Outcome, failed: int, quiet: timedelta, jitter: float, interval: timedelta
) -> None:
    due = next_look(NOON, Situation(outcome, interval, failed, NOON - quiet), jitter)

    assert NOON <= due <= NOON + max(interval, LONGEST) * 1.1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Sun, 01 Mar 2026 12:01:00 GMT", 60),
        ("Sat, 28 Feb 2026 12:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400),
        ("99999999999999", 86400),
        ("-1", None),
        ("1e309", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("\u0661\u0662", None),
    ],
)
def test_retry_after_is_kept_within_reason(value: str | None, seconds: int | None) -> None:
    asked = retry_after(value, NOON)

    assert asked == (None if seconds is None else timedelta(seconds=seconds))
