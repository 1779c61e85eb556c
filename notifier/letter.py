"""From a kept notice to the letters of many readers: what is the same is encoded once.

The body is quoted-printable, cut at its blanks; a value is put between soft line breaks, so that no
line grows too long and nothing has to be encoded twice.
"""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from notifier import blanks, headers
from notifier.office import Letterhead, Office
from notifier.tokens import Purpose
from notifier.ways import Letter
from notifier.words import words
from storage.mailboxes import MAX_LOCAL
from storage.outbox import Claim
from storage.tables_told import NoticeRow

STOPS: dict[str, Purpose] = {
    "change": "unsub",
    "reminder": "unsub",
    "correction": "unsub",
    "silence": "unsub",
    "back": "unsub",
    "digest": "unsub_digest",
    "welcome": "unsub_together",
    "alive": "unsub_all",
}
"""Kinds that go out under a subscription, and so carry the way to end it: this one, all that come
in digests, all that were confirmed together, or all of that person.
"""
_LONE_BREAK = re.compile(rb"\r?\n")
_SOFT_BREAK = b"=\r\n"

Piece = tuple[bytes, str, Callable[[str], str] | None]


@dataclass(frozen=True, slots=True)
class About:
    """What a notice is about, as its headers name it."""

    list_words: str = ""  # "Kraaft, privacybeleid"
    list_name: str = ""  # id of the policy
    archive_url: str = ""
    the: str = ""  # "het privacybeleid van Kraaft"
    service: str = ""
    sender: str = ""  # in whose name a company's own notice comes
    effective_on: str = ""  # "2026-12-21; certainty=stated"


class Stationery:
    """One notice, ready to be filled in and sent many times."""

    def __init__(
        self, notice: NoticeRow, about: About, letterhead: Letterhead, *, is_short: bool = False
    ) -> None:
        self.kind = notice.kind
        self.language = notice.language
        self.time_zone = notice.time_zone
        boundary = f"=_{notice.sha256[:40]}"
        fixed = _fixed_headers(notice, about, letterhead, boundary)
        self.names = tuple(name for name, _ in fixed)
        self._fixed = b"".join(line for _, line in fixed)
        self.about = about
        self.was_read = False  # by another parser than our own
        self._pieces = [
            (_part_head(boundary, "plain"), "", None),
            *_pieces(notice.text, None),
            *(() if is_short else _html_part(boundary, notice.html)),
            (f"\r\n--{boundary}--\r\n".encode(), "", None),
        ]

    def data(self, own_headers: bytes, values: dict[str, str]) -> bytes:
        """The bytes of one letter."""
        parts = [own_headers, self._fixed]
        for fixed, name, escape in self._pieces:
            parts.append(fixed)
            if name:
                value = escape(values[name]) if escape else values[name]
                parts.append(_SOFT_BREAK + _quoted(value) + _SOFT_BREAK)
        return b"".join(parts)


def write(
    office: Office, stationery: Stationery, claim: Claim, address: str, now: datetime
) -> Letter:
    """The letter of one claim: filled in, and its headers read again."""
    values = _values(office, stationery, claim, now)
    own, names = _own_headers(office, stationery, claim, address, values, now)
    data = stationery.data(own, values)
    headers.check(data, (*names, *stationery.names), address)
    if not stationery.was_read:
        headers.check_as_others_read(data, (*names, *stationery.names), address)
        stationery.was_read = True
    return Letter(claim.id, envelope_sender(office, claim), address, data)


def envelope_sender(office: Office, claim: Claim) -> str:
    """Where a bounce goes: an address that names the attempt and proves that it is ours (VERP)."""
    head = office.letterhead
    if not head.bounce_domain:
        return head.from_address
    name = f"{claim.id.lower()}-{claim.number}"
    return f"b-{name}-{office.tokens.short_mac('bounce', name)}@{head.bounce_domain}"


