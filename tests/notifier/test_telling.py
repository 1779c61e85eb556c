"""What a reader is told, sentence by sentence: places, days, doubts, promises and rights."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from notifier import telling
from notifier.excerpt import plain
from notifier.quotes import in_text
from notifier.story import Story
from notifier.telling import Told
from notifier.words import words
from policy.compare import compare
from policy.model import (
    Clause,
    ClauseChange,
    Comparison,
    Note,
    Promise,
    Reading,
    RedlinePart,
    Significance,
)

WORDING, COSMETIC = Significance.WORDING, Significance.COSMETIC
SUBSTANCE = Significance.SUBSTANCE


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def clause(text: str, *, label: str | None = None, cite: str = "", **more: object) -> Clause:
    heading = str(more.pop("heading", "")) or None
    kind = more.pop("kind", "paragraph")
    return Clause("sec", label, cite, heading, 1, kind, text, **more)  # type: ignore[arg-type]


def reading(*promises: Promise, **more: object) -> Reading:
    kept = (clause("Werfmeester bewaart gegevens."),)
    return Reading(language="nl", clauses=kept, promises=promises, **more)  # type: ignore[arg-type]


def told(
    *changes: ClauseChange,
    old: Reading | None = None,
    new: Reading | None = None,
    language: str = "nl",
    **more: object,
) -> Told:
    before, after = old or reading(), new or reading()
    significance = max((one.significance for one in changes), default=COSMETIC)
    dates = {"effective_on": (before.effective_on, after.effective_on)}
    story = Story(
        change_id="w.2", policy_id="w", service="Werfmeester", terms_type="Privacy Policy",
        kind="change", returns_to=None,
        comparison=Comparison(significance, (), changes, dates), old=before, new=after,
        last_seen_old_at=utc("2026-12-14T17:20"), first_seen_new_at=utc("2026-12-15T05:25"),
        detected_at=utc("2026-12-15T05:45"), told_at=utc("2026-12-15T06:01"),
    )  # fmt: skip
    said = telling.tell(replace(story, **more), words(language), "Europe/Brussels")  # type: ignore[arg-type]
    return replace(
        said,
        doubts=unmarked(said.doubts),
        shown=tuple(
            replace(place, title=in_text(place.title), above=in_text(place.above))
            for place in said.shown
        ),
        background=unmarked(said.background),
        rights=unmarked(said.rights),
    )


def unmarked(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Sentences as the text part shows them."""
    return tuple(in_text(line) for line in lines)


def added(new: Clause) -> ClauseChange:
    return ClauseChange("added", SUBSTANCE, new=new)


REWORDED = ClauseChange(
    "reworded", WORDING, old=clause("oud woord", cite="Slot 1"),
    new=clause("nieuw woord", cite="Slot 1"),
    redline=(RedlinePart("-", "oud"), RedlinePart("+", "nieuw"), RedlinePart("=", " woord")),
)  # fmt: skip


# --- places ---


@pytest.mark.parametrize(
    ("where", "title"),
    [
        (clause("x", cite="4", heading="Bewaring"), "Punt 4, “Bewaring”, nieuw:"),
        (clause("x", cite="4.2(b)"), "Punt 4.2(b), nieuw:"),
        (clause("x", cite="Preambule 4", heading="Preambule"), "Preambule 4, nieuw:"),
        (clause("x", cite="Bewaring ¶ 2", heading="Bewaring"), "Onder “Bewaring”, nieuw:"),
        (
            clause("x", cite="Bewaring ¶ 2 • 8", heading="Bewaring", kind="item"),
            "Onder “Bewaring”, in de lijst, nieuw:",
        ),
        (
            clause("x", cite="3 ¶ 1", heading="Bewaring", kind="row"),
            "Punt 3, “Bewaring”, in de tabel, nieuw:",
        ),
        (clause("x", cite="Artikel 2", heading="Slot"), "Artikel 2, “Slot”, nieuw:"),
        (clause("Nieuw deel", cite="6", kind="heading"), "Punt 6 is nieuw:"),
        (clause("x"), "Aan het begin van de tekst, nieuw:"),
    ],
)
def test_a_place_is_named_as_a_person_would(where: Clause, title: str) -> None:
    [place] = told(added(where)).shown

    assert place.title == title


def test_a_new_heading_and_what_stands_under_it_are_one_place() -> None:
    head = clause("Taalmodel", cite="6", kind="heading", label="6.")
    body = clause("Foto's gaan naar een derde.", cite="6 ¶ 1", heading="Taalmodel")

    said = told(added(head), added(body))

    [place] = said.shown
    assert place.title == "Punt 6, “Taalmodel”, nieuw:"
    assert plain(place.added) == "Foto's gaan naar een derde.", "the title has its heading"
    assert said.lead == "Werfmeester heeft 1 punt toegevoegd aan zijn privacybeleid."


