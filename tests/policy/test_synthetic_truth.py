"""Known edits to invented policies: nearly all are found, nearly nothing is invented."""

from __future__ import annotations

import pytest

from policy.compare import compare
from policy.model import ClauseChange, Comparison
from tests.policy.synthetic_truth import EDITS, Author, Edit, edited, reading

POLICIES = 60


def told(change: ClauseChange, comparison: Comparison) -> tuple[str, ...]:
    """A reported change in the words of the truth."""
    old, new = change.old, change.new
    if change.split_from:
        return ("split", change.split_from, str(new and new.id))
    if change.merged_into:
        return ("merged", str(old and old.id), change.merged_into)
    if change.kind == "reworded" and change.moved:
        return ("moved and reworded", str(old and old.id), str(new and new.id))
    return (change.kind, *(str(clause.id) for clause in (old, new) if clause))


def named(truth: set[tuple[str, ...]], addresses: dict[str, str]) -> set[tuple[str, ...]]:
    """Reported addresses as the names of their clauses."""
    return {tuple(addresses.get(part, part) for part in change) for change in truth}


def measure(edits: list[Edit], seeds: range) -> tuple[int, int, int, list[str]]:
    """How many edits there were, how many were found, how many reports were invented, and
    examples.
    """
    wanted = found = invented = 0
    examples: list[str] = []
    for seed in seeds:
        author = Author(seed)
        draft = author.draft()
        after = edited(draft, author, edits)
        old, new = reading(draft), reading(after)
        comparison = compare(old, new)
        addresses = {f"{c.address}": str(c.id) for c in old.clauses}
        addresses_new = {f"{c.address}": str(c.id) for c in new.clauses}
        reported: set[tuple[str, ...]] = set()
        for change in comparison.changes:
            names = addresses_new if change.merged_into else addresses
            reported |= named({told(change, comparison)}, names)
        wanted += len(after.truth)
        found += len(after.truth & reported)
        invented += len(reported - after.truth)
        examples += [f"{seed} missed {x}" for x in sorted(after.truth - reported)]
        examples += [f"{seed} invented {x}" for x in sorted(reported - after.truth)]
    return wanted, found, invented, examples


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_an_edit_of_one_sort_is_found_and_nothing_is_invented(edit: Edit) -> None:
    wanted, found, invented, examples = measure([edit, edit], range(POLICIES))

    assert found >= 0.99 * wanted, examples
    assert invented <= 0.01 * wanted, examples


def test_all_sorts_of_edits_at_once_are_found_and_nothing_is_invented() -> None:
    wanted, found, invented, examples = measure(list(EDITS), range(1000, 1000 + 2 * POLICIES))

    assert found >= 0.99 * wanted, examples
    assert invented <= 0.01 * wanted, examples
