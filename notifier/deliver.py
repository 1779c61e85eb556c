"""Claim, send with nothing open, record: how the outbox is emptied.

No transaction waits for the network. A claim is fenced a second time just before its bytes leave,
so a worker that slept too long, or a subscription that ended a moment ago, sends nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from notifier import letter, terms
from notifier.headers import HeadersBrokenError
from notifier.letter import About, Stationery
from notifier.mail import Letter, Mail
from notifier.office import Office
from notifier.receipts import Meaning, Receipt, Verdict, judge
from notifier.words import words
from storage import changes, entries, notices, outbox, policies, subscriptions, ulid, waiting
from storage.database import Database
from storage.errors import UnknownChangeError, UnknownPolicyError
from storage.outbox import Claim, Result
from storage.people import PersonKey
from storage.tables import NoticeRow

Clock = Callable[[], datetime]
BATCH = 50
KEPT_STATIONERY = 64  # notices ready to be filled in, of which a worker sends many letters
RELAY_PAUSE = timedelta(minutes=1)  # for what was not even tried because the relay is down


@dataclass(slots=True)
class Tally:
    """What one run came to."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    unknown: int = 0

    def add(self, verdict: Verdict) -> None:
        """Count one more."""
        match verdict.state:
            case "sent":
                self.sent += 1
            case "pending":
                self.deferred += 1
            case "unknown":
                self.unknown += 1
            case _:
                self.failed += 1


@dataclass(slots=True)
class Round:
    """What the letters of one run have in common."""

    db: Database
    office: Office
    mail: Mail
    clock: Clock
    lease: timedelta
    unknown_retry: timedelta
    worker: str
    stationery: OrderedDict[int, Stationery] = field(default_factory=OrderedDict)
    tally: Tally = field(default_factory=Tally)
    relay_is_down: bool = False


def reconcile(db: Database, now: datetime, unknown_retry: timedelta) -> int:
    """Take up what a dead worker left behind; returns how many deliveries that were."""
    with db.transaction() as tx:
        freed, unknown = outbox.free_expired(tx, now, unknown_retry)
    return freed + unknown


async def deliver(
    db: Database,
    office: Office,
    mail: Mail,
    *,
    clock: Clock,
    lease: timedelta,
    unknown_retry: timedelta,
    worker: str,
    stopping: Callable[[], bool] = lambda: False,
) -> Tally:
    """Send what is due, batch after batch, until nothing is. Safe to run beside others."""
    reconcile(db, clock(), unknown_retry)
    run = Round(db, office, mail, clock, lease, unknown_retry, worker)
    fence = _Fence(run)
    while not stopping():
        with db.transaction() as tx:
            claims = outbox.claim(tx, clock(), lease, worker, BATCH)
            _lay_out(tx, run, claims)
        if not claims:
            break
        await _send(run, fence, claims)
        if run.relay_is_down:
            break  # what is due waits for the relay, not the relay for us
    return run.tally


async def _send(run: Round, fence: _Fence, claims: Sequence[Claim]) -> None:
    """Send one batch over the connections there are, and record it in one transaction."""
    tried = await asyncio.gather(
        *(_try(run, fence, claim) for claim in claims), return_exceptions=True
    )
    now = run.clock()
    results = [one for one in tried if isinstance(one, Result)]
    untried = [claim for claim, one in zip(claims, tried, strict=True) if one is None]
    if run.relay_is_down:
        run.tally.deferred += len(untried)
    with run.db.transaction() as tx:
        outbox.record(tx, results, now)
        outbox.give_back(tx, untried, now + RELAY_PAUSE)
        entries.record_many(tx, [_entry(result) for result in results if result.state == "sent"])
        for subscriber_id in {one.claim.subscriber_id for one in results if one.is_hard}:
            subscriptions.suppress_subscriber(tx, subscriber_id, "hard_bounce", now)
            waiting.suppress(tx, subscriber_id)
    for one in tried:
        if isinstance(one, BaseException):
            raise one  # a bug stops the run, but not before the others are on record


async def _try(run: Round, fence: _Fence, claim: Claim) -> Result | None:
    """One letter to one server; None where it was not tried and goes back as it was."""
    if run.relay_is_down:
        return None
    key = run.office.vault.open(claim.wrapped_key)
    if key is None or claim.address_sealed is None:
        return _erased(claim, run.clock())
    started = run.clock()
    try:
        written = _written(run, claim, key, started)
    except HeadersBrokenError as error:
        return _unfit(run, claim, key, str(error), started)
    receipt = await run.mail.send(written, lambda: fence.passes(claim))
    if receipt.given_back:
        return None
    return _judged(run, claim, key, written, receipt, started)


def _written(run: Round, claim: Claim, key: PersonKey, now: datetime) -> Letter:
    address = key.unseal("address", claim.address_sealed or b"")
    return letter.write(run.office, run.stationery[claim.notice_id], claim, address, now)


