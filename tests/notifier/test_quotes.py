"""What we quote is short, mended where the page is damaged, and marked as being in its language.

The damaged words are ours: UTF-8 read as GB 18030, and a name that nothing can bring back.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from notifier import render
from notifier.excerpt import Run
from notifier.office import Letterhead
from notifier.quotes import Quoting, clean_line, in_html, in_text
from notifier.story import Story
from policy.compare import compare
from policy.model import Reading
from policy.read import read

DAMAGED = Quoting("nl", is_damaged=True)
HEAD = Letterhead("https://clausewatch.example", "notices@clausewatch.example")
PAGE = """# 欧美 privacybeleid

## Financi毛le gegevens van 欧美

Wij bewaren ge茂nformeerd gekozen gegevens van 欧美, {years}, en niet langer dan dat nodig is.

## Wijzigingen

Elke wijziging van dit beleid van 欧美 geldt {period} na de datum van aanpassing. Bij een
belangrijke wijziging mag de klant van 欧美 zijn overeenkomst be毛indigen.

Wij houden de volgende financi毛le gegevens van u bij, zolang u klant bent:

- Naam
{more}- Adres
"""


def reading(years: str = "twee jaar", period: str = "acht dagen", more: str = "") -> Reading:
    page = PAGE.format(years=years, period=period, more=more)
    return read(page.encode(), {"content-type": "text/markdown; charset=utf-8"})


def story(old: Reading, new: Reading) -> Story:
    at = datetime(2026, 12, 15, 6, tzinfo=UTC)
    return Story(
        change_id="w.2", policy_id="w", service="Werfmeester", terms_type="Privacy Policy",
        kind="change", returns_to=None, comparison=compare(old, new), old=old, new=new,
        last_seen_old_at=at, first_seen_new_at=at, detected_at=at, told_at=at,
    )  # fmt: skip


def test_no_sign_of_a_damaged_page_reaches_a_mail_that_its_damage_spells() -> None:
    old, new = reading(), reading("drie jaar", "vijf dagen", "- Rijksregisternummer\n")
    assert any(note.kind == "mojibake" for note in new.notes)

    told = render.change(story(old, new), "fr", "Europe/Brussels", HEAD)

    for part in (told.subject, told.text, told.html):
        assert not [sign for sign in part if "\u2e80" <= sign <= "\u9fff"], part
    assert "Financiële gegevens van …" in told.text
    assert "Elke wijziging van dit beleid van … geldt acht dagen" in told.text


def test_words_of_another_language_say_so_to_a_screen_reader() -> None:
    told = render.change(story(reading(), reading(period="vijf dagen")), "fr", "UTC", HEAD)

    assert '« <span lang="nl">Elke wijziging van dit beleid' in told.html.replace("&nbsp;", " ")
    assert "Onder" not in told.html
    assert 'Sous « <span lang="nl">Wijzigingen</span> »' in told.html.replace("&nbsp;", " ")


def test_words_of_the_readers_language_need_no_mark() -> None:
    told = render.change(story(reading(), reading(period="vijf dagen")), "nl", "UTC", HEAD)

    assert "“Elke wijziging van dit beleid" in told.html


def test_a_short_item_comes_with_what_stands_over_its_list() -> None:
    old, new = reading(), reading(more="- Rijksregisternummer\n")

    told = render.change(story(old, new), "nl", "UTC", HEAD)

    assert "Toegevoegd: Rijksregisternummer\n  Boven die lijst staat: “Wij houden" in told.text
    assert "zolang u klant bent”" in told.text


@pytest.mark.parametrize(
    ("sides", "shown"),
    [
        ((Run("欧美 bewaart "), Run("twee", True)), "… bewaart twee"),
        ((Run("bewaart voor "), Run("欧美", True)), "bewaart voor 欧美"),
    ],
)
def test_a_change_stays_to_be_seen(sides: tuple[Run, ...], shown: str) -> None:
    """Where the damaged sign is what changed, it stands as it does there."""
    _, added = DAMAGED.sides((), sides)

    assert "".join(run.text for run in added) == shown


def test_a_page_cannot_mark_or_close_a_quote() -> None:
    hostile = Quoting("nl").sentence("a\ufdd4b\ufdd2de\ufdd3c\ufdd4\u202ed")

    assert in_text(clean_line(f"«\u00a0{hostile}\u00a0».")) == "«\u00a0abdecd\u00a0»."
    assert in_html(hostile, "fr") == '<span lang="nl">abdecd</span>'
    assert in_html(clean_line("x\ufdd2<\ufdd3y\ufdd4"), "fr") == "x<y"
