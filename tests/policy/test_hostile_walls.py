"""The walls and controls of the hostile set, read and replayed after three good looks."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from policy.compare import compare
from policy.decide import Rules
from policy.model import Reading
from policy.read import read
from policy.replay import Page, replay
from policy.walls import by_status

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def walls(shared: Path) -> Path:
    return shared / "hostile" / "walls"


@pytest.fixture(scope="module")
def cases(walls: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((walls / "manifest.json").read_text("utf-8"))["cases"]
    return found


def reading(file: Path) -> Reading:
    return read(file.read_bytes(), {"content-type": "text/html"})


def outcomes(*files: Path) -> list[str]:
    pages = [
        Page(f"{n}.html", START + timedelta(days=n), lambda file=file: reading(file))  # type: ignore[misc]
        for n, file in enumerate(files)
    ]
    return [line["outcome"] for line in list(replay(pages, Rules(), compare))[:-1]]


def test_every_wall_is_refused_after_good_looks(walls: Path, cases: list[dict[str, Any]]) -> None:
    good = walls.parent / "pages" / "policy.html"
    for case in cases:
        if case["class"] == "wall":
            wall = walls / case["file"]

            seen = outcomes(good, good, good, *[wall] * 5)

            assert seen == ["first", "same", "same", *["refused"] * 5], case["file"]


def test_a_wall_under_another_status_is_refused(walls: Path, cases: list[dict[str, Any]]) -> None:
    for case in cases:
        if case.get("status", 200) != 200:
            assert by_status(case["status"], reading(walls / case["file"])), case["file"]


def test_a_challenge_stays_a_wall_where_the_server_also_says_busy(walls: Path) -> None:
    for name in ("wall_challenge_js.html", "wall_challenge_503.html"):
        for status in (403, 429, 503):
            refused = by_status(status, reading(walls / name))

            assert refused is not None, (name, status)
            assert refused.reason == "bot_wall"


def test_asking_too_often_is_no_wall_where_the_status_says_as_much(walls: Path) -> None:
    slow_down = reading(walls / "wall_rate_limit_200.html")

    assert slow_down.refused is not None
    assert slow_down.refused.reason == "too_many"
    assert by_status(429, slow_down) is None
    assert by_status(503, slow_down) is None
    assert by_status(403, slow_down) == slow_down.refused


def test_a_policy_that_talks_like_a_wall_becomes_a_version(
    walls: Path, cases: list[dict[str, Any]]
) -> None:
    good = walls.parent / "pages" / "policy.html"
    for case in cases:
        if case["class"] == "control" and case["expect"]["version_recorded"] is True:
            control = walls / case["file"]

            seen = outcomes(good, good, good, control, control)

            assert seen[3:] == ["pending", "changed"], case["file"]
            assert outcomes(control, control) == ["first", "same"], case["file"]


def test_a_policy_cut_down_to_a_sentence_waits_for_a_day(walls: Path) -> None:
    good, short = walls.parent / "pages" / "policy.html", walls / "control_really_shortened.html"

    seen = outcomes(good, good, good, *[short] * 6)

    assert seen[3] == "pending"
    assert seen.count("changed") == 1


def test_the_same_policy_in_another_language_is_refused(walls: Path) -> None:
    english, german = (walls.parent / "pages" / name for name in ("policy.html", "policy_de.html"))

    assert outcomes(english, german, german, english) == ["first", "refused", "refused", "same"]
