"""Invented policies with known edits: what a comparison must find, and must not invent.

Every clause carries its name in `id`, so that a reported change can be laid beside the edit that
made it. The companies, the words and the numbers are ours.
"""

# ruff: noqa: E501 - word lists read best a part of the sentence a line

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from policy.model import BlockKind, Clause, Reading

SUBJECTS = ("Maple Tools", "The workshop", "Our planning team", "The site office", "Each branch", "The account holder",
            "A subcontractor", "The supplier", "Our help desk", "The fitter", "The archive", "A visitor", "Every apprentice",
            "The owner of the crane", "Whoever rents a ladder", "The night watch", "A paying guest", "The glazier's van",
            "Somebody from the canteen", "The quantity surveyor")  # fmt: skip
VERBS = ("keeps", "receives", "checks", "forwards", "prints", "sorts", "corrects", "signs", "deletes", "compares", "returns",
         "photographs", "reads aloud", "translates", "numbers", "folds", "weighs", "stamps", "repaints", "lends out")  # fmt: skip
OBJECTS = ("delivery notes", "measurement sheets", "the names of callers", "drawings of the site", "repair requests", "opening hours",
           "complaints about noise", "keys of the building", "invoices from the past season", "pictures of the roof",
           "the plate of a van", "answers to surveys", "addresses of neighbours", "log entries of the lift", "samples of mortar",
           "first aid reports", "parking tickets", "menus", "quotations", "rain gauge readings", "spare gloves",
           "the minutes of Monday", "colour charts", "postcards from suppliers", "floor plans", "orders by telephone")  # fmt: skip
REASONS = ("to plan the next visit", "because the insurer asks for it", "when a tender closes", "so that nobody waits in vain",
           "before the concrete is poured", "after each inspection", "unless the owner objects", "in the language of the site",
           "together with the safety plan", "at the request of the architect", "while the crane is standing",
           "provided the weather holds", "against a written receipt", "behind the locked gate", "with a copy for the mayor",
           "as the fire brigade advised", "even during the holidays", "on paper only", "free of charge", "under supervision")  # fmt: skip
TIMES = ("for {n} days", "within {n} hours", "during {n} months", "no later than {n} weeks after the works", "once every {n} years",
         "up to {n} times", "from week {n} on", "on at least {n} sites", "in lots of {n}")  # fmt: skip
TITLES = ("Deliveries", "Visits to the site", "Photographs", "Keys and badges", "Complaints", "Invoices", "Weather days", "Tools on loan",
          "Guests", "Parking", "Lift and crane", "Archive", "Working hours", "Samples", "Noise", "Neighbours", "Handover", "Repairs")  # fmt: skip
TWINS = ("We share this with nobody outside the company.", "None.", "Questions about this are answered by the help desk within two working days.")  # fmt: skip


@dataclass(frozen=True)
class Node:
    """One clause to be: its name, and what it is; labels are given when the text is laid out."""

    name: str
    kind: BlockKind
    text: str
    cells: tuple[str, ...] = ()


@dataclass
class Draft:
    """Sections of clauses, and the truth about what was done to them."""

    sections: list[list[Node]]
    truth: set[tuple[str, ...]] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    fresh: int = 0

    def name(self) -> str:
        """A name for a new clause."""
        self.fresh += 1
        return f"new{self.fresh}"


