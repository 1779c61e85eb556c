"""Claim, send with nothing open, record: how the outbox is emptied.

No transaction waits for the network. A claim is fenced a second time just before its bytes leave,
so a worker that slept too long, or a subscription that ended a moment ago, sends nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from notifier import about, contract_records, letter
from notifier.headers import HeadersBrokenError
from notifier.letter import Stationery
from notifier.office import Office
from notifier.paces import Paces
from notifier.receipts import GIVE_UP, Meaning, Receipt, Tries, Verdict, judge, names_a_limit
from notifier.ways import Letter, Mail
from storage import bound, entries, notices, outbox, relays, subscriptions, turns, waiting
from storage.database import Database
from storage.outbox import Claim, Result
from storage.people import PersonKey

Clock = Callable[[], datetime]
BATCH = 50
TURN = timedelta(minutes=1)  # until a letter is looked at again that another one is ahead of
KEPT_STATIONERY = 64  # notices ready to be filled in, of which a worker sends many letters

log = logging.getLogger("clausewatch.deliver")


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


@dataclass(frozen=True, slots=True)
class Rules:
    """What an operator decided about sending."""

    give_up_after: timedelta = GIVE_UP
    per_domain: float | None = None  # letters a minute; None: as fast as a domain takes them
    of_relays: float | None = None  # letters a minute for all relays, from all workers
    sign: Callable[[bytes], bytes] | None = None  # adds a DKIM signature


DEFAULT_RULES = Rules()


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
    rules: Rules
    paces: Paces
    stationery: OrderedDict[tuple[int, bool], Stationery] = field(default_factory=OrderedDict)
    tally: Tally = field(default_factory=Tally)
    relay_is_down: bool = False


def reconcile(db: Database, now: datetime, unknown_retry: timedelta) -> int:
    """Take up what a dead worker left behind; returns how many deliveries that were."""
    with db.transaction() as tx:
        freed, unknown = outbox.free_expired(tx, now, unknown_retry)
        late = waiting.expire(tx, now)
    if freed or unknown or late:
        log.warning("left behind: %d freed, %d unknown, %d too late", freed, unknown, late)
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
    rules: Rules = DEFAULT_RULES,
    stopping: Callable[[], bool] = lambda: False,
) -> Tally:
    """Send what is due, batch after batch, until nothing is. Safe to run beside others."""
    reconcile(db, clock(), unknown_retry)
    paces = Paces(office.vault, rules.per_domain, rules.of_relays)
    run = Round(db, office, mail, clock, lease, unknown_retry, worker, rules, paces)
    fence = _Fence(run)
    while not stopping() and not run.relay_is_down:
        room = mail.room()
        if room == 0:
            break  # what is due waits for the relay, not the relay for us
        with db.transaction() as tx:
            shared = paces.room(tx, clock())
            if shared == 0:
                break
            limit = min(BATCH, room or BATCH, shared or BATCH)
            claims = outbox.claim(tx, clock(), lease, worker, limit)
            chosen = _in_turn(tx, run, _within_paces(tx, run, claims))
            paces.give(tx, len(chosen), clock())
            _lay_out(tx, run, chosen)
        if not claims:
            return run.tally
        await _send(run, fence, chosen)
    return _rested(run)


def _rested(run: Round) -> Tally:
    """The relay rests: what is due waits for it, but not for ever."""
    relays_stand = [one.breaker for one in run.mail.standing()]
    with run.db.transaction() as tx:
        if relays_stand and "closed" not in relays_stand:
            late = waiting.give_up(tx, run.clock() - run.rules.give_up_after)
            if late:
                log.error("%d letters are given up: no relay took them in time", late)
        run.tally.deferred += outbox.due(tx, run.clock())
    return run.tally


def _within_paces(tx: Session, run: Round, claims: Sequence[Claim]) -> list[Claim]:
    """The claims whose domains take mail now; the others go back until theirs does."""
    chosen, later = run.paces.choose(tx, claims, lambda claim: _domain(run, claim), run.clock())
    for claim, due_at in later:
        outbox.give_back(tx, [claim], due_at)
    run.tally.deferred += len(later)
    return chosen


def _in_turn(tx: Session, run: Round, claims: Sequence[Claim]) -> list[Claim]:
    """The claims whose turn it is within their threads; the others go back for a while."""
    now = run.clock()
    late = turns.behind(tx, claims, now)
    outbox.give_back(tx, late, now + TURN)
    run.tally.deferred += len(late)
    return [claim for claim in claims if claim not in late]


def _domain(run: Round, claim: Claim) -> str | None:
    key = run.office.vault.open(claim.wrapped_key)
    if key is None or claim.address_sealed is None:
        return None
    return key.unseal("address", claim.address_sealed).rpartition("@")[2].lower()


async def _send(run: Round, fence: _Fence, claims: Sequence[Claim]) -> None:
    """Send one batch over the connections there are, and record it in one transaction.

    The letters of one person leave one after the other, so that none overtakes another.
    """
    people: dict[int, list[Claim]] = {}
    for claim in claims:
        people.setdefault(claim.subscriber_id, []).append(claim)
    done: dict[str, Result] = {}
    for own in people.values():
        own.sort(key=lambda claim: claim.written)  # whatever is more urgent by now
    waiting_in_line = iter(people.values())

    async def work() -> None:
        for own in waiting_in_line:
            await _try_each(run, fence, own, done)

    hands = min(run.mail.width, len(people))
    ended = await asyncio.gather(*(work() for _ in range(hands)), return_exceptions=True)
    _record(run, claims, done)
    for one in ended:
        if isinstance(one, BaseException):
            raise one  # a bug stops the run, but not before the others are on record


async def _try_each(
    run: Round, fence: _Fence, claims: Sequence[Claim], done: dict[str, Result]
) -> None:
    """The letters of one person, until one has to wait: what comes after it waits with it."""
    for claim in claims:
        with bound.bound(delivery=claim.id, notice=claim.notice_id, subscriber=claim.subscriber_id):
            result = await _try(run, fence, claim)
            if result is not None:
                done[claim.id] = result
                log.info("%s: %s", result.state, result.code or result.outcome)
        if result is None or result.state in ("pending", "unknown"):
            return


def _record(run: Round, claims: Sequence[Claim], done: Mapping[str, Result]) -> None:
    """What became of a batch, in one transaction; what was not tried goes back as it was."""
    now = run.clock()
    results = list(done.values())
    sent = [result for result in results if result.state == "sent"]
    with run.db.transaction() as tx:
        outbox.record(tx, results, now)
        outbox.give_back(tx, [claim for claim in claims if claim.id not in done])
        entries.record_many(tx, [_entry(one) for one in sent if one.claim.mail_class == "watch"])
        entries.record_many(tx, contract_records.attempts(tx, run.office.vault, results))
        for subscriber_id in {one.claim.subscriber_id for one in results if _ends_following(one)}:
            subscriptions.suppress_subscriber(tx, subscriber_id, "hard_bounce", now)
            waiting.suppress(tx, subscriber_id)
        run.paces.keep(tx, now)
        relays.note(tx, run.mail.standing(), {one.relay for one in sent}, now)


def _ends_following(result: Result) -> bool:
    """Whether nobody writes there again: the mailbox is gone. A company decides for itself."""
    return result.is_hard and result.claim.mail_class == "watch"


async def _try(run: Round, fence: _Fence, claim: Claim) -> Result | None:
    """One letter to one server; None where it was not tried and goes back as it was."""
    if run.relay_is_down:
        return None
    key = run.office.vault.open(claim.wrapped_key)
    if key is None or claim.address_sealed is None:
        return _erased(claim, run.clock())
    started = run.clock()
    try:
        written = await _written(run, claim, key, started)
    except HeadersBrokenError as error:
        return _unfit(run, claim, key, str(error), started)
    receipt = await run.mail.send(written, lambda: fence.passes(claim))
    if receipt.given_back:
        return None
    return _judged(run, claim, key, written, receipt, started)


async def _written(run: Round, claim: Claim, key: PersonKey, now: datetime) -> Letter:
    address = key.unseal("address", claim.address_sealed or b"")
    stationery = run.stationery[claim.notice_id, claim.is_short]
    written = letter.write(run.office, stationery, claim, address, now)
    if run.rules.sign is None:
        return written
    return replace(written, data=await asyncio.to_thread(run.rules.sign, written.data))


def _judged(
    run: Round, claim: Claim, key: PersonKey, written: Letter, receipt: Receipt, started: datetime
) -> Result:
    """What the receipt means for the delivery."""
    ended = run.clock()
    verdict = judge(
        receipt,
        number=claim.deferrals,
        age=ended - (claim.first_tried_at or started),
        key=claim.id,
        tries=Tries(
            of_relay=claim.of_relay,
            was_short=claim.is_short,
            left=claim.deadline_at - ended if claim.deadline_at else None,
            give_up_after=run.rules.give_up_after,
        ),
    )
    _learn(run, written.domain, receipt, verdict)
    of_relay = verdict.meaning is Meaning.RELAY
    pause = run.unknown_retry if verdict.state == "unknown" else verdict.pause
    return Result(
        claim=claim,
        state=verdict.state,
        outcome=verdict.outcome,
        started_at=started,
        ended_at=ended,
        relay=receipt.relay,
        due_at=ended + pause if pause else None,
        code=receipt.code,
        enhanced=receipt.enhanced,
        grade=run.mail.grade if verdict.state == "sent" else None,
        transcript_sealed=key.seal("transcript", receipt.transcript or receipt.text),
        bytes_sha256=hashlib.sha256(written.data).hexdigest(),
        deferrals=claim.deferrals + (verdict.outcome == "deferred" and not of_relay),
        unknowns=claim.unknowns + (verdict.state == "unknown"),
        is_hard=verdict.meaning is Meaning.HARD,
        is_short=claim.is_short or verdict.meaning is Meaning.CONTENT,
        queue_id=receipt.queue_id,
    )


def _learn(run: Round, domain: str, receipt: Receipt, verdict: Verdict) -> None:
    """What an answer says of the relay and of the recipient's domain, beside this one letter."""
    meaning, refused_us = verdict.meaning, (receipt.enhanced or "").startswith("5.7.")
    if verdict.state != "pending" or verdict.pause:  # else it is due still, and counted at the end
        run.tally.add(verdict)
    if meaning is Meaning.ACCEPTED:
        run.paces.accepted(domain)
    elif meaning in (Meaning.DEFERRED, Meaning.SOFT) or refused_us:
        limit = names_a_limit(receipt) and not receipt.speaks_of_relay
        run.paces.deferred(domain, protests=limit or refused_us)
    if meaning is Meaning.RELAY and receipt.speaks_of_relay:
        if not run.relay_is_down:
            log.error(
                "%s does not take our mail: %s %s",
                receipt.relay,
                receipt.code or "no answer",
                receipt.text,
            )
        run.relay_is_down = True
    elif refused_us:
        log.error("%s refuses us: %s %s", receipt.relay, receipt.code, receipt.enhanced)


