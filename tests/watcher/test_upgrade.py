"""When we read differently, kept pages are read anew, and nobody is told that a service changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from policy.fingerprint import fingerprint, links_fingerprint
from policy.jsonable import reading_to_json
from policy.model import EXTRACTION_RULES, Declared, Reading
from policy.read import read
from storage import changes, policies, versions
from storage.database import Database
from storage.policies import WantedSource
from tests.contracts.fault_server import Script
from tests.watcher.world import World, policy_page, watching_a_world
from watcher.reader import Reader, ReadText
from watcher.reader_process import _json

TOMORROW = EXTRACTION_RULES + 1


class NewRules(Reader):
    """A reader of tomorrow: it leaves headings out of the text."""

    async def read(
        self,
        body: bytes,
        headers: Mapping[str, str],
        declared: Declared,
        sketch: str | None = None,
    ) -> ReadText:
        """The page by the rules of tomorrow."""
        today = read(body, headers, declared)
        kept = tuple(c for c in today.clauses if c.kind != "heading")
        reading: Reading = replace(today, clauses=kept, rules=TOMORROW)
        return ReadText(
            fingerprint(reading),
            links_fingerprint(reading),
            TOMORROW,
            reading.refused,
            _json(reading_to_json(reading)),
        )


def tomorrow(world: World, monkeypatch: pytest.MonkeyPatch, reader: Reader | None = None) -> None:
    """From now on the world is looked at by other rules."""
    for module in ("watcher.receive", "watcher.upgrade"):
        monkeypatch.setattr(f"{module}.EXTRACTION_RULES", TOMORROW)
    assert world.watcher is not None
    world.watcher = replace(
        world.watcher, eyes=replace(world.watcher.eyes, reader=reader or NewRules())
    )


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
        monkeypatch.setattr(NewRules, "read", _same_text_by_other_rules)
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


class Dating(NewRules):
    """A reader of tomorrow: it finds the date that the one of today did not."""

    async def read(
        self,
        body: bytes,
        headers: Mapping[str, str],
        declared: Declared,
        sketch: str | None = None,
    ) -> ReadText:
        """The same words, and a day from which they hold."""
        return _told(
            replace(read(body, headers, declared), rules=TOMORROW, effective_on="2026-05-01")
        )


async def test_a_date_that_new_rules_find_is_not_told_with_the_next_true_change(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = policy_page()
        await world.look()
        tomorrow(world, monkeypatch, Dating())
        outcomes = []
        for days in (30, 60, 60):
            world.clock.pass_by(hours=6)
            world.pages["/privacy"] = policy_page(days=days)
            outcomes.append((await world.look())[0])

    assert outcomes == ["same", "pending", "changed"]
    with database.reading() as tx:
        ours = changes.get(tx, changes.change_id("mill", 2, "technical"))
        (told,) = changes.unannounced(tx)
    assert (ours.kind, ours.comparison.dates) == (
        "technical",
        {"effective_on": (None, "2026-05-01")},
    )
    assert (told.to_version, told.comparison.dates) == (3, {})


async def test_what_is_kept_of_an_address_that_moved_is_read_anew_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages |= {"/privacy": policy_page(), "/legal": policy_page()}
        await world.look()
        with database.transaction() as tx:
            wanted = policies.wanted(tx, "mill")
            source = replace(
                wanted.sources[0], url=wanted.sources[0].url.replace("privacy", "legal")
            )
            policies.put(tx, replace(wanted, sources=(source,)), world.clock())
        tomorrow(world, monkeypatch)
        seen = [await world.look() for _ in range(2)]

    assert seen == [("same", None)] * 2
    with database.reading() as tx:
        assert [row.kind for row in versions.listed(tx, "mill")] == ["first", "technical"]
        assert changes.unannounced(tx) == []


@pytest.mark.parametrize(
    ("first", "then"),
    [(("/privacy",), ("/privacy", "/more")), (("/privacy", "/more"), ("/privacy",))],
    ids=["one more", "one less"],
)
async def test_another_set_of_pages_is_our_change_and_not_the_service_s(
    database: Database, first: tuple[str, ...], then: tuple[str, ...]
) -> None:
    async with watching_a_world(database) as world:
        world.pages |= {"/privacy": policy_page(), "/more": policy_page("The horse gets oats.")}
        world.add(*first)
        await world.look()
        with database.transaction() as tx:
            wanted = policies.wanted(tx, "mill")
            pages = tuple(WantedSource(f"http://127.0.0.1:{world.port}{path}") for path in then)
            policies.put(tx, replace(wanted, sources=pages), world.clock())
        world.clock.pass_by(hours=6)
        seen = [await world.look() for _ in range(3)]
        world.clock.pass_by(hours=6)
        world.pages["/privacy"] = policy_page(days=60)
        seen.append(await world.look())

    assert seen == [*[("same", None)] * 3, ("pending", None)]
    with database.reading() as tx:
        assert [row.kind for row in versions.listed(tx, "mill")] == ["first", "technical"]
        assert changes.unannounced(tx) == []


class Hearing(NewRules):
    """A reader of tomorrow: it hears what the one of today was deaf to."""

    async def read(
        self,
        body: bytes,
        headers: Mapping[str, str],
        declared: Declared,
        sketch: str | None = None,
    ) -> ReadText:
        """The whole page, by the rules of tomorrow."""
        return _told(replace(read(body, headers, declared), rules=TOMORROW))


class Deaf(NewRules):
    """A reader of today that misses every clause about the horse."""

    async def read(
        self,
        body: bytes,
        headers: Mapping[str, str],
        declared: Declared,
        sketch: str | None = None,
    ) -> ReadText:
        """The page without the horse."""
        today = read(body, headers, declared)
        return _told(
            replace(today, clauses=tuple(c for c in today.clauses if "horse" not in c.text))
        )


async def looked_by_the_deaf(world: World, pages: list[Script]) -> list[datetime]:
    """One look every six hours, by rules that miss the horse; when each was."""
    assert world.watcher is not None
    world.watcher = replace(world.watcher, eyes=replace(world.watcher.eyes, reader=Deaf()))
    world.add("/privacy")
    at = []
    for page in pages:
        world.clock.pass_by(hours=6)
        world.pages["/privacy"] = page
        at.append(world.clock.now)
        assert (await world.look())[0] in ("first", "same")
    return at


async def test_what_old_rules_missed_is_told_late_with_the_looks_between_which_it_came(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = "The horse gets oats.", "The horse gets hay."
    pages = [policy_page(one if n < 7 else two, noise=f"n{n}") for n in range(12)]
    async with watching_a_world(database) as world:
        at = await looked_by_the_deaf(world, pages)
        tomorrow(world, monkeypatch, Hearing())
        world.clock.pass_by(hours=6)
        seen = await world.look()
        found_at = world.clock.now

    assert seen == ("same", None)
    with database.reading() as tx:
        kinds = [row.kind for row in versions.listed(tx, "mill")]
        (late,) = changes.unannounced(tx)
    assert kinds == ["first", "technical", "late"]
    assert (late.kind, late.from_version, late.to_version) == ("late", 2, 3)
    assert (late.last_seen_old_at, late.first_seen_new_at) == (at[6], at[7])
    assert late.detected_at == found_at
    (change,) = late.comparison.changes
    assert change.old is not None
    assert change.new is not None
    assert (change.old.text, change.new.text) == (one, two)


@pytest.mark.parametrize(
    ("fed", "why"),
    [
        ("aaabaaa", "it went back: a variant"),
        ("aaaaaab", "it was seen once: the next look will tell"),
        ("abcdefghijkl", "it never rests"),
    ],
)
async def test_what_is_not_sure_is_not_told_late(
    database: Database, monkeypatch: pytest.MonkeyPatch, fed: str, why: str
) -> None:
    pages = [policy_page(f"The horse gets {food}.", noise=f"n{n}") for n, food in enumerate(fed)]
    async with watching_a_world(database) as world:
        await looked_by_the_deaf(world, pages)
        tomorrow(world, monkeypatch, Hearing())
        await world.look()

    with database.reading() as tx:
        assert [row.kind for row in versions.listed(tx, "mill")] == ["first", "technical"], why
        assert changes.unannounced(tx) == []


def _told(reading: Reading) -> ReadText:
    return ReadText(
        fingerprint(reading),
        links_fingerprint(reading),
        reading.rules,
        reading.refused,
        _json(reading_to_json(reading)),
    )


async def _same_text_by_other_rules(
    self: Reader,
    body: bytes,
    headers: Mapping[str, str],
    declared: Declared,
    sketch: str | None = None,
) -> ReadText:
    reading = replace(read(body, headers, declared), rules=TOMORROW)
    return ReadText(
        fingerprint(reading),
        links_fingerprint(reading),
        TOMORROW,
        reading.refused,
        _json(reading_to_json(reading)),
    )
