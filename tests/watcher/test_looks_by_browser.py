"""Looks through a real browser: declared or found necessary, polite, on record as what they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage import changes, checks, policies, snapshots, versions
from storage.database import Database
from tests.conftest import missing
from tests.contracts.fault_server import Script, page
from tests.watcher.world import NOON, policy_html, policy_page, watching_a_world
from watcher.browser_program import installed
from watcher.politeness import Manners

SCRIPTED: Script = [
    page(b"""<!doctype html><html lang="en"><head><title>Privacy policy of the Mill</title></head>
<body><div id="app"></div><script>
fetch("/words").then((answer) => answer.text()).then((words) => {
  document.getElementById("app").innerHTML = words;
});</script></body></html>""")
]


@pytest.fixture(scope="module")
def program() -> Path:
    """The browser of this machine."""
    found = installed()
    if found is None:
        missing("Chromium or playwright is missing: install the package chromium and the extra.")
    assert found is not None
    return found


def origins(database: Database) -> list[tuple[str, str | None]]:
    """Outcome and origin of every look."""
    with database.reading() as tx:
        return [(look.outcome, look.origin) for look in checks.of(tx, "mill")]


async def test_an_empty_shell_is_read_through_the_browser_from_then_on(
    embedded: Database, program: Path
) -> None:
    five = Manners(min_delay=timedelta(seconds=5))
    async with watching_a_world(embedded, browser=program, manners=five) as world:
        world.pages |= {"/privacy": SCRIPTED, "/words": policy_page()}
        world.add("/privacy", screenshot=True)
        await world.look()
        waited = world.clock.slept
        world.clock.pass_by(hours=6)
        world.pages["/words"] = policy_page(days=60)
        await world.look()
        asked = [path for path, _ in world.requests]
        held = world.watcher
        assert held is not None

    assert origins(embedded) == [("first", "browser"), ("pending", "browser")]
    assert waited == 10  # robots.txt, the plain page and the visit, five seconds apart
    assert asked.count("/words") == 2
    assert asked.count("/privacy") == 4
    with embedded.reading() as tx:
        (snapshot,) = snapshots.of_look(tx, checks.of(tx, "mill")[0].id or 0)
        exchange = snapshots.exchange_of(tx, snapshot.id or 0)
        assert b"30 days" in snapshots.body_of(tx, snapshot.blob_id or 0)
        assert snapshots.body_of(tx, snapshot.screenshot_id or 0).startswith(b"\x89PNG")
        assert policies.sources(tx, "mill")[0].by_browser
    assert exchange["by"] == "browser"
    assert exchange["plain"]["status"] == 200


async def test_what_only_the_browser_shows_is_no_change_of_the_service(
    embedded: Database, program: Path
) -> None:
    static = policy_html()
    richer = static.replace(
        b"</main>", b"</main><script>const p = document.createElement('p');"
        b"p.textContent = 'We share your data with the miller next door.';"
        b"document.querySelector('main').append(p);</script>",
    )  # fmt: skip
    async with watching_a_world(embedded, browser=program) as world:
        world.pages["/privacy"] = [page(richer)]
        world.add("/privacy")
        await world.look()
        with embedded.transaction() as tx:
            wanted = policies.wanted(tx, "mill")
            sources = tuple(replace(s, fetch="browser") for s in wanted.sources)
            policies.put(tx, replace(wanted, sources=sources), NOON)
        world.clock.pass_by(hours=6)
        assert await world.look() == ("same", None)

    with embedded.reading() as tx:
        assert [row.kind for row in versions.listed(tx, "mill")] == ["first", "technical"]
        assert changes.unannounced(tx) == []
        assert "next door" in versions.get(tx, "mill", 2).reading.text


async def test_without_a_browser_it_is_said_what_is_missing(embedded: Database) -> None:
    async with watching_a_world(embedded) as world:
        world.pages |= {"/privacy": SCRIPTED, "/words": policy_page()}
        world.add("/privacy")
        world.add("/privacy", id="declared", fetch="browser")
        looks = [await world.look(), await world.look("declared")]

    assert looks == [("refused", "empty"), ("unreachable", "no_browser")]
    with embedded.reading() as tx:
        assert "install chromium" in (checks.of(tx, "declared")[0].detail or "")


async def test_a_page_that_was_declared_plain_is_never_visited(
    embedded: Database, program: Path
) -> None:
    async with watching_a_world(embedded, browser=program) as world:
        world.pages |= {"/privacy": SCRIPTED, "/words": policy_page()}
        world.add("/privacy", fetch="http")
        assert await world.look() == ("refused", "empty")

    assert "/words" not in [path for path, _ in world.requests]


async def test_robots_keep_the_browser_away_too(embedded: Database, program: Path) -> None:
    async with watching_a_world(embedded, browser=program) as world:
        robots = b"User-agent: *\nDisallow: /privacy\n"
        world.pages |= {
            "/robots.txt": [page(robots, headers=["Content-Type: text/plain"])],
            "/privacy": SCRIPTED,
        }
        world.add("/privacy", fetch="browser")
        assert await world.look() == ("refused", "robots")

    assert [path for path, _ in world.requests] == ["/robots.txt"]


async def test_what_the_plain_answer_says_needs_no_browser(
    embedded: Database, program: Path
) -> None:
    async with watching_a_world(embedded, browser=program) as world:
        world.add("/privacy", fetch="browser")
        assert await world.look() == ("refused", "gone")

    assert [headers["user-agent"] for path, headers in world.requests if path == "/privacy"] == [
        "Clausewatch/0.1"
    ]


async def test_a_policy_in_a_frame_is_read_unless_the_frame_s_host_forbids_it(
    embedded: Database, program: Path
) -> None:
    around = b'<title>Privacy policy</title><iframe src="/framed" width="900" height="700">'
    async with watching_a_world(embedded, browser=program) as world:
        world.pages |= {"/privacy": [page(around)], "/framed": policy_page()}
        world.add("/privacy")
        assert await world.look() == ("first", None)
        robots = page(b"User-agent: *\nDisallow: /framed\n", headers=["Content-Type: text/plain"])
        world.pages["/robots.txt"] = [robots]
        world.clock.pass_by(days=2)
        assert await world.look() == ("refused", "robots")

    with embedded.reading() as tx:
        first, second = checks.of(tx, "mill")
        (snapshot,) = snapshots.of_look(tx, first.id or 0)
        frames = snapshots.exchange_of(tx, snapshot.id or 0)["browser"]["frames"]
        assert "30 days" in versions.get(tx, "mill", 1).reading.text
    assert [url.rpartition("/")[2] for url in frames] == ["framed"]
    assert "/framed" in (second.detail or "")
