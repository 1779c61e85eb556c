"""Faults of a fleet: workers die, clocks differ, hosts storm, the database restarts. Nothing is
lost, nothing is told twice but what is on record as unknown, and no host is pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import postgres_server
from tests.conftest import missing
from tests.contracts.fleet import Fleet, open_fleet
from tests.contracts.town import Town, open_town
from tests.smtp_sink import SmtpSink

pytestmark = pytest.mark.fleet


@pytest.fixture
def town() -> Iterator[Town]:
    """Hosts on loopback."""
    with open_town() as town:
        yield town


@pytest.fixture
def fleet(
    tmp_path: Path, postgres_template: Callable[[], str], smtp_sink: SmtpSink
) -> Iterator[Fleet]:
    """A fleet whose leases and second tries are short."""
    with open_fleet(
        tmp_path,
        postgres_template(),
        MAIL__URL=smtp_sink.url,
        MAIL__LEASE="5s",
        MAIL__UNKNOWN_RETRY="1s",
        WATCH__LEASE="5s",
    ) as fleet:
        yield fleet


def test_three_workers_look_and_tell_and_press_nobody(
    fleet: Fleet, town: Town, smtp_sink: SmtpSink
) -> None:
    fleet.installation.settings["WATCH__MIN_DELAY"] = "1s"
    names = fleet.watch(town, hosts=3, each=2)
    fleet.follow_everything()
    for _ in range(3):
        fleet.worker()

    fleet.until(lambda: fleet.looked_at(names) == 6, "every first look")
    town.edition = 1
    fleet.until(lambda: fleet.in_force(2) == 6, "every change")
    fleet.until(lambda: len(smtp_sink.received) >= 18, "every mail")
    stopped = fleet.stop()

    assert town.overlaps() == 0
    assert town.least_gap() >= 1.0
    assert stopped < 30
    assert fleet.lanes_held() == 0
    fleet.told_rightly(smtp_sink, changes=6)


def test_a_worker_killed_in_a_fetch_loses_nothing(
    fleet: Fleet, town: Town, smtp_sink: SmtpSink
) -> None:
    names = fleet.watch(town, hosts=2, each=1)
    fleet.follow_everything()
    town.answer_after_s = 2.0
    doomed = fleet.worker()
    fleet.until(lambda: fleet.lanes_held() > 0, "a claim")
    fleet.kill(doomed)
    town.answer_after_s = 0.0
    fleet.worker()

    fleet.until(lambda: fleet.looked_at(names) == 2, "both looks by the other worker")
    town.edition = 1
    fleet.until(lambda: len(smtp_sink.received) >= 6, "every mail")
    fleet.stop()

    fleet.told_rightly(smtp_sink, changes=2)


def test_a_worker_killed_between_store_and_announce_loses_nothing(
    fleet: Fleet, town: Town, smtp_sink: SmtpSink
) -> None:
    names = fleet.watch(town, hosts=1, each=2)
    fleet.follow_everything()
    looking = fleet.worker("--queues", "lanes")
    fleet.until(lambda: fleet.looked_at(names) == 2, "the first looks")
    town.edition = 1
    fleet.until(lambda: fleet.changes() == 2, "the changes")
    fleet.kill(looking)
    assert not smtp_sink.received

    fleet.worker("--queues", "mail,house")

    fleet.until(lambda: len(smtp_sink.received) >= 6, "every mail")
    fleet.stop()
    fleet.told_rightly(smtp_sink, changes=2)


def test_a_worker_killed_in_data_repeats_only_what_it_cannot_know(
    fleet: Fleet, town: Town, smtp_sink: SmtpSink
) -> None:
    names = fleet.watch(town, hosts=1, each=1)
    fleet.follow_everything()
    smtp_sink.answer_after_s = 3.0
    doomed = fleet.worker()
    fleet.until(lambda: fleet.looked_at(names) == 1, "the first look")
    town.edition = 1
    fleet.until(lambda: bool(smtp_sink.received), "the first message's bytes")
    fleet.kill(doomed)
    smtp_sink.answer_after_s = 0.0
    fleet.worker()

    fleet.until(lambda: len(fleet.deliveries("sent")) == 3, "every delivery")
    fleet.stop()

    fleet.told_rightly(smtp_sink, changes=1)
    assert [row for row in fleet.deliveries("sent") if row.unknowns], "one answer was lost"


def test_a_worker_whose_clock_is_five_minutes_ahead_takes_nothing_from_others(
    fleet: Fleet, town: Town, smtp_sink: SmtpSink
) -> None:
    ahead = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if ahead is None:
        missing("faketime is missing: install the package faketime.")
    fleet.installation.settings.update(MAIL__LEASE="1m", WATCH__LEASE="1m")
    names = fleet.watch(town, hosts=2, each=2)
    fleet.follow_everything()
    smtp_sink.answer_after_s = 1.0
    fleet.worker()
    fleet.worker(LD_PRELOAD=str(ahead), FAKETIME="+5m", FAKETIME_DONT_FAKE_MONOTONIC="1")

    fleet.until(lambda: fleet.looked_at(names) == 4, "every first look")
    town.edition = 1
    fleet.until(lambda: len(fleet.deliveries("sent")) >= 12, "every mail")
    fleet.stop()

    assert town.overlaps() == 0
    assert not [row for row in fleet.deliveries("sent") if row.unknowns]
    fleet.told_rightly(smtp_sink, changes=4)


def test_a_storm_of_429_is_waited_out(fleet: Fleet, town: Town) -> None:
    names = fleet.watch(town, hosts=4, each=1)
    town.storming = True
    for _ in range(2):
        fleet.worker()
    fleet.until(lambda: fleet.unreachable() == 4, "a refusal by every host")
    town.storming = False
    fleet.due_now()

    fleet.until(lambda: fleet.looked_at(names) == 4, "every look after the storm")
    fleet.stop()

    assert town.overlaps() == 0
    assert town.least_obedience() >= 2.0


def test_a_host_with_very_many_policies_starves_no_other(fleet: Fleet, town: Town) -> None:
    town.answer_after_s = 0.05
    crowd = fleet.watch(town, hosts=1, each=300, every_s=3600)
    others = fleet.watch(town, hosts=20, each=1, first=2, every_s=3600)
    for _ in range(2):
        fleet.worker()

    fleet.until(lambda: fleet.looked_at(others) == 20, "a look at every other host")
    seen_of_the_crowd = fleet.looked_at(crowd)
    fleet.until(lambda: fleet.looked_at(crowd) > seen_of_the_crowd, "progress on the large host")
    fleet.stop()

    assert seen_of_the_crowd < 300, "the others did not wait for the large host"
    assert town.overlaps() == 0


def test_a_worker_that_is_told_to_stop_finishes_what_is_under_way(fleet: Fleet, town: Town) -> None:
    fleet.watch(town, hosts=2, each=20)
    town.answer_after_s = 2.0
    fleet.worker()
    fleet.until(lambda: bool(town.asked), "the first answer")

    seconds = fleet.stop()

    assert seconds < 30
    assert fleet.lanes_held() == 0


@pytest.fixture
def server() -> Iterator[postgres_server.Server]:
    """A database server of its own, to be killed."""
    try:
        with postgres_server.restartable() as server:
            yield server
    except postgres_server.NotRunnableError as reason:
        missing(str(reason))


def test_the_database_is_restarted_under_load_and_the_workers_come_back(
    tmp_path: Path, server: postgres_server.Server, town: Town, smtp_sink: SmtpSink
) -> None:
    settings = {"MAIL__URL": smtp_sink.url, "MAIL__LEASE": "5s", "MAIL__UNKNOWN_RETRY": "1s"}
    with open_fleet(tmp_path, f"{server.address}/postgres", WATCH__LEASE="5s", **settings) as fleet:
        town.answer_after_s = 0.1
        names = fleet.watch(town, hosts=4, each=5)
        fleet.follow_everything()
        workers = [fleet.worker() for _ in range(2)]
        fleet.until(lambda: fleet.looked_at(names) == 20, "every first look")
        town.edition = 1
        fleet.until(lambda: fleet.changes() >= 3, "the first changes")

        fleet.database.close()
        server.kill()
        server.start()

        fleet.until(lambda: fleet.in_force(2) == 20, "every change")
        fleet.until(lambda: len(fleet.deliveries("sent")) == 60, "every mail")
        assert [worker.poll() for worker in workers] == [None, None], fleet.logs()
        fleet.stop()

        fleet.told_rightly(smtp_sink, changes=20)
        assert town.overlaps() == 0
