"""The sequences of raw pages in the acceptance corpus, scored by `benchmarks/snapshots.py`."""

from __future__ import annotations

from pathlib import Path

from benchmarks.snapshots import scores


def test_recorded_pages_raise_no_false_alarm_and_miss_no_change(shared: Path) -> None:
    results = list(scores(shared))

    assert len(results) >= 71
    assert {result.name: result.wrong for result in results if result.wrong} == {}


def test_a_stub_in_place_of_the_policy_is_refused(shared: Path) -> None:
    results = [result for result in scores(shared) if "redirect" in result.expected]

    assert len(results) >= 4
    for result in results:
        assert "refused" in {line["outcome"] for line in result.lines}
