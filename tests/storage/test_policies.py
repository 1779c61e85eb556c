"""The registry of what is watched, on both databases."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from storage import declaring, entries, policies, watched
from storage.database import Database
from storage.errors import PolicyExistsError, UnknownPolicyError
from storage.policies import Wanted, WantedSource

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MILL = Wanted(
    id="mill-privacy-policy",
    service="Mill & Sons",
    terms_type="Privacy Policy",
    language="nl",
    sources=(WantedSource("https://mill.example/privacy", select=("main",), remove=(".date",)),),
)


def test_a_declared_policy_comes_back_as_it_was_declared(database: Database) -> None:
    with database.transaction() as tx:
        policies.add(tx, MILL, NOON)

    with database.reading() as tx:
        assert policies.wanted(tx, MILL.id) == MILL
        source = watched.watched(tx, MILL.id).sources[0]
    assert (source.lane, source.declared.select) == ("mill.example", ("main",))
    assert source.declared.language == "nl"


def test_declaring_twice_is_harmless(database: Database) -> None:
    other = replace(MILL, sources=(WantedSource("https://mill.example/terms"),))

    with database.transaction() as tx:
        answers = [policies.put(tx, wanted, NOON) for wanted in (MILL, MILL, other)]

    assert answers == ["added", "same", "changed"]
    with database.reading() as tx:
        assert [s.url for s in policies.sources(tx, MILL.id)] == ["https://mill.example/terms"]
        assert len(entries.of(tx, "policy", MILL.id)) == 2


def test_many_are_declared_with_as_few_statements_as_a_few(database: Database) -> None:
    def declared(count: int, of: str) -> list[Wanted]:
        source = WantedSource(f"https://{of}.example/privacy")
        return [replace(MILL, id=f"{of}-{number}", sources=(source,)) for number in range(count)]

    asked: dict[str, int] = {}
    with database.transaction() as tx:
        counter = Counter[str]()
        event.listen(database.engine, "before_cursor_execute", lambda *_: counter.update("s"))
        for count, of in ((2, "few"), (200, "many")):
            counter.clear()
            came = declaring.put_many(tx, declared(count, of), NOON)
            again = declaring.put_many(tx, declared(count, of), NOON)
            asked[of] = counter.total()
            assert set(came.values()) == {"added"}
            assert set(again.values()) == {"same"}

    assert asked["many"] <= asked["few"]
    with database.reading() as tx:
        rows = policies.listed(tx)
        held = declaring.wanted_many(tx, [row.id for row in rows])
    assert sorted(row.no for row in rows) == list(range(1, 203))
    assert held == {one.id: one for one in declared(2, "few") + declared(200, "many")}


def test_of_two_declarations_of_one_name_the_last_counts(database: Database) -> None:
    later = replace(MILL, service="Mill & Daughters")

    with database.transaction() as tx:
        came = declaring.put_many(tx, [MILL, later], NOON)

    assert came == {MILL.id: "added"}
    with database.reading() as tx:
        assert policies.wanted(tx, MILL.id) == later


def test_a_taken_name_is_refused_and_a_removed_one_comes_back(database: Database) -> None:
    with database.transaction() as tx:
        first = policies.add(tx, MILL, NOON)
        with pytest.raises(PolicyExistsError, match="clausewatch set"):
            policies.add(tx, MILL, NOON)
        policies.remove(tx, MILL.id, NOON)
        assert policies.listed(tx) == []

        again = policies.add(tx, MILL, NOON + HOUR)

    assert (again.no, again.state) == (first.no, "active")


def test_only_active_policies_fall_due_and_the_longest_waiting_first(database: Database) -> None:
    names = ["a", "b", "c", "d"]
    with database.transaction() as tx:
        for hours, name in enumerate(names):
            policies.add(tx, replace(MILL, id=name), NOON - hours * HOUR)
        policies.pause(tx, "b", NOON)
        policies.add(tx, replace(MILL, id="later"), NOON + HOUR)

    with database.reading() as tx:
        assert [name for name, _ in policies.due(tx, NOON)] == ["d", "c", "a"]


def test_an_address_has_a_period(database: Database) -> None:
    with database.transaction() as tx:
        policies.add(tx, MILL, NOON)
        policies.sources(tx, MILL.id)[0].moved_to = "https://mill.example/nl/privacy"
        policies.accept_move(tx, MILL.id, NOON + HOUR)

    with database.reading() as tx:
        (source,) = policies.sources(tx, MILL.id)
    assert (source.url, source.added_at) == ("https://mill.example/nl/privacy", NOON + HOUR)


def test_an_unknown_policy_is_named(database: Database) -> None:
    with (
        database.reading() as tx,
        pytest.raises(UnknownPolicyError, match="no policy named nobody"),
    ):
        policies.get(tx, "nobody")
