"""A circuit breaker: a mail server that keeps failing is left alone, then tried with one letter.

Pure but for its memory: seconds come in. Closed → open after twenty failures in a row, or when more
than half of the last hundred tries failed; after five minutes half open: one letter may try.
"""

from __future__ import annotations

from collections import deque
from typing import Literal

IN_A_ROW = 20
OF_THE_LAST, SHARE = 100, 0.5
REST_S = 300.0

State = Literal["closed", "open", "half_open"]


class Breaker:
    """Whether one server is to be tried now."""

    def __init__(self) -> None:
        self.failures = 0  # in a row
        self.opened_at: float | None = None
        self.says = ""  # the last failure, in the server's words
        self._recent: deque[bool] = deque(maxlen=OF_THE_LAST)
        self._probing = False

    def state(self, at: float) -> State:
        """How it stands."""
        if self.opened_at is None:
            return "closed"
        return "half_open" if at - self.opened_at >= REST_S else "open"

    def room(self, at: float) -> int | None:
        """How many letters may try now: None is any number."""
        match self.state(at):
            case "closed":
                return None
            case "half_open":
                return 0 if self._probing else 1
            case _:
                return 0

    def enter(self, at: float) -> bool:
        """Whether this letter may try; in the half-open state it is the only one."""
        if self.room(at) == 0:
            return False
        self._probing = self.opened_at is not None
        return True

    def succeeded(self) -> None:
        """The server did its work, whatever it said of the recipient."""
        if self.opened_at is not None:
            self._recent.clear()
        self.failures, self.opened_at, self._probing = 0, None, False
        self._recent.append(True)

    def failed(self, at: float, says: str) -> None:
        """The server was away, refused us or broke off."""
        self.failures += 1
        self.says = says
        self._recent.append(False)
        many = len(self._recent) == OF_THE_LAST and self._recent.count(False) > (
            OF_THE_LAST * SHARE
        )
        if self._probing or self.failures >= IN_A_ROW or many:
            self.opened_at = at
        self._probing = False

    def leave(self) -> None:
        """The letter was not tried after all: nothing was learned."""
        self._probing = False
