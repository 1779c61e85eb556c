"""Rows of who is told: people, subscriptions, notices, deliveries and what came back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import binary, long_text, utc


class PersonRow(SQLModel, table=True):
    """The key under which everything personal of one person is sealed; without it nothing of them
    can be read.
    """

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    wrapped_key: bytes | None = binary(nullable=True)
    created_at: datetime = utc()
    erased_at: datetime | None = utc(nullable=True)


class SubscriberRow(SQLModel, table=True):
    """A person who follows policies: where and how they want to be told."""

    __tablename__ = "subscriber"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    address_sealed: bytes | None = binary(nullable=True)
    address_key: str | None = Field(
        default=None, unique=True
    )  # keyed hash of the normalised address
    language: str = "en"
    time_zone: str = "Europe/Brussels"
    quiet_from: str | None = None
    quiet_to: str | None = None
    digest_at: str = "08:00"
    reminders: bool = True  # told again a week and a day before a change holds
    state: str = "active"  # active, suspended, erased
    created_at: datetime = utc()


class SubscriptionRow(SQLModel, table=True):
    """One interest of one subscriber; ended, never overwritten, for it is evidence."""

    __tablename__ = "subscription"

    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id")
    target_kind: str  # policy, service, everything
    target: str = ""
    mail_class: str = "watch"  # watch, contract
    frequency: str = "immediate"  # immediate, daily, weekly
    min_significance: str = "wording"
    topics: str = ""  # names of policy.topics with commas between; empty for all of them
    only_topics: bool = False  # also without the rule that keeps what is about dates
    asked_with: int | None = Field(default=None, index=True)  # the first of those asked together
    source: str = "self_signed"  # self_signed, operator, import, changed, came_back
    requested_at: datetime = utc()
    confirmed_at: datetime | None = utc(nullable=True)
    confirm_evidence_sealed: bytes | None = binary(nullable=True)
    ended_at: datetime | None = utc(nullable=True)
    ended_reason: str | None = None


class NoticeRow(SQLModel, table=True):
    """What is told about one change (or a digest of several, or a confirmation), rendered once for
    a class, language, zone and revision.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint(
            "kind",
            "about",
            "mail_class",
            "language",
            "time_zone",
            "revision",
            name="uq_notice_kind_about_mail_class_language_zone_revision",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str  # change, confirm, ...
    about: str  # id of the change or digest run; for a confirmation the subscription's
    mail_class: str = "watch"
    language: str = "en"
    time_zone: str = "UTC"  # the zone its days and hours are told in
    revision: int = 1
    thread: str = ""  # space-separated Message-IDs it hangs under: its policy's, its change's
    subject: str = long_text()
    text: str = long_text()
    html: str = long_text()
    sha256: str
    created_at: datetime = utc()


class DeliveryRow(SQLModel, table=True):
    """One notice to one address: the outbox.

    Claimed with a lease, sent with no transaction open, then recorded.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint(
            "kind", "about", "subscription_id", "channel", "revision", name="uq_delivery_once"
        ),
        Index("ix_delivery_due", "state", "priority", "due_at"),
    )

    id: str = Field(primary_key=True)  # ULID; the Message-ID is made from it
    notice_id: int = Field(foreign_key="notice.id", index=True)
    kind: str
    about: str
    revision: int = 1
    subscription_id: int = Field(foreign_key="subscription.id")
    subscriber_id: int = Field(foreign_key="subscriber.id", index=True)
    channel: str = "mail"
    address_sealed: bytes | None = binary(nullable=True)
    priority: int = 0
    due_at: datetime = utc()
    deadline_at: datetime | None = utc(nullable=True)
    # held, pending, sending, sent, failed, unknown, expired, suppressed, cancelled, bundled
    state: str = "pending"
    attempts: int = 0
    deferrals: int = 0  # how often the server asked us to come back: decides the next pause
    unknowns: int = 0  # how often the answer was lost: repeated once, then left to the operator
    bundled_in: str | None = Field(default=None, index=True)  # the digest delivery that carried it
    lease_owner: str | None = None
    lease_until: datetime | None = utc(nullable=True)
    lease_no: int = 0
    claimed_at: datetime | None = utc(nullable=True)
    first_tried_at: datetime | None = utc(nullable=True)  # how long it is tried counts from here
    is_short: bool = False  # a server found the letter too large: its plain words alone are sent
    data_began: bool = (
        False  # the message's bytes are being handed over: a lost answer is now unknown
    )
    message_id: str
    sent_at: datetime | None = utc(nullable=True)
    grade: str | None = None
    last_code: int | None = None


class AttemptRow(SQLModel, table=True):
    """One try to hand a delivery over, with the server's own answer: the receipt."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("delivery_id", "number", name="uq_attempt_delivery_id_number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: str = Field(foreign_key="delivery.id")
    number: int
    started_at: datetime = utc()
    ended_at: datetime | None = utc(nullable=True)
    relay: str | None = None
    outcome: str  # accepted, deferred, rejected, unknown
    code: int | None = None
    enhanced: str | None = None
    transcript_sealed: bytes | None = binary(nullable=True)
    bytes_sha256: str | None = None
    queue_id: str | None = Field(default=None, index=True)  # as the relay named the letter


class BounceRow(SQLModel, table=True):
    """A message that came back, a complaint or a relay's word on a delivery; kept first, judged
    afterwards.
    """

    __tablename__ = "bounce"

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: str | None = Field(default=None, foreign_key="delivery.id", index=True)
    received_at: datetime = utc()
    source: str  # dsn, arf, mail, log, hook
    # hard, soft, ours, complaint, delayed, relayed, delivered, auto_reply, unknown, handed_over
    kind: str
    enhanced: str | None = None
    host: str | None = None  # the recipient's server, as the relay names it
    raw_sha256: str = Field(unique=True)
    raw_sealed: bytes | None = binary(nullable=True)
    judged_at: datetime | None = utc(nullable=True)


class SuppressionRow(SQLModel, table=True):
    """An address that gets no more mail, as keyed hash, so that an erased person is not mailed
    again by an import.
    """

    __tablename__ = "suppression"

    id: int | None = Field(default=None, primary_key=True)
    address_key: str = Field(index=True)
    scope: str = "watch"  # watch, all
    reason: str  # hard_bounce, soft_bounces, complaint, operator
    since: datetime = utc()
    lifted_at: datetime | None = utc(nullable=True)
