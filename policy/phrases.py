"""Finding listed phrases in a text: whole words, accents and case aside, the longest where several
fit; linear.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from policy.tokens import Token, bare, tokens

Value = TypeVar("Value")

_STEM = 3
"""Words that may go on are looked up by so many first letters."""


class Lexicon(Generic[Value]):
    """Phrases with what each of them means; `*` at the end of a word lets it go on."""

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        self._whole: dict[str, list[tuple[tuple[str, ...], Value]]] = defaultdict(list)
        self._stems: dict[str, list[tuple[tuple[str, ...], Value]]] = defaultdict(list)
        for phrase, value in phrases:
            pattern = tuple(_pattern(phrase))
            first = pattern[0]
            table, key = (
                (self._stems, first[:_STEM]) if first.endswith("*") else (self._whole, first)
            )
            table[key].append((pattern, value))
        for table in (self._whole, self._stems):
            for entries in table.values():
                entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, found: Sequence[Token]) -> Iterator[tuple[int, int, Value]]:
        """First token, the one after the last, and the value of each phrase, from left to right."""
        spelled = [bare(token.text).replace("’", "'") for token in found]
        at = 0
        while at < len(spelled):
            hit = self._longest(spelled, at)
            if hit is None:
                at += 1
                continue
            length, value = hit
            yield at, at + length, value
            at += length

    def _longest(self, spelled: Sequence[str], at: int) -> tuple[int, Value] | None:
        best: tuple[int, Value] | None = None
        for entries in (
            self._whole.get(spelled[at], ()),
            self._stems.get(spelled[at][:_STEM], ()),
        ):
            for pattern, value in entries:
                if (best is None or len(pattern) > best[0]) and _fits(pattern, spelled, at):
                    best = len(pattern), value
                    break
        return best


def _pattern(phrase: str) -> Iterator[str]:
    for word in phrase.split():
        star = word.endswith("*")
        parts = [bare(token.text) for token in tokens(word.rstrip("*"))]
        yield from parts[:-1]
        yield parts[-1] + "*" * star


def _fits(pattern: tuple[str, ...], spelled: Sequence[str], at: int) -> bool:
    if at + len(pattern) > len(spelled):
        return False
    return all(
        word.startswith(part[:-1]) if part[-1] == "*" else word == part
        for part, word in zip(pattern, spelled[at : at + len(pattern)], strict=True)
    )


def listed(table: Mapping[Value, str]) -> Iterator[tuple[str, Value]]:
    """Phrase and value of a table that lists phrases with `|` between them."""
    for value, phrases in table.items():
        for phrase in phrases.split("|"):
            yield phrase, value
