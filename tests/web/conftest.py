"""The application over a fresh database, without a network, with a clock that stands still."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from cli.serving import free_socket
from notifier.office import Letterhead, Office
from notifier.taking_up import take_up
from notifier.tokens import Tokens
from policy.compare import compare
from policy.model import Reading
from policy.read import read
from storage import effects, policies
from storage.database import Database
from storage.people import Vault
from storage.policies import Wanted, WantedSource
from tests.listening import listening
from tests.storage.kept import Seen, keep_change, keep_version
from tests.web.history import TODAY, keep_history
from web.app import create_app
from web.limits import Limits
from web.pages import Desk

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
POLICY = "aldus-privacy-policy"
PATIENCE_S = 20


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk over an embedded database."""
    file = tmp_path / "clausewatch.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{file}")
    yield desk_over(database)
    database.close()


def desk_over(database: Database) -> Desk:
    """A desk over this database, on a day that stands still."""
    letterhead = Letterhead("http://testserver", "notices@clausewatch.example")
    office = Office(letterhead, Vault(b"m" * 32), Tokens(b"t" * 32))
    return Desk(database, office, lambda: NOON, Limits())


class Pages:
    """A browser without a face: every request goes straight into the application."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._transport = httpx.ASGITransport(
            create_app(desk), client=("192.0.2.1", 4711), raise_app_exceptions=False
        )

    def request(self, method: str, path: str, **parts: Any) -> httpx.Response:
        """Ask for one page, redirects followed."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url="http://testserver", follow_redirects=True
            ) as client:
                return await client.request(method, path, **parts)

        return asyncio.run(ask())

    def get(self, path: str, **parts: Any) -> httpx.Response:
        """Ask for one page."""
        return self.request("GET", path, **parts)

    def post(self, path: str, **parts: Any) -> httpx.Response:
        """Send one form; what it asked for is taken up by then."""
        answer = self.request("POST", path, **parts)
        take_up(self._desk.database, self._desk.office, self._desk.clock())
        return answer


@pytest.fixture
def pages(desk: Desk) -> Pages:
    """Every page of the application."""
    return Pages(desk)


@pytest.fixture(scope="session")
def history_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds the whole past of one policy; tests get copies."""
    file = tmp_path_factory.mktemp("history") / "clausewatch.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{file}")
    keep_history(database)
    effects.work_out(database, "Europe/Brussels", TODAY)
    database.close()
    with sqlite3.connect(file) as connection:  # everything into the one file that is copied
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return file


@pytest.fixture
def past(history_template: Path, desk: Desk) -> Desk:
    """A desk over that past, on the day on which it ends."""
    file = desk.database.file
    assert file is not None
    desk.database.close()
    file.write_bytes(history_template.read_bytes())
    return replace(desk, clock=lambda: TODAY)


@pytest.fixture
def served(desk: Desk) -> Iterator[str]:
    """The application on a free port of loopback; gives its address."""
    with serving(desk) as address:
        yield address


@contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """The application over this desk on a free port of loopback; gives its address."""
    config = uvicorn.Config(create_app(desk), log_config=None)
    with listening(config, free_socket("127.0.0.1", 0)) as address:
        yield address


def take_up_forms(desk: Desk) -> None:
    """What a duty does some time after a form was sent."""
    assert take_up(desk.database, desk.office, desk.clock()), "no form waits"


def keep_versions(desk: Desk, *texts: str) -> None:
    """Watch one policy whose versions say these things, one after the other."""
    source = WantedSource("https://aldus.example/privacy")
    wanted = Wanted(POLICY, "Aldus", "Privacy Policy", (source,), "en")
    with desk.database.transaction() as tx:
        row = policies.add(tx, wanted, NOON)
        before: Reading | None = None
        ids: tuple[str, ...] = ()
        for number, text in enumerate(texts, 1):
            reading = read(text.encode(), {"content-type": "text/html; charset=utf-8"})
            assert reading.refused is None, reading.refused
            comparison = compare(before, reading) if before else None
            seen = Seen(NOON, NOON, NOON)
            ids = keep_version(tx, POLICY, number, reading, ids, comparison, seen)
            if comparison:
                keep_change(tx, POLICY, number, comparison, seen)
            before = reading
        row.in_force = len(texts)
        tx.add(row)
