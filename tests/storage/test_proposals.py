"""What visitors propose: kept as words, decided by a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage import proposals
from storage.database import Database
from storage.errors import UnknownProposalError

NOON = datetime(2026, 12, 15, 12, tzinfo=UTC)
URL = "https://zandloper.example/privacy"


def test_the_same_address_twice_is_one_proposal(database: Database) -> None:
    with database.transaction() as tx:
        for _ in range(3):
            assert proposals.propose(tx, URL, "Zandloper", "Privacy Policy", NOON)

        [row] = proposals.listed(tx)
    assert (row.times, row.state) == (3, "waiting")


def test_a_decision_ends_the_waiting_and_stays_on_record(database: Database) -> None:
    with database.transaction() as tx:
        proposals.propose(tx, URL, "Zandloper", "", NOON)
        proposals.propose(tx, URL + "/2", "Zandloper", "", NOON)
        first, second = proposals.listed(tx)
        proposals.accept(tx, first, "zandloper-privacy-policy", "Ben", NOON)
        proposals.decline(tx, second, "a login stands before it", "Ben", NOON)

        assert proposals.listed(tx) == []
        assert [row.state for row in proposals.listed(tx, None)] == ["accepted", "declined"]
        proposals.propose(tx, URL + "/2", "Zandloper", "", NOON)
        assert proposals.listed(tx) == [], "what was declined is not asked again"


def test_a_pile_that_nobody_reads_grows_no_further(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "MOST_WAITING", 2)
    with database.transaction() as tx:
        kept = [proposals.propose(tx, f"{URL}/{n}", "Z", "", NOON) for n in range(4)]

    assert kept == [True, True, False, False]


def test_a_number_that_is_none_says_where_to_look(database: Database) -> None:
    with (
        database.reading() as tx,
        pytest.raises(UnknownProposalError, match="clausewatch proposals"),
    ):
        proposals.get(tx, 7)
