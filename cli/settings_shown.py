"""The settings as they are in force, for a page: what is secret is never in it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, SecretStr

from config import durations
from config.settings import Settings, known_keys, variable
from web.tools import Setting

MASK = "…"


def shown(settings: Settings) -> tuple[Setting, ...]:
    """Every setting, by the name of its environment variable."""
    found = []
    for key, default in known_keys().items():
        value = _value(settings, key)
        found.append(
            Setting(
                name=variable(key),
                value=_words(value),
                is_secret=isinstance(value, SecretStr),
                is_default=value == default,
            )
        )
    return tuple(found)


def _value(settings: Settings, key: tuple[str, ...]) -> object:
    """The value under a key, whose last part may be another name of its field."""
    value: object = settings
    for name in key:
        assert isinstance(value, BaseModel)  # noqa: S101 - keys lead through sections only
        fields = type(value).model_fields
        field = next(one for one, its in fields.items() if name in (one, its.alias))
        value = getattr(value, field)
    return value


def _words(value: object) -> str:
    """A value in words; of an address with a password, the address."""
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, SecretStr):
        return MASK
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, timedelta):
        return durations.write(value)
    if isinstance(value, tuple):
        return ", ".join(_words(one) for one in value)
    return _without_password(str(value))


def _without_password(text: str) -> str:
    """An address without the user and password that stand in it, wherever it is in the text."""
    return " ".join(",".join(_masked(one) for one in part.split(",")) for part in text.split(" "))


def _masked(address: str) -> str:
    try:
        parts = urlsplit(address)
        if not parts.netloc:
            return address
        host = parts.netloc.rpartition("@")[2]
        who = f"{MASK}@" if "@" in parts.netloc else ""
        return urlunsplit(parts._replace(netloc=who + host, query=MASK if parts.query else ""))
    except ValueError:
        return MASK
