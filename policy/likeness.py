"""How alike two clauses are: by their words, with the table key, label and kind as witnesses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from rapidfuzz.distance import Indel

from policy.damage import damaged_key, is_damaged_copy, repaired
from policy.dates import is_stamp
from policy.model import Clause
from policy.tokens import Alphabet, words, words_key

LONG = 3000
"""Beyond so many words likeness is that of the bags of words: comparing their order would cost the
square.
"""
MOST_CHARACTERS = 200_000
"""Of a longer clause the beginning tells whom it is like."""
GROWN = 6
"""Fewer words than this say nothing when they stand inside a longer clause."""

LEAD_IN = 60
LONGEST_STAMP = 200
_DIGIT = re.compile(r"\d")
STAMP = 0.9
"""Two date lines are as good as one, whatever the dates."""


class Side:
    """The clauses of one text, with what aligning needs to know of each; costly forms are made
    when asked for.
    """

    def __init__(self, clauses: Sequence[Clause], alphabet: Alphabet) -> None:
        self.clauses = clauses
        self.ids: list[int] = []
        self._alphabet = alphabet
        self._spelled: dict[int, str] = {}
        self._triples: dict[int, frozenset[str]] = {}
        self._stamps: dict[int, bool] = {}

    def spelled(self, at: int) -> str:
        """The clause's words, each as one sign."""
        if at not in self._spelled:
            text = self.clauses[at].text[:MOST_CHARACTERS]
            self._spelled[at] = self._alphabet.spell(words(text))
        return self._spelled[at]

    def triples(self, at: int) -> frozenset[str]:
        """Every three words that follow one another in the clause; of shorter ones the whole."""
        if at not in self._triples:
            word = self.spelled(at)
            self._triples[at] = frozenset(
                word[n : n + 3] for n in range(max(1, len(word) - 2)) if word
            )
        return self._triples[at]

    def is_stamp(self, at: int) -> bool:
        """Is the clause nothing but a date line?"""
        if at not in self._stamps:
            self._stamps[at] = _is_stamp(self.clauses[at].text)
        return self._stamps[at]

    def weight(self, at: int) -> int:
        """About how many words the clause has."""
        return self.clauses[at].text.count(" ") + 1

    @cached_property
    def parents(self) -> list[int]:
        """The heading each clause stands under, -1 where none; of a heading the one above it."""
        found: list[int] = []
        open_headings: list[int] = []
        for at, clause in enumerate(self.clauses):
            if clause.kind == "heading":
                while open_headings and self.clauses[open_headings[-1]].level >= clause.level:
                    open_headings.pop()
                found.append(open_headings[-1] if open_headings else -1)
                open_headings.append(at)
            else:
                found.append(open_headings[-1] if open_headings else -1)
        return found

    @cached_property
    def children(self) -> Counter[int]:
        """Heading → how many clauses stand right under it."""
        return Counter(self.parents)

    @cached_property
    def contexts(self) -> list[int]:
        """A number for the path of headings above each clause, the same on both sides for the same
        words.
        """
        paths: list[int] = []
        for parent in self.parents:
            above = paths[parent] if parent >= 0 else 0
            paths.append(hash((above, self.ids[parent])) if parent >= 0 else 0)
        return paths


def _is_stamp(text: str) -> bool:
    """`is_stamp`, asked only where the text is short and holds a digit."""
    return len(text) <= LONGEST_STAMP and _DIGIT.search(text) is not None and is_stamp(text)


