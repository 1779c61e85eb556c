"""What the public face needs.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session

from storage.backfill import backfill
from storage.columns import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What the public face needs."""
    with op.batch_alter_table("policy") as policy:
        policy.add_column(
            sa.Column("visibility", sa.String(), nullable=False, server_default="public")
        )
        policy.add_column(sa.Column("withdrawn_because", sa.Text(), nullable=True))
    _words_and_tallies()
    _days_and_programs()


def _words_and_tallies() -> None:
    """Where the words of clauses stood, to be searched, and how much each change holds."""
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_no", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("from_number", sa.Integer(), nullable=False),
        sa.Column("to_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["policy_no"], ["policy.no"], name=op.f("fk_passage_policy_no_policy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
    )
    op.create_index("ix_passage_policy_no", "passage", ["policy_no", "clause_id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE passage_words USING fts5(words, content='')")
    else:
        op.execute(
            "CREATE TABLE passage_words (passage_id INTEGER PRIMARY KEY, words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_passage_words ON passage_words USING gin (words)")
    with op.batch_alter_table("change") as change:
        change.add_column(sa.Column("tally", sa.Text(), nullable=True))
    with Session(op.get_bind()) as tx:
        backfill(tx)
        tx.flush()


def _days_and_programs() -> None:
    """Days worked out once, webhooks with their calls, and keys of the API."""
    with op.batch_alter_table("change") as change:
        change.create_index("ix_change_detected_at", ["detected_at", "id"])
        change.create_index("ix_change_retracted_at", ["retracted_at"])
    op.create_table(
        "effect",
        sa.Column("change_id", sa.String(), nullable=False),
        sa.Column("policy_id", sa.String(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("certainty", sa.String(), nullable=False),
        sa.Column("earliest", sa.String(), nullable=True),
        sa.Column("latest", sa.String(), nullable=True),
        sa.Column("exit_until", sa.String(), nullable=True),
        sa.Column("rewritten_from", sa.String(), nullable=True),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("worked_out_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["change.id"], name=op.f("fk_effect_change_id_change")
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_effect_policy_id_policy")
        ),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_effect")),
    )
    op.create_index("ix_effect_policy_id", "effect", ["policy_id", "earliest"])
    op.create_index("ix_effect_earliest", "effect", ["earliest"])
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("secrets_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("target_kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("disabled_because", sa.Text(), nullable=True),
        sa.Column("failing_since", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_table(
        "call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("webhook_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("lease_no", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name=op.f("fk_call_webhook_id_webhook")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("webhook_id", "topic", "about", name="uq_call_once"),
    )
    op.create_index("ix_call_due", "call", ["state", "due_at"])
    op.create_index("ix_call_webhook_id", "call", ["webhook_id"])
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_answer_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("call_id", "number", name="uq_answer_call_id_number"),
    )
    op.create_table(
        "key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_key_secret_sha256")),
    )
