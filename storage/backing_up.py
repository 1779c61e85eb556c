"""A copy of a running installation in one file, and its keys in another.

Order matters: what was signed is copied before the database, so that the database of a backup
never knows less than the log beside it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from storage import archives, dumping, logs, schema
from storage.database import Database
from storage.errors import BackupUnknownError
from storage.log_files import LogFiles

KEYS = "*.key"
"""Of the folder of keys all keys, and no marks: a mark older than the log would let it sign twice
over the same size."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an installation keeps what is not in its database."""

    files: LogFiles
    declarations: Path


def back_up(
    database: Database,
    place: Place,
    target: Path,
    *,
    software: str,
    now: datetime,
    environ: Mapping[str, str],
) -> dict[str, Any]:
    """Write everything but the keys to a new file while others work; what its list says."""
    refuse_existing(target)
    schema.check(database)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as held:
        folder = Path(held)
        with place.files.quiet():
            _copy_tree(place.files.public, folder / "log")
        _copy_tree(place.declarations, folder / "policies")
        name = dumping.member_of(database)
        tables = dumping.dump(database, folder / name, environ)
        with database.reading() as tx:
            log = logs.current(tx)
        facts = {
            "format": archives.FORMAT,
            "made_at": now.isoformat(),
            "software": software,
            "database": "sqlite" if database.is_sqlite else "postgresql",
            "schema": schema.REVISIONS[-1],
            "tables": [asdict(one) for one in tables],
            "log": {"origin": log.origin, "no": log.no} if log else None,
        }
        return archives.write(target, facts, _members(folder))


def back_up_keys(place: Place, target: Path, now: datetime) -> dict[str, Any]:
    """Write the keys to a new file that only its owner may read."""
    refuse_existing(target)
    members = {f"keys/{path.name}": path for path in sorted(place.files.keys.glob(KEYS))}
    facts = {"format": archives.KEYS_FORMAT, "made_at": now.isoformat()}
    return archives.write(target, facts, members)


def refuse_existing(target: Path) -> None:
    """A backup never takes the place of another."""
    if target.exists():
        raise BackupUnknownError(f"{target}: is there already; name a new file")
    if not target.parent.is_dir():
        raise BackupUnknownError(f"{target.parent}: there is no such folder; make it first")


def _copy_tree(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*"))


def _members(folder: Path) -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
