"""Dates as people write them, found in a text in linear time; what they mean where two readings are
possible.

`02/01/2026` is two dates until something else decides. Such a date keeps both readings, and is
never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from policy.calendar_words import DAY_FIRST_LANGUAGES, MONTHS

_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR: Final = r"(?:19|20)\d\d"
_DATE: Final = re.compile(
    # every repetition is bounded, so the scan is linear
    r"(?<![\d./-])(?P<d1>\d{1,2})(?:st|nd|rd|th|er|ère|ste|de|º)?\.?\s{0,3}-?"
    rf"(?:of\s|de\s|den\s|day\sof\s)?(?P<m1>{_MONTH})\b\.?,?\s{{0,3}}-?"
    rf"(?:de\s|del\s|of\s)?(?P<y1>{_YEAR})(?!\d)"
    rf"|\b(?P<m2>{_MONTH})\b\.?\s{{0,3}}(?:the\s)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"\s{{0,2}},?\s{{0,3}}(?P<y2>{_YEAR})(?!\d)"
    rf"|(?<![\d./-])(?P<y3>{_YEAR})[./-](?P<m3>\d{{1,2}})[./-](?P<d3>\d{{1,2}})(?!\d)"
    r"|(?<![\d./-])(?P<a>\d{1,2})\s?(?P<s>[./-])\s?(?P<b>\d{1,2})\s?[./-]\s?"
    rf"(?P<y4>{_YEAR}|\d\d)(?!\d|[./-]\d)"
    rf"|(?<![\d./-])(?P<m6>0?[1-9]|1[0-2])[./-](?P<y6>{_YEAR})(?![\d./-])"
    rf"|\b(?P<m5>{_MONTH})\b\.?,?\s{{0,3}}(?:de\s|del\s|of\s)?(?P<y5>{_YEAR})(?!\d)"
)
_MAYBE: Final = re.compile(r"(?:19|20)\d\d|\d\s?[./-]\s?\d")  # every date holds one of these
_CENTURY_TURN: Final = 70  # two-digit years from here on are of the last century


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """One date as printed: `iso` where it has one meaning (`2022-06` without a day), else its
    `readings`."""

    start: int
    end: int
    text: str
    iso: str | None
    readings: tuple[date, ...] = ()
    separator: str = ""
    """The sign between the parts of an all-number date; it tells which dates of a text share one
    habit."""

    @property
    def ambiguous(self) -> bool:
        """Two days fit."""
        return self.iso is None


def written_dates(lowered: str) -> list[WrittenDate]:
    """Every date in a lower-case text, in order; what is no day of the calendar is left out."""
    if not _MAYBE.search(lowered):
        return []
    found = (_meaning(match) for match in _DATE.finditer(lowered))
    return [each for each in found if each is not None]


def _meaning(match: re.Match[str]) -> WrittenDate | None:
    part = match.groupdict()
    start, end, text = match.start(), match.end(), match.group()
    if part["m1"] or part["m2"]:
        month = MONTHS[part["m1"] or part["m2"]]
        day = _day(part["y1"] or part["y2"], month, part["d1"] or part["d2"])
        return WrittenDate(start, end, text, day.isoformat()) if day else None
    if part["m5"]:
        return WrittenDate(start, end, text, f"{part['y5']}-{MONTHS[part['m5']]:02}")
    if part["m6"]:
        return WrittenDate(start, end, text, f"{part['y6']}-{int(part['m6']):02}")
    if part["y3"]:
        day = _day(part["y3"], part["m3"], part["d3"])
        return WrittenDate(start, end, text, day.isoformat(), separator="iso") if day else None
    year = part["y4"] if len(part["y4"]) == 4 else _full_year(part["y4"])
    readings = [_day(year, part["b"], part["a"]), _day(year, part["a"], part["b"])]
    days = tuple(dict.fromkeys(day for day in readings if day))
    if not days:
        return None
    iso = days[0].isoformat() if len(days) == 1 else None
    return WrittenDate(start, end, text, iso, days, part["s"])


def _full_year(two_digits: str) -> str:
    return f"{'19' if int(two_digits) >= _CENTURY_TURN else '20'}{two_digits}"


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def settle(
    written: WrittenDate,
    language: str | None,
    others: Iterable[WrittenDate] = (),
    *,
    not_after: date | None = None,
    not_before: date | None = None,
) -> str | None:
    """The one date that is meant, or None where two still fit.

    What decides, in this order: only one day exists; the language's habit (day first everywhere but
    in English); the habit of
    other all-number dates in the text; what was known when the text was first seen.
    """
    if written.iso is not None:
        return written.iso
    day_first, month_first = written.readings
    if language in DAY_FIRST_LANGUAGES:
        return day_first.isoformat()
    habits = {_habit(other) for other in others if other.separator == written.separator} - {None}
    if habits == {"day"}:
        return day_first.isoformat()
    if habits == {"month"}:
        return month_first.isoformat()
    fit = [
        day
        for day in written.readings
        if (not_after is None or day <= not_after) and (not_before is None or day >= not_before)
    ]
    return fit[0].isoformat() if len(fit) == 1 else None


def _habit(written: WrittenDate) -> str | None:
    """Day or month first, where the date itself shows it: 22/04/2025 can only be the one."""
    numbers = re.findall(r"\d+", written.text)
    if written.iso is None or len(written.readings) != 1 or numbers[0] == numbers[1]:
        return None
    return "day" if int(numbers[0]) == written.readings[0].day else "month"


def is_running(sightings: Iterable[tuple[date, str | None]]) -> bool:
    """A stated date that is always the day (or month) of the look is the page's clock and states
    nothing.

    `sightings` are (day of the look, stated date). It takes looks on three different days, each
    stating its own day.
    """
    seen = sorted({(on, stated) for on, stated in sightings if stated})
    days = {on for on, _ in seen}
    month_only = all(len(stated) == len("2022-06") for _, stated in seen)
    if month_only and len({on.strftime("%Y-%m") for on in days}) < 3:
        return False
    moved = all(a[1] <= b[1] for a, b in pairwise(seen))
    apart = len(days) >= 3 and len({stated for _, stated in seen}) >= 3
    return apart and moved and all(_is_day_of(on, stated) for on, stated in seen)


def _is_day_of(on: date, stated: str) -> bool:
    if len(stated) == len("2022-06"):
        return stated == on.strftime("%Y-%m")
    return abs((date.fromisoformat(stated) - on).days) <= 1  # the page's zone may be a day off ours
