"""The story of a look, on both databases, against a real server: seen, decided and kept."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import timedelta

import pytest

from policy.model import Outcome
from storage import changes, checks, entries, policies, snapshots, versions
from storage.database import Database
from storage.tables import LaneRow
from tests.contracts.fault_server import Close, page
from tests.watcher.world import NOON, policy_html, policy_page, watching_a_world
from watcher.politeness import Manners

PNG = "Content-Type: image/png"


async def test_a_change_is_pending_until_it_is_seen_again(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = policy_page()
        seen = [await world.look()]
        world.clock.pass_by(hours=6)
        world.pages["/privacy"] = policy_page(days=60, noise="n1")
        seen.append(await world.look())
        world.clock.pass_by(minutes=5)
        seen.append(await world.look())  # too soon to confirm
        world.clock.pass_by(minutes=15)
        seen.append(await world.look())

    assert [outcome for outcome, _ in seen] == ["first", "pending", "pending", "changed"]
    with database.reading() as tx:
        (change,) = changes.unannounced(tx)
        assert (change.from_version, change.to_version) == (1, 2)
        assert change.last_seen_old_at == NOON
        assert change.first_seen_new_at == NOON + timedelta(hours=6)
        assert [c.kind for c in change.comparison.changes] == ["reworded"]
        before, after = (versions.get(tx, "mill", number) for number in (1, 2))
    assert before.clause_ids == after.clause_ids  # a reworded clause keeps its id
    assert len(set(after.clause_ids)) == len(after.clause_ids)


async def test_page_noise_is_no_change_and_every_look_is_kept(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        for number in range(4):
            world.pages["/privacy"] = policy_page(noise=f"n{number}")
            await world.look()
            world.clock.pass_by(hours=6)

    with database.reading() as tx:
        looks = checks.of(tx, "mill")
        assert [look.outcome for look in looks] == ["first", "same", "same", "same"]
        for number, look in enumerate(looks):
            (snapshot,) = snapshots.of_look(tx, look.id or 0)
            assert snapshots.body_of(tx, snapshot.blob_id or 0) == policy_html(noise=f"n{number}")
            exchange = snapshots.exchange_of(tx, snapshot.id or 0)
            assert (exchange["status"], exchange["address"]) == (200, "127.0.0.1")
            (entry,) = entries.of(tx, "look", str(look.id))
            on_record = json.loads(entry.record or b"")["body"]
            digest = hashlib.sha256(policy_html(noise=f"n{number}")).hexdigest()
            assert on_record["received"] == [digest]
            assert on_record["exchanges"] == [snapshots.exchange_sha256(exchange)]
        assert len({look.text_id for look in looks}) == 1


SLOW_DOWN = b"""<title>429 Too Many Requests</title><h1>Slow down</h1>
<p>Too many requests came from your network.</p><p>Request ID: 77ab-19</p>"""
DENIED = b"<title>Access denied</title><h1>Access denied</h1><p>You are rate limited.</p>"
BROKEN = b"<title>Sorry</title><h1>Service unavailable</h1><p>Reference number: 4711</p>"
HUMANS_ONLY = b"""<title>One moment</title><h1>Checking your browser</h1>
<p>Verify that you are human. Too many requests came from here.</p><p>Request ID: 77ab</p>"""

NOT_THE_POLICY = {
    "401": ([page(b"no", status="401 No")], "refused", "login"),
    "403": ([page(b"no", status="403 No")], "refused", "forbidden"),
    "404": ([page(b"no", status="404 No")], "refused", "gone"),
    "410": ([page(b"no", status="410 No")], "refused", "gone"),
    "451": ([page(b"no", status="451 No")], "refused", "forbidden"),
    "418": ([page(b"no", status="418 No")], "refused", "bad_status"),
    "204": ([page(b"", status="204 No")], "refused", "bad_status"),
    "429": ([page(policy_html(), status="429 No")], "unreachable", "http_429"),
    "429_says_so": ([page(SLOW_DOWN, status="429 No")], "unreachable", "http_429"),
    "429_denied": ([page(DENIED, status="429 No")], "unreachable", "http_429"),
    "429_wall": ([page(HUMANS_ONLY, status="429 No")], "refused", "bot_wall"),
    "500": ([page(policy_html(), status="500 No")], "unreachable", "http_500"),
    "503_says_so": ([page(SLOW_DOWN, status="503 No")], "unreachable", "http_503"),
    "503_ticket": ([page(BROKEN, status="503 No")], "unreachable", "http_503"),
    "503_wall": ([page(HUMANS_ONLY, status="503 No")], "refused", "bot_wall"),
    "403_says_so": ([page(SLOW_DOWN, status="403 No")], "refused", "too_many"),
    "200_says_so": ([page(SLOW_DOWN)], "refused", "too_many"),
    "cut": ([page(policy_html())[:-100], Close()], "refused", "truncated"),
    "reset": ([Close("rst")], "unreachable", "connection_error"),
    "image": ([page(b"\x89PNG\r\n\x1a\n" * 99, headers=[PNG])], "unreadable", "not_text"),
}


async def test_what_is_not_the_policy_is_recorded_and_changes_nothing(database: Database) -> None:
    seen: dict[str, list[tuple[str, str | None]]] = {}
    async with watching_a_world(database) as world:
        for name, (script, _, _) in NOT_THE_POLICY.items():
            world.add(f"/{name}", id=name)
            world.pages[f"/{name}"] = policy_page()
            await world.look(name)
            world.pages[f"/{name}"] = script
            seen[name] = [await world.look(name) for _ in range(2)]
            world.pages[f"/{name}"] = policy_page()
            seen[name].append(await world.look(name))

    assert seen == {
        name: [(outcome, reason), (outcome, reason), ("same", None)]
        for name, (_, outcome, reason) in NOT_THE_POLICY.items()
    }
    with database.reading() as tx:
        for name in NOT_THE_POLICY:
            assert [v.number for v in versions.listed(tx, name)] == [1]
            assert len(checks.of(tx, name)) == 4
            assert policies.get(tx, name).failed_in_a_row == 0


async def test_not_modified_is_the_same_text_without_reading_it(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        tag = [
            "Content-Type: text/html",
            'ETag: "one"',
            "Last-Modified: Sun, 01 Mar 2026 08:00:00 GMT",
        ]
        world.pages["/privacy"] = [page(policy_html(), headers=tag)]
        await world.look()
        world.pages["/privacy"] = [b"HTTP/1.1 304 Not Modified\r\n\r\n"]
        world.clock.pass_by(hours=6)
        seen = await world.look()
        asked = world.requests[-1][1]

    assert seen == ("same", None)
    assert asked["if-none-match"] == '"one"'
    assert asked["if-modified-since"] == "Sun, 01 Mar 2026 08:00:00 GMT"
    with database.reading() as tx:
        first, second = checks.of(tx, "mill")
        assert first.text_id == second.text_id


async def test_a_pending_text_is_confirmed_by_not_modified(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = policy_page()
        await world.look()
        world.clock.pass_by(hours=6)
        world.pages["/privacy"] = [page(policy_html(days=60), headers=['ETag: "two"'])]
        pending = await world.look()
        world.pages["/privacy"] = [b"HTTP/1.1 304 Not Modified\r\n\r\n"]
        world.clock.pass_by(hours=1)
        seen = await world.look()

    assert (pending[0], seen[0]) == ("pending", "changed")


async def test_a_refused_page_is_never_taken_for_unchanged(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        wall = b"<html><title>Just a moment...</title><body>Checking your browser.</body></html>"
        world.pages["/privacy"] = [page(wall, headers=["Content-Type: text/html", 'ETag: "w"'])]
        seen = [await world.look() for _ in range(2)]
        asked = world.requests[-1][1]

    assert [outcome for outcome, _ in seen] == ["refused", "refused"]
    assert "if-none-match" not in asked


async def test_a_policy_of_two_pages_needs_both(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy", "/annex")
        world.pages["/privacy"] = policy_page(noise="1")
        seen = [await world.look()]
        world.pages["/annex"] = policy_page("The annex speaks of flour and of nothing else.")
        world.clock.pass_by(hours=6)
        seen.append(await world.look())
        world.pages["/privacy"] = policy_page(noise="2")
        world.clock.pass_by(hours=6)
        seen.append(await world.look())

    assert seen == [("refused", "gone"), ("first", None), ("same", None)]
    with database.reading() as tx:
        addresses = [c.address for c in versions.get(tx, "mill", 1).reading.clauses]
    assert len(set(addresses)) == len(addresses)
    assert any(address.startswith("part_2__") for address in addresses)


async def test_a_withdrawn_change_gives_the_clauses_their_old_ids_back(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        outcomes = []
        for script in (policy_page(), *[policy_page("New.", days=9)] * 2, *[policy_page()] * 12):
            world.pages["/privacy"] = script
            outcomes.append((await world.look())[0])
            world.clock.pass_by(hours=6)

    assert outcomes.count("changed") == 2
    with database.reading() as tx:
        first, _, third = (versions.get(tx, "mill", number) for number in (1, 2, 3))
        assert (third.kind, third.returns_to) == ("return", 1)
        assert third.clause_ids == first.clause_ids
        assert [row.kind for row in changes.listed(tx, "mill")] == ["change", "return"]


async def test_robots_are_asked_once_and_obeyed(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = policy_page()
        world.pages["/robots.txt"] = [page(b"User-agent: *\nDisallow: /privacy\n")]
        refused = await world.look()
        world.pages["/robots.txt"] = [page(b"User-agent: *\nDisallow: /shop\n")]
        still = await world.look()
        world.clock.pass_by(hours=25)
        allowed = await world.look()
        asked = [path for path, _ in world.requests]

    assert (refused, still) == (("refused", "robots"), ("refused", "robots"))
    assert allowed == ("first", None)
    assert asked == ["/robots.txt", "/robots.txt", "/privacy"]


async def test_a_lasting_redirect_is_shown_and_can_be_accepted(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = [page(b"", status="301 Moved", headers=["Location: /nl/privacy"])]
        world.pages["/nl/privacy"] = policy_page()
        await world.look()
        with database.transaction() as tx:
            moved_to = policies.sources(tx, "mill")[0].moved_to
            policies.accept_move(tx, "mill", world.clock())
        seen = await world.look()

    assert moved_to is not None
    assert moved_to.endswith("/nl/privacy")
    assert seen == ("same", None)
    assert world.requests[-1][0] == "/nl/privacy"


async def test_a_packed_page_is_kept_unpacked(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        packed = gzip.compress(policy_html())
        world.pages["/privacy"] = [page(packed, headers=["Content-Encoding: gzip"])]
        seen = await world.look()

    assert seen == ("first", None)
    with database.reading() as tx:
        (source,) = policies.sources(tx, "mill")
        assert snapshots.body_of(tx, source.blob_id or 0) == policy_html()


async def test_a_host_is_asked_with_the_pause_it_needs(database: Database) -> None:
    manners = Manners(min_delay=timedelta(seconds=5))
    async with watching_a_world(database, manners=manners) as world:
        for number in range(3):
            world.pages[f"/{number}"] = policy_page()
            world.add(f"/{number}", id=f"mill{number}")
        assert world.watcher is not None
        looked = await world.watcher.look_at_due()

    assert [look.outcome for look in looked] == [Outcome.FIRST] * 3
    assert 15 <= world.clock.slept <= 16  # before each page, and after robots.txt


@pytest.mark.parametrize(("status", "said"), [(503, b"later"), (429, SLOW_DOWN)])
async def test_a_busy_host_is_left_alone_as_long_as_it_asks(
    database: Database, status: int, said: bytes
) -> None:
    manners = Manners(min_delay=timedelta(seconds=5))
    busy = page(said, status=f"{status} Busy", headers=["Retry-After: 7200"])
    async with watching_a_world(database, manners=manners) as world:
        for number in range(3):
            world.add(f"/{number}", id=f"mill{number}")
            world.pages[f"/{number}"] = [busy]
        assert world.watcher is not None
        looked = await world.watcher.look_at_due()
        again = await world.watcher.look_at_due()
        (asked,) = await world.watcher.check(["mill1"])
        paths = [path for path, _ in world.requests]

    assert [(look.outcome, look.reason) for look in looked] == [
        (Outcome.UNREACHABLE, f"http_{status}")
    ]
    assert again == []
    assert (asked.reason, asked.recorded) == ("host_busy", False)
    assert paths == ["/robots.txt", "/0"]
    with database.reading() as tx:
        lane = tx.get(LaneRow, "127.0.0.1")
        assert lane is not None
        assert lane.penalty_s == 30
        assert policies.get(tx, "mill0").next_look_at >= NOON + timedelta(hours=2)


async def test_a_selector_of_the_declaration_is_used(database: Database) -> None:
    from dataclasses import replace

    async with watching_a_world(database) as world:
        world.add("/privacy")
        with database.transaction() as tx:
            wanted = policies.wanted(tx, "mill")
            source = replace(wanted.sources[0], remove=("h2",))
            policies.put(tx, replace(wanted, sources=(source,)), world.clock())
        world.pages["/privacy"] = policy_page()
        await world.look()

    with database.reading() as tx:
        kinds = [(c.kind, c.level) for c in versions.get(tx, "mill", 1).reading.clauses]
    assert ("heading", 2) not in kinds


async def test_a_page_that_is_not_this_policy_is_not_remembered_as_it(database: Database) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = [page(policy_html(), headers=['ETag: "good"'])]
        await world.look()
        other = (
            b"<html><h1>Recepten</h1>"
            + b"<p>Wij bakken brood met rozijnen en noten uit de streek, en morgen weer.</p>" * 9
            + b"</html>"
        )
        world.pages["/privacy"] = [page(other, headers=['ETag: "bread"'])]
        world.clock.pass_by(hours=6)
        refused = [await world.look() for _ in range(2)]
        asked = world.requests[-1][1]

    assert {outcome for outcome, _ in refused} == {"refused"}
    assert asked["if-none-match"] == '"good"'
    with database.reading() as tx:
        row = policies.get(tx, "mill")
        assert (row.failed_in_a_row, row.last_confirmed_at) == (2, NOON)


async def test_a_mistake_of_ours_stops_one_policy_only(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with watching_a_world(database, confirm_after=timedelta(0)) as world:
        for name in ("a", "b"):
            world.add(f"/{name}", id=name)
            world.pages[f"/{name}"] = policy_page()
            await world.look(name)
        world.pages["/a"] = policy_page(days=60)
        await world.look("a")
        monkeypatch.setattr("policy.compare.compare", lambda *_: 1 / 0)
        assert world.watcher is not None
        looked = await world.watcher.check(["a", "b"])

    assert [(look.outcome, look.reason) for look in looked] == [
        (Outcome.UNREADABLE, "mistake"),
        (Outcome.SAME, None),
    ]
    assert "ZeroDivisionError" in caplog.text
    with database.reading() as tx:
        assert [look.outcome for look in checks.of(tx, "a")] == ["first", "pending", "unreadable"]
        assert policies.get(tx, "a").next_look_at > world.clock()


async def test_the_same_words_in_other_blocks_are_one_version(database: Database) -> None:
    first, second = "We sell your data to nobody at all.", "We lend it to nobody either."
    async with watching_a_world(database) as world:
        world.add("/privacy")
        world.pages["/privacy"] = policy_page()
        await world.look()
        outcomes = []
        for clauses in ((f"{first} {second}",), (first, second), (first, second)):
            world.clock.pass_by(hours=6)
            world.pages["/privacy"] = policy_page(*clauses)
            outcomes.append((await world.look())[0])

    assert outcomes[0] == "pending"
    assert outcomes.count("changed") == 1
    with database.reading() as tx:
        kept = versions.get(tx, "mill", 2)
    assert len(set(kept.clause_ids)) == len(kept.reading.clauses)


async def test_a_page_that_differs_in_nothing_readable_is_kept_but_not_read(
    database: Database,
) -> None:
    async with watching_a_world(database) as world:
        world.add("/privacy")
        bodies = [policy_html().replace(b'token=""', b'token="%d"' % n) for n in range(3)]
        seen = []
        for body in bodies:
            world.pages["/privacy"] = [page(body)]
            seen.append(await world.look())
            world.clock.pass_by(hours=6)
        world.pages["/privacy"] = policy_page(days=60)
        seen.append(await world.look())

    assert [outcome for outcome, _ in seen] == ["first", "same", "same", "pending"]
    with database.reading() as tx:
        looks = checks.of(tx, "mill")[:3]
        kept = [snapshots.of_look(tx, look.id or 0)[0].blob_id or 0 for look in looks]
        assert [snapshots.body_of(tx, id) for id in kept] == bodies
        assert len({look.text_id for look in looks}) == 1


async def test_looks_are_kept_together_and_what_is_told_waits_for_nothing(
    database: Database,
) -> None:
    commits: list[str] = []
    async with watching_a_world(database, reached=commits.append) as world:
        names = [f"mill-{number}" for number in range(4)]
        for name in names:
            world.add(f"/{name}", id=name)
            world.pages[f"/{name}"] = policy_page(f"The page of {name}.")
        assert world.watcher is not None
        await world.watcher.check(names)
        world.pages["/mill-2"] = policy_page("The page of mill-2.", days=60)
        commits.clear()
        looks = await world.watcher.check(names)
        together = commits.count("committed")
        world.clock.pass_by(hours=1)
        commits.clear()
        again = await world.watcher.check(names)

    assert [str(look.outcome) for look in looks] == ["same", "same", "pending", "same"]
    assert together == 1
    assert [str(look.outcome) for look in again] == ["same", "same", "changed", "same"]
    assert commits.count("committed") == 2
    with database.reading() as tx:
        assert all(len(checks.of(tx, name)) == 3 for name in names)
