"""A page that prints today's date as its own neither changes its text's dates nor tells anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from policy.compare import compare
from policy.decide import Rules
from policy.memory import Memory, memory_from_json, memory_to_json
from policy.model import Reading
from policy.read import read
from policy.replay import Page, replay
from policy.running import ticked

START = datetime(2026, 3, 3, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TEXT = """<html lang="en"><head><title>Privacy Policy - Marram Bikes</title></head><body><main>
<h1>Privacy Policy</h1><p>Last updated: {day}</p>
<h2>1. What we collect</h2><p>We collect your name and the orders you place with Marram Bikes.</p>
<h2>2. How long</h2><p>We keep your personal data for {kept} days after your last order.</p>
<h2>3. Your rights</h2><p>You may ask us which data we hold about you, and to erase them.</p>
</main></body></html>"""


def text(day: date | str, kept: int = 30) -> Reading:
    written = day if isinstance(day, str) else f"{day.day} {day:%B %Y}"
    return read(TEXT.format(day=written, kept=kept).encode(), {"content-type": "text/html"})


def replayed(*looks: tuple[timedelta, Reading]) -> list[dict[str, Any]]:
    """The replay's lines for readings at times after the start."""
    pages = [
        Page(f"{n}.html", START + after, lambda reading=reading: reading)  # type: ignore[misc]
        for n, (after, reading) in enumerate(looks)
    ]
    return list(replay(pages, Rules(), compare))[:-1]


def outcomes(*looks: tuple[timedelta, Reading]) -> list[str]:
    return [line["outcome"] for line in replayed(*looks)]


def today(after: timedelta) -> tuple[timedelta, Reading]:
    return after, text((START + after).date())


def test_a_date_that_is_always_today_is_no_change() -> None:
    looks = [today(n * DAY) for n in range(8)]

    assert outcomes(*looks) == ["first", "pending"] + ["same"] * 6


def test_many_looks_a_day_make_no_change_of_it() -> None:
    looks = [today(n * 6 * HOUR) for n in range(40)]

    assert "changed" not in outcomes(*looks)


def test_a_second_look_on_the_same_day_does_not_confirm_the_clock() -> None:
    looks = [today(timedelta()), today(DAY), today(DAY + HOUR), today(DAY + 2 * HOUR)]

    assert outcomes(*looks) == ["first", "pending", "pending", "pending"]


def test_a_date_renewed_once_is_a_change_after_a_day() -> None:
    renewed = text((START + DAY).date())

    assert outcomes(
        today(timedelta()), (DAY, renewed), (1.5 * DAY, renewed), (2 * DAY, renewed)
    ) == ["first", "pending", "pending", "changed"]


def test_a_date_renewed_long_after_the_last_one_is_a_change_at_once() -> None:
    renewed = text((START + 30 * DAY).date())

    assert outcomes(
        today(timedelta()), (29 * DAY, text(START.date())), (30 * DAY, renewed),
        (30 * DAY + HOUR, renewed),
    ) == ["first", "same", "pending", "changed"]  # fmt: skip


def test_words_that_change_under_a_running_date_are_told() -> None:
    day = (START + 5 * DAY).date()

    assert outcomes(
        *(today(n * DAY) for n in range(5)), (5 * DAY, text(day, 60)),
        (5 * DAY + HOUR, text(day, 60)),
    )[-2:] == ["pending", "changed"]  # fmt: skip


def test_a_clock_is_remembered_in_the_kept_memory() -> None:
    memory = Memory(clock=(("2026-03-03", "2026-03-03"), ("2026-03-04", "2026-03-04")))

    assert memory_from_json(memory_to_json(memory)) == memory


def test_a_date_that_is_not_the_day_of_the_look_is_no_clock() -> None:
    assert ticked((), ("2026-01-02", "2026-03-04"), START, START + DAY) == ()


def test_first_sight_settles_an_ambiguous_date_in_a_replay() -> None:
    seen: list[Reading] = []

    def kept(_old: Reading, new: Reading) -> Any:
        seen.append(new)
        return compare(_old, new)

    old, new = text("2 January 2026"), text("04/03/2026", 60)
    pages = [
        Page("0.html", START, lambda: old),
        Page("1.html", START + DAY, lambda: new),
        Page("2.html", START + 2 * DAY, lambda: new),
    ]
    list(replay(pages, Rules(), kept))

    assert new.updated_on is None  # 3 April lies ahead of the first sight, 4 March does not
    assert seen[0].updated_on == "2026-03-04"
    assert not [note for note in seen[0].notes if note.kind == "ambiguous_date"]
