"""What was seen of policies that are not watched yet: held in memory for the operator who looked,
for a while, and only so many.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.policies import Wanted
    from watcher.receive import Sight

LASTS = timedelta(minutes=30)
MOST = 8  # each holds the bytes of its pages


@dataclass(frozen=True, slots=True)
class Preview:
    """One first look that is not kept yet: what was wanted, seen when and by whom."""

    wanted: Wanted
    sight: Sight
    seen_at: datetime
    account_id: int


@dataclass
class Previews:
    """The previews of one process."""

    _held: dict[str, Preview] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def hold(self, key: str, preview: Preview) -> None:
        """Hold it under this key; the oldest beyond the most is let go."""
        with self._lock:
            self._held.pop(key, None)
            self._held[key] = preview
            while len(self._held) > MOST:
                self._held.pop(next(iter(self._held)))

    def find(self, key: str, account_id: int, now: datetime) -> Preview | None:
        """The preview, if it is this account's and not too old."""
        with self._lock:
            for old in [k for k, one in self._held.items() if one.seen_at < now - LASTS]:
                del self._held[old]
            found = self._held.get(key)
        return found if found is not None and found.account_id == account_id else None

    def take(self, key: str, account_id: int, now: datetime) -> Preview | None:
        """The same, and held no longer: it is kept once."""
        found = self.find(key, account_id, now)
        with self._lock:
            return self._held.pop(key, None) if found is not None else None
