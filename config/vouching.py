"""How those who vouch for the ledger are written in settings: authorities, witnesses, logs."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

KEY = r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*"


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


def origin(name: str) -> str:
    """The name of a log."""
    if name and (any(sign.isspace() for sign in name) or "+" in name or "://" in name):
        raise ValueError("is no name of a log; write it like clausewatch.example/log")
    return name


def authority(url: str) -> str:
    """Where time stamps are asked for."""
    if not _is_web_address(url):
        raise ValueError("is no address of an authority; write it like https://stamps.example/tsr")
    return url


def witness(written: str) -> str:
    """A witness: its key and where it is asked."""
    key, _, url = written.partition(" ")
    if not re.fullmatch(KEY, key) or not _is_web_address(url):
        raise ValueError(
            "is no witness; write its key, a space and its address: "
            "witness.example/w1+0123abcd+BASE64 https://witness.example/witness"
        )
    return written


def log_key(written: str) -> str:
    """The key of a log we witness."""
    if not re.fullmatch(KEY, written):
        raise ValueError("is no key of a log; `clausewatch ledger status` there shows it")
    return written


def _is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
