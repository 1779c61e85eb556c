"""What subscribing and sending need.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What subscribing and sending need."""
    _following()
    _sending()


def _following() -> None:
    """Topics, reminders, wishes asked together; what limits count; what visitors propose."""
    with op.batch_alter_table("subscriber") as batch:
        batch.add_column(
            sa.Column("reminders", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("subscription") as batch:
        batch.add_column(sa.Column("topics", sa.String(), nullable=False, server_default=""))
        batch.add_column(
            sa.Column("only_topics", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("asked_with", sa.Integer(), nullable=True))
        batch.create_index(op.f("ix_subscription_asked_with"), ["asked_with"], unique=False)
    op.create_table(
        "knock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knock")),
    )
    op.create_index("ix_knock_who_at", "knock", ["who", "at"], unique=False)
    op.create_index(op.f("ix_knock_at"), "knock", ["at"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("terms_type", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("policy_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("url", name=op.f("uq_proposal_url")),
    )


def _sending() -> None:
    """How mail servers stand, how fast domains take mail, and what a relay says afterwards."""
    with op.batch_alter_table("delivery") as batch:
        batch.add_column(sa.Column("first_tried_at", UtcDateTime(), nullable=True))
        batch.add_column(
            sa.Column("is_short", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("attempt") as batch:
        batch.add_column(sa.Column("queue_id", sa.String(), nullable=True))
        batch.create_index(op.f("ix_attempt_queue_id"), ["queue_id"], unique=False)
    with op.batch_alter_table("bounce") as batch:
        batch.add_column(sa.Column("host", sa.String(), nullable=True))
    op.create_table(
        "relay",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("breaker", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("per_minute", sa.Float(), nullable=True),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_relay")),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("per_minute", sa.Float(), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
