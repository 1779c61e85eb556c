"""When we read differently, kept pages are read anew, and nobody is told that a service changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from policy.fingerprint import fingerprint, links_fingerprint
from policy.jsonable import reading_to_json
from policy.model import Declared, Reading
from policy.read import read
from storage import changes, policies, versions
from storage.database import Database
from storage.policies import WantedSource
from tests.watcher.world import World, policy_page, watching_a_world
from watcher.reader import Reader, ReadText
from watcher.reader_process import _json


class NewRules(Reader):
    """A reader of tomorrow: it leaves headings out of the text."""

    async def read(
        self,
        body: bytes,
        headers: Mapping[str, str],
        declared: Declared,
        sketch: str | None = None,
    ) -> ReadText:
        """The page by the rules number 2."""
        today = read(body, headers, declared)
        kept = tuple(c for c in today.clauses if c.kind != "heading")
        reading: Reading = replace(today, clauses=kept, rules=2)
        return ReadText(
            fingerprint(reading),
            links_fingerprint(reading),
            2,
            reading.refused,
            _json(reading_to_json(reading)),
        )


def tomorrow(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the world is looked at by other rules."""
    for module in ("watcher.receive", "watcher.upgrade"):
        monkeypatch.setattr(f"{module}.EXTRACTION_RULES", 2)
    assert world.watcher is not None
    world.watcher = replace(world.watcher, eyes=replace(world.watcher.eyes, reader=NewRules()))


async def test_new_rules_make_a_technical_version_that_is_told_to_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = policy_page()
        await world.look()
        tomorrow(world, monkeypatch)
        outcomes = []
        for days in (30, 60, 60):
            world.clock.pass_by(hours=6)
            world.pages["/privacy"] = policy_page(days=days, noise=str(world.clock.now))
            outcomes.append((await world.look())[0])

    assert outcomes == ["same", "pending", "changed"]
    with database.reading() as tx:
        kinds = [row.kind for row in versions.listed(tx, "mill")]
        first, second = (versions.get(tx, "mill", number) for number in (1, 2))
        told = [change.to_version for change in changes.unannounced(tx)]
    assert kinds == ["first", "technical", "change"]
    assert told == [3]
    assert set(second.clause_ids) < set(first.clause_ids)  # what lives on keeps its id


async def test_new_rules_that_change_nothing_here_leave_no_trace(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = policy_page()
        await world.look()
        monkeypatch.setattr(NewRules, "read", _same_text_by_rules_2)
        tomorrow(world, monkeypatch)
        seen = [await world.look() for _ in range(2)]

    assert seen == [("same", None)] * 2
    with database.reading() as tx:
        assert [row.kind for row in versions.listed(tx, "mill")] == ["first"]


async def test_other_selectors_are_our_change_and_not_the_service_s(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = policy_page()
        await world.look()
        with database.transaction() as tx:
            wanted = policies.wanted(tx, "mill")
            source = WantedSource(wanted.sources[0].url, remove=("h2",))
            policies.put(tx, replace(wanted, sources=(source,)), world.clock())
        world.clock.pass_by(hours=6)
        seen = [await world.look() for _ in range(2)]

    assert seen == [("same", None)] * 2
    with database.reading() as tx:
        assert [row.kind for row in versions.listed(tx, "mill")] == ["first", "technical"]
        assert changes.unannounced(tx) == []


async def _same_text_by_rules_2(
    self: Reader,
    body: bytes,
    headers: Mapping[str, str],
    declared: Declared,
    sketch: str | None = None,
) -> ReadText:
    reading = replace(read(body, headers, declared), rules=2)
    return ReadText(
        fingerprint(reading),
        links_fingerprint(reading),
        2,
        reading.refused,
        _json(reading_to_json(reading)),
    )
