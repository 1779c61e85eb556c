"""Rows of what is watched: policies, their sources, and the hosts that are asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import binary, long_text, utc


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
    visibility: str = "public"  # public, unlisted, private, withdrawn
    withdrawn_because: str | None = long_text(nullable=True)  # said to readers in its place
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
    effective_on: str | None = None  # from when the text in force says it holds, as it says it
    # since then its text was seen again and again and did not change: the schedule slows down by it
    quiet_since: datetime | None = utc(nullable=True)
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
    by_browser: bool = False  # its last good answer came through the browser
    sought_at: datetime | None = utc(nullable=True)  # when successors of it were last sought
    added_at: datetime = utc()
    ended_at: datetime | None = utc(nullable=True)  # addresses have periods


class SuccessorRow(SQLModel, table=True):
    """An address that may have taken the place of one that moved or died; a person accepts it."""

    __tablename__ = "successor"
    __table_args__ = (
        UniqueConstraint("source_id", "url", name="uq_successor_source_id_url"),
        Index("ix_successor_policy_id", "policy_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    policy_id: str = Field(foreign_key="policy.id")
    source_id: int = Field(foreign_key="source.id")
    url: str = long_text()
    why: str  # redirect, page (a link on another kept page of the service), front
    words: str | None = long_text(nullable=True)  # the words of the link that leads there
    likeness: int | None = None  # percent of its words that stand in the version in force
    title: str | None = long_text(nullable=True)
    found_at: datetime = utc()


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
