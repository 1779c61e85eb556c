"""Sentences of ours that can be said in another language: English, with its blanks kept beside it.

Whoever only wants the English uses the value as the text it is. A page in another language looks
up the `pattern` in its catalogue and fills the blanks in its own way (days as they are written
there, sentences within sentences translated themselves).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Self

Blank = str | int | date | tuple[str, ...]
"""What fills a blank: a name or quotation as it is, a number, a day, sentences joined by `or`."""


class Weekday(date):
    """A day that is said with its weekday, so that nobody miscounts."""

    @classmethod
    def of(cls, day: date) -> Self:
        """The same day."""
        return cls(day.year, day.month, day.day)


class Said(str):
    """An English sentence that remembers what it was made of; made by `said` and `said_many`."""

    __slots__ = ("blanks", "many", "number", "pattern")

    pattern: str
    many: str | None
    number: int
    blanks: Mapping[str, Blank]

    def __new__(
        cls, pattern: str, blanks: Mapping[str, Blank], many: str | None = None, number: int = 1
    ) -> Self:
        """The sentence in English."""
        chosen = pattern if many is None or number == 1 else many
        self = super().__new__(cls, chosen % {name: _english(one) for name, one in blanks.items()})
        self.pattern, self.blanks, self.many, self.number = pattern, blanks, many, number
        return self

    def __reduce__(self) -> tuple[object, ...]:
        """Copies and other processes get it with its blanks."""
        return Said, (self.pattern, self.blanks, self.many, self.number)


def said(pattern: str, /, **blanks: Blank) -> Said:
    """A sentence with `%(name)s` blanks."""
    return Said(pattern, blanks)


def said_many(one: str, many: str, n: int, /, **blanks: Blank) -> Said:
    """A sentence whose form follows a number, which fills `%(n)d`."""
    return Said(one, {**blanks, "n": n}, many, n)


def _english(blank: Blank) -> str | int:
    if isinstance(blank, tuple):
        return " or ".join(blank)
    if isinstance(blank, Weekday):
        return f"{blank:%A} {blank.isoformat()}"
    return blank.isoformat() if isinstance(blank, date) else blank
