"""What is installed is what is imported: declared, pinned with hashes, of a usable licence."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib import metadata

import pytest

from tests.conftest import PACKAGES, PROJECT

SETS = ("run", "postgres", "fleet", "browser", "mail", "channels", "test", "bench")

NOT_IMPORTED = {
    "psycopg": "SQLAlchemy loads it where the database's address says postgresql",
    "tzdata": "time zones for systems that ship none; read by zoneinfo",
    "python-multipart": "FastAPI reads forms with it",
    "brotli": "a content coding of the web",
    "hatchling": "builds us",
    "editables": "installs us in place",
    "uvicorn": "serves the web application",
}
"""Needed at run time though no file of ours may name them, and why."""

MOST_RUN_PACKAGES = 64  # calendars, time stamps and metrics came after the first sixty
FORBIDDEN_AT_RUN_TIME = re.compile(r"\b(A?GPL|Affero|GNU General)", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser", re.IGNORECASE)


def normal(name: str) -> str:
    """Return a distribution's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirement: str) -> str:
    """Return the distribution that a requirement names."""
    return normal(re.split(r"[\[<>=!~; ]", requirement.strip(), maxsplit=1)[0])


def pinned(which: str) -> dict[str, str]:
    """Return name and release of every pin in one file."""
    text = (PROJECT / "requirements" / f"{which}.txt").read_text()
    return {normal(n): v for n, v in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)}


def declared() -> dict[str, set[str]]:
    """Return what pyproject declares: the dependencies under '', each extra under its name."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    return {
        "": set(map(named, project["dependencies"])),
        **{e: set(map(named, r)) for e, r in extras.items()},
    }


@cache
def imported() -> dict[str, str]:
    """Return every distribution our packages import, with a file that does."""
    providers = metadata.packages_distributions()
    found: dict[str, str] = {}
    for package in PACKAGES:
        for file in sorted((PROJECT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                else:
                    continue
                for top in {name.split(".")[0] for name in names} - sys.stdlib_module_names:
                    if top not in PACKAGES:
                        provider = normal(providers.get(top, [top])[0])
                        found.setdefault(provider, str(file.relative_to(PROJECT)))
    return found


def test_every_import_is_declared() -> None:
    known = set().union(*declared().values())

    undeclared = {name: file for name, file in imported().items() if name not in known}

    # What comes with a declared one and is its public face may be imported through it.
    faces = {"sqlalchemy": "sqlmodel", "pydantic": "fastapi", "starlette": "fastapi"}
    faces |= {"click": "typer", "anyio": "httpx", "markupsafe": "jinja2", "httpcore": "httpx"}
    faces |= {"h11": "httpx", "psycopg-pool": "psycopg"}
    assert {n: f for n, f in undeclared.items() if faces.get(n) not in known} == {}


def test_everything_declared_is_used() -> None:
    unused = set().union(*declared().values()) - set(imported()) - set(NOT_IMPORTED)

    assert not unused, f"declared and imported by nobody: {sorted(unused)}"


def test_declared_and_pinned_agree() -> None:
    assert declared()[""] <= set(pinned("run"))
    assert declared()["postgres"] <= set(pinned("postgres"))
    assert declared()["browser"] <= set(pinned("browser"))
    assert declared()["mail"] <= set(pinned("mail"))


def test_the_extras_stay_out_of_the_run_set() -> None:
    extras = set().union(*(names for extra, names in declared().items() if extra))

    assert not extras & set(pinned("run"))


@pytest.mark.parametrize("which", SETS)
def test_every_pin_has_a_hash_and_no_address(which: str) -> None:
    text = (PROJECT / "requirements" / f"{which}.txt").read_text()
    logical = text.replace("\\\n", " ").splitlines()

    assert "://" not in text
    pins = [line for line in logical if "==" in line and not line.lstrip().startswith("#")]
    assert pins
    assert [line for line in pins if "--hash=sha256:" not in line] == []


def test_the_sets_agree_on_releases() -> None:
    run = pinned("run")

    for which in SETS[1:]:
        other = pinned(which)
        assert {n: v for n, v in other.items() if run.get(n, v) != v} == {}


def test_running_needs_few_packages() -> None:
    assert len(pinned("run")) <= MOST_RUN_PACKAGES


def test_no_copyleft_library_runs_beside_us() -> None:
    forbidden = {}
    for name in pinned("run"):
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another system
        licence = " ".join(
            [about.get("License-Expression") or "", (about.get("License") or "")[:80]]
            + [c for c in about.get_all("Classifier") or [] if c.startswith("License")]
        )
        if FORBIDDEN_AT_RUN_TIME.search(licence) or LESSER.search(licence):
            forbidden[name] = licence
    assert forbidden == {}
