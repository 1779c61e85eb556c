"""Every page in the looks it can have: no rule of accessibility broken, nothing wider than its
window, everything reached by keys alone.

`make test` takes each page in one look; `make test ARGS="-m looks"` each in all sixteen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from notifier.happened import TEST
from notifier.office import Letterhead
from notifier.retrying import Reply
from policy.addresses import Exceptions
from policy.model import Outcome
from storage import accounts, calls, checks, policies, versions, visibility, webhooks
from storage.accounts import Account, Role
from storage.calls import Planned
from storage.policies import Wanted, WantedSource
from storage.tables import AccountRow
from tests.web.conftest import POLICY, serving
from tests.web.history import QUILLBOX, TODAY
from tests.web.looks import Found, Shown, every_look, once_each
from tests.web.test_abuse import follow
from tests.web.test_desk import tools
from tests.web.test_notices import notice as notice
from tests.web.test_proof import ADA
from tests.web.test_proof import told as told
from web.budget import Comparisons
from web.limits import Limits
from web.pages import Desk, Standing
from web.tools import Calling, Setting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from notifier.tokens import Purpose

PATIENCE_MS = 60_000
BASE = f"/policies/{QUILLBOX}"
LONG_NAME = "Maatschappij voor Wederzijdse Verzekering van Bouwplaatsaansprakelijkheid"
HOOK = "01M811JEC3CHFSSXZR9Y8CHBA3"
"""Nobody's: the name of the one webhook here."""
WHOLE = [
    pytest.param(False, id="once each"),
    pytest.param(True, id="every look", marks=(pytest.mark.looks, pytest.mark.timeout(3600))),
]


@pytest.fixture
def full(past: Desk, told: str) -> Desk:
    """A desk where a bit of everything happened: a past, a reader, a notice, people at the desk, a
    webhook, a policy in trouble with a long name, and one that is withdrawn from view.
    """
    follow_quillbox(past)
    calling = Calling(Exceptions.of("127.0.0.0/8"), lambda: HOOK[::-1], no_call)
    letterhead = Letterhead(
        "http://testserver", "notices@clausewatch.example", operator="Klein Consumentenbureau"
    )
    full = replace(
        past,
        office=replace(past.office, letterhead=letterhead),
        standing=Standing(texts={"imprint": {"": "We are a small office.\n\nReach us by post."}}),
        tools=replace(tools(), calling=calling, settings=(Setting("mail.url", "smtp://x:25"),)),
    )
    with full.database.transaction() as tx:
        for role in (Role.OPERATOR, Role.VIEWER):
            tx.add(
                AccountRow(name=str(role), role=str(role), password_hash="", created_at=TODAY,
                           password_set_at=TODAY)
            )  # fmt: skip
        for id, service in (("long-terms", LONG_NAME), ("gone-terms", "Kranten")):
            source = WantedSource(f"https://{id}.example/a/rather/long/address/of/its/terms.html")
            row = policies.add(tx, Wanted(id, service, "Terms of Service", (source,)), TODAY)
            row.failed_in_a_row, row.last_outcome = 3, "unreachable"
            tx.add(row)
            look = checks.Look(TODAY, Outcome.UNREACHABLE, reason="timeout")
            checks.record(tx, row.no, look)
        visibility.put(tx, "gone-terms", "withdrawn", TODAY, "The service asked for it.")
        wanted = webhooks.Wanted(
            "http", "https://reader.example/told", "https://reader.example/told"
        )
        hook = webhooks.add(tx, full.office.vault, HOOK, wanted, "whsec_" + "a" * 43 + "=", TODAY)
        calls.plan(tx, [Planned("01CALL", hook.id, TEST, "a", "{}")], TODAY)
        [claim] = calls.claim(tx, TODAY, timedelta(minutes=1), "w", 1)
        calls.record(tx, calls.Result(claim, "failed", "refused", TODAY, 20, 500, "no such thing"))
    return full


def follow_quillbox(desk: Desk) -> None:
    """Ada follows the policy, so that her links have something to show."""
    with desk.database.transaction() as tx:
        source = WantedSource("https://aldus.example/privacy")
        policies.add(tx, Wanted(POLICY, "Aldus", "Privacy Policy", (source,), "en"), TODAY)
    follow(desk, "ada@reader.example")


async def no_call(id: str) -> Reply | None:
    """Call nobody."""
    del id
    return None


def public(desk: Desk, token: str) -> Iterator[Shown]:
    """What anybody may open, and what links of mails lead to."""
    with desk.database.reading() as tx:
        clause = versions.get(tx, QUILLBOX, 4).reading.clauses[9].id
    for path in (
        "/", "/services", "/services/Quillbox", "/search", "/search?q=never+sell",
        "/search?q=nowhere", BASE, f"{BASE}/versions/4", f"{BASE}/versions/1", f"{BASE}/2025-12-08",
        f"{BASE}/2024-01-01", f"{BASE}/2030-01-01", f"/changes/{QUILLBOX}.4",
        f"{BASE}/compare/1...7", f"{BASE}/compare/1...7?layout=split",
        f"{BASE}/compare/1...7?view=whole", f"{BASE}/compare/1...7?view=whole&layout=split",
        f"{BASE}/clauses/{clause}", f"{BASE}/promises", "/policies/long-terms",
        "/policies/long-terms/promises", "/policies/gone-terms", "/about", "/privacy", "/imprint",
        "/follow", "/follow?q=nothing", "/propose", "/manage", "/nowhere",
    ):  # fmt: skip
        yield Shown.at(path)
    issue = desk.office.tokens.issue
    links: tuple[tuple[Purpose, str], ...] = (
        ("confirm", "confirm"), ("unsub", "u"), ("manage", "manage"), ("session", "manage"),
        ("again", "again"), ("no_reminders", "reminders"), ("reconfirm", "reconfirm"),
    )  # fmt: skip
    for purpose, path in links:
        yield Shown.at(f"/{path}/{issue(purpose, 1, TODAY)}", f"/{path} ({purpose})")
    yield Shown.at(f"/p/{token}", "/p")
    yield Shown(
        "/p, with the address",
        sent(f"/p/{token}", "main input[name=address]", ADA),
    )
    yield Shown(
        "/propose, sent",
        sent("/propose", "main input[type=url]", "https://x.example/a"),
    )
    yield Shown("/manage, sent", sent("/manage", *ADDRESS))
    yield Shown("asked", sent(f"/policies/{POLICY}", *ADDRESS))


