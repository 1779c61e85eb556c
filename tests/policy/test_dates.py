"""What a text states of its own dates, and what it does not."""

from __future__ import annotations

from datetime import date

import dateparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy import dates
from policy.date_grammar import is_running, settle, written_dates
from policy.model import BlockKind, Clause, Note, Reading


def clauses(
    *texts: str, heading: str | None = None, kind: BlockKind = "paragraph"
) -> tuple[Clause, ...]:
    """A title and paragraphs."""
    made = [Clause("title", None, "title", None, 1, "heading", "Privacy Policy")]
    made += [
        Clause(f"para_{n}", None, str(n), heading, 0, kind, text) for n, text in enumerate(texts, 1)
    ]
    return tuple(made)


FILLER = "We keep your data as long as we need it for the purposes named above, and no longer."

UPDATED = [
    ("en", "Last updated: 5 May 2026", "2026-05-05"),
    ("en", "LAST UPDATED May 5, 2026", "2026-05-05"),
    ("en", "Last modified on May 5th, 2026", "2026-05-05"),
    ("en", "Last revised and updated 05/15/2026.", "2026-05-15"),
    ("en", "Updated: May 5 2026, 15:33 GMT", "2026-05-05"),
    ("en", "Last update: 5 May, 2026", "2026-05-05"),
    ("en", "Last updated 2026.05.05", "2026-05-05"),
    ("en", "Last updated 2026-05-05", "2026-05-05"),
    ("en", "Last Updated: April 2024", "2024-04"),
    ("en", "Revised: Sept. 9, 2025", "2025-09-09"),
    ("en", "Updated: March 3 2026, 15:33 GMT Location: Gent", "2026-03-03"),
    ("en", "Date of last revision: 1 July 2023", "2023-07-01"),
    ("en", "(Last modified: 1 October 2021)", "2021-10-01"),
    ("en", "These Terms of Use were amended on 1 July 2023.", "2023-07-01"),
    ("en", "This policy was last published on: 21 April 2026", "2026-04-21"),
    ("en", "This Policy was last modified on December 21, 2022. Click here to read.", "2022-12-21"),
    ("en", "Last updated: 31 February 2026", None),
    ("nl", "Laatst gewijzigd op 5 mei 2026", "2026-05-05"),
    ("nl", "Laatste update: 05/06/2026", "2026-06-05"),
    ("nl", "Deze privacyverklaring is voor het laatst op 3 mei 2021 aangepast.", "2021-05-03"),
    ("nl", "Dit beleid werd voor het laatst bijgewerkt op 12 maart 2024.", "2024-03-12"),
    ("nl", "Datum laatste wijziging: 1-2-2025", "2025-02-01"),
    ("nl", "Last updated: September 01, 2019", "2019-09-01"),
    ("fr", "Dernière mise à jour le 30 novembre 2023", "2023-11-30"),
    ("fr", "Dernière mise à jour : 1er mai 2024", "2024-05-01"),
    ("fr", "Mise à jour le 02/03/2024", "2024-03-02"),
    ("fr", "Cette charte fut mise à jour pour la dernière fois le 6 juin 2024.", "2024-06-06"),
    ("fr", "Nos conditions ont été modifiées en dernier lieu le 4 août 2025.", "2025-08-04"),
    ("de", "Stand: 13.03.2024", "2024-03-13"),
    ("de", "Stand März 2024", "2024-03"),
    ("de", "Zuletzt aktualisiert am 1. Mai 2024", "2024-05-01"),
    ("de", "Diese Datenschutzerklärung wurde zuletzt am 1. Mai 2024 aktualisiert.", "2024-05-01"),
    ("de", "Letzte Änderung: 3. Jänner 2025", "2025-01-03"),
    ("es", "Actualizado: Junio 2022 Aug 2024", "2022-06"),
    ("da", "Sidst opdateret 3. maj 2021", "2021-05-03"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line", "expected"), UPDATED)
def test_a_date_of_update_is_read(language: str, line: str, expected: str | None) -> None:
    found = dates.find(clauses(line, FILLER), language)

    assert (found.updated_on, found.effective_on) == (expected, None)


EFFECTIVE = [
    ("en", "Effective January 1, 2023", "2023-01-01"),
    ("en", "Effective date: 1 January 2023", "2023-01-01"),
    ("en", "Effective as of December 15, 2023 (view previous version)", "2023-12-15"),
    ("en", "Effective September 15, 2025Previous Version", "2025-09-15"),
    ("en", "Valid since 17 April 2014", "2014-04-17"),
    ("en", "This agreement is effective as of 3 March 2026.", "2026-03-03"),
    ("en", "The effective date of this Privacy Policy is May 1, 2026.", "2026-05-01"),
    ("en", "Effective: May 2026", "2026-05"),
    ("nl", "Ingangsdatum: 1 januari 2027", "2027-01-01"),
    ("nl", "Deze voorwaarden treden in werking op 1 februari 2027.", "2027-02-01"),
    ("nl", "Geldig vanaf 01/02/2027", "2027-02-01"),
    ("fr", "À compter du : 1er mai 2024", "2024-05-01"),
    ("fr", "En vigueur au 1er mai 2024", "2024-05-01"),
    ("fr", "Date d'entrée en vigueur : 12/11/2024", "2024-11-12"),
    ("de", "Gültig ab 01.02.2025", "2025-02-01"),
    ("de", "Diese Bedingungen treten am 1. Mai 2025 in Kraft.", "2025-05-01"),
    ("de", "In Kraft seit 7. Juni 2024", "2024-06-07"),
]


@pytest.mark.parametrize(("language", "line", "expected"), EFFECTIVE)
def test_a_date_of_effect_is_read(language: str, line: str, expected: str) -> None:
    found = dates.find(clauses(line, FILLER), language)

    assert (found.updated_on, found.effective_on) == (None, expected)


NOTHING = [
    "Effective until 2 April 2024",
    "The previous version of this policy was effective 18 July 2020.",
    "Changes will be effective immediately.",
    "© 2026 Bouwhoek",
    "Starting January 15, 2021, we charge a fee for paper invoices to customers in Norway.",
    "As of 1 February 2026, this provision is amended as follows for customers of the shop.",
    "Previous version: March 31 2023, 13:45 GMT",
    "In accordance with the law of 8 December 1992 on the protection of privacy.",
    "Regulation (EU) 2019/1150 of 20 June 2019 applies to business users.",
    "Our cookie policy was last updated on 1 May 2020.",
    "Prices last updated by our suppliers on 3 May 2024 may differ from those in the shop.",
    "Deze voorwaarden gelden tot 1 mei 2024.",
    "Version: 22/04/2025",
    "Versie van 1 september 2022",
    "Version à la date du : 28.11.2023",
]


@pytest.mark.parametrize("line", NOTHING)
def test_a_date_that_is_not_the_texts_own_states_nothing(line: str) -> None:
    found = dates.find(clauses(FILLER, FILLER, FILLER, FILLER, FILLER, FILLER, FILLER, line), "en")

    assert (found.updated_on, found.effective_on) == (None, None)


MONTH_NAMES = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}


@settings(max_examples=60, deadline=None)
@given(
    day=st.dates(date(1995, 1, 1), date(2039, 12, 31)), language=st.sampled_from(list(MONTH_NAMES))
)
def test_a_date_parser_made_for_any_text_agrees(day: date, language: str) -> None:
    month = MONTH_NAMES[language].split()[day.month - 1]
    point = "." if language == "de" else ""
    text = f"{day.day}{point} {month} {day.year}"

    (written,) = written_dates(text.lower())
    oracle = dateparser.parse(text, languages=[language])

    assert written.iso == day.isoformat()
    assert oracle is not None
    assert oracle.date() == day


def test_both_dates_may_stand_on_one_line() -> None:
    found = dates.find(clauses("Last updated: 1 May 2026. Effective: 1 June 2026."), "en")

    assert (found.updated_on, found.effective_on) == ("2026-05-01", "2026-06-01")


def test_one_label_may_state_both() -> None:
    found = dates.find(clauses("Last updated and effective: 1 May 2026"), "en")

    assert (found.updated_on, found.effective_on) == ("2026-05-01", "2026-05-01")


def test_a_label_alone_is_read_on_into_the_next_clause() -> None:
    found = dates.find(clauses("Last updated", "5 May 2026", FILLER), "en")

    assert found.updated_on == "2026-05-05"


def test_a_stamp_in_mid_text_is_a_date_and_a_version() -> None:
    texts = (*[FILLER] * 9, "Privacy- en cookie policy", "5 juni 2020", "Versie 2", FILLER)

    found = dates.find(clauses(*texts), "nl")

    assert (found.updated_on, found.version_label) == ("2020-06-05", "2")
    assert set(found.stamps) == {"para_11", "para_12"}


def test_a_date_and_a_version_on_one_line_are_both_read() -> None:
    found = dates.find(clauses(*[FILLER] * 9, "1 oktober 2026 / Versie 4", FILLER), "nl")

    assert (found.updated_on, found.version_label) == ("2026-10-01", "4")


def test_a_bare_date_counts_only_under_the_title() -> None:
    under = dates.find(clauses("November 5, 2025", FILLER), "en")
    deep = dates.find(clauses(*[FILLER] * 12, "November 5, 2025"), "en")

    assert under.updated_on == "2025-11-05"
    assert deep.updated_on is None


def test_a_sentence_in_which_the_text_names_itself_outweighs_a_bare_label() -> None:
    found = dates.find(
        clauses(
            "Updated December 30, 2022",
            FILLER,
            "This policy was last modified on 21 December 2022.",
        ),
        "en",
    )

    assert found.updated_on == "2022-12-21"


def test_a_list_of_previous_versions_states_nothing() -> None:
    listed = clauses("Last updated 1 May 2026", FILLER) + tuple(
        Clause(f"old_{n}", None, "", "Previous versions", 0, "item", f"Updated {n} May 2020")
        for n in range(1, 4)
    )

    assert dates.find(listed, "en").updated_on == "2026-05-01"


def test_an_ambiguous_date_is_called_ambiguous() -> None:
    found = dates.find(clauses("Last updated: 02/01/2026", FILLER), "en")

    assert found.updated_on is None
    assert [note.kind for note in found.notes] == ["ambiguous_date"]
    assert "2026-01-02 or 2026-02-01" in found.notes[0].detail


def test_first_sight_settles_an_ambiguous_date() -> None:
    ambiguous = clauses("Last updated: 02/01/2026", FILLER)

    seen = dates.find(ambiguous, "en", not_after=date(2026, 1, 20))
    later = dates.find(ambiguous, "en", not_after=date(2026, 1, 20), not_before=date(2026, 1, 3))

    assert seen.updated_on == "2026-01-02"
    assert later.updated_on is None


def test_a_reading_is_settled_by_the_day_it_was_first_seen() -> None:
    made = clauses("Last updated: 02/01/2026", FILLER)
    doubt = dates.find(made, "en").notes
    read = Reading(language="en", clauses=made, notes=(Note("mojibake"), *doubt))

    settled = dates.with_first_sight(read, date(2026, 1, 20))
    still_open = dates.with_first_sight(read, date(2026, 3, 1))
    by_the_previous = dates.with_first_sight(read, date(2026, 3, 1), "2026-01-20")

    assert (settled.updated_on, settled.notes) == ("2026-01-02", (Note("mojibake"),))
    assert still_open.updated_on is None
    assert by_the_previous.updated_on == "2026-02-01"
    assert dates.with_first_sight(settled, date(2026, 3, 1)) is settled


def test_first_sight_does_not_settle_a_date_of_effect_that_may_lie_ahead() -> None:
    found = dates.find(clauses("Effective: 02/01/2026"), "en", not_after=date(2026, 1, 20))

    assert found.effective_on is None


def test_other_dates_of_the_text_settle_an_ambiguous_one() -> None:
    found = dates.find(
        clauses("Last updated: 02/01/2026", "The offer ended on 31/12/2025 for all customers."),
        "en",
    )

    assert found.updated_on == "2026-01-02"


def test_two_habits_in_one_text_settle_nothing() -> None:
    day_first, month_first = written_dates("31/12/2025 and 12/31/2025")
    (ambiguous,) = written_dates("02/01/2026")

    assert settle(ambiguous, "en", [day_first, month_first]) is None


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: 5 May 2026", "Versie 2", "5 juni 2020", "Stand: März 2024", "Version 1.3",
        "Dernière mise à jour : 1er mai 2024", "Effective May 1, 2026 (view previous version)",
        "This Privacy Policy was last modified on December 21, 2022.", "v2.1 - 3 May 2024",
    ],
)  # fmt: skip
def test_a_line_of_date_or_version_is_a_stamp(line: str) -> None:
    assert dates.is_stamp(line)