def test_a_heading_too_long_for_a_title_stands_among_the_words() -> None:
    long = "Wat wij doen met " + "gegevens en " * 8 + "foto's"
    head = clause(long, cite=long, kind="heading")

    [place] = told(added(head), added(clause("Niets.", cite="x ¶ 1", heading=long))).shown

    assert place.title.endswith("…” is nieuw:")
    assert plain(place.added) == f"{long} / Niets."


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("added", "Onder “Huur”, nieuwe kop:"),
        ("removed", "Onder “Huur”, kop geschrapt:"),
        ("reworded", "Onder “Huur”, de kop:"),
    ],
)
def test_a_heading_by_itself_is_not_said_twice(kind: str, title: str) -> None:
    head = clause("Overmacht", cite="Overmacht", kind="heading", heading="Huur")
    change = ClauseChange(
        kind,  # type: ignore[arg-type]
        SUBSTANCE,
        old=None if kind == "added" else head,
        new=None if kind == "removed" else head,
        redline=(RedlinePart("=", "Overmacht"),) if kind == "reworded" else (),
    )

    assert told(change).shown[0].title == title


def test_new_items_of_one_list_stand_together_and_each_counts() -> None:
    above = replace(clause("Wij verwerken:", cite="2 ¶ 1"), address="sec_2__para_1")
    items = [
        replace(
            clause(f"{one};", kind="item", cite=f"2 ¶ 1 • {n}"), address=f"{above.address}__{n}"
        )
        for n, one in enumerate(["uw naam", "uw adres"])
    ]
    new = replace(reading(), clauses=(above, *items))

    said = told(*map(added, items), new=new)

    [place] = said.shown
    assert place.title == "Punt 2, in de lijst, nieuw:"
    assert plain(place.added) == "• uw naam • uw adres"
    assert place.above == "Boven die lijst staat: “Wij verwerken”."
    assert said.lead == "Werfmeester heeft 2 punten toegevoegd aan zijn privacybeleid."


def test_the_numbers_within_a_new_section_are_shown() -> None:
    head = clause("Foto's", cite="6", kind="heading", label="6.")
    parts = [clause(f"Deel {n}.", label=f"6.{n}", cite=f"6.{n}", heading="Foto's") for n in (1, 2)]

    [place] = told(added(head), *map(added, parts)).shown

    assert plain(place.added) == "6.1 Deel 1. 6.2 Deel 2."


def test_a_row_is_named_and_the_top_of_its_table_shown() -> None:
    def row(n: int, *cells: str) -> Clause:
        one = clause(" | ".join(cells), kind="row", cite=f"4, “{cells[0]}”", cells=cells)
        return replace(one, address=f"sec_4__row_{n}")

    top, old, new = row(1, "Machine", "Prijs"), row(2, "Kraan", "€ 5"), row(2, "Kraan", "€ 6")
    change = ClauseChange(
        "reworded", SUBSTANCE, old=old, new=new,
        redline=(RedlinePart("=", "Kraan | € "), RedlinePart("-", "5"), RedlinePart("+", "6")),
    )  # fmt: skip

    [place] = told(change, new=replace(reading(), clauses=(top, new))).shown

    assert place.title == "Punt 4, in de tabel, rij “Kraan”:"
    assert place.above == "Die tabel begint met: “Machine | Prijs”."


def test_what_is_too_long_is_cut_at_a_word_and_said_to_be_cut() -> None:
    [place] = told(added(clause("woord " * 600, cite="4"))).shown

    assert plain(place.added).endswith("woord …")
    assert len(plain(place.added)) < 1900
    assert place.rest == "Dit is niet alles; de rest staat op de pagina met beide teksten."


def test_what_is_gone_and_what_moved_are_told_apart() -> None:
    gone = ClauseChange("removed", SUBSTANCE, old=clause("weg", cite="Slot 2"))
    moved = ClauseChange(
        "moved", WORDING, old=clause("x", cite="Slot 3"), new=clause("x", cite="Begin 1")
    )
    stays = ClauseChange(
        "moved", WORDING, old=clause("x", cite="Slot 3"), new=clause("x", cite="Slot 3")
    )

    said = told(gone, moved, stays, REWORDED)

    assert [place.title for place in said.shown] == [
        "Slot 2, geschrapt:",
        "Slot 3: staat nu elders, als Begin 1, met dezelfde woorden.",
        "Slot 3: staat nu elders, met dezelfde woorden.",
        "Slot 1:",
    ]
    assert said.lead.endswith("op 4 plaatsen gewijzigd: 1 gewijzigd, 1 geschrapt, 2 verplaatst.")
    assert told(gone).lead == "Werfmeester heeft 1 punt geschrapt uit zijn privacybeleid."


