"""What a change is about, for filters: retention, sharing, cookies, liability and the like, by the
words of the clause.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from policy.mentions import mentions
from policy.model import Clause
from policy.phrases import Lexicon
from policy.tokens import tokens
from policy.vocabulary_concepts import CHANGE_CLAUSE, CONTACT, SECURITY, TOPICS

MOST_CHARACTERS = 5000
"""Of a longer clause the beginning tells what it is about."""


def topics(clauses: Iterable[Clause | None]) -> tuple[str, ...]:
    """The topics of a change, by the words of its clauses and the headings above them."""
    text = " ".join(
        f"{clause.heading or ''} · {clause.text[:MOST_CHARACTERS]}" for clause in clauses if clause
    )
    found = tokens(text)
    signs: set[str] = set()
    for mention in mentions(found):
        signs |= {f"{mention.kind}:{mention.value}", f"{mention.kind}:"}
    named = [topic for topic, members in TOPICS.items() if not signs.isdisjoint(members)]
    named += sorted({topic for _, _, topic in _others().find(found)})
    return tuple(named)


@cache
def _others() -> Lexicon[str]:
    lists = (("change of terms", CHANGE_CLAUSE), ("security", SECURITY), ("contact", CONTACT))
    return Lexicon([(phrase, topic) for topic, phrases in lists for phrase in phrases.split("|")])
