"""Rows of what the operator was told, and of what was counted."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import long_text, utc


class OperatorMailRow(SQLModel, table=True):
    """One mail to the operator: the one of a day, or one at once about what stops everything."""

    __tablename__ = "operator_mail"

    about: str = Field(primary_key=True)  # the day it is of, or what stopped since when
    digest: str  # of what it says: the same trouble is not told again every day
    claimed_at: datetime = utc()  # whoever writes this row sends the mail
    told_at: datetime | None = utc(nullable=True)  # a server took it; None: tried again
    answer: str | None = long_text(nullable=True)  # the server's own words


class TallyRow(SQLModel, table=True):
    """What one process has counted under one name: looks, letters, seconds; never anybody."""

    __tablename__ = "tally"

    worker: str = Field(primary_key=True)  # empty: those that are gone
    name: str = Field(primary_key=True)
    labels: str = Field(primary_key=True)  # as they are shown: outcome="same"
    amount: float
    added_at: datetime = utc()