def _erased(claim: Claim, now: datetime) -> Result:
    """The person is gone, and their address with them."""
    return Result(claim, "cancelled", "rejected", now, now, relay="", unknowns=claim.unknowns)


def _unfit(run: Round, claim: Claim, key: PersonKey, why: str, now: datetime) -> Result:
    """A letter that we do not dare to send: for the operator to see, and nobody else's fault."""
    run.tally.failed += 1
    sealed = key.seal("transcript", f"* not sent: {why}")
    return Result(
        claim, "failed", "rejected", now, now, relay="", transcript_sealed=sealed,
        deferrals=claim.deferrals, unknowns=claim.unknowns, is_short=claim.is_short,
    )  # fmt: skip


def _lay_out(tx: Session, run: Round, claims: Sequence[Claim]) -> None:
    """Have the stationery of every notice among the claims at hand, long or short."""
    wanted = {(claim.notice_id, claim.is_short) for claim in claims}
    missing = wanted - run.stationery.keys()
    kept = notices.of_ids(tx, {id_ for id_, _ in missing}) if missing else {}
    for id_, is_short in sorted(missing):
        notice = kept[id_]
        run.stationery[id_, is_short] = Stationery(
            notice,
            about.of(tx, notice, run.office.letterhead),
            run.office.letterhead,
            is_short=is_short,
        )
    for one in [one for one in run.stationery if one not in wanted][: -KEPT_STATIONERY or None]:
        del run.stationery[one]


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
