"""Looks that entered the log together are one value instead of a row each.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Where they stand; looks from before keep their rows, which are read as well."""
    op.create_table(
        "batch",
        sa.Column("log_no", sa.Integer(), nullable=False),
        sa.Column("leaf_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first", sa.LargeBinary(), nullable=False),
        sa.Column("last", sa.LargeBinary(), nullable=False),
        sa.Column("records", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["log_no"], ["log.no"], name=op.f("fk_batch_log_no_log")),
        sa.PrimaryKeyConstraint("log_no", "leaf_no", name=op.f("pk_batch")),
    )
    op.create_index("ix_batch_subjects", "batch", ["kind", "first", "last"])
