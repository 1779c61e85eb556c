"""Commands start without what they do not need: a list of what is watched, and `check`, are run
by the clock, often with nothing to do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PACKAGES
from tests.stories.street import SERVICES, Street

HEAVY = {
    "sqlalchemy", "sqlmodel", "alembic", "fastapi", "starlette", "uvicorn", "apscheduler",
    "aiosmtplib", "jinja2", "httpx", "psycopg", "structlog",
}  # fmt: skip
NO_PART_OF_LOOKING = {
    "fastapi", "starlette", "uvicorn", "jinja2", "babel", "css_inline", "aiosmtplib", "apscheduler",
    "procrastinate", "psycopg", "alembic", "sqlalchemy.dialects.postgresql", "cryptography",
    "icalendar", "holidays", "pypdf", "playwright", "structlog", "warcio", "apprise",
    "notifier", "web", "policy.promise_sentences", "storage.tables", "storage.tables_told",
    "storage.tables_noticing", "storage.tables_logged",
}  # fmt: skip
"""Of libraries, of our own folders, and of the tables: each class of rows is made at the start."""

NO_PART_OF_A_LIST = NO_PART_OF_LOOKING | {
    "httpx", "httpcore", "protego", "watcher", "policy.compare",
}  # fmt: skip

PROBE = """
import sys
from cli.main import main
code = main()
print("\\nloaded:", *sys.modules)
sys.exit(code)
"""


@pytest.mark.parametrize(
    "words", [["--version"], ["read", "PAGE", "--json"], ["compare", "PAGE", "PAGE", "--json"]]
)
def test_a_quick_command_loads_no_database_web_or_scheduler(
    tmp_path: Path, words: list[str]
) -> None:
    page = tmp_path / "policy.md"
    page.write_text("# Privacy policy\n\n1. We keep your orders for two years.\n")
    arguments = [str(page) if word == "PAGE" else word for word in words]

    assert not loaded_by(*arguments) & HEAVY


@pytest.mark.parametrize("words", [["check"], ["policies", "--json"], ["history", "brugwachter"]])
def test_what_shows_or_finds_nothing_due_does_not_load_what_looks(
    tmp_path: Path, words: list[str]
) -> None:
    with Street() as street:
        watch(street, tmp_path)
        loaded_by("check", folder=tmp_path)

        loaded = loaded_by(*words, folder=tmp_path)

    assert loaded & NO_PART_OF_A_LIST == set()


def test_a_look_loads_neither_pages_nor_mail_nor_tables_it_does_not_write(tmp_path: Path) -> None:
    with Street() as street:
        watch(street, tmp_path)

        first = loaded_by("check", "--all", folder=tmp_path)
        again = loaded_by("check", "--all", folder=tmp_path)

    assert "watcher.fetch" in first & again
    assert "policy.compare" not in again  # nothing changed
    assert (first | again) & NO_PART_OF_LOOKING == set()


def test_what_reads_pages_in_a_process_of_its_own_knows_nothing_but_policy() -> None:
    script = "import sys, watcher.reader_process; print('loaded:', *sys.modules)"
    seen = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    ours = {name for name in _loaded(seen) if name.partition(".")[0] in PACKAGES}
    assert {name for name in ours if not name.startswith("policy")} == {
        "watcher", "watcher.frames", "watcher.reader_process"
    }  # fmt: skip


def watch(street: Street, folder: Path) -> None:
    """Watch one policy of the street in an installation in this folder."""
    words = ("--service", "Brugwachter", "--type", "privacy statement", "--id", "brugwachter")
    loaded_by("add", street.url(SERVICES[0]), *words, folder=folder)


def loaded_by(*words: str, folder: Path | None = None) -> set[str]:
    """The names of all modules, and of their packages, that a command has loaded when it ends."""
    here = {"DATA_DIR": str(folder), "WATCH__ALLOW_NETWORKS": "127.0.0.0/8"} if folder else {}
    seen = subprocess.run(
        [sys.executable, "-c", PROBE, *words],
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | {f"CLAUSEWATCH_{name}": value for name, value in here.items()},
    )
    assert seen.returncode == 0, seen.stderr
    return _loaded(seen)


def _loaded(seen: subprocess.CompletedProcess[str]) -> set[str]:
    names = set(seen.stdout.rpartition("loaded:")[2].split())
    return names | {name.partition(".")[0] for name in names}
