"""`make` is everybody's first command; what it says is part of the product."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import PROJECT

COMMANDS = ("setup", "check", "fix", "test", "soak", "golden", "run", "demo")


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run make in a folder, as somebody who has just cloned."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(["make", *words], cwd=folder, env=outside, capture_output=True, text=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the Makefile and the pins, without an environment."""
    shutil.copy(PROJECT / "Makefile", tmp_path)
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    shutil.copytree(PROJECT / "requirements", tmp_path / "requirements")
    return tmp_path


def a_python(folder: Path, body: str) -> Path:
    """Return a program that stands in for python3."""
    program = folder / "python3"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return program


def test_make_alone_lists_the_commands(clone: Path) -> None:
    seen = make(clone)

    assert seen.returncode == 0
    assert [name for name in COMMANDS if f"make {name} " not in seen.stdout] == []
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ('case "$2" in *venv*) exit 1;; *) exit 0;; esac', "python3-venv"),
        ("exit 1", "3.11"),
    ],
    ids=["without venv", "an old Python"],
)
def test_what_is_missing_is_named_in_one_sentence(clone: Path, body: str, named: str) -> None:
    seen = make(clone, "demo", f"PYTHON={a_python(clone, body)}")

    assert seen.returncode != 0
    said = [line for line in seen.stderr.splitlines() if not line.startswith("make:")]
    assert len(said) == 1
    assert named in said[0]


def test_the_demo_needs_only_what_runs(clone: Path) -> None:
    planned = make(clone, "--dry-run", "demo").stdout

    assert "requirements/run.txt" in planned
    assert "requirements/test.txt" not in planned
    assert "--once" not in planned
    assert "clausewatch demo --once" in make(clone, "--dry-run", "demo", "ONCE=1").stdout


def test_other_pins_make_another_stamp(clone: Path) -> None:
    before = make(clone, "--dry-run", "setup").stdout
    with (clone / "requirements" / "test.txt").open("a") as file:
        file.write("# another day\n")

    assert make(clone, "--dry-run", "setup").stdout != before
