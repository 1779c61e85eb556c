"""How much a change of one clause matters, always with its reasons; no legal verdict.

`substance` where a fact changed (a number, period, amount, date, party, purpose, right, duty or
denial) or a clause came or went; `wording` where the words changed and no fact we know; `cosmetic`
where every difference is one of the quiet ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policy.asides import is_link_list
from policy.dates import is_stamp
from policy.facts import facts, facts_of_whole
from policy.mentions import Mention, mentions, mentions_around
from policy.model import Clause, Fact, Significance
from policy.quiet import OWN_DATE, Spot, Surroundings, quiet_reason
from policy.redline import Hunk, Marked, mark
from policy.tokens import tokens

STAMP = "update date or version stamp"
MOST_CHARACTERS = 1_500
"""Facts are read in the first so many characters of a clause that came or went whole."""
_MOST_REASONS = 5
_REASON_WORDS = 8
_STAMP_TOKENS = 60


@dataclass(frozen=True, slots=True)
class Weight:
    """The verdict on one change."""

    significance: Significance
    reasons: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    stated: Sequence[Mention] = ()
    """What is stated at the place, by which it is told what the change is about."""


def weigh_rewording(old: Clause, new: Clause, around: Surroundings, marked: Marked) -> Weight:
    """A clause whose words differ."""
    if (
        len(marked.old) + len(marked.new) < _STAMP_TOKENS
        and is_stamp(old.text)
        and is_stamp(new.text)
    ):
        return Weight(Significance.COSMETIC, (STAMP,))
    if is_link_list(old) and is_link_list(new):
        return Weight(Significance.COSMETIC, ("list of links",))
    loud = []
    quiet: list[str] = []
    for hunk in marked.hunks:
        reason = quiet_reason(Spot(marked, hunk, around))
        if reason is None:
            loud.append(hunk)
        elif reason not in quiet:
            quiet.append(reason)
    if not loud:
        return Weight(Significance.COSMETIC, tuple(quiet) or ("typography only",))
    stated = _stated(marked, loud, around)
    found = facts(marked, loud, stated, around.common)
    both = [*stated[0], *stated[1]]
    if found:
        return Weight(Significance.SUBSTANCE, _reasons(found), found, both)
    return Weight(Significance.WORDING, ("reworded",), (), both)


def _stated(
    marked: Marked, loud: Sequence[Hunk], around: Surroundings
) -> tuple[list[Mention], list[Mention]]:
    """What the old tokens state around the hunks, and the new ones."""
    old = [(hunk.old_start, hunk.old_end) for hunk in loud]
    new = [(hunk.new_start, hunk.new_end) for hunk in loud]
    return (
        mentions_around(marked.old, old, around.language),
        mentions_around(marked.new, new, around.language),
    )


def weigh_whole(
    clause: Clause,
    around: Surroundings,
    *,
    added: bool,
    aside: str | None = None,
    brief: bool = False,
) -> Weight:
    """A clause that came or went; `aside` says why it is no part of the policy, if so.

    `brief`: no facts are read; there are too many changes for anybody to read them.
    """
    verb = "added" if added else "removed"
    if aside:
        return Weight(Significance.COSMETIC, (f"{aside} {verb}",))
    text = clause.text[:MOST_CHARACTERS]
    reasons = (f"{clause.kind} {verb}: {beginning(text)}",)
    if brief:
        return Weight(Significance.SUBSTANCE, reasons)
    words = tokens(text)
    stated = mentions(words, around.language)
    found = facts_of_whole(words, stated, around.common, added=added)
    return Weight(Significance.SUBSTANCE, reasons, found, stated)


def weigh_move(clause: Clause) -> Weight:
    """The same words in another place."""
    stated = mentions(tokens(clause.text[:MOST_CHARACTERS]))
    return Weight(Significance.WORDING, ("moved",), (), stated)


def weigh_part(part: Clause, whole: Clause, around: Surroundings, *, added: bool) -> Weight:
    """A clause that was split off from another or merged into it: only words beyond those of the
    whole count.
    """
    marked = mark(whole.text, part.text)
    come = [hunk for hunk in marked.hunks if hunk.new_start < hunk.new_end]
    loud = [hunk for hunk in come if quiet_reason(Spot(marked, hunk, around)) is None]
    verb = "split off" if added else "merged"
    if not loud:
        return Weight(Significance.COSMETIC, (f"the same words, {verb}",))
    stated = _stated(marked, loud, around)
    found = tuple(
        fact if added else Fact(fact.kind, fact.new, fact.old, fact.about)
        for fact in facts(marked, loud, stated, around.common)
        if fact.new and not fact.old
    )
    if found:
        return Weight(Significance.SUBSTANCE, (verb, *_reasons(found)), found, stated[1])
    return Weight(Significance.WORDING, (f"{verb}, with other words",), (), stated[1])


def is_own_date(weight: Weight) -> bool:
    """Did nothing differ but the document's own date or version?"""
    return weight.reasons in {(STAMP,), (OWN_DATE,)}


def beginning(text: str) -> str:
    """The first words of a clause, for a reason."""
    words = text.split()
    return " ".join(words[:_REASON_WORDS]).rstrip(".;,:") + " …" * (len(words) > _REASON_WORDS)


def _reasons(found: Sequence[Fact]) -> tuple[str, ...]:
    """One reason a fact, the weightiest first."""
    return tuple(dict.fromkeys(reason(fact) for fact in found))[:_MOST_REASONS]


def reason(fact: Fact) -> str:
    """`period 30 days → 60 days`."""
    name = _NAMES.get(fact.kind, fact.kind)
    if fact.old and fact.new:
        return f"{name} {fact.old} → {fact.new}"
    if fact.new:
        return f"{name} added: {fact.new}"
    return f"{name} removed: {fact.old}"


_NAMES = {
    "data": "kind of data",
    "party": "name",
    "basis": "legal basis",
    "law": "law or court",
    "guarantee": "words in capitals",
    "text": "words",
}
