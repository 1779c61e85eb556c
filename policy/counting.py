"""Counting a period: days, weeks, months, business days, forwards and backwards.

The day of the event is day 0 and is not counted. `clear` wants the whole period between the day of
notice and the day of effect; `inclusive` reads "N days after X" as X + N. Roll `1182` adds rules
of Regulation (EEC, Euratom) 1182/71: a last day that is a Saturday, Sunday or public holiday moves
to the next working day (art. 3(4)), and a period of two days or more holds two working days (3(5)).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Final, Literal

from policy.said import Said, said, said_many

Counting = Literal["clear", "inclusive"]
Roll = Literal["none", "1182"]
IsHoliday = Callable[[date], bool]

_ISO: Final = re.compile(
    r"P(?:(?P<Y>\d{1,4})Y)?(?:(?P<M>\d{1,4})M)?(?:(?P<W>\d{1,4})W)?(?:(?P<D>\d{1,5})D)?"
    r"(?:(?P<BD>\d{1,4})BD)?(?:T(?P<H>\d{1,5})H)?"
)
_SATURDAY: Final = 5
_LONGEST_SEARCH: Final = 40  # days beyond a rough estimate in which the last day of acceptance lies


def no_holidays(day: date) -> bool:
    """A calendar without holidays."""
    del day
    return False


class PeriodError(ValueError):
    """What was asked cannot be counted; the message says what to give instead."""


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as people promise it: calendar parts, or business days, or hours."""

    years: int = 0
    months: int = 0
    days: int = 0
    business_days: int = 0
    hours: int = 0

    @property
    def words(self) -> Said:
        """As a person says it: "1 month", "10 business days"."""
        named = (
            (self.years, said_many("%(n)d year", "%(n)d years", self.years)),
            (self.months, said_many("%(n)d month", "%(n)d months", self.months)),
            (self.days, said_many("%(n)d day", "%(n)d days", self.days)),
            (
                self.business_days,
                said_many("%(n)d business day", "%(n)d business days", self.business_days),
            ),
            (self.hours, said_many("%(n)d hour", "%(n)d hours", self.hours)),
        )
        parts = [words for n, words in named if n]
        return reduce(_and, parts) if parts else said_many("%(n)d day", "%(n)d days", 0)

    def after(self, day: date, is_holiday: IsHoliday) -> date:
        """The day that lies this period after another; 30 February is the last of February."""
        try:
            moved = _add_months(day, 12 * self.years + self.months) + timedelta(days=self.days)
        except (OverflowError, ValueError) as error:
            raise PeriodError(said("The period reaches beyond the calendar.")) from error
        for _ in range(self.business_days):
            moved = _next_working_day(moved, is_holiday)
        return moved


def _and(first: Said, second: Said) -> Said:
    return said("%(first)s and %(second)s", first=first, second=second)


def parse(text: str) -> Period:
    """An ISO 8601 duration (`P8D`, `P2W`, `P1M`, `P1Y`, `PT48H`) or our `P10BD`."""
    found = _ISO.fullmatch(text.strip().upper())
    if found is None or not any(value is not None for value in found.groupdict().values()):
        raise PeriodError(
            said("%(given)s is no period; write P8D, P2W, P1M, P10BD or PT48H.", given=repr(text))
        )
    part = {name: int(value or 0) for name, value in found.groupdict().items()}
    period = Period(part["Y"], part["M"], 7 * part["W"] + part["D"], part["BD"], part["H"])
    if period.hours and period != Period(hours=period.hours):
        raise PeriodError(
            said("%(given)s mixes hours with days; give one of them.", given=repr(text))
        )
    return period


def first_effective_day(
    period: Period,
    notice: date,
    *,
    counting: Counting = "clear",
    roll: Roll = "none",
    is_holiday: IsHoliday = no_holidays,
) -> date:
    """The first day on which a change may hold, after notice on a day."""
    return _last_day(period, notice, counting, roll, is_holiday) + timedelta(days=1)


def last_acceptance_day(
    period: Period,
    effective: date,
    *,
    counting: Counting = "clear",
    roll: Roll = "none",
    is_holiday: IsHoliday = no_holidays,
) -> date:
    """The last day of notice after which the period is over before the effect.

    Searched, not subtracted: from 28 as from 31 January a month ends on 28 February, and the later
    day counts. With roll `1182` the period is judged as it runs forwards, which is the safe side:
    art. 3(4) itself does not move the end of a period counted back from a date.
    """

    def in_time(notice: date) -> bool:
        day = first_effective_day(
            period, notice, counting=counting, roll=roll, is_holiday=is_holiday
        )
        return day <= effective

    rough = (
        366 * period.years + 31 * period.months + period.days
        + 2 * period.business_days + period.hours // 24
    )  # fmt: skip
    try:
        low, high = (
            effective - timedelta(days=rough + _LONGEST_SEARCH),
            effective + timedelta(days=1),
        )
        while not in_time(low):
            low -= timedelta(days=_LONGEST_SEARCH + period.business_days)
    except OverflowError as error:
        raise PeriodError(said("The period reaches beyond the calendar.")) from error
    while (high - low).days > 1:  # in_time holds at low and not at high, and turns only once
        middle = low + (high - low) // 2
        low, high = (middle, high) if in_time(middle) else (low, middle)
    return low


def _last_day(
    period: Period, notice: date, counting: Counting, roll: Roll, is_holiday: IsHoliday
) -> date:
    """The last day of the period; the change may hold from the day after."""
    end = period.after(notice, is_holiday)
    if counting == "inclusive":
        end -= timedelta(days=1)
    if roll == "none" or period.hours:
        return end
    while not _is_working_day(end, is_holiday):
        end += timedelta(days=1)
    long = period != Period(days=1) and period != Period()
    while long and _working_days(notice, end, is_holiday) < 2:  # art. 3(5)
        end = _next_working_day(end, is_holiday)
    return end


def _working_days(after: date, until: date, is_holiday: IsHoliday) -> int:
    """Working days of a period, counted up to two: more is never asked for."""
    found, day = 0, after
    while day < until and found < 2:
        day += timedelta(days=1)
        found += _is_working_day(day, is_holiday)
    return found


def _add_months(day: date, months: int) -> date:
    if not months:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _is_working_day(day: date, is_holiday: IsHoliday) -> bool:
    return day.weekday() < _SATURDAY and not is_holiday(day)


def _next_working_day(day: date, is_holiday: IsHoliday) -> date:
    try:
        day += timedelta(days=1)
        while not _is_working_day(day, is_holiday):
            day += timedelta(days=1)
    except OverflowError as error:
        raise PeriodError(said("The period reaches beyond the calendar.")) from error
    return day
