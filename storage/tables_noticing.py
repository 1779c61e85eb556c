"""Rows of contract notices: what a company tells its own users, to whom, who decided it, and what
became of it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage import tables_accounts as tables_accounts  # its rows are pointed to
from storage import tables_seen as tables_seen  # its rows are pointed to
from storage import tables_told as tables_told  # its rows are pointed to
from storage import tables_watched as tables_watched  # its rows are pointed to
from storage.columns import binary, long_text, utc


class CampaignRow(SQLModel, table=True):
    """One contract notice from draft to report: the two texts, the day of effect, how its period
    is counted.
    """

    __tablename__ = "campaign"

    id: str = Field(primary_key=True)  # as commands, mails and pages name it
    service: str
    terms_type: str
    policy_id: str | None = Field(default=None, foreign_key="policy.id", index=True)
    old_version: int | None = None  # of the policy, where it is watched
    old_reading: bytes = binary()  # zstd JSON, as are the two below
    old_fingerprint: str
    new_reading: bytes = binary()
    new_fingerprint: str
    new_source: str = long_text()  # the file or address it was read from
    new_sha256: str  # of the bytes
    blob_id: int = Field(foreign_key="blob.id")
    comparison: bytes = binary()
    effective_on: date
    period: str | None = None
    period_quote: str | None = long_text(nullable=True)  # the promise it was taken from
    regimes: str = ""  # ids, space-separated
    counting: str | None = None
    roll: str | None = None
    zone: str
    calendar: str | None = None
    other_channel_days: int
    objections_until: date | None = None
    contact: str | None = None
    covers: str = long_text(default="{}")  # JSON: language to the company's own words
    languages: str = ""  # it is written in, space-separated; none: in all of mail's
    corrects: str | None = Field(default=None, foreign_key="campaign.id")
    wrong: str | None = long_text(nullable=True)  # what was wrong in what it corrects
    state: str = "draft"  # draft, frozen, approved, sending, closed, corrected, dropped
    late_because: str | None = long_text(nullable=True)
    drafted_by: int = Field(foreign_key="account.id")
    created_at: datetime = utc()
    sent_at: datetime | None = utc(nullable=True)  # when its first letters were planned
    closed_at: datetime | None = utc(nullable=True)


class ActRow(SQLModel, table=True):
    """One act on a contract notice: who did what, when, in whose name; never altered."""

    __tablename__ = "act"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="campaign.id", index=True)
    at: datetime = utc()
    what: str  # drafted, frozen, approved, sent, corrected, dropped, warned, outcomes, closed …
    account_id: int | None = Field(default=None, foreign_key="account.id")  # none: by itself
    facts: str = long_text()  # JSON without personal data


class AudienceRow(SQLModel, table=True):
    """Everybody a notice goes to, frozen as a sorted tree before the first message; a supplement
    for those who joined later has its own clock.
    """

    __tablename__ = "audience"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number", name="uq_audience_campaign_id_number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="campaign.id")
    number: int  # 1 is the first, later ones are supplements
    frozen_at: datetime = utc()
    source: str = long_text()  # where the list comes from, in the company's words
    sha256: str  # of the list as it was handed in
    count: int
    parties: int
    declared: int | None = None  # how many the company says there are
    root: str  # of the tree, hex
    applies_on: date | None = None  # for these people; known once it is approved
    last_acceptance_on: date | None = None
    approved_at: datetime | None = utc(nullable=True)
    approved_by: int | None = Field(default=None, foreign_key="account.id")
    planned_at: datetime | None = utc(nullable=True)  # when its letters went into the outbox


class RecipientRow(SQLModel, table=True):
    """One recipient of an audience: their place in the tree and the commitment that stands there;
    somebody without a mail address too.
    """

    __tablename__ = "recipient"
    __table_args__ = (
        UniqueConstraint(
            "campaign_id", "subscription_id", name="uq_recipient_campaign_id_subscription_id"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="campaign.id")
    audience_id: int = Field(foreign_key="audience.id", index=True)
    subscription_id: int = Field(foreign_key="subscription.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    language: str
    leaf: str  # hex; opens with the person's key and the address only
    leaf_no: int
    channel: str = "mail"  # or `other`: no mail address, told by another channel from the start
    name_sealed: bytes | None = binary(nullable=True)
    final: str | None = None  # how mail ended for them, when the notice was closed
    grade: str | None = None


class RestrictionRow(SQLModel, table=True):
    """A recipient who asked to be erased while their record is evidence: kept apart, for proof
    alone, until the term is over.
    """

    __tablename__ = "restriction"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", unique=True)
    subscriber_id: int = Field(foreign_key="subscriber.id")
    address_key: str = Field(index=True)  # as it stood in the subscriber's row
    address_sealed: bytes = binary()
    since: datetime = utc()
    until: datetime = utc(index=True)


class PartyRow(SQLModel, table=True):
    """One contract that a recipient belongs to; several addresses of one contract share its key."""

    __tablename__ = "party"
    __table_args__ = (
        UniqueConstraint("recipient_id", "party_key", name="uq_party_recipient_id_party_key"),
        Index("ix_party_campaign_id_party_key", "campaign_id", "party_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="campaign.id")
    recipient_id: int = Field(foreign_key="recipient.id")
    party_key: str  # keyed hash of the reference
    reference_sealed: bytes | None = binary(nullable=True)  # as the company writes it


class ElsewhereRow(SQLModel, table=True):
    """What became of one recipient on another channel than mail, as the company reports it."""

    __tablename__ = "elsewhere"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="campaign.id", index=True)
    recipient_id: int = Field(foreign_key="recipient.id")
    channel: str  # letter, registered_letter, phone, in_person, in_app, other
    outcome: str  # accepted, refused, returned, unknown
    happened_on: date
    evidence_sealed: bytes | None = binary(nullable=True)
    evidence_sha256: str | None = None
    recorded_at: datetime = utc()
    recorded_by: int = Field(foreign_key="account.id")


class ObjectionRow(SQLModel, table=True):
    """What a recipient wrote against a change, and whether it came by its deadline."""

    __tablename__ = "objection"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="campaign.id", index=True)
    recipient_id: int = Field(foreign_key="recipient.id")
    kind: str  # objection, termination
    came_on: date
    until: date | None = None  # the deadline that counted when it was recorded
    words_sealed: bytes | None = binary(nullable=True)
    recorded_at: datetime = utc()
    recorded_by: int = Field(foreign_key="account.id")
