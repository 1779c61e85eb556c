"""When a company's notice must leave so that everybody is told in time, also whom mail does not
reach. Pure.

`periods.py` counts back from the day of effect to the last day on which notice may be accepted.
From there time is left for mail that has to be repeated, and before that for another channel: a
letter to whom no mail reached must arrive by the same last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from policy.periods import Deadline
from policy.said import Weekday, said

RETRY_DAYS = 3  # in which mail that a server deferred is tried again
OTHER_CHANNEL_DAYS = 5  # for a letter or a call to whom mail did not reach


class Timing(StrEnum):
    """How a day stands to a plan."""

    EARLY = "early"  # a rule sets a longest time before effect, and it is not reached yet
    ROOMY = "roomy"  # time for repeats and for another channel
    SHORT = "short"  # time for repeats, too little for another channel
    TIGHT = "tight"  # what is accepted at once counts; nothing else
    LATE = "late"  # the period cannot be kept any more


@dataclass(frozen=True, slots=True)
class Plan:
    """The days of one notice to one audience, each the last on which its step may be taken."""

    effective_on: date
    send_by: date
    """With time for repeats and for another channel."""
    latest_send_on: date
    """With time for repeats only."""
    list_on: date
    """From this day on the list of whom mail did not reach is final enough to act on."""
    last_acceptance_on: date
    """The last day of notice, by mail or by another channel."""
    first_send_on: date | None
    """Not before this day, where a rule sets a longest time."""
    words: tuple[str, ...]
    warnings: tuple[str, ...]

    def timing(self, day: date) -> Timing:
        """How a notice that leaves on this day stands to the plan."""
        if day > self.last_acceptance_on:
            return Timing.LATE
        if self.first_send_on is not None and day < self.first_send_on:
            return Timing.EARLY
        if day > self.latest_send_on:
            return Timing.TIGHT
        return Timing.SHORT if day > self.send_by else Timing.ROOMY


def plan(
    counted: Deadline,
    effective: date,
    *,
    retry_days: int = RETRY_DAYS,
    other_channel_days: int = OTHER_CHANNEL_DAYS,
) -> Plan:
    """The plan that follows from a period counted back from the day of effect."""
    last = counted.last_acceptance_day
    if last is None:
        raise ValueError("a plan needs a period that was counted back from the day of effect")
    latest = last - timedelta(days=retry_days)
    by = latest - timedelta(days=other_channel_days)
    return Plan(
        effective_on=effective,
        send_by=by,
        latest_send_on=latest,
        list_on=by + timedelta(days=retry_days),
        last_acceptance_on=last,
        first_send_on=counted.first_acceptance_day,
        words=(
            *counted.words[:2],
            said(
                "Send by %(day)s: that leaves %(retry)d days for mail that must be repeated, and "
                "%(other)d for another channel to whom mail does not reach.",
                day=Weekday.of(by),
                retry=retry_days,
                other=other_channel_days,
            ),
        ),
        warnings=counted.warnings,
    )


def advice(made: Plan, day: date, first_possible: date) -> str:
    """What a notice that leaves on this day comes to, and what may be done where it is late.

    `first_possible` is the first day of effect for a notice accepted on that day.
    """
    last = named(made.last_acceptance_on)
    match made.timing(day):
        case Timing.ROOMY:
            return f"In time: send by {named(made.send_by)}."
        case Timing.EARLY:
            return f"Too early: a rule wants notice from {named(made.first_send_on or day)} on."
        case Timing.SHORT:
            return (
                f"Still in time for mail, but short of time for another channel: whom mail does not"
                f" reach must be told otherwise by {last}."
            )
        case Timing.TIGHT:
            return (
                f"Just in time: what mail servers accept by {last} counts; what must be repeated"
                f" may come too late. Consider a later day of effect."
            )
        case Timing.LATE:
            return (
                f"Too late: notice had to be accepted by {last}. What may be done: take"
                f" {named(first_possible)} or a later day as the day of effect (draft the notice"
                " anew), or send it as it is, knowing that the period is not kept: --late REASON"
                " keeps the reason with the act and prints it in the report."
            )


def named(day: date) -> str:
    """A day with its weekday, so that nobody miscounts."""
    return f"{day.strftime('%A')} {day.isoformat()}"
