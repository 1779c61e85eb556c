"""One sentence a person can read for each change: from facts and templates only.

Nothing is invented: every word is a template's or stands in the text. No adjective of ours and no
legal verdict.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from policy.characters import UNSEEN
from policy.mentions import mentions
from policy.model import (
    ChangeKind,
    Clause,
    ClauseChange,
    Comparison,
    Fact,
    Redline,
    RedlinePart,
    Significance,
)
from policy.reader_words import in_words_of
from policy.redline import for_readers
from policy.tokens import tokens
from policy.topics import topics
from policy.vocabulary_sentences import COUNTS, QUOTES, REASONS, SENTENCES

_QUOTED = 90
"""Signs of a quotation inside a sentence."""
_NAMED = 40
_SENTENCE = re.compile(r"(?<=[.!?;])\s")
_PASSAGES = frozenset({"text", "guarantee"})
_TELLING = 12
"""Fewer signs that only came or only went say nothing alone."""
_VALUES = frozenset({"period", "amount", "percentage", "date", "age"})


def sentence(change: ClauseChange, lang: str) -> str:
    """What changed, in one sentence of that language; English where the language is not one of
    ours.
    """
    words = SENTENCES.get(lang, SENTENCES["en"])
    if change.kind == "links":
        return words["links"]
    if change.kind == "renumbered":
        return words["renumbered"].format(
            old_place=_place(change.old, words), new_place=_place(change.new, words)
        )
    place = _place(change.new or change.old, words)
    if change.kind == "reworded":
        return _reworded(change, lang, place)
    template = _whole_template(change)
    return words[template].format(
        place=place, old=_quote(_text(change.old), lang), new=_quote(_text(change.new), lang)
    )


def _whole_template(change: ClauseChange) -> str:
    if change.split_from:
        return "split"
    return "merged" if change.merged_into else change.kind


def _reworded(change: ClauseChange, lang: str, place: str) -> str:
    words = SENTENCES.get(lang, SENTENCES["en"])
    if change.significance is Significance.COSMETIC:
        names = REASONS.get(lang, {})
        reasons = ", ".join(dict.fromkeys(names.get(reason, reason) for reason in change.reasons))
        return words["cosmetic"].format(place=place, reason=reasons)
    spots = _spots(change.redline)
    if not spots:
        return words["moved"].format(place=place)
    fact = next((f for f in change.facts if _is_told_alone(f, spots)), None)
    if fact:
        told = _fact(fact, change, lang, place)
    else:
        old, new = _spot_of(change.facts[0], spots) if change.facts else spots[0]
        told = _said(
            words, place, _quote(old, lang) if old else "", _quote(new, lang) if new else ""
        )
    rest = len(spots) - 1
    return words["and more"].format(sentence=told, count=rest) if rest else told


def _is_told_alone(fact: Fact, spots: Sequence[tuple[str, str]]) -> bool:
    """Did one value become another, and is that all that differs at its place?"""
    if not fact.old or not fact.new or fact.kind in _PASSAGES:
        return False
    edges = " .,;:"
    return fact.kind in _VALUES or any(
        old.strip(edges) in fact.old and new.strip(edges) in fact.new for old, new in spots
    )


def _said(words: dict[str, str], place: str, old: str, new: str) -> str:
    template = "reworded" if old and new else "reworded added" if new else "reworded removed"
    return words[template].format(place=place, old=old, new=new)


def _spot_of(fact: Fact, spots: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The place where the fact stands."""
    side = 1 if fact.new else 0
    value = fact.new or fact.old or ""
    return next((spot for spot in spots if value in spot[side]), spots[0])


def _fact(fact: Fact, change: ClauseChange, lang: str, place: str) -> str:
    """A value that became another one."""
    words = SENTENCES.get(lang, SENTENCES["en"])
    old, new = _values(fact, lang)
    template = fact.kind if fact.kind in words else "changed"
    if _is_of_keeping(fact, change):
        template = "retention of" if fact.about else "retention"
    return words[template].format(
        place=place,
        about=_quote(fact.about or "", lang),
        bare_old=_cut(old, _QUOTED),
        bare_new=_cut(new, _QUOTED),
        old=_quote(old, lang),
        new=_quote(new, lang),
    )


def _is_of_keeping(fact: Fact, change: ClauseChange) -> bool:
    """Whether a period is one of keeping data: a clause may hold others too, as one of notice."""
    if fact.kind != "period" or "retention" not in change.topics:
        return False
    sentences = _SENTENCE.split(_text(change.new))
    of_keeping = [one for one in sentences if "retention" in topics(mentions(tokens(one)), ())]
    # where no sentence says so it is the heading, or the words before a list
    return not of_keeping or any((fact.new or "") in one for one in of_keeping)


