"""The command line of one installation, in this very process: a start costs no second."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from config.settings import known_keys, variable


@dataclass
class Desk:
    """The command line of one installation, in this very process: a start costs no second."""

    folder: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def command(self, *words: str) -> Done:
        """Run one command to its end."""
        self.capture.readouterr()
        self.patch.setattr(sys, "argv", ["clausewatch", *words])
        code = main()
        said = self.capture.readouterr()
        return Done(code, said.out, said.err)

    def run(self, *words: str) -> Any:
        """Run one command and return its JSON."""
        done = self.command(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def set(self, name: str, value: str) -> None:
        """Set one setting."""
        self.patch.setenv(f"CLAUSEWATCH_{name}", value)


@dataclass(frozen=True)
class Done:
    """What a command ended with."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """An installation of defaults in a folder of its own."""
    for setting in known_keys():
        monkeypatch.delenv(variable(setting), raising=False)
    monkeypatch.setenv("CLAUSEWATCH_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, monkeypatch, capsys)
