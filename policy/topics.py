"""What a change is about, for filters: retention, sharing, cookies, liability and the like, by the
words of the clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from policy.mentions import lexical, quantities
from policy.phrases import Lexicon
from policy.tokens import Token, tokens
from policy.vocabulary_concepts import CHANGE_CLAUSE, CONTACT, SECURITY, TOPICS

MOST_TOKENS = 400
"""Of a longer clause the beginning tells what it is about."""


def topics(found: Sequence[Token], headings: Iterable[str | None]) -> tuple[str, ...]:
    """The topics of a change, by the words around it and the headings above it."""
    above = tokens(" · ".join(dict.fromkeys(heading for heading in headings if heading)))
    found = [*above, *found[:MOST_TOKENS]]
    signs: set[str] = set()
    for mention in (*lexical(found), *quantities(found)):
        signs |= {f"{mention.kind}:{mention.value}", f"{mention.kind}:"}
    named = [topic for topic, members in TOPICS.items() if not signs.isdisjoint(members)]
    named += sorted({topic for _, _, topic in _others().find(found)})
    return tuple(named)


@cache
def _others() -> Lexicon[str]:
    lists = (("change of terms", CHANGE_CLAUSE), ("security", SECURITY), ("contact", CONTACT))
    return Lexicon([(phrase, topic) for topic, phrases in lists for phrase in phrases.split("|")])
