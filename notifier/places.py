"""The changed clauses as a reader meets them: where, what went, what came. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from notifier import excerpt
from notifier.excerpt import Fragment, Run
from notifier.quotes import PLAIN, Quoting
from notifier.words import Words
from policy.model import Clause, ClauseChange, Comparison, Reading, Significance
from policy.redline import for_readers


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the text that changed: its name, and the words on both sides."""

    kind: str  # added, removed, reworded, moved
    title: str
    removed: Fragment = ()
    added: Fragment = ()
    clause_id: str | None = None
    above: str = ""  # what stands over the list that it is in, where it says little alone


@dataclass(frozen=True, slots=True)
class Texts:
    """Both texts around a comparison: their words are quoted as each needs it."""

    old: Reading
    new: Reading

    def quoting(self, side: Side) -> Quoting:
        """How the words of one side are quoted."""
        return Quoting.of(self.new if side == "new" else self.old)

    def over_the_list(self, clause: Clause, side: Side) -> str:
        """The words that lead to the list in which an item stands; empty where none do."""
        clauses = (self.new if side == "new" else self.old).clauses
        above = clause.address.rpartition("__")[0]
        lead = next((one for one in clauses if one.address == above), None)
        return lead.text if lead and lead.kind in ("paragraph", "item") else ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a comparison comes to for a reader: places, and remarks of one sentence on the rest."""

    places: tuple[Place, ...]
    remarks: tuple[str, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of each place."""
        return tuple(place.kind for place in self.places)

    def counted(self, words: Words) -> str:
        """`2 new, 1 changed`: how many places of which kind."""
        kinds = self.kinds
        said = [
            words.count("%(n)d new", "%(n)d new", n) if kind == "added" else
            words.count("%(n)d removed", "%(n)d removed", n) if kind == "removed" else
            words.count("%(n)d moved", "%(n)d moved", n) if kind == "moved" else
            words.count("%(n)d changed", "%(n)d changed", n)
            for kind in ("added", "reworded", "removed", "moved")
            if (n := kinds.count(kind))
        ]  # fmt: skip
        return ", ".join(said) or words.say("the date")


Side = Literal["old", "new"]
SAYS_LITTLE = 60  # signs of a list item up to which it is not understood without its list
_STEP = re.compile(r"\s*[¶•]\s*\d+")  # how a cite counts what has no number of its own
_NUMBER_ONLY = re.compile(r"(?:§ ?)?[0-9]+(?:\.[0-9]+)*[a-z]?(?: ?\([0-9a-z]{1,4}\))*")
STAMP = "update date or version stamp"  # the reason that policy.weigh gives for such a line


def find(
    comparison: Comparison, words: Words, texts: Texts | None = None, *, full: bool = False
) -> Found:
    """The places of a comparison, most significant first, in the order of the text within.

    With both `texts` their words are marked as quotes, mended where damaged, and short items of a
    list come with what stands over it. `full` leaves no word of a changed clause out: for who must
    be able to keep them.
    """
    told = [change for change in comparison.changes if _is_place(change)]
    groups = sorted(_grouped(told), key=lambda group: -max(one.significance.rank for one in group))
    return Found(
        places=tuple(_place(group, words, texts, full=full) for group in groups),
        remarks=tuple(_remarks(comparison.changes, words)),
    )


def _is_place(change: ClauseChange) -> bool:
    """Whether it is shown with its words; the rest gets a sentence."""
    return change.kind in ("added", "removed", "moved") or (
        change.kind == "reworded" and change.significance is not Significance.COSMETIC
    )


def _grouped(changes: Sequence[ClauseChange]) -> list[list[ClauseChange]]:
    """A new heading and what stands under it are one place, and so are gone ones."""
    groups: list[list[ClauseChange]] = []
    for change in changes:
        last = groups[-1][-1] if groups else None
        if last is not None and _goes_on(groups[-1][0], last, change):
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _goes_on(first: ClauseChange, last: ClauseChange, change: ClauseChange) -> bool:
    """Whether a change belongs to the place before it: the same heading, come or gone together."""
    if change.kind not in ("added", "removed") or change.kind != last.kind:
        return False
    head, clause = _clause(first), _clause(change)
    return head.kind == "heading" and clause.kind != "heading" and clause.heading == head.text


def _place(
    group: Sequence[ClauseChange], words: Words, texts: Texts | None, *, full: bool
) -> Place:
    first = group[0]
    clause = _clause(first)
    quoting = texts.quoting("new" if first.new else "old") if texts else None
    title = _title(first, words, quoting)
    above = _above(first, words, texts)
    if first.kind == "reworded":
        drawn = for_readers(first.redline)
        removed, added = excerpt.both(drawn) if full else excerpt.sides(drawn)
        removed, added = (quoting or PLAIN).sides(removed, added)
        return Place("reworded", title, removed, added, clause.id, above)
    whole: tuple[Run, ...] = ()
    for change in group:
        if whole:
            ends = excerpt.plain(whole).rstrip()[-1:]
            whole += (Run(" " if ends in ".?!:;" else ": "),)
        text = _alone(_clause(change))
        whole += (Run(text, changed=True),) if full else excerpt.whole(text)
    _, whole = (quoting or PLAIN).sides((), whole)
    if first.kind == "added":
        return Place("added", title, (), whole, clause.id, above)
    if first.kind == "removed":
        return Place("removed", title, whole, (), clause.id, above)
    return Place("moved", title, (), (), clause.id)


