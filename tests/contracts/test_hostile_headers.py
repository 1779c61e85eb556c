"""Hostile words in names and titles, in the Host of a request and in its parameters, over real
sockets: the mail has our headers and no others, the answer leads nowhere else.

The strings are the acceptance material's (`headers.json`).
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from cli.serving import free_socket
from notifier.mail import Relay
from notifier.office import Letterhead, Office
from notifier.relays import RelayMail
from notifier.taking_up import take_up
from notifier.tokens import Tokens
from policy.model import Reading
from storage.database import Database
from storage.people import Vault
from tests.listening import listening
from tests.notifier.conftest import World, text
from tests.notifier.test_headers import NAMES
from tests.smtp_sink import SmtpSink
from web.app import ROUTES, create_app
from web.limits import Limits
from web.pages import Desk

NOW = datetime(2026, 12, 15, 6, tzinfo=UTC)
BASE = "https://clausewatch.example"
WORDS = {"policy_title", "subscriber_name", "vendor_name", "from_display_name"}
OURS = {*NAMES, "List-Help", "Notice-Digest", "Notice-Effective"}
LINK = re.compile(r"""https?://[^\s"'<>)]+""")


def cases(shared: Path, *fields: str) -> list[dict[str, Any]]:
    """The cases about these fields."""
    form = json.loads((shared / "hostile" / "headers.json").read_text())
    found = [case for case in form["cases"] if case["field"].startswith(fields)]
    assert found
    return found


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """One embedded database: headers do not depend on it."""
    shutil.copy(sqlite_template, tmp_path / "clausewatch.db")
    database = Database(f"sqlite:///{tmp_path / 'clausewatch.db'}")
    yield database
    database.close()


def office_of(from_name: str) -> Office:
    head = Letterhead(BASE, "notices@clausewatch.example", from_name, operator=from_name)
    return Office(head, Vault(b"m" * 32), Tokens(b"t" * 32))


async def sent(world: World, sink: SmtpSink) -> None:
    """Send what is due over a real connection."""
    mail = RelayMail(Relay("127.0.0.1", sink.port, starttls=False))
    try:
        await world.deliver(mail)
    finally:
        await mail.aclose()


def titled(title: str | None, period: str = "acht dagen") -> Reading:
    """Werfmeester's text under a title of the vendor's choice, also as its first heading."""
    reading = text(period)
    first = replace(reading.clauses[0], text=title or "")
    return replace(reading, title=title, clauses=(first, *reading.clauses[1:]))


def test_no_hostile_word_becomes_a_header_of_a_mail(
    database: Database, shared: Path, smtp_sink: SmtpSink
) -> None:
    wanted = [case for case in cases(shared, "") if case["field"] in WORDS]
    world = World(database, office_of("Clausewatch"))

    for number, case in enumerate(wanted):
        value, name = case["value"], f"p{number}"
        world.office = office_of(value if case["field"] == "from_display_name" else "Clausewatch")
        service = (value or "x") if case["field"] in ("vendor_name", "subscriber_name") else "Mill"
        world.watch(name, service, titled(value))
        world.follow(f"reader{number}@example.org", policy=name)
        world.see(titled(value, "vijf dagen"), policy=name)
        world.announce()
        asyncio.run(sent(world, smtp_sink))

    assert len(wanted) > 30
    by_reader = {mail.recipient: mail for mail in smtp_sink.received}
    assert sorted(by_reader) == sorted(f"reader{n}@example.org" for n in range(len(wanted)))
    assert len(smtp_sink.received) == len(wanted)  # one recipient each
    for number, case in enumerate(wanted):
        mail = by_reader[f"reader{number}@example.org"]
        assert set(mail.message.keys()) <= OURS, case["id"]
        assert len(mail.message.keys()) == len(set(mail.message.keys())), case["id"]
        assert mail.message["To"] == mail.recipient
        assert max(map(len, mail.raw.splitlines())) <= 998
        assert "49" not in mail.message["Subject"]  # nothing was evaluated
        assert "victim" not in str(mail.message["Bcc"] or mail.message["Cc"] or "")


# --- pages ---


@pytest.fixture
def world(database: Database) -> World:
    """A policy that anybody may follow."""
    world = World(database, office_of("Clausewatch"))
    world.watch()
    return world


@pytest.fixture
def port(world: World) -> Iterator[int]:
    """The pages on a real port of loopback."""
    desk = Desk(world.database, world.office, world.clock, Limits(in_all=10_000))
    listener = free_socket("127.0.0.1", 0)
    with listening(uvicorn.Config(create_app(desk), log_config=None), listener):
        yield int(listener.getsockname()[1])


