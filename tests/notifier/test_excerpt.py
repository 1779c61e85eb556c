"""The words around a change: enough to be understood alone, and never words that are not there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notifier import excerpt
from notifier.excerpt import plain, sides
from policy.model import Redline, RedlinePart

WORDS = st.text("abc .!?\n", max_size=60)
PARTS = st.lists(
    st.builds(RedlinePart, st.sampled_from(["=", "-", "+"]), WORDS.filter(bool)), max_size=12
)


def line(*parts: tuple[str, str]) -> Redline:
    return tuple(RedlinePart(op, text) for op, text in parts)  # type: ignore[arg-type]


def test_a_short_clause_is_shown_whole() -> None:
    removed, added = sides(line(("=", "Binnen "), ("-", "acht"), ("+", "vijf"), ("=", " dagen.")))

    assert (plain(removed), plain(added)) == ("Binnen acht dagen.", "Binnen vijf dagen.")
    assert [run.text for run in removed if run.changed] == ["acht"]


def test_of_many_sentences_the_one_that_changed_is_shown() -> None:
    removed, added = sides(
        line(("=", "Een zin. Wij wachten "), ("-", "acht"), ("+", "vijf"), ("=", " dagen. Slot."))
    )

    assert (plain(removed), plain(added)) == ("Wij wachten acht dagen.", "Wij wachten vijf dagen.")


def test_what_was_only_added_shows_the_sentence_on_both_sides() -> None:
    removed, added = sides(line(("=", "In de VS"), ("+", " en India"), ("=", ".")))

    assert (plain(removed), plain(added)) == ("In de VS.", "In de VS en India.")


def test_a_long_sentence_is_cut_at_words_on_both_ends() -> None:
    around = "woord " * 200
    removed, _ = sides(line(("=", around), ("-", "acht"), ("+", "vijf"), ("=", f" {around}")))

    assert plain(removed).startswith("… woord")
    assert plain(removed).endswith("woord …")
    assert len(plain(removed)) < 400


def test_two_far_places_are_shown_with_a_gap() -> None:
    far = "Een zin ertussen. " * 10
    removed, _ = sides(
        line(
            ("=", "A "),
            ("-", "een"),
            ("+", "x"),
            ("=", f" b. {far}C "),
            ("-", "twee"),
            ("=", " d."),
        )
    )

    assert plain(removed) == "A een b. … C twee d."


@given(PARTS)
def test_every_word_that_changed_is_shown_and_none_is_invented(parts: list[RedlinePart]) -> None:
    for own, fragment in zip("-+", sides(tuple(parts)), strict=True):
        text = "".join(part.text for part in parts if part.op in ("=", own))
        for run in fragment:
            assert run.text.replace(excerpt.ELLIPSIS, "").strip() in text
        changed = "".join(part.text for part in parts if part.op == own)
        assert "".join(run.text for run in fragment if run.changed) == changed


def test_a_short_text_is_not_cut_and_a_long_one_at_a_word() -> None:
    assert excerpt.shorten("kort", 10) == "kort"
    assert excerpt.shorten("een paar woorden, meer", 18) == "een paar woorden …"
    assert excerpt.shorten("x" * 50, 10) == "x" * 10 + " …"
