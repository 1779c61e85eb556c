"""Webhooks on a real server: signed, repeated under one id, paused, disabled, and never lost."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from notifier import calling, happened, retrying, signatures
from notifier.calling import Caller
from notifier.office import Letterhead, Office
from notifier.retrying import Reply
from notifier.tokens import Tokens
from policy.addresses import Exceptions
from storage import calls, changes, effects, policies, webhooks
from storage.database import Database
from storage.people import Vault
from storage.webhooks import Wanted
from tests.contracts.fault_server import FaultServer, page, serving
from tests.web.shelves import Issue, shelve
from watcher.answers import Fetched, Limits
from watcher.fetch import Fetcher

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
POLICY = "aldus-privacy-policy"
HOOK = "01JHOOK0000000000000000000"
TEXT = """# Privacy policy of Aldus

Effective date: {applies}

1. We keep what you order for {years} years, and no longer than that.
2. Ask us, and we show, mend or erase what we keep about you.
"""
TAKEN = [page(b"thanks", status="204 No Content")]


@pytest.fixture
def office() -> Office:
    letterhead = Letterhead("https://clausewatch.example", "notices@clausewatch.example")
    return Office(letterhead, Vault(b"m" * 32), Tokens(b"t" * 32))


@dataclass
class Clock:
    """A clock that a test turns on; a try takes no time."""

    now: datetime = NOON
    ids: list[str] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def called(
    answers: Sequence[bytes], clock: Clock
) -> AsyncIterator[tuple[FaultServer, Caller, str]]:
    """A server that answers so, its last answer for ever; what calls it; and its address."""
    left = list(answers)

    def answer(_: str) -> list[bytes]:
        return [left.pop(0) if len(left) > 1 else left[0]]

    loopback = Exceptions.of("127.0.0.0/8")
    limits = Limits(total_s=5)
    async with serving(answer) as server, Fetcher("test", loopback, limits) as fetcher:

        async def post(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
            found = await fetcher.post(url, body, headers)
            if isinstance(found, Fetched):
                return Reply(found.status, (found.body or b"").decode(), dict(found.headers))
            return Reply(None, found.detail)

        yield server, Caller(post, clock, "test"), f"http://127.0.0.1:{server.port}/told"


def hook(
    database: Database, office: Office, address: str, at: datetime = NOON, **parts: object
) -> str:
    """A webhook at this address; its secret."""
    secret = signatures.new_secret()
    with database.transaction() as tx:
        wanted = Wanted("http", address, address, **parts)  # type: ignore[arg-type]
        webhooks.add(tx, office.vault, HOOK, wanted, secret, at)
    return secret


def changed(database: Database, applies: str = "1 December 2026") -> None:
    """A policy that changed an hour after noon, announced at once."""
    shelve(
        database,
        POLICY,
        [
            Issue(NOON - timedelta(days=9), TEXT.format(applies="1 March 2026", years="two")),
            Issue(NOON + timedelta(minutes=30), TEXT.format(applies=applies, years="three")),
        ],
    )
    with database.transaction() as tx:
        changes.mark_announced(tx, f"{POLICY}.2", NOON + timedelta(hours=1))


async def test_a_change_is_told_once_signed_as_the_specification_says(
    database: Database, office: Office
) -> None:
    clock = Clock()
    async with called(TAKEN, clock) as (server, caller, address):
        secret = hook(database, office, address)
        changed(database)
        clock.now = datetime.now(UTC)  # noqa: TID251 - the library looks at its own clock

        planned = [calling.plan(database, office, NOON + timedelta(hours=2)) for _ in range(2)]
        counted = await calling.call_due(database, office, caller)

    headers, body = server.requests[0][1], server.bodies[0]
    Webhook(secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"aldus", b"other"), headers)
    form = json.loads(body)
    assert (planned, counted) == ([1, 0], {"taken": 1})
    assert (form["type"], form["data"]["format"]) == ("policy.changed", "clausewatch.webhook/1")
    assert form["data"]["change"]["id"] == f"{POLICY}.2"
    assert form["data"]["change"]["takes_effect"]["on"] == "2026-12-01"
    assert len(body) < 20_000


async def test_a_call_that_fails_comes_again_under_the_same_id(
    database: Database, office: Office
) -> None:
    clock = Clock()
    answers = [page(b"", status="500 Oh"), page(b"", status="302 There"), *TAKEN]
    async with called(answers, clock) as (server, caller, address):
        hook(database, office, address)
        with database.transaction() as tx:
            calling.plan_test(tx, office, HOOK, "nonce", NOON)

        outcomes = []
        for _ in range(3):
            outcomes.append(await calling.call_due(database, office, caller))
            clock.now += timedelta(minutes=6)

    ids = {headers["webhook-id"] for _, headers in server.requests}
    stamps = {headers["webhook-timestamp"] for _, headers in server.requests}
    with database.reading() as tx:
        log = [(answer.number, answer.code) for _, answer in calls.log(tx, HOOK) if answer]
        assert webhooks.get(tx, HOOK).failing_since is None
    assert outcomes == [{"refused": 1}, {"refused": 1}, {"taken": 1}]
    assert len(ids) == 1
    assert len(stamps) == 3
    assert log == [(3, 204), (2, 302), (1, 500)]


async def test_who_answers_410_is_called_no_more_and_nothing_waits_for_it(
    database: Database, office: Office
) -> None:
    clock = Clock()
    async with called([page(b"", status="410 Gone")], clock) as (server, caller, address):
        hook(database, office, address)
        with database.transaction() as tx:
            for nonce in ("one", "two"):
                calling.plan_test(tx, office, HOOK, nonce, NOON)

        await calling.call_due(database, office, caller)
        clock.now += timedelta(days=1)
        again = await calling.call_due(database, office, caller)

    with database.reading() as tx:
        row = webhooks.get(tx, HOOK)
        states = sorted(call.state for call, _ in calls.log(tx, HOOK))
    assert (row.state, len(server.requests), again) == ("disabled", 1, {})
    assert "410" in (row.disabled_because or "")
    assert states == ["cancelled", "failed"]


async def test_a_server_that_is_away_for_days_disables_its_webhook(
    database: Database, office: Office
) -> None:
    clock = Clock()
    hook(database, office, "http://127.0.0.1:9/nobody")
    with database.transaction() as tx:
        calling.plan_test(tx, office, HOOK, "nonce", NOON)

    async with called(TAKEN, clock) as (_, caller, _):
        for _ in range(11):
            await calling.call_due(database, office, caller)
            clock.now += timedelta(hours=27)

    with database.reading() as tx:
        row = webhooks.get(tx, HOOK)
        assert len(calls.log(tx, HOOK)) == len(retrying.PAUSES) + 1
    assert row.state == "disabled"
    assert row.failing_since == NOON


async def test_both_secrets_sign_while_one_takes_the_place_of_the_other(
    database: Database, office: Office
) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - the library looks at its own clock
    clock = Clock(now)
    async with called(TAKEN, clock) as (server, caller, address):
        old = hook(database, office, address, now)
        new = signatures.new_secret()
        with database.transaction() as tx:
            webhooks.rotate(tx, office.vault, HOOK, new, timedelta(hours=24), now)
            calling.plan_test(tx, office, HOOK, "one", now)
        await calling.call_due(database, office, caller)
    with database.reading() as tx:
        later = webhooks.secrets_of(office.vault, webhooks.get(tx, HOOK), now + timedelta(hours=25))

    for secret in (old, new):
        Webhook(secret).verify(server.bodies[0], server.requests[0][1])
    assert later == [new]


async def test_what_a_dead_worker_left_is_called_again_and_a_late_one_changes_nothing(
    database: Database, office: Office
) -> None:
    clock = Clock()
    async with called(TAKEN, clock) as (server, caller, address):
        hook(database, office, address)
        with database.transaction() as tx:
            calling.plan_test(tx, office, HOOK, "nonce", NOON)
        with database.transaction() as tx:
            (lost,) = calls.claim(tx, NOON, calling.LEASE, "dead", 10)
        clock.now += timedelta(hours=1)

        freed = calling.reconcile(database, clock.now)
        counted = await calling.call_due(database, office, caller)
        with database.transaction() as tx:
            late = calls.record(tx, calls.Result(lost, "failed", "refused", clock.now, 1))

    with database.reading() as tx:
        states = {call.state for call, _ in calls.log(tx, HOOK)}
    assert (freed, counted, late, states) == (1, {"taken": 1}, False, {"taken"})
    assert server.requests[0][1]["webhook-id"] == lost.id


async def test_two_workers_make_each_call_once(database: Database, office: Office) -> None:
    clock = Clock()
    hook(database, office, "http://127.0.0.1:9/")
    with database.transaction() as tx:
        for nonce in range(10):
            calling.plan_test(tx, office, HOOK, str(nonce), NOON)

    with database.transaction() as tx:
        first = calls.claim(tx, clock(), calling.LEASE, "one", 6)
    with database.transaction() as tx:
        second = calls.claim(tx, clock(), calling.LEASE, "two", 6)

    assert (len(first), len(second)) == (6, 4)
    assert not {one.id for one in first} & {one.id for one in second}


def topics(database: Database, office: Office, at: datetime) -> list[str]:
    """What is new to tell at this time."""
    with database.reading() as tx:
        found = happened.all_new(tx, webhooks.get(tx, HOOK), office.letterhead, at)
        return [one.topic for one in found]


def test_the_day_of_a_change_is_told_when_it_comes_unless_it_was_taken_back(
    database: Database, office: Office
) -> None:
    hook(database, office, "https://reader.example/", topics=("policy.effective",))
    changed(database)
    effects.work_out(database, office.letterhead.time_zone, NOON)
    day_before, day = (datetime(2026, 11, 30, 12, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC))

    before, on_the_day = topics(database, office, day_before), topics(database, office, day)
    with database.transaction() as tx:
        changes.retract(tx, f"{POLICY}.2", "the page was cut", "Ada", day_before)

    assert (before, on_the_day) == ([], ["policy.effective"])
    assert topics(database, office, day) == []


def test_a_change_we_were_wrong_about_is_told_as_such(database: Database, office: Office) -> None:
    hook(database, office, "https://reader.example/", at=NOON)
    changed(database)
    with database.transaction() as tx:
        changes.retract(tx, f"{POLICY}.2", "the page was cut", "Ada", NOON + timedelta(hours=2))

    assert topics(database, office, NOON + timedelta(hours=3)) == ["change.retracted"]


def test_a_text_that_goes_dark_is_told_once_and_so_is_its_return(
    database: Database, office: Office
) -> None:
    hook(database, office, "https://reader.example/")
    changed(database)
    later = NOON + timedelta(days=5)
    with database.transaction() as tx:
        row = policies.get(tx, POLICY)
        row.failed_in_a_row, row.last_outcome, row.last_reason = 5, "refused", "bot_wall"
        tx.add(row)

    dark = calling.plan(database, office, later)
    twice = calling.plan(database, office, later)
    with database.transaction() as tx:
        row = policies.get(tx, POLICY)
        row.failed_in_a_row, row.last_confirmed_at = 0, later
        tx.add(row)
    back = calling.plan(database, office, later)

    with database.reading() as tx:
        told = sorted(call.topic for call, _ in calls.log(tx, HOOK))
    assert (dark, twice, back) == (2, 0, 1)
    assert told == ["policy.back", "policy.changed", "policy.unreachable"]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"target_kind": "policy", "target": POLICY}, 1),
        ({"target_kind": "policy", "target": "other"}, 0),
        ({"target_kind": "service", "target": "Aldus"}, 1),
        ({"target_kind": "service", "target": "Other"}, 0),
        ({"topics": ("policy.back",)}, 0),
        ({"at": NOON + timedelta(hours=5)}, 0),
    ],
)
def test_a_webhook_is_told_what_it_asked_for_and_nothing_from_before(
    database: Database, office: Office, parts: dict[str, object], expected: int
) -> None:
    hook(database, office, "https://reader.example/", **parts)  # type: ignore[arg-type]
    changed(database)

    assert calling.plan(database, office, NOON + timedelta(hours=6)) == expected


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("120", 120, 121), ("999999999", 5, 6), ("Sat, 21 Nov 2026 12:10:00 GMT", 600, 601),
        ("99999999", 86_400, 86_401), ("soon", 5, 6), ("-5", 5, 6), ("", 5, 6),
    ],
)  # fmt: skip
def test_a_server_may_ask_us_to_wait_but_not_for_ever(said: str, least: int, most: int) -> None:
    then = retrying.after(Reply(503, headers={"retry-after": said}), 1, NOON, 0.5)

    assert then.due_at is not None
    assert least <= (then.due_at - NOON).total_seconds() <= most


def test_tries_go_on_for_about_three_days() -> None:
    whole = sum(retrying.PAUSES, timedelta(0))

    assert timedelta(days=3) < whole < timedelta(days=3.5)
    last = retrying.after(Reply(500), len(retrying.PAUSES) + 1, NOON, 0)
    assert (last.state, bool(last.disable_because)) == ("failed", True)
