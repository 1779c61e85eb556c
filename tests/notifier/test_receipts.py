"""What an answer means: a table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifier.receipts import GIVE_UP, Meaning, Receipt, Stage, judge, meaning

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("stage", "answer", "expected"),
    [
        ("connect", None, Meaning.RELAY),
        ("connect", "421 busy", Meaning.RELAY),
        ("connect", "535 5.7.8 bad credentials", Meaning.RELAY),
        ("sender", "550 5.7.1 sender refused", Meaning.RELAY),
        ("recipient", "421 closing", Meaning.RELAY),
        ("recipient", None, Meaning.RELAY),
        ("recipient", "450 greylisted", Meaning.DEFERRED),
        ("recipient", "451 4.7.1 later", Meaning.DEFERRED),
        ("recipient", "452 4.5.3 too many", Meaning.DEFERRED),
        ("recipient", "452 4.2.2 full", Meaning.SOFT),
        ("recipient", "552 5.2.2 full", Meaning.SOFT),
        ("recipient", "550 5.1.1 no such user", Meaning.HARD),
        ("recipient", "550 no such user", Meaning.HARD),
        ("recipient", "550 5.2.1 disabled", Meaning.HARD),
        ("recipient", "550 5.7.1 spam", Meaning.OURS),
        ("recipient", "554 refused", Meaning.OURS),
        ("data", "451 later", Meaning.DEFERRED),
        ("data", "554 no valid recipients", Meaning.OURS),
        ("data", None, Meaning.RELAY),
        ("body", "250 2.0.0 queued", Meaning.ACCEPTED),
        ("body", "421 closing", Meaning.DEFERRED),
        ("body", "451 later", Meaning.DEFERRED),
        ("body", "550 5.7.1 content refused", Meaning.OURS),
        ("body", "550 5.1.1 no such user", Meaning.HARD),
        ("body", "-1 hello", Meaning.UNKNOWN),
        ("body", None, Meaning.UNKNOWN),
    ],
)
def test_an_answer_means(stage: Stage, answer: str | None, expected: Meaning) -> None:
    code, _, words = (answer or " ").partition(" ")

    assert meaning(Receipt(stage, "relay", int(code) if code else None, words)) is expected


def test_pauses_grow_and_days_pass_before_we_give_up() -> None:
    deferred = Receipt("recipient", "relay", 451, "later")
    pauses = [judge(deferred, number=n, age=HOUR, key="01M").pause or timedelta() for n in range(8)]

    assert pauses[0] < timedelta(minutes=3)
    assert pauses[-1] > timedelta(hours=3)
    assert judge(deferred, number=40, age=GIVE_UP, key="01M").state == "pending"
    assert judge(deferred, number=40, age=GIVE_UP + HOUR, key="01M").state == "expired"


def test_a_thousand_retries_are_spread() -> None:
    deferred = Receipt("recipient", "relay", 451, "later")
    pauses = {judge(deferred, number=3, age=HOUR, key=str(key)).pause for key in range(1000)}

    assert len(pauses) > 100
    assert all(timedelta(minutes=47) < pause < timedelta(minutes=73) for pause in pauses if pause)


def test_a_lost_answer_is_unknown_and_never_refused() -> None:
    verdict = judge(Receipt("body", "relay"), number=0, age=HOUR, key="01M")

    assert (verdict.state, verdict.outcome) == ("unknown", "unknown")