ADDRESS = ("main input[type=email]", "ben@reader.example")


def sent(path: str, field: str, words: str) -> Callable[[Page, str, str], None]:
    """Opens a page, fills in one field of its form and sends it."""

    def open(tab: Page, address: str, language: str) -> None:
        tab.goto(f"{address}{path}?lang={language}")
        tab.locator(field).first.fill(words)
        tab.evaluate("document.querySelectorAll('[required]').forEach(o => { o.required = false })")
        with tab.expect_navigation(timeout=PATIENCE_MS):
            tab.locator(field).first.press("Enter")

    return open


def of_desk(desk: Desk, notice: str) -> Iterator[Shown]:
    """What an operator may open."""
    for path in (
        "", "/policies", f"/policies/{QUILLBOX}", "/policies/long-terms", "/review", "/add",
        "/add/nothing", "/outbox", "/following", "/proposals", "/settings", "/accounts",
        "/account", "/notices", f"/notices/{notice}", "/webhooks", f"/webhooks/{HOOK}",
        f"/webhooks/{HOOK}?call=01CALL", "/webhooks/nothing",
    ):  # fmt: skip
        yield Shown.at(f"/desk{path}")
    yield Shown(
        "/desk/webhooks, refused",
        sent("/desk/webhooks", "#url", "ftp://reader.example"),
    )
    yield Shown(
        "/desk/webhooks, rotated",
        lambda tab, address, language: rotate(tab, f"{address}/desk/webhooks/{HOOK}", language),
    )


def rotate(tab: Page, url: str, language: str) -> None:
    """Make a new secret: it is shown once."""
    tab.goto(f"{url}?lang={language}")
    with tab.expect_navigation():
        tab.locator("button[value=rotate]").click()


def logged_in(desk: Desk, address: str) -> dict[str, Any]:
    """What a browser holds after logging in as the operator."""
    with desk.database.transaction() as tx:
        account: Account = accounts.get(tx, "operator")
        token = accounts.begin_login(tx, account, TODAY)
    host = urlsplit(address).hostname
    cookie = {"name": "clausewatch", "value": token, "domain": host, "path": "/"}
    return {"cookies": [cookie], "origins": []}


def notice_of(desk: Desk) -> str:
    """The one notice."""
    from storage import campaigns

    with desk.database.reading() as tx:
        return campaigns.listed(tx)[0].id


@pytest.mark.parametrize("whole", WHOLE)
def test_no_page_breaks_a_rule_of_accessibility_in_any_look(
    full: Desk, told: str, browser: Browser, whole: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    look = every_look if whole else once_each
    notice = notice_of(full)
    empty = replace(full, limits=Limits(per_client=0, in_all=0))
    busy = replace(full, comparisons=Comparisons(at_once=0))
    found: list[tuple[int, Found]] = []
    with ExitStack() as stack:
        place = stack.enter_context(serving(replace(full, limits=Limits(10**6, 10**6))))
        for pages, address, state in (
            ([*public(full, told), Shown.at(f"/notices/{notice}")], place, None),
            ([Shown.at("/desk/login")], place, None),
            (list(of_desk(full, notice)), place, logged_in(full, place)),
            ([Shown("too many", sent(f"/policies/{POLICY}", *ADDRESS))],
             stack.enter_context(serving(empty)), None),
            ([Shown.at(f"{BASE}/compare/1...6", "busy")],
             stack.enter_context(serving(busy)), None),
        ):  # fmt: skip
            found.append((len(pages), look(browser, address, pages, state)))

    looks = sum(one.looks for _, one in found)
    if whole:
        with capsys.disabled():
            sys.stdout.write(
                f"\n{sum(n for n, _ in found)} pages, {looks} looks, "
                f"{sum(one.stops for _, one in found)} stops of the keys\n"
            )
    wrong = [one for _, part in found for one in part.wrong]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("whole", WHOLE)
def test_no_page_of_an_empty_or_broken_installation_breaks_a_rule(
    desk: Desk, browser: Browser, whole: bool
) -> None:
    look = every_look if whole else once_each
    pages = [Shown.at(path) for path in ("/", "/services", "/follow", "/search?q=any", "/about")]
    with serving(desk) as address:
        found = [look(browser, address, pages)]
        desk.database.close()
        file = desk.database.file
        assert file is not None
        file.write_bytes(b"this is no database")
        found.append(look(browser, address, [Shown.at("/", "broken")]))

    wrong = [one for part in found for one in part.wrong]
    assert not wrong, "\n".join(wrong)