def _above(change: ClauseChange, words: Words, texts: Texts | None) -> str:
    """What stands over the list of a short item: without it nobody knows what the item says."""
    clause = _clause(change)
    if texts is None or clause.kind != "item" or len(clause.text) > SAYS_LITTLE:
        return ""
    side: Side = "new" if change.new else "old"
    lead = texts.over_the_list(clause, side)
    if not lead:
        return ""
    quote = texts.quoting(side).sentence(excerpt.last_sentence(lead).rstrip(" :"))
    return words.say("Above that list it says: “%(quote)s”.", quote=quote)


def _alone(clause: Clause) -> str:
    """The words of a clause; of a list item without the sign that led to the next one."""
    return clause.text.rstrip(" ;,") if clause.kind == "item" else clause.text


def _title(change: ClauseChange, words: Words, quoting: Quoting | None) -> str:
    """Where it stands, as a person would name it, and what became of it."""
    clause = _clause(change)
    where = _where(clause, words, quoting)
    if change.kind == "added" and clause.kind == "heading":
        return words.say("%(where)s is new:", where=where)
    if change.kind == "added":
        return words.say("%(where)s, new:", where=where)
    if change.kind == "removed":
        return words.say("%(where)s, gone:", where=where)
    if change.kind == "moved":
        old = _where(change.old, words, quoting) if change.old else ""
        if old == where or not old:
            return words.say("%(where)s stands elsewhere; its words are the same.", where=where)
        return words.say(
            "%(old)s stands elsewhere and is now %(where)s; its words are the same.",
            old=old,
            where=where,
        )
    if change.old and change.old.label and clause.label and change.old.label != clause.label:
        return words.say(
            "%(where)s (before: %(label)s):", where=where, label=change.old.label.rstrip(".)")
        )
    return words.say("%(where)s:", where=where)


def _where(clause: Clause, words: Words, quoting: Quoting | None) -> str:
    """The place in a reader's words: its number and heading, and whether it stands in a list."""
    quoted = quoting.words if quoting else str
    heading = excerpt.shorten((clause.heading or "").strip(), 90)
    base = _STEP.sub("", clause.cite).strip()
    if _NUMBER_ONLY.fullmatch(base):
        where = base if base.startswith("§") else words.say("Point %(number)s", number=base)
        if heading and clause.kind != "heading":
            where = words.say("%(where)s, “%(heading)s”", where=where, heading=quoted(heading))
    elif not base or base.casefold() == (clause.heading or "").strip().casefold():
        where = (
            words.say("Under “%(heading)s”", heading=quoted(heading))
            if heading
            else _nameless(words)
        )
    elif not heading or heading.casefold() in base.casefold():
        where = quoted(base)
    else:
        where = words.say("%(where)s, “%(heading)s”", where=quoted(base), heading=quoted(heading))
    if clause.kind == "item" and "•" in clause.cite:
        return words.say("%(where)s, in the list", where=where)
    if clause.kind == "row":
        return words.say("%(where)s, in the table", where=where)
    return where


def _nameless(words: Words) -> str:
    return words.say("At the beginning of the text")


def _remarks(changes: Sequence[ClauseChange], words: Words) -> list[str]:
    """One sentence for each thing that is no change of words."""
    lines = []
    renumbered = [one for one in changes if one.kind == "renumbered" and one.old and one.new]
    if renumbered:
        lines.append(_renumbered(renumbered, words))
    cosmetic = [
        one
        for one in changes
        if one.kind == "reworded"
        and one.significance is Significance.COSMETIC
        and one.reasons != (STAMP,)  # the dates are told by themselves
    ]
    if cosmetic:
        lines.append(
            words.count(
                "In %(n)d place only signs or spelling differ.",
                "In %(n)d places only signs or spelling differ.",
                len(cosmetic),
            )
        )
    if any(one.kind == "links" for one in changes):
        lines.append(words.say("Some links lead elsewhere; their words are the same."))
    return lines


def _renumbered(changes: Sequence[ClauseChange], words: Words) -> str:
    """What was only renumbered is one sentence."""
    pairs = [
        (_number(one.old.label), _number(one.new.label))
        for one in changes
        if one.old and one.new and one.old.label and one.new.label
    ]
    runs = _runs([(old, new) for old, new in pairs if old is not None and new is not None])
    if len(pairs) == len(changes) and runs is not None and len(pairs) > 1:
        (old_first, old_last), (new_first, new_last) = runs
        return words.say(
            "The old points %(old_first)d to %(old_last)d are now %(new_first)d to %(new_last)d."
            " Their words are the same.",
            old_first=old_first,
            old_last=old_last,
            new_first=new_first,
            new_last=new_last,
        )
    if len(changes) == 1 and changes[0].old and changes[0].new:
        return words.say(
            "The old point %(old)s is now %(new)s. Its words are the same.",
            old=(changes[0].old.label or "").rstrip(".)"),
            new=(changes[0].new.label or "").rstrip(".)"),
        )
    return words.count(
        "%(n)d point only has another number. Its words are the same.",
        "%(n)d points only have other numbers. Their words are the same.",
        len(changes),
    )


def _runs(pairs: list[tuple[int, int]]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """First and last number on both sides if all moved by the same step, without a gap."""
    if not pairs:
        return None
    pairs = sorted(pairs)
    steps = {new - old for old, new in pairs}
    olds = [old for old, _ in pairs]
    if len(steps) != 1 or olds != list(range(olds[0], olds[0] + len(olds))):
        return None
    return (olds[0], olds[-1]), (pairs[0][1], pairs[-1][1])


def _number(label: str | None) -> int | None:
    found = re.fullmatch(r"\s*(\d{1,4})\s*[.)]?\s*", label or "")
    return int(found[1]) if found else None


def _clause(change: ClauseChange) -> Clause:
    clause = change.new or change.old
    assert clause is not None  # noqa: S101 - only `links` has neither, and it is no place
    return clause
