"""What looking for years needs.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What looking for years needs."""
    with op.batch_alter_table("look") as look:
        look.add_column(sa.Column("origin", sa.String(), nullable=True))
    with op.batch_alter_table("snapshot") as snapshot:
        snapshot.add_column(sa.Column("screenshot_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("policy") as policy:
        policy.add_column(sa.Column("effective_on", sa.String(), nullable=True))
    with op.batch_alter_table("source") as source:
        source.add_column(
            sa.Column("by_browser", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        source.add_column(sa.Column("sought_at", UtcDateTime(), nullable=True))
    op.create_table(
        "successor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("likeness", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_successor_policy_id_policy")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_successor_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_successor")),
        sa.UniqueConstraint("source_id", "url", name=op.f("uq_successor_source_id_url")),
    )
    op.create_index("ix_successor_policy_id", "successor", ["policy_id"])
    op.create_table(
        "operator_mail",
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("about", name=op.f("pk_operator_mail")),
    )
