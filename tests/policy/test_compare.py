"""The comparison as the contract writes it, and the laws that hold for any two texts."""

# ruff: noqa: E501 - examples read best in one line

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.compare import MOST_READ, compare
from policy.jsonable import comparison_from_json, comparison_to_json
from policy.model import Clause, Comparison, Note, Reading, Refusal, Significance
from policy.mojibake import repair
from policy.read import read
from tests.policy.synthetic_truth import EDITS, Author, edited
from tests.policy.synthetic_truth import reading as laid_out
from tests.policy.texts import reading

PROJECT = Path(__file__).parents[2]

TITLE = "# Rules of Maple Tools"


def kinds(found: Comparison) -> list[str]:
    return [change.kind for change in found.changes]


def test_a_refused_side_is_compared_with_nothing() -> None:
    wall = Reading(refused=Refusal("bot_wall", "Are you human?"))

    found = compare(reading(TITLE), wall)

    assert (found.significance, found.changes, found.refused_new) == (None, (), wall.refused)


def test_white_space_invisible_characters_and_compatibility_forms_are_no_difference() -> None:
    old = reading(TITLE, "The oﬃce keeps\u00a0logs for a year.")
    new = reading(TITLE, "The office  keeps logs\u200b for a year.")

    found = compare(old, new)

    assert (found.significance, found.changes) == (None, ())


def test_link_targets_alone_are_one_cosmetic_change_without_sides() -> None:
    old = reading(TITLE, "See [the list](https://a.example/1) at the gate.")
    new = reading(TITLE, "See [the list](https://a.example/2) at the gate.")

    found = compare(old, new)

    assert kinds(found) == ["links"]
    assert found.significance is Significance.COSMETIC
    assert (found.changes[0].old, found.changes[0].new) == (None, None)


def test_a_renumbered_clause_is_not_a_rewording() -> None:
    old = reading(TITLE, "1. The gate closes at dusk.", "2. Guests wear a helmet.")
    new = reading(
        TITLE,
        "1. The gate closes at dusk.",
        "2. Dogs stay outside the fence.",
        "3. Guests wear a helmet.",
    )

    found = compare(old, new)

    assert kinds(found) == ["added", "renumbered"]
    assert found.changes[1].significance is Significance.COSMETIC


def test_a_cascade_of_two_hundred_new_numbers_holds_no_rewording() -> None:
    clauses = [f"Rule about tool {n} and its shelf number {n}." for n in range(200)]
    old = reading(TITLE, *(f"{n}. {text}" for n, text in enumerate(clauses, 1)))
    new = reading(
        TITLE, "1. Knock before you enter.", *(f"{n}. {text}" for n, text in enumerate(clauses, 2))
    )

    assert sorted(kinds(compare(old, new))) == ["added"] + ["renumbered"] * 200


def test_a_cross_reference_that_follows_a_renumbering_is_a_consequence() -> None:
    old = reading(
        TITLE,
        "1. The gate closes at dusk.",
        "2. Guests wear a helmet.",
        "3. Section 2 holds for children too.",
    )
    new = reading(TITLE, "1. The gate closes at dusk.", "2. Dogs stay outside the fence.", "3. Guests wear a helmet.",
                  "4. Section 3 holds for children too.")  # fmt: skip

    change = compare(old, new).changes[-1]

    assert (change.kind, change.significance) == ("reworded", Significance.COSMETIC)
    assert change.reasons == ("cross-reference follows the renumbering",)


def test_a_cross_reference_to_another_clause_is_no_consequence() -> None:
    old = reading(
        TITLE,
        "1. The gate closes at dusk.",
        "2. Guests wear a helmet.",
        "3. Section 2 holds for children too.",
    )
    new = reading(
        TITLE,
        "1. The gate closes at dusk.",
        "2. Guests wear a helmet.",
        "3. Section 1 holds for children too.",
    )

    assert compare(old, new).significance is not Significance.COSMETIC


def test_a_moved_clause_with_other_words_is_reworded_and_moved() -> None:
    text = "Whoever rents a ladder brings it back before the whistle and cleans it behind the shed."
    body = [
        f"Rule {n}: the {word} of the yard are counted by the site office."
        for n, word in enumerate("gates cranes tents flags bins".split())
    ]
    old = reading(TITLE, text, *body)
    new = reading(TITLE, *body, text.replace("before", "after"))

    [change] = compare(old, new).changes

    assert (change.kind, change.moved) == ("reworded", True)


def test_swapping_two_sections_yields_only_moves() -> None:
    one = [
        "# Deliveries",
        "Vans arrive before noon on working days.",
        "Drivers sign the list at the gate.",
    ]
    two = [
        "# Visits",
        "Guests wear a helmet at all times.",
        "Photographs need the consent of the site office.",
    ]

    found = compare(reading(TITLE, *one, *two), reading(TITLE, *two, *one))

    assert set(kinds(found)) == {"moved"}
    assert found.significance is Significance.WORDING


