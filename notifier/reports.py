"""What came back to an envelope address: a failure, a complaint or an automatic reply. Pure.

RFC 3464 (delivery status), RFC 5965 (feedback reports), RFC 3834 (automatic replies).
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import Message
from typing import Literal

from notifier.receipts import is_gone

Kind = Literal[
    "hard", "soft", "ours", "complaint", "delayed", "relayed", "delivered", "auto_reply", "unknown",
    "handed_over",
]  # fmt: skip
Source = Literal["dsn", "arf", "mail", "log", "hook"]
ACTIONS: dict[str, Kind] = {
    "delayed": "delayed", "relayed": "relayed", "expanded": "relayed", "delivered": "delivered",
}  # fmt: skip
MAX_BYTES = 1_000_000
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_OURS = re.compile(r"b-([0-9a-z]{26})-(\d{1,6})-([0-9a-f]{16})@", re.IGNORECASE)
_STOP = re.compile(r"unsub\+([\w.-]{10,200})@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Returned:
    """The letter that a report speaks of, as its envelope address names it."""

    delivery: str  # ULID, in capitals
    attempt: int
    mac: str

    @property
    def name(self) -> str:
        """What the mac was made over."""
        return f"{self.delivery.lower()}-{self.attempt}"


@dataclass(frozen=True, slots=True)
class Report:
    """What came back says of one letter: a message, a line of a relay's log, a provider's word."""

    source: Source
    kind: Kind
    enhanced: str | None = None
    returned: Returned | None = None
    stop_token: str | None = None
    host: str | None = None  # the recipient's server, as a relay names it


def read(raw: bytes) -> Report:
    """Read what came back. Anything at all may come; what is no report is `unknown`."""
    message = email.message_from_bytes(raw[:MAX_BYTES], policy=email.policy.compat32)
    addressed = " ".join(str(value) for name in _ADDRESSED for value in message.get_all(name, []))
    returned = returned_in(addressed)
    stop = _STOP.search(addressed)
    token = stop[1] if stop else None
    for part in message.walk():
        content = part.get_content_type()
        if content == "message/delivery-status":
            kind, enhanced = _status(part)
            return Report("dsn", kind, enhanced, returned, token)
        if content == "message/feedback-report":
            return Report("arf", "complaint", None, returned or _inside(message), token)
    if str(message.get("Auto-Submitted", "no")).strip().lower() != "no":
        return Report("mail", "auto_reply", None, returned, token)
    return Report("mail", "unknown", None, returned, token)


def returned_in(addressed: str) -> Returned | None:
    """The envelope address of ours in these words."""
    found = _OURS.search(addressed)
    return Returned(found[1].upper(), int(found[2]), found[3].lower()) if found else None


def _inside(message: Message) -> Returned | None:
    """A complaint carries our letter; its envelope address stands in there."""
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            return returned_in(part.as_string()[:20_000])
    return None


def _status(part: Message) -> tuple[Kind, str | None]:
    """Action and status of the one recipient; RFC 3464 puts them in the blocks after the first."""
    blocks = [block for block in part.walk() if block is not part]
    for block in blocks:
        action = str(block.get("Action", "")).strip().lower()
        found = _STATUS.search(str(block.get("Status", "")))
        if not action:
            continue
        enhanced = found.group() if found else None
        if action == "failed":
            return failure(enhanced or ""), enhanced
        if action in ACTIONS:
            return ACTIONS[action], enhanced
    return "unknown", None


def failure(enhanced: str) -> Kind:
    """Whose fault a failure is."""
    if is_gone(enhanced):
        return "hard"
    if enhanced.startswith("5.7."):
        return "ours"
    if enhanced.startswith("4.") or enhanced in ("5.2.2", "5.4.4", "5.4.7"):
        return "soft"  # full, no route, or given up after days: it may work again
    return "soft" if not enhanced else "ours"
