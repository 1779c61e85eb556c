"""Dates of update and effect as texts state them, four languages, and dates of other things: ours.

A line of `dated/<language>.txt` holds the date of update, that of effect (`-`: none) and the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from policy import dates
from policy.model import Clause

HERE = Path(__file__).parent / "dated"
AROUND = "Wij respecteren uw rechten. Nous respectons vos droits. We respect your rights."


def _lines() -> Iterator[ParameterSet]:
    for path in sorted(HERE.glob("*.txt")):
        for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if row and not row.startswith("#"):
                yield pytest.param(path.stem, *row.split(" | ", 1), id=f"{path.stem}:{number}")


@pytest.mark.parametrize(("language", "expected", "line"), list(_lines()))
def test_a_line_states_its_dates_and_no_others(language: str, expected: str, line: str) -> None:
    page = (
        Clause("title", None, "", None, 1, "heading", "Bouwhoek"),
        *(
            Clause(f"para_{number}", None, "", "Bouwhoek", 1, "paragraph", text)
            for number, text in enumerate((AROUND, AROUND, line, AROUND))
        ),
    )

    found = dates.find(page, language)

    assert f"{found.updated_on or '-'} {found.effective_on or '-'}" == expected
