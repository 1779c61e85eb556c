"""The markers that clauses bear, in four languages and all common kinds."""

from __future__ import annotations

import pytest

from policy.numbering import bare, bullet, last_part, ordinal, printed_marker


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("1. Scope of use", "1."),
        ("1.Scope of use", "1."),
        ("1) Scope", "1)"),
        ("(1) Der Vertrag", "(1)"),
        ("1.1 Scope", "1.1"),
        ("1.1. Scope", "1.1."),
        ("12.3.4 Scope", "12.3.4"),
        ("4.2(b) the fee", "4.2(b)"),
        ("(a) the fee", "(a)"),
        ("a) le prix", "a)"),
        ("iv. het loon", "iv."),
        ("(iv) het loon", "(iv)"),
        ("IV. Complaints", "IV."),
        ("§ 3 Haftung", "§ 3"),
        ("§3 Haftung", "§3"),
        ("Artikel 3: Doel", "Artikel 3"),
        ("Artikel 3 – Doel", "Artikel 3"),
        ("ARTIKEL 7 BETALING", "ARTIKEL 7"),
        ("Article 12bis. Objet", "Article 12bis"),
        ("Article L. 4-2. Objet", "Article L. 4-2"),
        ("Art. 5 Bewaring", "Art. 5"),
        ("Section 2.1 Fees", "Section 2.1"),
        ("Chapter IV: Fees", "Chapter IV"),
        ("Annex B: Quays", "Annex B"),
        ("Bijlage 2. Prijzen", "Bijlage 2"),
        ("Kapitel II Preise", "Kapitel II"),
    ],
)
def test_a_printed_marker_is_told_from_the_words(text: str, label: str) -> None:
    found, words = printed_marker(text)

    assert found == label
    assert words
    assert not words.startswith(label)


def test_a_number_and_a_dash_are_a_marker_of_headings_only() -> None:
    assert printed_marker("4 - Propriété", heading=True) == ("4", "Propriété")
    assert printed_marker("13 – Droit", heading=True) == ("13", "Droit")
    assert printed_marker("4 - 5 days") == (None, "4 - 5 days")


@pytest.mark.parametrize(
    "text",
    [
        "Rules of the house",
        "Part of the price is due",
        "Point of contact",
        "Step by step",
        "J. Smith & Co",
        "12 months after the end",
        "2020 was the year",
        "2.5 % of the price",
        "5.1.2026 is the day",
        "Article 3 applies to all",
        "Section 5 of the Act applies",
        "I agree to this",
        "A lamp is hired",
        "3",
        "Artikel 3",
        "",
    ],
)
def test_words_that_only_look_like_a_marker_stay_words(text: str) -> None:
    assert printed_marker(text) == (None, text)


def test_bullets_are_taken_off_and_rules_of_signs_are_none() -> None:
    assert bullet("• een fiets") == "een fiets"
    assert bullet("- [.....].") == "[.....]."
    assert bullet("* * *") is None
    assert bullet("-5 degrees") is None


def test_ordered_lists_count_as_browsers_print_them() -> None:
    assert [ordinal(n, "a") for n in (1, 26, 27, 28)] == ["a.", "z.", "aa.", "ab."]
    assert [ordinal(n, "I") for n in (1, 4, 9, 40, 1994)] == ["I.", "IV.", "IX.", "XL.", "MCMXCIV."]
    assert ordinal(0, "i") == "0."
    assert ordinal(-3, "1") == "-3."


def test_the_last_part_of_a_label_counts_in_the_address() -> None:
    assert [last_part(x) for x in ("4.2", "(b)", "Artikel 3", "§ 12a")] == ["2", "b", "3", "a"]
    assert bare("(b)") == "b"
