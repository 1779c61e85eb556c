"""Laws of the decider over any history: no alarm without two sightings, numbers that add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from policy.decide import Look, Rules, Verdict, confirming, decide, missed
from policy.memory import Memory, memory_from_json, memory_to_json
from policy.model import Outcome, Refusal
from policy.walls import Held

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
WALL, FLIP = Refusal("bot_wall", "x"), Refusal("language", "en, nl")
TOLD = (Outcome.FIRST, Outcome.CHANGED)


@dataclass(frozen=True)
class Seen:
    """One step of a history: what was served, how long after the step before."""

    text: str
    after: timedelta


STEPS = st.builds(
    Seen,
    st.sampled_from(["A", "A", "B", "B", "C", "D", "H", "W", "U", "L"]),
    st.sampled_from(
        [timedelta(minutes=1), timedelta(hours=1), timedelta(hours=13), timedelta(days=2)]
    ),
)
HISTORIES = st.lists(STEPS, max_size=40)


def looks(history: list[Seen]) -> Iterator[Look]:
    """A to D are texts, H one that is held back, L another language, W a wall, U no answer."""
    at = START
    for number, step in enumerate(history):
        at += step.after
        name = str(number)
        if step.text == "W":
            yield Look(at, name, refused=WALL)
        elif step.text == "U":
            yield missed(Outcome.UNREACHABLE, "timeout", at=at, name=name)
        else:
            doubt = {"H": Held("much_shorter"), "L": FLIP}.get(step.text)
            yield Look(at, name, step.text, "links", doubt, (f"only {step.text}",), ("gone",))


def verdicts(history: list[Seen], rules: Rules = Rules()) -> list[tuple[Look, Verdict]]:  # noqa: B008 - frozen
    memory, told = Memory(), []
    for look in looks(history):
        if memory.in_force is None:
            look = replace(look, doubt=None)
        verdict = decide(memory, look, rules)
        memory = verdict.memory
        told.append((look, verdict))
    return told


@given(HISTORIES)
def test_every_change_was_sighted_twice_with_the_wait_between(history: list[Seen]) -> None:
    told = verdicts(history)

    for number, (look, verdict) in enumerate(told):
        if verdict.outcome is Outcome.CHANGED and verdict.returns_to is None:
            earlier = [
                other.at
                for other, before in told[:number]
                if other.fingerprint is not None and before.outcome is not Outcome.REFUSED
            ]
            assert verdict.first_seen_at in earlier
            assert look.at - verdict.first_seen_at >= Rules().confirm_after  # type: ignore[operator]


@given(HISTORIES)
def test_versions_are_numbered_one_by_one_and_only_told_looks_make_them(
    history: list[Seen],
) -> None:
    told = verdicts(history)

    made = [verdict.version for _, verdict in told if verdict.outcome in TOLD]
    assert made == list(range(1, len(made) + 1))
    for _, verdict in told:
        assert verdict.new_version == (verdict.outcome in TOLD)
        assert (verdict.version != verdict.previous) == verdict.new_version


@given(HISTORIES)
def test_walls_and_failures_never_change_what_the_other_looks_come_to(history: list[Seen]) -> None:
    """Taking them out of a history leaves every other outcome as it was."""
    clean, at = [], START
    times = {}
    for number, step in enumerate(history):
        at += step.after
        times[number] = at
    kept = [n for n, step in enumerate(history) if step.text not in "WU"]
    before = START
    for number in kept:
        clean.append(replace(history[number], after=times[number] - before))
        before = times[number]

    full = [
        str(v.outcome)
        for look, v in verdicts(history)
        if look.refused is not WALL and not look.missed
    ]

    assert [str(verdict.outcome) for _, verdict in verdicts(clean)] == full


@given(HISTORIES)
def test_a_wall_is_refused_and_a_failure_named_wherever_they_stand(history: list[Seen]) -> None:
    for look, verdict in verdicts(history):
        assert (verdict.outcome is Outcome.UNREACHABLE) == (look.missed is not None)
        if look.refused is not None:
            assert (verdict.outcome, verdict.reason) == (Outcome.REFUSED, look.refused.reason)


@given(HISTORIES)
def test_a_text_in_another_language_is_never_a_later_version(history: list[Seen]) -> None:
    for look, verdict in verdicts(history):
        if look.fingerprint == "L" and look.doubt is FLIP and verdict.outcome is Outcome.CHANGED:
            assert verdict.returns_to is not None  # only where it had been the first version


@given(HISTORIES)
def test_a_held_text_waits_a_day(history: list[Seen]) -> None:
    for look, verdict in verdicts(history):
        if look.doubt is not FLIP and look.doubt and verdict.outcome is Outcome.CHANGED:
            wait = Rules().hold_for if verdict.returns_to is None else Rules().settle_after / 2
            assert look.at - verdict.first_seen_at >= wait  # type: ignore[operator]


@given(HISTORIES)
def test_what_confirms_need_not_be_judged_again(history: list[Seen]) -> None:
    memory = Memory()
    for look, verdict in verdicts(history):
        if look.fingerprint is not None and look.doubt is None:
            remembered = confirming(
                memory, look.fingerprint, look.links, Rules(), at=look.at, name=look.name
            )
            assert remembered is None or decide(memory, remembered, Rules()) == verdict
        memory = verdict.memory


@given(HISTORIES)
def test_the_memory_survives_its_json_at_every_step(history: list[Seen]) -> None:
    memory = Memory()
    for look in looks(history):
        verdict = decide(memory, look, Rules())
        memory = memory_from_json(memory_to_json(verdict.memory))
        assert memory == verdict.memory
        assert memory_to_json(memory) == memory_to_json(verdict.memory)


@given(HISTORIES)
def test_the_decider_forgets_what_it_need_not_know(history: list[Seen]) -> None:
    for _, verdict in verdicts(history):
        assert len(memory_to_json(verdict.memory)) < 3_000


@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=200))
@settings(max_examples=30)
def test_a_page_that_alternates_is_not_told_again_and_again(letters: list[str]) -> None:
    """Three texts in any order within a month: each told once, a return, that it alternates."""
    history = [Seen(letter, timedelta(hours=3)) for letter in letters]

    told = [verdict for _, verdict in verdicts(history) if verdict.outcome is Outcome.CHANGED]

    assert len([v for v in told if v.returns_to is None]) <= 2
    assert len(told) <= 4
    assert len([v for _, v in verdicts(history) if v.alternating]) <= 1


@given(st.lists(st.integers(0, 10**9), min_size=4, max_size=40, unique=True))
def test_per_fetch_noise_alone_alarms_nobody(tokens: list[int]) -> None:
    memory = Memory()
    outcomes = []
    for number, token in enumerate(tokens):
        look = Look(
            START + number * timedelta(days=1), str(number), str(token), "links",
            added=(f"token {token}",), removed=("first token",),
        )  # fmt: skip
        verdict = decide(memory, look, Rules())
        memory = verdict.memory
        outcomes.append(verdict.outcome)

    assert outcomes == [Outcome.FIRST] + [Outcome.PENDING] * (len(tokens) - 1)
