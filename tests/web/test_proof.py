"""A recipient's own proof: nothing before the address is typed in, and the words of the grades."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from notifier import campaign, deliver, erasing, freezing
from notifier.audience_list import read as read_list
from notifier.campaign import Rules
from notifier.ways import MemoryMail
from storage import accounts
from storage.errors import StorageError
from storage.mailboxes import Mailbox, mailbox
from storage.tables_noticing import RecipientRow
from storage.tables_told import SubscriptionRow
from tests.web.conftest import NOON, Pages, serving
from tests.web.test_in_a_browser import found_wrong
from tests.web.test_notices import USERS
from tests.web.test_notices import notice as notice
from web.pages import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ADA = "ada@user.example"


@pytest.fixture
def told(desk: Desk, notice: str) -> str:
    """A notice whose letters left; its name."""
    with desk.database.transaction() as tx:
        ada, ben = accounts.get(tx, "ada"), accounts.get(tx, "ben")
    listed = read_list(USERS, None)
    freezing.freeze(desk.database, desk.office, notice, listed, "books", 2, ada, NOON)
    with desk.database.transaction() as tx:
        campaign.approve(tx, desk.office, notice, ben, NOON, Rules())
        campaign.send(tx, desk.office, notice, ada, NOON)
    mail = MemoryMail()
    mail.grade = "E1"
    send = deliver.deliver(
        desk.database, desk.office, mail, clock=lambda: NOON, lease=timedelta(minutes=3),
        unknown_retry=timedelta(0), worker="w",
    )  # fmt: skip
    with ThreadPoolExecutor(1) as apart:  # a browser that is open has the loop of this thread
        apart.submit(asyncio.run, send).result()
    [link] = [
        found[1]
        for letter in mail.letters
        if letter.recipient == ADA
        and (found := re.search(rb"/p/(v1\.[^\s\"<>=]+)", letter.data.replace(b"=\r\n", b"")))
    ]
    return link.decode()


def test_the_link_alone_shows_nothing_and_a_wrong_address_no_more(
    desk: Desk, pages: Pages, told: str
) -> None:
    bare = pages.get(f"/p/{told}")
    wrong = [
        pages.post(f"/p/{told}", data={"address": one})
        for one in ("eve@user.example", "ben@user.example", "no address")
    ]
    right = pages.post(f"/p/{told}", data={"address": "ADA@user.example"})

    assert bare.status_code == 200
    assert all(word not in bare.text for word in ("Plankgas", "user.example", "E1"))
    assert len({one.text for one in wrong}) == 1
    assert "Under this link nothing is on record for that address." in wrong[0].text
    assert "Plankgas" not in wrong[0].text
    assert "Plankgas" in right.text
    assert "Our own relay accepted it; what it did then, we do not see." in right.text
    assert "This does not show that anyone read it." in right.text
    assert not re.search(r"\b(delivered|received)\b", right.text)
    assert right.headers["Cache-Control"] == "no-store"
    assert pages.get("/p/v1.forged").status_code == 404
    assert pages.get(f"/p/{desk.office.tokens.issue('unsub', 1, NOON)}").status_code == 404


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "Dit toont niet dat iemand ze las."),
        ("fr", "Cela ne montre pas que quelqu’un l’ait lu."),
        ("de", "Das zeigt nicht, dass jemand sie las."),
    ],
)
def test_it_is_said_in_every_language(
    pages: Pages, told: str, language: str, sentence: str
) -> None:
    said = pages.post(f"/p/{told}?lang={language}", data={"address": ADA}).text

    assert sentence in said
    assert "This does not show" not in said


def test_addresses_cannot_be_tried_out(pages: Pages, told: str) -> None:
    tries = [
        pages.post(f"/p/{told}", data={"address": f"u{n}@user.example"}).status_code
        for n in range(12)
    ]

    assert tries == [200] * 10 + [429] * 2


def test_the_certificate_is_handed_out_once_it_can_be_made(desk: Desk, told: str) -> None:
    asked: list[str] = []

    def certify(notice: str, box: Mailbox) -> bytes:
        asked.append(box.address)
        if len(asked) == 1:
            raise StorageError("not in the log yet")
        return b"PK"

    pages = Pages(replace(desk, certify=certify))
    form = {"address": ADA, "action": "download"}
    early, done = (pages.post(f"/p/{told}", data=form) for _ in range(2))
    wrong = pages.post(f"/p/{told}", data=form | {"address": "eve@user.example"})

    assert "cannot be made yet" in early.text
    assert (done.content, done.headers["Content-Type"]) == (b"PK", "application/zip")
    assert "nothing is on record" in wrong.text
    assert asked == [ADA, ADA]


def test_who_is_restricted_still_has_their_proof_and_who_is_erased_none(
    desk: Desk, pages: Pages, told: str
) -> None:
    term = timedelta(days=2190)
    shown = []
    for at_once in (False, True):
        with desk.database.transaction() as tx:
            erasing.erase(tx, desk.office, mailbox(ADA), term, NOON, at_once=at_once)
        shown.append("Plankgas" in pages.post(f"/p/{told}", data={"address": ADA}).text)

    assert shown == [True, False]
    with desk.database.reading() as tx:
        assert len(tx.exec(select(RecipientRow)).all()) == 2


def test_what_a_contract_owes_stands_on_no_list_and_is_not_stopped(desk: Desk, told: str) -> None:
    """A recipient who opens the page of what they follow finds what they asked for, no more."""
    with desk.database.reading() as tx:
        owed = tx.exec(select(SubscriptionRow)).first()
    assert owed is not None
    assert told
    token = desk.office.tokens.issue("session", owed.subscriber_id, desk.clock())
    person = Pages(desk)

    shown = person.get(f"/manage/{token}")
    person.post(f"/manage/{token}", data={"action": "stop", "subscription": str(owed.id)})

    assert shown.status_code == 200
    assert "lankgas-" not in shown.text, "nor is the name of a notice a thing one follows"
    with desk.database.reading() as tx:
        kept = tx.get(SubscriptionRow, owed.id)
    assert kept is not None
    assert kept.ended_at is None


def test_the_proof_page_works_in_a_browser_and_breaks_no_rule_of_accessibility(
    desk: Desk, told: str, browser: Browser
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with serving(replace(desk, certify=lambda *_: b"PK")) as address:
        context = browser.new_context(
            java_script_enabled=True, locale="nl-BE", viewport={"width": 390, "height": 840}
        )
        tab = context.new_page()
        tab.goto(f"{address}/p/{told}")
        empty = found_wrong(Axe(), tab)
        tab.get_by_label("Uw mailadres").fill(ADA)
        tab.get_by_role("button", name="Toon wat is vastgelegd").click()
        tab.get_by_role("heading", name="Plankgas").wait_for()
        full = found_wrong(Axe(), tab)
        with tab.expect_download() as saved:
            tab.get_by_role("button", name="Certificaat bewaren").click()
        context.close()

    assert (empty, full) == ("", "")
    assert saved.value.suggested_filename.endswith("-certificate.zip")
