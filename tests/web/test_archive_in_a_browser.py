"""Stories of readers in a real browser: from a mail's link to following, on a telephone; what was
deleted last year; with and without script.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.conftest import serving
from tests.web.history import QUILLBOX
from tests.web.test_in_a_browser import press
from web.pages import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BASE = f"/policies/{QUILLBOX}"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 840}, "has_touch": True}


@pytest.fixture
def archive(past: Desk) -> Iterator[str]:
    """The pages over a policy with a past; gives their address."""
    with serving(past) as address:
        yield address


@pytest.mark.parametrize("script", [True, False])
def test_from_the_mail_to_the_redline_to_the_clause_to_following_on_a_phone(
    archive: str, browser: Browser, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script, locale="nl-BE", **PHONE)
    tab = context.new_page()

    tab.goto(f"{archive}/changes/{QUILLBOX}.4")
    tab.get_by_role("link", name="will never sell").click()
    change = tab.locator("section.change:target")
    assert "may share" in (change.locator("ins").first.text_content() or "")
    change.get_by_role("link", name="geschiedenis van deze bepaling").click()
    tab.get_by_text("Deze bepaling staat er nu.").wait_for()
    assert tab.locator("ol.wordings > li").count() == 3
    tab.get_by_role("link", name="Volg deze tekst").click()
    tab.get_by_label("Uw mailadres").fill("ada@reader.example")
    tab.get_by_role("button", name="Volg deze tekst").click()
    tab.get_by_role("heading", name="Kijk in uw mail").wait_for()
    context.close()


def test_a_phrase_deleted_last_year_is_found_with_keys_alone(
    archive: str, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    tab = context.new_page()

    tab.goto(archive)
    tab.get_by_role("searchbox").focus()
    tab.keyboard.type('"never sell"')
    tab.keyboard.press("Enter")
    tab.get_by_text("Stood from 2 December 2024 to 8 December 2025.").wait_for()
    press(tab, "the change")
    tab.get_by_role("heading", name="Clause by clause").wait_for()
    context.close()


def test_the_policy_is_read_as_of_a_day_chosen_in_a_form(archive: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr")
    tab = context.new_page()

    tab.goto(f"{archive}{BASE}")
    tab.get_by_label("Jour", exact=True).fill("2025-06-01")
    tab.get_by_role("button", name="Lire").click()
    tab.get_by_role("heading", name="Tel qu’au 1er juin 2025").wait_for()

    assert tab.url.endswith(f"{BASE}/2025-06-01")
    assert tab.locator("article[lang=en]").get_by_text("never sell").count() == 1
    context.close()


def test_with_script_the_keys_lead_from_change_to_change_and_the_last_visit_is_known(
    archive: str, browser: Browser
) -> None:
    context = browser.new_context(locale="en-GB")
    tab = context.new_page()
    tab.goto(f"{archive}{BASE}/compare/1...7")
    for keys, place in (("n", "#c-1"), ("n", "#c-2"), ("p", "#c-1")):
        tab.keyboard.press(keys)
        assert tab.evaluate("location.hash") == place

    tab.goto(f"{archive}{BASE}")
    assert tab.get_by_text("since you were last here").is_hidden()
    tab.evaluate(f"localStorage.setItem('seen {QUILLBOX}', '5')")
    tab.reload()
    tab.get_by_role("link", name="What changed since you were last here").click()

    assert tab.url.endswith(f"{BASE}/compare/5...7")
    context.close()
