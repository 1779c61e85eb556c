"""Alembic's door: it gets the open connection of `storage.schema.migrate` and never opens one
itself.
"""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from storage import tables as tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
