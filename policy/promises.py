"""What a policy promises about its own change: which channel, how long before, what way out.

The sentences are found in `promise_sentences`, read one by one in `promise_reading`, and gathered
here: one promise a clause and condition ("material changes by mail, others by posting" is two).
The phrases are data, in `promise_patterns`. Everything is linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

import re2

from policy import promise_reading as reading
from policy.model import Clause, Promise
from policy.processors import is_processor_list
from policy.promise_reading import period_in
from policy.promise_sentences import Sentence, about_change
from policy.promise_sentences import about_processors as _processor_sentences

__all__ = ["about_processors", "find", "period_in"]

_NEGATED: Final = re2.compile(
    r"\b(?:not|never|niet|nooit|nicht|ne|no)\b.*(?:without|zonder|sans|ohne)"
)
_EXEMPTIONS: Final = (
    ("exempt_law", "law"),
    ("exempt_urgent", "urgent"),
    ("exempt_new", "new_features"),
)
_EVERY: Final = "every"  # "any changes will …": holds for all, also where others are told apart


_BY_NAME: Final = frozenset(
    {"email", "in_app", "written_personal", "durable_medium", "as_law_requires"}
)
"""Channels that say how a person is told."""


def find(clauses: Sequence[Clause], language: str | None = None) -> tuple[Promise, ...]:
    """The promises of a text about its own change, in the text's order. Never raises.

    `language` decides nothing: an English line may stand in a Dutch text, so all phrases are tried.
    """
    del language
    found: list[Promise] = []
    led_by = "any"
    for clause, sentences in about_change(clauses):
        start = led_by if clause.kind == "item" else "any"
        found += _promises_of(clause.address, sentences, start)
        if clause.kind != "item":  # "if the change is material, we will:" holds for the items below
            leads = sentences[-1].text.endswith(":")
            led_by = _condition(sentences[-1], "any") if leads else "any"
    lists = about_processors(clauses) if is_processor_list(clauses) else ()
    return (*_settle(found), *lists)


def about_processors(clauses: Sequence[Clause]) -> tuple[Promise, ...]:
    """The promises about new sub-processors: notice and objection, with an object of their own."""
    found = []
    for clause, sentences in _processor_sentences(clauses):
        for promise in _promises_of(clause.address, sentences):
            if promise.channels or promise.lead_time or promise.exit_right != "none":
                found.append(replace(promise, about="sub_processors"))
    return tuple(found)


def _promises_of(
    address: str, sentences: Iterable[Sentence], current: str = "any"
) -> list[Promise]:
    """One promise for each condition the clause knows: material changes, and the others."""
    groups: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        current = _condition(sentence, current)
        groups.setdefault(current, []).append(sentence)
    if not groups.keys() - {"any", _EVERY}:  # nothing is told apart here: it is one promise
        whole = _EVERY if _EVERY in groups else "any"
        members = sorted(chain(*groups.values()), key=lambda sentence: sentence.place)
        groups = {whole: members} if members else {}
    made = [_gather(address, condition, members) for condition, members in groups.items()]
    return [promise for promise in made if promise is not None]


def _condition(sentence: Sentence, current: str) -> str:
    """Which changes a sentence speaks of, where it says so; else it goes on with the last ones."""
    cues = sentence.cues
    if "material" in cues and (sentence.own or sentence.refers or "notify" in cues):
        leaves_only = reading.exits(sentence) and not (
            reading.channels(sentence) or reading.leads(sentence)
        )
        return current if leaves_only else "material_only"
    if "where_appropriate" in cues and "notify" in cues:
        return "where_appropriate"
    if "any_change" in cues and not cues & {"disagree", "continued_use"}:
        return _EVERY
    if sentence.own and not cues & {"disagree", "continued_use"}:
        return "any"
    return current


def _gather(address: str, condition: str, sentences: Sequence[Sentence]) -> Promise | None:
    """What the sentences of one condition promise together; None where they promise nothing."""
    promise = Promise(address=address, materiality=condition)
    quote, best = "", 0
    for sentence in sentences:
        promise, weight = _add(promise, sentence)
        if weight > best:
            quote, best = sentence.text, weight
    channels = promise.channels
    if _BY_NAME & set(channels) and not any("directly" in each.cues for each in sentences):
        # "we will tell you" says nothing more where the way is named
        channels = tuple(each for each in channels if each != "personal_unspecified")
    return replace(promise, quote=quote, channels=channels) if best else None


def _add(promise: Promise, sentence: Sentence) -> tuple[Promise, int]:
    """The promise with what one sentence adds, and how telling that sentence is."""
    cues = sentence.cues
    ways = reading.exits(sentence)
    windows = [window for _, _, window in reading.leads(sentence)]
    counted = ways and windows and all(windows)
    told = [] if counted else reading.channels(sentence)  # "within 30 days of being notified"
    weight = 2 * bool(told) + (sentence.own and bool(cues & {"power", "at_any_time"}))
    promise = replace(
        promise,
        channels=tuple(dict.fromkeys((*promise.channels, *told))),
        exemptions=tuple(
            dict.fromkeys(
                (*promise.exemptions, *(name for cue, name in _EXEMPTIONS if cue in cues))
            )
        ),
        firm=promise.firm and not ("weak" in cues and told),
        on_this_page=promise.on_this_page or _on_this_page(cues),
        at_any_time=promise.at_any_time or (sentence.own and "at_any_time" in cues),
    )
    free = "without_notice" in cues and "forced" not in cues
    if sentence.own and free and not _NEGATED.search(sentence.folded):
        promise = replace(promise, may_change_without_notice=True, notice_quote=sentence.text)
        weight += 2
    if moment := reading.anchored(sentence):
        promise, gained = _with_moment(promise, sentence, *moment)
        weight += gained
    if promise.acceptance == "none_stated" and (accepted := reading.acceptance(sentence)):
        promise = replace(promise, acceptance=accepted, acceptance_quote=sentence.text)
        weight += 1
    if promise.exit_right == "none" and ways:
        promise = _with_exit(promise, sentence, ways[0])
        weight += 1
    return promise, weight


def _on_this_page(cues: frozenset[str]) -> bool:
    """The text itself is posted, or a notice here; what is "on our site" may stand elsewhere."""
    if "post" not in cues or "other_page" in cues:
        return False
    return "this_page" in cues or not cues & {"post_notice", "via_site"}


def _with_moment(
    promise: Promise, sentence: Sentence, lead: str | None, anchor: str | None, counted: bool
) -> tuple[Promise, int]:
    """A stated number beats a vague word, and both beat a mere "before" or "at once"."""
    held = (promise.lead_time or "").startswith("P")
    periods = [iso for iso, of, window in reading.leads(sentence) if of == anchor and not window]
    if counted and not held and len(periods) > 1 and periods[0] == lead:
        promise = replace(promise, lead_minimum=periods[1])
    told = replace(promise, lead_time=lead, anchor=anchor, lead_quote=sentence.text)
    if counted and held:
        shorter = lead != promise.lead_time
        exact = anchor != "before_effect" and promise.anchor == "before_effect"
        if shorter and lead is not None and promise.lead_minimum is None:
            return replace(promise, lead_minimum=lead), 1
        return (
            (replace(promise, anchor=anchor, lead_quote=sentence.text), 2)
            if exact
            else (promise, 1)
        )
    if counted:
        return told, 3
    if promise.anchor is None or (promise.lead_time is None and lead is not None):
        return told, 2
    return promise, 0


def _with_exit(promise: Promise, sentence: Sentence, right: str) -> Promise:
    important = "material" in sentence.cues and promise.materiality != "material_only"
    return replace(
        promise,
        exit_right=right,
        exit_quote=sentence.text,
        exit_condition="material_only" if important else None,
        exit_before_effect=bool(sentence.cues & {"before_effect", "until_effect"}),
        exit_within=next((iso for iso, _, window in reading.leads(sentence) if window), None),
    )


def _settle(found: Sequence[Promise]) -> tuple[Promise, ...]:
    """What one clause alone cannot know.

    Where a text tells important changes apart, a sentence that names none is not about "any"; and a
    sentence that only says the text may change is no promise beside those that say more.
    """
    found = _exempted(found)
    apart = any(promise.materiality not in ("any", _EVERY) for promise in found)
    said = [promise for promise in found if _says_something(promise)]
    settled = []
    for promise in said or found[:1]:
        condition = promise.materiality
        if condition == _EVERY:
            condition = "any"
        elif condition == "any" and apart:
            condition = None
        same = condition == promise.materiality
        settled.append(promise if same else replace(promise, materiality=condition))
    return tuple(settled)


def _exempted(found: Sequence[Promise]) -> list[Promise]:
    """ "The period does not hold where law asks for the change; it then holds at once": no rule of
    its own, but an exemption from the one that names a period."""
    numbered = [promise for promise in found if (promise.lead_time or "").startswith("P")]
    made = []
    lifted: tuple[str, ...] = ()
    for promise in found:
        if numbered and promise.exemptions and promise.anchor == "on_posting":
            lifted += promise.exemptions
            promise = replace(promise, anchor=None, lead_quote="")
        made.append(promise)
    if not lifted:
        return made
    return [
        replace(promise, exemptions=tuple(dict.fromkeys((*promise.exemptions, *lifted))))
        if promise in numbered
        else promise
        for promise in made
    ]


def _says_something(promise: Promise) -> bool:
    return bool(
        promise.channels
        or promise.anchor
        or promise.may_change_without_notice
        or promise.at_any_time
        or promise.acceptance != "none_stated"
        or promise.exit_right != "none"
    )
