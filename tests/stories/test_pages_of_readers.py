"""The pages that mails lead to, clicked through in Chromium: real mail, with and without scripts,
by keys alone; no rule of accessibility broken, in light and dark, on a phone and on a desk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.smtp_sink import SmtpSink
from tests.stories.installation import Installation
from tests.stories.street import AFTER, Street
from tests.stories.test_following import ADA, links, mails

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BRUGWACHTER = "brugwachter-privacy-policy"
ON_SQLITE = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
OF_PAGES = (": landmark-one-main: ", ": region: ")
"""A mail has no landmarks: mail programs put it into a page of their own."""


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A Dutch reader's tab, with and without scripts."""
    context = browser.new_context(java_script_enabled=request.param, locale="nl-BE")
    yield context.new_page()
    context.close()


@ON_SQLITE
def test_ada_follows_two_is_told_sets_her_hours_stops_and_comes_back_by_keys_alone(
    street: Street, installation: Installation, smtp_sink: SmtpSink,
    watch_all: Callable[[], list[str]], reader: Page,
) -> None:  # fmt: skip
    beside(watch_all)
    beside(lambda: installation.run("check", "--all"))
    with installation.serving() as address:
        reader.goto(f"{address}/follow")
        for name in ("Brugwachter, Privacybeleid", "Kantlijn, Privacybeleid"):
            reader.get_by_role("checkbox", name=name).focus()
            reader.keyboard.press("Space")
        reader.get_by_label("Uw mailadres").focus()
        reader.keyboard.type(ADA)
        reader.keyboard.press("Enter")
        reader.get_by_role("heading", name="Kijk in uw mail").wait_for()

        [question] = mails(smtp_sink, 1)
        reader.goto(address + links(question.text, "confirm")[0])
        assert reader.get_by_role("listitem").filter(has_text="privacybeleid van").count() == 2
        press(reader, "Ja, laat mij wijzigingen weten")
        reader.get_by_role("heading", name="Bevestigd").wait_for()
        [_, welcome] = mails(smtp_sink, 2)
        assert "U volgt nu 2 teksten" in welcome.text

        street.said["Brugwachter"] = "Wij bewaren uw ritten tien weken."
        look_twice(installation)
        told = mails(smtp_sink, 3)[-1]
        reader.goto(address + links(told.text, "changes")[0])
        assert reader.locator("del").count()
        assert reader.locator("ins").count()

        reader.goto(f"{address}/manage")
        reader.get_by_label("Uw mailadres").focus()
        reader.keyboard.type(ADA)
        reader.keyboard.press("Enter")
        managed = mails(smtp_sink, 4)[-1]
        reader.goto(address + links(managed.text, "manage")[0])
        press(reader, "Open mijn instellingen")
        reader.get_by_label("Taal van de mails").select_option("de")
        press(reader, "Bewaren")
        assert reader.get_by_label("Taal van de mails").input_value() == "de"

        reader.goto(address + links(told.text, "u")[0])
        press(reader, "Stop dit")
        reader.get_by_role("heading", name="U bent uitgeschreven").wait_for()
        farewell = mails(smtp_sink, 5)[-1]
        assert "der Weg zurück" in farewell.text or "stellt der Knopf" in farewell.text
        reader.goto(address + links(farewell.text, "again")[0])
        press(reader, "Ja, volg het weer")
        reader.get_by_role("heading", name="U volgt dit weer").wait_for()
    assert not (set(ADA.split()) & set(reader.content().split()))


def look_twice(installation: Installation) -> None:
    """A new text is seen, and seen again."""
    for _ in range(2):
        beside(lambda: installation.run("check", "--all", ok=(0, 4)))


def beside(work: Callable[[], object]) -> None:
    """Run a command in a thread of its own: the browser's loop runs in this one."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(work).result()


def press(tab: Page, name: str) -> None:
    """Reach a button with the tabulator and press it."""
    for _ in range(60):
        tab.keyboard.press("Tab")
        focus = tab.locator(":focus")
        words = " ".join((focus.text_content() or "").split()) if focus.count() else ""
        if words.startswith(name):
            with tab.expect_navigation():
                tab.keyboard.press("Enter")
            return
    raise AssertionError(f"no button {name!r} on the way of the tabulator")


@ON_SQLITE
def test_no_page_or_mail_of_readers_breaks_a_rule_of_accessibility(
    street: Street, installation: Installation, smtp_sink: SmtpSink,
    watch_all: Callable[[], list[str]], browser: Browser,
) -> None:  # fmt: skip
    import httpx

    beside(watch_all)
    beside(lambda: installation.run("check", "--all"))
    with installation.serving() as address, httpx.Client(base_url=address) as pages:
        pages.post("/follow?lang=nl", data={"address": ADA, "policy": [BRUGWACHTER]})
        [question] = mails(smtp_sink, 1)
        pages.post(links(question.text, "confirm")[0])
        [_, welcome] = mails(smtp_sink, 2)
        pages.post("/manage", data={"address": ADA})
        managed = mails(smtp_sink, 3)[-1]
        street.round = AFTER
        look_twice(installation)
        told = mails(smtp_sink, 4)[-1]
        link = links(managed.text, "manage")[0]
        settings = pages.post(link, data={"action": "open"}).headers["location"]
        stop = links(told.text, "u")[0]
        shown = ["/follow", "/follow?q=nothing", "/propose", "/manage", link, settings, stop]
        problems = wrong(browser, [address + path for path in shown])
        pages.post(stop, data={"List-Unsubscribe": "One-Click"})
        farewell = mails(smtp_sink, 5)[-1]
        problems += wrong(browser, [address + links(farewell.text, "again")[0]])
        letters = [mail.html for mail in (question, welcome, managed, told, farewell)]

    assert problems == []
    assert wrong_letters(browser, letters) == []


def wrong(browser: Browser, urls: list[str]) -> list[str]:
    """What axe finds wrong on these pages in every look, and which are wider than the window."""
    from tests.web.looks import in_every_look

    found = []
    context = browser.new_context()
    tab = context.new_page()
    for url in urls:
        tab.goto(url)
        found += in_every_look(tab, url)
    context.close()
    return found


def wrong_letters(browser: Browser, letters: list[str]) -> list[str]:
    """The same of mails as a mail program would show them."""
    from tests.web.looks import in_every_look

    found = []
    context = browser.new_context()
    tab = context.new_page()
    for number, html in enumerate(letters):
        tab.set_content(html)
        found += in_every_look(tab, f"letter {number}")
    context.close()
    return [one for one in found if not any(rule in one for rule in OF_PAGES)]
