"""What is warned of about a contract notice, day by day, and which of it cannot wait."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from notifier import campaign_warnings
from storage import campaigns
from tests.notifier.test_campaign import Firm
from tests.notifier.test_campaign import firm as firm


def warned(firm: Firm, name: str, *moment: int) -> list[tuple[str, bool]]:
    """The warnings at a moment, with whether they are urgent."""
    firm.world.now = datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]
    with firm.tx() as tx:
        found = campaign_warnings.warnings(tx, campaigns.get(tx, name), firm.now)
    return [(one.kind, one.urgent) for one in found]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((2026, 12, 2, 9), []),
        ((2026, 12, 22, 9), [("send_by", False)]),
        ((2026, 12, 25, 9), [("short", False)]),
        ((2026, 12, 28, 9), [("short", True)]),
        ((2026, 12, 30, 9), [("last_moment", True)]),
        ((2027, 1, 2, 9), [("too_late", True)]),
    ],
)
def test_a_notice_that_nobody_was_told_of_is_warned_of_ever_more(
    firm: Firm, day: tuple[int, ...], expected: list[tuple[str, bool]]
) -> None:
    name = firm.draft()

    assert warned(firm, name, *day) == expected


def test_letters_that_wait_are_warned_of_after_an_hour_and_at_once_near_the_last_day(
    firm: Firm,
) -> None:
    name = firm.ready()
    firm.send(name)

    assert warned(firm, name, 2026, 12, 1, 9, 30) == []
    assert warned(firm, name, 2026, 12, 1, 11) == [("stuck", False)]
    assert warned(firm, name, 2026, 12, 30, 9) == [("stuck", True)]


def test_who_needs_another_channel_is_warned_of_from_the_day_of_the_list(firm: Firm) -> None:
    name = firm.ready()
    firm.send(name)
    firm.deliveries(state="failed")

    assert warned(firm, name, 2026, 12, 20, 9) == []
    assert warned(firm, name, 2026, 12, 28, 9) == [("another_channel", False)]
    assert warned(firm, name, 2026, 12, 31, 9) == [("another_channel", True)]
    assert warned(firm, name, 2027, 1, 3, 9) == []


def test_a_supplement_that_nobody_sends_is_warned_of(firm: Firm) -> None:
    name = firm.ready()
    firm.send(name)
    firm.deliveries(state="sent", sent_at=firm.now)
    firm.freeze(name, "address,language\nnew@klant.example,nl\n")

    assert warned(firm, name, 2026, 12, 2, 9) == [("supplement", False)]
    assert warned(firm, name, 2026, 12, 4, 9) == [("supplement", True)]
