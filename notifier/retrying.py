"""What becomes of a call after one try. Pure.

Only 2xx is success; a redirect is a failure, for what is signed for one address goes to no other.
Tries go on for about three days; 410 ends them at once, and so it says in the specification.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

PAUSES = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
    timedelta(hours=5), timedelta(hours=10), timedelta(hours=14), timedelta(hours=20),
    timedelta(hours=24),
)  # fmt: skip
"""After the first try, the second, and so on; when they are used up, the call has failed."""

LONGEST_ASKED = timedelta(hours=24)  # a longer Retry-After is not waited for
JITTER = 0.1  # of a pause: many calls that failed together do not come back together

Outcome = Literal["taken", "refused", "gone", "unreachable"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What one try came to: the answer, or why there was none."""

    code: int | None
    said: str = ""
    headers: Mapping[str, str] | None = None
    accepted: bool | None = None  # of a channel that has no codes

    @property
    def outcome(self) -> Outcome:
        """The reply in one word."""
        if self.accepted is not None:
            return "taken" if self.accepted else "refused"
        if self.code is None:
            return "unreachable"
        if 200 <= self.code < 300:
            return "taken"
        return "gone" if self.code == 410 else "refused"


@dataclass(frozen=True, slots=True)
class Next:
    """What to do with the call, and why its webhook is not called any more, where it is so."""

    state: Literal["taken", "pending", "failed"]
    due_at: datetime | None = None
    disable_because: str | None = None


def after(reply: Reply, number: int, now: datetime, chance: float) -> Next:
    """What to do after try `number`; `chance`, from 0 to 1, spreads the pauses."""
    if reply.outcome == "taken":
        return Next("taken")
    if reply.outcome == "gone":
        return Next("failed", disable_because="it answered 410: nobody wants to be called there")
    if number > len(PAUSES):
        return Next("failed", disable_because=f"{number} tries failed: {_why(reply)}")
    pause = PAUSES[number - 1] * (1 + JITTER * chance)
    return Next("pending", now + max(pause, _asked(reply, now)))


def _why(reply: Reply) -> str:
    return str(reply.code) if reply.code else reply.said[:200]


def _asked(reply: Reply, now: datetime) -> timedelta:
    """How long the answer asks us to wait (RFC 9110, 10.2.3)."""
    said = (reply.headers or {}).get("retry-after", "").strip()
    if said.isascii() and said.isdecimal() and len(said) < 9:
        return min(timedelta(seconds=int(said)), LONGEST_ASKED)
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return timedelta(0)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(timedelta(0), min(at - now, LONGEST_ASKED))
