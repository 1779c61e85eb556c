"""Lanes on both databases: one holder at a time, by lease and number."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage import lanes, policies
from storage.database import Database
from storage.policies import Wanted, WantedSource
from tests.storage.test_policies import MILL

LEASE = timedelta(seconds=60)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def later(seconds: float = 0) -> datetime:
    """Lanes on PostgreSQL go by the database's clock, so these tests use the real time."""
    return datetime.fromtimestamp(time.monotonic() + OFFSET, UTC) + timedelta(seconds=seconds)


OFFSET = 1_772_000_000 - time.monotonic()


def claim(
    db: Database, worker: str, at: datetime, host: str = "mill.example"
) -> lanes.Claim | None:
    with db.transaction() as tx:
        return lanes.claim(tx, host, worker, at, LEASE)


def test_a_lane_has_one_holder(database: Database) -> None:
    now = later()
    first = claim(database, "a", now)

    assert first is not None
    assert claim(database, "b", now) is None
    assert claim(database, "b", now, host="other.example") is not None


def test_a_released_lane_rests_as_long_as_it_was_told(database: Database) -> None:
    now = later()
    held = claim(database, "a", now)
    assert held is not None
    with database.transaction() as tx:
        assert lanes.release(tx, held, now + timedelta(seconds=5), penalty_s=30)

    assert claim(database, "b", now + timedelta(seconds=4)) is None
    taken = claim(database, "b", now + timedelta(seconds=5))
    assert taken is not None
    assert (taken.number, taken.penalty_s) == (held.number + 1, 30)


def test_who_slept_past_the_lease_can_do_nothing_more(database: Database) -> None:
    now = later()
    sleeper = claim(database, "a", now)
    assert sleeper is not None
    awake = claim(database, "b", now + LEASE + timedelta(seconds=1))
    assert awake is not None

    with database.transaction() as tx:
        assert not lanes.renew(tx, sleeper, now, LEASE)
        assert not lanes.release(tx, sleeper, now)
        assert lanes.renew(tx, awake, now + LEASE, LEASE)


def test_the_lanes_of_a_dead_worker_are_free_at_once(database: Database) -> None:
    now = later()
    dead, alive = claim(database, "dead", now), claim(database, "alive", now, host="b.example")
    assert dead is not None
    assert alive is not None

    with database.transaction() as tx:
        freed = lanes.free_of_the_dead(tx, lambda worker: worker == "dead")

    assert freed == 1
    assert claim(database, "next", now) is not None
    assert claim(database, "next", now, host="b.example") is None
    with database.transaction() as tx:
        assert not lanes.renew(tx, dead, now, LEASE)


def test_a_due_lane_is_found_and_no_other(database: Database) -> None:
    now = later()
    with database.transaction() as tx:
        for name in ("a", "b"):
            source = WantedSource(f"https://{name}.example/privacy")
            policies.add(tx, replace(MILL, id=name, sources=(source,)), now)
        policies.pause(tx, "b", now)

    with database.transaction() as tx:
        first = lanes.claim_due(tx, "w", now, LEASE)
        second = lanes.claim_due(tx, "w", now, LEASE)

    assert first is not None
    assert first.host == "a.example"
    assert second is None


def test_of_many_who_reach_for_a_lane_one_gets_it(database: Database) -> None:
    now = later()
    with database.transaction() as tx:
        lanes.ensure(tx, "mill.example", now)
    got: list[lanes.Claim] = []

    def reach(worker: str) -> None:
        for _ in range(10):
            held = claim(database, worker, now)
            if held is not None:
                got.append(held)

    threads = [threading.Thread(target=reach, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 1


def test_a_crowd_on_one_host_hides_no_other_host_from_whoever_claims(database: Database) -> None:
    crowd, others = 3 * lanes.LEAST_EDGE, 5
    with database.transaction() as tx:
        for number in range(crowd + others):
            host = "crowd.example" if number < crowd else f"h{number}.example"
            source = WantedSource(f"https://{host}/{number}")
            policies.add(tx, Wanted(f"p{number}", host, "Privacy Policy", (source,)), NOON)
        held = lanes.claim(tx, "crowd.example", "one", NOON, timedelta(minutes=3))
        found = lanes.due_hosts(tx, NOON, 16)
        every = [lanes.claim_due(tx, "two", NOON, timedelta(minutes=3)) for _ in range(others + 1)]

    assert held is not None
    assert len(found) == others
    assert sorted(one.host for one in every if one) == sorted(found)
    assert every[-1] is None


def test_a_host_in_the_middle_of_a_long_queue_comes_up_as_soon_as_the_ends_are_busy(
    database: Database,
) -> None:
    hosts = 3 * lanes.LEAST_EDGE
    with database.transaction() as tx:
        for number in range(hosts):
            at = NOON + timedelta(seconds=number)
            source = WantedSource(f"https://h{number}.example/")
            policies.add(tx, Wanted(f"p{number}", "S", "Privacy Policy", (source,)), at)
        late = NOON + timedelta(hours=1)
        claimed = [lanes.claim_due(tx, "one", late, timedelta(minutes=3)) for _ in range(hosts)]
        nothing = lanes.claim_due(tx, "one", late, timedelta(minutes=3))

    assert len({one.host for one in claimed if one}) == hosts
    assert nothing is None
