"""When a change may hold after a notice, or when notice must be given for it: with the reasons.

`counting.py` counts; here several rules are laid side by side and the strictest decides. The
default is `clear` without rolling, the safe answer for planning; a regime of law sets its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from policy import regimes as law
from policy.counting import (
    Counting,
    IsHoliday,
    Period,
    PeriodError,
    Roll,
    first_effective_day,
    last_acceptance_day,
    no_holidays,
    parse,
)
from policy.regimes import Regime
from policy.said import Said, Weekday, said

__all__ = [
    "Deadline",
    "Period",
    "PeriodError",
    "deadline",
    "deadline_json",
    "first_effective_day",
    "last_acceptance_day",
    "parse",
]

_RETRY_DAYS: Final = 3  # left before the last day of acceptance, for mail that must be sent again


@dataclass(frozen=True, slots=True)
class Deadline:
    """An answer with its reasons. One of `first_effective_day` and `last_acceptance_day` is set."""

    period: str | None
    counting: Counting
    roll: Roll
    zone: str
    calendar: str | None
    first_effective_day: date | None = None
    last_day_of_period: date | None = None
    last_acceptance_day: date | None = None
    send_by: date | None = None
    """The last day of acceptance less three days for mail that must be repeated."""
    first_acceptance_day: date | None = None
    """Not before this day, where a rule sets a longest time before effect."""
    last_effective_day: date | None = None
    next_review_on: date | None = None
    as_written: date | None = None
    """"Effective N days after X", read word for word: X + N."""
    words: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    regimes: tuple[Regime, ...] = ()
    strictest: str | None = None
    holiday_data: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    """One way to count: a period with its counting and roll, and whose it is."""

    name: str
    period: Period
    counting: Counting
    roll: Roll
    most: Period | None = None


@dataclass(frozen=True, slots=True)
class _Days:
    """The working days of a place."""

    code: str | None
    is_holiday: IsHoliday = no_holidays
    data: str | None = None


def deadline(
    period: str | None = None,
    *,
    start: datetime | None = None,
    effective: date | None = None,
    zone: str = "Europe/Brussels",
    calendar: str | None = None,
    counting: str | None = None,
    roll: str | None = None,
    regime: str | Sequence[str] | None = None,
    is_promised: bool = False,
) -> Deadline:
    """When a change may hold at the earliest (`start`) or must be told at the latest.

    Several regimes, and a period beside them, are all kept: the strictest decides and is named.
    What is not given is the regime's own, else `clear` and `none`; `is_promised` says that the
    period is taken from a text. Raises `PeriodError`.
    """
    names = [regime] if isinstance(regime, str) else list(regime or ())
    regimes = tuple(_regime(name) for name in names)
    rules = list(_rules(period, regimes, counting, roll, is_promised))
    if not rules:
        raise PeriodError(said("%(asks)s: give --period.", asks=_asks(regimes)))
    if (start is None) == (effective is None):
        raise PeriodError(said("Give either the moment of notice or the day of effect."))
    days = _calendar(calendar)
    if days.code is None and any(rule.period.business_days for rule in rules):
        raise PeriodError(said("Business days need a calendar: give --calendar, for instance BE."))
    place = _zone(zone)
    warnings = [each.warning for each in regimes if each.warning]
    if days.code is None and any(rule.roll == "1182" for rule in rules):
        warnings.append(said("No calendar is given: only Saturdays and Sundays move, no holidays."))
    shared: dict[str, Any] = {
        "zone": zone, "calendar": days.code, "regimes": regimes, "holiday_data": days.data,
        "warnings": tuple(warnings), "period": period,
    }  # fmt: skip
    if start is not None:
        return _forwards(rules, start, place, days, regimes, shared)
    assert effective is not None  # noqa: S101 - one of the two, as checked above
    return _backwards(rules, effective, days, shared)


def deadline_json(counted: Deadline) -> dict[str, Any]:
    """The public form; what does not apply is left out."""
    day = {
        name: value.isoformat()
        for name in (
            "first_effective_day",
            "last_day_of_period",
            "last_acceptance_day",
            "send_by",
            "first_acceptance_day",
            "last_effective_day",
            "next_review_on",
        )
        if (value := getattr(counted, name)) is not None
    }
    form: dict[str, Any] = {
        **day,
        "period": counted.period,
        "counting": counted.counting,
        "roll": counted.roll,
        "zone": counted.zone,
        "calendar": counted.calendar,
        "words": " ".join(counted.words),
    }
    if counted.as_written is not None:
        form["n_days_after"] = counted.as_written.isoformat()
    if counted.warnings:
        form["warnings"] = list(counted.warnings)
    if counted.holiday_data:
        form["holiday_data"] = counted.holiday_data
    if counted.regimes:
        form["strictest"] = counted.strictest
        form["regimes"] = [
            {
                "id": each.id, "source": each.source, "applies": each.applies,
                "period": each.period, "most": each.most, "asks": each.asks or None,
                "channel": each.channel, "exit": each.exit, "verified": each.verified,
            }
            for each in counted.regimes
        ]  # fmt: skip
    return form


# --- both directions, with their words ----------------------------------------------------------


def _forwards(
    rules: Iterable[_Rule],
    start: datetime,
    place: tzinfo,
    days: _Days,
    regimes: Sequence[Regime],
    shared: dict[str, Any],
) -> Deadline:
    moment = start.replace(tzinfo=place) if start.tzinfo is None else start
    notice = moment.astimezone(place).date()
    answers = [(_effect(rule, moment, notice, place, days), rule) for rule in rules]
    first, rule = max(answers, key=lambda answer: answer[0])
    last = first - timedelta(days=1)
    written = (
        None if rule.period.hours else first_effective_day(
            rule.period, notice, counting="inclusive", is_holiday=days.is_holiday)
    )  # fmt: skip
    most = [each.most.after(notice, days.is_holiday) for _, each in answers if each.most]
    words = [
        f"Notice on {_named(notice)} ({shared['zone']}); that day is not counted.",
        f"{rule.name}: {rule.period.words}, "
        f"{_counting_words(rule)}, so the last day of the period is {_named(last)}",
        f"and the change may hold from {_named(first)}.",
    ]
    if written is not None:
        words.append(
            f'Read in a policy, "effective {rule.period.words} after" that day means '
            f"{_named(written)}."
        )
    if most:
        words.append(f"It must hold by {_named(min(most))}: earlier notice than that is too early.")
    reviews = [each for each in regimes if each.kind == "review" and each.period]
    review = min(
        (parse(each.period or "P12M").after(notice, days.is_holiday) for each in reviews),
        default=None,
    )
    return Deadline(
        counting=rule.counting, roll=rule.roll, first_effective_day=first,
        last_day_of_period=last, as_written=written, last_effective_day=min(most, default=None),
        next_review_on=review, words=tuple(words), strictest=rule.name, **shared,
    )  # fmt: skip


def _effect(rule: _Rule, moment: datetime, notice: date, place: tzinfo, days: _Days) -> date:
    if not rule.period.hours:
        return first_effective_day(
            rule.period, notice, counting=rule.counting, roll=rule.roll, is_holiday=days.is_holiday
        )
    # hours run on the clock of the world, so that a night of 23 or 25 hours changes nothing
    ends = (moment.astimezone(UTC) + timedelta(hours=rule.period.hours)).astimezone(place)
    whole = ends.time() == time(0)
    return ends.date() if whole or rule.counting == "inclusive" else ends.date() + timedelta(days=1)


def _backwards(
    rules: Iterable[_Rule], effective: date, days: _Days, shared: dict[str, Any]
) -> Deadline:
    answers = [
        (
            last_acceptance_day(
                rule.period,
                effective,
                counting=rule.counting,
                roll=rule.roll,
                is_holiday=days.is_holiday,
            ),
            rule,
        )
        for rule in rules
        if not rule.period.hours
    ]
    if not answers:
        raise PeriodError(said("A period in hours is counted from a moment: give --from."))
    last, rule = min(answers, key=lambda answer: answer[0])
    earliest = [_first_within(each.most, effective, days) for _, each in answers if each.most]
    by = last - timedelta(days=_RETRY_DAYS)
    words = [
        said(
            "To hold from %(effective)s, notice must be accepted by %(last)s.",
            effective=Weekday.of(effective),
            last=Weekday.of(last),
        ),
        said(
            "%(rule)s: %(period)s, %(counting)s.",
            rule=rule.name,
            period=rule.period.words,
            counting=_counting_words(rule),
        ),
        said(
            "Send by %(day)s to leave %(n)d days for mail that must be repeated.",
            day=Weekday.of(by),
            n=_RETRY_DAYS,
        ),
    ]
    if earliest:
        first = Weekday.of(max(earliest))
        words.append(said("Not before %(day)s: a rule sets a longest time.", day=first))
    return Deadline(
        counting=rule.counting, roll=rule.roll, last_acceptance_day=last, send_by=by,
        first_acceptance_day=max(earliest, default=None), words=tuple(words),
        strictest=rule.name, **shared,
    )  # fmt: skip


def _first_within(most: Period, effective: date, days: _Days) -> date:
    """The first day of notice from which the effect lies within the longest time."""
    day = last_acceptance_day(most, effective, counting="inclusive", is_holiday=days.is_holiday)
    while most.after(day, days.is_holiday) < effective:
        day += timedelta(days=1)
    while most.after(day - timedelta(days=1), days.is_holiday) >= effective:
        day -= timedelta(days=1)
    return day


def _counting_words(rule: _Rule) -> Said:
    if rule.counting == "clear":
        counted = said("counted clear (neither the day of notice nor the day of effect counts)")
    else:
        counted = said("counted inclusive (the day of effect is the day of notice plus the period)")
    if rule.roll == "1182":
        return said(
            "%(counted)s, a last day on a Saturday, Sunday or holiday moving on "
            "(Regulation 1182/71)",
            counted=counted,
        )
    return counted


def _named(day: date) -> str:
    return f"{day.strftime('%A')} {day.isoformat()}"


def _asks(regimes: Sequence[Regime]) -> str:
    """What regimes without a period of their own ask for."""
    if not regimes:
        return said("No period is given")
    return "; ".join(f"{each.source} asks for {each.asks!r}" for each in regimes)


# --- what is asked for --------------------------------------------------------------------------


def _rules(
    period: str | None,
    regimes: Sequence[Regime],
    counting: str | None,
    roll: str | None,
    is_promised: bool,
) -> Iterable[_Rule]:
    if counting not in (None, "clear", "inclusive"):
        raise PeriodError(
            said("--counting is clear or inclusive, not %(given)s.", given=repr(counting))
        )
    if roll not in (None, "none", "1182"):
        raise PeriodError(said("--roll is none or 1182, not %(given)s.", given=repr(roll)))
    as_counted: Counting = "inclusive" if counting == "inclusive" else "clear"
    as_rolled: Roll = "1182" if roll == "1182" else "none"
    if period is not None:
        # a period given beside a regime is counted the regime's way
        own = regimes[0] if regimes else None
        yield _Rule(
            said("As the text promises (%(period)s)", period=period)
            if is_promised
            else said("As asked (%(period)s)", period=period),
            parse(period),
            as_counted if counting or not own else own.counting,
            as_rolled if roll or not own else own.roll,
        )
    for each in regimes:
        wanted = each.period or (each.suggests if period is None else None)
        if wanted:
            yield _Rule(
                each.source,
                parse(wanted),
                as_counted if counting else each.counting,
                as_rolled if roll else each.roll,
                parse(each.most) if each.most else None,
            )


def _regime(name: str) -> Regime:
    try:
        return law.regime(name)
    except KeyError as error:
        raise PeriodError(error.args[0]) from error


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise PeriodError(
            said("There is no time zone %(given)s; write Europe/Brussels.", given=repr(name))
        ) from error


def _calendar(code: str | None) -> _Days:
    """Holidays of a country (`BE`), a part of it (`DE-BY`) or a market (`XECB` for TARGET days)."""
    if code is None:
        return _Days(None)
    import holidays  # 80 ms, so only where days are counted

    country, _, part = code.upper().partition("-")
    try:
        if country in holidays.list_supported_financial():
            known: Any = holidays.financial_holidays(country)
        else:
            known = holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError as error:
        raise PeriodError(
            said("There is no holiday calendar %(given)s; write BE or DE-BY.", given=repr(code))
        ) from error
    return _Days(code.upper(), known.__contains__, f"holidays {holidays.version.__version__}")
