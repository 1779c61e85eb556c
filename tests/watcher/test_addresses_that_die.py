"""Addresses that die, come back, or die for good, over weeks: what is recorded, what nobody is
told, and where the text may live on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import changes, checks, policies, successors, versions
from storage.database import Database
from tests.contracts.fault_server import Script, page
from tests.watcher.world import World, policy_html, policy_page, watching_a_world

GONE: dict[str, Script] = {
    "404": [page(b"<p>not here</p>", status="404 Not Found")],
    "410": [page(b"<p>gone</p>", status="410 Gone")],
}
FRONT = page(
    b"""<!doctype html><html lang="en"><body><h1>The Mill</h1><footer><a href="/jobs">Jobs</a>
    <a href="/terms">Terms of use</a><a href="/legal/privacy-policy">Privacy policy</a>
    </footer></body></html>"""
)


async def looks(world: World, hours: int, every: int = 6) -> list[tuple[str, str | None]]:
    """Look again and again for so many hours."""
    seen = []
    for _ in range(hours // every):
        world.clock.pass_by(hours=every)
        seen.append(await world.look())
    return seen


@pytest.mark.parametrize("status", ["404", "410"])
async def test_a_page_that_comes_back_with_its_text_is_no_change(
    embedded: Database, status: str
) -> None:
    async with watching_a_world(embedded) as world:
        world.pages["/privacy"] = policy_page()
        world.add("/privacy")
        await world.look()
        world.pages["/privacy"] = GONE[status]
        away = await looks(world, hours=24)
        world.pages["/privacy"] = policy_page()
        back = await looks(world, hours=12)

    assert set(away) == {("refused", "gone")}
    assert back == [("same", None)] * 2
    with embedded.reading() as tx:
        assert [row.number for row in versions.listed(tx, "mill")] == [1]
        assert changes.unannounced(tx) == []
        assert len(checks.of(tx, "mill")) == 7
        assert successors.listed(tx, "mill") == []


async def test_a_page_that_comes_back_changed_is_one_change_with_honest_bounds(
    embedded: Database,
) -> None:
    async with watching_a_world(embedded) as world:
        world.pages["/privacy"] = policy_page()
        world.add("/privacy")
        await world.look()
        last_seen = world.clock.now
        world.pages["/privacy"] = GONE["404"]
        await looks(world, hours=48)
        world.pages["/privacy"] = policy_page(days=60)
        back = await looks(world, hours=12)
        first_seen = world.clock.now - timedelta(hours=6)

    assert back == [("pending", None), ("changed", None)]
    with embedded.reading() as tx:
        (change,) = changes.unannounced(tx)
    assert (change.last_seen_old_at, change.first_seen_new_at) == (last_seen, first_seen)


@pytest.mark.parametrize("status", ["404", "410"])
async def test_a_page_that_dies_for_good_is_told_to_nobody_and_its_successor_is_sought(
    embedded: Database, status: str
) -> None:
    async with watching_a_world(embedded) as world:
        world.pages["/privacy"] = policy_page()
        world.add("/privacy")
        await world.look()
        world.pages |= {
            "/privacy": GONE[status],
            "/": [FRONT],
            "/legal/privacy-policy": policy_page("You may write to us at any time about this."),
        }
        await looks(world, hours=18)
        too_soon = len(world.requests)
        assert "/" not in [path for path, _ in world.requests]
        assert set(await looks(world, hours=30 * 24, every=24)) == {("refused", "gone")}

    asked = [path for path, _ in world.requests[too_soon:]]
    assert 3 <= asked.count("/") <= 6  # once a week, while it is dead
    assert "/jobs" not in asked
    with embedded.reading() as tx:
        assert len(versions.listed(tx, "mill")) == 1
        assert changes.unannounced(tx) == []
        (found,) = successors.listed(tx, "mill")
    assert found.url.endswith("/legal/privacy-policy")
    assert (found.why, found.words, found.title) == (
        "front", "Privacy policy", "Privacy policy of the Mill",
    )  # fmt: skip
    assert found.likeness == 100


async def test_an_accepted_successor_keeps_the_history_and_ends_the_old_address(
    database: Database,
) -> None:
    async with watching_a_world(database) as world:
        world.pages["/privacy"] = policy_page()
        world.add("/privacy")
        await world.look()
        world.pages |= {
            "/privacy": GONE["404"], "/": [FRONT], "/legal/privacy-policy": policy_page(days=60),
        }  # fmt: skip
        await looks(world, hours=36)
        with database.transaction() as tx:
            (found,) = successors.listed(tx, "mill")
            wanted = policies.wanted(tx, "mill")
            sources = (replace(wanted.sources[0], url=found.url),)
            policies.put(tx, replace(wanted, sources=sources), world.clock())
        moved_at = world.clock.now
        seen = await looks(world, hours=12)

    assert seen == [("pending", None), ("changed", None)]
    with database.reading() as tx:
        old, new = policies.addresses(tx, "mill")
        assert (old.ended_at, new.added_at, new.ended_at) == (moved_at, moved_at, None)
        assert [row.number for row in versions.listed(tx, "mill")] == [1, 2]
        assert successors.listed(tx, "mill") == []


async def test_the_dead_address_and_the_service_s_other_pages_show_the_way_too(
    embedded: Database,
) -> None:
    terms = policy_html().replace(
        b"</footer>", b"<a href='/privacy-statement'>Privacy statement</a></footer>"
    )
    signpost = b"<p>Moved: <a href='/new/privacy'>our privacy policy</a></p>"
    async with watching_a_world(embedded) as world:
        world.pages |= {"/privacy": policy_page(), "/terms": [page(terms)]}
        world.add("/privacy")
        world.add("/terms", id="terms")
        await world.look()
        await world.look("terms")
        world.pages |= {
            "/privacy": [page(signpost, status="410 Gone")],
            "/privacy-statement": [page(b"<p>nothing</p>", status="404 Not Found")],
            "/new/privacy": policy_page(),
        }
        await looks(world, hours=36)

    with embedded.reading() as tx:
        (found,) = successors.listed(tx, "mill")  # the other one is not there
    assert (found.why, found.words) == ("dead", "our privacy policy")
    assert "/privacy-statement" in [path for path, _ in world.requests]


async def test_an_address_that_lives_again_needs_no_successor(embedded: Database) -> None:
    async with watching_a_world(embedded) as world:
        world.pages["/privacy"] = policy_page()
        world.add("/privacy")
        await world.look()
        world.pages |= {
            "/privacy": GONE["404"], "/": [FRONT], "/legal/privacy-policy": policy_page(),
        }  # fmt: skip
        await looks(world, hours=36)
        with embedded.reading() as tx:
            assert len(successors.listed(tx, "mill")) == 1
        world.pages["/privacy"] = policy_page()
        await looks(world, hours=6)

    with embedded.reading() as tx:
        assert successors.listed(tx, "mill") == []


async def test_a_home_page_in_place_of_the_policy_is_no_version(embedded: Database) -> None:
    home = b"<html lang='en'><title>The Mill</title><main><h1>Fresh flour every day</h1><p>" + (
        b"Our bakers love it, and so will you. Come and taste our bread on Saturdays. " * 30
    )
    async with watching_a_world(embedded) as world:
        world.pages["/privacy"] = policy_page()
        world.add("/privacy")
        await world.look()
        world.pages |= {
            "/privacy": [page(b"", status="302 Found", headers=["Location: /"])],
            "/": [page(home)],
        }
        seen = await looks(world, hours=48)

    assert {outcome for outcome, _ in seen} == {"refused"}
    with embedded.reading() as tx:
        assert len(versions.listed(tx, "mill")) == 1
        assert changes.unannounced(tx) == []