class Forms:
    """Both texts side by side: clauses with the same words bear the same id.

    `damaged`: one of them was read in a wrong encoding, so the repaired words count.
    """

    def __init__(
        self, old: Sequence[Clause], new: Sequence[Clause], *, damaged: bool = False
    ) -> None:
        self._damaged = damaged
        alphabet = Alphabet()
        self.old = Side(old, alphabet)
        self.new = Side(new, alphabet)
        self._number()

    def _number(self) -> None:
        """Give ids: by the exact text where it stands on both sides (nearly always), else by its
        words.
        """
        shared = {clause.text for clause in self.old.clauses} & {c.text for c in self.new.clauses}
        ids: dict[str, int] = {}
        of_text: dict[str, int] = {}
        for text in shared:
            of_text[text] = ids.setdefault("=" + text, len(ids))
        for side in (self.old, self.new):
            for clause in side.clauses:
                if clause.text not in of_text:
                    text = repaired(clause.text) if self._damaged else clause.text
                    key = "~" + (words_key(text) if len(text) <= MOST_CHARACTERS else text)
                    of_text[clause.text] = ids.setdefault(key, len(ids))
        self.old.ids = [of_text[clause.text] for clause in self.old.clauses]
        self.new.ids = [of_text[clause.text] for clause in self.new.clauses]
        self._forgive_damage()

    def _forgive_damage(self) -> None:
        """A clause whose letters were replaced by question marks bears the id of the one that has
        them.
        """
        only_old = set(self.old.ids) - set(self.new.ids)
        only_new = set(self.new.ids) - set(self.old.ids)
        texts: dict[str, tuple[str, int]] = {}
        for number, clause in zip(self.old.ids, self.old.clauses, strict=True):
            if number in only_old and (key := damaged_key(clause.text)):
                texts[key] = clause.text, number
        if not texts:
            return
        for at, clause in enumerate(self.new.clauses):
            if self.new.ids[at] in only_new and (key := damaged_key(clause.text)) in texts:
                text, number = texts[key]
                if is_damaged_copy(text, clause.text):
                    self.new.ids[at] = number


def alike(forms: Forms, i: int, j: int) -> float:
    """From 0 (nothing in common) to 1 (the same words); symmetric."""
    old, new = forms.old.clauses[i], forms.new.clauses[j]
    if forms.old.is_stamp(i) and forms.new.is_stamp(j):
        return STAMP
    same_words = _same_words(forms, i, j)
    if old.kind == new.kind == "row" and row_key(old) and row_key(new):
        same_key = row_key(old) == row_key(new)
        same_words = 0.6 + 0.4 * same_words if same_key else 0.7 * same_words
    elif (key := lead_in(old)) and key == lead_in(new):
        same_words = 0.4 + 0.6 * same_words
    if old.label and old.label == new.label and old.kind == new.kind:
        same_words += 0.1
    if (old.kind == "heading") != (new.kind == "heading"):
        same_words -= 0.2
    return min(1.0, max(0.0, same_words))


def _same_words(forms: Forms, i: int, j: int) -> float:
    old = forms.old.spelled(i)
    new = forms.new.spelled(j) if old else ""
    if not old or not new:
        return 0.0
    if len(old) > LONG or len(new) > LONG:
        shared = sum((Counter(old) & Counter(new)).values())
        return 2 * shared / (len(old) + len(new))
    likeness = Indel.normalized_similarity(old, new)
    short, long = sorted((len(old), len(new)))
    if likeness < 0.7 and short >= GROWN and long > 1.3 * short:
        likeness = max(likeness, 0.8 * contained(forms, i, j))
    return likeness


def contained(forms: Forms, i: int, j: int) -> float:
    """Which share of the shorter clause's word triples stands in the longer one."""
    old, new = forms.old.triples(i), forms.new.triples(j)
    fewest = min(len(old), len(new))
    return len(old & new) / fewest if fewest else 0.0


def lead_in(clause: Clause) -> str:
    """The words before a colon that open a clause and say what it is about (`Recipients: …`)."""
    head, colon, rest = clause.text[:LEAD_IN].partition(":")
    return words_key(head) if colon and rest[:1].isspace() and head.count(" ") < 6 else ""


def row_key(clause: Clause) -> str:
    """What names a table row: the words of its first cell that has any."""
    if len(clause.cells) < 2:
        return ""
    return next((key for cell in clause.cells if (key := words_key(cell))), "")
