"""The way out for mail that a setting names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from time import monotonic
from urllib.parse import unquote, urlsplit

from notifier.direct import Allowed, DirectMail
from notifier.exchangers import Resolver
from notifier.mail import Relay
from notifier.relays import RelayMail, Relays
from notifier.ways import FileMail, Mail, MemoryMail


class MailUrlError(ValueError):
    """The address of the mail server is not one."""


@dataclass(frozen=True, slots=True)
class Direct:
    """What sending without a relay needs: who looks names up, and where we may connect to."""

    resolver: Resolver
    allowed: Allowed


def open_mail(
    urls: str,
    password: str | None = None,
    *,
    hello: str = "localhost",
    connections: int = 5,
    per_minute: float | None = None,
    direct: Direct | None = None,
    clock: Callable[[], float] = monotonic,
) -> Mail:
    """The way out: `smtp://host:port`, `smtps://user@host`, `direct://our.name`, `file:///folder`
    or `memory:`.

    Several relays are separated by blanks or commas; `password` then has one line for all of them,
    or a line for each. `per_minute` is how many letters one relay gets.
    """
    each = named(urls)
    if len(each) == 1 and (own := _without_server(each[0])) is not None:
        return own
    if len(each) == 1 and direct is not None and urlsplit(each[0]).scheme == "direct":
        name = urlsplit(each[0]).hostname or hello
        return DirectMail(direct.resolver, direct.allowed, hello=name, clock=clock)
    relays = relays_of(urls, password, hello, connections, per_minute, clock)
    return relays[0] if len(relays) == 1 else Relays(relays)


def relays_of(
    urls: str,
    password: str | None,
    hello: str,
    connections: int = 5,
    per_minute: float | None = None,
    clock: Callable[[], float] = monotonic,
) -> list[RelayMail]:
    """The relays that a setting names, at least one."""
    each = named(urls)
    lines = (password or "").splitlines() or [""]
    if len(lines) not in (1, len(each)):
        raise MailUrlError(
            f"{len(lines)} passwords for {len(each)} mail servers: one, or a line for each"
        )
    if not each:
        raise MailUrlError("no mail server is named")
    return [
        RelayMail(
            _relay(url, lines[place % len(lines)] or None, hello, per_minute), connections, clock
        )
        for place, url in enumerate(each)
    ]


def named(urls: str) -> list[str]:
    """The addresses of a setting that may name several mail servers."""
    return [url for url in re.split(r"[\s,]+", urls) if url]


def _without_server(url: str) -> Mail | None:
    parts = urlsplit(url)
    if parts.scheme == "memory":
        return MemoryMail()
    return FileMail(Path(unquote(parts.path))) if parts.scheme == "file" else None


def _relay(url: str, password: str | None, hello: str, per_minute: float | None) -> Relay:
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise MailUrlError(f"{url} is no way to send mail: use smtp://, smtps:// or file://")
    return Relay(
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 25),
        user=unquote(parts.username) if parts.username else None,
        password=password,
        implicit_tls=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp" and not _is_loopback(parts.hostname),
        hello=hello,
        per_minute=per_minute,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
