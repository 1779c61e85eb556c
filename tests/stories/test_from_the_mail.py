"""A reader's way begins in the mail: its own HTML is opened on a telephone, its link is pressed,
and the way goes on to the redline, the history of the clause and following, up to the next mail.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from cli.serving import free_socket
from tests.programs import PATIENCE_S
from tests.smtp_sink import Received, SmtpSink
from tests.stories.installation import Installation
from tests.stories.street import Street
from tests.stories.test_following import ADA
from tests.stories.test_pages_of_readers import BRUGWACHTER, ON_SQLITE, beside, look_twice

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

BEN = "ben@reader.example"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 840}, "has_touch": True}


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A Dutch reader's telephone, with and without scripts."""
    context = browser.new_context(java_script_enabled=request.param, locale="nl-BE", **PHONE)
    yield context.new_page()
    context.close()


def opened(tab: Page, mail: Received, folder: Path) -> None:
    """Open a mail's own HTML, as a mail program shows it."""
    file = folder / "mail.html"
    file.write_text(mail.html, encoding="utf-8")
    tab.goto(file.as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def newest(sink: SmtpSink, reader: str, count: int = 1) -> Received:
    """Wait until a reader has so many mails, and return the last."""
    until = time.monotonic() + PATIENCE_S
    while len(sink.to(reader)) < count:
        assert time.monotonic() < until, f"{reader} has no {count} mails after {PATIENCE_S} s"
        time.sleep(0.05)
    return sink.to(reader)[-1]


@ON_SQLITE
def test_from_the_mail_to_the_redline_to_the_clause_to_following(
    street: Street, installation: Installation, smtp_sink: SmtpSink,
    watch_all: Callable[[], list[str]], phone: Page,
) -> None:  # fmt: skip
    listener = free_socket("127.0.0.1", 0)
    installation.port = listener.getsockname()[1]
    listener.close()
    installation.settings["BASE_URL"] = f"http://127.0.0.1:{installation.port}"
    words = ("subscribe", ADA, BRUGWACHTER, "--language", "nl", "--confirmed-by", "the story")
    beside(watch_all)
    beside(lambda: installation.run("check", "--all"))
    beside(lambda: installation.run(*words))
    with installation.serving():
        street.said["Brugwachter"] = "Wij bewaren uw ritten tien weken."
        look_twice(installation)

        opened(phone, newest(smtp_sink, ADA), installation.folder)
        phone.locator("a[href*='/changes/']").first.tap()
        change = phone.locator("section.change", has=phone.locator("ins", has_text="tien"))
        change.locator("del").first.wait_for()
        change.get_by_role("link", name="geschiedenis van deze bepaling").tap()
        phone.get_by_text("Deze bepaling staat er nu.").wait_for()
        assert phone.locator("ol.wordings > li").count() == 2
        phone.get_by_role("link", name="Volg deze tekst").tap()
        phone.get_by_label("Uw mailadres").fill(BEN)
        phone.get_by_role("button", name="Volg deze tekst").tap()
        phone.get_by_role("heading", name="Kijk in uw mail").wait_for()

        opened(phone, newest(smtp_sink, BEN), installation.folder)
        phone.locator("a[href*='/confirm/']").first.tap()
        phone.get_by_role("button", name="Ja, laat mij wijzigingen weten").tap()
        phone.get_by_role("heading", name="Bevestigd").wait_for()
        opened(phone, newest(smtp_sink, BEN, 2), installation.folder)
        phone.locator(f"a[href*='{BRUGWACHTER}']").first.wait_for()
