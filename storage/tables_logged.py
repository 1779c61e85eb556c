"""Rows of a log: its leaves, the hashes over them, its checkpoints, and who vouches for when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage import tables_proved as tables_proved  # its rows are pointed to
from storage.columns import binary, long_text, utc


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
