"""Dates and promises on texts that want to cost time or to break us."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy import dates, promises
from policy.model import Clause
from policy.promise_cues import CUES

AT_ONCE_S = 0.1
PART = 8
"""A text so many times as long may cost so many times as much, and four times that on a machine
that is busy or traces every line; what looks back over all of it costs the square.
"""
TEXTS = {
    "60,000 blanks": " " * 60_000,
    "blanks inside a promise": "we may change " + " " * 60_000 + " these terms",
    "no-break blanks": "\u00a0" * 60_000,
    "tabs": "\t" * 60_000,
    "line ends": "\n " * 30_000,
    "one letter": "a" * 60_000,
    "dots": "a." * 30_000,
    "commas": "," * 60_000,
    "digits": "9" * 60_000,
    "slashes": "1/" * 30_000,
    "numbering": "1.1." * 15_000,
    "dates": "1 May 2026 " * 5_000,
    "labels": "last updated " * 5_000,
    "versions": "version " * 7_000,
    "negations": "not " * 15_000,
    "quotes": "“" * 60_000,
    "combining marks": "a" + "\u0301" * 60_000,
    "open brackets": "(" * 30_000 + ")" * 30_000,
    "changes": "change terms " * 4_000,
    "periods": "30 days " * 7_000,
    "disagreement": "do not a b c d " * 4_000,
}


def clause(text: str, heading: str | None = None) -> tuple[Clause, ...]:
    """A text of one clause."""
    return (Clause("para_1", None, "1", heading, 0, "paragraph", text),)


def costs_too_much(text: str) -> str:
    """How much more than its length a text costs; empty where it does not."""
    whole = seconds(text)
    if whole <= AT_ONCE_S:
        return ""
    part = seconds(text[: len(text) // PART])
    return "" if whole <= 4 * PART * part else f"{whole:.2f} s, a part of it {part:.3f} s"


def seconds(text: str) -> float:
    """Processor time of dates and promises, the best of three: the machine is shared."""
    took = []
    for _ in range(3):
        begun = time.process_time()
        dates.find(clause(text, "Changes to these terms"), "en")
        promises.find(clause(text, "Changes to these terms"), "en")
        took.append(time.process_time() - begun)
    return min(took)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_no_text_costs_more_than_its_length(text: str) -> None:
    assert not costs_too_much(text)


def test_the_expensive_texts_of_the_acceptance_set_are_cheap(shared: Path) -> None:
    cases = json.loads((shared / "hostile" / "expensive.json").read_text(encoding="utf-8"))["cases"]
    made = {
        case["id"]: _made(case["generate"]["text"]) for case in cases if case["class"] == "regex"
    }

    slow = {name: said for name, text in made.items() if (said := costs_too_much(text))}

    assert made
    assert not slow


def _made(recipe: dict[str, Any]) -> str:
    return str(recipe["repeat"]) * int(recipe["n"]) + str(recipe.get("after", ""))


_WORDS = (
    "we may change update these terms policy notice 30 days before effect email acht dagen na de "
    "datum voorwaarden wijzigen prendra effet préavis jours modifier conditions Änderungen AGB "
    "widersprechen Last updated 02/01/2026 version 3 . ; ? \n ( ) “ ” € \u0000 欧 1er mai 2024"
)
WORDS = st.sampled_from(_WORDS.split(" "))


@settings(deadline=None)  # the machine is shared
@given(st.lists(WORDS, max_size=80).map(" ".join) | st.text(max_size=300))
def test_no_text_makes_it_fail_and_every_quote_stands_in_the_text(text: str) -> None:
    made = clause(text)

    stated = dates.find(made, None)
    found = promises.find(made, None)

    assert all(len(iso) in (7, 10) for iso in (stated.updated_on, stated.effective_on) if iso)
    for promise in found:
        for quote in (promise.quote, promise.lead_quote, promise.exit_quote, promise.notice_quote):
            assert quote in text


@settings(deadline=None)  # the machine is shared
@given(st.text(max_size=200))
def test_a_text_without_a_year_states_no_date(text: str) -> None:
    words = "".join(sign for sign in text if not sign.isdigit())

    stated = dates.find(clause(f"Last updated: {words}"), "en")

    assert (stated.updated_on, stated.effective_on) == (None, None)


def test_every_pattern_is_bounded_or_ends_with_the_sentence() -> None:
    nested = [
        meaning
        for meaning, phrases in CUES.items()
        for phrase in phrases
        if ")*)*" in phrase or ")+)+" in phrase or "*)+" in phrase
    ]

    assert nested == []
