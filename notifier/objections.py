"""Objections: what a recipient wrote against a change, and whether it came by its deadline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from sqlmodel import Session, col, select

from notifier.campaign import ACTORS, RefusedError, must_be
from notifier.campaign_days import today
from notifier.office import Office
from policy.said import said
from storage import audiences, campaigns
from storage.accounts import Account
from storage.campaigns import Campaign
from storage.mailboxes import Mailbox
from storage.tables_noticing import ObjectionRow, RecipientRow

Kind = Literal["objection", "termination"]
LONGEST_WORDS = 10_000


def record(
    tx: Session,
    office: Office,
    campaign: Campaign,
    who: Mailbox | str,
    kind: Kind,
    came_on: date,
    words: str,
    account: Account,
    now: datetime,
) -> bool | None:
    """Keep an objection of a mailbox or of a contract's reference; whether it came in time, None
    where the notice sets no deadline.
    """
    must_be(account, ACTORS, said("record objections"))
    if campaign.sent_at is None:
        raise RefusedError(
            said("%(notice)s was not sent yet: nobody can object to it", notice=campaign.id)
        )
    if not today(campaign, campaign.sent_at) <= came_on <= today(campaign, now):
        raise RefusedError(
            said(
                "%(day)s cannot be the day on which it came: the notice left on %(left)s, and today"
                " is %(today)s",
                day=came_on,
                left=today(campaign, campaign.sent_at),
                today=today(campaign, now),
            )
        )
    recipient = next(iter(_recipients(tx, office, campaign, who)), None)
    if recipient is None:
        raise RefusedError(
            said(
                "nobody with this address or contract is in an audience of %(notice)s",
                notice=campaign.id,
            )
        )
    key = office.vault.key_of(tx, recipient.person_id)
    until = campaign.objections_until
    tx.add(
        ObjectionRow(
            campaign_id=campaign.id,
            recipient_id=recipient.id or 0,
            kind=kind,
            came_on=came_on,
            until=until,
            words_sealed=key.seal("objection", words[:LONGEST_WORDS]) if key and words else None,
            recorded_at=now,
            recorded_by=account.id,
        )
    )
    tx.flush()
    in_time = came_on <= until if until else None
    facts = {
        "kind": kind,
        "recipient": recipient.leaf,
        "came_on": came_on.isoformat(),
        "until": until.isoformat() if until else None,
        "in_time": in_time,
    }
    campaigns.act(tx, campaign.id, "objection", facts, now, account, kind="objection")
    return in_time


def of(tx: Session, campaign_id: str) -> list[ObjectionRow]:
    """The objections to a notice, as they were recorded."""
    query = select(ObjectionRow).where(ObjectionRow.campaign_id == campaign_id)
    return list(tx.exec(query.order_by(col(ObjectionRow.id))))


def _recipients(
    tx: Session, office: Office, campaign: Campaign, who: Mailbox | str
) -> Sequence[RecipientRow]:
    if isinstance(who, str):
        return audiences.of_party(tx, office.vault, campaign.id, who)
    found = audiences.recipient_at(tx, office.vault, campaign.id, campaign.service, who)
    return [found] if found else []