def test_a_short_item_elsewhere_in_its_list_moved_and_is_neither_new_nor_gone() -> None:
    old = reading(TITLE, "We keep:", "- your name", "- your address", "- your telephone")
    new = reading(TITLE, "We keep:", "- your telephone", "- your name", "- your address")

    found = compare(old, new)

    assert kinds(found) == ["moved"]
    assert found.significance is Significance.WORDING


def test_a_pure_split_is_cosmetic_and_names_where_the_part_came_from() -> None:
    old = reading(
        TITLE, "We keep logs of the lift for a year. The night watch reads them every week."
    )
    new = reading(
        TITLE, "We keep logs of the lift for a year.", "The night watch reads them every week."
    )

    first, part = compare(old, new).changes

    assert (first.kind, part.kind) == ("reworded", "added")
    assert part.split_from == old.clauses[1].address
    assert {first.significance, part.significance} == {Significance.COSMETIC}


def test_a_merge_mirrors_a_split() -> None:
    old = reading(
        TITLE, "We keep logs of the lift for a year.", "The night watch reads them every week."
    )
    new = reading(
        TITLE, "We keep logs of the lift for a year. The night watch reads them every week."
    )

    merged = next(change for change in compare(old, new).changes if change.kind == "removed")

    assert merged.merged_into == new.clauses[1].address


def test_a_part_with_other_words_than_the_whole_is_weighed_by_those() -> None:
    old = reading(
        TITLE, "We keep logs of the lift for a year. The night watch reads them once every 7 days."
    )
    new = reading(
        TITLE,
        "We keep logs of the lift for a year.",
        "The night watch reads them once every 9 days.",
    )

    assert compare(old, new).significance is Significance.SUBSTANCE


def test_a_changed_effective_date_stands_in_dates_though_its_line_is_cosmetic() -> None:
    old = reading(
        TITLE, "Effective: 1 May 2026", "The gate closes at dusk.", effective_on="2026-05-01"
    )
    new = reading(
        TITLE, "Effective: 1 June 2026", "The gate closes at dusk.", effective_on="2026-06-01"
    )

    found = compare(old, new)

    assert found.dates == {"effective_on": ("2026-05-01", "2026-06-01")}
    assert found.significance is Significance.COSMETIC


WOUNDED = (
    "# Privacybeleid",
    "De “bezoeker” tekent het register – ook tijdens de vakantie – en krijgt zijn pasje terug.",
    "Wij bewaren foto’s van het dak één jaar.",
    "‘Derden’ zien het register niet.",
)  # fmt: skip


def garbled(text: str, codec: str) -> str:
    return text.encode().decode(codec, "replace")


@pytest.mark.parametrize("codec", ["cp1252", "gb18030"])
@pytest.mark.parametrize("way", ["damaged first", "repaired first"])
def test_a_repaired_encoding_is_no_rewording(codec: str, way: str) -> None:
    whole = reading(*WOUNDED, language="nl")
    lines = [garbled(line, codec) for line in WOUNDED]
    broken = reading(*lines, language="nl", notes=(Note("mojibake", "…"),))
    old, new = (broken, whole) if way == "damaged first" else (whole, broken)

    found = compare(old, new)

    assert found.changes == ()
    assert found.significance is Significance.COSMETIC
    assert [note.kind for note in found.notes] == ["encoding_repaired"]


def test_letters_that_were_lost_to_question_marks_are_no_rewording() -> None:
    old = reading("# Be?indiging", "De leverancier be?indigt de opdracht ? na overleg.")
    new = reading("# Beëindiging", "De leverancier beëindigt de opdracht – na overleg.")

    found = compare(old, new)

    assert (found.changes, [note.kind for note in found.notes]) == ((), ["encoding_repaired"])


def test_a_real_change_beside_a_repair_is_still_told() -> None:
    whole = [*WOUNDED[:2], "Wij bewaren foto’s van het dak twee jaar.", WOUNDED[3]]
    broken = reading(
        *(garbled(line, "cp1252") for line in WOUNDED), language="nl", notes=(Note("mojibake"),)
    )

    found = compare(broken, reading(*whole, language="nl"))

    assert kinds(found) == ["reworded"]
    assert found.significance is Significance.SUBSTANCE


def test_the_garbled_seed_and_its_repaired_twin_differ_in_nothing(shared: Path) -> None:
    """The brand of the page lost bytes for good; everything else of the seed is the same words."""
    body = next((shared / "seeds").glob("002_*.txt")).read_bytes()
    served = read(body, {"content-type": "text/plain; charset=utf-8"})
    mended = read(
        "\n".join(_mended(line) for line in body.decode().splitlines()).encode(),
        {"content-type": "text/plain; charset=utf-8"},
    )

    found = compare(served, mended)

    assert served.clauses
    assert found.changes == ()
    assert [note.kind for note in found.notes] == ["encoding_repaired"]
    assert found.significance is Significance.COSMETIC


