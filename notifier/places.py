"""The changed clauses as a reader meets them: where, what went, what came. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from notifier import excerpt, place_remarks, place_titles
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
    above: str = ""  # what stands over its list or table, where it says little alone
    rest: str = ""  # that it is not all of it, where it is too long for a message
    points: int = 1  # that changed there: items of one list stand together


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

    def top_of_table(self, clause: Clause, side: Side) -> str:
        """The first row of the table in which a row stands; empty for that row itself."""
        clauses = (self.new if side == "new" else self.old).clauses
        at = next((n for n, one in enumerate(clauses) if one.address == clause.address), 0)
        top = at
        while top and clauses[top - 1].kind == "row" and _is_beside(clauses[top - 1], clause):
            top -= 1
        return clauses[top].text if clauses and top < at else ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a comparison comes to for a reader: places, and remarks of one sentence on the rest."""

    places: tuple[Place, ...]
    remarks: tuple[str, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of each point that changed."""
        return tuple(place.kind for place in self.places for _ in range(place.points))

    def counted(self, words: Words) -> str:
        """`2 new, 1 changed`: how many points of which kind."""
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
LONGEST = 1800  # signs of one side of a place; a page shows all of it


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
        remarks=tuple(place_remarks.remarks(comparison.changes, words)),
    )


def _is_place(change: ClauseChange) -> bool:
    """Whether it is shown with its words; the rest gets a sentence."""
    if change.kind == "reworded" or change.split_from or change.merged_into:
        return change.significance is not Significance.COSMETIC
    return change.kind in ("added", "removed", "moved")


def _grouped(changes: Sequence[ClauseChange]) -> list[list[ClauseChange]]:
    """A new heading and what stands under it are one place, and so are new items of one list;
    the same of gone ones.
    """
    groups: list[list[ClauseChange]] = []
    for change in changes:
        last = groups[-1][-1] if groups else None
        if last is not None and _goes_on(groups[-1][0], last, change):
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _goes_on(first: ClauseChange, last: ClauseChange, change: ClauseChange) -> bool:
    """Whether a change belongs to the place before it: the same heading or list, come or gone
    together.
    """
    if change.kind not in ("added", "removed") or change.kind != last.kind:
        return False
    head, before, clause = _clause(first), _clause(last), _clause(change)
    if head.kind == "heading":
        return clause.kind != "heading" and clause.heading == head.text
    return (
        clause.kind in ("item", "row")
        and clause.kind == head.kind
        and not (clause.label or before.label)
        and _is_beside(before, clause)
    )


def _is_beside(one: Clause, other: Clause) -> bool:
    """Whether both stand in the same list or table."""
    return one.address.rpartition("__")[0] == other.address.rpartition("__")[0]


def _place(
    group: Sequence[ClauseChange], words: Words, texts: Texts | None, *, full: bool
) -> Place:
    first = group[0]
    clause = _clause(first)
    quoting = (texts.quoting("new" if first.new else "old") if texts else None) or PLAIN
    is_section = clause.kind == "heading" and len(group) > 1
    quoted = quoting.words if texts else str
    title = place_titles.title(first, words, quoted, is_section=is_section)
    if first.kind == "moved":
        return Place("moved", title, clause_id=clause.id)
    removed, added = _sides(group, is_section=is_section, full=full)
    if not full:
        removed, added = excerpt.cut(removed, LONGEST), excerpt.cut(added, LONGEST)
    is_cut = any(side and side[-1] is excerpt.CUT for side in (removed, added))
    removed, added = quoting.sides(removed, added)
    return Place(
        first.kind,
        title,
        removed,
        added,
        clause.id,
        _above(first, words, texts),
        words.say("This is not all of it; the rest stands on the page with both texts.")
        if is_cut
        else "",
        1 if clause.kind == "heading" else len(group),
    )


def _sides(
    group: Sequence[ClauseChange], *, is_section: bool, full: bool
) -> tuple[Fragment, Fragment]:
    """What went and what came at a place; of a section without the heading that its title names."""
    first = group[0]
    if first.kind == "reworded":
        drawn = for_readers(first.redline)
        return excerpt.both(drawn) if full else excerpt.sides(drawn)
    clauses = [_clause(change) for change in group]
    if is_section and place_titles.names_heading(clauses[0]):
        clauses = clauses[1:]
    whole: tuple[Run, ...] = ()
    for clause in clauses:
        if whole:
            is_closed = excerpt.plain(whole).rstrip()[-1:] in ".?!:;" or clause.kind != "paragraph"
            whole += (Run(" " if is_closed else " / "),)
        if len(group) > 1:
            whole += _sign(clause)
        whole += (Run(_alone(clause), changed=True),)
    return ((), whole) if first.kind == "added" else (whole, ())


def _sign(clause: Clause) -> Fragment:
    """What stands before one of several: its number, or a bullet."""
    if clause.label:
        return (Run(f"{clause.label} "),)
    return (Run("• "),) if clause.kind in ("item", "row") else ()


def _above(change: ClauseChange, words: Words, texts: Texts | None) -> str:
    """What stands over the list of a short item, or at the top of its table: without it nobody
    knows what it says.
    """
    clause = _clause(change)
    if texts is None:
        return ""
    side: Side = "new" if change.new else "old"
    quoting = texts.quoting(side)
    if clause.kind == "row" and (top := texts.top_of_table(clause, side)):
        return words.say("That table begins with: “%(quote)s”.", quote=quoting.sentence(top))
    if clause.kind != "item" or len(clause.text) > SAYS_LITTLE:
        return ""
    lead = texts.over_the_list(clause, side)
    if not lead:
        return ""
    quote = quoting.sentence(excerpt.last_sentence(lead).rstrip(" :"))
    return words.say("Above that list it says: “%(quote)s”.", quote=quote)


def _alone(clause: Clause) -> str:
    """The words of a clause; of a list item without the sign that led to the next one."""
    return clause.text.rstrip(" ;,") if clause.kind == "item" else clause.text


def _clause(change: ClauseChange) -> Clause:
    clause = change.new or change.old
    assert clause is not None  # noqa: S101 - only `links` has neither, and it is no place
    return clause
