"""How long a policy has been quiet is a time, not a number of looks.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Since its last change where there was one; else its next good look begins the time."""
    # Not in a batch: that makes the table anew, which rows that point to it forbid on SQLite.
    op.drop_column("policy", "quiet_looks")
    op.add_column("policy", sa.Column("quiet_since", UtcDateTime(), nullable=True))
    op.execute("UPDATE policy SET quiet_since = changed_at")
