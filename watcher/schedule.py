"""When a policy is next due. Pure: the time, and the part chance plays in it, come as arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from policy.model import Outcome

LONGEST = timedelta(hours=24)
"""However long a site is down or quiet, it is looked at once a day at least (unless declared
rarer).
"""

FIRST_RETRY = timedelta(minutes=15)
MISSED = (Outcome.UNREACHABLE, Outcome.UNREADABLE)

RECENT = timedelta(days=7)
"""A policy that changed so lately is looked at twice as often."""

ANNOUNCED = timedelta(days=3)
"""So long before and after the day from which a text says it holds, too."""

QUIET = timedelta(days=180)
"""A policy that did not change for so long is looked at half as often."""

UNSEEN = timedelta(days=7)
"""Who did not see a text for so long cannot say that it was quiet meanwhile."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the next look depends on."""

    outcome: Outcome
    interval: timedelta
    failed_in_a_row: int = 0
    quiet_since: datetime | None = None
    """Since when its text was seen again and again without a change."""

    changed_at: datetime | None = None
    effective_on: date | None = None
    """From when the text in force says it holds."""

    confirm_at: datetime | None = None
    retry_after: timedelta | None = None


def next_look(now: datetime, situation: Situation, jitter: float) -> datetime:
    """The time of the next look; `jitter` from 0 to 1 spreads policies over a tenth of their wait.

    It never comes before the host asked for, nor, where a text waits for its second sighting,
    before that one counts.
    """
    wait = _wait(now, situation)
    if situation.retry_after is not None:
        wait = max(wait, min(situation.retry_after, LONGEST))
    return now + wait * (1 + 0.1 * jitter)


def quiet_since(
    now: datetime, since: datetime | None, confirmed_at: datetime | None, *, new: bool
) -> datetime:
    """Since when a text that was just seen has been quiet: `since` goes on, unless it is `new` or
    was not seen for long.
    """
    if new or since is None or confirmed_at is None or now - confirmed_at > UNSEEN:
        return now
    return since


def _wait(now: datetime, situation: Situation) -> timedelta:
    interval, failed = situation.interval, situation.failed_in_a_row
    if situation.outcome in MISSED and failed:
        return min(FIRST_RETRY * (1 << min(failed - 1, 10)), max(interval, LONGEST))
    if situation.outcome is Outcome.REFUSED and failed:
        return min(interval * (1 << min(failed // 4, 5)), max(interval, LONGEST))
    if situation.outcome is Outcome.PENDING and situation.confirm_at is not None:
        return min(max(situation.confirm_at - now, timedelta(0)), max(interval, LONGEST))
    if _is_lively(now, situation):
        return interval / 2
    if situation.quiet_since is not None and now - situation.quiet_since >= QUIET:
        return max(interval, min(interval * 2, LONGEST))
    return interval


def _is_lively(now: datetime, situation: Situation) -> bool:
    """Whether a change is fresh or announced for these days."""
    if situation.changed_at is not None and now - situation.changed_at < RECENT:
        return True
    holds_from = situation.effective_on
    return holds_from is not None and abs(now.date() - holds_from) <= ANNOUNCED
