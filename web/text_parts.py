"""A text as a page shows it: headings in their order, lists, tables; and its contents. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from policy.model import Clause

MOST_CONTENTS = 120  # lines; a longer list of contents helps nobody
DEEPEST = 6  # HTML has no heading below


@dataclass(frozen=True, slots=True)
class Part:
    """Clauses that are shown as one thing: a heading (with its level on the page), a paragraph, a
    list or a table.
    """

    kind: Literal["heading", "paragraph", "list", "table"]
    clauses: tuple[Clause, ...]
    level: int = 0


def parts_of(clauses: Sequence[Clause]) -> tuple[Part, ...]:
    """The text as parts, in its order. Headings begin at 2, for the page has its own title, and
    never skip a level.
    """
    found: list[Part] = []
    open_levels: list[int] = []
    for kind, group in groupby(clauses, key=lambda clause: clause.kind):
        some = tuple(group)
        if kind == "item":
            found.append(Part("list", some))
        elif kind == "row":
            found.append(Part("table", some))
        elif kind == "paragraph":
            found += [Part("paragraph", (clause,)) for clause in some]
        else:
            found += [Part("heading", (clause,), _level(clause, open_levels)) for clause in some]
    return tuple(found)


def contents(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The headings for a list of contents: the finest levels go first where they are too many."""
    headings = [part for part in parts if part.kind == "heading"]
    deepest = max((part.level for part in headings), default=0)
    while len(headings) > MOST_CONTENTS and deepest > 2:
        headings = [part for part in headings if part.level < deepest]
        deepest -= 1
    return tuple(headings[:MOST_CONTENTS]) if len(headings) > 2 else ()


def _level(heading: Clause, open_levels: list[int]) -> int:
    while open_levels and open_levels[-1] >= heading.level:
        open_levels.pop()
    open_levels.append(heading.level)
    return min(len(open_levels) + 1, DEEPEST)
