"""Rows of accounts: who may act for a company in this installation, and their sessions."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import utc


class AccountRow(SQLModel, table=True):
    """Somebody who acts under a name of this installation; kept for ever, because acts name it."""

    __tablename__ = "account"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    role: str  # operator, approver, viewer
    password_hash: str  # Argon2id, as a PHC string
    created_at: datetime = utc()
    password_set_at: datetime = utc()
    disabled_at: datetime | None = utc(nullable=True)


class LoginRow(SQLModel, table=True):
    """One session of an account in a browser; of its token only the digest is kept."""

    __tablename__ = "login"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    token_sha256: str = Field(unique=True)
    began_at: datetime = utc()
    seen_at: datetime = utc()
    expires_at: datetime = utc()
    ended_at: datetime | None = utc(nullable=True)
