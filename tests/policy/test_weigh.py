"""Significance with its reasons, in four languages: what is a fact, what is only another way of
writing.
"""

# ruff: noqa: E501 - examples read best in one line

from __future__ import annotations

import pytest

from policy.compare import compare
from policy.model import ClauseChange, Significance
from tests.policy.texts import reading

AROUND = ("# Rules of Maple Tools", "This page tells how the workshop works with its guests.")


def reworded(old: str, new: str, language: str = "en") -> ClauseChange:
    """The one change between two texts that differ in one paragraph."""
    changes = compare(
        reading(*AROUND, old, language=language), reading(*AROUND, new, language=language)
    ).changes
    assert [change.kind for change in changes] == ["reworded"]
    return changes[0]


FACTS = [
    ("en", "We keep logs for 30 days.", "We keep logs for 60 days.", "period"),
    ("nl", "Wijzigingen gelden acht dagen na de mail.", "Wijzigingen gelden vijf dagen na de mail.", "period"),
    ("fr", "Nous gardons les journaux pendant un an.", "Nous gardons les journaux pendant deux ans.", "period"),
    ("de", "Wir speichern die Fotos dreißig Tage.", "Wir speichern die Fotos neunzig Tage.", "period"),
    ("en", "Late return costs €25 a day.", "Late return costs €40 a day.", "amount"),
    ("nl", "De waarborg is 100 euro.", "De waarborg is 150 euro.", "amount"),
    ("fr", "Les intérêts sont de 5 %.", "Les intérêts sont de 8 %.", "percentage"),
    ("en", "The rebate is 10 percent.", "The rebate is 12 percent.", "percentage"),
    ("de", "Ab dem 1. März 2026 gilt die neue Liste.", "Ab dem 1. Mai 2026 gilt die neue Liste.", "date"),
    ("en", "Guests under 13 may not enter.", "Guests under 16 may not enter.", "age"),
    ("nl", "Wie jonger is dan 16 jaar, vraagt het zijn ouders.", "Wie jonger is dan 18 jaar, vraagt het zijn ouders.", "age"),
    ("en", "We share the list with Harbour Paint Inc and you.", "We share the list with Quay Varnish LLC and you.", "party"),
    ("nl", "De opslag gebeurt in Ierland bij ons.", "De opslag gebeurt in India bij ons.", "country"),
    ("en", "We collect your name and age.", "We collect your name, date of birth and age.", "data"),
    ("nl", "Wij vragen geslacht en naam.", "Wij vragen rijksregisternummer, geslacht en naam.", "data"),
    ("fr", "Nous utilisons la liste pour la livraison.", "Nous utilisons la liste pour la publicité.", "purpose"),
    ("de", "Sie können jederzeit Auskunft verlangen.", "Sie können jederzeit Löschung verlangen.", "right"),
    ("en", "We do this with your consent.", "We do this for our legitimate interest.", "basis"),
    ("nl", "Wij doen dit met uw toestemming.", "Wij doen dit met een gerechtvaardigd belang.", "basis"),
    ("en", "We may tell you.", "We must tell you.", "modality"),
    ("nl", "De gast kan een helm dragen.", "De gast moet een helm dragen.", "modality"),
    ("fr", "Le client peut signer la liste.", "Le client doit signer la liste.", "modality"),
    ("de", "Der Gast darf einen Helm tragen.", "Der Gast muss einen Helm tragen.", "modality"),
    ("en", "We sell your name.", "We do not sell your name.", "negation"),
    ("nl", "Wij bewaren foto's.", "Wij bewaren geen foto's.", "negation"),
    ("fr", "Nous vendons vos données.", "Nous ne vendons pas vos données.", "negation"),
    ("de", "Wir verkaufen Ihre Daten.", "Wir verkaufen Ihre Daten nicht.", "negation"),
    ("en", "THE TOOLS ARE PROVIDED WITH EVERY WARRANTY OF FITNESS.", "THE TOOLS ARE PROVIDED AS THEY STAND WITHOUT ANY WARRANTY OF FITNESS.", "guarantee"),
    ("en", "The law of the Netherlands applies here.", "The law of Germany applies here.", "country"),
    ("en", "Disputes go to the justice of peace.", "Disputes go to arbitration in the town.", "law"),
    ("de", "Gerichtsstand ist Köln.", "Gerichtsstand ist Hamburg.", "law"),
    ("en", "Our duty ends with the delivery.", "Our liability ends with the delivery.", "liability"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "old", "new", "kind"), FACTS)
def test_a_changed_fact_is_substance_and_says_why(
    language: str, old: str, new: str, kind: str
) -> None:
    change = reworded(old, new, language)

    assert change.significance is Significance.SUBSTANCE
    assert kind in [fact.kind for fact in change.facts]
    assert change.reasons


COSMETIC = [
    ("We call it “data” – and keep it.", 'We call it "data" - and keep it.'),
    ("Keep the receipt", "Keep the receipt."),
    ("Our liability is limited.", "OUR LIABILITY is limited."),
    ("We send e-mail to guests.", "We send email to guests."),
    ("We keep logs for thirty days.", "We keep logs for 30 days."),
    ("The key costs € 5,00 a day.", "The key costs € 5 a day."),
    ("The crane costs 1.000 euro.", "The crane costs 1,000 euro."),
    ("We organise visits to the centre.", "We organize visits to the center."),
    ("This Agreeement ends the visit.", "This Agreement ends the visit."),
    ("Données transférées hors site.", "Données transferées hors site."),
    ("Guests fFor the roof wear a helmet.", "Guests for the roof wear a helmet."),
    ("From 5 June 2020 on nobody smokes here.", "From June 5, 2020 on nobody smokes here."),
    ("Write to ada@maple.example for a key.", "Write to [email protected] for a key."),
]


