"""Doubts about a first reading: what a person should look at before trusting it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policy import doubts
from policy.model import Clause, Declared, Note, Reading, Refusal

DECLARED = Declared(language="nl", service="Duinroos Keukens", terms_type="Privacy Policy")
URL = "https://www.duinroos.example/privacy"

LINES = [
    "Duinroos Keukens bv verzamelt uw naam en uw adres wanneer u een keuken bestelt.",
    *(
        f"Wij bewaren gegevens van soort {n} ten hoogste {n} jaar en wissen ze dan."
        for n in range(2, 12)
    ),
]


def reading(*lines: str, title: str = "Privacybeleid") -> Reading:
    clauses = tuple(
        Clause(f"c{n}", None, str(n), None, 0, "paragraph", line) for n, line in enumerate(lines)
    )
    return Reading(title=title, language="nl", clauses=clauses)


GOOD = reading(*LINES)


def kinds(found: tuple[Note, ...]) -> list[str]:
    return [doubt.kind for doubt in found]


def test_an_ordinary_policy_raises_no_doubt() -> None:
    found = doubts.find(GOOD, DECLARED, asked=URL, answered="https://duinroos.example/nl/privacy")

    assert found == ()
    assert doubts.weight(found) == 0


def test_a_declaration_without_particulars_asks_for_none() -> None:
    assert doubts.find(GOOD, Declared(), asked=URL) == ()


def test_another_language_than_declared_is_doubted() -> None:
    found = doubts.find(GOOD, replace(DECLARED, language="fr"), asked=URL)

    assert found == (Note("other_language", "declared fr, reads as nl"),)


@pytest.mark.parametrize("language", ["nl-BE", "NL"])
def test_a_variety_of_the_declared_language_is_that_language(language: str) -> None:
    assert doubts.find(GOOD, replace(DECLARED, language=language), asked=URL) == ()


def test_an_answer_from_another_site_is_doubted() -> None:
    found = doubts.find(GOOD, DECLARED, asked=URL, answered="https://parking.example.net/x")

    assert found == (Note("other_domain", "asked duinroos.example, answered by example.net"),)


def test_names_below_one_domain_are_one_site() -> None:
    asked, answered = "https://shop.duinroos.co.uk/", "https://legal.duinroos.co.uk/privacy"

    assert doubts.find(GOOD, DECLARED, asked=asked, answered=answered) == ()


def test_a_page_that_names_another_firm_is_doubted() -> None:
    copied = reading(*[line.replace("Duinroos Keukens", "Zeeden Ramen") for line in LINES])

    assert kinds(doubts.find(copied, DECLARED, asked=URL)) == ["other_name"]


@pytest.mark.parametrize(
    "service", ["Duinroos", "DuinroosKeukens", "duinroos keukens NV", "Dúinroos"]
)
def test_a_name_is_found_in_another_spelling(service: str) -> None:
    assert doubts.find(GOOD, replace(DECLARED, service=service), asked=URL) == ()


def test_a_policy_of_another_kind_is_doubted() -> None:
    terms = replace(GOOD, title="Algemene voorwaarden")

    assert kinds(doubts.find(terms, DECLARED, asked=URL)) == ["other_kind"]


def test_a_title_of_two_kinds_is_none_of_another() -> None:
    assert doubts.find(replace(GOOD, title="Privacy- en cookiebeleid"), DECLARED, asked=URL) == ()


def test_a_page_without_rule_or_right_is_doubted() -> None:
    story = reading(
        *[f"Duinroos bouwde in {year} de {year}ste keuken." for year in range(1990, 2010)]
    )

    assert kinds(doubts.find(story, DECLARED, asked=URL)) == ["not_like_a_policy"]


def test_few_and_short_clauses_are_doubted() -> None:
    assert kinds(doubts.find(reading(*LINES[:2]), DECLARED, asked=URL)) == [
        "few_clauses",
        "short_text",
    ]


def test_damage_and_tricks_are_doubted_once_a_kind() -> None:
    notes = (Note("mojibake", "Belgi毛"), Note("bidi"), Note("hidden_text", "x"), Note("mojibake"))

    found = doubts.find(replace(GOOD, notes=notes), DECLARED, asked=URL)

    assert kinds(found) == ["damaged_text", "hidden_text"]
    assert doubts.weight(found) == 7


def test_a_refused_first_look_is_the_heaviest_doubt() -> None:
    found = doubts.find(Reading(refused=Refusal("bot_wall", "x")), DECLARED, asked=URL)

    assert found == (Note("refused", "bot_wall: x"),)
    assert doubts.weight(found) == max(doubts.WEIGHTS.values())
