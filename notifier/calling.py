"""Calling webhooks: plan what happened, claim what is due, call with nothing open, record.

Who is called may get a call twice (a worker that died after the answer came), always under the
same `webhook-id`; never is one lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlmodel import Session

from notifier import channels, happened, retrying, signatures
from notifier.happened import Happening
from notifier.office import Office
from notifier.retrying import Reply
from storage import calls, ulid, webhooks
from storage.calls import Claim, Planned, Result
from storage.database import Database
from storage.people import UnreadableError
from storage.tables_shown import WebhookRow

Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[Reply]]
"""One guarded POST: address, body, headers. What goes wrong is a reply, never an exception."""

LEASE = timedelta(minutes=2)  # longer than `IN_A_ROW` calls that each take their longest
BATCH = 40
IN_A_ROW = 5  # calls to one webhook under one claim; a call ends within 20 s
AT_ONCE = 8  # webhooks called side by side
AFTER_A_FAILURE = timedelta(minutes=1)  # what was claimed behind a failed call waits so long


@dataclass(frozen=True, slots=True)
class Caller:
    """What calling needs: the way out, the clock, and who claims."""

    post: Post
    clock: Callable[[], datetime]
    worker: str


def plan(db: Database, office: Office, now: datetime) -> int:
    """Put what happened and nobody was called about into the outbox; how many calls."""
    with db.reading() as tx:
        hooks = webhooks.listed(tx, ("active",))
    planned = 0
    for hook in hooks:
        with db.transaction() as tx:
            new = list(happened.all_new(tx, hook, office.letterhead, now))
            planned += calls.plan(tx, [_planned(office, hook, one, now) for one in new], now)
    return planned


def plan_test(tx: Session, office: Office, webhook_id: str, nonce: str, now: datetime) -> str:
    """Plan one call that says nothing but that it works; its id."""
    hook = webhooks.get(tx, webhook_id)
    one = _planned(office, hook, happened.test(hook, office.letterhead, nonce, now), now)
    calls.plan(tx, [one], now)
    return one.id


async def call_due(
    db: Database, office: Office, caller: Caller, stopping: Callable[[], bool] = lambda: False
) -> dict[str, int]:
    """Make every call that is due; what came of them, counted by outcome."""
    counted: dict[str, int] = {}
    while not stopping():
        with db.transaction() as tx:
            claims = calls.claim(tx, caller.clock(), LEASE, caller.worker, BATCH)
        if not claims:
            return counted
        claims.sort(key=lambda claim: (claim.webhook.id, claim.id))
        gate = asyncio.Semaphore(AT_ONCE)
        groups = [list(mine) for _, mine in groupby(claims, key=lambda claim: claim.webhook.id)]
        outcomes = await asyncio.gather(
            *(_group(db, office, caller, mine, gate) for mine in groups)
        )
        for outcome in (one for many in outcomes for one in many):
            counted[outcome] = counted.get(outcome, 0) + 1
    return counted


async def call_one(db: Database, office: Office, caller: Caller, id: str) -> Reply | None:
    """Make one call now, due or not; None where somebody else is making it."""
    with db.transaction() as tx:
        claims = calls.claim(tx, caller.clock(), LEASE, caller.worker, 1, id)
    return await _call(db, office, caller, claims[0]) if claims else None


def reconcile(db: Database, now: datetime) -> int:
    """Take up the calls of workers that died; how many."""
    with db.transaction() as tx:
        return calls.free_expired(tx, now)


async def _group(
    db: Database, office: Office, caller: Caller, claims: list[Claim], gate: asyncio.Semaphore
) -> list[str]:
    """The calls to one webhook, one after the other, until one fails."""
    outcomes: list[str] = []
    async with gate:
        for claim in claims[:IN_A_ROW]:
            reply = await _call(db, office, caller, claim)
            outcomes.append(reply.outcome)
            if reply.outcome != "taken":
                break
    rest = claims[len(outcomes) :]
    wait = AFTER_A_FAILURE if outcomes[-1] != "taken" else timedelta(0)
    with db.transaction() as tx:
        for claim in rest:
            calls.give_back(tx, claim, caller.clock() + wait)
    return outcomes


async def _call(db: Database, office: Office, caller: Caller, claim: Claim) -> Reply:
    """One try, and its record."""
    began = caller.clock()
    reply = await _try(office, caller, claim, began)
    ended = caller.clock()
    chance = office.vault.seed("jitter", claim.id, claim.number)[0] / 255
    then = retrying.after(reply, claim.number, ended, chance)
    result = Result(
        claim=claim,
        state=then.state,
        outcome=reply.outcome,
        at=ended,
        took_ms=round((ended - began).total_seconds() * 1000),
        code=reply.code,
        said=_line(reply.said),
        due_at=then.due_at,
    )
    with db.transaction() as tx:
        if calls.record(tx, result):
            webhooks.went(tx, claim.webhook.id, well=reply.outcome == "taken", now=ended)
            if then.disable_because:
                webhooks.disable(tx, claim.webhook.id, then.disable_because, ended)
    return reply


async def _try(office: Office, caller: Caller, claim: Claim, now: datetime) -> Reply:
    hook = claim.webhook
    try:
        address = webhooks.address_of(office.vault, hook)
        keys = webhooks.secrets_of(office.vault, hook, now)
    except UnreadableError as error:
        return Reply(None, f"its secret cannot be read: {error}")
    if hook.way == "apprise":
        return await channels.tell(address, claim.body)
    body = claim.body.encode()
    signed = signatures.headers(claim.id, now, body, keys)
    return await caller.post(address, body, {"Content-Type": "application/json", **signed})


def _planned(office: Office, hook: WebhookRow, one: Happening, now: datetime) -> Planned:
    """Planned twice it has the same id."""
    id = ulid.make(now, office.vault.seed("call", hook.id, one.topic, one.about))
    return Planned(id, hook.id, one.topic, one.about, one.body)


def _line(said: str) -> str:
    """What was answered, fit for a log: printable, on one line."""
    return "".join(sign if sign.isprintable() else " " for sign in said)[:500].strip()