@pytest.mark.parametrize(("old", "new"), COSMETIC)
def test_another_way_of_writing_the_same_is_cosmetic(old: str, new: str) -> None:
    changes = compare(reading(*AROUND, old), reading(*AROUND, new)).changes

    assert all(change.significance is Significance.COSMETIC for change in changes)
    assert all(change.reasons for change in changes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The rebate is 1.5 % of the price.", "The rebate is 15 % of the price."),
        ("We keep it 3⁰ weeks at most.", "We keep it 30 weeks at most."),
        ("This holds in Maple County only.", "This holds in Maple Country only."),
        ("We ask for your consent first.", "We ask for your content first."),
        ("We run Uptime Robot for you.", "We run UptimeRobot for you."),
        ("Write to ada@maple.example for a key.", "Write to bea@maple.example for a key."),
        ("The floor is swept on Monday.", "The floor is mopped on Monday."),
    ],
)
def test_what_only_looks_alike_is_more_than_cosmetic(old: str, new: str) -> None:
    assert reworded(old, new).significance is not Significance.COSMETIC


def test_words_without_a_fact_are_wording() -> None:
    change = reworded("The floor is swept in the evening.", "The floor is mopped in the evening.")

    assert change.significance is Significance.WORDING
    assert change.reasons == ("reworded",)


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("nl", "Wij delen dit met de verzekeraar.", "Wij delen dit met onze verzekeraar."),
        ("en", "The guard will take what is left.", "The guard will seize what is left."),
    ],
)
def test_a_number_word_that_is_a_word_of_its_own_elsewhere_counts_before_a_unit_only(
    language: str, old: str, new: str
) -> None:
    assert reworded(old, new, language).significance is Significance.WORDING
    days = reworded("Nous gardons ceci dix jours.", "Nous gardons ceci onze jours.", "fr")
    assert days.significance is Significance.SUBSTANCE


def test_a_sentence_that_came_into_a_clause_is_substance() -> None:
    old = "The gate closes at dusk."

    change = reworded(old, f"{old} Whoever stays behind rings the bell at the canteen door.")

    assert change.significance is Significance.SUBSTANCE
    assert change.facts[-1].kind == "text"


def test_the_date_line_alone_is_cosmetic_and_stands_in_dates() -> None:
    old = reading(*AROUND, "Last updated: 3 May 2025", updated_on="2025-05-03")
    new = reading(*AROUND, "Last updated: 9 June 2026", updated_on="2026-06-09")

    found = compare(old, new)

    assert found.significance is Significance.COSMETIC
    assert found.dates == {"updated_on": ("2025-05-03", "2026-06-09")}
    assert [change.kind for change in found.changes] == ["reworded"]


def test_the_documents_own_date_inside_a_sentence_is_cosmetic_too() -> None:
    text = "The workshop wrote these rules on {} and hangs them at the gate."
    old = reading(*AROUND, text.format("3 May 2025"), updated_on="2025-05-03")
    new = reading(*AROUND, text.format("9 June 2026"), updated_on="2026-06-09")

    assert compare(old, new).significance is Significance.COSMETIC


@pytest.mark.parametrize(
    "aside",
    ["Learn more", "Terug naar boven", "© 2026 Maple Tools", "Previous version of 3 May 2019 (archived)", "* * *"],
)  # fmt: skip
def test_what_is_no_part_of_the_policy_comes_and_goes_cosmetically(aside: str) -> None:
    short, long = reading(*AROUND), reading(*AROUND, aside)

    assert compare(short, long).significance is Significance.COSMETIC
    assert compare(long, short).significance is Significance.COSMETIC


def test_the_text_of_an_icon_repeated_before_every_item_is_cosmetic() -> None:
    items = [f"- item number {n} of the list of tools" for n in ("one", "two", "three", "four")]
    marked = [line for item in items for line in ("Badge Check", item)]

    assert (
        compare(reading(*AROUND, *items), reading(*AROUND, *marked)).significance
        is Significance.COSMETIC
    )


def test_an_added_clause_is_substance_and_names_what_it_speaks_of() -> None:
    found = compare(reading(*AROUND), reading(*AROUND, "- Rijksregisternummer;"))

    assert found.significance is Significance.SUBSTANCE
    assert [(fact.kind, fact.new) for fact in found.changes[0].facts] == [
        ("data", "Rijksregisternummer")
    ]


@pytest.mark.parametrize(
    ("old", "new", "topic"),
    [
        ("We keep logs for 30 days.", "We keep logs for 60 days.", "retention"),
        ("We share this with partners.", "We share this with partners and third parties.", "sharing"),
        ("The tracker stays until you leave.", "The cookie stays until you leave.", "cookies"),
        ("The visit costs 5 euro.", "The visit costs 7 euro.", "price"),
        ("Disputes go to the mayor.", "Disputes go to the courts.", "governing law"),
        ("We may change these rules now and then.", "We may amend these rules now and then.", "change of terms"),
        ("Wij geven niets door.", "Wij geven alles door aan derden buiten de EU.", "transfer"),
    ],
)  # fmt: skip
def test_a_change_bears_its_topics(old: str, new: str, topic: str) -> None:
    assert topic in reworded(old, new).topics
