"""The decider's rules, each with its cases: what a look comes to, given what was seen before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.decide import Look, Rules, Verdict, beside, decide, missed, seen
from policy.fingerprint import canonical, links_fingerprint
from policy.memory import Memory, memory_from_json, memory_to_json, reread
from policy.model import Clause, Outcome, Reading, Refusal
from policy.walls import Held

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
RULES = Rules()
WALL = Refusal("bot_wall", "checks the browser")


@dataclass
class Watch:
    """Successive looks at one policy; `letter` names a text, so that "A A B" is a history."""

    rules: Rules = RULES
    memory: Memory = field(default_factory=Memory)
    verdicts: list[Verdict] = field(default_factory=list)
    at: datetime = START

    def look(self, letter: str, after: timedelta = DAY, **more: object) -> Verdict:
        self.at = self.at + after if self.verdicts else self.at
        name = f"{len(self.verdicts) + 1}{letter}"
        look = Look(self.at, name, fingerprint=letter, links="links")
        if letter == "W":
            look = Look(self.at, name, refused=WALL)
        if letter == "U":
            look = missed(Outcome.UNREACHABLE, "timeout", at=self.at, name=name)
        verdict = decide(self.memory, replace(look, **more), self.rules)  # type: ignore[arg-type]
        self.memory = memory_from_json(memory_to_json(verdict.memory))
        self.verdicts.append(verdict)
        return verdict

    def looks(self, letters: str, every: timedelta = DAY) -> list[str]:
        return [str(self.look(letter, every).outcome) for letter in letters.split()]


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_the_first_text_is_believed_and_later_the_same(watch: Watch) -> None:
    assert watch.looks("A A A") == ["first", "same", "same"]
    assert [verdict.version for verdict in watch.verdicts] == [1, 1, 1]
    first = watch.verdicts[0]
    assert (first.first_seen, first.first_seen_at, first.links) == ("1A", START, "links")


def test_a_new_text_is_pending_and_changed_when_seen_again(watch: Watch) -> None:
    assert watch.looks("A A B B") == ["first", "same", "pending", "changed"]

    pending, changed = watch.verdicts[2:]
    assert (pending.version, changed.version, changed.previous) == (1, 2, 1)
    assert (changed.first_seen, changed.fingerprint, changed.links) == ("3B", "B", "links")
    assert changed.first_seen_at == START + 2 * DAY
    assert changed.last_seen_at == START + DAY
    assert changed.new_version
    assert not pending.new_version


def test_two_sightings_must_lie_apart(watch: Watch) -> None:
    watch.looks("A B")

    soon = watch.look("B", timedelta(minutes=14))
    late = watch.look("B", timedelta(minutes=1))

    assert soon.outcome is Outcome.PENDING
    assert soon.confirm_at == START + DAY + timedelta(minutes=15)
    assert (soon.first_seen, soon.first_seen_at) == ("2B", START + DAY)
    assert late.outcome is Outcome.CHANGED


def test_without_a_wait_the_next_look_confirms() -> None:
    watch = Watch(Rules(confirm_after=timedelta(0)))

    assert watch.looks("A B B", timedelta(0)) == ["first", "pending", "changed"]


def test_a_text_that_was_only_pending_is_not_known(watch: Watch) -> None:
    assert watch.looks("A P A P A") == ["first", "pending", "same", "pending", "same"]


def test_the_confirming_sighting_is_the_next_successful_look(watch: Watch) -> None:
    assert watch.looks("A B W U B") == ["first", "pending", "refused", "unreachable", "changed"]
    assert watch.verdicts[-1].first_seen == "2B"


def test_another_text_in_between_takes_the_pending_ones_place(watch: Watch) -> None:
    assert watch.looks("A B C B") == ["first", "pending", "pending", "pending"]


def test_a_refused_look_says_why_and_leaves_the_version_in_force(watch: Watch) -> None:
    watch.look("A")

    refused = watch.look("W")

    assert (refused.reason, refused.detail, refused.version) == ("bot_wall", WALL.detail, 1)
    assert refused.memory.refused_in_a_row == 1


def test_a_wall_stays_refused_however_often_it_is_seen(watch: Watch) -> None:
    assert watch.looks("W W A W W W W A") == [
        "refused", "refused", "first", "refused", "refused", "refused", "refused", "same",
    ]  # fmt: skip
    assert watch.memory.refused_in_a_row == 0


def test_what_the_text_in_force_refuses_stays_refused(watch: Watch) -> None:
    watch.look("A")

    outcomes = [watch.look("X", doubt=Refusal("language", "en, nl")).outcome for _ in range(5)]

    assert outcomes == [Outcome.REFUSED] * 5


def test_a_missed_look_counts_and_changes_nothing_else(watch: Watch) -> None:
    before = watch.look("A").memory

    after = watch.look("U")

    assert (after.outcome, after.reason) == (Outcome.UNREACHABLE, "timeout")
    assert after.memory == replace(before, missed_in_a_row=1)


def test_an_earlier_versions_text_is_a_variant(watch: Watch) -> None:
    assert watch.looks("A B B A B", 6 * HOUR) == ["first", "pending", "changed", "variant", "same"]
    assert watch.verdicts[3].matches == 1
    assert watch.verdicts[3].version == 2


def test_a_lasting_return_is_told_as_a_withdrawal(watch: Watch) -> None:
    outcomes = watch.looks("A A B B A A A", 16 * HOUR)  # seven looks over four days

    assert outcomes == ["first", "same", "pending", "changed", "variant", "variant", "changed"]
    withdrawn = watch.verdicts[-1]
    assert (withdrawn.version, withdrawn.returns_to, withdrawn.first_seen) == (3, 1, "5A")
    assert withdrawn.first_seen_at == START + 64 * HOUR
    assert withdrawn.last_seen_at == START + 48 * HOUR


def test_a_return_needs_three_looks_and_the_time(watch: Watch) -> None:
    watch.looks("A B B")

    assert watch.looks("A A A A A A A", 6 * HOUR) == ["variant"] * 7
    assert watch.looks("A", 6 * HOUR) == ["changed"]


def test_the_looks_of_a_return_span_half_the_time(watch: Watch) -> None:
    watch.looks("A B B")
    watch.look("A", 30 * HOUR)
    watch.look("A", 12 * HOUR)

    assert watch.look("A", 11 * HOUR).outcome is Outcome.VARIANT
    assert watch.look("A", HOUR).outcome is Outcome.CHANGED


def test_two_looks_are_no_return_however_far_apart(watch: Watch) -> None:
    watch.looks("A B B")

    assert watch.looks("A A", 20 * DAY) == ["variant", "variant"]


def test_three_quick_looks_after_a_long_silence_are_no_return(watch: Watch) -> None:
    watch.looks("A B B")
    watch.look("A", 60 * DAY)

    assert watch.looks("A A", HOUR) == ["variant", "variant"]


def test_another_text_interrupts_a_return_and_a_wall_does_not(watch: Watch) -> None:
    watch.looks("A B B")

    assert watch.looks("A A B A A W A") == [
        "variant", "variant", "same", "variant", "variant", "refused", "changed",
    ]  # fmt: skip


def test_a_page_that_goes_back_and_forth_is_told_once_as_alternating(watch: Watch) -> None:
    outcomes = watch.looks("A A B B " + "A A A B B B " * 6)

    assert outcomes.count("changed") == 3  # B, its withdrawal, and that the page alternates
    assert [verdict.alternating for verdict in watch.verdicts].count(True) == 1
    assert watch.verdicts[outcomes.index("changed") + 6].alternating


def test_quick_alternation_is_flagged_once_and_brings_one_change(watch: Watch) -> None:
    outcomes = watch.looks("A B B " + "A B " * 20, 6 * HOUR)

    assert outcomes.count("changed") == 1
    assert [verdict.alternating for verdict in watch.verdicts].count(True) == 1


def test_a_page_that_swings_to_and_from_a_pending_text_is_flagged_and_not_told(
    watch: Watch,
) -> None:
    outcomes = watch.looks("A P A P A P A P A")

    assert set(outcomes[1:]) == {"pending", "same"}
    flagged = [verdict for verdict in watch.verdicts if verdict.alternating]
    assert [verdict.detail for verdict in flagged] == [
        "the page alternates between texts it has shown"
    ]
    assert watch.memory.glimpsed == ("P",)


def test_a_page_that_alternated_is_calm_after_a_month_alone(watch: Watch) -> None:
    watch.looks("A B B " + "A B " * 4)

    assert set(watch.looks("A " * 30)) == {"variant"}
    returned = watch.look("A")

    assert (returned.outcome, returned.returns_to) == (Outcome.CHANGED, 1)
    assert not returned.memory.alternating


def test_a_return_taken_back_a_month_later_is_a_return_again(watch: Watch) -> None:
    watch.looks("A B B A A A")

    watch.looks("A " * 26 + "B B")
    assert not watch.look("B", 2 * DAY).alternating  # thirty days after the withdrawal

    assert watch.verdicts[-1].outcome is Outcome.CHANGED
    assert watch.verdicts[-1].returns_to == 2


def test_a_new_text_of_an_alternating_page_is_told(watch: Watch) -> None:
    watch.looks("A B B " + "A B " * 4)

    assert watch.looks("C C") == ["pending", "changed"]


def test_a_held_text_is_accepted_after_a_few_looks_over_a_day(watch: Watch) -> None:
    held = Held("much_shorter", "12 %")
    watch.look("A")

    outcomes = [watch.look("S", 8 * HOUR, doubt=held).outcome for _ in range(5)]

    assert [str(outcome) for outcome in outcomes[:4]] == ["pending"] * 3 + ["changed"]
    assert watch.verdicts[1].confirm_at == START + 8 * HOUR + DAY


def test_a_held_text_needs_a_third_look_however_late(watch: Watch) -> None:
    held = Held("much_shorter", "12 %")
    watch.look("A")

    verdicts = [watch.look("S", 10 * DAY, doubt=held) for _ in range(3)]

    assert [str(one.outcome) for one in verdicts] == ["pending", "pending", "changed"]
    assert verdicts[2].detail == "12 %"


def test_a_held_text_that_goes_on_changing_is_not_accepted(watch: Watch) -> None:
    held = Held("much_shorter", "12 %")
    watch.look("A")

    outcomes = [watch.look(f"S{n}", doubt=held).outcome for n in range(10)]

    assert set(outcomes) == {Outcome.PENDING}


def test_other_link_targets_are_the_same_with_a_flag_once_seen_twice(watch: Watch) -> None:
    watch.look("A")

    flags = [watch.look("A", links=links).links_changed for links in ("x", "x", "x", "y", "x")]

    assert flags == [False, True, False, False, False]
    assert watch.memory.links == "x"
    assert {str(verdict.outcome) for verdict in watch.verdicts[1:]} == {"same"}


def test_link_targets_that_come_and_go_raise_no_flag(watch: Watch) -> None:
    watch.look("A")

    flags = [watch.look("A", links=links).links_changed for links in ("y", "links", "y", "links")]

    assert not any(flags)


def test_a_token_that_differs_at_each_look_alarms_nobody(watch: Watch) -> None:
    watch.look("A")

    outcomes = [
        watch.look(f"A{n}", added=(f"token {n}",), removed=("token",)).outcome for n in range(12)
    ]

    assert set(outcomes) == {Outcome.PENDING}


def test_a_change_beside_a_restless_token_is_found(watch: Watch) -> None:
    watch.look("A")
    watch.look("A1", added=("token 1",), removed=("token",))

    verdicts = [
        watch.look(f"B{n}", added=("clause", f"token {n}"), removed=("old", "token"))
        for n in range(2, 7)
    ]

    assert [str(one.outcome) for one in verdicts] == ["pending"] * 4 + ["changed"]
    assert verdicts[-1].first_seen == verdicts[0].first_seen


@pytest.mark.parametrize(("every", "last"), [(6 * HOUR, "changed"), (5 * HOUR, "pending")])
def test_a_restless_change_waits_a_day(watch: Watch, every: timedelta, last: str) -> None:
    watch.look("A")

    outcomes = [
        watch.look(f"B{n}", every, added=("clause", f"token {n}"), removed=("token",)).outcome
        for n in range(5)
    ]

    assert [str(outcome) for outcome in outcomes] == ["pending"] * 4 + [last]


def test_teasers_that_come_and_go_alarm_nobody(watch: Watch) -> None:
    watch.look("A")
    pool = [f"teaser {n}" for n in range(8)]

    outcomes = [
        watch.look(
            f"A{n}",
            added=tuple(sorted(pool[(n * 3 + k) % 8] for k in range(4))),
            removed=("first teaser", "second teaser"),
        ).outcome
        for n in range(40)
    ]

    assert set(outcomes) == {Outcome.PENDING}


def test_a_change_beside_teasers_that_come_and_go_is_found(watch: Watch) -> None:
    watch.look("A")
    pool = [f"teaser {n}" for n in range(8)]

    verdicts = [
        watch.look(
            f"A{n}",
            added=(
                *(("clause",) if n >= 20 else ()),
                *sorted(pool[(n * 3 + k) % 8] for k in range(4)),
            ),
            removed=("first teaser", "second teaser"),
        )
        for n in range(25)
    ]

    assert [verdict.outcome for verdict in verdicts].index(Outcome.CHANGED) == 24
    assert verdicts[24].first_seen == verdicts[20].first_seen


def test_a_removal_beside_a_restless_token_is_found(watch: Watch) -> None:
    watch.look("A")

    outcomes = [
        watch.look(f"B{n}", added=(f"token {n}",), removed=("token", "gone")).outcome
        for n in range(5)
    ]

    assert outcomes[-1] is Outcome.CHANGED


def test_after_a_technical_upgrade_the_same_pages_are_still_known(watch: Watch) -> None:
    watch.looks("A B B")

    watch.memory = reread(watch.memory, {"A": ("A2", "l"), "B": ("B2", "links")})

    assert watch.looks("B2 A2", HOUR) == ["same", "variant"]


def reading(*texts: str) -> Reading:
    clauses = tuple(
        Clause(f"para_{n}", None, str(n), None, 0, "paragraph", text)
        for n, text in enumerate(texts, 1)
    )
    return Reading(clauses=clauses, language="en")


LONG = tuple(
    f"Rule {n}: we keep your personal data for {n} days after you leave." for n in range(20)
)


def test_a_look_is_made_from_a_reading_and_what_is_in_force() -> None:
    old, new = reading(*LONG), reading(*LONG[:-1], "Rule 19: we share your personal data.")

    same = seen(old, old, at=START, name="1")
    other = seen(new, old, at=START, name="2")
    wall = seen(Reading(refused=WALL), old, at=START, name="3")

    assert same.fingerprint != other.fingerprint
    assert same.links == other.links == links_fingerprint(old)
    assert (len(other.added), len(other.removed), other.doubt) == (1, 1, None)
    assert (wall.refused, wall.fingerprint) == (WALL, None)


def _every_clause_hashed(side: Reading) -> Counter[str]:
    said = (canonical(f"{clause.label or ''} {clause.text}") for clause in side.clauses)
    return Counter(sha256(one.encode()).hexdigest()[:12] for one in said)


SPELLINGS = st.lists(
    st.tuples(
        st.sampled_from((None, "", "1.", "2.")),
        st.sampled_from(("we keep", "we  keep", "we keep\u200b", "we share", "2\xb2", "2^2")),
    ),
    max_size=8,
)


@given(SPELLINGS, SPELLINGS)
def test_clauses_are_told_apart_as_if_each_were_hashed(
    old: list[tuple[str | None, str]], new: list[tuple[str | None, str]]
) -> None:
    sides = [
        Reading(
            clauses=tuple(Clause("a", label, "1", None, 0, "item", text) for label, text in one)
        )
        for one in (old, new)
    ]
    before, after = map(_every_clause_hashed, sides)

    look = beside(*sides, "mark", "links", at=START, name="2")

    assert look.added == tuple(sorted((after - before).keys()))
    assert look.removed == tuple(sorted((before - after).keys()))


def test_a_text_that_lost_most_of_its_length_is_held_back() -> None:
    look = seen(reading(*LONG[:6]), reading(*LONG), at=START, name="2")

    assert isinstance(look.doubt, Held)
