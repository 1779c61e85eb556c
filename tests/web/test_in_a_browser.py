"""Pages in a real browser: hostile words run nothing, following works with keys alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage import changes, policies, versions
from storage.policies import Wanted, WantedSource
from tests.conftest import PLAIN_HOST
from tests.web.conftest import NOON, POLICY, keep_versions, take_up_forms
from web.pages import Desk

if TYPE_CHECKING:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser, Page


TEXT = "<html lang='en'><main><h1>Privacy policy</h1><p>We keep {} for as long as you have an account here and erase it when you leave us.</p></main></html>"  # noqa: E501


def test_following_and_stopping_work_with_keys_alone_and_without_script(
    desk: Desk, served: str, browser: Browser
) -> None:
    keep_versions(desk, TEXT.format("your name"))
    context = browser.new_context(java_script_enabled=False, locale="nl-BE")
    tab = context.new_page()

    tab.goto(f"{served}/policies/{POLICY}")
    tab.get_by_label("Uw mailadres").focus()
    tab.keyboard.type("ada@reader.example")
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name="Kijk in uw mail").wait_for()
    take_up_forms(desk)

    tab.goto(f"{served}/confirm/{desk.office.tokens.issue('confirm', 1, NOON)}")
    press(tab, "Ja, laat mij wijzigingen weten")
    tab.get_by_role("heading", name="Bevestigd").wait_for()

    tab.goto(f"{served}/manage/{desk.office.tokens.issue('manage', 1, NOON)}")
    press(tab, "Open mijn instellingen")
    tab.get_by_text("ada@reader.example").wait_for()
    tab.get_by_label("Hoe vaak").select_option("weekly")
    press(tab, "Wijzig: ")
    assert tab.get_by_label("Hoe vaak").input_value() == "weekly"

    tab.goto(f"{served}/u/{desk.office.tokens.issue('unsub', 1, NOON)}")
    press(tab, "Stop alles")
    tab.get_by_role("heading", name="U bent uitgeschreven").wait_for()
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_forms_are_taken_over_plain_http_too_and_those_of_other_sites_are_not(
    desk: Desk, served: str, browser: Browser, script: bool
) -> None:
    """Over plain http, away from localhost, a browser says where a form comes from in `Origin`
    alone; and there it says `null` where the page before forbade to name it.
    """
    keep_versions(desk, TEXT.format("your name"))
    plain = served.replace("127.0.0.1", PLAIN_HOST)
    context = browser.new_context(java_script_enabled=script, locale="en-GB")
    tab = context.new_page()
    sent: list[dict[str, str]] = []
    tab.on("request", lambda ask: ask.method == "POST" and sent.append(ask.headers))

    tab.goto(f"{plain}/policies/{POLICY}")
    tab.get_by_label("Your mail address").fill("ada@reader.example")
    tab.get_by_role("button", name="Follow this policy").click()
    tab.get_by_role("heading", name="Look into your mail").wait_for()
    take_up_forms(desk)
    tab.goto(f"{plain}/confirm/{desk.office.tokens.issue('confirm', 1, NOON)}")
    press(tab, "Yes, tell me about changes")
    tab.get_by_role("heading", name="Confirmed").wait_for()
    assert {one["origin"] for one in sent} == {plain}
    assert not any("sec-fetch-site" in one for one in sent), "the browser trusts this name"

    form = f"<form method=post action='{plain}/manage'><button>Go</button></form>"
    tab.goto(f"data:text/html,{form}")  # its origin is `null`
    tab.get_by_role("button", name="Go").click()
    tab.get_by_text("This form was sent from another site.").wait_for()
    context.close()


def press(tab: Page, name: str) -> None:
    """Reach a button with the tabulator and press it."""
    passed: list[str] = []
    for _ in range(30):
        tab.keyboard.press("Tab")
        focus = tab.locator(":focus")
        passed.append(" ".join((focus.text_content() or "").split()) if focus.count() else "")
        if passed[-1].startswith(name):
            with tab.expect_navigation():
                tab.keyboard.press("Enter")
            return
    raise AssertionError(f"no button {name!r} on the way of the tabulator: {passed}")


def found_wrong(axe: Axe, tab: Page) -> str:
    """Return what axe finds wrong, and whether the page is wider than the window."""
    found = axe.run(tab)
    wide = tab.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    return (found.generate_report() if found.violations_count else "") + "too wide" * wide


def keep_change(desk: Desk, name: str, before: bytes, after: bytes) -> bool:
    """Keep the change between two pages as one policy; False where the second is refused."""
    from policy.compare import compare
    from policy.identity import first_ids
    from policy.read import read

    old, new = (read(page, {"content-type": "text/html"}) for page in (before, after))
    if new.refused is not None:
        return False
    with desk.database.transaction() as tx:
        source = WantedSource(f"https://{name}.example/privacy")
        policies.add(tx, Wanted(name, name, "Privacy Policy", (source,), "en"), NOON)
        for number, reading in enumerate((old, new), 1):
            text_id = versions.keep_text(tx, name, reading, f"text {number}", NOON)
            versions.record(
                tx, name, number=number, kind="first" if number == 1 else "change",
                text_id=text_id, clause_ids=first_ids(reading.clauses, f"{name}/{number}"),
                first_seen_at=NOON, confirmed_at=NOON,
            )  # fmt: skip
        changes.record(
            tx, name, compare(old, new), kind="change", from_version=1, to_version=2,
            last_seen_old_at=NOON, first_seen_new_at=NOON, detected_at=NOON,
        )  # fmt: skip
    return True


def test_no_hostile_page_runs_or_loads_anything_when_it_is_shown(
    desk: Desk, served: str, tab: Page, shared: Path
) -> None:
    good = (shared / "hostile" / "pages" / "policy.html").read_bytes()
    pages = sorted((shared / "hostile" / "html_bad").glob("*.html"))
    names = [f"p{place}" for place in range(len(pages))]
    shown = [
        name
        for name, page in zip(names, pages, strict=True)
        if keep_change(desk, name, good, page.read_bytes())
    ]
    trouble: list[str] = []
    tab.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
    tab.on("pageerror", lambda error: trouble.append(str(error)))
    tab.on("console", lambda said: said.type == "error" and trouble.append(said.text))
    tab.on("request", lambda ask: ask.url.startswith(served) or trouble.append(ask.url))

    for name in shown:
        tab.goto(f"{served}/changes/{name}.2")

        assert not trouble, f"{pages[names.index(name)].name}: {trouble}"
        assert tab.locator("main script, main img, main iframe, main style").count() == 0

    assert len(shown) > len(pages) / 2
