"""Pages saved by hand beside looks over the network: neither is taken for the other."""

from __future__ import annotations

from datetime import timedelta

from policy.decide import Rules
from storage import checks, entries, policies
from storage.database import Database
from storage.tables import PolicyRow
from tests.contracts.fault_server import page
from tests.watcher.world import World, policy_html, watching_a_world
from watcher.by_hand import Saved, keep_saved
from watcher.politeness import Holding

TAGGED = ["Content-Type: text/html", 'ETag: "one"']


async def saved(world: World, body: bytes) -> str:
    """Keep a page as saved now; the outcome."""
    assert world.watcher is not None
    setup, eyes = world.watcher.setup, world.watcher.eyes
    held = Holding(world.db, setup.worker, setup.manners, world.clock, world.clock.sleep)
    looked = await keep_saved(
        "mill", [Saved("saved.html", body, {"content-type": "text/html"})], "Ada", world.clock(),
        db=world.db, reader=eyes.reader, rules=Rules(timedelta(minutes=15)), held=held,
    )  # fmt: skip
    return str(looked.outcome)


async def test_not_modified_never_speaks_of_a_page_saved_by_hand(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = [page(policy_html(), headers=TAGGED)]
        await world.look()
        with database.reading() as tx:
            due = tx.get_one(PolicyRow, "mill").next_look_at
        world.clock.pass_by(hours=1)
        assert await saved(world, policy_html(days=60)) == "pending"
        with database.reading() as tx:
            assert tx.get_one(PolicyRow, "mill").next_look_at == due  # it moves no other look
        world.clock.pass_by(hours=1)
        assert await world.look() == ("same", None)

    asked = [headers for path, headers in world.requests if path == "/privacy"]
    assert "if-none-match" not in asked[1]  # what we have now did not come with that tag
    with database.reading() as tx:
        looks = checks.of(tx, "mill")
        assert [look.origin for look in looks] == [None, "by hand: Ada", None]
        assert list(checks.origins(tx, "mill").values()) == ["by hand: Ada"]
        (entry,) = entries.of(tx, "look", str(looks[1].id))
    assert entry.record is None or b"Ada" not in entry.record  # nobody's name in the ledger


async def test_a_saved_page_leaves_a_lasting_redirect_alone(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/old")
        world.pages["/old"] = [page(b"", status="301 Moved", headers=["Location: /new"])]
        world.pages["/new"] = [page(policy_html())]
        await world.look()
        world.clock.pass_by(hours=1)
        assert await saved(world, policy_html()) == "same"

    with database.reading() as tx:
        assert (policies.sources(tx, "mill")[0].moved_to or "").endswith("/new")
