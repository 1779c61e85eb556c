"""Days in a calendar keep their names while they move, and are cancelled rather than forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from policy.agenda import Dated, appointments

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRST = Dated(
    "mill.2", "change", 1, 2, date(2026, 3, 1), NOON, "stated", date(2026, 4, 1), date(2026, 4, 1)
)


def later(days: int, **parts: object) -> Dated:
    """The next change, so many days after the first."""
    at = NOON + timedelta(days=days)
    fresh = replace(
        FIRST, change_id="mill.3", from_version=2, to_version=3, detected_at=at, seen_on=at.date()
    )
    return replace(fresh, **parts)  # type: ignore[arg-type]


def test_a_stated_day_is_one_appointment() -> None:
    (one,) = appointments([FIRST])

    assert (one.uid, one.first_day, one.last_day) == (
        "effect.mill.2",
        FIRST.earliest,
        one.first_day,
    )
    assert (one.sequence, one.cancelled) == (0, False)


def test_a_day_that_nobody_can_tell_is_no_appointment() -> None:
    assert appointments([replace(FIRST, certainty="immediate")]) == []
    assert appointments([replace(FIRST, certainty="not_stated", earliest=None)]) == []


def test_a_day_that_moves_keeps_its_name() -> None:
    moved = later(3, earliest=date(2026, 5, 1), latest=None, rewritten_from="2026-04-01")

    (one,) = appointments([FIRST, moved])

    assert (one.uid, one.first_day, one.sequence) == ("effect.mill.2", date(2026, 5, 1), 1)
    assert one.change_id == "mill.3"
    assert (one.created_at, one.changed_at) == (NOON, moved.detected_at)


def test_another_change_is_another_appointment() -> None:
    found = appointments([FIRST, later(3, earliest=date(2026, 5, 1))])

    assert [one.uid for one in found] == ["effect.mill.2", "effect.mill.3"]


def test_a_withdrawal_cancels_what_was_still_to_come() -> None:
    back = later(3, kind="return", certainty="not_stated", earliest=None)

    (one,) = appointments([FIRST, back])

    assert (one.cancelled, one.sequence, one.changed_at) == (True, 1, back.detected_at)


def test_what_already_held_is_not_cancelled_by_a_later_return() -> None:
    back = later(60, kind="return", certainty="not_stated", earliest=None)

    (one,) = appointments([FIRST, back])

    assert not one.cancelled


def test_a_retracted_change_cancels_its_days_and_a_retracted_move_brings_the_old_day_back() -> None:
    wrong = replace(FIRST, retracted_at=NOON + timedelta(days=1))
    moved = later(
        3, earliest=date(2026, 5, 1), rewritten_from="2026-04-01",
        retracted_at=NOON + timedelta(days=4),
    )  # fmt: skip

    (cancelled,) = appointments([wrong])
    (restored,) = appointments([FIRST, moved])

    assert (cancelled.cancelled, cancelled.sequence) == (True, 1)
    assert (restored.first_day, restored.sequence, restored.cancelled) == (
        date(2026, 4, 1), 2, False,
    )  # fmt: skip


def test_a_way_out_is_open_from_when_it_was_seen_until_its_last_day() -> None:
    found = appointments([replace(FIRST, exit_until=date(2026, 3, 31))])

    way_out = next(one for one in found if one.kind == "exit")
    assert (way_out.first_day, way_out.last_day) == (date(2026, 3, 1), date(2026, 3, 31))


DAYS = st.dates(date(2026, 3, 1), date(2026, 6, 1))


@given(
    st.lists(
        st.tuples(st.sampled_from(["change", "return"]), DAYS, st.booleans(), st.booleans()),
        max_size=6,
    )
)
def test_what_is_told_later_never_lowers_a_sequence_or_forgets_a_name(
    drawn: list[tuple[str, date, bool, bool]],
) -> None:
    changes: list[Dated] = []
    for place, (kind, day, moves, wrong) in enumerate(drawn):
        at = NOON + timedelta(days=2 * place)
        before = changes[-1].earliest if changes else None
        changes.append(
            replace(
                FIRST,
                change_id=f"mill.{place + 2}",
                kind=kind,
                from_version=place + 1,
                to_version=place + 2,
                detected_at=at,
                seen_on=at.date(),
                earliest=day,
                rewritten_from=before.isoformat() if moves and before else None,
                retracted_at=at + timedelta(days=1) if wrong else None,
            )
        )

    for count in range(len(changes)):
        before_it = {one.uid: one.sequence for one in appointments(changes[:count])}
        after_it = {one.uid: one.sequence for one in appointments(changes[: count + 1])}
        assert all(after_it[uid] >= sequence for uid, sequence in before_it.items())
