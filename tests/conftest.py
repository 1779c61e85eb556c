"""What tests of every package share: databases, a mail server, a browser, the acceptance folder."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests import postgres_server
from tests.smtp_sink import SmtpSink

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from storage.database import Database

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = ("policy", "config", "watcher", "storage", "notifier", "web", "cli")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
PLAIN_HOST = "clausewatch.example"
"""This machine by a name that browsers do not trust over plain http, as they trust localhost."""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ENGINES = ["sqlite", "postgresql"]

settings.register_profile("shared machine", settings(), deadline=None)
settings.load_profile("shared machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write the golden files anew (make golden)"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """What `-n auto` means: half as many again as there are cores, for stories wait for servers,
    browsers and the next tick more than they compute.
    """
    ours = getattr(os, "sched_getaffinity", None)  # Linux: those that this program may use
    cores = len(ours(0)) if ours else os.cpu_count() or 1
    return cores + max(1, cores // 2)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --rewrite-golden run the golden tests only."""
    if not config.getoption("--rewrite-golden"):
        return
    wanted = [item for item in items if "golden" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


def missing(sentence: str) -> None:
    """Skip with a sentence; in CI a missing part is a failure."""
    if IN_CI:
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio, the only loop we support."""
    return "asyncio"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of acceptance material (CLAUSEWATCH_SHARED, else beside the project)."""
    folder = Path(os.environ.get("CLAUSEWATCH_SHARED") or PROJECT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"The acceptance material is not here ({folder}); set CLAUSEWATCH_SHARED.")
    return folder


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with its golden file; `make golden` writes the file instead."""

    def compare(file: Path, text: str) -> None:
        if request.config.getoption("--rewrite-golden"):
            file.write_text(text, encoding="utf-8")
            return
        assert file.exists(), f"{file.name} is not there yet: run `make golden` and read it"
        assert text == file.read_text(encoding="utf-8"), (
            f"{file.parent.name}/{file.name} reads differently; if that is right: make golden"
        )

    return compare


# --- databases ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of this run, without the name of a database."""
    try:
        with postgres_server.running() as address:
            yield address
    except postgres_server.NotRunnableError as reason:
        missing(str(reason))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedded database with the present schema; tests get copies."""
    file = tmp_path_factory.mktemp("template") / "clausewatch.db"
    _create(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:  # everything into the one file that is copied
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Callable[[], str]:
    """Make one more database with the present schema and return its address."""
    import psycopg

    numbers = itertools.count()

    def run(statement: str) -> None:
        with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    run("CREATE DATABASE template_clausewatch")
    _create(f"{postgres}/template_clausewatch")

    def make() -> str:
        name = f"test_{next(numbers)}"
        run(f"CREATE DATABASE {name} TEMPLATE template_clausewatch")
        return f"{postgres}/{name}"

    return make


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database, once on SQLite and once on PostgreSQL."""
    if request.param == "postgresql":
        make: Callable[[], str] = request.getfixturevalue("postgres_template")
        return make()
    template: Path = request.getfixturevalue("sqlite_template")
    shutil.copy(template, tmp_path / "clausewatch.db")
    return f"sqlite:///{tmp_path / 'clausewatch.db'}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, once on SQLite and once on PostgreSQL."""
    from storage.database import Database

    database = Database(database_url)
    yield database
    database.close()


def _create(url: str) -> None:
    from storage import schema
    from storage.database import Database

    database = Database(url)
    schema.create(database)
    database.close()


# --- mail and browser --------------------------------------------------------------------------


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A mail server on loopback; `behave("defer", "refuse", …)` says what comes next."""
    with SmtpSink() as sink:
        yield sink


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, once a module: while it is open no other event loop can run here."""
    playwright: Any = pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        missing("Chromium is missing: install the package chromium.")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(
            executable_path=program,
            args=[
                *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chromium's own rule for root
                "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
            ],
        )  # fmt: skip
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A fresh browser tab without cookies that knows only this machine."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
