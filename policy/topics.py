"""What a change is about, for filters: retention, sharing, cookies, liability and the like, by the
words of the clause.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from policy.mentions import TOPIC, Mention, mentions
from policy.tokens import tokens
from policy.vocabulary_concepts import TOPICS


def topics(stated: Iterable[Mention], headings: Iterable[str | None]) -> tuple[str, ...]:
    """The topics of a change, by what is stated around it and in the headings above it."""
    signs = _signs(stated)
    for heading in headings:
        if heading:
            signs |= _signs_of(heading)
    named = [topic for topic, members in TOPICS.items() if not signs.isdisjoint(members)]
    own = f"{TOPIC}:"
    named += sorted(
        sign.removeprefix(own) for sign in signs if sign.startswith(own) and sign != own
    )
    return tuple(named)


@lru_cache(maxsize=256)
def _signs_of(heading: str) -> frozenset[str]:
    """A heading stands above many clauses: it is read once."""
    return frozenset(_signs(mentions(tokens(heading[:500]))))


def _signs(stated: Iterable[Mention]) -> set[str]:
    """`kind:` and `kind:value` of each mention."""
    return {sign for m in stated for sign in (f"{m.kind}:{m.value}", f"{m.kind}:")}
