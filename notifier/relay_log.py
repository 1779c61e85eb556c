"""Lines of a relay's own log, as Postfix writes them: to whom it handed a letter on. Pure.

The relay speaks of a letter by its queue id; which letter that is stands in other lines, by
Message-ID or envelope address. A hand-over counts only to a public address: a filter on the relay's
own machine takes a letter, too, and it comes back under another queue id.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from ipaddress import ip_address

from notifier.reports import Kind, failure

REMEMBERED = 20_000  # queue ids whose letter is known
LONGEST_LINE = 4000
_LINE = re.compile(r"postfix(?:[-\w]*)/(?:[-\w]+/)?(\w+)\[\d+\]: ([0-9A-Za-z]{5,24}): (.*)")
_MESSAGE_ID = re.compile(r"message-id=(<[^<>\s]{3,250}>)")
_FROM = re.compile(r"from=<([^<>\s]{1,250})>")
_RELAY = re.compile(r"relay=([^\s,\[\]]+)\[([0-9A-Fa-f:.]+)\]")
_STATUS = re.compile(r"status=(\w+)")
_DSN = re.compile(r"dsn=([245]\.\d{1,3}\.\d{1,3})")
BY_NET = frozenset({"smtp", "lmtp"})


@dataclass(frozen=True, slots=True)
class Letter:
    """What is known of a queue id: by what names we may find our letter."""

    queue_id: str
    message_id: str | None = None
    sender: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the relay says of one letter, with the line as it stood."""

    letter: Letter
    kind: Kind
    enhanced: str | None
    host: str | None
    line: str


class Reader:
    """Reads line after line, and remembers which queue id is which letter."""

    def __init__(self) -> None:
        self._letters: OrderedDict[str, Letter] = OrderedDict()

    def read(self, line: str) -> Said | None:
        """What a line says of a letter's way; None where it says nothing of that."""
        found = _LINE.search(line[:LONGEST_LINE])
        if found is None:
            return None
        service, queue_id, rest = found.groups()
        letter = self._letters.get(queue_id, Letter(queue_id))
        if message := _MESSAGE_ID.match(rest):
            self._remember(replace(letter, message_id=message[1]))
        elif (sender := _FROM.match(rest)) and "status=" not in rest:
            self._remember(replace(letter, sender=sender[1]))
        elif rest == "removed":
            self._letters.pop(queue_id, None)
        elif status := _STATUS.search(rest):
            return _said(letter, service, status[1], rest, line.rstrip("\r\n"))
        return None

    def _remember(self, letter: Letter) -> None:
        self._letters[letter.queue_id] = letter
        self._letters.move_to_end(letter.queue_id)
        if len(self._letters) > REMEMBERED:
            self._letters.popitem(last=False)


def _said(letter: Letter, service: str, status: str, rest: str, line: str) -> Said | None:
    dsn, relay = _DSN.search(rest), _RELAY.search(rest)
    enhanced = dsn[1] if dsn else None
    host = f"{relay[1]}[{relay[2]}]" if relay else None
    kind: Kind
    if status == "sent":
        outside = service in BY_NET and relay is not None and _is_public(relay[2])
        kind = "handed_over" if outside else "relayed"
    elif status == "deferred":
        kind = "delayed"
    elif status == "bounced":
        kind = failure(enhanced or "")
    elif status == "expired":
        kind = "soft"
    else:
        return None
    return Said(letter, kind, enhanced, host, line)


def _is_public(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False
