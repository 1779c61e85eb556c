"""Durations as people write them in settings and declarations: `90s`, `15m`, `48h`, `7d`, `0`."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_WRITTEN = re.compile(r"([0-9]{1,9})([smhd])", re.ASCII)

REMEDY = "write it like 90s, 15m, 48h, 7d or 0"


def parse(written: object) -> timedelta:
    """The duration written; `ValueError` says how to write one."""
    if isinstance(written, timedelta):
        return written
    text = str(written).strip()
    if text == "0":
        return timedelta()
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no duration; {REMEDY}")
    try:
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    except OverflowError:
        raise ValueError(f"{text!r} is too long a duration; {REMEDY}") from None


def write(duration: timedelta) -> str:
    """The shortest writing that `parse` reads back."""
    seconds = round(duration.total_seconds())
    if seconds == 0:
        return "0"
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
