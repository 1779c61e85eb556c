"""People without a mail address in an audience, and the languages a notice is written in.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """How a recipient is told, and in which languages; what was there before had mail, and all."""
    with op.batch_alter_table("campaign") as campaign:
        campaign.add_column(sa.Column("languages", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("recipient") as recipient:
        recipient.add_column(
            sa.Column("channel", sa.String(), nullable=False, server_default="mail")
        )