def _mended(line: str) -> str:
    """GBK and back: what the line said before it was read in the wrong encoding."""
    return repair(line)


@given(st.integers(0, 10_000), st.lists(st.sampled_from(EDITS), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_laws_of_any_comparison(seed: int, edits: list[object]) -> None:
    author = Author(seed)
    draft = author.draft()
    old, new = laid_out(draft), laid_out(edited(draft, author, edits))  # type: ignore[arg-type]

    there, back = compare(old, new), compare(new, old)

    assert compare(old, old) == Comparison(pairs=tuple((n, n) for n in range(len(old.clauses))))
    assert comparison_from_json(comparison_to_json(there)) == there
    assert there.significance == back.significance
    mirror = {"added": "removed", "removed": "added"}
    assert sorted((c.kind, _id(c.old), _id(c.new)) for c in there.changes) == sorted(
        (mirror.get(c.kind, c.kind), _id(c.new), _id(c.old)) for c in back.changes
    )
    for change in there.changes:
        if change.kind == "reworded":
            assert change.old
            assert change.new
            assert "".join(p.text for p in change.redline if p.op != "+") == change.old.text
            assert "".join(p.text for p in change.redline if p.op != "-") == change.new.text
        else:
            assert change.redline == ()


def _id(clause: Clause | None) -> str:
    return str(clause.id) if clause else ""


def test_numbers_that_appear_on_every_heading_are_a_note_and_no_change() -> None:
    plain = reading("# Deliveries", "Vans arrive at noon.", "# Visits", "Guests wear a helmet.")
    numbered = reading(
        "# 1. Deliveries", "Vans arrive at noon.", "# 2. Visits", "Guests wear a helmet."
    )

    found = compare(plain, numbered)

    assert (found.changes, [note.kind for note in found.notes]) == ((), ["numbering"])
    assert found.significance is Significance.COSMETIC


def test_a_heading_cut_off_from_its_paragraph_is_a_split() -> None:
    old = reading(TITLE, "NOISE After nine nobody hammers on the roof or in the yard.")
    new = reading(TITLE, "## NOISE", "After nine nobody hammers on the roof or in the yard.")

    found = compare(old, new)

    assert found.significance is Significance.COSMETIC
    assert [change.split_from for change in found.changes if change.kind == "added"] == [
        "sec_1__paragraph_2"
    ]


def test_a_date_line_that_moved_stays_cosmetic() -> None:
    body = [
        f"Rule {n}: the {word} of the yard are counted."
        for n, word in enumerate(["gates", "tents", "flags"])
    ]
    old = reading(TITLE, "Last updated: 3 May 2025", *body, updated_on="2025-05-03")
    new = reading(TITLE, *body, "Last updated: 9 June 2026", updated_on="2026-06-09")

    assert compare(old, new).significance is Significance.COSMETIC


def test_of_very_many_added_clauses_the_rest_is_listed_without_facts() -> None:
    old = reading(TITLE)
    new = reading(
        TITLE, *(f"Rule {n} asks for consent and lasts {n} days." for n in range(MOST_READ + 5))
    )

    changes = compare(old, new).changes

    assert len(changes) == MOST_READ + 5
    assert changes[0].facts
    assert not changes[-1].facts


DIFFLIB_S = 0.25
"""What the yardstick of `benchmarks.hostile_pairs` takes on the machine whose seconds these are."""


@pytest.mark.parametrize(
    "name",
    [
        "exp-002",
        "exp-003",
        "exp-004",
        "exp-005",
        "exp-007",
        "exp-008",
        "exp-009",
        "exp-010",
        "exp-011",
        "exp-012",
    ],
)
def test_hostile_pairs_end_in_time(shared: Path, name: str) -> None:
    """Two seconds each on a quiet machine; here three times that for a busy one, and for a slow one
    as much more as Python's own difflib needs there.

    In a program of its own, and never one whose lines are traced for coverage: that alone takes
    several times as long and says nothing of the comparing.
    """
    untraced = ["env", "-u", "COVERAGE_PROCESS_START", "-u", "COVERAGE_PROCESS_CONFIG"]
    program = [sys.executable, "-m", "benchmarks.hostile_pairs", "--shared", str(shared)]
    done = subprocess.run(
        [*untraced, *program, "--only", name],
        cwd=PROJECT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    difflib, *pair = (float(found) for found in re.findall(r"(?<= )[\d.]+", done.stdout))
    spent, allowed, changes = pair
    assert spent < 3 * allowed * max(1, difflib / DIFFLIB_S)
    assert changes
