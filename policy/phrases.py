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
_REMEMBERED = 50_000
"""So many words are remembered with what may begin with them."""


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
        self._known: dict[str, Sequence[tuple[tuple[str, ...], Value]]] = {}

    def find(self, found: Sequence[Token]) -> Iterator[tuple[int, int, Value]]:
        """First token, the one after the last, and the value of each phrase, from left to right."""
        known, after = self._known, 0
        for at in [n for n, token in enumerate(found) if known.get(token[0], True)]:
            if at < after:
                continue
            entries = known.get(found[at].text)
            if entries is None:
                entries = self._learn(found[at].text)
            for pattern, value in entries:
                if len(pattern) == 1 or _fits(pattern, found, at):
                    after = at + len(pattern)
                    yield at, after, value
                    break

    def _learn(self, word: str) -> Sequence[tuple[tuple[str, ...], Value]]:
        """The phrases that may begin with this word, the longest first; remembered, for words come
        again.
        """
        spelled = _spelled(word) if "/" not in word and "@" not in word else ""
        entries = [
            entry
            for entry in (*self._whole.get(spelled, ()), *self._stems.get(spelled[:_STEM], ()))
            if _begins(entry[0][0], spelled)
        ]
        entries.sort(key=lambda entry: -len(entry[0]))
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[word] = entries
        return entries


def _pattern(phrase: str) -> Iterator[str]:
    for word in phrase.split():
        star = word.endswith("*")
        parts = [bare(token.text) for token in tokens(word.rstrip("*"))]
        yield from parts[:-1]
        yield parts[-1] + "*" * star


def _fits(pattern: tuple[str, ...], found: Sequence[Token], at: int) -> bool:
    """Do the words after the first fit as well?"""
    if at + len(pattern) > len(found):
        return False
    for n in range(1, len(pattern)):  # noqa: SIM110 - a generator costs twice the loop
        if not _begins(pattern[n], _spelled(found[at + n].text)):
            return False
    return True


def _begins(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part[-1] == "*" else word == part


def _spelled(word: str) -> str:
    return bare(word).replace("’", "'")


def listed(table: Mapping[Value, str]) -> Iterator[tuple[str, Value]]:
    """Phrase and value of a table that lists phrases with `|` between them."""
    for value, phrases in table.items():
        for phrase in phrases.split("|"):
            yield phrase, value
