"""Every table, a sentence each.

Rows only: what may stand in them is checked in settings, declarations and forms.

A row is the message between two stages: a change without `announced_at` is not announced yet, a
delivery in state `pending` is not sent yet. Times are aware UTC. Columns that end in `_sealed`
hold bytes encrypted under the key of the person they speak of (`storage/people.py`); erasing that
key erases the person.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, MetaData, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.columns import binary, long_text, utc

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


# --- what is watched ------------------------------------------------------------------------------


class PolicyRow(SQLModel, table=True):
    """One terms type of one service in one language, over time: the registry of what is watched."""

    __tablename__ = "policy"
    __table_args__ = (Index("ix_policy_due", "state", "next_look_at"),)

    id: str = Field(primary_key=True)
    no: int = Field(unique=True)  # the same policy in few bytes, for rows that come by the thousand
    service: str = Field(index=True)
    terms_type: str
    language: str | None = None
    state: str = "active"  # active, paused, removed
    edition: int = 1  # grows with every new declaration
    read_by: int | None = None  # number of the extraction rules that what is kept was read by
    reread: bool = False  # other selectors were declared: what is kept must be read anew first
    declared: str = long_text(default="{}")  # JSON: lane, filters and the like
    interval_s: int = 6 * 3600
    next_look_at: datetime = utc()
    memory: str = long_text(default="{}")  # JSON of policy.decide.Memory: all the decider must know
    confirm: bool = False  # the next look is a confirming one: a pending text waits for it
    text_id: int | None = None  # what its sources' last good answers were read as
    text_links: str | None = None  # fingerprint of the link targets of that reading
    in_force: int | None = None  # number of the version in force
    last_look_at: datetime | None = utc(nullable=True)
    last_confirmed_at: datetime | None = utc(nullable=True)  # last look that saw a text of it
    last_outcome: str | None = None
    last_reason: str | None = None
    failed_in_a_row: int = 0  # refused, unreachable and unreadable looks since the last good one
    changed_at: datetime | None = utc(nullable=True)
    quiet_looks: int = 0  # good looks since the last change: the schedule slows down by it
    created_at: datetime = utc()
    removed_at: datetime | None = utc(nullable=True)


class SourceRow(SQLModel, table=True):
    """One location that contributes to a policy, with what conditional requests need."""

    __tablename__ = "source"
    __table_args__ = (
        Index("ix_source_policy_id", "policy_id"),
        Index("ix_source_lane", "lane"),
    )

    id: int | None = Field(default=None, primary_key=True)
    policy_id: str = Field(foreign_key="policy.id")
    position: int = 0
    url: str = long_text()
    declared: str = long_text(default="{}")  # JSON: select, remove
    lane: str  # host name in ASCII, or a declared name that joins several hosts of one vendor
    etag: str | None = long_text(nullable=True)
    last_modified: str | None = long_text(nullable=True)
    moved_to: str | None = long_text(nullable=True)  # where a lasting redirect (301, 308) leads
    blob_id: int | None = None  # what its last good answer held
    sketch: str | None = None  # of that answer: pages of one sketch are read alike
    exchange_id: int | None = (
        None  # the kept exchange that newer ones are written as differences to
    )
    added_at: datetime = utc()
    ended_at: datetime | None = utc(nullable=True)  # addresses have periods


class LaneRow(SQLModel, table=True):
    """One host and when it may be asked again; claimed with a lease, so that no host gets two
    requests at once.
    """

    __tablename__ = "lane"

    host: str = Field(primary_key=True)
    not_before: datetime = utc(index=True)
    lease_owner: str | None = None
    lease_until: datetime | None = utc(nullable=True)
    lease_no: int = 0
    penalty_s: int = 0
    good_in_a_row: int = 0
    crawl_delay_s: int = 0  # what its robots.txt asks for
    reason: str | None = None


class RobotsRow(SQLModel, table=True):
    """What one origin's robots.txt said when it was last asked; kept for a day."""

    __tablename__ = "robots"

    origin: str = Field(primary_key=True)  # scheme://host:port
    verdict: str  # rules, allow_all, away
    body: bytes | None = binary(nullable=True)  # zstd
    at: datetime = utc()


# --- what was seen --------------------------------------------------------------------------------


class CheckRow(SQLModel, table=True):
    """One look at a policy, also the one that found nothing or failed."""

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_policy_no", "policy_no", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    policy_no: int = Field(foreign_key="policy.no")
    at: datetime = utc()
    outcome: str
    reason: str | None = None
    detail: str | None = long_text(nullable=True)
    version: int | None = None  # in force after the look
    text_id: int | None = Field(default=None, foreign_key="text.id")
    links_only: bool = False  # same words, other link targets


