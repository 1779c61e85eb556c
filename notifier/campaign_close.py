"""Closing a contract notice: how mail ended for each recipient, in totals that must add up."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from notifier import contract_records
from notifier.campaign import ACTORS, RefusedError, Rules, must_be
from notifier.campaign_days import today
from policy.said import Weekday, said, said_many
from storage import audiences, campaigns, entries, totals
from storage.accounts import Account
from storage.campaigns import Campaign


def close(
    tx: Session,
    id_: str,
    account: Account,
    now: datetime,
    rules: Rules,
    early_because: str | None = None,
) -> dict[str, int]:
    """Close a notice: totals are counted, must add up, and are committed to."""
    must_be(account, ACTORS, said("close a notice"))
    campaign = campaigns.get(tx, id_)
    if campaign.state != "sending":
        raise RefusedError(campaigns.where_it_is(id_, campaign.state))
    unsent = [str(one.number) for one in audiences.of(tx, id_) if one.planned_at is None]
    if unsent:
        raise RefusedError(
            said(
                "audience %(numbers)s was frozen and never sent; approve and send it first",
                numbers=", ".join(unsent),
            )
        )
    ended = totals.of(tx, id_, campaign.counting.zone)
    counts = totals.counted(ended)
    if counts["waiting"]:
        raise RefusedError(
            said_many(
                "%(n)d letter still waits in the outbox: run `clausewatch deliver`, or come back"
                " when it is sent",
                "%(n)d letters still wait in the outbox: run `clausewatch deliver`, or come back"
                " when they are sent",
                counts["waiting"],
            )
        )
    open_until = _last_sent(tx, campaign) + rules.close_after
    if now < open_until and not early_because:
        raise RefusedError(
            said(
                "letters may come back until %(day)s: close it then, or say why earlier"
                " (--early REASON)",
                day=Weekday.of(today(campaign, open_until)),
            )
        )
    campaigns.move(tx, id_, ("sending",), "closed", closed_at=now)
    totals.settle(tx, ended)
    entries.record_many(tx, contract_records.finals(id_, ended, now))
    facts = {
        "recipients": len(ended),
        "totals": counts,
        "grades": totals.by_grade(ended),
        "need_another_channel": len(totals.need_another_channel(ended)),
        "early_because": early_because,
    }
    campaigns.act(tx, id_, "closed", facts, now, account, kind="notice.closed")
    return counts


def _last_sent(tx: Session, campaign: Campaign) -> datetime:
    """When the last letters of a notice went into the outbox."""
    times = [one.planned_at for one in audiences.of(tx, campaign.id) if one.planned_at]
    return max(times)