def _judged(
    run: Round, claim: Claim, key: PersonKey, written: Letter, receipt: Receipt, started: datetime
) -> Result:
    """What the receipt means for the delivery."""
    ended = run.clock()
    age = ended - ulid.time_of(claim.id)
    verdict = judge(receipt, number=claim.deferrals, age=age, key=claim.id)
    run.tally.add(verdict)
    if verdict.meaning is Meaning.RELAY and receipt.stage == "connect":
        run.relay_is_down = True
    unknowns = claim.unknowns + (verdict.state == "unknown")
    pause = run.unknown_retry if verdict.state == "unknown" else verdict.pause
    return Result(
        claim=claim,
        state=verdict.state,
        outcome=verdict.outcome,
        started_at=started,
        ended_at=ended,
        relay=receipt.relay,
        due_at=ended + pause if pause is not None else None,
        code=receipt.code,
        enhanced=receipt.enhanced,
        grade=run.mail.grade if verdict.state == "sent" else None,
        transcript_sealed=key.seal("transcript", receipt.transcript or receipt.text),
        bytes_sha256=hashlib.sha256(written.data).hexdigest(),
        deferrals=claim.deferrals + (verdict.outcome == "deferred"),
        unknowns=unknowns,
        is_hard=verdict.meaning is Meaning.HARD,
    )


def _erased(claim: Claim, now: datetime) -> Result:
    """The person is gone, and their address with them."""
    return Result(claim, "cancelled", "rejected", now, now, relay="", unknowns=claim.unknowns)


def _unfit(run: Round, claim: Claim, key: PersonKey, why: str, now: datetime) -> Result:
    """A letter that we do not dare to send: for the operator to see, and nobody else's fault."""
    run.tally.failed += 1
    sealed = key.seal("transcript", f"* not sent: {why}")
    return Result(
        claim, "failed", "rejected", now, now, relay="", transcript_sealed=sealed,
        deferrals=claim.deferrals, unknowns=claim.unknowns,
    )  # fmt: skip


def _lay_out(tx: Session, run: Round, claims: Sequence[Claim]) -> None:
    """Have the stationery of every notice among the claims at hand."""
    missing = {claim.notice_id for claim in claims} - run.stationery.keys()
    for id_, notice in notices.of_ids(tx, missing).items() if missing else ():
        run.stationery[id_] = Stationery(notice, _about(tx, run, notice), run.office.letterhead)
    wanted = {claim.notice_id for claim in claims}
    for id_ in [id_ for id_ in run.stationery if id_ not in wanted][: -KEPT_STATIONERY or None]:
        del run.stationery[id_]


def _about(tx: Session, run: Round, notice: NoticeRow) -> About:
    """Which policy a notice speaks of, for its list headers."""
    try:
        if notice.kind in ("silence", "back"):
            policy = policies.get(tx, notice.about.rpartition("/")[0])
        else:
            policy = policies.get(tx, changes.get(tx, notice.about).policy_id)
    except (UnknownChangeError, UnknownPolicyError):
        return About()
    said = words(notice.language)
    return About(
        list_words=f"{policy.service}, {terms.name(said, policy.terms_type)}",
        list_name=policy.id,
        archive_url=run.office.letterhead.link("policies", policy.id),
        the=terms.the(said, policy.terms_type, policy.service),
        service=policy.service,
    )


def _entry(result: Result) -> entries.Happened:
    """The receipt as an entry: what was accepted, by whom, with which words; no address."""
    return entries.Happened(
        "receipt",
        result.claim.id,
        {
            "notice": result.claim.notice_id,
            "attempt": result.claim.number,
            "relay": result.relay,
            "code": result.code,
            "bytes_sha256": result.bytes_sha256,
        },
        result.ended_at,
    )


class _Fence:
    """The last gate before bytes leave: claims that arrive together pass in one transaction."""

    def __init__(self, run: Round) -> None:
        self._run = run
        self._waiting: list[tuple[Claim, asyncio.Future[bool]]] = []
        self._is_open = asyncio.Lock()

    async def passes(self, claim: Claim) -> bool:
        """Whether the claim is still ours; marked in the database before this answers."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((claim, answer))
        async with self._is_open:
            if not answer.done():
                await self._let_through()
        return await answer

    async def _let_through(self) -> None:
        group, self._waiting = self._waiting, []
        try:
            ours = await asyncio.to_thread(self._mark, [claim for claim, _ in group])
        except BaseException as error:
            for _, answer in group:
                if not answer.done():
                    answer.set_exception(error)
            raise
        for claim, answer in group:
            answer.set_result(claim.id in ours)

    def _mark(self, claims: list[Claim]) -> set[str]:
        run = self._run
        with run.db.transaction() as tx:
            return outbox.begin(tx, claims, run.clock(), run.lease)
