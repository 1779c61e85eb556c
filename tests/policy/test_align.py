"""Which clause lives on in which: twins by position, rows by key, sections as a whole, parts with
their whole.
"""

# ruff: noqa: E501 - examples read best in one line

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.align import align
from tests.policy.synthetic_truth import EDITS, Author, edited
from tests.policy.synthetic_truth import reading as laid_out
from tests.policy.texts import reading


def test_equal_texts_are_paired_clause_by_clause() -> None:
    text = reading("# One", "Words here.", "- item", "Words here.").clauses

    assert align(text, text).pairs == ((0, 0), (1, 1), (2, 2), (3, 3))


def test_of_two_twins_the_edited_one_is_reworded_where_it_stands() -> None:
    twin = "You can refuse some or all browser cookies in the settings of your browser."
    old = reading("# Cookies", twin, "# Choices", twin)
    new = reading("# Cookies", twin, "# Choices", twin.replace("all browser", "all other browser"))

    found = align(old.clauses, new.clauses)

    assert found.pairs == ((0, 0), (1, 1), (2, 2), (3, 3))
    assert not found.moved


def test_short_twins_stay_under_their_own_headings() -> None:
    old = reading("# Apples", "None.", "# Pears", "None.", "# Plums", "None.")
    new = reading(
        "# Apples", "None.", "# Pears", "Two growers and their neighbours.", "# Plums", "None."
    )

    found = align(old.clauses, new.clauses)

    assert (5, 5) in found.pairs
    assert (1, 1) in found.pairs


def test_table_rows_are_paired_by_their_key() -> None:
    old = reading("# Cookies", "| sid | session | 1 day |", "| lang | language | 1 year |")
    new = reading(
        "# Cookies", "| lang | chosen tongue | 13 months |", "| sid | basket and login | 2 hours |"
    )

    pairs = dict(align(old.clauses, new.clauses).pairs)

    assert pairs[1] == 2
    assert pairs[2] == 1


def test_swapped_sections_are_only_moved() -> None:
    first = [
        "# Deliveries",
        "Vans arrive before noon on working days.",
        "Drivers sign the list at the gate.",
    ]
    second = [
        "# Visits",
        "Guests wear a helmet at all times.",
        "Photographs need the consent of the site office.",
    ]

    found = align(reading(*first, *second).clauses, reading(*second, *first).clauses)

    assert len(found.pairs) == 6
    assert len(found.moved) == 3


def test_a_renamed_heading_takes_its_clauses_along() -> None:
    old = reading(
        "# Who we are", "Maple Tools rents ladders to builders.", "Its office is in Ghent."
    )
    new = reading(
        "# About the company", "Maple Tools rents ladders to builders.", "Its office is in Ghent."
    )

    assert align(old.clauses, new.clauses).pairs == ((0, 0), (1, 1), (2, 2))


def test_the_first_part_of_a_split_clause_carries_it_on() -> None:
    old = reading("We keep logs of the lift for a year. The night watch reads them every week.")
    new = reading("We keep logs of the lift for a year.", "The night watch reads them every week.")

    found = align(old.clauses, new.clauses)

    assert found.pairs == ((0, 0),)
    assert found.split == {1: 0}


def test_merged_clauses_are_the_mirror_of_a_split() -> None:
    apart = reading(
        "We keep logs of the lift for a year.", "The night watch reads them every week."
    )
    whole = reading("We keep logs of the lift for a year. The night watch reads them every week.")

    found = align(apart.clauses, whole.clauses)

    assert found.pairs == ((0, 0),)
    assert found.merged == {1: 0}


def test_a_run_in_heading_holds_a_rewritten_paragraph_in_its_place() -> None:
    old = reading(
        "# Newsletter", "Storage: until you leave.", "Recipients: None. Nobody else gets your data."
    )
    new = reading(
        "# Newsletter",
        "Storage: until you leave.",
        "Recipients: Usually there are none. The only exception is the mail house in Bruges that prints and posts the paper edition.",
    )

    assert (2, 2) in align(old.clauses, new.clauses).pairs


@given(st.integers(0, 10_000), st.sets(st.sampled_from(EDITS), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_the_pairs_of_the_way_back_are_the_mirror(seed: int, edits: set[object]) -> None:
    author = Author(seed)
    draft = author.draft()
    chosen = [edit for edit in EDITS if edit in edits]
    old, new = laid_out(draft).clauses, laid_out(edited(draft, author, chosen)).clauses

    there, back = align(old, new), align(new, old)

    assert sorted(there.pairs) == sorted((i, j) for j, i in back.pairs)
    assert there.moved == {(i, j) for j, i in back.moved}
    assert there.split == back.merged


@pytest.mark.parametrize("count", [1, 2, 5, 200])
def test_one_of_many_equal_clauses_gone_is_one_clause_gone(count: int) -> None:
    old = reading(*["The same clause again."] * (count + 1))
    new = reading(*["The same clause again."] * count)

    assert len(align(old.clauses, new.clauses).pairs) == count


def test_in_a_large_gap_reworded_clauses_are_found_by_their_rare_words_labels_and_places() -> None:
    fruits = [f"fruit{n} and root{n}" for n in range(40)]
    old = reading(
        *(
            f"The gardener number {n} waters the {fruit} each morning."
            for n, fruit in enumerate(fruits)
        )
    )
    new = reading(
        *(
            f"In summer the gardener waters his {fruit} before breakfast and never later."
            for fruit in fruits
        )
    )

    assert align(old.clauses, new.clauses).pairs == tuple((n, n) for n in range(40))


def test_rows_of_a_large_table_with_a_new_column_are_paired_by_key() -> None:
    old = reading(*(f"| key{n} | grey | wood |" for n in range(30)))
    new = reading(*(f"| key{n} | very blue indeed | steel | {n} years |" for n in range(30)))

    assert align(old.clauses, new.clauses).pairs == tuple((n, n) for n in range(30))


def test_a_long_clause_that_moved_and_changed_is_still_the_same_clause() -> None:
    moved = "Whoever rents a ladder brings it back before the whistle, cleans it behind the shed and tells the night watch."
    rest = [
        f"The {word} of the yard are counted by office {n} at noon."
        for n, word in enumerate(["gates", "tents", "flags", "bins", "vans"])
    ]
    old, new = reading(moved, *rest), reading(*rest, moved.replace("cleans", "dries"))

    found = align(old.clauses, new.clauses)

    assert (0, 5) in found.moved
