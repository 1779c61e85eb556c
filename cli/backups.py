"""Where an installation lies for a backup, and when the last one was made."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from storage.backing_up import Place
from storage.log_files import LogFiles

if TYPE_CHECKING:
    from config.settings import Settings

NOTE = "last-backup.json"


def place_of(settings: Settings) -> Place:
    """What of an installation is not in its database."""
    files = LogFiles(settings.keys_dir, settings.log_dir)
    return Place(files, settings.declarations_dir)


def note_down(settings: Settings, file: Path, now: datetime) -> None:
    """Remember that a backup was made; `doctor` says how old it is."""
    told = {"at": now.isoformat(), "file": str(file.absolute())}
    (settings.data_dir / NOTE).write_text(json.dumps(told), encoding="utf-8")


def last_made(settings: Settings) -> datetime | None:
    """When the last backup was made from this folder; None where none is known."""
    try:
        told = json.loads((settings.data_dir / NOTE).read_text(encoding="utf-8"))
        return datetime.fromisoformat(told["at"])
    except (OSError, ValueError, KeyError):
        return None
