"""Pages of contract notices: what everybody may read, and what an account sees and does."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notifier import campaign, freezing
from notifier.audience_list import read as read_list
from notifier.campaign import Rules
from policy.compare import compare
from policy.fingerprint import fingerprint
from policy.read import read
from storage import accounts, campaigns, snapshots
from storage.accounts import Account, Role
from storage.campaigns import Counting, Draft
from storage.tables_accounts import AccountRow
from tests.web.conftest import NOON, Pages
from web import noticing
from web.pages import Desk

TERMS = (
    "# Terms of Plankgas\n\n1. You pay within {} days of the invoice.\n\n2. <b>No</b> refunds.\n"
)
USERS = b"address,language,name,party\nada@user.example,en,Ada,K-1\nben@user.example,nl,,K-2\n"


@pytest.fixture
def notice(desk: Desk) -> str:
    """A draft of Plankgas, by Ada; its name."""
    old, new = (
        read(TERMS.format(days).encode(), {"content-type": "text/markdown"}) for days in (30, 14)
    )
    with desk.database.transaction() as tx:
        for name, role in (("ada", "approver"), ("ben", "approver"), ("cy", "viewer")):
            tx.add(AccountRow(name=name, role=role, password_hash="", created_at=NOON,
                              password_set_at=NOON))  # fmt: skip
        kept = snapshots.keep_body(tx, b"new", None)
        asked = Draft(
            service="Plankgas", terms_type="Terms of Service", old=old, new=new,
            comparison=compare(old, new), new_source="new.md", new_sha256=kept.sha256,
            blob_id=kept.blob_id, effective_on=date(2026, 12, 31),
            counting=Counting(period="P8D"), old_fingerprint=fingerprint(old),
            new_fingerprint=fingerprint(new),
        )  # fmt: skip
        return campaign.draft(tx, desk.office, asked, accounts.get(tx, "ada"), NOON).id


@pytest.fixture
def company(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """The pages, with the desk's own behind an address for each account."""

    def account(request: Request) -> Account:
        with desk.database.reading() as tx:
            return accounts.get(tx, request.path_params["who"])

    def listed(request: Request) -> Response:
        return noticing.listed(request, account(request))

    def shown(request: Request) -> Response:
        return noticing.shown(request, account(request), "token")

    async def act(request: Request) -> Response:
        return await noticing.act(request, account(request), Rules(), "token")

    def unreached(request: Request) -> Response:
        return noticing.unreached(request, account(request))

    routes = [
        Route("/desk/{who}/notices", listed),
        Route("/desk/{who}/notices/{notice}", shown),
        Route("/desk/{who}/notices/{notice}", act, methods=["POST"]),
        Route("/desk/{who}/notices/{notice}/another-channel.csv", unreached),
    ]
    monkeypatch.setattr("web.app.ROUTES", (*routes, *__import__("web.app").app.ROUTES))
    return Pages(desk)


def post(company: Pages, who: str, notice: str, act: str, **parts: Any) -> Any:
    """Press one button."""
    return company.post(
        f"/desk/{who}/notices/{notice}", data={"act": act, **parts.pop("data", {})}, **parts
    )


def test_a_draft_is_nobody_s_to_read_and_an_approved_notice_everybody_s(
    desk: Desk, pages: Pages, notice: str
) -> None:
    before = pages.get(f"/notices/{notice}")
    with desk.database.transaction() as tx:
        ada, ben = accounts.get(tx, "ada"), accounts.get(tx, "ben")
    listed = read_list(USERS, None)
    freezing.freeze(desk.database, desk.office, notice, listed, "books", 2, ada, NOON)
    with desk.database.transaction() as tx:
        campaign.approve(tx, desk.office, notice, ben, NOON, Rules())
    after = pages.get(f"/notices/{notice}?lang=nl")

    assert before.status_code == 404
    assert after.status_code == 200
    assert "<del><span" in after.text
    assert "Geldt vanaf" in after.text
    assert "31 december 2026" in after.text
    assert "sha256:" in after.text
    assert "<b>No</b>" not in after.text
    assert "@" not in re.sub(r"<[^>]*>", "", after.text), "nothing about who is told"
    assert after.headers["X-Robots-Tag"] == "noindex"
    assert pages.get("/notices/none").status_code == 404


def test_a_notice_goes_from_draft_to_sent_by_two_people_in_pages(
    desk: Desk, company: Pages, notice: str
) -> None:
    list_ = company.get("/desk/ada/notices")
    frozen = post(
        company, "ada", notice, "audience", data={"source": "our books", "declared": "2"},
        files={"file": ("users.csv", USERS)},
    )  # fmt: skip
    alone = post(company, "ada", notice, "approve")
    approved = post(company, "ben", notice, "approve")
    sent = post(company, "ada", notice, "send")
    with desk.database.reading() as tx:
        acts = [(one.what, one.by) for one in campaigns.acts(tx, notice)]

    assert notice in list_.text
    assert "our books" in frozen.text
    assert alone.status_code == 422
    assert "four eyes" in alone.text
    assert "Send every letter" in approved.text
    assert sent.status_code == 200
    assert acts == [("drafted", "ada"), ("frozen", "ada"), ("approved", "ben"), ("sent", "ada")]


def test_every_fault_of_a_list_stands_on_the_page(company: Pages, notice: str) -> None:
    refused = post(
        company, "ada", notice, "audience", data={"source": "x"},
        files={"file": ("users.csv", b"address,language\nnobody,nl\n,en\n")},
    )  # fmt: skip

    assert refused.status_code == 422
    assert "line 2: “nobody” is no address" in refused.text
    assert "line 3: there is no address" in refused.text


def test_a_viewer_sees_no_button_and_can_press_none(company: Pages, notice: str) -> None:
    shown = company.get(f"/desk/cy/notices/{notice}")

    assert shown.status_code == 200
    assert "<button" not in shown.text
    assert post(company, "cy", notice, "drop", data={"reason": "no"}).status_code == 422
    assert company.get(f"/desk/cy/notices/{notice}/another-channel.csv").status_code == 403
    assert post(company, "cy", notice, "explode").status_code == 400


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_the_page_reads_in_every_language(company: Pages, notice: str, language: str) -> None:
    page = company.get(f"/desk/ada/notices/{notice}?lang={language}")

    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "\ufdd0" not in page.text


def test_whoever_acts_gets_the_list_for_another_channel(
    desk: Desk, company: Pages, notice: str
) -> None:
    post(company, "ada", notice, "audience", data={"source": "b"}, files={"file": ("u", USERS)})
    post(company, "ben", notice, "approve")
    post(company, "ada", notice, "send")
    answer = company.get(f"/desk/ada/notices/{notice}/another-channel.csv")

    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.text.lstrip("\ufeff").startswith(
        "recipient,address,postal,name,party,language,why"
    )
    with desk.database.reading() as tx:
        assert accounts.get(tx, "ada").role is Role.APPROVER
