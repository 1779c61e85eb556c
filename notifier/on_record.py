"""What is on record about one recipient of a contract notice, for that recipient: nothing is said
before the address is given that the notice went to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from notifier.office import Office
from storage import audiences, recipients
from storage.mailboxes import Mailbox
from storage.recipients import Told
from storage.tables_noticing import AudienceRow, CampaignRow, RecipientRow
from storage.tables_told import PersonRow


@dataclass(frozen=True, slots=True)
class OnRecord:
    """One recipient's part of a notice, in facts; the words are the page's."""

    notice: str
    service: str
    terms_type: str
    applies_on: date
    commitment: str
    letter: Told | None


def is_link(tx: Session, office: Office, token: str, now: datetime) -> bool:
    """Whether a link is one of ours to a recipient's proof."""
    return _recipient(tx, office, token, now) is not None


def look(
    tx: Session, office: Office, token: str, mailbox: Mailbox, now: datetime
) -> OnRecord | None:
    """What is on record for this mailbox under this link. Changes nothing; None for another
    mailbox, and for somebody who was erased.
    """
    row = _recipient(tx, office, token, now)
    if row is None:
        return None
    campaign = tx.get_one(CampaignRow, row.campaign_id)
    mine = audiences.recipient_at(tx, office.vault, campaign.id, campaign.service, mailbox)
    key = tx.get_one(PersonRow, row.person_id).wrapped_key
    if mine is None or mine.id != row.id or key is None:
        return None
    audience = tx.get_one(AudienceRow, row.audience_id)
    letter = recipients.told_to(tx, campaign.id, row.subscription_id)
    return OnRecord(
        notice=campaign.id,
        service=campaign.service,
        terms_type=campaign.terms_type,
        applies_on=audience.applies_on or campaign.effective_on,
        commitment=row.leaf,
        letter=letter,
    )


def _recipient(tx: Session, office: Office, token: str, now: datetime) -> RecipientRow | None:
    read = office.tokens.read("proof", token, now)
    if read is None:
        return None
    return tx.exec(select(RecipientRow).where(RecipientRow.subscription_id == read.number)).first()