def _own_headers(
    office: Office,
    stationery: Stationery,
    claim: Claim,
    address: str,
    values: dict[str, str],
    now: datetime,
) -> tuple[bytes, tuple[str, ...]]:
    lines = [
        headers.line("To", address),
        headers.line("Message-ID", claim.message_id),
        headers.date(now),
    ]
    names: tuple[str, ...] = ("To", "Message-ID", "Date")
    if stationery.kind in STOPS:
        ways = [f"<{values['unsubscribe']}>"]
        if office.letterhead.bounce_domain:
            box = "unsub+" + values["unsubscribe"].rsplit("/", 1)[-1]
            if len(box) <= MAX_LOCAL:
                ways.append(f"<mailto:{box}@{office.letterhead.bounce_domain}>")
        lines.append(headers.line("List-Unsubscribe", ",\r\n ".join(ways)))
        lines.append(headers.line("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        lines.append(headers.line("List-Help", f"<{office.letterhead.link('manage')}>"))
        names += ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Help")
    return b"".join(lines), names


def _values(office: Office, stationery: Stationery, claim: Claim, now: datetime) -> dict[str, str]:
    """What is filled in for this reader. Links hold a token, never an address."""
    link, tokens = office.letterhead.link, office.tokens
    number, asked = claim.subscription_id, claim.requested_at
    stops = STOPS.get(stationery.kind)
    if stops is None:
        return _one_link(office, stationery.kind, claim, now)
    day = (claim.confirmed_at or asked).astimezone(ZoneInfo(stationery.time_zone)).date()
    values = {
        "why": _why(stationery.language, stationery.about, claim.target_kind, day.isoformat()),
        "unsubscribe": link("u", tokens.issue(stops, number, asked)),
    }
    if stationery.kind == "reminder":
        quiet = tokens.issue("no_reminders", claim.subscriber_id, asked)
        values["no_reminders"] = link("reminders", quiet)
    return values


def _one_link(office: Office, kind: str, claim: Claim, now: datetime) -> dict[str, str]:
    """The one link of a message about somebody's own subscriptions."""
    link, tokens = office.letterhead.link, office.tokens
    match kind:
        case "confirm":
            token = tokens.issue("confirm", claim.subscription_id, claim.requested_at)
            return {"confirm": link("confirm", token)}
        case "farewell":
            return {"again": link("again", tokens.issue("again", claim.subscription_id, now))}
        case "contract":
            return {"proof": link("p", tokens.issue("proof", claim.subscription_id, now))}
        case "reconfirm":
            token = tokens.issue("reconfirm", claim.subscription_id, now)
            return {"reconfirm": link("reconfirm", token)}
        case _:
            return {"manage": link("manage", tokens.issue("manage", claim.subscriber_id, now))}


@lru_cache(maxsize=4096)
def _why(language: str, about: About, target_kind: str, confirmed_on: str) -> str:
    said = words(language)
    day = said.stated(confirmed_on)
    if target_kind == "policy" and about.the:
        return said.say(
            "You get this because you follow %(the)s, confirmed on %(day)s.", the=about.the, day=day
        )
    if target_kind == "service" and about.service:
        return said.say(
            "You get this because you follow every text of %(service)s, confirmed on %(day)s.",
            service=about.service,
            day=day,
        )
    if target_kind == "everything":
        return said.say(
            "You get this because you follow everything that is watched here,"
            " confirmed on %(day)s.",
            day=day,
        )
    return said.say("You get this because you follow these texts, confirmed on %(day)s.", day=day)


def _fixed_headers(
    notice: NoticeRow, about: About, letterhead: Letterhead, boundary: str
) -> list[tuple[str, bytes]]:
    """What is the same for every reader: each header with the name it is meant to have."""
    made = {
        "From": headers.named(
            "From", about.sender or letterhead.from_name, letterhead.from_address
        ),
        "Subject": headers.words("Subject", notice.subject or " "),
    }
    if letterhead.reply_to:
        made["Reply-To"] = headers.line("Reply-To", letterhead.reply_to)
    if notice.thread:
        roots = notice.thread.split()
        made["In-Reply-To"] = headers.line("In-Reply-To", roots[-1])
        made["References"] = headers.line("References", "\r\n ".join(roots))
    if about.list_name:
        name = f"{_dns_label(about.list_name)}.policies.{letterhead.domain}"
        made["List-ID"] = headers.named("List-ID", about.list_words, name)
        made["List-Archive"] = headers.line("List-Archive", f"<{about.archive_url}>")
    made |= {
        name: headers.line(name, value)
        for name, value in (
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "OOF, AutoReply"),
            ("Content-Language", notice.language),
            ("Notice-Digest", f"sha256={notice.sha256}"),
            ("Notice-Effective", about.effective_on),
            ("MIME-Version", "1.0"),
            ("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"'),
        )
        if value
    }
    return list(made.items())


def _part_head(boundary: str, kind: str) -> bytes:
    return (
        f"\r\n--{boundary}\r\n"
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()


def _html_part(boundary: str, words_: str) -> list[Piece]:
    return [(_part_head(boundary, "html"), "", None), *_pieces(words_, html.escape)]


def _pieces(text: str, escape: Callable[[str], str] | None) -> list[Piece]:
    pieces: list[Piece] = []
    for words_, is_blank in blanks.split(text):
        pieces.append((b"", words_, escape or str) if is_blank else (_quoted(words_), "", None))
    return pieces


def _quoted(text: str) -> bytes:
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # a lone CR ends a line as well
    encoded = binascii.b2a_qp(text.encode(), istext=True, header=False)
    return _LONE_BREAK.sub(b"\r\n", encoded)


def _dns_label(name: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")[:60] or "policy"
