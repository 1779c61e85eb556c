"""What the ledger and certificates need.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WAITING = sa.text("leaf_no IS NULL")


def upgrade() -> None:
    """What the ledger and certificates need."""
    _ledger()


def _ledger() -> None:
    with op.batch_alter_table("entry") as entry:
        # What was written before there was a ledger has a digest and no record.
        entry.add_column(sa.Column("stream", sa.String(), nullable=False, server_default="early"))
        entry.add_column(sa.Column("record", sa.LargeBinary(), nullable=True))
        entry.add_column(sa.Column("key", sa.LargeBinary(), nullable=True))
        entry.add_column(sa.Column("log_no", sa.Integer(), nullable=True))
        entry.add_column(sa.Column("leaf_no", sa.Integer(), nullable=True))
        entry.add_column(sa.Column("place", sa.Integer(), nullable=True))
    with op.batch_alter_table("entry") as entry:
        entry.alter_column("stream", server_default=None)
    op.create_index("ix_entry_subject", "entry", ["kind", "subject"])
    op.create_index(
        "ix_entry_waiting", "entry", ["stream", "id"],
        sqlite_where=WAITING, postgresql_where=WAITING,
    )  # fmt: skip
    op.create_index("ix_entry_leaf", "entry", ["log_no", "leaf_no"])
    op.create_table(
        "log",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_log")),
        sa.UniqueConstraint("origin", name=op.f("uq_log_origin")),
    )
    op.create_table(
        "leaf",
        sa.Column("log_no", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["log_no"], ["log.no"], name=op.f("fk_leaf_log_no_log")),
        sa.PrimaryKeyConstraint("log_no", "no", name=op.f("pk_leaf")),
    )
    op.create_table(
        "tile",
        sa.Column("log_no", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["log_no"], ["log.no"], name=op.f("fk_tile_log_no_log")),
        sa.PrimaryKeyConstraint("log_no", "level", "no", name=op.f("pk_tile")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("log_no", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("frozen", sa.LargeBinary(), nullable=True),
        sa.Column("frozen_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["log_no"], ["log.no"], name=op.f("fk_checkpoint_log_no_log")),
        sa.PrimaryKeyConstraint("log_no", "size", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("log_no", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("stamped_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp")),
        sa.UniqueConstraint("log_no", "size", "authority", name="uq_stamp_once"),
    )
    op.create_index("ix_stamp_due", "stamp", ["next_try_at"])
    op.create_table(
        "cosignature",
        sa.Column("log_no", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("log_no", "size", "witness", name=op.f("pk_cosignature")),
    )
    op.create_table(
        "witnessed",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_witnessed")),
    )
