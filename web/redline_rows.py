"""A comparison as rows a page can show: both texts in the new one's order, what went in its old
place, and the unchanged clauses around a change. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from policy.model import Clause, ClauseChange, Comparison, Reading

AROUND = 1  # unchanged clauses shown before and after a change


class Row(NamedTuple):  # as cheap as a value can be: a long policy has thousands
    """One clause on both sides. Without a `change` it reads the same; `number` counts the changes
    from 1 in the order of the rows.
    """

    old: Clause | None
    new: Clause | None
    change: ClauseChange | None = None
    number: int = 0
    skipped: int = 0


class Skipped(NamedTuple):
    """Unchanged clauses that are not shown; the first of them is at `address` in the new text."""

    skipped: int
    address: str


def rows_of(old: Reading, new: Reading, comparison: Comparison) -> tuple[Row, ...]:
    """Every clause of both texts once: the new text in its order, what was removed after the
    clause it followed.
    """
    by_new = {one.new.address: one for one in comparison.changes if one.new}
    partner = _partners(old, new, comparison)
    gone: dict[str | None, list[ClauseChange]] = defaultdict(list)
    removed = {one.old.address: one for one in comparison.changes if one.old and not one.new}
    follows: str | None = None
    for clause in old.clauses:
        if clause.address in removed:
            gone[follows].append(removed[clause.address])
        elif clause.address in partner:
            follows = partner[clause.address]
    was = {new_address: old_address for old_address, new_address in partner.items()}
    at = {clause.address: clause for clause in old.clauses}
    rows = [Row(one.old, None, one) for one in gone[None]]
    for clause in new.clauses:
        change = by_new.get(clause.address)
        before = change.old if change else at.get(was.get(clause.address, ""))
        rows.append(Row(before, clause, change))
        rows += [Row(one.old, None, one) for one in gone[clause.address]]
    rows += [Row(None, None, one) for one in comparison.changes if not one.old and not one.new]
    return _numbered(rows)


def with_context(rows: Sequence[Row], around: int = AROUND) -> list[Row | Skipped]:
    """The changes with the clauses next to them; what lies between is counted."""
    shown = [False] * len(rows)
    for place, row in enumerate(rows):
        if row.change is not None and row.change.kind != "renumbered":
            for near in range(max(0, place - around), min(len(rows), place + around + 1)):
                shown[near] = True
    out: list[Row | Skipped] = []
    skipped: list[Row] = []
    for row, is_shown in zip(rows, shown, strict=True):
        if is_shown:
            out += _told(skipped)
            skipped = []
            out.append(row)
        else:
            skipped.append(row)
    return out + _told(skipped)


def _told(skipped: Sequence[Row]) -> list[Row | Skipped]:
    if not skipped:
        return []
    first = next((row.new for row in skipped if row.new), None)
    return [Skipped(len(skipped), first.address if first else "")]


def _partners(old: Reading, new: Reading, comparison: Comparison) -> dict[str, str]:
    """For each clause of the old text that lives on, its address in the new one."""
    partner = {
        old.clauses[before].address: new.clauses[after].address
        for before, after in comparison.pairs
        if before < len(old.clauses) and after < len(new.clauses)
    }
    return partner | {
        one.old.address: one.new.address for one in comparison.changes if one.old and one.new
    }


def _numbered(rows: Sequence[Row]) -> tuple[Row, ...]:
    out, number = [], 0
    for row in rows:
        if row.change is not None and row.change.kind != "renumbered":
            number += 1
            out.append(row._replace(number=number))
        else:
            out.append(row)
    return tuple(out)
