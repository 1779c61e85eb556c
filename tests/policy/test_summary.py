"""Sentences a person can read, from facts only, in four languages."""

# ruff: noqa: E501 - examples read best in one line

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.compare import compare
from policy.headlines import LONGEST, headline
from policy.reader_words import in_words_of
from policy.summary import counts, sentence
from policy.vocabulary_sentences import COUNTS, LANGUAGES, REASONS, SENTENCES
from tests.policy.synthetic_truth import EDITS, Author, edited
from tests.policy.synthetic_truth import reading as laid_out
from tests.policy.texts import reading

OLD = reading(
    "# Logs", "1. Connection data are kept for a period of 1 year.", "2. Guests wear a helmet."
)
NEW = reading(
    "# Logs",
    "1. Connection data are kept for a period of 2 years.",
    "2. Dogs stay outside the fence.",
    "3. Guests wear a helmet.",
)


def test_a_retention_period_is_told_with_what_is_kept_in_the_words_of_the_reader() -> None:
    change = compare(OLD, NEW).changes[0]

    assert [sentence(change, lang) for lang in ("en", "nl", "fr", "de")] == [
        "1: the retention period of “Connection data” goes from 1 year to 2 years.",
        "1: de bewaartermijn van “Connection data” gaat van 1 jaar naar 2 jaar.",
        "1\u00a0: la durée de conservation («\u00a0Connection data\u00a0») passe de 1 an à 2 ans.",
        "1: die Speicherdauer („Connection data“) ändert sich von 1 Jahr auf 2 Jahre.",
    ]


@pytest.mark.parametrize(
    ("lang", "kind", "printed", "said"),
    [
        ("en", "period", "24 maanden", "24 months"),
        ("en", "period", "acht dagen", "8 days"),
        ("nl", "period", "acht dagen", "acht dagen"),
        ("en", "period", "een week", "1 week"),
        ("nl", "period", "thirty (30) days", "30 dagen"),
        ("fr", "period", "10 werkdagen", "10 jours ouvrables"),
        ("de", "age", "16 years", "16 Jahre"),
        ("en", "percentage", "5 procent", "5%"),
        ("fr", "percentage", "5%", "5\u00a0%"),
        ("en", "date", "5 juni 2020", "5 June 2020"),
        ("fr", "date", "June 1, 2020", "1er juin 2020"),
        ("nl", "amount", "€25", "€25"),
        ("nl", "period", "a while", "a while"),
        ("sv", "period", "24 maanden", "24 maanden"),
    ],
)
def test_units_and_number_words_are_the_readers(
    lang: str, kind: str, printed: str, said: str
) -> None:
    assert in_words_of(lang, kind, printed) == said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_change_has_its_sentence(lang: str) -> None:
    told = [sentence(change, lang) for change in compare(OLD, NEW).changes]

    assert len(told) == 3
    assert all(text.endswith(".") and "{" not in text for text in told)


@pytest.mark.parametrize(
    ("lang", "subject"),
    [
        ("nl", "Maple, huisregels: bewaring 2 jaar in plaats van 1"),
        ("en", "Maple, house rules: kept for 2 years instead of 1 year"),
        ("fr", "Maple, règlement\u00a0: conservation 2 ans au lieu de 1 an"),
        ("de", "Maple, Hausordnung: Speicherdauer 2 Jahre statt 1 Jahr"),
    ],
)
def test_a_headline_says_the_change_in_words_and_fits_a_phone(lang: str, subject: str) -> None:
    names = {"nl": "huisregels", "en": "house rules", "fr": "règlement", "de": "Hausordnung"}

    line = headline(compare(OLD, NEW), lang, "Maple", names[lang])

    assert line.startswith(subject[:40])
    assert len(line) <= LONGEST


LONG = "Construct Bouwmaterialen en Advies"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("service", ["Maple", LONG, LONG * 3])
@pytest.mark.parametrize("policy", ["regels", "richtlijn voor het melden van kwetsbaarheden"])
def test_a_headline_never_is_longer_than_a_subject_and_cuts_no_word(
    lang: str, service: str, policy: str
) -> None:
    new = reading("# Logs", "## Other things", "Words and more words, of things that nobody said.")

    line = headline(compare(OLD, new), lang, service, policy, "melden")

    assert len(line) <= LONGEST
    assert line.startswith(service) or line.endswith(" …")


