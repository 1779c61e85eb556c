"""What a mail provider posts about our letters: JSON of many shapes, read by names in use. Pure.

Every provider names the same few things otherwise. We look for a word that says what happened and
for a name of the letter, wherever they stand; an event without both is passed over.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from notifier.relay_words import Word
from notifier.reports import Kind, failure

LARGEST = 262_144  # bytes of one post
DEEPEST = 6  # levels of one event that are looked at
MOST = 1000  # events of one post
OLDEST = timedelta(minutes=5)  # of a signed post, so that none can be repeated later

WHAT = (
    "event", "eventtype", "recordtype", "notificationtype", "event_type", "type", "status", "state",
)  # fmt: skip
KINDS: Mapping[str, Kind] = {
    "delivered": "handed_over", "delivery": "handed_over", "sent_to_recipient": "handed_over",
    "deferred": "delayed", "delayed": "delayed", "delivery_delayed": "delayed",
    "deliverydelay": "delayed", "transientbounce": "soft", "soft_bounce": "soft",
    "softbounce": "soft", "hard_bounce": "hard", "hardbounce": "hard", "bounce": "unknown",
    "bounced": "unknown", "failed": "unknown", "dropped": "ours", "rejected": "ours",
    "blocked": "ours", "spam_complaint": "complaint", "spamcomplaint": "complaint",
    "complaint": "complaint", "complained": "complaint", "spamreport": "complaint",
    "spam": "complaint",
}  # fmt: skip
"""What they call it, without namespace and in small letters; `unknown` is a failure whose status
decides.
"""

LETTER = ("message-id", "message_id", "messageid", "smtp-id", "smtp_id", "rfc822_message_id")
QUEUE = ("queue_id", "queue-id", "sg_message_id", "id", "mail_id", "transmission_id")
SENDER = ("return_path", "return-path", "envelope_from", "mail_from", "source", "from", "sender")
HOST = ("remotemtaip", "mx", "mx-host", "remote_mta", "remotemta", "reportingmta", "sending_mta")
PERMANENT = ("permanent", "hard", "5")
_GAP = re.compile(r"[\s,]*")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether a post comes from who has the secret.

    As password (Basic or Bearer), as HMAC-SHA256 of the body in `x-signature`, or as a Standard
    Webhooks signature.
    """
    given = _password(headers.get("authorization", ""))
    if given is not None:
        return hmac.compare_digest(given.encode(), secret.encode())
    if signature := headers.get("x-signature"):
        made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(signature.removeprefix("sha256=").encode(), made.encode())
    return _is_signed(secret, headers, body, now)


def read(body: bytes) -> list[Word]:
    """What a post says; an empty list where it says nothing of letters."""
    words = []
    for event, raw in _events(body)[:MOST]:
        word = _word(event, raw) if isinstance(event, dict) else None
        if word is not None:
            words.append(word)
    return words


def _events(body: bytes) -> list[tuple[object, bytes]]:
    """Each event with its own bytes: what speaks of two people is kept apart."""
    decoder, found = json.JSONDecoder(), []
    try:
        text = body.decode()
        if not text.lstrip().startswith("["):
            return [(decoder.decode(text), body)]
        place = _next(text, text.index("[") + 1)
        while text[place] != "]":
            event, end = decoder.raw_decode(text, place)
            found.append((event, text[place:end].encode()))
            place = _next(text, end)
    except (ValueError, IndexError, RecursionError):
        return []
    return found


def _next(text: str, place: int) -> int:
    """Where the next event begins."""
    gap = _GAP.match(text, place)
    return gap.end() if gap else place


def _word(event: dict[str, Any], raw: bytes) -> Word | None:
    found: dict[str, list[str]] = {}
    for name, value in _leaves(event, DEEPEST):
        found.setdefault(name, []).append(value)
    kind = _kind(found)
    letter, queue, sender = (_first(found, names) for names in (LETTER, QUEUE, SENDER))
    if kind is None or not (letter or queue or sender):
        return None
    status = _STATUS.search(" ".join(value for values in found.values() for value in values))
    enhanced = status[1] if status else None
    if kind == "unknown":
        kind = _failure(found, enhanced)
    return Word("hook", kind, raw, enhanced, _first(found, HOST), _bracketed(letter), sender, queue)


def _kind(found: Mapping[str, list[str]]) -> Kind | None:
    for name in WHAT:
        for value in found.get(name, ()):
            word = re.split(r"[.:/]", value.strip().lower())[-1].replace(" ", "")
            if word in KINDS:
                return KINDS[word]
    return None


def _failure(found: Mapping[str, list[str]], enhanced: str | None) -> Kind:
    if enhanced is not None:
        return failure(enhanced)
    hints = {value.lower() for values in found.values() for value in values if len(value) < 20}
    return "hard" if hints & set(PERMANENT) else "soft"


def _leaves(form: object, deep: int) -> Iterator[tuple[str, str]]:
    """Every named word in an event, the outer ones first."""
    if not isinstance(form, dict) or not deep:
        return
    for name, value in form.items():
        if isinstance(value, str | int):
            yield str(name).lower(), str(value)[:1000]
    for name, value in form.items():
        inner = value if isinstance(value, list) else [value]
        for one in inner[:20]:
            if isinstance(one, str) and isinstance(value, list):
                yield str(name).lower(), one[:1000]
            yield from _leaves(one, deep - 1)


def _first(found: Mapping[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((found[name][0] for name in names if name in found), None)


def _bracketed(message_id: str | None) -> str | None:
    return f"<{message_id.strip('<> ')}>" if message_id else None


def _password(authorization: str) -> str | None:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(rest, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """The form that Standard Webhooks describes: id, time and body under one HMAC."""
    name, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not name or not at.isdecimal() or abs(now.timestamp() - int(at)) > OLDEST.total_seconds():
        return False
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"))
    except ValueError:
        return False
    signed = f"{name}.{at}.".encode() + body
    made = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(one.encode(), b"v1," + made) for one in given)
