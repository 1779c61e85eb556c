"""Notice periods: a table computed by hand, the laws of counting, and what cannot be counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy import periods
from policy.counting import Counting, Roll
from policy.regimes import REGIMES

FORWARDS: list[tuple[str, str, dict[str, str], str]] = [
    # notice, period, options → first day on which the change may hold
    # days, clear: the day after the last day of the period
    ("2026-11-21", "P15D", {}, "2026-12-07"),
    ("2026-11-21", "P15D", {"counting": "inclusive"}, "2026-12-06"),
    ("2026-11-21", "P15D", {"roll": "1182"}, "2026-12-08"),  # 6 December is a Sunday
    ("2026-12-14", "P8D", {}, "2026-12-23"),
    ("2026-12-14", "P8D", {"counting": "inclusive"}, "2026-12-22"),
    ("2026-12-01", "P0D", {}, "2026-12-02"),
    ("2026-12-01", "P0D", {"counting": "inclusive"}, "2026-12-01"),
    ("2026-12-01", "P1D", {}, "2026-12-03"),
    ("2026-12-31", "P1D", {}, "2027-01-02"),
    ("2026-12-01", "P30D", {}, "2027-01-01"),
    ("2026-12-01", "P2W", {}, "2026-12-16"),
    ("2026-12-01", "P6W", {}, "2027-01-13"),
    # months: the same date, or the last of the month
    ("2027-01-31", "P1M", {}, "2027-03-01"),
    ("2027-01-31", "P1M", {"roll": "1182"}, "2027-03-02"),  # 28 February is a Sunday
    ("2026-12-31", "P2M", {}, "2027-03-01"),
    ("2026-12-31", "P2M", {"counting": "inclusive"}, "2027-02-28"),
    ("2027-01-30", "P1M", {}, "2027-03-01"),
    ("2027-01-28", "P1M", {}, "2027-03-01"),
    ("2027-02-28", "P1M", {}, "2027-03-29"),
    ("2026-08-31", "P1M", {}, "2026-10-01"),
    ("2026-08-31", "P6M", {}, "2027-03-01"),
    ("2026-10-15", "P1M", {}, "2026-11-16"),
    ("2026-10-15", "P12M", {}, "2027-10-16"),
    # leap days
    ("2028-01-31", "P1M", {}, "2028-03-01"),
    ("2028-01-31", "P1M", {"counting": "inclusive"}, "2028-02-29"),
    ("2028-02-29", "P1Y", {}, "2029-03-01"),
    ("2028-02-29", "P4Y", {}, "2032-03-01"),
    ("2028-02-28", "P1D", {}, "2028-03-01"),
    ("2027-02-28", "P1D", {}, "2027-03-02"),
    # zones: the day of notice is the day where the reader is
    ("2026-11-20T23:30:00+00:00", "P1D", {}, "2026-11-23"),
    ("2026-11-20T22:30:00+00:00", "P1D", {}, "2026-11-22"),
    ("2026-11-20T23:30:00+00:00", "P1D", {"zone": "UTC"}, "2026-11-22"),
    ("2026-11-20T23:30:00+00:00", "P1D", {"zone": "America/New_York"}, "2026-11-22"),
    ("2026-11-21T04:30:00+00:00", "P1D", {"zone": "America/New_York"}, "2026-11-22"),
    ("2026-11-20T15:30:00+00:00", "P1D", {"zone": "Asia/Tokyo"}, "2026-11-23"),
    # both nights on which the clock is changed, in Brussels 2026: 29 March and 25 October
    ("2026-03-28T23:30:00+00:00", "P1D", {}, "2026-03-31"),
    ("2026-03-29T00:59:59+00:00", "P1D", {}, "2026-03-31"),
    ("2026-03-29T22:30:00+00:00", "P1D", {}, "2026-04-01"),
    ("2026-10-24T22:30:00+00:00", "P1D", {}, "2026-10-27"),
    ("2026-10-25T22:30:00+00:00", "P1D", {}, "2026-10-27"),
    ("2026-10-25T23:30:00+00:00", "P1D", {}, "2026-10-28"),
    ("2026-03-29T02:30:00", "P1D", {}, "2026-03-31"),  # a time that this night does not have
    # hours run on the clock of the world
    ("2026-03-28T12:00:00+01:00", "PT24H", {}, "2026-03-30"),
    ("2026-10-24T12:00:00+02:00", "PT48H", {"counting": "inclusive"}, "2026-10-26"),
    # business days in Belgium over Christmas, New Year and Easter
    ("2026-12-10", "P10BD", {}, "2026-12-25"),
    ("2026-12-11", "P10BD", {}, "2026-12-29"),  # 25 December is a Friday and a holiday
    ("2026-12-24", "P1BD", {}, "2026-12-29"),
    ("2026-12-31", "P1BD", {}, "2027-01-05"),
    ("2026-04-03", "P1BD", {}, "2026-04-08"),  # Easter Monday 2026 is 6 April
    ("2026-04-30", "P1BD", {}, "2026-05-05"),  # 1 May is a Friday
    ("2026-12-10", "P10BD", {"counting": "inclusive"}, "2026-12-24"),
    ("2026-12-19", "P1BD", {}, "2026-12-22"),  # notice on a Saturday
    # other calendars
    ("2026-10-02", "P1BD", {"calendar": "DE"}, "2026-10-06"),  # 3 October is a Saturday
    ("2026-10-30", "P1BD", {"calendar": "DE-BY"}, "2026-11-03"),
    ("2026-05-04", "P1BD", {"calendar": "NL"}, "2026-05-06"),  # 5 May is a holiday for some only
    ("2026-07-13", "P1BD", {"calendar": "FR"}, "2026-07-16"),  # 14 July
    ("2026-07-20", "P1BD", {"calendar": "BE"}, "2026-07-23"),  # 21 July
    # Regulation 1182/71: the last day moves on, two days or more hold two working days
    ("2026-12-10", "P15D", {"roll": "1182"}, "2026-12-29"),  # 25 Dec, then a weekend → 28 Dec
    ("2026-12-04", "P1D", {"roll": "1182"}, "2026-12-08"),  # Saturday → Monday
    ("2026-12-04", "P2D", {"roll": "1182"}, "2026-12-09"),  # Sunday → Monday, and a second day
    ("2026-12-07", "P2D", {"roll": "1182"}, "2026-12-10"),
    ("2026-11-19", "P30D", {"roll": "1182"}, "2026-12-22"),  # 19 December is a Saturday
    # regimes bring their own counting
    ("2026-11-21", "", {"regime": "eu-p2b-3.2"}, "2026-12-08"),
    ("2026-11-21", "", {"regime": "eu-psd2-54.1"}, "2027-01-22"),
    ("2026-11-21", "", {"regime": "de-tkg-57.2"}, "2026-12-22"),
    ("2026-11-21", "", {"regime": "us-regz-1026.9c2"}, "2027-01-06"),
    ("2026-11-21", "", {"regime": "eu-wp260"}, "2026-12-22"),
]

BACKWARDS: list[tuple[str, str, dict[str, str], str]] = [
    # effect, period, options → last day on which notice is in time
    ("2026-12-07", "P15D", {}, "2026-11-21"),
    ("2026-12-06", "P15D", {"counting": "inclusive"}, "2026-11-21"),
    ("2026-12-08", "P15D", {"roll": "1182"}, "2026-11-22"),
    ("2026-12-01", "P1M", {}, "2026-10-31"),
    ("2027-03-01", "P1M", {}, "2027-01-31"),
    ("2027-02-28", "P1M", {}, "2027-01-27"),
    ("2028-03-01", "P1M", {}, "2028-01-31"),
    ("2028-02-29", "P1M", {}, "2028-01-28"),
    ("2027-03-01", "P2M", {}, "2026-12-31"),
    ("2026-12-25", "P10BD", {}, "2026-12-10"),
    ("2026-12-29", "P10BD", {}, "2026-12-13"),  # a Sunday counts as the Friday before it
    ("2029-03-01", "P1Y", {}, "2028-02-29"),
    ("2026-12-23", "P8D", {}, "2026-12-14"),
    ("2026-12-02", "P0D", {}, "2026-12-01"),
]


def forwards(notice: str, period: str, options: dict[str, str]) -> periods.Deadline:
    """The first day of effect after a notice, in Belgium unless said otherwise."""
    return periods.deadline(
        period or None,
        start=datetime.fromisoformat(notice),
        **{"calendar": "BE", **options},  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(("notice", "period", "options", "expected"), FORWARDS)
def test_forwards(notice: str, period: str, options: dict[str, str], expected: str) -> None:
    counted = forwards(notice, period, options)

    assert counted.first_effective_day == date.fromisoformat(expected)


@pytest.mark.parametrize(("effective", "period", "options", "expected"), BACKWARDS)
def test_backwards(effective: str, period: str, options: dict[str, str], expected: str) -> None:
    counted = periods.deadline(
        period,
        effective=date.fromisoformat(effective),
        **{"calendar": "BE", **options},  # type: ignore[arg-type]
    )

    assert counted.last_acceptance_day == date.fromisoformat(expected)


def test_the_last_day_of_the_period_is_told() -> None:
    assert forwards("2026-11-21", "P15D", {}).last_day_of_period == date(2026, 12, 6)
    assert forwards("2026-12-10", "P10BD", {}).last_day_of_period == date(2026, 12, 24)


PERIODS = st.one_of(
    st.integers(0, 400).map(lambda n: f"P{n}D"),
    st.integers(1, 30).map(lambda n: f"P{n}M"),
    st.integers(1, 5).map(lambda n: f"P{n}Y"),
    st.integers(1, 40).map(lambda n: f"P{n}BD"),
)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@settings(deadline=None)  # the machine is shared
@given(
    period=PERIODS,
    effective=DAYS,
    counting=st.sampled_from(["clear", "inclusive"]),
    roll=st.sampled_from(["none", "1182"]),
)
def test_notice_on_the_last_day_is_in_time_and_a_day_later_never(
    period: str, effective: date, counting: Counting, roll: Roll
) -> None:
    length = periods.parse(period)

    last = periods.last_acceptance_day(length, effective, counting=counting, roll=roll)

    def first(notice: date) -> date:
        return periods.first_effective_day(length, notice, counting=counting, roll=roll)

    assert first(last) <= effective
    assert first(last + timedelta(days=1)) > effective


@settings(deadline=None)  # the machine is shared
@given(period=PERIODS, notice=DAYS, roll=st.sampled_from(["none", "1182"]))
def test_clear_counting_is_never_shorter_than_inclusive(
    period: str, notice: date, roll: Roll
) -> None:
    length = periods.parse(period)

    clear = periods.first_effective_day(length, notice, counting="clear", roll=roll)
    inclusive = periods.first_effective_day(length, notice, counting="inclusive", roll=roll)

    assert clear >= inclusive >= notice


@settings(deadline=None)  # the machine is shared
@given(period=PERIODS, notice=DAYS)
def test_a_later_notice_never_holds_earlier(period: str, notice: date) -> None:
    length = periods.parse(period)

    today = periods.first_effective_day(length, notice)
    tomorrow = periods.first_effective_day(length, notice + timedelta(days=1))

    assert tomorrow >= today


def test_both_readings_of_n_days_after_are_shown() -> None:
    counted = forwards("2026-12-14", "P8D", {})

    assert counted.as_written == date(2026, 12, 22)
    assert counted.first_effective_day == date(2026, 12, 23)
    assert '"effective 8 days after"' in " ".join(counted.words)


def test_a_longest_time_is_a_first_day_of_notice() -> None:
    back = periods.deadline(effective=date(2026, 12, 1), regime="de-tkg-57.2")
    ahead = forwards("2026-11-21", "", {"regime": "de-tkg-57.2"})

    assert back.first_acceptance_day == date(2026, 10, 1)
    assert ahead.last_effective_day == date(2027, 1, 21)


def test_of_several_regimes_the_strictest_decides_and_is_named() -> None:
    counted = periods.deadline(
        effective=date(2026, 12, 1), regime=["eu-p2b-3.2", "eu-psd2-54.1"], calendar="BE"
    )

    assert counted.last_acceptance_day == date(2026, 9, 30)
    assert "2015/2366" in (counted.strictest or "")


def test_a_promise_longer_than_the_law_decides() -> None:
    counted = periods.deadline(
        "P30D", effective=date(2026, 12, 31), regime="eu-p2b-3.2", calendar="BE"
    )

    assert counted.last_acceptance_day == date(2026, 11, 30)


def test_a_rule_that_was_not_read_at_its_source_carries_a_warning() -> None:
    counted = forwards("2026-11-21", "", {"regime": "uk-psr-50"})

    assert any("memory" in warning for warning in counted.warnings)
    assert all(each.warning for each in REGIMES if each.verified != "read")


def test_days_for_repeated_mail_are_left_before_the_last_day() -> None:
    counted = periods.deadline("P30D", effective=date(2026, 12, 31))

    assert counted.send_by == date(2026, 11, 27)


def test_a_yearly_review_is_due_a_year_after_the_last() -> None:
    counted = forwards("2026-11-21", "", {"regime": "us-ccpa-12m"})

    assert counted.next_review_on == date(2027, 11, 21)


def test_the_answer_is_explained_in_words_and_plain_json() -> None:
    form = periods.deadline_json(forwards("2026-11-21", "P15D", {}))

    assert form["first_effective_day"] == "2026-12-07"
    assert form["n_days_after"] == "2026-12-06"
    assert "Saturday 2026-11-21" in form["words"]
    assert form["counting"] == "clear"
    assert form["roll"] == "none"


@pytest.mark.parametrize(
    ("period", "options", "says"),
    [
        ("eight days", {}, "is no period"),
        ("P", {}, "is no period"),
        ("P1DT1H", {}, "mixes hours"),
        ("P10BD", {"calendar": None}, "need a calendar"),
        ("P8D", {"zone": "Europe/Atlantis"}, "no time zone"),
        ("P8D", {"calendar": "XX"}, "no holiday calendar"),
        ("P8D", {"counting": "loose"}, "clear or inclusive"),
        ("P8D", {"roll": "1183"}, "none or 1182"),
        (None, {}, "No period"),
        (None, {"regime": "eu-dcd-19"}, "reasonably in advance"),
        ("P8D", {"regime": "xx"}, "there are: eu-p2b-3.2"),
        ("P9999Y", {}, "beyond the calendar"),
    ],
)
def test_what_cannot_be_counted_is_said(
    period: str | None, options: dict[str, str | None], says: str
) -> None:
    with pytest.raises(periods.PeriodError, match=says):
        periods.deadline(period, start=datetime(2026, 11, 21, tzinfo=UTC), **options)  # type: ignore[arg-type]


def test_one_end_must_be_given() -> None:
    with pytest.raises(periods.PeriodError, match="either"):
        periods.deadline("P8D")
    with pytest.raises(periods.PeriodError, match="hours"):
        periods.deadline("PT48H", effective=date(2026, 11, 21))