def test_a_reworded_clause_with_another_number_names_the_old_one() -> None:
    change = replace(
        REWORDED, old=clause("oud woord", cite="4", label="4."),
        new=clause("nieuw woord", cite="5", label="5."),
    )  # fmt: skip

    assert told(change).shown[0].title == "Punt 5 (eerst 4):"


def renumbered(old: str, new: str) -> ClauseChange:
    return ClauseChange(
        "renumbered", COSMETIC, old=clause("x", label=old), new=clause("x", label=new)
    )


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        (["6.>7.", "7.>8.", "8.>9."], "De oude punten 6 tot 8 heten nu 7 tot 9."),
        (["6.>7."], "Het oude punt 6 heet nu 7."),
        (["6.>7.", "9.>11."], "2 punten hebben alleen een ander nummer."),
        (["(a)>(b)", "(b)>(c)"], "2 punten hebben alleen een ander nummer."),
        (["6.>7.", "7.>8."], "De oude punten 6 en 7 heten nu 7 en 8. Hun woorden zijn dezelfde."),
        (["6>7", "6.1>7.1", "6.2>7.2"], "Het oude punt 6 heet nu 7. De woorden zijn dezelfde."),
        (["Artikel 6.>Artikel 7."], "Artikel 6 heet nu Artikel 7. De woorden zijn dezelfde."),
        (["§ 5>§ 4", "§ 6>§ 5"], "§ 5 en § 6 heten nu § 4 en § 5."),
        (["§ 5>§ 4", "§ 6>§ 5", "§ 7>§ 6"], "§ 5 tot § 7 heten nu § 4 tot § 6."),
        (["(a)>(b)"], "(a) heet nu (b)."),
    ],
)
def test_what_was_only_renumbered_is_one_sentence(pairs: list[str], sentence: str) -> None:
    said = told(REWORDED, *(renumbered(*pair.split(">")) for pair in pairs))

    assert len(said.shown) == 1
    assert [line for line in said.remarks if line.startswith(sentence)]


def test_that_the_words_are_the_same_is_not_said_of_what_has_others() -> None:
    other = replace(REWORDED, old=clause("oud woord", label="6.2"), new=clause("x", label="7.2"))

    said = told(other, renumbered("6.", "7."))

    assert said.remarks[0].endswith("Buiten wat hier getoond wordt, zijn de woorden dezelfde.")


def test_typography_and_links_get_a_sentence_and_no_place() -> None:
    cosmetic = replace(REWORDED, significance=COSMETIC, reasons=("quotation marks",))
    stamp = replace(REWORDED, significance=COSMETIC, reasons=("update date or version stamp",))

    said = told(cosmetic, stamp, ClauseChange("links", COSMETIC))

    assert said.shown == ()
    assert said.lead.startswith("Werfmeester heeft van zijn privacybeleid alleen de vorm gewijzigd")
    assert said.remarks[:2] == (
        "Op 1 plaats verschillen alleen tekens of spelling.",
        "Sommige links leiden naar een ander adres; hun woorden zijn dezelfde.",
    )


def test_words_that_only_stand_apart_now_are_no_new_point() -> None:
    apart = replace(added(clause("x.")), significance=COSMETIC, split_from="sec")
    rest = replace(
        REWORDED, significance=COSMETIC, reasons=("the same words, in another clause now",)
    )

    said = told(REWORDED, rest, apart)

    assert said.lead == "Werfmeester heeft 1 punt van zijn privacybeleid gewijzigd."
    assert [line for line in said.remarks if line.startswith("Een deel van dezelfde woorden staat")]
    assert not any("tekens of spelling" in line for line in said.remarks)


# --- days ---


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ("2026-12-21", "Volgens de tekst geldt dit vanaf maandag 21 december 2026, 6 dagen na"),
        ("2026-12-16", "Volgens de tekst geldt dit vanaf woensdag 16 december 2026, 1 dag na"),
        ("2026-12-01", "Volgens de tekst geldt dit sinds dinsdag 1 december 2026."),
        ("2027-06", "Volgens de tekst geldt dit vanaf juni 2027; een dag noemt hij niet."),
    ],
)
def test_a_stated_day_is_told_as_stated(stated: str, sentence: str) -> None:
    assert told(REWORDED, new=reading(effective_on=stated)).when.startswith(sentence)


