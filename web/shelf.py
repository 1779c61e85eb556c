"""Texts that were read of late, held in memory: of a long one, reading it is half of its page.

A version never changes. Who may see it is asked before, each time.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from sqlmodel import Session

from storage import versions
from storage.versions import Version

MOST_CLAUSES = 60_000  # of all texts together; some 40 MB


class Shelf:
    """The texts read last, up to so many clauses. Requests run side by side, so it is locked."""

    def __init__(self, most_clauses: int = MOST_CLAUSES) -> None:
        self._most, self._clauses = most_clauses, 0
        self._held: OrderedDict[tuple[str, int], Version] = OrderedDict()
        self._lock = Lock()

    def get(self, tx: Session, policy_id: str, number: int) -> Version:
        """One version, from memory or read; as `versions.get`."""
        key = (policy_id, number)
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        found = versions.get(tx, policy_id, number)
        with self._lock:
            if key not in self._held:
                self._held[key] = found
                self._clauses += len(found.reading.clauses)
            while self._clauses > self._most and len(self._held) > 1:
                _, gone = self._held.popitem(last=False)
                self._clauses -= len(gone.reading.clauses)
        return found
