"""What a mail server's answer means, and what we do about it. Pure: a table, not a guess.

An answer says what to do next in fields: `Verdict.state` and, if it is tried again, `pause`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal

Stage = Literal["connect", "sender", "recipient", "data", "body"]


class Meaning(StrEnum):
    """Whose fault an answer speaks of, and so who bears it."""

    ACCEPTED = "accepted"
    RELAY = "relay"  # our way out is down: not the recipient's fault, and not counted
    DEFERRED = "deferred"  # come back later
    SOFT = "soft"  # the mailbox is full
    CONTENT = "content"  # the letter is too large: once more, shorter
    HARD = "hard"  # no such mailbox
    OURS = "ours"  # what we sent or who we are was refused: never held against the person
    UNKNOWN = "unknown"  # the bytes were sent and no answer came


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server's own answer to one letter, kept; `code` is None where no answer came."""

    stage: Stage
    relay: str
    code: int | None = None
    text: str = ""
    transcript: str = ""
    given_back: bool = False  # the letter was no longer ours when its bytes were about to leave
    is_recipients: bool = False  # the server is the recipient's own, not a relay of ours

    @property
    def speaks_of_relay(self) -> bool:
        """Whether the answer is about the server we speak to, not about the recipient's domain."""
        return not self.is_recipients and (self.stage in ("connect", "sender") or self.code == 421)

    @property
    def queue_id(self) -> str | None:
        """By which name the server that took the letter will speak of it, if it said one."""
        found = _QUEUED.search(self.text) if self.stage == "body" else None
        return next(filter(None, found.groups())) if found else None

    @property
    def enhanced(self) -> str | None:
        """The enhanced status code (RFC 3463) at the start of the answer."""
        found = re.match(r"[245]\.\d{1,3}\.\d{1,3}", self.text)
        return found.group() if found else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the delivery."""

    meaning: Meaning
    state: Literal["sent", "pending", "failed", "unknown", "expired"]
    outcome: Literal["accepted", "deferred", "rejected", "unknown"]
    pause: timedelta | None = None


DEFERRED = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 60, 120, 240))
"""Pauses after the first, second … deferral; the last one repeats (RFC 5321, 4.5.4.1)."""
RELAY_DOWN = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15))
GIVE_UP = timedelta(days=5)  # RFC 5321, 4.5.4.1: days, not hours
PATIENCE = 5  # failures of the relay after which one letter steps back, so that no other waits
JITTER = 0.2
_QUEUED = re.compile(
    r"queued (?:mail )?(?:as|for delivery as)[ :]+<?([\w.@+-]{4,200})|\bid=([\w.-]{4,200})"
    r"|\bOk:? ([\w-]{20,200})",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(rate|limit|limited|throttl\w*|too (?:many|much|fast)|quota exceeded|slow down)\b",
    re.IGNORECASE,
)
TOO_LARGE = frozenset({"5.2.3", "5.3.4"})
_LIMITS = frozenset({"4.7.28", "4.4.5", "4.5.3", "4.3.2", "4.7.32", "5.7.28"})  # RFC 3463, 7505 ff.


@dataclass(frozen=True, slots=True)
class Tries:
    """What was tried before with one delivery, and how long it may still be tried."""

    of_relay: int = 0  # failures of the relay, which are not the recipient's
    was_short: bool = False
    left: timedelta | None = None  # until its deadline
    give_up_after: timedelta = GIVE_UP


FIRST = Tries()


def meaning(receipt: Receipt) -> Meaning:
    """Read an answer. A lost one is `unknown` once the bytes were sent, else the relay's fault."""
    code, enhanced = receipt.code, receipt.enhanced or ""
    if code is None or not 200 <= code <= 599:
        away = Meaning.DEFERRED if receipt.is_recipients else Meaning.RELAY
        return Meaning.UNKNOWN if receipt.stage == "body" else away
    if receipt.stage != "body" and receipt.speaks_of_relay:
        return Meaning.RELAY
    if code < 400:
        return Meaning.ACCEPTED if receipt.stage == "body" and code < 300 else Meaning.RELAY
    if enhanced in TOO_LARGE or (code == 552 and receipt.stage == "body" and not enhanced):
        return Meaning.CONTENT
    if enhanced[1:] == ".2.2" or (code == 552 and receipt.stage == "recipient"):
        return Meaning.SOFT
    if code < 500:
        return Meaning.DEFERRED
    return _refused(receipt.stage, code, enhanced)


def names_a_limit(receipt: Receipt) -> bool:
    """Whether a deferral says that we are too fast: whoever said it is written to more slowly."""
    if receipt.code is None or not 400 <= receipt.code <= 599:
        return False
    if receipt.enhanced in _LIMITS:
        return True
    return receipt.code < 500 and _LIMIT.search(receipt.text) is not None


def judge(
    receipt: Receipt, *, number: int, age: timedelta, key: str, tries: Tries = FIRST
) -> Verdict:
    """What becomes of a delivery that got this receipt.

    It was deferred `number` times before and tried first `age` ago. `key` spreads the retries of
    many deliveries, always in the same way.
    """
    what = meaning(receipt)
    match what:
        case Meaning.ACCEPTED:
            return Verdict(what, "sent", "accepted")
        case Meaning.UNKNOWN:
            return Verdict(what, "unknown", "unknown")
        case Meaning.CONTENT if not tries.was_short:
            return Verdict(what, "pending", "deferred", timedelta())
        case Meaning.HARD | Meaning.OURS | Meaning.CONTENT:
            return Verdict(what, "failed", "rejected")
        case Meaning.RELAY:
            patience = PATIENCE if receipt.speaks_of_relay else 0
            pause = _relay_pause(tries.of_relay - patience) * _spread(key, tries.of_relay)
        case _:
            pause = DEFERRED[min(number, len(DEFERRED) - 1)] * _spread(key, number)
    if age > tries.give_up_after or (tries.left is not None and pause > tries.left):
        return Verdict(what, "expired", "deferred")
    return Verdict(what, "pending", "deferred", pause)


def _relay_pause(failures: int) -> timedelta:
    """How long one letter steps back when the relay fails.

    While patience lasts not at all: it is the relay that rests, and letters keep their order.
    """
    return RELAY_DOWN[min(failures, len(RELAY_DOWN) - 1)] if failures >= 0 else timedelta()


def is_gone(enhanced: str) -> bool:
    """Whether the status says that there is no such mailbox (RFC 3463, 7505).

    5.1.7 and 5.1.8 speak of the sender's address: those are ours to mend.
    """
    return enhanced == "5.2.1" or (
        enhanced.startswith("5.1.") and enhanced not in ("5.1.7", "5.1.8")
    )


def _refused(stage: Stage, code: int, enhanced: str) -> Meaning:
    """A 5xx for good: the mailbox is not there, or it is us that are not wanted."""
    if is_gone(enhanced):
        return Meaning.HARD
    if stage == "recipient" and not enhanced and code in (550, 551, 553):
        return Meaning.HARD
    return Meaning.OURS


def _spread(key: str, number: int) -> float:
    """A factor within ± 20 %: whoever deferred a thousand is not met by all of them at once."""
    byte = hashlib.sha256(f"{key}.{number}".encode()).digest()[0]
    return 1 - JITTER + 2 * JITTER * byte / 255
