"""Sentences that can be said in another language: English as they stand, and their blanks."""

from __future__ import annotations

import copy
import json
from datetime import date

import pytest

from policy.said import Said, Weekday, said, said_many


def test_a_sentence_is_its_english() -> None:
    sentence = said("%(who)s stood there until %(day)s.", who="It", day=date(2026, 3, 2))

    assert sentence == "It stood there until 2026-03-02."
    assert json.dumps(sentence) == '"It stood there until 2026-03-02."'


@pytest.mark.parametrize(("n", "english"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_the_form_follows_the_number(n: int, english: str) -> None:
    assert said_many("%(n)d day", "%(n)d days", n) == english


def test_sentences_stand_in_sentences_and_days_have_their_weekday() -> None:
    places = (said("by e-mail"), said("in writing"))

    assert said("Told %(where)s on %(day)s.", where=places, day=Weekday(2026, 3, 2)) == (
        "Told by e-mail or in writing on Monday 2026-03-02."
    )


@pytest.mark.parametrize("again", [copy.deepcopy, lambda one: copy.copy(one)])
def test_a_copy_keeps_what_it_was_made_of(again: object) -> None:
    sentence = said_many("%(n)d %% of %(what)s", "%(n)d %% of %(what)s", 90, what="a day")
    assert callable(again)

    made = again(sentence)

    assert isinstance(made, Said)
    assert (made, made.pattern, made.blanks) == (sentence, sentence.pattern, sentence.blanks)
