"""The operator's desk: who gets in, what a form must carry, and who may do what."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import httpx
import pytest
from sqlmodel import SQLModel, select
from starlette.types import ASGIApp

from storage import accounts, passwords, policies, proposals
from storage.accounts import Role
from storage.policies import Wanted, WantedSource
from storage.tables import AccountRow, LoginRow
from tests.web.conftest import NOON, POLICY
from web.app import create_app
from web.desk_routes import ROUTES
from web.pages import Desk
from web.tools import Setting, Tools

PASSWORD = "correct horse battery staple"


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """A desk with one account of each role, one policy and one proposal."""
    with desk.database.transaction() as tx:
        for role in Role:
            tx.add(
                AccountRow(
                    name=str(role), role=str(role), password_hash=hashed(), created_at=NOON,
                    password_set_at=NOON,
                )
            )  # fmt: skip
        source = WantedSource("https://aldus.example/privacy")
        policies.add(tx, Wanted(POLICY, "Aldus", "Privacy Policy", (source,)), NOON)
        proposals.propose(tx, "https://kiosk.example/terms", "Kiosk", "Terms of Service", NOON)
    return replace(desk, tools=tools())


@cache
def hashed() -> str:
    """Return the hash of the one password, made once."""
    return passwords.hashed(PASSWORD)


def tools() -> Tools:
    """Return tools that pause and resume, and see nothing."""

    def form(tx: Any, name: str) -> dict[str, Any]:
        row = policies.get(tx, name)
        return {
            "policy": name, "service": row.service, "type": row.terms_type, "state": row.state,
            "urls": ["https://aldus.example/privacy"], "version": None, "outcome": "unreachable",
            "reason": "timeout", "detail": "<b>no answer</b>", "moved_to": None, "fetch": None,
            "successors": [], "mends": [], "host_rests_until": None, "last_confirmed_at": None,
            "failed_in_a_row": 3, "alternating": False, "followers": 0,
        }  # fmt: skip

    def mend(tx: Any, act: str, name: str, given: Any, by: str) -> str:
        if act != "pause":
            raise ValueError(f"no {act} here")
        return policies.pause(tx, name, NOON).state

    async def nothing(*_: Any) -> Any:
        raise ValueError("nothing is fetched in this test")

    settings = (Setting("CLAUSEWATCH_MAIL__PASSWORD", "…", is_secret=True),)
    return Tools(form, lambda *_: [], mend, nothing, nothing, nothing, nothing, settings=settings)


class Visitor:
    """A browser without a face that keeps its cookies."""

    def __init__(self, app: ASGIApp, base: str = "http://testserver") -> None:
        self.app, self.base, self.cookies = app, base, httpx.Cookies()

    def request(self, method: str, path: str, **parts: Any) -> httpx.Response:
        """Ask for one page; no redirect is followed."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=("192.0.2.1", 4711))
            async with httpx.AsyncClient(
                transport=transport, base_url=self.base, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **parts)
                self.cookies = httpx.Cookies(client.cookies)
                return answer

        return asyncio.run(ask())

    def get(self, path: str) -> httpx.Response:
        """Ask for one page."""
        return self.request("GET", path)

    def post(self, path: str, **parts: Any) -> httpx.Response:
        """Send one form."""
        return self.request("POST", path, **parts)


def visitor(desk: Desk, name: str = "", base: str = "http://testserver") -> Visitor:
    """Return a browser without a face; logged in, where a name is given."""
    client = Visitor(create_app(desk), base)
    if name:
        assert log_in(client, name).status_code == 303
    return client


def log_in(client: Visitor, name: str, password: str = PASSWORD) -> httpx.Response:
    """Return the answer to the form of logging in."""
    page = client.get("/desk/login")
    form = {"csrf": token(page), "name": name, "password": password, "to": "/desk"}
    return client.post("/desk/login", data=form)


