"""Whether a change is one that a reader asked to be told of. Pure.

A reader names a least significance, and topics if they like. Who named topics is told of a change

1. when one of its clauses is about a topic they named and matters enough to them;
2. when it is of substance and about dates: how or when the text may change, or a date in it;
3. when it is of substance and nothing tells us what it is about: our doubt is not theirs to bear.

`only_topics` sets 2 and 3 aside, for who wants that. A changed effective date and a withdrawal are
told to everybody; that is decided before this is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from policy.model import ClauseChange, Comparison, Significance
from policy.vocabulary_concepts import MORE_TOPICS, TOPICS

TOPIC_NAMES = (*TOPICS, *MORE_TOPICS)
"""Every topic a reader may name."""
OF_DATES = "change of terms"


@dataclass(frozen=True, slots=True)
class Interest:
    """From which significance on a reader is told, and of which topics; none means all."""

    least: Significance = Significance.WORDING
    topics: frozenset[str] = frozenset()
    only_topics: bool = False


def concerns(comparison: Comparison, interest: Interest) -> bool:
    """Whether a change is one that this reader asked for."""
    if comparison.significance is None or comparison.significance.rank < interest.least.rank:
        return False
    if not interest.topics:
        return True
    return any(_is_about(change, interest) for change in comparison.changes)


def _is_about(change: ClauseChange, interest: Interest) -> bool:
    if change.significance.rank >= interest.least.rank and interest.topics & set(change.topics):
        return True
    if interest.only_topics or change.significance is not Significance.SUBSTANCE:
        return False
    is_of_dates = OF_DATES in change.topics or any(fact.kind == "date" for fact in change.facts)
    return is_of_dates or not change.topics