@pytest.mark.parametrize(
    "line",
    [
        "We keep your data until 5 May 2026.", "Privacy Policy", "Section 3", "",
        "Effective 1 May 2026 we share your data with Bouwhoek.", "Artikel 2", "30 days",
        "The fee is 20 euro since 1 May 2026.",
    ],
)  # fmt: skip
def test_a_clause_with_a_date_is_no_stamp(line: str) -> None:
    assert not dates.is_stamp(line)


def test_without_dates_leaves_the_rest_untouched() -> None:
    old = dates.without_dates("Fees of 1 May 2025 apply; see 02/03/2024.")
    new = dates.without_dates("Fees of 2 June 2026 apply; see 05/06/2025.")

    assert old == new == "Fees of ⟨date⟩ apply; see ⟨date⟩."


def test_a_date_that_is_always_today_is_running() -> None:
    days = [date(2026, 5, day) for day in (1, 4, 9)]

    assert is_running((day, day.isoformat()) for day in days)
    assert not is_running((day, "2026-05-01") for day in days)
    assert not is_running([(days[0], "2026-05-01"), (days[1], "2026-05-04")])


def test_a_month_that_moves_with_the_looks_is_running() -> None:
    looks = [(date(2026, month, 3), f"2026-{month:02}") for month in (1, 2, 3)]

    assert is_running(looks)
    assert not is_running((date(2026, 1, day), "2026-01") for day in (3, 9, 20))


