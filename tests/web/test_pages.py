"""What pages show, and what they never do: run a vendor's words, change anything on a GET."""

from __future__ import annotations

import html
import re
from typing import get_args
from urllib.parse import quote

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import text
from sqlmodel import select

from notifier.tokens import Purpose
from storage import versions
from storage.tables import SubscriptionRow
from tests.web.conftest import NOON, POLICY, Pages, keep_versions
from web.app import ROUTES
from web.pages import Desk

BEFORE = (
    "<html lang='en'><title>Privacy</title><main><h1>Privacy policy</h1><p>We keep what you order "
    "for as long as the law asks for it, and no longer than that.</p><p>{}</p><p>You may ask us to "
    "show, mend or erase what we keep about you.</p></main></html>"
)
TRICKS = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{ 7*7 }}", "{% raw %}",
    "</ins></del></p><svg/onload=alert(1)>", "javascript:alert(1)", "&lt;script&gt;", "]]><b>",
)  # fmt: skip
KNOWN = {
    "html", "head", "meta", "title", "link", "body", "a", "header", "img", "nav", "span", "main",
    "p", "h1", "h2", "h3", "dl", "div", "dt", "dd", "time", "del", "ins", "section", "ul", "ol",
    "li", "form", "label", "input", "select", "option", "button", "footer", "details", "summary",
    "blockquote", "article", "svg", "line", "circle", "aside", "code", "table", "thead", "tbody",
    "tr", "th", "td", "fieldset", "legend", "datalist", "figure", "figcaption", "rect", "text",
    "i", "br", "h4", "mark", "strong", "script", "-comment", "-text", "-doctype",
}  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_a_vendor_s_words_stay_words_on_every_page(desk: Desk, pages: Pages, trick: str) -> None:
    shown = html.escape(trick)
    keep_versions(desk, BEFORE.format("We sell nothing."), BEFORE.format(f"We sell {shown} now."))

    with desk.database.reading() as tx:
        clause = versions.get(tx, POLICY, 2).reading.clauses[2].id
    compared = f"/policies/{POLICY}/compare/1...2"
    for path in (
        f"/policies/{POLICY}", f"/policies/{POLICY}/versions/2", f"/changes/{POLICY}.2",
        f"{compared}?view=whole", f"{compared}?layout=split&view=whole",
        f"/policies/{POLICY}/promises", f"/policies/{POLICY}/clauses/{clause}",
        f"/policies/{POLICY}/{NOON:%Y-%m-%d}",
        f"/search?q={quote(trick)}", "/search?q=sell", f"/services?q={quote(trick)}",
    ):  # fmt: skip
        answer = pages.get(path)
        tree = LexborHTMLParser(answer.text)

        assert answer.status_code == 200, path
        (script,) = tree.css("script")
        assert (script.attributes["src"] or "").startswith("/static/keys.js?v="), path
        assert not script.text(), path
        assert {node.tag for node in tree.root.traverse()} <= KNOWN, path
        assert not [n for n in tree.root.traverse() for key in n.attributes if key[:2] == "on"]
    added = LexborHTMLParser(pages.get(f"/changes/{POLICY}.2").text).css_first("ins")
    assert added is not None
    assert "now" in added.text()


def test_every_answer_carries_the_security_headers(desk: Desk, pages: Pages) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))

    for path in (
        "/",
        f"/policies/{POLICY}",
        "/nothing",
        "/healthz",
        "/static/style.css",
        "/manage",
    ):
        headers = pages.get(path).headers

        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "set-cookie" not in headers


def test_no_get_changes_anything(desk: Desk, pages: Pages) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."), BEFORE.format("We sell all."))
    asked = pages.post(f"/policies/{POLICY}/subscribe", data={"address": "ada@reader.example"})
    tokens = desk.office.tokens
    secrets = [tokens.issue(purpose, 1, desk.clock()) for purpose in get_args(Purpose)]
    before = dump(desk)
    values = {"policy": POLICY, "number:int": "1", "old:int": "1", "new:int": "2",
              "change": f"{POLICY}.2", "service:path": "Aldus", "clause": "any", "address": "any",
              "day": f"{NOON:%Y-%m-%d}"}  # fmt: skip

    for route in ROUTES:
        for token in secrets:
            path = re.sub(r"\{([^}]+)\}", lambda m, t=token: values.get(m[1], t), route.path)
            for method in ("GET", "HEAD"):
                pages.request(method, path)

    assert asked.status_code == 200
    assert dump(desk) == before


def test_a_form_of_another_site_is_refused(desk: Desk, pages: Pages) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))
    path, form = f"/policies/{POLICY}/subscribe", {"address": "ada@reader.example"}

    for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert pages.post(path, data=form, headers=foreign).status_code == 403
    assert pages.post(path, data=form, headers={"Origin": "http://testserver"}).status_code == 200


def test_one_client_cannot_flood_mailboxes(desk: Desk, pages: Pages) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))

    codes = [
        pages.post(
            f"/policies/{POLICY}/subscribe",
            data={"address": f"reader{n}@reader.example"},
            headers={"X-Forwarded-For": f"198.51.100.{n}"},
        ).status_code
        for n in range(12)
    ]

    assert codes == [200] * 10 + [429] * 2


