"""The newcomer's first command: it ends well, and its pages hold in a real browser."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.programs import ENDS_S, PATIENCE_S
from tests.stories.installation import COMMAND

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The demo, served until the module is done; gives the address of its pages."""
    running = subprocess.Popen([*COMMAND, "demo"], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    address = ""
    for line in running.stdout:
        found = re.search(r"Inbox\s+(http://[0-9.:]+)", line)
        address = found.group(1) if found else address
        if "Ctrl-C" in line:
            break
    assert address
    yield address
    running.terminate()
    running.wait(ENDS_S)
    running.stdout.close()


def test_once_it_ends_by_itself_and_shows_what_happened() -> None:
    done = subprocess.run(
        [*COMMAND, "demo", "--once"], capture_output=True, text=True, timeout=PATIENCE_S
    )

    assert done.returncode == 0, done.stderr
    for told in ("pending", "refused (bot_wall)", "changed", "2 mails sent", "0 mails sent"):
        assert told in done.stdout
    assert "stamped" in done.stdout
    assert "not witnessed" in done.stdout
    assert "Removed:" in done.stdout
    assert "Added:" in done.stdout


def test_from_the_mail_to_the_redline_to_the_timeline(demo: str, tab: Page) -> None:
    problems: list[str] = []
    tab.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)

    tab.goto(f"{demo}/inbox")
    tab.get_by_role("link", name=re.compile("Klinkerveld")).click()
    letter = tab.frame_locator("iframe")
    letter.get_by_text("Added:").first.wait_for()
    tab.goto(f"{demo}/changes/klinkerveld-privacy-policy.2")
    gone, come = tab.locator(".redline del"), tab.locator(".redline ins")

    assert "12" in gone.inner_text()
    assert "24" in come.inner_text()
    tab.get_by_role("navigation", name="Where you are").get_by_role(
        "link", name="Privacy policy"
    ).click()
    tab.get_by_role("heading", name="Timeline").wait_for()
    tab.get_by_label("Your mail address").fill("ben@reader.example")
    tab.get_by_role("button", name="Follow this policy").click()
    tab.get_by_role("heading", name="Look into your mail").wait_for()
    assert not problems


def test_no_page_of_the_demo_breaks_a_rule_of_accessibility(demo: str, tab: Page) -> None:
    from tests.web.looks import PHONE, SCHEMES, look, wrong_on

    paths = (
        "/", "/policies/klinkerveld-privacy-policy", "/policies/lumenpost-trackers-policy?lang=fr",
        "/changes/tidewrite-terms-of-service.2?lang=nl", "/changes/klinkerveld-privacy-policy.2",
        "/policies/tidewrite-terms-of-service/versions/2?lang=de", "/inbox", "/inbox/0", "/nothing",
    )  # fmt: skip
    for path in paths:
        tab.goto(demo + path)
        for scheme in SCHEMES:
            look(tab, scheme, PHONE)

            assert wrong_on(tab) == [], f"{path}, {scheme}"