MORE = [
    ("en", "Last updated as of May 5, 2026", "2026-05-05", None),
    ("de", "Stand: 05/2018", "2018-05", None),
    ("fr", "Mise à jour : 12/2023", "2023-12", None),
    (
        "en",
        "These Terms were last updated on, and are effective as of, May 5, 2026.",
        "2026-05-05",
        "2026-05-05",
    ),
    ("de", "Letzte Aktualisierung dieser Datenschutzerklärung: 3. Mai 2024", "2024-05-03", None),
    (
        "fr",
        "Date de dernière mise à jour de la présente politique : 3 mai 2024",
        "2024-05-03",
        None,
    ),
    ("fr", "Version en vigueur au 3 mai 2024", None, "2024-05-03"),
    ("fr", "Conditions en vigueur au 1er janvier 2024", None, "2024-01-01"),
    ("nl", "Versie 1.2 - laatst gewijzigd 3 mei 2024", "2024-05-03", None),
    ("en", "Version 3.2, effective 25 May 2018", None, "2018-05-25"),
    ("en", "Last Updated | 5 May 2026", "2026-05-05", None),
    (
        "en",
        (
            "This policy is effective from 1 September 2022. The previous version of this "
            "policy was effective 18 July 2020."
        ),
        None,
        "2022-09-01",
    ),
    ("en", "Posted: May 5, 2026", "2026-05-05", None),
    ("en", "Effective Date: May 5, 2026 Last Updated: April 2, 2026", "2026-04-02", "2026-05-05"),
    ("en", "Our Privacy Policy has been updated. Effective May 5, 2026", None, "2026-05-05"),
    (
        "de",
        "Diese Datenschutzerklärung ist aktuell gültig und hat den Stand Mai 2018.",
        "2018-05",
        None,
    ),
    ("de", "Diese Datenschutzerklärung ist ab dem 1. Mai 2024 gültig.", None, "2024-05-01"),
    ("nl", "In werking getreden op 25 mei 2018", None, "2018-05-25"),
    (
        "nl",
        (
            "Deze privacyverklaring is van kracht sinds 25 mei 2018 en voor het laatst "
            "gewijzigd op 3 juni 2020."
        ),
        "2020-06-03",
        "2018-05-25",
    ),
    ("fr", "Cette page a été actualisée le 12 mars 2024", "2024-03-12", None),
    ("fr", "Entrée en vigueur : 1 janvier 2025", None, "2025-01-01"),
    ("en", "Last changed: 2024-5-3", "2024-05-03", None),
    ("en", "Version 2.0 | Last Revised: 09/22/2023", "2023-09-22", None),
    ("en", "Updated on the 3rd of June, 2021", "2021-06-03", None),
    ("en", "Terms effective starting on May 3rd, 2022 (see what's changed)", None, "2022-05-03"),
    (
        "en",
        (
            "The current version of this policy was published on 3 May 2022 and replaces the "
            "version published on 1 Jan 2020."
        ),
        "2022-05-03",
        None,
    ),
    ("en", "Date of Last Revision: 3/25/24", "2024-03-25", None),
    ("fr", "Dernière révision : le 3 mai 2023", "2023-05-03", None),
    ("de", "AGB Stand 01.01.2024", "2024-01-01", None),
    ("de", "Gültig ab dem 1.1.2024", None, "2024-01-01"),
    ("en", "We last updated this policy on 3 May 2022.", "2022-05-03", None),
    ("nl", "Wij hebben dit beleid voor het laatst gewijzigd op 3 mei 2022.", "2022-05-03", None),
    ("de", "Wir haben diese Erklärung zuletzt am 3. Mai 2022 geändert.", "2022-05-03", None),
    ("fr", "Nous avons mis à jour cette politique le 3 mai 2022.", "2022-05-03", None),
    ("en", "Effective immediately for users who registered on or after 3 May 2022.", None, None),
    ("en", "This offer is valid from 3 May 2022.", None, None),
    ("en", "Complaints received from 3 May 2022 are handled by the new team.", None, None),
]


@pytest.mark.parametrize(("language", "line", "updated", "effective"), MORE)
def test_another_way_to_state_a_date(
    language: str, line: str, updated: str | None, effective: str | None
) -> None:
    lines = (
        Clause("title", None, "title", None, 1, "heading", "Legal"),
        *clauses(FILLER, line)[1:],
    )

    found = dates.find(lines, language)

    assert (found.updated_on, found.effective_on) == (updated, effective)
