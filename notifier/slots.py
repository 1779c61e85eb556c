"""When somebody is told: at once, with their next digest, or sooner because a day is near. Pure.

A deadline beats every comfort: who could still act before the effective date is told now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

NEAR = 7  # local days between a digest and the effective date under which nothing waits for it
WEEKDAY = 0  # weekly digests go out on Monday


class Reader(Protocol):
    """What is known of a reader's habits."""

    @property
    def time_zone(self) -> str: ...
    @property
    def frequency(self) -> str: ...
    @property
    def digest_at(self) -> str: ...
    @property
    def quiet_from(self) -> str | None: ...
    @property
    def quiet_to(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Due:
    """When a delivery goes out, and why then."""

    at: datetime
    why: Literal["immediate", "deadline", "digest"]


def slot(reader: Reader, now: datetime, deadlines: Sequence[date] = ()) -> Due:
    """When this reader is told of a change of now, after whose `deadlines` it may be too late."""
    quiet_end = _after_quiet(reader, now)
    if reader.frequency == "immediate":
        if quiet_end > now and _is_near(deadlines, now, quiet_end, reader):
            return Due(now, "deadline")
        return Due(quiet_end, "immediate")
    digest = next_digest(reader, now)
    if _is_near(deadlines, now, digest, reader):
        return Due(now, "deadline")
    return Due(digest, "digest")


def next_digest(reader: Reader, now: datetime) -> datetime:
    """The next moment of this reader's digest, strictly after now."""
    zone = ZoneInfo(reader.time_zone)
    day = now.astimezone(zone).date()
    at = time.fromisoformat(reader.digest_at)
    for ahead in range(15):
        candidate = day + timedelta(days=ahead)
        if reader.frequency == "weekly" and candidate.weekday() != WEEKDAY:
            continue
        moment = wall(candidate, at, reader.time_zone)
        if moment > now:
            return moment
    raise AssertionError("two weeks hold a digest")  # pragma: no cover


def wall(day: date, at: time, zone: str) -> datetime:
    """A wall time as a moment. A skipped one moves forward; of one shown twice it is the first."""
    local = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    # PEP 495: with fold=0 a skipped time has the offset from before the gap, so UTC lands after it.
    return local.astimezone(ZoneInfo("UTC"))


def _is_near(deadlines: Sequence[date], now: datetime, told_at: datetime, reader: Reader) -> bool:
    """Whether waiting until `told_at` would leave less than a week; what has passed is not near."""
    zone = ZoneInfo(reader.time_zone)
    today, day = now.astimezone(zone).date(), told_at.astimezone(zone).date()
    return any(today <= last and (last - day).days < NEAR for last in deadlines)


def _after_quiet(reader: Reader, now: datetime) -> datetime:
    """The end of the quiet hours if now lies in them, else now."""
    if not reader.quiet_from or not reader.quiet_to or reader.quiet_from == reader.quiet_to:
        return now
    start, end = time.fromisoformat(reader.quiet_from), time.fromisoformat(reader.quiet_to)
    local = now.astimezone(ZoneInfo(reader.time_zone))
    wall_now = local.time()
    if start < end:
        quiet = start <= wall_now < end
        day = local.date()
    else:  # over midnight
        quiet = wall_now >= start or wall_now < end
        day = local.date() + timedelta(days=1) if wall_now >= start else local.date()
    return wall(day, end, reader.time_zone) if quiet else now
