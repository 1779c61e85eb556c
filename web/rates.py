"""How often one client may ask: a bucket of requests that fills again, in memory.

Each process counts for itself, so N processes allow N times as much. Reading sends no mail and
changes nothing, and counting in the database, as sign-ups are (`limits.py`), would make a write of
every read. Whoever needs one limit for all processes sets it in the proxy before them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

MOST_CLIENTS = 20_000  # beyond that the longest quiet are forgotten: memory is a limit too


@dataclass
class Rates:
    """So many requests a minute for each client, a third of them at once."""

    a_minute: int = 300
    _left: dict[str, tuple[float, datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def at_once(self) -> int:
        """How many requests a client that was quiet may make in one go."""
        return max(1, self.a_minute // 3)

    def wait_s(self, client: str, now: datetime) -> int:
        """Count one more request; 0, or in how many seconds the next one is welcome."""
        each_s = self.a_minute / 60
        with self._lock:
            left, at = self._left.pop(client, (float(self.at_once), now))
            left = min(self.at_once, left + max(0.0, (now - at).total_seconds()) * each_s)
            allowed = left >= 1
            self._left[client] = (left - 1 if allowed else left, now)
            while len(self._left) > MOST_CLIENTS:
                self._left.pop(next(iter(self._left)))
        return 0 if allowed else max(1, math.ceil((1 - left) / each_s))
