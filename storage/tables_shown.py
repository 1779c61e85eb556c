"""Rows of what other programs are given: days that were worked out, webhooks, and keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage import tables_seen as tables_seen  # its rows are pointed to
from storage import tables_watched as tables_watched  # its rows are pointed to
from storage.columns import binary, long_text, utc


class EffectRow(SQLModel, table=True):
    """From when one change holds, worked out once: what calendars and lists of what comes are
    made of. Derived; it may be thrown away.
    """

    __tablename__ = "effect"
    __table_args__ = (Index("ix_effect_policy_id", "policy_id", "earliest"),)

    change_id: str = Field(primary_key=True, foreign_key="change.id")
    policy_id: str = Field(foreign_key="policy.id")
    rules: int  # number of the rules it was worked out by
    time_zone: str  # whose days it counts
    certainty: str  # stated, derived, immediate, not_stated
    earliest: str | None = Field(default=None, index=True)  # ISO dates, so that they sort
    latest: str | None = None
    exit_until: str | None = None  # the last day of a way out that the text gives
    rewritten_from: str | None = None  # the announced day that this one replaces
    form: str = long_text()  # JSON of TakesEffect.to_json; `null` where no day can be told
    worked_out_at: datetime = utc()


class WebhookRow(SQLModel, table=True):
    """One address that is called when something happened; ended, never overwritten."""

    __tablename__ = "webhook"

    id: str = Field(primary_key=True)  # ULID
    way: str = "http"  # http, apprise
    shown: str = long_text()  # the address, or of a channel only its kind: the rest is secret
    secrets_sealed: bytes = binary()  # JSON: the secrets, newest first, or a channel's address
    topics: str = ""  # space-separated; empty for every one
    target_kind: str = "everything"  # policy, service, everything
    target: str = ""
    state: str = "active"  # active, disabled, removed
    disabled_because: str | None = long_text(nullable=True)
    failing_since: datetime | None = utc(nullable=True)
    created_at: datetime = utc()


class CallRow(SQLModel, table=True):
    """One thing told to one webhook: the outbox of programs, claimed with a lease as deliveries
    are. Its id is the `webhook-id`, the same on every try.
    """

    __tablename__ = "call"
    __table_args__ = (
        UniqueConstraint("webhook_id", "topic", "about", name="uq_call_once"),
        Index("ix_call_due", "state", "due_at"),
    )

    id: str = Field(primary_key=True)  # ULID
    webhook_id: str = Field(foreign_key="webhook.id", index=True)
    topic: str
    about: str
    body: str = long_text()  # the same bytes on every try
    state: str = "pending"  # pending, calling, taken, failed, cancelled
    tries: int = 0
    due_at: datetime = utc()
    lease_owner: str | None = None
    lease_until: datetime | None = utc(nullable=True)
    lease_no: int = 0
    created_at: datetime = utc()
    ended_at: datetime | None = utc(nullable=True)


class AnswerRow(SQLModel, table=True):
    """What one try of a call came to: the log of a webhook."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("call_id", "number", name="uq_answer_call_id_number"),)

    id: int | None = Field(default=None, primary_key=True)
    call_id: str = Field(foreign_key="call.id")
    number: int
    at: datetime = utc()
    took_ms: int
    code: int | None = None
    outcome: str  # taken, refused, gone, unreachable
    said: str = long_text()


class KeyRow(SQLModel, table=True):
    """A key of the API: what it may do, and the hash of its secret; the secret is kept nowhere."""

    __tablename__ = "key"

    id: str = Field(primary_key=True)  # the part that may be shown
    label: str
    secret_sha256: bytes = binary(unique=True)
    scopes: str  # space-separated
    created_at: datetime = utc()
    expires_at: datetime | None = utc(nullable=True)
    revoked_at: datetime | None = utc(nullable=True)