def token(page: httpx.Response) -> str:
    """Return what the forms of a page carry."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    assert found, page.text
    return found.group(1)


def test_nobody_sees_a_page_of_the_desk_without_logging_in(staffed: Desk) -> None:
    client = visitor(staffed)
    for route in ROUTES:
        path = re.sub(r"\{[^}]*\}", "1", route.path)  # type: ignore[attr-defined]
        if path == "/desk/login":
            continue
        method = "POST" if "POST" in route.methods else "GET"  # type: ignore[attr-defined]
        answer = client.request(method, path, **({"data": {"a": "b"}} if method == "POST" else {}))
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/desk/login?to="), path


def test_logging_in_begins_another_session_and_logging_out_ends_it(staffed: Desk) -> None:
    client = visitor(staffed, "operator")
    first = client.cookies["clausewatch"]
    page = client.get("/desk/account")
    assert page.headers["cache-control"] == "no-store"
    assert log_in_again(client, page) == 303
    with staffed.database.reading() as tx:
        assert accounts.find_login(tx, first, NOON) is None
    assert client.get("/desk").status_code == 303


def log_in_again(client: Visitor, page: httpx.Response) -> int:
    """Return what logging out is answered with."""
    return client.post("/desk/logout", data={"csrf": token(page)}).status_code


def test_an_old_session_is_ended_when_its_browser_logs_in_anew(staffed: Desk) -> None:
    client = visitor(staffed, "operator")
    first = client.cookies["clausewatch"]
    client.cookies.delete("clausewatch")
    page = client.get("/desk/login")
    client.cookies.set("clausewatch", first)
    form = {"csrf": token(page), "name": "operator", "password": PASSWORD}
    client.post("/desk/login", data=form)
    with staffed.database.reading() as tx:
        assert accounts.find_login(tx, first, NOON) is None


def test_a_session_ends_when_idle_and_after_its_time(staffed: Desk) -> None:
    client = visitor(staffed, "operator")
    later = replace(staffed, clock=lambda: NOON + timedelta(hours=2))
    client.app = create_app(later)
    assert client.get("/desk").status_code == 303

    client.app = create_app(staffed)
    assert client.get("/desk").status_code == 200
    busy = client.cookies["clausewatch"]
    with staffed.database.transaction() as tx:
        accounts.touch_login(tx, busy, NOON + timedelta(hours=12))
    client.app = create_app(replace(staffed, clock=lambda: NOON + timedelta(hours=12, minutes=1)))
    assert client.get("/desk").status_code == 303


@pytest.mark.parametrize("base", ["https://watch.example", "http://testserver"])
def test_the_cookie_is_for_this_host_alone_and_no_script(staffed: Desk, base: str) -> None:
    letterhead = replace(staffed.office.letterhead, base_url=base)
    desk = replace(staffed, office=replace(staffed.office, letterhead=letterhead))
    client = visitor(desk, base=base)
    answer = log_in(client, "operator")

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-" if base.startswith("https") else "clausewatch=")
    assert ("Secure" in cookie) is base.startswith("https")
    for part in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(staffed: Desk) -> None:
    client = visitor(staffed)
    answers = [log_in(client, name, "wrong") for name in ("operator", "nobody")]

    assert {one.status_code for one in answers} == {401}
    assert len({re.sub(r'value="[^"]*"', "", one.text) for one in answers}) == 1


def test_after_too_many_tries_nobody_gets_in_with_the_right_password_either(staffed: Desk) -> None:
    client = visitor(staffed)
    codes = [log_in(client, "operator", "wrong").status_code for _ in range(11)]

    assert codes == [401] * 10 + [429]
    assert log_in(client, "operator").status_code == 429
    assert log_in(client, "approver").status_code == 303  # another account is another matter
    with staffed.database.reading() as tx:
        assert len(list(tx.exec(select(LoginRow)))) == 1


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/desk\\@x", "/deskx"])
def test_logging_in_leads_to_no_other_site(staffed: Desk, to: str) -> None:
    client = visitor(staffed)
    page = client.get("/desk/login")
    form = {"csrf": token(page), "name": "operator", "password": PASSWORD, "to": to}
    assert client.post("/desk/login", data=form).headers["location"] == "/desk"


def test_a_form_without_its_token_or_from_another_site_does_nothing(staffed: Desk) -> None:
    client = visitor(staffed, "operator")
    good = token(client.get("/desk/account"))
    path = f"/desk/policies/{POLICY}"

    assert client.post(path, data={"act": "pause"}).status_code == 403
    assert client.post(path, data={"act": "pause", "csrf": "0" * 64}).status_code == 403
    other = visitor(staffed, "operator")
    stolen = token(other.get("/desk/account"))
    assert client.post(path, data={"act": "pause", "csrf": stolen}).status_code == 403
    foreign = {"sec-fetch-site": "cross-site"}
    answer = client.post(path, data={"act": "pause", "csrf": good}, headers=foreign)
    assert answer.status_code == 403
    assert state(staffed) == "active"
    assert client.post(path, data={"act": "pause", "csrf": good}).status_code == 303
    assert state(staffed) == "paused"


def state(desk: Desk) -> str:
    """Return how the policy stands."""
    with desk.database.reading() as tx:
        return policies.get(tx, POLICY).state


@pytest.mark.parametrize("name", ["viewer", "approver"])
def test_only_an_operator_acts_on_what_is_watched(staffed: Desk, name: str) -> None:
    client = visitor(staffed, name)
    page = client.get("/desk/account")
    for path in (f"/desk/policies/{POLICY}", "/desk/add", "/desk/proposals/1"):
        form = {"csrf": token(page), "act": "pause", "because": "no"}
        assert client.post(path, data=form).status_code == 403, path
    assert client.get("/desk/accounts").status_code == 403
    assert client.get("/desk/add").status_code == 403
    shown = client.get(f"/desk/policies/{POLICY}")
    assert shown.status_code == 200
    assert "<button" not in shown.text
    assert state(staffed) == "active"


def test_a_viewer_sends_no_step_of_a_notice(staffed: Desk) -> None:
    client = visitor(staffed, "viewer")
    form = {"csrf": token(client.get("/desk/account")), "act": "approve"}
    assert client.post("/desk/notices/1", data=form).status_code == 403
    assert client.get("/desk/notices/1/another-channel.csv").status_code == 403


def test_looking_at_every_page_changes_nothing(staffed: Desk) -> None:
    client = visitor(staffed, "operator")
    before = everything(staffed)
    for path in ("", "/policies", f"/policies/{POLICY}", "/review", "/add", "/add/gone", "/outbox",
                 "/following", "/proposals", "/settings", "/accounts", "/notices", "/account",
                 "/add?proposal=1", "/add?proposal=99"):  # fmt: skip
        answer = client.get("/desk" + path)
        assert answer.status_code == (410 if path == "/add/gone" else 200), path
        assert "<b>no answer" not in answer.text
    assert everything(staffed) == before


def everything(desk: Desk) -> dict[str, list[Any]]:
    """Return every row of every table."""
    with desk.database.reading() as tx:
        return {
            table.name: [tuple(row) for row in tx.connection().execute(table.select())]
            for table in SQLModel.metadata.sorted_tables
        }


def test_a_refused_act_is_said_and_a_declined_proposal_keeps_its_reason(staffed: Desk) -> None:
    client = visitor(staffed, "operator")
    csrf = token(client.get("/desk/account"))
    answer = client.post(f"/desk/policies/{POLICY}", data={"act": "dance", "csrf": csrf})
    assert answer.status_code == 422
    assert "no dance here" in answer.text
    form = {"because": "a private page", "csrf": csrf}
    assert client.post("/desk/proposals/1", data=form).status_code == 303
    with staffed.database.reading() as tx:
        row = proposals.get(tx, 1)
    assert (row.state, row.because, row.decided_by) == ("declined", "a private page", "operator")


def test_no_secret_stands_among_the_settings() -> None:
    from cli.settings_shown import shown
    from config.settings import load

    settings = load(
        environ={
            "CLAUSEWATCH_DATABASE_URL": "postgresql://watch:hunter2@db/clausewatch",
            "CLAUSEWATCH_MAIL__URL": "smtp://hunter3@relay.example:587",
            "CLAUSEWATCH_MAIL__PASSWORD": "hunter4",
            "CLAUSEWATCH_MAIL__HOOK_SECRET": "hunter5-and-a-long-one",
        }
    )
    told = " ".join(one.value for one in shown(settings))
    assert "hunter" not in told
    assert "relay.example:587" in told
