"""Two readings of a policy, clause by clause: what came, went, was reworded, moved or renumbered,
and how much it matters.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from policy.align import Alignment, align
from policy.asides import Asides
from policy.compare_parties import with_parties
from policy.damage import is_damaged_copy, repaired
from policy.fingerprint import canonical
from policy.model import Clause, ClauseChange, Comparison, Note, Reading, Significance
from policy.quiet import Surroundings
from policy.redline import draw, mark
from policy.references import Renumbering, numbers, renumbering
from policy.tokens import words_key
from policy.topics import topics
from policy.weigh import Weight, is_own_date, weigh_move, weigh_part, weigh_rewording, weigh_whole

DATES = ("updated_on", "effective_on", "version_label")
REPEATED_LABEL = 3
"""The same few words that came in so many places at once are the text of an icon or button."""
LABEL = 30
"""Longer texts are no labels."""
MOST_READ = 2000
"""So many clauses that came or went are read for their facts; nobody reads more."""
_MOST_REASONS = 12


def compare(old: Reading, new: Reading) -> Comparison:
    """Compare two readings. A refused side is compared with nothing: the refusal is the answer."""
    if old.refused or new.refused:
        return Comparison(refused_old=old.refused, refused_new=new.refused)
    damaged = any(note.kind == "mojibake" for note in (*old.notes, *new.notes))
    found = align(old.clauses, new.clauses, damaged=damaged)
    changes: Sequence[ClauseChange]
    changes, notes = _Story(old, new, found, damaged=damaged).changes()
    if not changes and not notes:
        changes = _links(old, new)
    changes = with_parties(old, new, changes)
    significance = max((c.significance for c in changes), key=lambda s: s.rank, default=None)
    return Comparison(
        significance=significance or (Significance.COSMETIC if notes else None),
        reasons=_reasons(changes),
        changes=tuple(changes),
        dates=_dates(old, new),
        notes=tuple(notes),
        pairs=found.pairs,
    )


def _dates(old: Reading, new: Reading) -> dict[str, tuple[str | None, str | None]]:
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in DATES}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _reasons(changes: Sequence[ClauseChange]) -> tuple[str, ...]:
    """The reasons of the weightiest changes, each once."""
    ranked = sorted(changes, key=lambda change: -change.significance.rank)
    if not ranked:
        return ()
    top = [c for c in ranked if c.significance is ranked[0].significance]
    return tuple(dict.fromkeys(reason for c in top for reason in c.reasons))[:_MOST_REASONS]


def _links(old: Reading, new: Reading) -> list[ClauseChange]:
    """One change of kind `links` where nothing but link targets differs."""
    targets = [[link.target for c in side.clauses for link in c.links] for side in (old, new)]
    if targets[0] == targets[1]:
        return []
    gone, come = Counter(targets[0]), Counter(targets[1])
    count = max((gone - come).total(), (come - gone).total())
    reason = f"{count} link targets changed" if count != 1 else "1 link target changed"
    return [ClauseChange("links", Significance.COSMETIC, (reason,))]


class _Story:
    """The changes of one comparison, in the order in which a reader meets them."""

    def __init__(self, old: Reading, new: Reading, found: Alignment, *, damaged: bool) -> None:
        self.damaged = damaged
        self.old, self.new = old.clauses, new.clauses
        self.found = found
        self.old_of = {j: i for i, j in found.pairs}
        self.new_of = dict(found.pairs)
        self.notes: list[Note] = []
        self.repaired = self.unnumbered = self.whole = 0
        self.around = _surroundings(old, new, found)
        self.asides = Asides(old.clauses), Asides(new.clauses)
        self.parts_new, self.parts_old = _by_whole(found.split), _by_whole(found.merged)
        self.icons = self._repeated_labels()

    def changes(self) -> tuple[list[ClauseChange], list[Note]]:
        """Every change in the order of the new text; what went stands where it would stand."""
        out: list[ClauseChange] = []
        gone = iter(sorted(i for i in range(len(self.old)) if i not in self.new_of))
        next_gone = next(gone, None)
        for j, clause in enumerate(self.new):
            i = self.old_of.get(j)
            if i is None:
                out.append(self._added(j, clause))
                continue
            if (i, j) not in self.found.moved:
                while next_gone is not None and next_gone < i:
                    out.append(self._removed(next_gone))
                    next_gone = next(gone, None)
            if change := self._of_pair(i, j):
                out.append(change)
        while next_gone is not None:
            out.append(self._removed(next_gone))
            next_gone = next(gone, None)
        if self.repaired:
            self.notes.append(Note("encoding_repaired", f"{self.repaired} clauses"))
        if self.unnumbered and not out:
            self.notes.append(
                Note("numbering", f"{self.unnumbered} clauses gained or lost a number")
            )
        return out, self.notes

    def _of_pair(self, i: int, j: int) -> ClauseChange | None:
        old, new = self.old[i], self.new[j]
        moved = (i, j) in self.found.moved
        same = old.text == new.text or canonical(old.text) == canonical(new.text)
        if not same and _is_repair(old.text, new.text, damaged=self.damaged):
            self.repaired += 1
            same = True
        if not same:
            return self._reworded(i, j, moved=moved)
        if moved:
            return self._change("moved", weigh_move(new), old, new, moved=True)
        if old.label == new.label:
            return None
        labels = canonical(old.label or ""), canonical(new.label or "")
        if labels[0] == labels[1]:
            return None
        if not all(labels):
            self.unnumbered += 1
            return None
        weight = Weight(Significance.COSMETIC, (f"{old.label} → {new.label}",))
        return self._change("renumbered", weight, old, new)

    def _reworded(self, i: int, j: int, *, moved: bool) -> ClauseChange:
        old, new = self.old[i], self.new[j]
        marked = mark(old.text, new.text)
        weight = self._weigh_with_parts(i, j) or weigh_rewording(old, new, self.around, marked)
        if moved and weight.significance is Significance.COSMETIC and not is_own_date(weight):
            weight = replace(
                weigh_move(new), reasons=("moved", *weight.reasons), facts=weight.facts
            )
        return replace(
            self._change("reworded", weight, old, new, moved=moved),
            redline=draw(old.text, new.text, marked),
        )

    def _weigh_with_parts(self, i: int, j: int) -> Weight | None:
        """A clause that was split or merged: words that only stand elsewhere now are not gone."""
        new_parts = sorted([j, *self.parts_new[i]])
        old_parts = sorted([i, *self.parts_old[j]])
        if len(new_parts) == len(old_parts) == 1:
            return None
        old, new = self.old[i], self.new[j]
        around = replace(
            self.around,
            old_elsewhere=tuple(self.old[n].text for n in old_parts if n != i),
            new_elsewhere=tuple(self.new[n].text for n in new_parts if n != j),
        )
        apart = weigh_rewording(old, new, around, mark(old.text, new.text))
        if apart.significance is Significance.COSMETIC:
            return apart
        old = replace(old, text=" ".join(self.old[n].text for n in old_parts))
        new = replace(new, text=" ".join(self.new[n].text for n in new_parts))
        joined = weigh_rewording(old, new, self.around, mark(old.text, new.text))
        return min(apart, joined, key=lambda weight: (weight.significance.rank, len(weight.facts)))

    def _added(self, j: int, clause: Clause) -> ClauseChange:
        if (i := self.found.split.get(j)) is not None:
            weight = weigh_part(clause, self.old[i], self.around, added=True)
            return replace(
                self._change("added", weight, None, clause), split_from=self.old[i].address
            )
        weight = self._weigh_whole(j, clause, added=True)
        return self._change("added", weight, None, clause)

    def _removed(self, i: int) -> ClauseChange:
        clause = self.old[i]
        if (j := self.found.merged.get(i)) is not None:
            weight = weigh_part(clause, self.new[j], self.around, added=False)
            return replace(
                self._change("removed", weight, clause, None), merged_into=self.new[j].address
            )
        weight = self._weigh_whole(i, clause, added=False)
        return self._change("removed", weight, clause, None)

    def _weigh_whole(self, at: int, clause: Clause, *, added: bool) -> Weight:
        self.whole += 1
        brief = self.whole > MOST_READ
        aside = None if brief else self.asides[added].reason(at)
        if not aside and len(clause.text) <= LABEL and words_key(clause.text) in self.icons:
            aside = "repeated label"
        return weigh_whole(clause, self.around, added=added, aside=aside, brief=brief)

    def _repeated_labels(self) -> frozenset[str]:
        """Short words that came or went in many places at once and stand nowhere on the other
        side.
        """
        lone_old = [c for i, c in enumerate(self.old) if i not in self.new_of]
        lone_new = [c for j, c in enumerate(self.new) if j not in self.old_of]
        counts = Counter(
            words_key(c.text)
            for side in (lone_old, lone_new)
            for c in side
            if c.kind != "heading" and len(c.text) <= LABEL and c.text.count(" ") <= 2
        )
        return frozenset(key for key, count in counts.items() if count >= REPEATED_LABEL)

    def _change(
        self,
        kind: str,
        weight: Weight,
        old: Clause | None,
        new: Clause | None,
        *,
        moved: bool = False,
    ) -> ClauseChange:
        return ClauseChange(
            kind=kind,  # type: ignore[arg-type]  # one of the six, written out by the callers
            significance=weight.significance,
            reasons=weight.reasons,
            old=old,
            new=new,
            moved=moved,
            topics=_topics(weight, old, new),
            facts=weight.facts,
        )


def _topics(weight: Weight, old: Clause | None, new: Clause | None) -> tuple[str, ...]:
    """What a change is about; a cosmetic one is about nothing."""
    if weight.significance is Significance.COSMETIC:
        return ()
    return topics(weight.stated, [clause.heading for clause in (new, old) if clause])


def _by_whole(parts: Mapping[int, int]) -> Mapping[int, list[int]]:
    """Whole → its parts."""
    found: dict[int, list[int]] = defaultdict(list)
    for part, whole in parts.items():
        found[whole].append(part)
    return found


def _is_repair(old: str, new: str, *, damaged: bool) -> bool:
    """Is one text the other, damaged by a wrong encoding?"""
    if old.isascii() and new.isascii():
        return False
    if is_damaged_copy(old, new):
        return True
    return damaged and words_key(repaired(old)) == words_key(repaired(new))


def _surroundings(old: Reading, new: Reading, found: Alignment) -> Surroundings:
    @lru_cache(maxsize=1)
    def everything() -> str:
        return "\n".join(clause.text for side in (old, new) for clause in side.clauses)

    @lru_cache(maxsize=1024)
    def common(word: str) -> bool:
        return f" {word}" in everything()

    relabelled = [(i, j) for i, j in found.pairs if old.clauses[i].label != new.clauses[j].label]
    moved_numbers: Renumbering = {}
    if relabelled:
        before, after = numbers(old.clauses), numbers(new.clauses)
        moved_numbers = renumbering(
            (a, b) for i, j in found.pairs for a, b in zip(before[i], after[j], strict=False)
        )
    return Surroundings(
        language=new.language or old.language,
        common=common,
        renumbering=moved_numbers,
        old_dates=frozenset(date for date in (old.updated_on, old.effective_on) if date),
        new_dates=frozenset(date for date in (new.updated_on, new.effective_on) if date),
        old_version=old.version_label,
        new_version=new.version_label,
    )
