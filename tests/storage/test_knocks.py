"""Limits that hold across processes, and forget who knocked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage import knocks
from storage.database import Database
from storage.knocks import DAY, HOUR, Limit
from storage.people import Vault

NOON = datetime(2026, 12, 15, 12, tzinfo=UTC)
VAULT = Vault(b"m" * 32)
ADA = Limit(("confirm", "ada@example.org"), 3, DAY)


def test_a_window_slides(database: Database) -> None:
    hours = (0, 5, 10, 15, 20, 24, 25)

    allowed = [
        knocks.allows(database, VAULT, (ADA,), NOON + timedelta(hours=hour)) for hour in hours
    ]

    assert allowed == [True, True, True, False, False, True, False]


def test_every_limit_must_allow_it_and_what_is_refused_is_not_counted(database: Database) -> None:
    all_ = Limit(("sign up", "all"), 2)
    for name in ("a", "b", "c", "d"):
        knocks.allows(database, VAULT, (Limit(("sign up", name), 1), all_), NOON)

    with database.reading() as tx:
        reached = [
            knocks.is_reached(tx, VAULT, Limit(("sign up", name), 1), NOON)
            for name in ("a", "b", "c", "d")
        ]
    assert reached == [True, True, False, False]


def test_what_no_limit_counts_any_more_is_forgotten(database: Database) -> None:
    knocks.allows(database, VAULT, (ADA,), NOON)
    knocks.allows(database, VAULT, (ADA,), NOON + HOUR)

    with database.transaction() as tx:
        assert knocks.forget(tx, NOON + timedelta(minutes=30)) == 1
        assert knocks.forget(tx, NOON + timedelta(minutes=30)) == 0
