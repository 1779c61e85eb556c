"""Promises as lawyers write them, four languages, and what only looks like one: our own sentences.

A line of `promised/<language>.txt` holds the expected values, the heading and the text. Values are
those of the contract; `none` is no promise at all, `bare` one that says nothing, `unannounced` one
without notice, `material` one for important changes, `a/b` either, `~a` one that may be missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from policy import promises
from policy.model import Clause, Promise

HERE = Path(__file__).parent / "promised"
SILENT = (None, "none_stated", "none", False, "any", "where_appropriate")
FIELDS = (
    "channels", "lead_time", "anchor", "acceptance", "exit_right", "may_change_without_notice",
    "materiality",
)  # fmt: skip
CALLED = {"True": "unannounced", "material_only": "material"}


def _lines() -> Iterator[ParameterSet]:
    for path in sorted(HERE.glob("*.txt")):
        rows = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for number, row in rows:
            if row and not row.startswith("#"):
                yield pytest.param(*row.split(" | ", 2), id=f"{path.stem}:{number}")


def _page(heading: str, text: str) -> tuple[Clause, ...]:
    """A title, the section asked about, and one more section."""
    title = "Bouwhoek"
    above = title if heading == "-" else heading
    return (
        Clause("title", None, "", None, 1, "heading", title),
        Clause("heading", None, "", None, 2, "heading", above),
        *(
            Clause(f"para_{number}", None, "", above, 2, "paragraph", part)
            for number, part in enumerate(text.split(" || "))
        ),
        Clause("contact", None, "", "Contact", 2, "paragraph", "Bouwhoek, Zilverstraat 4, Brugge."),
    )


def _said(found: tuple[Promise, ...]) -> set[str]:
    """Every value the promises state, in the words of the table."""
    given = [getattr(promise, name) for promise in found for name in FIELDS]
    flat = [one for each in given for one in (each if isinstance(each, tuple) else (each,))]
    stated = [str(one) for one in flat if one not in SILENT]
    return {"vague" if _is_vague(one) else CALLED.get(one, one) for one in stated}


def _is_vague(value: str) -> bool:
    return " " in value or value in ("tijdig", "rechtzeitig")


@pytest.mark.parametrize(("expected", "heading", "text"), list(_lines()))
def test_a_promise_is_read_as_it_is_meant(expected: str, heading: str, text: str) -> None:
    found = promises.find(_page(heading, text))

    said = _said(found)
    words = [word for word in expected.split() if word not in ("none", "bare")]
    due = [set(word.split("/")) for word in words if not word.startswith("~")]
    allowed = {each for word in words for each in word.removeprefix("~").split("/")}
    assert all(each & said for each in due), found
    assert said <= allowed, found
    assert not (expected == "none" and found), found
