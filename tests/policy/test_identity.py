"""A clause keeps its id for life, and no two clauses of one text share one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from policy.compare import compare
from policy.identity import first_ids, inherit
from tests.policy.synthetic_truth import EDITS, Author, edited, reading
from tests.policy.texts import reading as written


def test_a_reworded_moved_or_renumbered_clause_keeps_its_id() -> None:
    old = written(
        "# 1. Logs",
        "We keep logs for a year.",
        "# 2. Visits",
        "Guests wear a helmet on the whole site.",
    )
    new = written(
        "# 1. Visits",
        "Guests wear a helmet on the whole site.",
        "# 2. Logs",
        "We keep logs for two years.",
    )
    ids = first_ids(old.clauses, "policy/1")

    later = inherit(ids, compare(old, new).pairs, len(new.clauses), "policy/2")

    assert later == (ids[2], ids[3], ids[0], ids[1])


def test_the_same_history_gives_the_same_ids() -> None:
    text = written("# One", "Two", "Three")

    assert first_ids(text.clauses, "policy/1") == first_ids(text.clauses, "policy/1")
    assert first_ids(text.clauses, "policy/1") != first_ids(text.clauses, "other/1")


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_ids_live_on_along_the_pairs_and_are_never_shared(seed: int) -> None:
    author = Author(seed)
    draft = author.draft()
    old, new = reading(draft), reading(edited(draft, author, list(EDITS)))
    ids = first_ids(old.clauses, "seed/1")
    pairs = compare(old, new).pairs

    later = inherit(ids, pairs, len(new.clauses), "seed/1")

    assert len(set(later)) == len(new.clauses)
    assert all(later[j] == ids[i] for i, j in pairs)
    assert set(ids).isdisjoint(set(later) - {ids[i] for i, _ in pairs})
