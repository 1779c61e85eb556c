"""The days of a contract notice: by when it must leave, to whom it applies from when. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from policy import notice_plan, periods
from policy.notice_plan import Plan
from policy.periods import Deadline
from storage.campaigns import Campaign, Draft
from storage.tables_noticing import AudienceRow


def plan_of(campaign: Draft) -> Plan:
    """The days that count, back from the day of effect."""
    return plan_to(campaign, campaign.effective_on)


def first_possible(campaign: Draft, now: datetime) -> date:
    """The first day of effect for a notice accepted now."""
    counted = _counted(campaign, start=now)
    assert counted.first_effective_day is not None  # noqa: S101 - counted forwards
    return counted.first_effective_day


def advice(campaign: Draft, now: datetime) -> str:
    """How a notice that leaves now stands to its plan, and what may be done."""
    return notice_plan.advice(
        plan_of(campaign), today(campaign, now), first_possible(campaign, now)
    )


def today(campaign: Draft, now: datetime) -> date:
    """The day by which everything about a notice is counted."""
    return now.astimezone(ZoneInfo(campaign.counting.zone)).date()


def plan_to(campaign: Draft, effective: date) -> Plan:
    """The days that count, back from this day of effect."""
    counted = _counted(campaign, effective=effective)
    return notice_plan.plan(
        counted, effective, other_channel_days=campaign.counting.other_channel_days
    )


def plan_for(campaign: Campaign, audience: AudienceRow, now: datetime) -> Plan:
    """The first audience has the notice's own plan. Who joined later is not told too late: for
    them the change applies when their own period is over.
    """
    if audience.number == 1:
        return plan_of(campaign)
    soon = first_possible(campaign, now + timedelta(days=notice_plan.RETRY_DAYS))
    return plan_to(campaign, max(campaign.effective_on, soon))


def _counted(
    campaign: Draft, *, start: datetime | None = None, effective: date | None = None
) -> Deadline:
    asked = campaign.counting
    return periods.deadline(
        asked.period,
        start=start,
        effective=effective,
        zone=asked.zone,
        calendar=asked.calendar,
        counting=asked.counting,
        roll=asked.roll,
        regime=asked.regimes or None,
        is_promised=asked.quote is not None,
    )


def end_of(day: date | None, campaign: Campaign) -> datetime | None:
    """The end of a day, where its readers live: after it a letter is not tried again."""
    if day is None:
        return None
    return datetime.combine(
        day + timedelta(days=1), time(0), ZoneInfo(campaign.counting.zone)
    ).astimezone(UTC)
