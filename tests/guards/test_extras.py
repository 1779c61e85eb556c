"""Where an extra is missing, everything says the same of how to add it, and that works."""

from __future__ import annotations

import re

from cli.extras import INSTALL
from tests.conftest import PROJECT

CODE = [
    file
    for folder in ("cli", "config", "web", "watcher", "notifier", "storage")
    for file in sorted((PROJECT / folder).glob("*.py"))
]


def test_everybody_names_one_way_to_add_an_extra() -> None:
    said = [(file.name, line) for file in CODE for line in file.read_text().splitlines()]
    named = [(name, line.strip()) for name, line in said if "pip install" in line]

    assert named
    advice = re.escape(INSTALL).replace(r"\{\}", r"(\{\}|[a-z]+)")
    assert [one for one in named if not re.search(advice, one[1])] == []


def test_every_extra_that_is_named_has_its_file() -> None:
    named = {
        name
        for file in [*CODE, PROJECT / "docs" / "using.md"]
        for name in re.findall(r"requirements/([a-z]+)\.txt", file.read_text())
        + re.findall(r"""INSTALL\.format\(['"]([a-z]+)""", file.read_text())
    }

    assert named
    assert [name for name in named if not (PROJECT / "requirements" / f"{name}.txt").exists()] == []
