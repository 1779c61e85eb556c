"""In how many days the disk is full, at the pace since the first policy was declared."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

from cli import wiring
from storage import policies, schema
from storage.errors import StorageError

if TYPE_CHECKING:
    from storage.database import Database


def days_left(database: Database) -> float | None:
    """None where that cannot be told: a database on a server, or a pace of less than a day."""
    try:
        if database.file is None or schema.state(database) is not schema.SchemaState.CURRENT:
            return None  # a server's disk is not ours to look at
        with database.reading() as tx:
            began = policies.first_declared_at(tx)
        used, free = database.file.stat().st_size, shutil.disk_usage(database.file.parent).free
    except (StorageError, OSError):
        return None  # the database's own finding says so
    age = wiring.now() - began if began else timedelta(0)
    if age < timedelta(days=1):
        return None
    return free / (used / (age / timedelta(days=1)))