class Author:
    """Writes policies and edits them, always the same from the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - no secret, only variety

    def sentence(self) -> str:
        pick = self.chance.choice
        time = pick(TIMES).format(n=self.chance.randint(2, 95))
        return f"{pick(SUBJECTS)} {pick(VERBS)} {pick(OBJECTS)} {pick(REASONS)}, {time}."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.chance.choice((1, 2, 2, 3))))

    def draft(self) -> Draft:
        """A policy of eight to sixteen sections with paragraphs, lists, tables and twins."""
        titles = self.chance.sample(TITLES, self.chance.randint(8, 16))
        sections = []
        for number, title in enumerate(titles):
            name = f"s{number}"
            section = [Node(name, "heading", title)]
            for _ in range(self.chance.randint(2, 6)):
                section.append(Node(f"{name}p{len(section)}", "paragraph", self.paragraph()))
            if self.chance.random() < 0.5:
                at = self.chance.randint(1, len(section))
                section.insert(at, Node(f"{name}t", "paragraph", self.chance.choice(TWINS)))
            if self.chance.random() < 0.5:
                for n in range(self.chance.randint(3, 6)):
                    section.append(Node(f"{name}i{n}", "item", self.sentence()[:-1] + ";"))
            elif self.chance.random() < 0.4:
                section += [
                    self.row(f"{name}r{n}", f"Form {number}{chr(65 + n)}") for n in range(5)
                ]
            sections.append(section)
        return Draft(sections)

    def row(self, name: str, key: str) -> Node:
        cells = (key, self.chance.choice(OBJECTS), f"{self.chance.randint(2, 60)} months")
        return Node(name, "row", " | ".join(cells), cells)


def reading(draft: Draft) -> Reading:
    """Lay the draft out: section numbers, letters of lists, addresses."""
    clauses: list[Clause] = []
    for number, section in enumerate(draft.sections, start=1):
        heading, letters = section[0].text, 0
        for place, node in enumerate(section):
            label = f"{number}." if place == 0 else None
            if node.kind == "item":
                label, letters = f"({chr(97 + letters)})", letters + 1
            clauses.append(
                Clause(
                    address=f"sec_{number}" if place == 0 else f"sec_{number}__{node.kind}_{place}",
                    label=label,
                    cite=f"{number}, {place}",
                    heading=None if place == 0 else heading,
                    level=2 if place == 0 else 0,
                    kind=node.kind,
                    text=node.text,
                    id=node.name,
                    cells=node.cells,
                )
            )
    return Reading(language="en", clauses=tuple(clauses))


Edit = Callable[[Author, Draft], None]


def _pick(author: Author, draft: Draft, *kinds: str, words: int = 0) -> tuple[int, int] | None:
    """An untouched clause of one of the kinds, no twin; None where there is none."""
    spots = [
        (s, p)
        for s, section in enumerate(draft.sections)
        for p, node in enumerate(section)
        if node.kind in kinds
        and node.name not in draft.touched
        and node.text not in TWINS
        and node.text.count(" ") >= words
    ]
    return author.chance.choice(spots) if spots else None


def _put(draft: Draft, spot: tuple[int, int], node: Node) -> None:
    draft.sections[spot[0]][spot[1]] = node
    draft.touched.add(node.name)


def reword(author: Author, draft: Draft) -> None:
    """Another number, or one to three words replaced."""
    spot = _pick(author, draft, "paragraph", "item", words=6)
    if spot is None:
        return
    node = draft.sections[spot[0]][spot[1]]
    words = node.text.split()
    for _ in range(author.chance.randint(1, 3)):
        words[author.chance.randrange(1, len(words) - 1)] = author.chance.choice(
            ("quickly", "never", "41", "only", "partners", "twelve", "abroad")
        )
    if " ".join(words) != node.text:
        _put(draft, spot, replace(node, text=" ".join(words)))
        draft.truth.add(("reworded", node.name, node.name))


def edit_row(author: Author, draft: Draft) -> None:
    """Another value in a row; its key stays."""
    spot = _pick(author, draft, "row")
    if spot is None:
        return
    node = draft.sections[spot[0]][spot[1]]
    cells = (node.cells[0], "badges and gloves", f"{author.chance.randint(70, 99)} months")
    _put(draft, spot, Node(node.name, "row", " | ".join(cells), cells))
    draft.truth.add(("reworded", node.name, node.name))


def rename_heading(author: Author, draft: Draft) -> None:
    """Another title over the same clauses."""
    spot = _pick(author, draft, "heading")
    if spot is None or len(draft.sections[spot[0]]) < 3:
        return
    node = draft.sections[spot[0]][0]
    _put(
        draft,
        (spot[0], 0),
        replace(
            node, text=f"Rules on {author.chance.choice(('gates', 'paint', 'fire', 'shifts'))}"
        ),
    )
    draft.touched.update(other.name for other in draft.sections[spot[0]][1:3])
    draft.truth.add(("reworded", node.name, node.name))


def add_clause(author: Author, draft: Draft) -> None:
    """A new paragraph, item or row somewhere."""
    section = author.chance.choice(draft.sections)
    at = author.chance.randint(1, len(section))
    kind = section[at - 1].kind if section[at - 1].kind in ("item", "row") else "paragraph"
    name = draft.name()
    if kind == "row":
        node = author.row(name, f"Form N{draft.fresh}")
    else:
        node = Node(name, kind, author.sentence() if kind == "item" else author.paragraph())
    section.insert(at, node)
    draft.touched.add(name)
    draft.truth.add(("added", name))


def remove_clause(author: Author, draft: Draft) -> None:
    """A clause goes."""
    spot = _pick(author, draft, "paragraph", "item", "row")
    if spot is not None:
        node = draft.sections[spot[0]].pop(spot[1])
        draft.truth.add(("removed", node.name))


def remove_twin(author: Author, draft: Draft) -> None:
    """One of several clauses with the same words goes."""
    spots = [
        (s, p)
        for s, section in enumerate(draft.sections)
        for p, node in enumerate(section)
        if node.text in TWINS and node.name not in draft.touched
    ]
    if spots:
        s, p = author.chance.choice(spots)
        draft.truth.add(("removed", draft.sections[s].pop(p).name))


def edit_twin(author: Author, draft: Draft) -> None:
    """One of several clauses with the same words is reworded, the others stay."""
    for section in author.chance.sample(draft.sections, len(draft.sections)):
        for place, node in enumerate(section):
            if node.text == TWINS[2] and node.name not in draft.touched:
                section[place] = replace(node, text=node.text.replace("two", "nine"))
                draft.touched.add(node.name)
                draft.truth.add(("reworded", node.name, node.name))
                return


def add_section(author: Author, draft: Draft) -> None:
    """A new section: those behind it are renumbered."""
    name = draft.name()
    title = author.chance.choice(
        ("Drones", "Bees on the roof", "Rain water", "Canteen", "Rehearsals")
    )
    section = [Node(name, "heading", f"{title} {draft.fresh}")]
    section += [Node(draft.name(), "paragraph", author.paragraph()) for _ in range(2)]
    draft.sections.insert(author.chance.randint(0, len(draft.sections)), section)
    draft.touched.update(node.name for node in section)
    draft.truth.update(("added", node.name) for node in section)


def remove_section(author: Author, draft: Draft) -> None:
    """A whole section goes."""
    whole = [
        section
        for section in draft.sections
        if not any(node.name in draft.touched for node in section)
    ]
    if len(draft.sections) > 5 and whole:
        section = author.chance.choice(whole)
        draft.sections.remove(section)
        draft.truth.update(("removed", node.name) for node in section)


def move_clause(author: Author, draft: Draft) -> None:
    """A paragraph moves to another section, far enough that it is the one that moved."""
    spot = _pick(author, draft, "paragraph", words=8)
    if spot is None or len(draft.sections) < 6:
        return
    node = draft.sections[spot[0]][spot[1]]
    far = [s for s in range(len(draft.sections)) if abs(s - spot[0]) > 2]
    target = draft.sections[author.chance.choice(far)]
    draft.sections[spot[0]].pop(spot[1])
    target.insert(1, node)
    draft.touched.add(node.name)
    draft.truth.add(("moved", node.name, node.name))


def split_clause(author: Author, draft: Draft) -> None:
    """A paragraph of two sentences becomes two paragraphs."""
    spot = _pick(author, draft, "paragraph", words=12)
    if spot is None:
        return
    node = draft.sections[spot[0]][spot[1]]
    first, stop, rest = node.text.partition(". ")
    if rest:
        _put(draft, spot, replace(node, text=first + stop.strip()))
        part = Node(draft.name(), "paragraph", rest)
        draft.sections[spot[0]].insert(spot[1] + 1, part)
        draft.touched.add(part.name)
        draft.truth |= {("reworded", node.name, node.name), ("split", node.name, part.name)}


def merge_clauses(author: Author, draft: Draft) -> None:
    """Two neighbouring paragraphs become one."""
    spot = _pick(author, draft, "paragraph", words=8)
    if spot is None:
        return
    section, at = draft.sections[spot[0]], spot[1]
    if at + 1 >= len(section):
        return
    first, second = section[at], section[at + 1]
    if second.kind != "paragraph" or second.name in draft.touched or second.text in TWINS:
        return
    _put(draft, spot, replace(first, text=f"{first.text} {second.text}"))
    section.pop(at + 1)
    draft.truth |= {("reworded", first.name, first.name), ("merged", second.name, first.name)}


EDITS: tuple[Edit, ...] = (
    reword, edit_row, rename_heading, add_clause, remove_clause, remove_twin, edit_twin, add_section, remove_section,
    move_clause, split_clause, merge_clauses,
)  # fmt: skip


def edited(draft: Draft, author: Author, edits: list[Edit]) -> Draft:
    """A copy of the draft with the edits done, and the truth about them."""
    copy = Draft([list(section) for section in draft.sections])
    for edit in edits:
        edit(author, copy)
    _add_renumbered(draft, copy)
    return copy


def _add_renumbered(old: Draft, new: Draft) -> None:
    """What only bears another number now."""
    before = {clause.id: clause for clause in reading(old).clauses}
    for clause in reading(new).clauses:
        known = before.get(clause.id)
        relabelled = known and known.text == clause.text and known.label != clause.label
        if relabelled and not any(clause.id in edit[1:] for edit in new.truth):
            new.truth.add(("renumbered", str(clause.id), str(clause.id)))
