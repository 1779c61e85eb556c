"""Durations as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import durations


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("48h", timedelta(hours=48)),
        ("7d", timedelta(days=7)),
        ("0", timedelta()),
        (0, timedelta()),
    ],
)
def test_a_number_and_its_unit_are_read(written: object, meant: timedelta) -> None:
    assert durations.parse(written) == meant


@pytest.mark.parametrize(
    "written", ["", "soon", "15", "-3m", "1.5h", "15 m", "1w", "٣m", "9999999999999d"]
)
def test_anything_else_is_refused_with_the_way_to_write_it(written: str) -> None:
    with pytest.raises(ValueError, match="write it like 90s, 15m, 48h, 7d or 0"):
        durations.parse(written)


@given(st.integers(min_value=0, max_value=10**8))
def test_what_is_written_reads_back(seconds: int) -> None:
    duration = timedelta(seconds=seconds)

    assert durations.parse(durations.write(duration)) == duration