@pytest.mark.parametrize("address", ["", "ada", "a@b.example\r\nBcc: x@y.example", "<a@b.example>"])
def test_an_address_that_is_none_gets_the_same_answer_and_no_mail(
    desk: Desk, pages: Pages, address: str
) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))
    path = f"/policies/{POLICY}/subscribe"
    good = pages.post(path, data={"address": "ada@reader.example"})

    answer = pages.post(path, data={"address": address})

    assert answer.status_code == 200
    assert answer.text == good.text
    with desk.database.reading() as tx:
        assert len(tx.exec(select(SubscriptionRow)).all()) == 1


@pytest.mark.parametrize(
    "path",
    ["/policies/nobody", "/changes/nobody.1", f"/policies/{POLICY}/versions/99", "/u/x",
     f"/policies/{POLICY}/compare/1...99", "/confirm/x", "/manage/x", "/policies/%00", "/inbox",
     f"/policies/{POLICY}/versions/{10**30}", "/policies/' OR 1=1 --"],
)  # fmt: skip
def test_what_is_not_there_is_a_page_and_no_error(desk: Desk, pages: Pages, path: str) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))

    answer = pages.get(path, headers={"Accept-Language": "de"})

    assert answer.status_code == 404
    assert "Hier ist nichts" in answer.text


def test_a_person_manages_everything_behind_one_link(desk: Desk, pages: Pages) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))
    pages.post(f"/policies/{POLICY}/subscribe", data={"address": "ada@reader.example"})
    link = "/manage/" + desk.office.tokens.issue("manage", 1, desk.clock())

    closed = pages.get(link)
    opened = pages.post(link, data={"action": "open"})
    session = opened.url.path
    weekly = pages.post(
        session, data={"action": "change", "subscription": "1", "frequency": "weekly"}
    )
    export = pages.post(session, data={"action": "export"})
    unsure = pages.post(session, data={"action": "erase"})
    erased = pages.post(session, data={"action": "erase", "sure": "yes"})

    assert "ada@reader.example" not in closed.text
    assert "ada@reader.example" in opened.text
    assert 'value="weekly" selected' in weekly.text
    assert export.json()["address"] == "ada@reader.example"
    assert "erased</h1>" not in unsure.text
    assert "erased</h1>" in erased.text
    assert pages.get(session).status_code == 404


def test_a_page_keeps_the_language_that_was_asked_for(desk: Desk, pages: Pages) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))

    answer = pages.get(f"/policies/{POLICY}?lang=nl", headers={"Accept-Language": "fr"})

    assert '<html lang="nl">' in answer.text
    assert "Tijdlijn" in answer.text
    assert "/?lang=nl" in answer.text


def dump(desk: Desk) -> list[object]:
    """Return every row of every table."""
    with desk.database.reading() as tx:
        names = tx.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        return [[tuple(row) for row in tx.execute(text(f"SELECT * FROM {n}"))] for n in names]  # noqa: S608


def test_a_database_that_is_away_is_a_page_and_not_a_trace(desk: Desk, pages: Pages) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))
    with desk.database.transaction() as tx:
        tx.execute(text("DROP TABLE version"))

    answer = pages.get(f"/policies/{POLICY}")

    assert answer.status_code in (500, 503)
    assert "version" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_no_error_page_repeats_the_secret_of_a_link(desk: Desk, pages: Pages) -> None:
    secret = desk.office.tokens.issue("unsub", 99, desk.clock())

    for path in (f"/u/{secret}", f"/confirm/{secret}", f"/manage/{secret}"):
        answer = pages.get(path)

        assert answer.status_code == 404
        assert secret not in answer.text


def test_following_ends_once_and_says_so(desk: Desk, pages: Pages) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))
    pages.post(f"/policies/{POLICY}/subscribe", data={"address": "ada@reader.example"})
    confirm = "/confirm/" + desk.office.tokens.issue("confirm", 1, desk.clock())
    stop = "/u/" + desk.office.tokens.issue("unsub", 1, desk.clock())
    pages.post(confirm)

    form = pages.get(stop)
    stopped = pages.post(stop, data={"stop": "everything"})

    assert "Stop everything" in form.text
    assert "You are unsubscribed" in stopped.text
    assert "You are unsubscribed" in pages.get(stop).text
    assert "This was ended" in pages.get(confirm).text


def test_whoever_asks_for_the_settings_link_gets_the_same_answer(desk: Desk, pages: Pages) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))
    pages.post(f"/policies/{POLICY}/subscribe", data={"address": "ada@reader.example"})

    known = pages.post("/manage", data={"address": "ada@reader.example"})
    unknown = pages.post("/manage", data={"address": "ben@reader.example"})
    form = pages.get("/manage")

    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text
    assert "Mail me the link" in form.text
    assert pages.post("/manage", data={"address": "no address"}).text == known.text
    ready = {"ready": True, "ledger_may_sign": True, "canary_sings": None}
    assert pages.get("/readyz").json() == ready


def test_a_form_that_is_too_large_is_refused(desk: Desk, pages: Pages) -> None:
    answer = pages.post("/manage", content=b"address=" + b"a" * 20_000)

    assert answer.status_code == 413
