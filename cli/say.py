"""Data on stdout, talk on stderr; what a page says never drives the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any


def data(form: Any) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(form, ensure_ascii=False) + "\n")


def line(text: str = "") -> None:
    """One line of an answer for people, on stdout."""
    sys.stdout.write(shown(text) + "\n")


def raw(text: str) -> None:
    """Data of another form than JSON, as they are, on stdout: whoever asks for them redirects."""
    sys.stdout.write(text)


def talk(text: str) -> None:
    """One line beside the answer, on stderr."""
    sys.stderr.write(shown(text) + "\n")


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Rows under a head, in columns as wide as they need, on stdout."""
    cells = [[str(cell) for cell in head], *([_cell(cell) for cell in row] for row in rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    for row in cells:
        line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def time(at: datetime | None) -> str | None:
    """A time as RFC 3339 in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def counted(n: int, one: str, many: str | None = None) -> str:
    """So many of something."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def shown(text: str) -> str:
    """The text without signs that would drive a terminal: escapes, other controls, reordering."""
    return "".join(
        sign
        if sign in "\n\t" or (sign.isprintable() and sign not in _REORDER)
        else "\N{REPLACEMENT CHARACTER}"
        for sign in text
    )


_REORDER = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _cell(value: object) -> str:
    return "–" if value is None else shown(str(value)).replace("\n", " ")
