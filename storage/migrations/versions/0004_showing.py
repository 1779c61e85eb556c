"""What the public face needs.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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
