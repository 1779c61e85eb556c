"""What a text states that can be compared: periods, amounts, dates, ages, names, and words of
weight, each with its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from policy.calendar_words import BUSINESS, NUMBERS, UNITS
from policy.date_grammar import written_dates
from policy.names import names
from policy.phrases import Lexicon, listed
from policy.references import is_reference
from policy.tokens import Token, bare
from policy.vocabulary_concepts import CONCEPTS, MODALITY, MORE_TOPICS, NEGATION
from policy.vocabulary_names import COUNTRIES
from policy.vocabulary_quantities import (
    AGE_CUES,
    CURRENCIES,
    MORE_NUMBERS,
    NOT_ALONE,
    PERCENT,
)

_DIGITS = re.compile(r"\d+(?:[.,\u202f]\d+)*")
_GROUP = re.compile(r"\d{3}(?:[.,]\d+)?")
_GLUED = re.compile(r"(\d+)[-‑](\w+)")
_NUMBER_WORDS = frozenset(MORE_NUMBERS) | frozenset(NUMBERS) | frozenset(CURRENCIES)
AROUND = 24
"""So many words around a place belong to what it states."""
_YOUNGEST, _OLDEST = 5, 25
"""Ages of which policies speak; other numbers beside a cue are something else."""


TOPIC = "topic"
"""Kind of a mention that only says what a clause is about."""


class Mention(NamedTuple):
    """One statement: its class, its value (equal for equal meaning), and its tokens."""

    kind: str
    value: str
    first: int
    last: int
    """The tokens from `first` up to, not including, `last`."""


def mentions(found: Sequence[Token], language: str | None = None) -> list[Mention]:
    """Everything the tokens state, in their order; one token may be part of several statements."""
    parties = (Mention("party", name, first, last) for first, last, name in names(found, language))
    stated = [*quantities(found), *lexical(found), *parties]
    return sorted(stated, key=lambda mention: (mention.first, mention.last, mention.kind))


def mentions_around(
    found: Sequence[Token], spots: Sequence[tuple[int, int]], language: str | None
) -> list[Mention]:
    """What is stated in the places and in the words around them."""
    out: list[Mention] = []
    for start, end in _windows(spots, len(found)):
        out += (
            Mention(m.kind, m.value, m.first + start, m.last + start)
            for m in mentions(found[start:end], language)
        )
    return out


def _windows(spots: Sequence[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    """The places with the words around them, those that touch made one."""
    out: list[tuple[int, int]] = []
    for first, last in spots:
        start, end = max(0, first - AROUND), min(count, last + AROUND)
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], end
        else:
            out.append((start, end))
    return out


def quantities(found: Sequence[Token]) -> list[Mention]:
    """Periods, amounts, percentages, dates, ages and plain numbers."""
    out: list[Mention] = []
    after = 0
    for at in [n for n, token in enumerate(found) if _may_count(token[0])]:
        if at < after:
            continue
        if mention := _quantity(found, at):
            after = mention.last
            last = out[-1] if out else None
            if last and last.kind == mention.kind == "number" and last.last == at:
                value = f"{last.value} {mention.value}"  # the groups of a telephone number
                out[-1] = Mention("number", value, last.first, after)
            else:
                out.append(mention)
    return out


@lru_cache(maxsize=50_000)
def _may_count(text: str) -> bool:
    """A number, a word for one, a currency, or a date of several words."""
    return text[0].isdigit() or " " in text or text.casefold() in _NUMBER_WORDS


def _quantity(found: Sequence[Token], at: int) -> Mention | None:
    text = found[at].text
    if glued := _GLUED.fullmatch(text):  # a 30-day period
        unit = UNITS.get(glued[2].casefold())
        return Mention("period", f"P{int(glued[1])}{unit}", at, at + 1) if unit else None
    if dates := (written_dates(text.casefold()) if len(text) > 5 and not text.isalpha() else []):
        return Mention("date", dates[0].iso or dates[0].text, at, at + 1)
    if (currency := _currency(text)) and at + 1 < len(found):
        number, after = _number(found, at + 1)
        return Mention("amount", f"{currency} {number}", at, after) if number else None
    number, after = _number(found, at)
    if number is None or is_reference(found, at):
        return None
    return _counted(found, at, number, after)


def _counted(found: Sequence[Token], at: int, number: str, after: int) -> Mention | None:
    """What the number counts, by the words behind it."""
    unit_at = after
    while unit_at < len(found) and (
        found[unit_at].text.casefold() in BUSINESS or found[unit_at].text == "-"
    ):
        unit_at += 1
    unit = UNITS.get(found[unit_at].text.casefold()) if unit_at < len(found) else None
    if unit:
        business = any(found[n].text.casefold() in BUSINESS[:3] for n in range(after, unit_at))
        kind = "age" if unit == "Y" and _is_age(found, at, unit_at, number) else "period"
        return Mention(kind, f"P{number}{'BD' if business else unit}", at, unit_at + 1)
    if found[at].text.casefold() in NOT_ALONE:
        return None
    following = found[after].text.casefold() if after < len(found) else ""
    if following in PERCENT:
        return Mention("percentage", number, at, after + 1)
    if currency := _currency(following):
        return Mention("amount", f"{currency} {number}", at, after + 1)
    kind = "age" if _is_age(found, at, after, number) else "number"
    return Mention(kind, f"P{number}Y" if kind == "age" else number, at, after)


def _number(found: Sequence[Token], at: int) -> tuple[str | None, int]:
    """The number that begins at this token, in digits, and the token after it; `thirty (30)` is
    one number.
    """
    text = found[at].text
    if _DIGITS.fullmatch(text):
        return _grouped(found, at) or (_plain_digits(text), at + 1)
    word = number_of(text)
    if word is None:
        return None, at
    if at + 3 < len(found) and found[at + 1].text == "(" and found[at + 3].text == ")":
        inside = found[at + 2].text
        if _DIGITS.fullmatch(inside) and _plain_digits(inside) == str(word):
            return str(word), at + 4
    return str(word), at + 1


def _grouped(found: Sequence[Token], at: int) -> tuple[str, int] | None:
    """`47 804,30 euros`: groups of three digits with blanks between, before a currency."""
    if len(found[at].text) > 3 or not found[at].text.isdigit():
        return None
    after = at + 1
    while (
        after < len(found)
        and _GROUP.fullmatch(found[after].text)
        and found[after].start == found[after - 1].end + 1
    ):
        after += 1
    if after == at + 1 or after == len(found) or not _currency(found[after].text):
        return None
    return _plain_digits("".join(token.text for token in found[at:after])), after


def value_of(word: str) -> str | None:
    """The number a word or a run of digits means, in digits; None for other words."""
    if _DIGITS.fullmatch(word):
        return _plain_digits(word)
    number = number_of(word)
    return str(number) if number is not None else None


def number_of(word: str) -> int | None:
    """The number a word means, None for other words."""
    word = word.casefold()
    return MORE_NUMBERS.get(word) or NUMBERS.get(word)


def _plain_digits(text: str) -> str:
    """`1.000` and `1,000` are 1000; `1,5` and `1.50` are 1.5."""
    parts = re.split(r"[.,\u202f]", text)
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]):
        return "".join(parts)
    if len(parts) == 2:
        return f"{parts[0]}.{parts[1]}".rstrip("0").rstrip(".")
    return text


def _currency(text: str) -> str | None:
    return CURRENCIES.get(text.casefold())


def _is_age(found: Sequence[Token], first: int, last: int, number: str) -> bool:
    if not number.isdigit() or not _YOUNGEST <= int(number) <= _OLDEST:
        return False
    around = found[max(0, first - 4) : first], found[last + 1 : last + 4]
    return any(bare(token.text) in AGE_CUES for tokens in around for token in tokens)


@cache
def _lexicon() -> Lexicon[tuple[str, str]]:
    """Every listed phrase with its kind and concept."""
    entries = [
        (phrase, (kind, concept))
        for kind, concepts in CONCEPTS.items()
        for phrase, concept in listed(concepts)
    ]
    entries += [(phrase, ("country", code)) for phrase, code in listed(COUNTRIES)]
    return Lexicon(entries)


@cache
def _small_words() -> Lexicon[tuple[str, str]]:
    """Words of duty, of negation and of topics: looked for apart, for they stand beside others."""
    entries = [(phrase, ("modality", degree)) for phrase, degree in listed(MODALITY)]
    entries += [(word, ("negation", word)) for word in NEGATION.split("|")]
    entries += [(phrase, (TOPIC, topic)) for phrase, topic in listed(MORE_TOPICS)]
    return Lexicon(entries)


def lexical(found: Sequence[Token]) -> Iterator[Mention]:
    """The listed words and phrases among the tokens."""
    for lexicon in (_lexicon(), _small_words()):
        for first, last, (kind, value) in lexicon.find(found):
            yield Mention(kind, value, first, last)
