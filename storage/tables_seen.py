"""Rows of what was seen: looks, snapshots, texts, versions and changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage import tables_watched as tables_watched  # its rows are pointed to
from storage.columns import binary, long_text, utc


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
    origin: str | None = None  # `browser`, or `by hand: NAME`; None: fetched as usual


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
    screenshot_id: int | None = None  # the blob of a picture of it, where one is kept


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
    __table_args__ = (
        UniqueConstraint("policy_id", "to_version", "kind", name="uq_change_once"),
        Index("ix_change_detected_at", "detected_at", "id"),
    )

    id: str = Field(primary_key=True)
    policy_id: str = Field(foreign_key="policy.id")
    from_version: int
    to_version: int
    kind: str  # change, return, technical, late
    significance: str | None = None
    comparison: bytes = binary()  # zstd JSON of the comparison
    tally: str | None = long_text(nullable=True)  # JSON: its clauses by kind, and its words
    last_seen_old_at: datetime = utc()
    first_seen_new_at: datetime = utc()
    detected_at: datetime = utc()  # when it was confirmed
    announced_at: datetime | None = utc(nullable=True, index=True)
    # we were wrong: the text did not change so
    retracted_at: datetime | None = utc(nullable=True, index=True)
    retracted_because: str | None = long_text(nullable=True)
