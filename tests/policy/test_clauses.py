"""Clauses are named as a person would name them, and no two share an address."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policy.clauses import split
from policy.model import Block

LABELS = st.sampled_from([None, None, "1.", "2.", "1.1", "(a)", "(b)", "§ 3", "Artikel 1", "iv."])
WORDS = st.text("ab c", min_size=1, max_size=12)
BLOCKS = st.lists(
    st.one_of(
        st.builds(Block, st.just("heading"), WORDS, st.integers(1, 6), LABELS),
        st.builds(Block, st.just("paragraph"), WORDS),
        st.builds(Block, st.just("item"), WORDS, st.integers(1, 4), LABELS),
        st.builds(Block, st.just("row"), WORDS, cells=st.just(("a", "b"))),
    ),
    max_size=40,
)


@given(BLOCKS)
def test_no_two_clauses_share_an_address(blocks: list[Block]) -> None:
    clauses = split(blocks)

    assert len({clause.address for clause in clauses}) == len(clauses) == len(blocks)


@given(BLOCKS)
def test_the_clauses_joined_give_the_blocks_back(blocks: list[Block]) -> None:
    clauses = split(blocks)

    assert [(c.kind, c.label, c.text) for c in clauses] == [
        (b.kind, b.label, b.text) for b in blocks
    ]
    assert all(clause.cite for clause in clauses)


def test_a_number_that_starts_anew_is_cited_with_its_section() -> None:
    clauses = split(
        [
            Block("heading", "Regels", 2),
            Block("heading", "Vooraf", 2),
            Block("item", "eerste", 1, "1."),
            Block("item", "tweede", 1, "2."),
            Block("heading", "Daarna", 2),
            Block("item", "eerste", 1, "1."),
            Block("item", "punt", 1),
        ]
    )

    assert [clause.cite for clause in clauses] == [
        "Regels",
        "Vooraf",
        "Vooraf 1",
        "Vooraf 2",
        "Daarna",
        "Daarna 1",
        "Daarna 1 • 1",
    ]
    assert clauses[3].address == "sec_1__para_2"
    assert clauses[3].heading == "Vooraf"
    assert clauses[6].address == "sec_2__para_1__point_1"


def test_a_number_that_stands_alone_is_its_own_name() -> None:
    clauses = split(
        [
            Block("heading", "Fees", 2, "4."),
            Block("item", "The fee is due.", 1, "4.2"),
            Block("item", "on Monday", 2, "(b)"),
            Block("paragraph", "It is low."),
        ]
    )

    assert [clause.cite for clause in clauses] == ["4", "4.2", "4.2(b)", "4 ¶ 1"]
    assert [clause.address for clause in clauses] == [
        "sec_4",
        "sec_4__para_2",
        "sec_4__para_2__point_b",
        "sec_4__text_1",
    ]


def test_fourteen_thousand_twins_are_told_apart_in_time() -> None:
    clauses = split([Block("item", "the same", 1, "1.")] * 14_000)

    assert len({clause.address for clause in clauses}) == 14_000
