"""The layers hold, and each contract was seen to break when somebody breaks it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import PACKAGES, PROJECT

PLANTED = {
    "storage/planted.py": ("import watcher.fetch", "layers"),
    "policy/planted.py": ("import storage.tables", "layers"),
    "watcher/planted.py": ("import notifier.mail", "layers"),
    "web/planted.py": ("import config.settings", "layers"),
    "config/planted.py": ("import storage.tables", "config"),
    "policy/planted_chance.py": ("import random", "core"),
    "policy/planted_clock.py": ("import time", "core"),
    "policy/planted_file.py": ("from pathlib import Path", "core"),
    "policy/planted_row.py": ("import sqlmodel", "core"),
    "notifier/planted.py": ("import httpx", "http"),
    "storage/planted_http.py": ("import httpcore", "http"),
    "web/planted_mail.py": ("import aiosmtplib", "smtp"),
    "cli/planted.py": ("import apscheduler", "untyped"),
    "storage/planted_table.py": ("from storage.tables import PolicyRow", "tables"),
}
"""Where a line is planted, and the contract that must break by it."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of our packages that may be spoilt."""
    copy = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(
            PROJECT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(PROJECT / "pyproject.toml", copy)
    return copy


def lint_imports(tree: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the packages of a tree, and on no others."""
    program = shutil.which("lint-imports", path=str(PROJECT / ".venv" / "bin")) or "lint-imports"
    only = [word for contract in contracts for word in ("--contract", contract)]
    return subprocess.run(
        [program, "--no-cache", *only],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )


def test_the_layers_hold(tree: Path) -> None:
    seen = lint_imports(tree)

    assert seen.returncode == 0, seen.stdout + seen.stderr


@pytest.mark.parametrize(("file", "planted"), PLANTED.items(), ids=list(PLANTED))
def test_a_planted_violation_breaks_its_contract(
    tree: Path, file: str, planted: tuple[str, str]
) -> None:
    line, contract = planted
    (tree / file).write_text(line + "\n")

    seen = lint_imports(tree, contract)

    (tree / file).unlink()
    assert seen.returncode == 1, seen.stdout + seen.stderr
    assert Path(file).stem in seen.stdout
