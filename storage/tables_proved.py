"""Rows of what can be proved: entries, the logs they are sequenced into, who vouches for when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.columns import binary, long_text, utc

WAITING = text("leaf_no IS NULL")


class EntryRow(SQLModel, table=True):
    """What happened, without personal data, written in the transaction it speaks of; sequenced
    into a log afterwards.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_subject", "kind", "subject"),
        Index("ix_entry_waiting", "stream", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_entry_leaf", "log_no", "leaf_no"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str
    digest: bytes = binary()  # SHA-256 of `record`; of the bare facts in entries without a record
    at: datetime = utc()
    stream: str  # public, committed, or the stream it is gathered in
    record: bytes | None = binary(nullable=True)  # canonical JSON: what is proved
    key: bytes | None = binary(nullable=True)  # opens the commitment of a committed entry
    log_no: int | None = None
    leaf_no: int | None = None  # where it (or its batch) stands in the log; None while it waits
    place: int | None = None  # its leaf in the tree of its batch; None for what was not gathered


class BatchRow(SQLModel, table=True):
    """The records of one batch of looks, folded into one value when they entered the log."""

    __tablename__ = "batch"
    __table_args__ = (Index("ix_batch_subjects", "kind", "first", "last"),)

    log_no: int = Field(primary_key=True, foreign_key="log.no")
    leaf_no: int = Field(primary_key=True)  # of the entry that commits to them
    kind: str
    first: bytes = binary()  # of their subjects, as `storage/batches.py` orders them
    last: bytes = binary()
    records: bytes = binary()  # zstd: canonical JSON, a line each


class LogRow(SQLModel, table=True):
    """One log under one name and key; a new one is opened only where the last cannot go on."""

    __tablename__ = "log"

    no: int = Field(primary_key=True)
    origin: str = Field(unique=True)
    verifier: str  # its public key, as readers are given it
    opened_at: datetime = utc()
    closed_at: datetime | None = utc(nullable=True)


class LeafRow(SQLModel, table=True):
    """One leaf of a log: the exact bytes that are hashed."""

    __tablename__ = "leaf"

    log_no: int = Field(primary_key=True, foreign_key="log.no")
    no: int = Field(primary_key=True)
    entry: bytes = binary()


class TileRow(SQLModel, table=True):
    """Up to 256 hashes of one row of a log's tree; it grows until it is full."""

    __tablename__ = "tile"

    log_no: int = Field(primary_key=True, foreign_key="log.no")
    level: int = Field(primary_key=True)
    no: int = Field(primary_key=True)
    hashes: bytes = binary()


class CheckpointRow(SQLModel, table=True):
    """Size and root of a log after one batch; signed once the batch is durable, frozen when
    others are asked to vouch for it.
    """

    __tablename__ = "checkpoint"

    log_no: int = Field(primary_key=True, foreign_key="log.no")
    size: int = Field(primary_key=True)
    root: bytes = binary()
    told: int  # leaves so far that say more than anchors and heartbeats do
    made_at: datetime = utc()
    note: bytes | None = binary(nullable=True)  # signed by the log
    frozen: bytes | None = binary(nullable=True)  # with the cosignatures that came in time
    frozen_at: datetime | None = utc(nullable=True)


class StampRow(SQLModel, table=True):
    """A time stamp over a frozen checkpoint, asked of one authority until it comes."""

    __tablename__ = "stamp"
    __table_args__ = (
        UniqueConstraint("log_no", "size", "authority", name="uq_stamp_once"),
        Index("ix_stamp_due", "next_try_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    log_no: int
    size: int
    authority: str
    next_try_at: datetime | None = utc(nullable=True)  # None: it came, or is given up
    tries: int = 0
    trouble: str | None = long_text(nullable=True)  # why there is none yet, or why it is in doubt
    token: bytes | None = binary(nullable=True)  # the whole answer, as it came
    stamped_at: datetime | None = utc(nullable=True)  # the authority's time; None: not verified


class CosignatureRow(SQLModel, table=True):
    """A witness's signature line under a checkpoint of ours."""

    __tablename__ = "cosignature"

    log_no: int = Field(primary_key=True)
    size: int = Field(primary_key=True)
    witness: str = Field(primary_key=True)
    line: str
    seen_at: datetime = utc()  # as the witness signed it


class WitnessedRow(SQLModel, table=True):
    """The newest checkpoint of another log that we cosigned."""

    __tablename__ = "witnessed"

    origin: str = Field(primary_key=True)
    size: int
    root: bytes = binary()
    note: bytes = binary()
    seen_at: datetime = utc()
