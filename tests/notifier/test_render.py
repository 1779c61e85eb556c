"""What a reader gets: the words, in four languages, whole, small and unbreakable by a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from notifier import blanks, render
from notifier.office import Letterhead
from notifier.story import Missed, Story
from notifier.words import LANGUAGES
from policy.compare import compare
from policy.model import Clause, Comparison, Reading
from tests.notifier.conftest import text

GOLDEN = Path(__file__).parent.parent / "golden" / "notices"
HEAD = Letterhead("https://clausewatch.example", "n@clausewatch.example", operator="Buurtarchief")
ZONE = "Europe/Brussels"
ELEMENTS = {
    "html", "head", "style", "meta", "title", "body", "div", "h1", "h2", "h3", "p", "strong",
    "span", "del", "ins", "a", "br",
}  # fmt: skip


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def story(old: Reading, new: Reading, *, kind: str = "change") -> Story:
    return Story(
        change_id="werfmeester-privacy-policy.2", policy_id="werfmeester-privacy-policy",
        service="Werfmeester", terms_type="Privacy Policy", kind=kind, returns_to=None,
        comparison=compare(old, new), old=old, new=new,
        last_seen_old_at=utc("2026-12-14T17:20"), first_seen_new_at=utc("2026-12-15T05:25"),
        detected_at=utc("2026-12-15T05:45"), told_at=utc("2026-12-15T06:01"),
    )  # fmt: skip


SHORTER = story(text(), text("vijf dagen", years="drie jaar"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_reads_like_this(language: str, golden: Callable[[Path, str], None]) -> None:
    said = render.change(SHORTER, language, ZONE, HEAD)

    words = f"{said.subject}\n\n{said.text}"
    golden(
        GOLDEN / f"{language}.txt", blanks.fill(words, {"why": "(why)", "unsubscribe": "(link)"})
    )


def test_the_subject_fits_a_phone_and_names_declared_names() -> None:
    said = render.change(SHORTER, "nl", ZONE, HEAD)

    assert said.subject.startswith("Werfmeester, privacybeleid: ")
    assert len(said.subject) <= 65


def test_words_stand_beside_colours() -> None:
    said = render.change(SHORTER, "nl", ZONE, HEAD)

    page = LexborHTMLParser(said.html)
    assert [node.text() for node in page.css("del")] == ["acht", "twee"]
    assert [node.text() for node in page.css("ins")] == ["vijf", "drie"]
    assert said.html.count("Verwijderd:") == said.html.count("Toegevoegd:") == 2


def test_a_day_is_counted_from_the_day_of_the_mail_in_the_readers_zone() -> None:
    east = render.change(SHORTER, "nl", "Asia/Kolkata", HEAD).text
    here = render.change(SHORTER, "nl", ZONE, HEAD).text

    assert "7 dagen na deze mail van dinsdag 15 december" in here
    assert "(tijd in Brussel)" in here
    assert "om 10.55 uur (tijd in Kolkata)" in east


def test_days_on_which_the_page_was_kept_from_us_are_told() -> None:
    looks = tuple(Missed(utc(f"2026-12-14T{hour}:00"), "bot_wall") for hour in (18, 20, 23))

    said = render.change(replace(SHORTER, missed=looks), "nl", ZONE, HEAD)

    assert "op 2 dagen een controlepagina (“bent u een mens?”)" in said.text


def test_a_withdrawal_says_so() -> None:
    said = render.change(story(text("vijf dagen"), text(), kind="return"), "nl", ZONE, HEAD)

    assert said.subject.endswith("wijziging teruggedraaid")
    assert said.text.startswith("Werfmeester heeft een wijziging van zijn privacybeleid terug")
    assert "Wat onze eerdere mail vertelde, staat niet meer in de tekst." in said.text
    assert "Vermoedelijk" not in said.text


def test_a_new_stated_date_alone_is_news() -> None:
    old, new = text(), replace(text(), effective_on="2026-12-21")
    dated = replace(
        story(old, new), comparison=Comparison(dates={"effective_on": (None, "2026-12-21")})
    )

    said = render.change(dated, "nl", ZONE, HEAD)

    assert said.subject.endswith("geldt vanaf 21 december 2026")
    assert "vanaf maandag 21 december 2026, 6 dagen na deze mail" in said.text


def test_a_great_change_shows_some_places_and_says_how_many_more() -> None:
    def long(years: str) -> Reading:
        lines = "\n".join(
            f"{n}. Voor doel {n} blijven gegevens {years} bewaard. {'Woorden erbij. ' * 20}"
            for n in range(1, 61)
        )
        page = f"# Beleid\n\n{lines}\n"
        from policy.read import read

        return read(page.encode(), {"content-type": "text/markdown"})

    said = render.change(story(long("twee jaar"), long("drie jaar")), "nl", ZONE, HEAD)

    assert said.text.count("Verwijderd:") == 20
    assert "Nog 40 plaatsen zijn gewijzigd" in said.text
    assert len(said.html.encode()) < 100_000


PAYLOADS = [
    "<script>alert(1)</script>", "{{ config }}", "{% raw %}", "${7*7}", "</p><h1>Toegevoegd:</h1>",
    "\r\nVerwijderd: alles", blanks.blank("unsubscribe"), "\u202eelpmaxe", "&lt;b&gt;",
]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text() | st.sampled_from(PAYLOADS), min_size=2, max_size=2), st.text())
def test_no_page_breaks_out_of_its_place(words: list[str], heading: str) -> None:
    def reading(said: str) -> Reading:
        clause = Clause("sec_1", "1.", "1", heading, 1, "paragraph", f"Vooraf. {said} Daarna.")
        return Reading(language="nl", title=heading, clauses=(clause,))

    old, new = (reading(one) for one in words)
    said = render.change(story(old, new), "nl", ZONE, HEAD)

    page = LexborHTMLParser(said.html)
    assert {node.tag for node in page.css("*")} <= ELEMENTS
    names = [name for name, is_blank in blanks.split(said.html) if is_blank]
    assert names == ["why", "unsubscribe"]
    starts = [line.strip() for line in said.text.split("\n")]
    assert sum(line.startswith("Verwijderd:") for line in starts) <= 1
    assert "\u202e" not in said.text
