"""Rows of what strangers ask of us: forms that wait, requests that limits count, and addresses they
propose.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import binary, long_text, utc


class AskedRow(SQLModel, table=True):
    """A form that asks for mail, as it was sent; gone as soon as it is taken up."""

    __tablename__ = "asked"

    id: int | None = Field(default=None, primary_key=True)
    sealed: bytes = binary()
    at: datetime = utc()


class KnockRow(SQLModel, table=True):
    """One request that a limit counts, under a keyed hash of whoever made it; kept for a day."""

    __tablename__ = "knock"
    __table_args__ = (Index("ix_knock_who_at", "who", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    who: str  # keyed hash of what is limited: a client, a mailbox, the installation
    at: datetime = utc(index=True)


class ProposalRow(SQLModel, table=True):
    """An address that a visitor proposes to watch; never fetched before an operator accepts it."""

    __tablename__ = "proposal"

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    service: str = ""
    terms_type: str = ""
    state: str = "waiting"  # waiting, accepted, declined
    proposed_at: datetime = utc()
    times: int = 1  # how often it was proposed
    decided_at: datetime | None = utc(nullable=True)
    decided_by: str | None = None
    because: str | None = long_text(nullable=True)
    policy_id: str | None = None  # what it became
