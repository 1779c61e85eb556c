"""Where a policy may live on whose address died: which links of the service's other pages lead to
one of its kind.

A suggestion for a person, never taken by itself. A link counts by what its words and its path name,
by its likeness to the old title and the old path; links to other sites only where they name the
kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from policy.doubts import family, site
from policy.model import Link, Reading

FEWEST_POINTS = 2
MOST = 5
_WORD = re.compile(r"[^\W\d_]{3,}")
_RUN = 4


@dataclass(frozen=True, slots=True)
class Place:
    """One link that was seen, and where: `redirect`, `dead` (the answer at the old address),
    `page` (another kept page of the service), `front`.
    """

    link: Link
    why: str


@dataclass(frozen=True, slots=True)
class Lost:
    """What is known of the address that died."""

    url: str
    terms_type: str
    title: str | None = None
    known: frozenset[str] = frozenset()
    """Addresses of the service's other policies, which are none."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be the successor, and how it was found."""

    url: str
    why: str
    words: str
    points: int


def candidates(lost: Lost, places: Iterable[Place]) -> tuple[Candidate, ...]:
    """The likeliest successors, best first, each address once."""
    best: dict[str, Candidate] = {}
    for place in places:
        url = place.link.target
        if _bare(url) in {_bare(lost.url), *map(_bare, lost.known)}:
            continue
        points = _points(lost, place)
        before = best.get(url)
        if points >= FEWEST_POINTS and (before is None or points > before.points):
            best[url] = Candidate(url, place.why, place.link.words, points)
    ranked = sorted(best.values(), key=lambda one: (-one.points, len(one.url), one.url))
    return tuple(ranked[:MOST])


def likeness(before: Reading, found: Reading) -> int:
    """Percent of the text in force, by its runs of words, that stand in what was found."""
    old, new = _runs(before.text), _runs(found.text)
    return round(100 * len(old & new) / len(old)) if old else 0


def _points(lost: Lost, place: Place) -> int:
    if place.why == "redirect":
        return 10
    wanted = family(lost.terms_type)
    words, path = place.link.words, _path_words(place.link.target)
    named, led = family(words), family(path)
    if named is not None and named != wanted:
        return 0  # it says that it is another kind
    points = 0
    if wanted is not None:
        points += 3 * (named == wanted) + 2 * (led == wanted)
    points += _shared(lost.terms_type, words) + _shared(lost.title or "", words)
    points += _shared(_path_words(lost.url), path)
    if site(place.link.target) != site(lost.url):
        points = points - 2 if wanted is not None and named == wanted else 0
    return points


def _shared(one: str, other: str) -> int:
    """0, 1 or 2: how many words of the first stand in the second, most of them or some."""
    wanted = {word.casefold() for word in _WORD.findall(one)}
    found = {word.casefold() for word in _WORD.findall(other)}
    share = len(wanted & found) / len(wanted) if wanted else 0.0
    return 2 if share > 0.6 else 1 if share > 0.3 else 0


def _path_words(url: str) -> str:
    parts = urlsplit(url)
    return " ".join(_WORD.findall(unquote(f"{parts.path} {parts.query}")))


def _bare(url: str) -> str:
    """An address without what makes no other page of it."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def _runs(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in re.findall(r"\w+", text)]
    if len(words) < _RUN:
        return {tuple(words)} if words else set()
    return set(zip(*(words[start:] for start in range(_RUN)), strict=False))
