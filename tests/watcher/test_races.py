"""Looks that somebody else interferes with, and hosts that say what they want."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from storage import checks, policies, schema, snapshots, versions
from storage.database import Database
from storage.policies import WantedSource
from storage.tables import LaneRow
from tests.contracts.fault_server import Close, Script, page, serving
from tests.watcher.world import policy_page, watching_a_world
from watcher.politeness import Manners


def once(at: str, act: Callable[[], None]) -> Callable[[str], None]:
    """Something that happens the first time a look reaches a point."""
    done: list[str] = []

    def reached(point: str) -> None:
        if point == at and not done:
            done.append(point)
            act()

    return reached


async def test_a_policy_declared_anew_during_its_look_is_looked_at_again(
    database: Database,
) -> None:
    def declare() -> None:
        with database.transaction() as tx:
            wanted = policies.wanted(tx, "mill")
            place = wanted.sources[0].url.replace("/old", "/new")
            policies.put(tx, replace(wanted, sources=(WantedSource(place),)), world.clock())

    async with watching_a_world(database, reached=once("decided", declare)) as world:
        world.add("/old")
        world.pages["/old"] = policy_page("The old page.")
        world.pages["/new"] = policy_page("The new page.")
        seen = await world.look()

    assert seen == ("first", None)
    with database.reading() as tx:
        assert "The new page." in versions.get(tx, "mill", 1).reading.text
        assert len(checks.of(tx, "mill")) == 1


async def test_a_worker_that_lost_its_host_throws_its_look_away(database: Database) -> None:
    def steal() -> None:
        with database.transaction() as tx:
            taken = update(LaneRow).values(
                lease_owner="another", lease_no=col(LaneRow.lease_no) + 1
            )
            tx.execute(taken)

    async with watching_a_world(database, reached=once("received", steal)) as world:
        world.add("/privacy")
        world.pages["/privacy"] = policy_page()
        assert world.watcher is not None
        (looked,) = await world.watcher.check(["mill"])

    assert (looked.reason, looked.recorded) == ("host_busy", False)
    with database.reading() as tx:
        assert checks.of(tx, "mill") == []
        lane = tx.get(LaneRow, "127.0.0.1")
    assert lane is not None
    assert lane.lease_owner == "another"  # it was not given back by who no longer held it


@pytest.mark.parametrize(
    ("answer", "reason"),
    [([page(b"", status="503 Busy")], "http_503"), ([Close("rst")], "connection_error")],
)
async def test_a_host_that_cannot_say_what_it_allows_is_not_asked_for_more(
    database: Database, answer: Script, reason: str
) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = policy_page()
        world.pages["/robots.txt"] = answer
        refused = await world.look()
        asked = {path for path, _ in world.requests}
        world.pages["/robots.txt"] = [page(b"User-agent: *\nCrawl-delay: 7\n")]
        again = await world.look()

    assert refused == ("unreachable", reason)
    assert asked == {"/robots.txt"}
    assert again == ("first", None)
    with database.reading() as tx:
        lane = tx.get(LaneRow, "127.0.0.1")
    assert lane is not None
    assert lane.crawl_delay_s == 7


async def test_an_operator_may_only_note_what_robots_are_told(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = policy_page()
        world.pages["/robots.txt"] = [page(b"User-agent: *\nDisallow: /\n")]
        obeyed = await world.look()
        with database.transaction() as tx:
            wanted = policies.wanted(tx, "mill")
            policies.put(tx, replace(wanted, options={"robots": "note"}), world.clock())
        noted = await world.look()

    assert (obeyed, noted) == (("refused", "robots"), ("first", None))
    with database.reading() as tx:
        (snapshot,) = snapshots.of_look(tx, checks.of(tx, "mill")[-1].id or 0)
        assert snapshots.exchange_of(tx, snapshot.id or 0)["robots"] == "disallowed"


async def test_a_penalty_doubles_and_is_forgiven_by_good_answers(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a.db")  # elsewhere lanes go by the server's clock
    schema.create(database)
    penalties: list[int] = []
    manners = Manners(min_delay=timedelta(seconds=1), longest_wait=timedelta(hours=2))
    async with watching_a_world(database, manners=manners) as world:
        world.add("/privacy")
        busy: Script = [page(b"", status="429 Slow")]
        for script in [busy] * 3 + [policy_page()] * 12:
            world.pages["/privacy"] = script
            await world.look()
            with database.reading() as tx:
                lane = tx.get(LaneRow, "127.0.0.1")
                assert lane is not None
                penalties.append(lane.penalty_s)

    assert penalties[:3] == [30, 60, 120]
    assert penalties[3:] == sorted(penalties[3:], reverse=True)
    assert penalties[-1] == 0
    database.close()


async def test_robots_are_asked_where_a_redirect_leads_too(database: Database) -> None:
    async with (
        serving(
            lambda path: [
                page(b"User-agent: *\nDisallow: /\n", headers=["Content-Type: text/plain"])
                if path == "/robots.txt"
                else page(b"<p>never asked</p>")
            ]
        ) as other,
        watching_a_world(database) as world,
    ):
        away = [f"Location: http://127.0.0.1:{other.port}/privacy"]
        world.pages["/privacy"] = [page(b"", status="301 Moved", headers=away)]
        world.add("/privacy")
        looked = await world.look()

    assert looked == ("refused", "robots")
    assert [path for path, _ in other.requests] == ["/robots.txt"]
