"""`deadline` as a stranger would use it: a table counted by hand, and every mistake a sentence."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Desk

FIRST, LAST = "first_effective_day", "last_acceptance_day"
COUNTED = [
    # 31 January and a month: February has no 31st; the day after its last
    ("--period P1M --from 2027-01-31T10:00", FIRST, "2027-03-01"),
    ("--period P2M --from 2026-12-31T12:00", FIRST, "2027-03-01"),
    ("--period P1Y --from 2028-02-29T10:00", FIRST, "2029-03-01"),
    ("--period P15D --from 2026-11-21T10:00", FIRST, "2026-12-07"),
    # 6 December 2026 is a Sunday: it moves to Monday
    ("--period P15D --from 2026-11-21T10:00 --roll 1182", FIRST, "2026-12-08"),
    ("--regime eu-p2b-3.2 --from 2026-11-21T10:00 --calendar BE", FIRST, "2026-12-08"),
    # 23:30 UTC is tomorrow in Brussels, and today in New York
    ("--period P8D --from 2026-11-20T23:30Z", FIRST, "2026-11-30"),
    ("--period P8D --from 2026-11-20T23:30Z --zone America/New_York", FIRST, "2026-11-29"),
    # the nights in which the clock turns
    ("--period P1D --from 2027-03-28T00:30Z", FIRST, "2027-03-30"),
    ("--period P1D --from 2026-10-24T22:30Z", FIRST, "2026-10-27"),
    # Christmas is no business day, 24 December is one
    ("--period P10BD --from 2026-12-10T09:00 --calendar BE", FIRST, "2026-12-25"),
    ("--period P11BD --from 2026-12-10T09:00 --calendar BE", FIRST, "2026-12-29"),
    ("--period P8D --effective 2026-12-21", LAST, "2026-12-12"),
    ("--period P30D --effective 2026-12-21 --counting inclusive", LAST, "2026-11-21"),
    ("--regime de-tkg-57.2 --effective 2027-03-01", LAST, "2027-01-31"),
    # of two rules the stricter counts
    ("--regime eu-p2b-3.2 --regime eu-psd2-54.1 --effective 2027-03-01", LAST, "2026-12-31"),
]
MISTAKES = [
    ("--period P8D", "--from"),
    ("--from 2026-11-21", "--period"),
    ("--period P8D --from 2026-11-21 --effective 2026-12-21", "--from"),
    ("--period P8 --from 2026-11-21", "P8"),
    ("--period -P8D --from 2026-11-21", "-P8D"),
    ("--period P99999Y --from 2026-11-21", "P99999Y"),
    ("--period P8D --from yesterday", "yesterday"),
    ("--period P8D --effective 2026-02-30", "2026-02-30"),
    ("--period P8D --effective 0001-01-03", "calendar"),
    ("--period P8D --from 2026-11-21 --zone Mars/Base", "Mars/Base"),
    ("--period P8D --from 2026-11-21 --calendar XX", "XX"),
    ("--period P10BD --from 2026-11-21", "--calendar"),
    ("--period P8D --from 2026-11-21 --counting twice", "twice"),
    ("--period P8D --from 2026-11-21 --roll 99", "99"),
    ("--regime nowhere-1 --from 2026-11-21", "nowhere-1"),
    ("--regime eu-dsa-14.2 --from 2026-11-21", "--period"),
]


@pytest.mark.parametrize(("asked", "which", "day"), COUNTED)
def test_days_are_those_counted_by_hand(
    installation: Desk, asked: str, which: str, day: str
) -> None:
    form = installation.run("deadline", *asked.split())

    assert form[which] == day
    assert form["words"]


@pytest.mark.parametrize(("asked", "named"), MISTAKES)
def test_a_mistake_is_named_in_a_sentence(installation: Desk, asked: str, named: str) -> None:
    done = installation.command("deadline", *asked.split())

    assert done.returncode == 2
    assert done.stdout == ""
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_the_longest_time_of_a_rule_is_told(installation: Desk) -> None:
    shown = installation.command("deadline", "--regime", "de-tkg-57.2", "--effective", "2027-03-01")

    assert "Not before Friday 2027-01-01" in shown.stdout
