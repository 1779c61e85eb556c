"""A contract notice at the desk in real Chromium, without scripts: drafted from a file, looked at,
its list mended and frozen, approved by somebody else, sent, and counted.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import programs
from tests.smtp_sink import SmtpSink
from tests.stories.company import SECRET, TERMS, Company, day
from tests.stories.installation import Installation
from tests.stories.kiosk import Kiosk
from tests.stories.test_pages_of_readers import beside

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FAULTY = (
    "address;language;name;party;postal\n"
    "jan@klant.example;nl;Jan;K-1;\nnobody;fr;;K-2;\n;nl;Rik;;\nkarl@kunde.example;de;;K-4;\n"
)
MENDED = (
    "address;language;name;party;postal\n"
    "jan@klant.example;nl;Jan;K-1;\nluc@client.example;fr;;K-2;\n;nl;Rik;;Kaai 1, 9000 Gent\n"
    "ann@user.example;en;;K-4;\n"
)
PICTURES = os.environ.get("CLAUSEWATCH_PICTURES")  # a folder, for whoever wants to look


@pytest.fixture
def firm(tmp_path: Path, smtp_sink: SmtpSink) -> Iterator[Company]:
    """Torenkraan: olga drafts, ben approves."""
    with Kiosk() as kiosk:
        installation = Installation(
            tmp_path,
            {
                "MAIL__URL": smtp_sink.url, "MAIL__FROM": "notices@clausewatch.example",
                "WATCH__ALLOW_NETWORKS": "127.0.0.0/8", "WATCH__MIN_DELAY": "0",
                "WATCH__CONFIRM_AFTER": "0",
            },
        )  # fmt: skip
        made: list[Company] = []

        def prepare() -> None:
            made.append(Company(installation, names=(("olga", "operator"), ("ben", "approver"))))
            words = ("--service", "Kiosk", "--type", "Privacy Policy")
            installation.run("add", kiosk.url("/privacy"), *words)
            installation.run("check", "--all")

        beside(prepare)
        made[0].file("faulty.csv", FAULTY)
        made[0].file("mended.csv", MENDED)
        yield made[0]


def log_in(tab: Page, address: str, name: str) -> None:
    """Log in on the way to the notices."""
    tab.goto(f"{address}/desk/notices")
    tab.get_by_label("Account").fill(name)
    tab.get_by_label("Password").fill(SECRET)
    tab.get_by_role("button", name="Log in").click()
    tab.get_by_role("heading", name="Contract notices").wait_for()


def picture(tab: Page, name: str) -> None:
    """Keep a picture of the whole page, where somebody wants to look at it."""
    if PICTURES:
        tab.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def hand_in(tab: Page, file: Path, button: str) -> None:
    """Hand in a list."""
    tab.get_by_label("A list as CSV").set_input_files(file)
    tab.get_by_label("Where the list comes from").fill("customers of today")
    tab.get_by_role("button", name=button, exact=True).click()


def draft(tab: Page, firm: Company) -> None:
    """Draft a notice of the new terms, first with a day that is over."""
    folder = firm.installation.folder
    tab.get_by_role("link", name="Draft a notice").click()
    tab.get_by_role("heading", name="Draft a notice").wait_for()
    for ahead in (-3, 25):
        if not tab.get_by_label("Whose policy is it?").is_visible():
            tab.get_by_text("It is not watched here").click()
        tab.get_by_label("Whose policy is it?").fill("Torenkraan")
        tab.get_by_label("What is it?").select_option("Terms of Service")
        tab.get_by_label("The text of today as a file").set_input_files(folder / "old.md")
        tab.get_by_label("The new text as a file").set_input_files(folder / "new.md")
        tab.get_by_label("It shall apply from").fill(day(ahead))
        tab.get_by_label("Where questions and objections go").fill("vragen@torenkraan.example")
        tab.get_by_label("Deutsch").first.uncheck()
        tab.get_by_role("button", name="Draft it and look").click()
        if ahead < 0:
            tab.get_by_text("is not in the future").wait_for()
            picture(tab, "refused")
    tab.get_by_role("heading", name="The days that count").wait_for()


def ended(tab: Page, notice: str) -> dict[str, str | None]:
    """The totals, once no letter waits any more."""
    end = time.monotonic() + programs.PATIENCE_S
    while True:
        tab.goto(notice)
        rows = {
            (row.locator("th").text_content() or ""): row.locator("td").text_content()
            for row in tab.locator("section[aria-labelledby=totals-title] tbody tr").all()
        }
        if "still waiting" not in rows:
            return rows
        assert time.monotonic() < end, f"letters still wait: {rows}"


def test_a_notice_goes_from_a_file_to_its_totals_at_the_desk(
    firm: Company, smtp_sink: SmtpSink, browser: Browser
) -> None:
    folder = firm.installation.folder
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    tab = context.new_page()
    with firm.installation.serving() as address:
        log_in(tab, address, "olga")
        draft(tab, firm)
        assert tab.locator("del").first.text_content() == "[removed: 30]"
        assert tab.get_by_text("Last day of notice, on any channel").count() == 1
        shown = tab.locator(".mailed").first
        assert "Torenkraan" in (shown.text_content() or "")
        assert tab.locator(".mailed").count() == 3, "nl, fr and en were chosen"
        assert tab.locator("main [style], main iframe, main style").count() == 0
        picture(tab, "drafted")

        firm.file("newer.md", TERMS.format(days=21))
        tab.get_by_role("link", name="Change this draft").click()
        assert tab.get_by_label("It shall apply from").input_value() == day(25)
        tab.get_by_label("The new text as a file").set_input_files(folder / "newer.md")
        tab.get_by_role("button", name="Draft it anew and look").click()
        tab.get_by_role("heading", name="The days that count").wait_for()
        assert "21" in (tab.locator("ins").first.text_content() or "")

        hand_in(tab, folder / "faulty.csv", "Freeze this audience")
        alert = tab.get_by_role("alert")
        alert.wait_for()
        said = alert.text_content() or ""
        assert [int(n) for n in re.findall(r"line (\d)", said)] == [3, 4, 5], said
        picture(tab, "faults")
        hand_in(tab, folder / "mended.csv", "Only look for faults")
        tab.get_by_text("This list has no fault.").wait_for()
        assert tab.get_by_text("Nobody yet.").count() == 1
        hand_in(tab, folder / "mended.csv", "Freeze this audience")
        tab.get_by_role("cell", name="4", exact=True).first.wait_for()
        assert tab.get_by_role("button", name="Approve").count() == 0, "she drafted it"
        notice = tab.url

        other = browser.new_context(java_script_enabled=False, locale="en-GB")
        approver = other.new_page()
        log_in(approver, address, "ben")
        approver.get_by_role("link", name="Torenkraan, terms of service").first.click()
        approver.get_by_role("button", name="Approve").click()
        approver.get_by_role("button", name="Send every letter, each once").wait_for()
        picture(approver, "approved")
        other.close()

        tab.goto(notice)
        tab.get_by_role("button", name="Send every letter, each once").click()
        tab.get_by_role("heading", name="What became of it").wait_for()
        rows = ended(tab, notice)
        picture(tab, "sent")
        with tab.expect_download() as listed:
            tab.get_by_role("link", name="List with addresses (CSV)").click()
        unreached = Path(listed.value.path()).read_text(encoding="utf-8-sig")
    context.close()

    assert rows == {
        "accepted by the next mail server": "3", "no mail address: another channel": "1",
        "in all, as frozen": "4",
    }  # fmt: skip
    assert '"Kaai 1, 9000 Gent",Rik,' in unreached
    assert {mail.recipient for mail in smtp_sink.received} == {
        "jan@klant.example", "luc@client.example", "ann@user.example",
    }  # fmt: skip
    assert "21 dagen" in smtp_sink.to("jan@klant.example")[0].text


def test_no_page_of_a_notice_breaks_a_rule_of_accessibility(
    firm: Company, browser: Browser
) -> None:
    from tests.web.looks import LOOKS, look, wrong_on

    beside(lambda: firm.draft(by="olga", ahead=12))
    context = browser.new_context(locale="en-GB")
    tab = context.new_page()
    wrong: dict[str, list[str]] = {}
    with firm.installation.serving() as address:
        log_in(tab, address, "olga")
        for turn, looked_at in enumerate(LOOKS):
            look(tab, *looked_at)
            for place, path in enumerate(("", "/draft", f"/draft?from={firm.notice}",
                                          f"/{firm.notice}")):  # fmt: skip
                if (place + turn // 2) % 2:  # each page light and dark, half of them on a phone
                    continue
                language = ("nl", "fr", "de", "en")[(place + turn) % 4]
                mark = "&" if "?" in path else "?"
                tab.goto(f"{address}/desk/notices{path}{mark}lang={language}")
                tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
                wrong[f"{path} {turn} {language}"] = wrong_on(tab)
                picture(tab, f"look-{place}-{turn}-{language}")
    context.close()
    assert {page: said for page, said in wrong.items() if said} == {}