class BlobRow(SQLModel, table=True):
    """Bytes as received, named by their SHA-256, compressed; never altered."""

    __tablename__ = "blob"

    id: int | None = Field(default=None, primary_key=True)
    sha256: bytes = binary(unique=True)
    size: int
    base_id: int | None = Field(default=None, foreign_key="blob.id")  # serves as dictionary
    depth: int = 0  # how many bases stand before it; bounded
    data: bytes = binary()  # zstd


class SnapshotRow(SQLModel, table=True):
    """One exchange of one look: which bytes came from which source, with request, answer, headers
    and server address.
    """

    __tablename__ = "snapshot"

    id: int | None = Field(default=None, primary_key=True)
    look_id: int = Field(foreign_key="look.id", index=True)
    source_id: int = Field(foreign_key="source.id")
    blob_id: int | None = Field(default=None, foreign_key="blob.id")
    base_id: int | None = None  # the snapshot whose exchange serves as dictionary
    exchange: bytes = binary()  # zstd JSON


class TextRow(SQLModel, table=True):
    """What the extraction rules of one number made of a policy's snapshots; the same text is kept
    once.
    """

    __tablename__ = "text"
    __table_args__ = (
        UniqueConstraint(
            "policy_id", "fingerprint", "rules", name="uq_text_policy_id_fingerprint_rules"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    policy_id: str = Field(foreign_key="policy.id")
    fingerprint: str
    rules: int
    reading: bytes = binary()  # zstd JSON of the reading
    created_at: datetime = utc()


class VersionRow(SQLModel, table=True):
    """A text that was confirmed, numbered from 1 within its policy; its clauses carry their ids
    for life.
    """

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("policy_id", "number", name="uq_version_policy_id_number"),)

    id: int | None = Field(default=None, primary_key=True)
    policy_id: str = Field(foreign_key="policy.id")
    number: int
    kind: str  # first, change, return, technical
    returns_to: int | None = None
    text_id: int = Field(foreign_key="text.id")
    clause_ids: bytes = binary()  # zstd JSON: the id of each clause, in order
    first_seen_at: datetime = utc()
    confirmed_at: datetime = utc()


class ChangeRow(SQLModel, table=True):
    """What differs between two versions that followed each other, and between which two looks it
    happened.
    """

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("policy_id", "to_version", "kind", name="uq_change_once"),)

    id: str = Field(primary_key=True)
    policy_id: str = Field(foreign_key="policy.id")
    from_version: int
    to_version: int
    kind: str  # change, return, technical, late
    significance: str | None = None
    comparison: bytes = binary()  # zstd JSON of the comparison
    last_seen_old_at: datetime = utc()
    first_seen_new_at: datetime = utc()
    detected_at: datetime = utc()  # when it was confirmed
    announced_at: datetime | None = utc(nullable=True, index=True)
    retracted_at: datetime | None = utc(nullable=True)  # we were wrong: the text did not change so
    retracted_because: str | None = long_text(nullable=True)


# --- who is told ----------------------------------------------------------------------------------


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
    state: str = "active"  # active, suspended, erased
    created_at: datetime = utc()


class SubscriptionRow(SQLModel, table=True):
    """One interest of one subscriber; ended, never overwritten, for it is evidence."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index(
            "uq_subscription_active",
            "subscriber_id",
            "target_kind",
            "target",
            "mail_class",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id")
    target_kind: str  # policy, service, everything
    target: str = ""
    mail_class: str = "watch"  # watch, contract
    frequency: str = "immediate"  # immediate, daily, weekly
    min_significance: str = "wording"
    source: str = "self_signed"  # self_signed, operator, import, changed_frequency
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


class BounceRow(SQLModel, table=True):
    """A message that came back, a complaint or a provider's word on a delivery; kept first, judged
    afterwards.
    """

    __tablename__ = "bounce"

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: str | None = Field(default=None, foreign_key="delivery.id", index=True)
    received_at: datetime = utc()
    source: str  # dsn, arf, hook
    kind: str  # hard, soft, ours, complaint, delayed, relayed, delivered, auto_reply, unknown
    enhanced: str | None = None
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


# --- what can be proved ---------------------------------------------------------------------------


class EntryRow(SQLModel, table=True):
    """What happened, as kind, subject and digest without personal data, written in the transaction
    it speaks of.
    """

    __tablename__ = "entry"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str
    digest: bytes = binary()  # SHA-256 of the canonical JSON of what happened
    at: datetime = utc()
