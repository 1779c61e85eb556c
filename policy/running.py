"""A page that prints today's date as its own: the clock of the page, and no change of the text.

Where nothing but the text's own date line differs, and the old date and the new one were each the
day on which we looked, the page may be printing the day. Two such looks make us wait for a day;
from the third day on the page has a clock, and its text is the same as before.
"""

from __future__ import annotations

from datetime import date, datetime

from policy.date_grammar import is_running
from policy.dates import is_stamp, without_dates
from policy.model import Reading

Clock = tuple[str, str]
"""The stated date of the text in force, and that of the text seen now."""
Sightings = tuple[tuple[str, str], ...]
"""(Day of the look, stated date), oldest first."""

_KEPT = 4  # sightings; three days are enough to know a clock


def clock_of(in_force: Reading, reading: Reading) -> Clock | None:
    """Both stated dates of update, where nothing but the text's own date line differs."""
    old, new = in_force.updated_on, reading.updated_on
    if not old or not new or old == new or len(in_force.clauses) != len(reading.clauses):
        return None
    if in_force.effective_on != reading.effective_on and (
        (in_force.effective_on, reading.effective_on) != (old, new)
    ):
        return None  # a date of effect is not the page's clock
    for before, after in zip(in_force.clauses, reading.clauses, strict=True):
        if before.text == after.text:
            continue
        if not (is_stamp(before.text) and is_stamp(after.text)):
            return None
        if without_dates(before.text) != without_dates(after.text):
            return None
    return old, new


def ticked(
    known: Sightings, clock: Clock | None, last_seen_at: datetime | None, at: datetime
) -> Sightings:
    """What is known of the page's clock after this look; nothing, where its date is no clock's."""
    if clock is None or last_seen_at is None:
        return ()
    before = known or ((_day(last_seen_at), clock[0]),)
    now = (_day(at), clock[1])
    seen = tuple(dict.fromkeys((*before, now)))[-_KEPT:]
    return seen if all(is_own_day(*one) for one in seen) else ()


def is_clock(seen: Sightings) -> bool:
    """Did the page state the day of the look on three different days?"""
    return is_running((date.fromisoformat(day), stated) for day, stated in seen)


def is_own_day(day: str, stated: str) -> bool:
    """Does a text state the day (or month) of the look? The page's zone may be a day off."""
    if len(stated) < len("2026-01-02"):
        return day.startswith(stated)
    return abs((date.fromisoformat(stated) - date.fromisoformat(day)).days) <= 1


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
