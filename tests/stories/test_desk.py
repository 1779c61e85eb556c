"""The operator's desk in real Chromium: adding a policy that is looked at first and fetched once,
mending a broken one, and approving, which needs an account; with and without scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.smtp_sink import SmtpSink
from tests.stories.company import SECRET, Company
from tests.stories.installation import Installation
from tests.stories.kiosk import Kiosk
from tests.stories.test_pages_of_readers import beside
from tests.web.test_in_a_browser import press

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PASSWORD = "correct horse battery staple"
PAGES = ("", "/policies", "/policies/oudweg-privacy-policy", "/review", "/add", "/outbox",
         "/following", "/proposals", "/settings", "/accounts", "/notices", "/account")  # fmt: skip


@pytest.fixture
def kiosk() -> Iterator[Kiosk]:
    """A shop whose policy one may watch, an address that moved and one that is gone."""
    with Kiosk() as kiosk:
        yield kiosk


@pytest.fixture
def company(tmp_path: Path, smtp_sink: SmtpSink, kiosk: Kiosk) -> Installation:
    """An installation with an operator, an approver and two policies in trouble."""
    installation = Installation(
        tmp_path,
        {
            "MAIL__URL": smtp_sink.url,
            "WATCH__ALLOW_NETWORKS": "127.0.0.0/8",
            "WATCH__MIN_DELAY": "0",
            "WATCH__CONFIRM_AFTER": "0",
        },
    )
    password = tmp_path / "password"
    password.write_text(PASSWORD + "\n", encoding="utf-8")

    def prepare() -> None:
        for name, role in (("olga", "operator"), ("ada", "approver")):
            installation.run("user", "add", name, "--role", role, "--password-file", str(password))
        for path, service in (("/old", "Oudweg"), ("/gone", "Kranten")):
            words = ("--service", service, "--type", "Privacy Policy")
            installation.run("add", kiosk.url(path), *words)
        installation.run("check", "--all", ok=(0, 4))

    beside(prepare)
    kiosk.asked.clear()
    return installation


def log_in(tab: Page, address: str, name: str) -> None:
    """Log in by keys alone."""
    tab.goto(f"{address}/desk")
    tab.get_by_label("Account").focus()
    tab.keyboard.type(name)
    tab.get_by_label("Password").focus()
    tab.keyboard.type(PASSWORD)
    with tab.expect_navigation():
        tab.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_an_operator_adds_a_policy_after_looking_at_it_and_mends_a_broken_one(
    company: Installation, kiosk: Kiosk, browser: Browser, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script, locale="en-GB")
    tab = context.new_page()
    with company.serving() as address:
        log_in(tab, address, "olga")
        tab.get_by_role("heading", name="Health of watching").wait_for()

        press(tab, "Add a policy")
        tab.get_by_label("Web address of the policy").fill(kiosk.url("/privacy"))
        tab.get_by_label("Whose policy is it?").fill("Kiosk")
        tab.get_by_label("What is it?").fill("Privacy Policy")
        tab.get_by_role("button", name="Look at it").click()
        tab.get_by_role("heading", name="What would be kept").wait_for()
        assert tab.get_by_text("Buy our offers").count() == 1
        assert not beside_run(company, "kiosk-privacy-policy")

        tab.locator("summary", has_text="Read it otherwise").click()
        tab.locator("summary", has_text="Choose the part").click()
        tab.get_by_label("Leave these parts out").fill(".offers")
        tab.get_by_role("button", name="Look at it").click()
        tab.get_by_role("heading", name="What would be kept").wait_for()
        assert tab.get_by_text("Buy our offers").count() == 0
        tab.get_by_role("button", name="Yes, watch this").click()
        tab.get_by_text("Version 1 is in force").wait_for()
        assert kiosk.asked.count("/privacy") == 1, "the preview's look is the first look"

        tab.goto(f"{address}/desk")
        tab.get_by_role("button", name=re.compile("Follow the move.*oudweg")).click()
        tab.get_by_role("button", name="Look now").click()
        tab.get_by_text("The look is done:").wait_for()
        tab.goto(f"{address}/desk")
        assert tab.get_by_role("button", name="Follow the move").count() == 0
        tab.get_by_role("button", name=re.compile("Pause.*kranten")).click()
        tab.get_by_role("button", name="Watch it again").wait_for()

        tab.goto(f"{address}/desk/add")
        tab.get_by_label("Web address of the policy").fill(kiosk.url("/gone"))
        tab.get_by_label("Whose policy is it?").fill("Nowhere")
        tab.get_by_label("What is it?").fill("Privacy Policy")
        tab.get_by_role("button", name="Look at it").click()
        tab.get_by_text("No text of it would be kept:").wait_for()
        assert tab.get_by_role("alert").get_by_text("gone", exact=True).count() == 1
    context.close()


def beside_run(company: Installation, name: str) -> bool:
    """Return whether a policy of that name is watched."""
    found: list[bool] = []
    beside(lambda: found.append(any(p["policy"] == name for p in company.run("policies"))))
    return found[0]


def test_notices_are_for_accounts_and_an_approver_adds_no_policy(
    company: Installation, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    tab = context.new_page()
    with company.serving() as address:
        tab.goto(f"{address}/desk/notices")
        tab.get_by_role("heading", name="Log in").wait_for()
        log_in(tab, address, "ada")
        tab.goto(f"{address}/desk/notices")
        tab.get_by_role("heading", name="Contract notices").wait_for()
        refused = tab.goto(f"{address}/desk/add")
        assert refused is not None
        assert refused.status == 403
        tab.goto(f"{address}/desk/account")
        press(tab, "Log out")
        tab.goto(f"{address}/desk/notices")
        tab.get_by_role("heading", name="Log in").wait_for()
    context.close()


def test_no_page_of_the_desk_breaks_a_rule_of_accessibility(
    company: Installation, kiosk: Kiosk, browser: Browser
) -> None:
    from tests.web.looks import LOOKS, in_every_look, look, wrong_on

    context = browser.new_context(locale="en-GB")
    tab = context.new_page()
    wrong: dict[str, list[str]] = {}
    with company.serving() as address:
        tab.goto(f"{address}/desk/login")
        wrong["login"] = in_every_look(tab, "login")
        log_in(tab, address, "olga")
        for turn, looked_at in enumerate(LOOKS):
            look(tab, *looked_at)
            for place, path in enumerate(PAGES):
                if (place + turn // 2) % 2:  # each page light and dark, half of them on a phone
                    continue
                language = ("nl", "fr", "de", "en")[(place + turn) % 4]
                tab.goto(f"{address}/desk{path}?lang={language}")
                wrong[f"{path} {turn}"] = wrong_on(tab)
        tab.goto(f"{address}/desk/add")
        tab.get_by_label("Web address of the policy").fill(kiosk.url("/privacy"))
        tab.get_by_label("Whose policy is it?").fill("Kiosk")
        tab.get_by_label("What is it?").fill("Privacy Policy")
        tab.get_by_role("button", name="Look at it").click()
        tab.get_by_role("heading", name="What would be kept").wait_for()
        wrong["preview"] = in_every_look(tab, "preview")
    context.close()
    assert {page: said for page, said in wrong.items() if said} == {}


def test_approving_a_notice_needs_the_account_of_another_approver(
    company: Installation, browser: Browser
) -> None:
    torenkraan: list[Company] = []

    def draft() -> None:
        torenkraan.append(Company(company, names=(("eva", "approver"), ("cy", "viewer"))))
        torenkraan[0].users(500)  # a list larger than any other form may be
        torenkraan[0].draft(by="eva")

    beside(draft)
    notice = f"/desk/notices/{torenkraan[0].notice}"
    with company.serving() as address:
        for name, password in (("eva", SECRET), ("cy", SECRET), ("ada", PASSWORD)):
            context = browser.new_context(java_script_enabled=False, locale="en-GB")
            tab = context.new_page()
            tab.goto(f"{address}{notice}")
            tab.get_by_label("Account").fill(name)
            tab.get_by_label("Password").fill(password)
            tab.get_by_role("button", name="Log in").click()
            tab.get_by_role("heading", name="Torenkraan").wait_for()
            if name == "eva":
                tab.locator("input[type=file]").first.set_input_files(company.folder / "users.csv")
                tab.get_by_label("Where the list comes from").fill("our books")
                tab.get_by_role("button", name="Freeze this audience").click()
                tab.get_by_role("cell", name="500", exact=True).first.wait_for()
            approve = tab.get_by_role("button", name="Approve")
            assert approve.count() == (1 if name == "ada" else 0), name
            if name == "ada":
                approve.click()
                tab.get_by_role("button", name="Send every letter, each once").wait_for()
            context.close()
