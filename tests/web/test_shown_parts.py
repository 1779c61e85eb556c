"""The pure pieces of pages: rows of a redline, parts of a text, the picture, what search marks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from policy.clauses import split
from policy.compare import compare
from policy.extract_markdown import blocks_of
from policy.model import Reading
from storage.passage_words import terms
from web.finding import pieces_of
from web.plot import HIGHEST, LOWEST, Span, height, ticks
from web.redline_rows import Row, Skipped, rows_of, with_context
from web.text_parts import MOST_CONTENTS, contents, parts_of

WORDS = ["We keep letters.", "You may leave.", "Drafts go after ten days.", "We sell nothing.",
         "Havenrack keeps our files.", "Ask us and we answer."]  # fmt: skip


def reading(*said: str) -> Reading:
    return Reading(language="en", clauses=split(blocks_of("\n\n".join(said))))


@given(st.lists(st.sampled_from(WORDS), max_size=8), st.lists(st.sampled_from(WORDS), max_size=8))
def test_every_clause_of_both_texts_stands_in_the_rows_once(old: list[str], new: list[str]) -> None:
    before, after = reading(*old), reading(*new)

    rows = rows_of(before, after, compare(before, after))

    assert [row.new for row in rows if row.new] == list(after.clauses)
    shown = sorted(row.old.address for row in rows if row.old)
    assert shown == sorted(clause.address for clause in before.clauses)
    numbers = [row.number for row in rows if row.number]
    assert numbers == list(range(1, len(numbers) + 1))


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.lists(st.sampled_from(WORDS), max_size=12))
def test_context_hides_only_what_is_unchanged_and_counts_it(old: list[str], new: list[str]) -> None:
    before, after = reading(*old), reading(*new)
    rows = rows_of(before, after, compare(before, after))

    shown = with_context(rows)

    assert [one for one in shown if isinstance(one, Row) and one.number] == [
        row for row in rows if row.number
    ]
    assert sum(one.skipped if isinstance(one, Skipped) else 1 for one in shown) == len(rows)


def test_headings_never_skip_a_level() -> None:
    text = reading("# A", "#### B", "## C", "Words.", "- one", "- two", "###### D")

    levels = [part.level for part in parts_of(text.clauses) if part.kind == "heading"]

    assert levels[0] == 2
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [part.kind for part in parts_of(text.clauses)].count("list") == 1


def test_contents_leave_out_the_finest_headings_where_there_are_too_many() -> None:
    many = [f"{'##' if n % 10 else '#'} Part {n}\n\nWords {n}." for n in range(400)]

    listed = contents(parts_of(reading(*many).clauses))

    assert 0 < len(listed) <= MOST_CONTENTS
    assert {part.level for part in listed} == {2}


def test_a_mark_is_higher_the_more_words_changed() -> None:
    heights = [height(words, 500) for words in (0, 5, 50, 500)]

    assert heights == sorted(set(heights))
    assert (heights[0], heights[-1]) == (LOWEST, HIGHEST)
    assert height(3, 3) < HIGHEST  # where nothing large ever changed, nothing looks large


def test_a_picture_has_few_dates_inside_it() -> None:
    first = datetime(2026, 1, 15, tzinfo=UTC)

    for days in (0, 3, 40, 400, 4000):
        span = Span(first, first + timedelta(days=days))
        found = ticks(span)
        assert len(found) <= 5
        assert all(0 <= tick.x <= 100 for tick in found)
    assert ticks(Span(first, first + timedelta(days=40)))[0].month == 2
    assert [tick.year for tick in ticks(Span(first, first + timedelta(days=800)))] == [2027, 2028]


def test_what_was_found_is_marked_in_the_words_of_the_text() -> None:
    text = "L’Été, we NEVER sell what we know. " + "More words. " * 200

    pieces = pieces_of(text, terms('"never sell" ete'))

    assert [piece.text for piece in pieces if piece.found] == ["Été", "NEVER sell"]
    assert pieces[-1].text == " …"
    assert len("".join(piece.text for piece in pieces)) < 800


def test_a_find_far_inside_a_long_clause_is_shown_with_what_is_around_it() -> None:
    pieces = pieces_of("word " * 2000 + "needle " + "word " * 10, terms("needle"))

    assert pieces[0].text == "… "
    assert [piece.text for piece in pieces if piece.found] == ["needle"]
