"""The report of a contract notice: who decided what, whom mail reached by which evidence, and what
the whole does not show.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session

from notifier import objections
from notifier.campaign_days import advice, first_possible, plan_of, today
from notifier.campaign_warnings import warnings
from notifier.campaign_watch import disagreements
from policy.notice_plan import Plan
from storage import audiences, campaigns, totals
from storage.campaigns import Campaign
from storage.tables_noticing import AudienceRow

GRADES = {
    "E0": "composed and on record before sending",
    "E1": "handed to our own relay",
    "E2": "accepted by the recipient's mail server, as we saw it",
    "E2r": "accepted by the recipient's mail server, as a relay or provider says",
    "E3": "another system states that it passed it on",
}
"""What each grade of evidence shows, in words that claim no more."""

LIMITS = (
    "The list of recipients comes from the company; whether it is complete, only its books show.",
    "That a mail server accepted a mail does not show that a person took notice of it.",
    "Outcomes of other channels are the company's own word, with the digest of what it keeps.",
    "We give no legal verdict on whether a period, channel or wording was enough.",
)
"""What stands under every report: what it does not show."""


def report(tx: Session, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """Everything on record about a notice, without any address."""
    zone = campaign.counting.zone
    ended = totals.of(tx, campaign.id, zone)
    told_of = audiences.of(tx, campaign.id)
    parties, parties_told = totals.parties_told(ended)
    counts = totals.counted(ended)
    closed = campaign.closed_at is not None
    return {
        "format": "clausewatch.notice/1",
        "notice": campaign.id,
        "state": campaign.state,
        "service": campaign.service,
        "type": campaign.terms_type,
        "policy": campaign.policy_id,
        "old_version": campaign.old_version,
        "old_text": f"sha256:{campaign.old_fingerprint}",
        "new_text": f"sha256:{campaign.new_fingerprint}",
        "effective_on": campaign.effective_on.isoformat(),
        "plan": plan_json(campaign, now),
        "recipients": len(ended),
        "adds_up": sum(counts.values()) == sum(one.count for one in told_of) == len(ended),
        "totals": counts,
        "since_closing": _since_closing(ended) if closed else {},
        "grades": totals.by_grade(ended),
        "grades_mean": {one: GRADES.get(one, "") for one in totals.by_grade(ended)},
        "contracts": {"all": parties, "somebody_told": parties_told},
        "elsewhere": dict(Counter(one.elsewhere for one in ended if one.elsewhere)),
        "need_another_channel": len(totals.need_another_channel(ended)),
        "audiences": [_audience(one) for one in told_of],
        "objections": _objections(tx, campaign.id),
        "acts": [
            {"at": _time(one.at), "what": one.what, "by": one.by, **dict(one.facts)}
            for one in campaigns.acts(tx, campaign.id)
        ],
        "warnings": [
            {"kind": one.kind, "says": one.says, "urgent": one.urgent, "command": one.command}
            for one in warnings(tx, campaign, now)
        ],
        "disagreements": [
            {"kind": one.kind, "says": one.says} for one in disagreements(tx, campaign, now)
        ],
        "late_because": campaign.late_because,
        "corrects": campaign.corrects,
        "limits": list(LIMITS),
    }


def plan_json(campaign: Campaign, now: datetime) -> dict[str, Any]:
    """The days that count, and how today stands to them."""
    plan = plan_of(campaign)
    return {
        **_days(plan),
        "today": today(campaign, now).isoformat(),
        "timing": str(plan.timing(today(campaign, now))),
        "first_possible": first_possible(campaign, now).isoformat(),
        "period": campaign.counting.period,
        "quote": campaign.counting.quote,
        "regimes": list(campaign.counting.regimes),
        "zone": campaign.counting.zone,
        "words": " ".join(plan.words),
        "sentences": list(plan.words),
        "advice": advice(campaign, now),
        "warnings": list(plan.warnings),
    }


def _days(plan: Plan) -> dict[str, str | None]:
    return {
        "effective_on": plan.effective_on.isoformat(),
        "send_by": plan.send_by.isoformat(),
        "latest_send_on": plan.latest_send_on.isoformat(),
        "list_on": plan.list_on.isoformat(),
        "last_acceptance_on": plan.last_acceptance_on.isoformat(),
        "first_send_on": _day(plan.first_send_on),
    }


def _audience(one: AudienceRow) -> dict[str, Any]:
    return {
        "number": one.number,
        "recipients": one.count,
        "contracts": one.parties,
        "declared": one.declared,
        "source": one.source,
        "root": f"sha256:{one.root}",
        "frozen_at": _time(one.frozen_at),
        "approved_at": _time(one.approved_at),
        "applies_on": _day(one.applies_on),
        "last_acceptance_on": _day(one.last_acceptance_on),
        "sending_since": _time(one.planned_at),
    }


def _objections(tx: Session, campaign_id: str) -> dict[str, int]:
    rows = objections.of(tx, campaign_id)
    return {
        "all": len(rows),
        "in_time": sum(row.until is not None and row.came_on <= row.until for row in rows),
        "late": sum(row.until is not None and row.came_on > row.until for row in rows),
        "terminations": sum(row.kind == "termination" for row in rows),
    }


def _since_closing(ended: list[totals.Ended]) -> dict[str, int]:
    """What changed after the totals were committed to: letters that came back later."""
    return dict(
        Counter(
            f"{one.settled} → {one.final}"
            for one in ended
            if one.settled is not None and one.settled != one.final
        )
    )


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
