"""Recorded pages replayed: the contract's lines, and that they say what a live watch would say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.compare import compare
from policy.decide import Rules, decide, seen
from policy.memory import Memory, memory_from_json, memory_to_json
from policy.model import Comparison, Reading, Refusal
from policy.read import read
from policy.replay import Page, replay, time_of

START = datetime(2026, 3, 1, 12, tzinfo=UTC)

POLICY = """<html lang="en"><head><title>Privacy Policy - Marram Bikes</title></head><body><main>
<h1>Privacy Policy</h1>
<h2>1. What we collect</h2><p>We collect your name and the orders you place with Marram Bikes.</p>
<h2>2. How long</h2><p>We keep your personal data for {days} days after your last order.</p>
<h2>3. Your rights</h2><p>You may ask us which data we hold about you, and to erase them.</p>
<h2>4. Changes</h2><p>We will tell you by e-mail thirty days before this policy changes.</p>
</main></body></html>"""
TEXTS = {"A": POLICY.format(days=30), "B": POLICY.format(days=60), "P": POLICY.format(days=90)}
READINGS = {
    letter: read(html.encode(), {"content-type": "text/html"}) for letter, html in TEXTS.items()
}
READINGS["W"] = Reading(refused=Refusal("bot_wall", "checks the browser"))


def look(letter: str) -> Callable[[], Reading]:
    return lambda: READINGS[letter]


def pages(letters: str, every: timedelta = timedelta(days=1)) -> list[Page]:
    """Successive recorded pages; a letter names a text, W a wall."""
    return [
        Page(f"{n}{letter}.html", START + n * every, look(letter))
        for n, letter in enumerate(letters.split())
    ]


def no_comparison(_old: Reading, _new: Reading) -> Comparison:
    return Comparison()


def test_each_page_brings_a_line_and_the_last_line_sums_up() -> None:
    lines = list(replay(pages("A A W B B A"), Rules(), compare))

    assert [line.get("outcome") for line in lines] == [
        "first", "same", "refused", "pending", "changed", "variant", None,
    ]  # fmt: skip
    assert lines[-1] == {
        "summary": True, "snapshots": 6, "versions": 2, "refused": 1, "variants": 1,
    }  # fmt: skip


def test_a_line_holds_what_the_contract_asks() -> None:
    lines = list(replay(pages("A W B B"), Rules(), compare))

    assert lines[0] == {
        "file": "0A.html", "at": "2026-03-01T12:00:00Z", "outcome": "first", "reason": None,
        "version": 1, "significance": None,
    }  # fmt: skip
    assert lines[1]["reason"] == "bot_wall"
    assert (lines[2]["version"], lines[2]["significance"]) == (1, None)
    assert lines[3] == {
        "file": "3B.html", "at": "2026-03-04T12:00:00Z", "outcome": "changed", "reason": None,
        "version": 2, "significance": "substance", "first_seen": "2B.html",
    }  # fmt: skip


def test_before_the_first_text_no_version_is_in_force() -> None:
    lines = list(replay(pages("W W A"), Rules(), compare))

    assert [line["version"] for line in lines[:-1]] == [None, None, 1]


def test_a_withdrawal_names_the_version_it_returns_to() -> None:
    lines = list(replay(pages("A A B B A A A", timedelta(hours=16)), Rules(), compare))

    assert [line["outcome"] for line in lines[:-1]].count("changed") == 2
    assert (lines[-2]["version"], lines[-2]["returns_to"]) == (3, 1)
    assert (lines[-2]["first_seen"], lines[-2]["significance"]) == ("4A.html", "substance")


def test_a_text_seen_once_is_nothing() -> None:
    lines = list(replay(pages("A P A P A"), Rules(), compare))

    assert [line["outcome"] for line in lines[:-1]] == [
        "first",
        "pending",
        "same",
        "pending",
        "same",
    ]


def test_the_comparison_is_with_the_version_in_force() -> None:
    compared: list[tuple[Reading, Reading]] = []

    def note(old: Reading, new: Reading) -> Comparison:
        compared.append((old, new))
        return compare(old, new)

    list(replay(pages("A P B B P P"), Rules(), note))

    assert compared == [(READINGS["A"], READINGS["B"]), (READINGS["B"], READINGS["P"])]


def test_a_version_in_which_nothing_differs_for_a_reader_is_cosmetic() -> None:
    lines = list(replay(pages("A B B"), Rules(), no_comparison))

    assert lines[2]["significance"] == "cosmetic"


@given(st.lists(st.sampled_from("AABBPW"), max_size=25), st.sampled_from([1, 13, 30]))
def test_a_replay_is_the_decider_step_by_step(letters: list[str], hours: int) -> None:
    sequence = pages(" ".join(letters), timedelta(hours=hours))
    memory, in_force = Memory(), None
    outcomes = []

    for page in sequence:
        verdict = decide(memory, seen(page.read(), in_force, at=page.at, name=page.name), Rules())
        memory = memory_from_json(memory_to_json(verdict.memory))  # as a live watch keeps it
        in_force = page.read() if verdict.new_version else in_force
        outcomes.append((str(verdict.outcome), verdict.version))

    lines = list(replay(sequence, Rules(), no_comparison))[:-1]
    assert [(line["outcome"], line["version"]) for line in lines] == outcomes


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("2024-03-01T12-30-05Z.html", datetime(2024, 3, 1, 12, 30, 5, tzinfo=UTC)),
        ("2024-03-01T12-30-05Z.pdf", datetime(2024, 3, 1, 12, 30, 5, tzinfo=UTC)),
        ("2024-02-30T12-30-05Z.html", None),
        ("2024-03-01T12-30-05Z.json", None),
        ("source.json", None),
        (".2024-03-01T12-30-05Z.html", None),
    ],
)
def test_a_files_name_is_its_time_and_others_are_passed_over(
    name: str, at: datetime | None
) -> None:
    assert time_of(name) == at
