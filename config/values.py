"""The kinds of value a setting can have: each is checked here, and a fault says how to write it."""

from __future__ import annotations

import ipaddress
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator

from config import durations


def listed(written: object) -> object:
    """A JSON list or a comma list of strings, as a list."""
    if not isinstance(written, str):
        return written
    if written.strip().startswith("["):
        try:
            return json.loads(written)
        except ValueError:
            raise ValueError('is no JSON list; write it like ["…", "…"]') from None
    return [part.strip() for part in written.split(",") if part.strip()]


def split(url: str) -> SplitResult | None:
    """The parts of an address that names a host and, if any, a port; None where it is none."""
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:  # brackets without an address, a port that is no number or too large
        return None


def is_web_address(url: str) -> bool:
    """Whether it is an http(s) address."""
    parts = split(url)
    return parts is not None and parts.scheme in ("http", "https")


def _network(written: object) -> str:
    try:
        return str(ipaddress.ip_network(str(written), strict=False))
    except ValueError:
        raise ValueError(
            f"{written!r} is no network; write it like 127.0.0.0/8 or ::1/128"
        ) from None


def _web_address(url: str) -> str:
    if not is_web_address(url):
        raise ValueError("is no http(s) address; write it like https://clausewatch.example")
    return url.rstrip("/")


def _ways_out(urls: str) -> str:
    named = [url for url in re.split(r"[\s,]+", urls) if url]
    for url in named:
        if not _is_relay(url) and not (len(named) == 1 and _is_other_way(url)):
            raise ValueError(
                "is no mail server; write it like smtp://relay.example:587, "
                "smtps://user@relay.example, direct://mail.example or "
                "file:///var/lib/clausewatch/outbox"
            )
        if urlsplit(url).password:
            raise ValueError(
                "holds a password; put it into CLAUSEWATCH_MAIL__PASSWORD_FILE instead"
            )
    if not named:
        raise ValueError("names no mail server")
    return urls


def _is_relay(url: str) -> bool:
    parts = split(url)
    return parts is not None and parts.scheme in ("smtp", "smtps")


def _is_other_way(url: str) -> bool:
    parts = split(url)
    is_folder = re.match("file:///+[^/]", url) is not None
    return is_folder or (parts is not None and parts.scheme == "direct")


def _listener(url: str) -> str:
    parts = split(url)
    if parts is None or parts.scheme not in ("lmtp", "smtp") or parts.port is None:
        raise ValueError("is no place to listen at; write it like lmtp://127.0.0.1:8024")
    return url


def _database_address(url: str) -> str:
    if url.split(":", 1)[0] not in ("sqlite", "postgresql"):
        raise ValueError(
            "is no database we know; write it like sqlite:////var/lib/clausewatch/clausewatch.db "
            "or postgresql://user@host/name"
        )
    return url


def _domain(name: str) -> str:
    parts = name.split(".")
    if len(parts) < 2 or not all(re.fullmatch("[A-Za-z0-9-]{1,63}", part) for part in parts):
        raise ValueError("is no domain; write it like bounces.clausewatch.example")
    return name.lower()


def _selector(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?", name):
        raise ValueError("is no selector; write it like clausewatch2026")
    return name


def _text_file(path: Path) -> Path:
    try:
        path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"is no text we can read: {error}") from None
    return path


def _folder(path: Path) -> Path:
    if "?" in str(path):
        raise ValueError("holds a question mark, where an SQLite address ends; name it otherwise")
    return path


def _mail_address(address: str) -> str:
    local, at, domain = address.rpartition("@")
    if not (at and local and domain) or any(c.isspace() or c in "<>,;" for c in address):
        raise ValueError("is no address; write it like notices@clausewatch.example")
    return address


Duration = Annotated[timedelta, BeforeValidator(durations.parse)]
Networks = Annotated[tuple[Annotated[str, BeforeValidator(_network)], ...], BeforeValidator(listed)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
WaysOut = Annotated[str, AfterValidator(_ways_out)]
"""One way out for mail, or several relays with blanks or commas between them."""

MailAddress = Annotated[str, AfterValidator(_mail_address)]
Domain = Annotated[str, AfterValidator(_domain)]
Listener = Annotated[str, AfterValidator(_listener)]
Selector = Annotated[str, AfterValidator(_selector)]
"""The name of a DKIM key in the DNS."""

DatabaseAddress = Annotated[str, AfterValidator(_database_address)]
DataFolder = Annotated[Path, AfterValidator(_folder)]
TextFile = Annotated[Path, AfterValidator(_text_file)]
"""A file of UTF-8 text that is there now."""
