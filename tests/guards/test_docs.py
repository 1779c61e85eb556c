"""What the pages say and what the program does agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from cli.app import app_for
from config import settings
from storage.retention import RETENTION
from tests.conftest import PROJECT

PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
NOT_BUILT: set[str] = set()
"""Commands the pages may name as not built yet. One that exists is struck off here."""

group = typer.main.get_command(app_for())
COMMANDS: dict[str, object] = getattr(group, "commands", {})


def said(name: str) -> str:
    """Return the text of one page."""
    return (PROJECT / name).read_text(encoding="utf-8")


def test_using_shows_every_command() -> None:
    text = said("docs/using.md")

    assert [name for name in COMMANDS if not re.search(rf"\b{name}\b", text)] == []


def test_the_pages_name_no_command_there_is_not() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        named = set(re.findall(r"`(?:\.venv/bin/)?clausewatch ([a-z][a-z-]+)", text))
        named |= set(re.findall(r"^clausewatch ([a-z][a-z-]+)", text, re.MULTILINE))
        assert named <= {*COMMANDS, *NOT_BUILT}, page.name


def test_every_option_the_pages_show_exists() -> None:
    for command, options in re.findall(
        r"^clausewatch ([a-z-]+)([^\n#]*)", said("docs/using.md") + said("README.md"), re.MULTILINE
    ):
        of_group = getattr(COMMANDS[command], "commands", None)
        called = of_group[options.split()[0]] if of_group else COMMANDS[command]
        known = {opt for param in getattr(called, "params", ()) for opt in param.opts}
        assert set(re.findall(r"--[a-z-]+", options)) <= known, command


def test_no_command_that_exists_is_called_unbuilt() -> None:
    assert not NOT_BUILT & set(COMMANDS)


def test_the_settings_page_lists_every_setting_and_no_other() -> None:
    rows = re.findall(r"^\| `(CLAUSEWATCH_[A-Z_]+)`", said("docs/settings.md"), re.MULTILINE)

    assert sorted(rows) == sorted(settings.variable(key) for key in settings.known_keys())


def test_the_pages_name_no_setting_there_is_not() -> None:
    known = {settings.variable(key) for key in settings.known_keys()} | settings.NO_SETTINGS
    known |= {f"{settings.variable(key)}_FILE" for key in settings.FROM_FILES}
    known |= {"CLAUSEWATCH_SECTION__KEY", "CLAUSEWATCH_WATCH__CONFRIM_AFTER"}  # examples

    for page in PAGES:
        named = set(re.findall(r"\bCLAUSEWATCH_[A-Z_]+", page.read_text(encoding="utf-8")))
        assert named <= known, page.name


def test_the_settings_in_the_readme_have_their_true_defaults() -> None:
    page = dict(
        re.findall(r"^\| `(CLAUSEWATCH_\w+)` \| ([^|]+) \|", said("docs/settings.md"), re.M)
    )
    readme = dict(re.findall(r"^\| `(CLAUSEWATCH_\w+)` \| ([^|]+) \|", said("README.md"), re.M))

    from config import durations

    for name, default in readme.items():
        assert default.replace("files in `data/outbox`", page[name]) == page[name], name
    for key, default in settings.known_keys().items():
        told = page[settings.variable(key)].strip("` ")
        if hasattr(default, "total_seconds"):
            assert durations.parse(told) == default, key


def test_the_retention_table_is_the_one_that_is_run() -> None:
    rows = re.findall(r"^\| ([^|]+) \| (\d+) days \|", said("docs/operating.md"), re.MULTILINE)

    assert rows == [(rule.what, str(rule.after.days)) for rule in RETENTION]


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(PROJECT)) for page in PAGES])
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))

    assert [t for t in targets if "://" not in t and not (page.parent / t).exists()] == []


def test_every_decision_is_in_the_list() -> None:
    listed = set(re.findall(r"\((\d{4}-[a-z-]+\.md)\)", said("docs/adr/README.md")))

    assert {file.name for file in (PROJECT / "docs" / "adr").glob("0*.md")} == listed


def test_every_target_of_make_is_in_the_pages() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", said("Makefile"), re.MULTILINE)
    text = said("README.md") + said("CONTRIBUTING.md") + said("benchmarks/README.md")

    assert [t for t in targets if t not in {"help", "run"} and f"make {t}" not in text] == []