def test_the_long_name_of_a_policy_gives_way_to_what_changed() -> None:
    found = compare(reading("# Pay", "Pay in 30 days."), reading("# Pay", "Pay in 14 days."))
    long = ("politique de signalement des vulnérabilités", "vulnérabilités")

    line = headline(found, "fr", "Ateliers Bouwhoek-Maple", *long)

    assert line == "Ateliers Bouwhoek-Maple, vulnérabilités\u00a0: 14 jours au lieu de 30"


def test_a_new_section_is_one_thing_in_the_counts() -> None:
    new = reading("# Logs", "## Photos", "We take photos.", "We keep them.")

    assert counts(compare(reading("# Logs"), new), "en") == "1 added"


def test_a_headline_is_one_line_whatever_the_page_says() -> None:
    found = compare(
        reading("# Logs"), reading("# Logs", "Free\r\nBcc: all@example.org\n\nwords and more words")
    )

    assert "\n" not in headline(found, "en", "Maple")
    assert "\r" not in headline(found, "en", "Maple")


def test_counts_name_each_kind_once() -> None:
    assert counts(compare(OLD, NEW), "en") == "1 clause reworded, 1 added, 1 renumbered"
    assert counts(compare(OLD, OLD), "nl") == "geen woorden gewijzigd"


def test_all_languages_have_the_same_sentences_with_the_same_places() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for lang in LANGUAGES:
        assert SENTENCES[lang].keys() == SENTENCES["en"].keys()
        assert COUNTS[lang].keys() == COUNTS["en"].keys()
        for name, text in SENTENCES[lang].items():
            assert places(text) == places(SENTENCES["en"][name]), (lang, name)
    assert REASONS["nl"].keys() == REASONS["fr"].keys() == REASONS["de"].keys()


@given(st.integers(0, 10_000), st.sampled_from(LANGUAGES))
@settings(max_examples=40, deadline=None)
def test_every_quoted_word_stands_in_the_text(seed: int, lang: str) -> None:
    author = Author(seed)
    draft = author.draft()
    old, new = laid_out(draft), laid_out(edited(draft, author, list(EDITS)))
    words = set(
        (old.text + " " + new.text).replace(".", " ").replace(",", " ").replace(";", " ").split()
    )

    for change in compare(old, new).changes:
        told = sentence(change, lang)
        assert told
        for fact in change.facts:
            for printed in (fact.old, fact.new):
                assert set(
                    (printed or "").replace(".", " ").replace(",", " ").replace(";", " ").split()
                ) <= words | {"…"}


def test_a_subject_does_not_say_that_not_is_new() -> None:
    found = compare(
        reading("# Sale", "We sell your name."), reading("# Sale", "We do not sell your name.")
    )

    assert headline(found, "en", "Maple", "house rules") == "Maple, house rules: 1 clause reworded"


def test_in_a_rewritten_passage_no_name_is_said_to_have_become_another() -> None:
    old = reading(
        "# Plans", "You can pay to move to the Monthly or Yearly plan in the app of Acme Gates."
    )
    new = reading(
        "# Plans",
        "You can pay to subscribe to any of them. They include Harbour Wall, Quay Talk and Mole Search.",
    )

    told = [sentence(change, "en") for change in compare(old, new).changes]

    assert not any("is now" in text for text in told)


def test_a_quotation_does_not_begin_with_a_comma() -> None:
    old = reading("# Copy", "You may ask for a copy of what we keep of you.")
    new = reading("# Copy", "You may ask for a copy of what we keep of you, once a year.")

    assert "“once a year”" in sentence(compare(old, new).changes[0], "en")


def test_a_company_that_changed_its_form_is_told_as_such() -> None:
    old = reading("# Who", "This page is written by Harbour Paint Inc. and its guests.")
    new = reading("# Who", "This page is written by Harbour Paint LLC and its guests.")

    assert (
        sentence(compare(old, new).changes[0], "en")
        == "Who ¶ 2: “Harbour Paint Inc” is now “Harbour Paint LLC”."
    )


def test_a_period_of_notice_is_not_called_retention_because_its_clause_keeps_data_too() -> None:
    text = "We keep files for firms. We tell you at least {} days before a change takes effect."

    found = compare(reading("# Terms", text.format(30)), reading("# Terms", text.format(14)))

    assert headline(found, "en", "Maple", "terms") == "Maple, terms: 14 days instead of 30"
