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

LIMIT_SECONDS = 0.1
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


def seconds(text: str) -> float:
    """Processor time of dates and promises, the better of two: the machine is shared."""
    took = []
    for _ in range(2):
        begun = time.process_time()
        dates.find(clause(text, "Changes to these terms"), "en")
        promises.find(clause(text, "Changes to these terms"), "en")
        took.append(time.process_time() - begun)
    return min(took)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_no_text_costs_more_than_its_length(text: str) -> None:
    assert seconds(text) <= LIMIT_SECONDS


def test_the_expensive_texts_of_the_acceptance_set_are_cheap(shared: Path) -> None:
    cases = json.loads((shared / "hostile" / "expensive.json").read_text(encoding="utf-8"))["cases"]
    made = {
        case["id"]: _made(case["generate"]["text"]) for case in cases if case["class"] == "regex"
    }

    slow = {name: took for name, text in made.items() if (took := seconds(text)) > LIMIT_SECONDS}

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
