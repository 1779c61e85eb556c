"""What tests of looks share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database


@pytest.fixture
def embedded(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """One database, where what is tested does not depend on which, and takes long."""
    shutil.copy(sqlite_template, tmp_path / "clausewatch.db")
    database = Database(f"sqlite:///{tmp_path / 'clausewatch.db'}")
    yield database
    database.close()
