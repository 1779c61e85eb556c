"""What a person has to know about a contract notice before it is too late: the page says something
else, the last moment nears, letters are stuck, somebody still needs another channel.

`urgent` is what puts the period at risk: whoever runs the installation is told at once, of the rest
once a day. The pages show all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from notifier.campaign_days import first_possible, plan_of, plan_to, today
from notifier.campaign_watch import disagreements
from policy.notice_plan import RETRY_DAYS, Plan, Timing
from policy.said import Weekday, said, said_many
from storage import audiences, campaigns, recipients, totals
from storage.campaigns import Campaign
from storage.tables_noticing import AudienceRow
from storage.tables_told import DeliveryRow

NEAR = timedelta(days=2)  # before a day of the plan, or of another channel's end
STUCK_AFTER = timedelta(hours=1)
UNSENT = ("draft", "frozen", "approved")
WAITS = ("pending", "sending", "unknown")


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing to know about a notice; `command` is what shows or mends it."""

    kind: str
    says: str
    urgent: bool
    command: str


def warnings(tx: Session, campaign: Campaign, now: datetime) -> list[Warned]:
    """Everything to know about a notice now, the urgent first."""
    told_of = audiences.of(tx, campaign.id)
    found = [
        *_page(tx, campaign, now),
        *_last_moment(campaign, now),
        *_supplements(campaign, told_of, now),
        *_letters(tx, campaign, told_of, now),
        *_another_channel(tx, campaign, told_of, now),
    ]
    return sorted(found, key=lambda one: not one.urgent)


def under_way(tx: Session, now: datetime) -> list[tuple[Campaign, list[Warned]]]:
    """Every notice that somebody has to know something about."""
    found = []
    for row in campaigns.listed(tx, (*campaigns.OPEN_STATES, "closed")):
        if row.state == "closed" and now.date() > row.effective_on + NEAR:
            continue
        campaign = campaigns.get(tx, row.id)
        known = warnings(tx, campaign, now)
        if known:
            found.append((campaign, known))
    return found


def _page(tx: Session, campaign: Campaign, now: datetime) -> list[Warned]:
    """The page disagrees with the notice: at once, while there is time to mend either."""
    is_early = today(campaign, now) < campaign.effective_on
    command = f"clausewatch notice report {campaign.id}"
    return [
        Warned(one.kind, one.says, is_early and one.kind != "not_published", command)
        for one in disagreements(tx, campaign, now)
    ]


def _last_moment(campaign: Campaign, now: datetime) -> list[Warned]:
    """A notice that nobody was told yet, and its plan."""
    if campaign.state not in UNSENT:
        return []
    plan, day = plan_of(campaign), today(campaign, now)
    timing = plan.timing(day)
    command = f"clausewatch notice plan {campaign.id}"
    if timing is Timing.LATE:
        says = said(
            "Nobody was told, and the last day of notice, %(last)s, is over: the period cannot be "
            "kept. The first day of effect that can be met is %(first)s.",
            last=Weekday.of(plan.last_acceptance_on),
            first=Weekday.of(first_possible(campaign, now)),
        )
        return [Warned("too_late", says, True, command)]
    if timing is Timing.TIGHT:
        says = said(
            "Nobody was told yet, and %(last)s is the last day of notice: what is to be repeated "
            "may come too late. Send it now.",
            last=Weekday.of(plan.last_acceptance_on),
        )
        return [Warned("last_moment", says, True, command)]
    if timing is Timing.SHORT:
        says = said(
            "Nobody was told yet: there is time for mail until %(latest)s, and too little for "
            "another channel.",
            latest=Weekday.of(plan.latest_send_on),
        )
        return [Warned("short", says, day > plan.latest_send_on - NEAR, command)]
    if timing is Timing.ROOMY and day >= plan.send_by - NEAR:
        says = said("Nobody was told yet: send by %(day)s.", day=Weekday.of(plan.send_by))
        return [Warned("send_by", says, False, command)]
    return []


def _supplements(campaign: Campaign, told_of: Sequence[AudienceRow], now: datetime) -> list[Warned]:
    """People who joined later and wait for somebody's hand."""
    waits = [one for one in told_of if one.planned_at is None]
    if campaign.state != "sending" or not waits:
        return []
    approved = all(one.approved_at for one in waits)
    says = said_many(
        "A supplement of %(n)d recipient waits to be sent.",
        "Supplements of %(n)d recipients wait to be sent.",
        sum(one.count for one in waits),
    )
    step = "send" if approved else "approve"
    old = min(one.frozen_at for one in waits) < now - NEAR
    return [Warned("supplement", says, old, f"clausewatch notice {step} {campaign.id}")]


def _letters(
    tx: Session, campaign: Campaign, told_of: Sequence[AudienceRow], now: datetime
) -> list[Warned]:
    """Letters that should have left and did not."""
    if campaign.state != "sending":
        return []
    stuck = tx.exec(
        select(func.count(col(DeliveryRow.id))).where(
            DeliveryRow.kind == recipients.KIND,
            DeliveryRow.about == campaign.id,
            col(DeliveryRow.state).in_(WAITS),
            func.coalesce(DeliveryRow.first_tried_at, DeliveryRow.due_at) < now - STUCK_AFTER,
        )
    ).one()
    if not stuck:
        return []
    last = _last(campaign, told_of)
    says = said_many(
        "%(n)d letter has waited for more than an hour; the last day of notice is %(last)s.",
        "%(n)d letters have waited for more than an hour; the last day of notice is %(last)s.",
        stuck,
        last=Weekday.of(last.last_acceptance_on),
    )
    urgent = today(campaign, now) >= last.last_acceptance_on - timedelta(days=RETRY_DAYS)
    return [Warned("stuck", says, urgent, "clausewatch outbox")]


def _another_channel(
    tx: Session, campaign: Campaign, told_of: Sequence[AudienceRow], now: datetime
) -> list[Warned]:
    """Whom mail did not reach, once their list is final enough to act on."""
    plan, day = _last(campaign, told_of), today(campaign, now)
    if campaign.state not in ("sending", "closed") or not (
        plan.list_on <= day <= plan.last_acceptance_on
    ):
        return []
    need = len(totals.need_another_channel(totals.of(tx, campaign.id, campaign.counting.zone)))
    if not need:
        return []
    says = said_many(
        "%(n)d recipient needs another channel by %(last)s.",
        "%(n)d recipients need another channel by %(last)s.",
        need,
        last=Weekday.of(plan.last_acceptance_on),
    )
    command = f"clausewatch notice report {campaign.id} --other-channel unreached.csv"
    return [Warned("another_channel", says, day >= plan.last_acceptance_on - NEAR, command)]


def _last(campaign: Campaign, told_of: Sequence[AudienceRow]) -> Plan:
    """The plan that ends first among those that are under way."""
    days = [one.applies_on for one in told_of if one.applies_on and one.planned_at]
    return plan_to(campaign, min(days, default=campaign.effective_on))
