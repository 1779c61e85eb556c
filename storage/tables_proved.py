"""Rows of what can be proved: entries, and the logs they are sequenced into."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import binary, utc


class EntryRow(SQLModel, table=True):
    """What happened, without personal data, written in the transaction it speaks of; sequenced
    into a log afterwards.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_subject", "kind", "subject"),
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
