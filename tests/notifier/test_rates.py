"""Breakers and buckets: values and seconds, no server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier import rates
from notifier.breaker import IN_A_ROW, OF_THE_LAST, REST_S, Breaker
from notifier.rates import Bucket


def failed(breaker: Breaker, times: int, at: float = 0.0) -> Breaker:
    for _ in range(times):
        breaker.failed(at, "421 busy")
    return breaker


def test_a_server_that_keeps_failing_rests_and_is_then_tried_with_one_letter() -> None:
    breaker = failed(Breaker(), IN_A_ROW - 1)
    assert breaker.state(0) == "closed"

    failed(breaker, 1)

    assert (breaker.state(1), breaker.room(1)) == ("open", 0)
    assert not breaker.enter(REST_S - 1)
    assert breaker.state(REST_S) == "half_open"
    assert breaker.enter(REST_S)
    assert not breaker.enter(REST_S)


def test_a_probe_that_succeeds_closes_and_one_that_fails_opens_again() -> None:
    breaker = failed(Breaker(), IN_A_ROW)
    breaker.enter(REST_S)
    breaker.failed(REST_S, "421 busy")
    assert breaker.state(REST_S + 1) == "open"

    breaker.enter(2 * REST_S)
    breaker.succeeded()

    assert (breaker.state(2 * REST_S), breaker.room(2 * REST_S)) == ("closed", None)


def test_a_probe_that_was_not_made_leaves_the_place_free() -> None:
    breaker = failed(Breaker(), IN_A_ROW)
    breaker.enter(REST_S)

    breaker.leave()

    assert breaker.room(REST_S) == 1


def test_more_than_half_of_a_hundred_opens_too() -> None:
    breaker = Breaker()
    for number in range(OF_THE_LAST):
        if number % 5 < 2:
            breaker.succeeded()
        else:
            breaker.failed(0, "away")

    assert breaker.state(1) == "open"


def test_a_protest_halves_and_a_tenth_a_minute_comes_back() -> None:
    slow = rates.slowed(rates.full(60, 0), 0, seen_per_minute=100)
    assert (slow.per_minute, slow.whole) == (30, 0)

    later = rates.refilled(slow, 60, 60)

    assert later is not None
    assert later.per_minute == pytest.approx(33)
    whole_again = rates.refilled(slow, 60 * 8, 60)
    assert whole_again is not None
    assert whole_again.per_minute == 60


def test_without_a_limit_the_protest_is_forgotten_in_the_end() -> None:
    slow = rates.slowed(None, 0, seen_per_minute=40)

    assert slow.per_minute == 20
    assert rates.refilled(slow, 60 * 30, None) is not None
    assert rates.refilled(slow, 60 * 70, None) is None


def test_nobody_is_slowed_to_nothing() -> None:
    bucket = None
    for _ in range(20):
        bucket = rates.slowed(bucket, 0, 1)

    assert bucket is not None
    assert bucket.per_minute == rates.SLOWEST
    assert rates.wait_s(bucket, 0) == 60


@given(st.lists(st.floats(0.1, 90), min_size=5, max_size=60), st.integers(1, 600))
def test_never_more_letters_than_the_rate_and_one_burst(pauses: list[float], rate: int) -> None:
    bucket: Bucket | None = rates.full(rate, 0)
    at, letters = 0.0, 0
    for pause in pauses:
        at += pause
        bucket = rates.refilled(bucket, at, rate)
        assert bucket is not None
        letters += bucket.whole
        bucket = rates.taken(bucket, bucket.whole)

    assert letters <= rate * at / 60 + max(1, rate * rates.BURST_S / 60) + 1e-6
