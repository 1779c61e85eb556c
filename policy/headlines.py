"""The subject of a mail about a change: who, which text, and the change in words, on one line of a
telephone.

What does not fit is left out from the least important on: further changes, then the long name of
the text, then words of a quotation, then how many clauses of which kind. No word is cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from policy.model import ClauseChange, Comparison, Significance
from policy.summary import counts, in_few_words

FITS = 70
"""Signs of a subject that a telephone shows; several changes are told within them."""
LONGEST = 78
"""So long it may be where it tells one thing only (RFC 5322, 2.1.1)."""
_QUOTED = (40, 24)
"""Signs of a quotation: first so many, and fewer where that does not fit."""
_SAYS_LITTLE = 12
"""Signs of a subject's end that are not worth an ellipsis."""


def headline(
    comparison: Comparison, lang: str, service: str, policy: str = "", short: str = ""
) -> str:
    """The subject; `short` is a shorter name of the policy, for where the long one has no room."""
    names = [f"{service}, {name}" for name in dict.fromkeys((policy, short)) if name] or [service]
    weighty = _weighty(comparison)
    told = [list(_told(comparison, lang, most)) for most in _QUOTED]
    ways = [
        *(_more(name, told[0], lang) for name in names),
        *(headed(name, one, lang) for one in told[0][1:] for name in names),
        *(headed(name, one, lang) for one in told[1][:1] for name in names),
        *(
            headed(name, said, lang)
            for said in (counts(weighty, lang), counts(weighty, lang, kinds=1))
            for name in names
        ),
        headed(service, counts(weighty, lang, kinds=1), lang),
    ]
    return fitting(*(way for way in ways if way))


def headed(name: str, said: str, lang: str) -> str:
    """`name: said`, with the space that French puts before its colon."""
    colon = "\u00a0:" if lang == "fr" else ":"
    return f"{name}{colon} {said}"


def fitting(*ways: str) -> str:
    """The first that is short enough; where none is, the last one up to a whole word."""
    found = next((way for way in ways if len(way) <= LONGEST), None)
    if found is not None:
        return found
    cut = ways[-1].rfind(" ", _SAYS_LITTLE, LONGEST - 1)
    return ways[-1][: cut if cut > 0 else LONGEST - 2].rstrip(" ,;:\u00a0") + " …"


def _more(name: str, told: Sequence[str], lang: str) -> str:
    """The first change, and as many more as there is room for; empty where none is told."""
    if not told:
        return ""
    said = headed(name, told[0], lang)
    for part in told[1:]:
        if len(said) + 2 + len(part) > FITS:
            break
        said = f"{said}, {part}"
    return said


def _weighty(comparison: Comparison) -> Comparison:
    """The same without its cosmetic changes, where it has others: a stamp is none of the news."""
    changes = tuple(
        one for one in comparison.changes if one.significance is not Significance.COSMETIC
    )
    return replace(comparison, changes=changes) if changes else comparison


def _told(comparison: Comparison, lang: str, most: int) -> Iterator[str]:
    """The weightiest changes in the fewest words, each thing once."""
    seen: set[str] = set()
    ranked = sorted(comparison.changes, key=lambda change: -change.significance.rank)
    for change in ranked:
        if _is_told(change) and (part := in_few_words(change, lang, most)) and part not in seen:
            seen.add(part)
            yield part


def _is_told(change: ClauseChange) -> bool:
    return (
        change.significance is not Significance.COSMETIC
        and not change.split_from
        and not change.merged_into
    )
