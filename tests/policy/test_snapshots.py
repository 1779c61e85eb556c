"""The sequences of raw pages in the acceptance corpus, scored by `benchmarks/snapshots.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.snapshots import Score, scores


@pytest.fixture(scope="module")
def results(shared: Path) -> list[Score]:
    """Every sequence, replayed once."""
    return list(scores(shared))


def test_recorded_pages_raise_no_false_alarm_and_miss_no_change(results: list[Score]) -> None:
    assert len(results) >= 71
    assert {result.name: result.wrong for result in results if result.wrong} == {}


def test_a_stub_in_place_of_the_policy_is_refused(results: list[Score]) -> None:
    moved = [result for result in results if "redirect" in result.expected]

    assert len(moved) >= 4
    for result in moved:
        assert "refused" in {line["outcome"] for line in result.lines}
