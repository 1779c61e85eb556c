"""A redline joins to both texts, mirrors, never cuts a word, and reads as a person would mark it."""

# ruff: noqa: E501 - examples read best in one line

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.model import Redline
from policy.redline import STEPS, for_readers, mark, redline

WORDS = st.sampled_from(
    [
        "the",
        "data",
        "30",
        "days",
        "60",
        "5 June 2020",
        "“kept”",
        '"kept"',
        "l’usage",
        "and",
        ",",
        ".",
        "\n",
        "  ",
        "é",
        "Acme BV",
    ]
)
TEXTS = st.lists(WORDS, max_size=25).map(" ".join)


def shown(parts: Redline) -> list[tuple[str, str]]:
    return [(part.op, part.text) for part in parts]


@given(TEXTS | st.text(max_size=40), TEXTS | st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_a_redline_joins_to_the_old_text_and_to_the_new_one(old: str, new: str) -> None:
    parts = redline(old, new)

    assert "".join(part.text for part in parts if part.op != "+") == old
    assert "".join(part.text for part in parts if part.op != "-") == new
    assert all(part.text for part in parts)


@given(TEXTS, TEXTS)
@settings(max_examples=200, deadline=None)
def test_the_redline_of_the_way_back_is_the_mirror(old: str, new: str) -> None:
    there, back = redline(old, new), redline(new, old)

    assert [p.text for p in there if p.op == "-"] == [p.text for p in back if p.op == "+"]
    assert [p.text for p in there if p.op == "="] == [p.text for p in back if p.op == "="]


@given(TEXTS)
def test_a_text_never_differs_from_itself(text: str) -> None:
    assert mark(text, text).hunks == []


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("within 30 days", "within 60 days", [("=", "within "), ("-", "30"), ("+", "60"), ("=", " days")]),
        (
            "acht dagen na de datum", "vijf dagen na de datum",
            [("-", "acht"), ("+", "vijf"), ("=", " dagen na de datum")],
        ),
        ("Deleted accounts.", "Added accounts.", [("-", "Deleted"), ("+", "Added"), ("=", " accounts.")]),
        (
            "Last update 31 August, 2021.", "Last update 25 October, 2021.",
            [("=", "Last update "), ("-", "31 August, 2021"), ("+", "25 October, 2021"), ("=", ".")],
        ),
        (
            "It costs 1.250,00 EUR.", "It costs 1.350,00 EUR.",
            [("=", "It costs "), ("-", "1.250,00"), ("+", "1.350,00"), ("=", " EUR.")],
        ),
        (
            "One is kept. Two is sold. Three is gone.", "One is kept. Three is gone.",
            [("=", "One is kept. "), ("-", "Two is sold. "), ("=", "Three is gone.")],
        ),
        ("l’utilisateur peut", "l’utilisateur doit", [("=", "l’utilisateur "), ("-", "peut"), ("+", "doit")]),
        ("write to ada@old.example now", "write to ada@new.example now",
         [("=", "write to "), ("-", "ada@old.example"), ("+", "ada@new.example"), ("=", " now")]),
        ("", "new words", [("+", "new words")]),
    ],
)  # fmt: skip
def test_whole_words_numbers_dates_and_addresses_are_marked(
    old: str, new: str, parts: list[tuple[str, str]]
) -> None:
    assert shown(redline(old, new)) == parts


def test_small_words_between_replaced_ones_are_not_left_over_as_crumbs() -> None:
    parts = redline("the choice of the buyer in a shop", "the price for the seller on a market")

    assert len([part for part in parts if part.op == "-"]) <= 2


def test_other_quotation_marks_are_no_rewording_to_a_reader() -> None:
    parts = redline("we call it “data” and keep it", 'we call it "data" and sell it')

    assert shown(for_readers(parts)) == [
        ("=", 'we call it "data" and '),
        ("-", "keep"),
        ("+", "sell"),
        ("=", " it"),
    ]


def test_beyond_the_step_budget_the_words_are_replaced_not_guessed() -> None:
    edits = int(STEPS**0.5)
    old = " ".join(f"a{n}" for n in range(edits)) + " end"
    new = " ".join(f"b{n}" for n in range(edits)) + " end"

    parts = redline(old, new)

    assert [part.op for part in parts] == ["-", "+", "="]
    assert parts[-1].text.strip() == "end"