def _values(fact: Fact, lang: str) -> tuple[str, str]:
    """What it was and what it is, in the words of the reader."""
    old, new = (in_words_of(lang, fact.kind, side) if side else "" for side in (fact.old, fact.new))
    return old, new


def _spots(parts: Redline) -> list[tuple[str, str]]:
    """What went and what came at each place that differs to a reader."""
    found: list[tuple[str, str]] = []
    old = new = ""
    for part in (*for_readers(parts), RedlinePart("=", "")):
        if part.op == "-":
            old = part.text.strip()
        elif part.op == "+":
            new = part.text.strip()
        else:
            if old or new:
                found.append((old, new))
            old = new = ""
    return found


def in_few_words(change: ClauseChange, lang: str, most: int) -> str | None:
    """A change as part of a subject; None where it says nothing in so few words."""
    words = SENTENCES.get(lang, SENTENCES["en"])
    old, new = _text(change.old), _text(change.new)
    if change.kind == "reworded":
        spots = _spots(change.redline)
        fact = next((f for f in change.facts if _fits_a_subject(f, spots)), None)
        old, new = _values(fact, lang) if fact else next(iter(spots), ("", ""))
        if not fact and min(len(old.split()), len(new.split())) == 0 and len(old + new) < _TELLING:
            return None  # `new: not` says nothing alone
        if fact and old and new and _is_of_keeping(fact, change):
            return words["kept"].format(bare_old=_without_shared_end(old, new), bare_new=new)
    elif change.kind == "moved":
        return None
    old, new = (_cut(text, most).rstrip(".;,: ") for text in (old, new))
    if old and new:
        return words["instead"].format(bare_old=_without_shared_end(old, new), bare_new=new)
    if new:
        return words["new"].format(bare_new=new)
    return words["gone"].format(bare_old=old) if old else None


def _fits_a_subject(fact: Fact, spots: Sequence[tuple[str, str]]) -> bool:
    """A value in place of another, or something named that came or went."""
    if fact.old and fact.new:
        return _is_told_alone(fact, spots)
    return fact.kind not in _PASSAGES | {"modality", "negation", "number"}


def _without_shared_end(old: str, new: str) -> str:
    """`acht dagen` beside `vijf dagen` is `acht`."""
    before, after = old.split(), new.split()
    while len(before) > 1 and len(after) > 1 and before[-1] == after[-1]:
        before.pop()
        after.pop()
    return " ".join(before)


def counts(comparison: Comparison, lang: str, kinds: int | None = None) -> str:
    """How many clauses of each kind, or of the first so many kinds: `1 clause reworded, 2 added`.

    A new heading and what stands under it are one, and so are gone ones.
    """
    words = COUNTS.get(lang, COUNTS["en"])
    heads: set[tuple[ChangeKind, str | None]] = {
        (change.kind, clause.text)
        for change in comparison.changes
        if (clause := change.new or change.old) and clause.kind == "heading"
    }
    found = Counter(
        str(change.kind) for change in comparison.changes if not _is_under(change, heads)
    )
    parts = [
        one if found[kind] == 1 else several.format(found[kind])
        for kind, (one, several) in words.items()
        if found[kind]
    ]
    return ", ".join(parts[:kinds]) or words["none"][0]


def _is_under(change: ClauseChange, heads: set[tuple[ChangeKind, str | None]]) -> bool:
    clause = change.new or change.old
    return bool(
        clause
        and change.kind in ("added", "removed")
        and clause.kind != "heading"
        and (change.kind, clause.heading) in heads
    )


def _place(clause: Clause | None, words: dict[str, str]) -> str:
    """How a person would name the clause; its place in words where it has no name."""
    name = _line(clause.cite) if clause else ""
    return _cut(name, _NAMED) or words["clause"]


def _text(clause: Clause | None) -> str:
    return _line(clause.text) if clause else ""


def _line(text: str) -> str:
    """The text on one line, without what nobody sees."""
    return " ".join(UNSEEN.sub("", text).split())


def _quote(text: str, lang: str) -> str:
    short = _cut(text, _QUOTED).lstrip(" ,;:.")
    return QUOTES.get(lang, QUOTES["en"]).format(short.rstrip(".;,:") or short)


def _cut(text: str, most: int) -> str:
    """The beginning of the text up to a whole word, on one line."""
    text = _line(text)
    if len(text) <= most:
        return text
    head = text[: most - 1].rsplit(" ", 1)[0]
    return (head or text[: most - 1]).rstrip(" ,;:.") + " …"