def test_a_date_of_update_still_to_come_is_probably_the_day() -> None:
    said = told(
        REWORDED, old=reading(updated_on="2019-09-01"), new=reading(updated_on="2027-01-15")
    )

    assert said.when.startswith("Vermoedelijk geldt dit vanaf vrijdag 15 januari 2027, 31 dagen na")
    assert said.background[0].startswith("Waarom vermoedelijk: de tekst noemt 15 januari 2027")
    assert "De datum van bijwerking in de tekst" not in said.lead


def test_what_holds_on_posting_holds_already() -> None:
    promise = Promise(anchor="on_posting", quote="Geldt bij plaatsing.", channels=("post_on_page",))

    assert told(REWORDED, old=reading(promise)).when.startswith("Dit geldt al:")


def test_a_notice_on_the_page_gives_the_earliest_day() -> None:
    promise = Promise(
        anchor="before_effect", lead_time="P30D", quote="Dertig dagen vooraf op deze pagina.",
        channels=("post_on_page",), materiality="material_only", on_this_page=True,
    )  # fmt: skip

    said = told(REWORDED, old=reading(promise))

    assert said.when.startswith("Vermoedelijk geldt dit op zijn vroegst vanaf")
    assert "Dat is alleen voor belangrijke wijzigingen beloofd." in said.background[0]


def test_where_the_text_says_nothing_the_reader_is_told_so() -> None:
    assert told(REWORDED).when == (
        "Vanaf wanneer dat geldt, zegt de tekst niet. Ga ervan uit dat het al geldt."
    )


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("Wij kunnen dit op elk moment wijzigen.", "kan Werfmeester op elk moment wijzigen."),
        ("Dit kan wijzigen; het is op elk moment te lezen.", "Ga ervan uit dat het al geldt."),
    ],
)
def test_at_any_time_is_said_only_where_it_is_sure_what_it_speaks_of(
    quote: str, sentence: str
) -> None:
    said = told(REWORDED, old=reading(Promise(at_any_time=True, quote=quote)))

    assert said.when.endswith(sentence)
    assert any(quote.rstrip(".") in line for line in said.background)


# --- doubts, promises, rights ---


def test_doubts_stand_above_the_change() -> None:
    notes = tuple(Note(kind) for kind in ("mojibake", "hidden_text", "bidi"))
    new = replace(reading(notes=notes), clauses=(clause("Andere firma bewaart gegevens."),))

    said = told(REWORDED, new=new)

    assert [line.split()[0] for line in said.doubts] == ["Een", "Sommige", "In", "De"]
    assert "De naam Werfmeester staat niet meer in die tekst" in said.doubts[-1]


def test_a_damaged_page_that_never_names_the_service_is_doubted() -> None:
    damaged = Reading(
        language="nl",
        notes=(Note("mojibake"),),
        clauses=(clause("Schrijf dpo@werfmeester.example."),),
    )

    doubts = told(REWORDED, old=damaged, new=damaged).doubts

    assert doubts[-1].startswith("De naam Werfmeester staat niet in die tekst.")


@pytest.mark.parametrize(
    ("promise", "sentences"),
    [
        (
            Promise(channels=("site_notice",), quote="Wij melden het op de website."),
            ["Beloofd was: “Wij melden het op de website”.", "Wij volgen alleen deze tekst;"],
        ),
        (
            Promise(channels=("email",), lead_time="P30D", quote="Wij mailen u vooraf."),
            ["Beloofd was: “Wij mailen u vooraf”.", "Of u rechtstreeks bericht kreeg,"],
        ),
        (
            Promise(at_any_time=True, quote="Wij kunnen altijd wijzigen."),
            ["Over wijzigingen zegt de tekst:", "Bericht bij een wijziging belooft de tekst niet"],
        ),
        (
            Promise(may_change_without_notice=True, notice_quote="Zonder bericht.", quote="x"),
            ["Vooraf bericht krijgt u volgens dezelfde tekst niet: “Zonder bericht”."],
        ),
    ],
)
def test_the_promise_from_before_is_quoted(promise: Promise, sentences: list[str]) -> None:
    background = told(REWORDED, old=reading(promise)).background[1:]

    assert len(background) == len(sentences)
    for line, sentence in zip(background, sentences, strict=True):
        assert line.startswith(sentence)