def asked(port: int, first: str, headers: list[str], body: str = "") -> HTTPResponse | None:
    """One request, byte for byte; None where the server hangs up instead of answering."""
    length = f"Content-Length: {len(body.encode())}"
    kind = "Content-Type: application/x-www-form-urlencoded"
    lines = [f"{first} HTTP/1.1", *headers, length, kind, "Connection: close", "", body]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join(lines).encode("utf-8", "surrogatepass"))
        answer = HTTPResponse(connection)
        try:
            answer.begin()
            answer.read()
        except OSError:
            return None
        except Exception:  # noqa: BLE001 - no answer at all: the server refused to speak
            return None
    return answer


def test_links_in_a_mail_use_the_configured_address_whatever_was_asked_as(
    world: World, port: int, shared: Path, smtp_sink: SmtpSink
) -> None:
    hosts = [case["value"] for case in cases(shared, "Host")]
    expected = 0
    for number, value in enumerate(hosts):
        for place, name in enumerate(("Host", "X-Forwarded-Host")):
            headers = [f"{name}: {value}", *([] if name == "Host" else ["Host: testserver"])]
            answer = asked(
                port, "POST /policies/werfmeester-privacy-policy/subscribe", headers,
                f"address=reader{number}{place}%40example.org&frequency=immediate",
            )  # fmt: skip
            expected += answer is not None and answer.status == 200

    taken_up = take_up(world.database, world.office, world.clock())
    until = time.monotonic() + 20
    while len(smtp_sink.received) < expected and time.monotonic() < until:
        asyncio.run(sent(world, smtp_sink))
        world.later(seconds=1)

    assert hosts
    assert taken_up == len(smtp_sink.received) == expected >= len(hosts)
    for mail in smtp_sink.received:
        links = LINK.findall(mail.text) + LINK.findall(mail.html)
        assert links
        assert all(link.startswith(f"{BASE}/") for link in links), links
        assert b"evil" not in mail.raw


def test_no_parameter_leads_a_reader_elsewhere(world: World, port: int, shared: Path) -> None:
    from urllib.parse import quote

    world.follow()
    tokens = world.office.tokens
    values = [case["value"] for case in cases(shared, "?next=")]
    paths = [
        *(f"/{place}/{tokens.issue(purpose, 1, world.now)}" for place, purpose in (
            ("confirm", "confirm"), ("u", "unsub"), ("manage", "manage"),
        )),
        "/", "/follow", "/manage", "/policies/werfmeester-privacy-policy",
        "/policies/werfmeester-privacy-policy/compare", "/policies/werfmeester-privacy-policy/on",
    ]  # fmt: skip

    assert values
    for value in values:
        for path in paths:
            for method in ("GET", "POST"):
                target = f"{method} {path}?next={quote(value, safe='')}"
                answer = asked(port, target, ["Host: testserver"], f"next={quote(value, safe='')}")
                assert answer is not None, target
                location = answer.headers.get("location")
                assert location is None or re.match(r"/(?![/\\])", location), (target, location)
                assert "evil" not in (location or "").partition("?")[0]
                assert not {"set-cookie", "x"} & {name.lower() for name in answer.headers}


def test_what_is_saved_has_a_plain_name_and_no_header_is_made_of_a_path(
    world: World, port: int, shared: Path
) -> None:
    from urllib.parse import quote

    world.follow()
    manage = f"/manage/{world.office.tokens.issue('session', 1, world.now)}"
    values = [case["value"] for case in cases(shared, "Content-Disposition")]
    pattern = cases(shared, "Content-Disposition")[0]["expect"]["name_matches"]
    plain = [route.path for route in ROUTES if "{" in getattr(route, "path", "")]  # type: ignore[attr-defined]

    assert values
    saved = 0
    for value in values:
        paths = [re.sub(r"\{[^}]*\}", quote(value, safe=""), path) for path in plain]
        for first in [f"GET {path}" for path in paths] + [f"POST {manage}"]:
            body = f"action=export&name={quote(value, safe='')}"
            answer = asked(port, first, ["Host: testserver"], body)
            assert answer is not None, first
            assert not {"x", "set-cookie"} & {name.lower() for name in answer.headers}, first
            name = answer.headers.get_filename()
            if name is not None:
                saved += 1
                assert re.fullmatch(pattern, name), (first, name)
    assert saved == len(values)
