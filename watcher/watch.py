"""The story of one look: see, decide, keep. Safe to repeat and to kill anywhere.

The network comes first, with no transaction open; then everything that follows is worked out; then
one transaction keeps it all. If somebody else decided about the same policy meanwhile, what
follows is worked out again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache, partial

from sqlmodel import Session

from policy import identity
from policy.dates import with_first_sight
from policy.decide import Look, Rules, beside, confirming, decide, missed
from policy.memory import Memory, memory_from_json
from policy.model import Clause, ClauseChange, Comparison, Outcome, Reading, Refusal
from storage import versions, watched
from storage.database import Database
from storage.watched import Watched
from watcher import other_way, upgrade
from watcher.keeping import (
    LaneLostError,
    Looked,
    Plan,
    Reached,
    Waiting,
    keep,
    nowhere,
)
from watcher.politeness import Holding
from watcher.receive import Eyes, Missed, Seen, Sight, receive

ATTEMPTS = 5
"""How often a look is decided anew because another one of the same policy was kept meanwhile."""


async def watch(
    id: str,
    eyes: Eyes,
    held: Holding,
    rules: Rules,
    reached: Reached = nowhere,
    known: Watched | None = None,
) -> Looked:
    """Look at one policy once and keep what was seen; as `see`."""
    waiting = await see(id, eyes, held, rules, reached, known)
    looked = keep(eyes.db, [waiting], held, reached)[0]
    return looked or await keep_after_all(waiting, eyes, held, rules, reached)


async def see(
    id: str,
    eyes: Eyes,
    held: Holding,
    rules: Rules,
    reached: Reached = nowhere,
    known: Watched | None = None,
) -> Waiting:
    """Look at one policy once, and work out what follows from it.

    `known` is the policy as it was read a moment ago: whether it is still so is seen in the end.
    """
    if known is not None:
        policy = known
    else:
        with eyes.db.reading() as tx:
            policy = watched.watched(tx, id)
    if upgrade.is_needed(policy):  # nobody is told that a service changed when we did
        await upgrade.upgrade(eyes.db, eyes.reader, policy, held.clock())
        with eyes.db.reading() as tx:
            policy = watched.watched(tx, id)
    sight = await receive(policy, eyes, held)  # no transaction is open here
    reached("received")
    now = held.clock()
    if other_way.is_ours(policy, sight) and other_way.adopt(eyes.db, policy, sight, now):
        with eyes.db.reading() as tx:
            policy = watched.watched(tx, id)
    plan = work_out(eyes.db, policy, sight, rules, now)
    reached("decided")
    return Waiting(policy, sight, plan, now)


async def keep_after_all(
    waiting: Waiting, eyes: Eyes, held: Holding, rules: Rules, reached: Reached = nowhere
) -> Looked:
    """Keep a look that was decided on what is no longer so: decided anew, or seen anew."""
    id, now = waiting.policy.id, waiting.at
    for _ in range(ATTEMPTS - 1):
        with eyes.db.reading() as tx:
            policy = watched.watched(tx, id)
        if policy.edition != waiting.policy.edition:
            return await watch(id, eyes, held, rules, reached)  # it was declared anew meanwhile
        plan = work_out(eyes.db, policy, waiting.sight, rules, now)
        reached("decided")
        waiting = Waiting(policy, waiting.sight, plan, now)
        looked = keep(eyes.db, [waiting], held, reached)[0]
        if looked is not None:
            return looked
    raise LaneLostError(f"{id} is looked at by too many at once")


def work_out(db: Database, policy: Watched, sight: Sight, rules: Rules, now: datetime) -> Plan:
    """What this sight comes to, and what a new version and its change would be."""
    memory = memory_from_json(policy.memory)
    found = sight.found
    look = _known_look(memory, found, rules, now)
    if look is not None:  # most looks: nothing kept need be read for them
        verdict = decide(memory, look, rules)
        if not verdict.new_version:
            return Plan(verdict, policy.memory)
    assert isinstance(found, Seen)  # noqa: S101 - anything else is known without reading
    with db.reading() as tx:
        version = cache(partial(versions.get, tx, policy.id))
        before = version(policy.in_force).reading if policy.in_force is not None else None
        verdict = decide(memory, look or _new_look(found, before, now), rules)
        reading = _as_kept(tx, policy, found, before, now)
        if not verdict.new_version:
            return Plan(verdict, policy.memory, reading)
        seed = f"{policy.id}/{verdict.version}"
        if verdict.previous is None:
            ids = identity.first_ids(reading.clauses, seed)
            return Plan(verdict, policy.memory, reading, ids, effective_on=reading.effective_on)
        from policy.compare import compare  # loaded by the first change: most rounds find none

        previous = version(verdict.previous)
        comparison = compare(previous.reading, reading)
        earlier = version(verdict.returns_to).clause_ids if verdict.returns_to is not None else ()
    if len(earlier) == len(reading.clauses):
        ids = earlier  # those it had when it was in force before
    else:
        ids = identity.inherit(previous.clause_ids, comparison.pairs, len(reading.clauses), seed)
    named = _named(comparison, reading.clauses, ids)
    return Plan(verdict, policy.memory, reading, ids, named, reading.effective_on)


def _known_look(memory: Memory, found: Seen | Missed, rules: Rules, now: datetime) -> Look | None:
    """The look as the decider sees it, where it brought no text, a known one or the one that waits
    for it; else None.
    """
    name = now.isoformat()
    if isinstance(found, Missed):
        if found.outcome is Outcome.REFUSED:
            return Look(now, name, refused=Refusal(found.reason, found.detail))
        return missed(found.outcome, found.reason, found.detail, at=now, name=name)  # type: ignore[arg-type]
    known = {memory.in_force, *(text.fingerprint for text in memory.known)}
    if found.fingerprint in known:
        return Look(now, name, fingerprint=found.fingerprint, links=found.links)
    if found.doubt is not None:
        return None
    return confirming(memory, found.fingerprint, found.links, rules, at=now, name=name)


def _new_look(found: Seen, before: Reading | None, now: datetime) -> Look:
    """The look that brought a new text, which the decider must judge beside the one in force."""
    mark, links, name = found.fingerprint, found.links, now.isoformat()
    if before is None:
        return Look(now, name, fingerprint=mark, links=links, doubt=found.doubt)
    look = beside(before, found.reading(), mark, links, at=now, name=name)
    return replace(look, doubt=look.doubt or found.doubt)


def _named(comparison: Comparison, clauses: tuple[Clause, ...], ids: tuple[str, ...]) -> Comparison:
    """The comparison with the new side's clauses carrying their ids."""
    id_at = {clause.address: id for clause, id in zip(clauses, ids, strict=True)}

    def named(change: ClauseChange) -> ClauseChange:
        if change.new is None:
            return change
        return replace(change, new=replace(change.new, id=id_at.get(change.new.address)))

    return replace(comparison, changes=tuple(named(change) for change in comparison.changes))


def _as_kept(
    tx: Session, policy: Watched, found: Seen, before: Reading | None, now: datetime
) -> Reading:
    """The reading that is kept: the one of the first time the text was seen, else this one, its
    ambiguous dates settled by this day and by the date that was stated until now.

    The same words may come in other blocks the second time; what is kept is what counts.
    """
    known = versions.text_with(tx, policy.id, found.fingerprint, found.rules)
    if known is not None:
        return versions.reading_of(tx, known)
    return with_first_sight(found.reading(), now.date(), before.updated_on if before else None)