def test_a_right_is_quoted_with_its_condition() -> None:
    promise = Promise(
        exit_right="terminate", exit_quote="Bij belangrijke wijziging mag u opzeggen.",
        exit_condition="material_only", quote="x",
    )  # fmt: skip

    rights = " ".join(told(REWORDED, old=reading(promise)).rights)

    assert "“Bij belangrijke wijziging mag u opzeggen”" in rights
    assert "Wat daarbij belangrijk is, lezen wij niet in die zin." in rights
    assert "Tot wanneer u dat kunt, konden wij er niet uit opmaken." in rights


def test_a_term_that_is_counted_is_named_and_one_in_words_needs_no_remark() -> None:
    promise = Promise(
        exit_right="terminate", exit_quote="Tot die dag mag u kosteloos opzeggen.", quote="x",
        exit_before_effect=True,
    )  # fmt: skip
    named = told(REWORDED, old=reading(promise), new=reading(promise, effective_on="2026-12-21"))
    unnamed = told(REWORDED, old=reading(promise))

    assert "Wij lezen erin: tot zondag 20 december 2026." in named.rights
    assert not any("opmaken" in line for line in unnamed.rights)


@pytest.mark.parametrize(
    ("promise", "sentence"),
    [
        (
            Promise(acceptance="continued_use", acceptance_quote="Wie blijft, aanvaardt."),
            "Wie het blijft gebruiken, aanvaardt volgens de tekst: “Wie blijft, aanvaardt”.",
        ),
        (
            Promise(acceptance="deemed_after_period", acceptance_quote="Zwijgen is aanvaarden."),
            "Wie niets zegt, aanvaardt volgens de tekst: “Zwijgen is aanvaarden”.",
        ),
        (
            Promise(
                exit_right="object", exit_quote="Zonder bezwaar aanvaardt u.", quote="x",
                acceptance="deemed_after_period", acceptance_quote="Zonder bezwaar aanvaardt u.",
            ),
            "U kunt bezwaar maken; wie niets zegt, aanvaardt volgens de tekst:"
            " “Zonder bezwaar aanvaardt u”.",
        ),
    ],
)  # fmt: skip
def test_by_what_one_accepts_without_saying_so_is_told_once(
    promise: Promise, sentence: str
) -> None:
    rights = " ".join(told(REWORDED, old=reading(promise), new=reading(promise)).rights)

    assert sentence in rights
    assert rights.count("aanvaardt volgens de tekst") == 1


@pytest.mark.parametrize(
    ("quote", "more"),
    [
        ("Wij kunnen dit van tijd tot tijd wijzigen.", {}),
        ("Wij kunnen dit op elk moment wijzigen.", {"lead_time": "P15D", "channels": ("email",)}),
    ],
)
def test_at_any_time_is_not_said_where_notice_is_promised_or_less_is_meant(
    quote: str, more: dict[str, object]
) -> None:
    promise = Promise(at_any_time=True, quote=quote, **more)  # type: ignore[arg-type]

    assert told(REWORDED, old=reading(promise)).when.endswith("Ga ervan uit dat het al geldt.")


def test_a_right_that_only_the_new_text_gives_is_told_as_such() -> None:
    promise = Promise(exit_right="terminate", exit_quote="U mag opzeggen.", quote="x")

    assert "Dat zegt alleen de nieuwe tekst." in told(REWORDED, new=reading(promise)).rights


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("Schrijf naar dpo@werfmeester.example.", "noemt de tekst: dpo@werfmeester.example."),
        ("Schrijf naar [email protected].", "maar de site verbergt het voor programma’s."),
        ("Schrijf ons.", "vonden wij niet in de tekst."),
    ],
)
def test_a_mailbox_is_named_or_said_to_be_missing(page: str, sentence: str) -> None:
    said = told(REWORDED, new=replace(reading(), clauses=(clause(f"Werfmeester. {page}"),)))

    assert said.rights[-1].endswith(sentence)


def test_a_stamp_says_what_it_was_and_is() -> None:
    old, new = reading(updated_on="2026-06-05"), reading(updated_on="2026-12-01")
    comparison = replace(compare(old, new), dates={"version_label": ("2", None)})
    said = told(REWORDED, old=old, new=new, comparison=comparison)

    assert "De versie die de tekst noemt: eerst 2, nu geen." in said.remarks


def test_what_damage_spells_is_not_repeated() -> None:
    quote = "Wij melden u hoe \u6b27\u7f8eAV uw gegevens gebruikt, voor het geldt."
    before = reading(Promise(channels=("email",), quote=quote), notes=(Note("mojibake"),))

    said = " ".join(told(REWORDED, old=before).background)

    assert "AV" not in said
    assert "Wij melden u hoe … uw gegevens gebruikt, voor het geldt" in said
