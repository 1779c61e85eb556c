"""The words of a clause: the tokens a redline is made of, and the keys by which texts are known to
be the same words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from policy.calendar_words import MONTHS
from policy.characters import UNSEEN

# Each alternative starts on another sign or is a single run: a text is read once.
_TOKEN = re.compile(
    r"https?://[^\s<>\"]*[\w/]"
    r"|(?<!\w)(?:qu|jusqu|lorsqu|puisqu|[ldjmtsnc])['’](?=\w)"
    r"|\w+(?:(?:[-‐‑'’.@&+]|(?<=\d)[,:/](?=\d))\w+)*"
    r"|[^\w\s]",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DIGIT = re.compile(r"\d")
_SIGNS = re.compile(r"[%€$£¥<>≤≥+±×]")
_LOWER = bytes(range(128)).lower() + bytes(range(128, 256))
_NO_LETTERS = bytes(sign for sign in range(128) if not (chr(sign).isalnum() or sign == ord("_")))
_SAME_SIGN = str.maketrans("’‘‛`´“”„‟«»‐‑‒–—―\u00a0", '\'\'\'\'\'""""""------ ')

_RAISED = str.maketrans(
    {
        sign: f"^{plain}"
        for sign, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", 2 * "0123456789", strict=True)
    }
)
_HAS_RAISED = re.compile("[⁰¹²³⁴-⁹₀-₉]")

QUOTES = frozenset("\"'’‘‚‛`´“”„‟«»‹›")


class Token(NamedTuple):
    """A word, number, date or sign, and where it stands in its text."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Letters or digits, not a sign."""
        return self.text[0].isalnum()


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Words, numbers, dates, addresses and signs of the text, whole; spaces lie between them."""
    matches = _TOKEN.finditer(text, start, len(text) if end is None else end)
    make = tuple.__new__  # the constructor of a named tuple is the half of this loop's cost
    found = [make(Token, (match[0], *match.span())) for match in matches]
    return _whole_dates(text, found)


def _whole_dates(text: str, found: list[Token]) -> list[Token]:
    """`5 juni 2020`, `June 5th, 2020` and `juni 2020` are one token each."""
    if _DIGIT.search(text) is None or MONTHS.keys().isdisjoint({t.text.casefold() for t in found}):
        return found
    out: list[Token] = []
    at = 0
    while at < len(found):
        last = _date_end(found, at)
        if last > at:
            begin, end = found[at].start, found[last].end
            out.append(Token(text[begin:end], begin, end))
        else:
            out.append(found[at])
        at = last + 1
    return out


def _date_end(found: Sequence[Token], at: int) -> int:
    """The last token of the date that begins at this token; the same place where none begins."""
    if _is_day(found[at].text):
        month = at + 1 + (at + 1 < len(found) and found[at + 1].text == ".")
        if month < len(found) and _is_month(found[month].text):
            year = _after_comma(found, month + 1)
            return year if year < len(found) and _is_year(found[year].text) else month
    if _is_month(found[at].text) and at + 1 < len(found):
        day = at + 1
        if _is_day(found[day].text):
            year = _after_comma(found, day + 1)
            return year if year < len(found) and _is_year(found[year].text) else day
        return day if _is_year(found[day].text) else at
    return at


def _after_comma(found: Sequence[Token], at: int) -> int:
    return at + (at < len(found) and found[at].text in {",", "."})


def _is_month(word: str) -> bool:
    """The name of a month; `may` and `march` without a capital are verbs."""
    return word[0].isalpha() and word.casefold() in MONTHS and word not in {"may", "march"}


def _is_day(word: str) -> bool:
    digits = word.rstrip("stndrhe")  # 1st 2nd 3rd 4th 1er
    return digits.isascii() and digits.isdigit() and 1 <= int(digits[:3]) <= 31


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdigit() and word[:2] in {"19", "20"}


def fold(word: str) -> str:
    """The same for the same word in other quotes, dashes or case."""
    return word.casefold() if word.isascii() else word.translate(_SAME_SIGN).casefold()


@lru_cache(maxsize=4096)
def bare(word: str) -> str:
    """The folded word without its accents."""
    if word.isascii():
        return word.casefold()
    split = unicodedata.normalize("NFD", word.casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def words(text: str) -> list[str]:
    """The words and numbers, folded, without their signs."""
    if not text.isascii():
        text = _compatible(text)
    return _WORD.findall(text.casefold())


def words_key(text: str) -> str:
    """Equal for two texts with the same words and numbers, whatever their typography and case.

    Letters are run together, so that `e-mail` is `email`; numbers keep their separators (`1.5 %`
    is not `15 %`), and the signs that say what a number counts stay.
    """
    if text.isascii():
        letters = text.encode().translate(_LOWER, _NO_LETTERS).decode()
    else:
        text = _compatible(text).casefold()
        letters = "".join(_WORD.findall(text))
    signs = "".join(_SIGNS.findall(text))
    if _DIGIT.search(letters) is None:
        return letters + signs or text.strip()
    return "\0".join((letters, " ".join(_NUMBER.findall(text)), signs))


def _compatible(text: str) -> str:
    """Without invisible characters and compatibility forms; a raised 3⁰ stays another word than
    30.
    """
    if _HAS_RAISED.search(text):
        text = text.translate(_RAISED)
    return unicodedata.normalize("NFKC", UNSEEN.sub("", text))


class Alphabet:
    """One sign for every distinct word, so that fast algorithms on strings compare words.

    Words with the same `key` share a sign; beyond a million of them all share one.
    """

    def __init__(self, key: Callable[[str], str] = str) -> None:
        self._key = key
        self._signs: dict[str, str] = {}
        self._of_key: dict[str, str] = {}

    def spell(self, parts: Iterable[str]) -> str:
        """The words as a string of their signs."""
        signs = self._signs
        return "".join([signs.get(part) or self._new(part) for part in parts])

    def _new(self, word: str) -> str:
        number = min(len(self._of_key) + 0x100, 0x10_F000)
        fresh = chr(number if number < 0xD800 else number + 0x800)
        self._signs[word] = sign = self._of_key.setdefault(self._key(word), fresh)
        return sign


def common_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters two texts share at their beginning and, beyond those, at their end."""
    most = min(len(old), len(new))
    head = _agree(most, lambda n: old[:n] == new[:n])
    tail = _agree(most - head, lambda n: old[len(old) - n :] == new[len(new) - n :])
    return head, tail


def _agree(most: int, holds: Callable[[int], bool]) -> int:
    """The largest n up to `most` for which `holds`, found by halving."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
