"""The days of a contract notice: counted back from effect, with time for what goes wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import notice_plan, periods
from policy.notice_plan import Timing

EFFECT = date(2027, 1, 15)


def plan_of(period: str = "P8D", **asked: object) -> notice_plan.Plan:
    """The plan of a period before 15 January 2027."""
    counted = periods.deadline(period, effective=EFFECT, **asked)  # type: ignore[arg-type]
    return notice_plan.plan(counted, EFFECT)


def test_eight_days_leave_these_days() -> None:
    plan = plan_of()

    assert plan.last_acceptance_on == date(2027, 1, 6)
    assert plan.latest_send_on == date(2027, 1, 3)
    assert plan.send_by == date(2026, 12, 29)
    assert plan.list_on == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("day", "timing"),
    [
        (date(2026, 12, 29), Timing.ROOMY), (date(2026, 12, 30), Timing.SHORT),
        (date(2027, 1, 3), Timing.SHORT), (date(2027, 1, 4), Timing.TIGHT),
        (date(2027, 1, 6), Timing.TIGHT), (date(2027, 1, 7), Timing.LATE),
    ],
)  # fmt: skip
def test_each_day_says_what_it_leaves_time_for(day: date, timing: Timing) -> None:
    plan = plan_of()

    said = notice_plan.advice(plan, day, date(2027, 1, 16))

    assert plan.timing(day) is timing
    assert said.startswith(
        {
            "roomy": "In time", "short": "Still in time for mail", "tight": "Just in time",
            "late": "Too late: notice had to be accepted by Wednesday 2027-01-06",
        }[timing]
    )  # fmt: skip
    assert ("take Saturday 2027-01-16 or a later day" in said) == (timing is Timing.LATE)


def test_a_longest_time_makes_a_day_too_early() -> None:
    counted = periods.deadline(regime="de-tkg-57.2", effective=date(2027, 4, 1))
    plan = notice_plan.plan(counted, date(2027, 4, 1))

    assert plan.timing(date(2027, 1, 20)) is Timing.EARLY
    assert plan.timing(date(2027, 2, 5)) is Timing.ROOMY


@given(st.integers(1, 120), st.integers(0, 30), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_what_the_plan_calls_in_time_keeps_the_period(
    days: int, other: int, effective: date
) -> None:
    counted = periods.deadline(f"P{days}D", effective=effective)
    plan = notice_plan.plan(counted, effective, other_channel_days=other)
    noon = datetime.combine(plan.last_acceptance_on, datetime.min.time(), UTC)

    def first(at: datetime) -> date | None:
        return periods.deadline(f"P{days}D", start=at, zone="UTC").first_effective_day

    in_time, late = first(noon), first(noon + timedelta(days=1))
    assert in_time is not None
    assert late is not None
    assert in_time <= effective < late
    assert plan.send_by <= plan.latest_send_on <= plan.last_acceptance_on < effective
