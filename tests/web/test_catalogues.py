"""Every sentence of a page stands in four languages: of templates, and those made elsewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.conftest import PACKAGES, PROJECT
from web.words import DOMAIN, FALLBACK, LANGUAGES, LOCALE

TRANSLATED = tuple(language for language in LANGUAGES if language != FALLBACK)
PART = re.compile(r"%\((\w+)\)[sd]")
SAID = {"said": None, "saying": None, "said_many": (1, 2)}

REFUSALS = {
    "RefusedError", "PeriodError", "WrongStateError", "BadAddressError", "OutdatedError",
    "CalleeError", "PolicyExistsError", "LaneBusyError", "BadHabitsError", "WrongUsageError",
}  # fmt: skip
"""What a page shows in its own words; `NEXT` and lists of faults stand beside them."""
NOT_ON_PAGES = re.compile(
    r"cli/(?!mending|reviewing|desk_tools|policy_forms|declaring)\w+\.py"
    r"|storage/verify_bundle\.py"
)
"""Commands answer in English; and what checks a bundle stands alone."""


@cache
def used() -> frozenset[str | tuple[str, ...]]:
    """Every sentence that templates and code may have a page say."""
    web = PROJECT / "web"
    found = set()
    trimmed = {"**.*": {"trimmed": "true"}}
    for _, _, message, _, _ in extract_from_dir(
        web, [("templates/**.html", "jinja2.ext:babel_extract")], options_map=trimmed
    ):
        found.add(message)
    for package in PACKAGES:
        for _, _, message, _, _ in extract_from_dir(
            PROJECT / package, [("**.py", "python")], keywords=SAID
        ):
            found.add(message)
    return frozenset(found)


def catalogue(language: str) -> Catalog:
    """The written catalogue of a language."""
    with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_a_page_is_translated(language: str) -> None:
    translated = catalogue(language)
    missing = []
    for message in used():
        one = message[0] if isinstance(message, tuple) else message
        if not any(sign.isalpha() for sign in PART.sub("", one)):
            continue  # nothing but blanks
        found = translated.get(one)
        said = found.string if found else ""
        if not found or found.fuzzy or not all(said if isinstance(said, tuple) else (said,)):
            missing.append(one)

    assert sorted(missing) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translated_sentence_has_the_same_blanks(language: str) -> None:
    wrong = []
    for message in catalogue(language):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        blanks = set().union(*(PART.findall(one) for one in ids))
        if any(set(PART.findall(one)) - blanks for one in strings):
            wrong.append(message.id)
        if set().union(*(PART.findall(one) for one in strings)) != blanks:
            wrong.append(message.id)

    assert wrong == []


def test_no_refusal_that_a_page_shows_is_english_alone() -> None:
    """A refusal is made by `said`, so that a page can say it in its reader's language."""
    alone = [
        f"{file.relative_to(PROJECT)}:{line}: {what}"
        for package in PACKAGES
        for file in sorted((PROJECT / package).rglob("*.py"))
        if not NOT_ON_PAGES.search(str(file.relative_to(PROJECT)))
        for line, what in refused_in_english(file)
    ]

    assert alone == []


def refused_in_english(file: Path) -> Iterator[tuple[int, str]]:
    """Where a refusal is raised with a text of its own."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id not in REFUSALS and not is_fault(node):
            continue
        for part in node.args:
            if isinstance(part, ast.JoinedStr) or (
                isinstance(part, ast.Constant) and isinstance(part.value, str) and " " in part.value
            ):
                yield node.lineno, ast.unparse(node)[:100]


def is_fault(node: ast.Call) -> bool:
    """Whether this is a fault of a line of a list: the number of the line, and what it says."""
    assert isinstance(node.func, ast.Name)
    return node.func.id == "Fault" and len(node.args) == 2
