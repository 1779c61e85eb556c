"""What a change of a row means in a list of sub-processors: who came, went, or moved elsewhere.

A row that came is a party that came, with its country and purpose, and always substance: that is
what a reader of such a list must hear. Tables of other things (cookies, prices) are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policy.model import Clause, ClauseChange, Reading, Significance
from policy.processors import (
    ProcessorChange,
    is_processor_list,
    names_them,
    processor_changes,
    processors,
)


def with_parties(
    old: Reading, new: Reading, changes: Sequence[ClauseChange]
) -> Sequence[ClauseChange]:
    """The changes, those of rows of a list of sub-processors with the party as their reason."""
    if not any(clause and clause.cells for one in changes for clause in (one.old, one.new)):
        return changes
    before, after = _rows(old.clauses), _rows(new.clauses)
    gone: dict[str, ProcessorChange] = {}
    come: dict[str, ProcessorChange] = {}
    for one in processor_changes(processors(before), processors(after)):
        if one.old:
            gone[one.old.address] = one
        if one.new:
            come[one.new.address] = one
    return [_told(change, gone, come) for change in changes] if gone or come else changes


def _told(
    change: ClauseChange, gone: dict[str, ProcessorChange], come: dict[str, ProcessorChange]
) -> ClauseChange:
    """One change; a row that is only set or spelled otherwise says nothing of its party."""
    if change.kind not in ("added", "removed", "reworded"):
        return change
    if change.kind == "reworded" and change.significance is Significance.COSMETIC:
        return change
    parties = [
        known[clause.address]
        for clause, known in ((change.old, gone), (change.new, come))
        if clause and clause.address in known
    ]
    if not parties:
        return change
    reasons = dict.fromkeys(party.reason for party in parties)
    if change.kind == "reworded":
        reasons |= dict.fromkeys(change.reasons)
    return replace(change, significance=Significance.SUBSTANCE, reasons=tuple(reasons))


def _rows(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses without the rows of tables that list something else."""
    if is_processor_list(clauses):
        return list(clauses)
    kept: list[Clause] = []
    listed = False
    for place, clause in enumerate(clauses):
        if not clause.cells:
            kept.append(clause)
            continue
        if place == 0 or not clauses[place - 1].cells:  # a table begins
            listed = any(map(names_them, (clause.heading or "", *clause.cells)))
        if listed:
            kept.append(clause)
    return kept
