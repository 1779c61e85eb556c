"""Who may read a policy: everybody, whoever knows its address, or nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage import policies, visibility
from storage.database import Database
from storage.errors import UnknownPolicyError, WithdrawnPolicyError
from storage.policies import Wanted, WantedSource
from storage.visibility import Visibility

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def watched(database: Database) -> Database:
    """Two policies of one service and one of another."""
    with database.transaction() as tx:
        for id, service in (("a-terms", "Aldus"), ("a-privacy", "Aldus"), ("b-terms", "Bergamot")):
            source = WantedSource(f"https://{id}.example/")
            policies.add(tx, Wanted(id, service, "Terms of Service", (source,)), NOON)
    return database


def shown(database: Database, service: str | None = None) -> list[str]:
    with database.reading() as tx:
        return [row.id for row in visibility.listed(tx, service)]


def put(database: Database, id: str, wanted: Visibility, because: str | None = None) -> bool:
    with database.transaction() as tx:
        return visibility.put(tx, id, wanted, NOON, because)


def test_a_new_policy_is_public_and_listed(watched: Database) -> None:
    assert shown(watched) == ["a-privacy", "a-terms", "b-terms"]
    assert shown(watched, "Aldus") == ["a-privacy", "a-terms"]


def test_an_unlisted_policy_is_readable_and_not_listed(watched: Database) -> None:
    assert put(watched, "a-terms", "unlisted")
    assert not put(watched, "a-terms", "unlisted")

    with watched.reading() as tx:
        assert visibility.readable(tx, "a-terms").id == "a-terms"
    assert "a-terms" not in shown(watched)


def test_a_private_policy_is_as_unknown_as_one_that_never_was(watched: Database) -> None:
    put(watched, "a-terms", "private")

    with watched.reading() as tx:
        for name in ("a-terms", "never-was"):
            with pytest.raises(UnknownPolicyError):
                visibility.readable(tx, name)
    assert "a-terms" not in shown(watched)


def test_a_withdrawn_policy_says_why_until_it_is_shown_again(watched: Database) -> None:
    put(watched, "a-terms", "withdrawn", "the service asked us to")

    with watched.reading() as tx, pytest.raises(WithdrawnPolicyError) as refused:
        visibility.readable(tx, "a-terms")
    put(watched, "a-terms", "public", "forgotten")

    assert refused.value.because == "the service asked us to"
    with watched.reading() as tx:
        assert visibility.readable(tx, "a-terms").withdrawn_because is None


def test_what_is_watched_no_longer_stays_readable_and_is_not_listed(watched: Database) -> None:
    with watched.transaction() as tx:
        policies.remove(tx, "a-terms", NOON)

    with watched.reading() as tx:
        assert visibility.readable(tx, "a-terms").state == "removed"
    assert "a-terms" not in shown(watched)
