"""What comparisons may cost: any two versions may be asked for, and a long policy takes a second.

Neighbouring versions were compared when they were found, and cost nothing. Others are worked out
for a reader, kept for the next one, and limited, so that nobody can keep the processor busy.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from policy.compare import compare
from policy.model import Comparison
from storage.versions import Version
from web.kept import Kept

CLAUSES_A_MINUTE = 120_000  # of both sides together; about twenty seconds of one processor
AT_ONCE = 2
KEPT = 100
WINDOW = timedelta(minutes=1)


class TooManyComparisonsError(Exception):
    """So many comparisons are being worked out that this one has to wait a minute."""


class Comparisons:
    """Works out what differs between two versions, within a budget of clauses a minute."""

    def __init__(self, clauses_a_minute: int = CLAUSES_A_MINUTE, at_once: int = AT_ONCE) -> None:
        self._most, self._at_once = clauses_a_minute, at_once
        self._spent: deque[tuple[datetime, int]] = deque()
        self._running = 0
        self._lock = Lock()
        self._kept: Kept[Comparison] = Kept(KEPT)

    def at(self, now: datetime) -> Callable[[str, Version, Version], Comparison]:
        """The comparison of two versions of a policy, as asked for at this time."""
        return lambda policy_id, old, new: self._compare(policy_id, old, new, now)

    def _compare(self, policy_id: str, old: Version, new: Version, now: datetime) -> Comparison:
        key = (policy_id, old.number, new.number)
        known = self._kept.get(key)
        if known is not None:
            return known
        self._begin(len(old.reading.clauses) + len(new.reading.clauses), now)
        try:
            return self._kept.keep(key, compare(old.reading, new.reading))
        finally:
            with self._lock:
                self._running -= 1

    def _begin(self, clauses: int, now: datetime) -> None:
        with self._lock:
            while self._spent and now - self._spent[0][0] >= WINDOW:
                self._spent.popleft()
            spent = sum(cost for _, cost in self._spent)
            full = self._spent and spent + clauses > self._most  # the first always may
            if self._running >= self._at_once or full:
                raise TooManyComparisonsError
            self._spent.append((now, clauses))
            self._running += 1
