"""The five policies the project began with, as text and as an ordinary site serves them: their
outlines as a person counted them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from policy.fingerprint import fingerprint
from policy.model import Clause, Reading
from policy.read import read

OUTLINES = {  # headings, numbered clauses, bullets, rows of tables
    "allopro": (8, 16, 16, 0),
    "conpro": (14, 0, 28, 24),
    "letsbuild": (30, 3, 80, 0),
    "kraaft": (15, 0, 18, 0),
    "insucommerce": (7, 0, 0, 0),
}


@pytest.fixture(scope="module")
def vendors(shared: Path) -> ModuleType:
    """The acceptance module that serves the seeds as web pages."""
    spec = importlib.util.spec_from_file_location("vendors", shared / "acceptance" / "vendors.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["vendors"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def as_text(vendors: ModuleType) -> Callable[[str], Reading]:
    return lambda name: read(vendors.seed(name).encode(), {"content-type": "text/plain"})


@pytest.fixture
def as_page(vendors: ModuleType) -> Callable[[str], Reading]:
    return lambda name: read(
        vendors.page(name, vendors.seed(name)), {"content-type": "text/html; charset=utf-8"}
    )


@pytest.mark.parametrize("name", OUTLINES)
def test_a_seed_has_the_outline_that_a_person_counted(
    name: str, as_text: Callable[[str], Reading], as_page: Callable[[str], Reading]
) -> None:
    for found in (as_text(name), as_page(name)):
        items = [clause for clause in found.clauses if clause.kind == "item"]
        assert (
            sum(clause.kind == "heading" for clause in found.clauses),
            sum(clause.label is not None for clause in items),
            sum(clause.label is None for clause in items),
            sum(clause.kind == "row" for clause in found.clauses),
        ) == OUTLINES[name]
        assert found.language == "nl"


@pytest.mark.parametrize("name", OUTLINES)
def test_a_seed_reads_the_same_as_text_and_as_page_and_at_every_fetch(
    name: str, as_text: Callable[[str], Reading], as_page: Callable[[str], Reading]
) -> None:
    text, page, again = as_text(name), as_page(name), as_page(name)

    assert fingerprint(text) == fingerprint(page) == fingerprint(again)
    assert [clause.address for clause in text.clauses] == [
        clause.address for clause in page.clauses
    ]


def test_a_clause_is_cited_with_its_section_where_numbers_restart(
    as_page: Callable[[str], Reading],
) -> None:
    found = as_page("allopro")

    change = _clause(found, "acht dagen na de datum")
    assert change.cite == "Preambule 4"
    assert change.label == "4."
    assert change.address == "sec_1__para_4"
    tokens = [clause for clause in found.clauses if "access_token" in clause.text]
    assert len({clause.address for clause in tokens}) == 3


def test_a_stamp_in_the_middle_is_a_date_and_a_version(as_page: Callable[[str], Reading]) -> None:
    found = as_page("conpro")

    assert found.updated_on == "2020-06-05"
    assert found.version_label == "2"


def test_a_garbled_seed_is_kept_as_served_and_told(as_page: Callable[[str], Reading]) -> None:
    found = as_page("letsbuild")

    assert "Belgi毛" in found.text
    assert {note.kind for note in found.notes} == {"mojibake"}
    assert found.updated_on == "2019-09-01"


def test_questions_are_headings_and_stray_lines_no_part_of_the_last_answer(
    as_page: Callable[[str], Reading],
) -> None:
    found = as_page("kraaft")

    asked = [clause for clause in found.clauses if clause.kind == "heading" and clause.label]
    assert [clause.label for clause in asked] == [f"{n}." for n in range(1, 13)]
    assert _clause(found, "kantoor verbinden").heading != asked[-1].text


def _clause(found: Reading, words: str) -> Clause:
    return next(clause for clause in found.clauses if words in clause.text)
