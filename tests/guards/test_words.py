"""The words of the glossary and the words of the code are the same words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import get_args

from sqlmodel import SQLModel

from policy.model import BlockKind, ChangeKind, Outcome, Significance
from storage import tables as tables
from tests.conftest import PACKAGES, PROJECT

GLOSSARY = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")
ENTRIES = {word.lower() for word in re.findall(r"\*\*([^*]+)\*\*", GLOSSARY)}

SAY_NOTHING = {"document", "info", "manager", "helper", "util", "utils", "alert"}
"""Parts of names that tell nobody what a thing is. (`page` is a word of the web package.)"""

GIVEN = {"get_extra_info"}
"""Names that a library gave, of methods it calls on ours."""


def test_every_table_has_its_word() -> None:
    nouns = {table.name for table in SQLModel.metadata.tables.values()}

    assert {noun for noun in nouns if noun not in ENTRIES} == set()


def test_every_outcome_kind_and_significance_is_explained() -> None:
    words = [*Outcome, *Significance, *get_args(ChangeKind)]

    assert [word for word in words if f"`{word}`" not in GLOSSARY] == []
    assert [kind for kind in get_args(BlockKind) if kind not in GLOSSARY] == []


def test_every_reason_of_a_refusal_is_explained() -> None:
    reasons = {
        node.args[0].value
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Refusal"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }

    assert reasons
    assert {reason for reason in reasons if f"`{reason}`" not in GLOSSARY} == set()


def test_no_name_says_nothing() -> None:
    empty = sorted(
        f"{file}: {name}"
        for file, tree in trees().items()
        for name in names_we_chose(tree, file)
        if SAY_NOTHING & parts(name) and name not in GIVEN
    )

    assert empty == []


def parts(name: str) -> set[str]:
    """Return the words a name is made of: snake_case and CamelCase alike."""
    return set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))


def trees() -> dict[str, ast.Module]:
    """Return every file of ours, parsed."""
    return {
        str(file.relative_to(PROJECT)): ast.parse(file.read_text(encoding="utf-8"))
        for package in PACKAGES
        for file in sorted((PROJECT / package).rglob("*.py"))
    }


def names_we_chose(tree: ast.Module, file: str) -> Iterator[str]:
    """Return the names of a file: its own, its classes' and its functions'."""
    yield file.rsplit("/", 1)[-1].removesuffix(".py")
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
