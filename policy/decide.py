"""What is known + this look → outcome. The same function decides a live look and a replayed one.

    a text in force           seen again                                        same
    a text never in force     seen once                                         pending
                              at the next successful look too,
                              at least `confirm_after` later                    changed
    a text in force earlier   seen                                              variant
                              alone for `settle_looks` looks over
                              `settle_after`                                    changed, returns_to
    a text that lost most     seen                                              pending
    of its length or may be   unchanged at `hold_looks` looks over `hold_for`   changed
    cut, the first too                                                          (or first)
    a wall                    however often                                     refused

Refused and failed looks change nothing but their counters. A text that was only ever pending is not
known: P A P is nothing.

**Back and forth.** A page alternates when it goes over to a text it had shown before for the
`swings_to_alternate`th time within `calm_after`, or when it takes back a return that was told
within `calm_after`. That is told once (`alternating`). From then on its known texts come and go
as variants until `calm_after` has passed without such a swing.

**Unrest.** A page with something in its words that differs at every look (a token or a teaser that
no rule knows) never shows the same text twice and would stay pending for ever. What *all* its looks
have that the text in force has not, and that never went away again, is no token: where that is
something, over `unrest_looks` looks and `hold_for`, it is a change, and the last text becomes the
version. Where it is nothing, the page stays pending and nobody is told.

**A page's clock.** A date line that is always the day of the look waits, and from its third day on
is no difference (`running`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from policy import running, walls
from policy.fingerprint import canonical, fingerprint, links_fingerprint
from policy.memory import Memory, Sighting, Unrest, succeeded
from policy.model import Outcome, Reading, Refusal

KEPT_HASHES = 64
"""Clauses an unrest remembers; of larger sets the smallest hashes, so that two samples meet."""

KEPT_GLIMPSES = 20


@dataclass(frozen=True, slots=True)
class Rules:
    """How patient the decider is. The first two are settings."""

    confirm_after: timedelta = timedelta(minutes=15)
    settle_after: timedelta = timedelta(hours=48)
    settle_looks: int = 3
    hold_for: timedelta = timedelta(hours=24)
    hold_looks: int = 3
    unrest_looks: int = 5
    swings_to_alternate: int = 4
    calm_after: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Look:
    """One look as the decider sees it. Exactly one of `fingerprint`, `refused`, `missed` says what
    came of it."""

    at: datetime
    name: str
    fingerprint: str | None = None
    links: str | None = None
    doubt: Refusal | walls.Held | None = None
    """What the text in force says about this one; not asked of a text that is known."""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    clock: running.Clock | None = None
    """Where nothing but the text's date line differs from the one in force: both dates."""
    refused: Refusal | None = None
    missed: Outcome | None = None
    reason: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a look, and the memory to keep; `version` is in force after the look."""

    outcome: Outcome
    memory: Memory
    version: int | None = None
    previous: int | None = None
    reason: str | None = None
    detail: str | None = None
    first_seen: str | None = None
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None
    """When the old text was last seen: the change lies between this and `first_seen_at`."""
    returns_to: int | None = None
    matches: int | None = None
    """The version whose text was served, where it is not the one in force."""
    links_changed: bool = False
    alternating: bool = False
    """True on the one look at which a page turns out to alternate."""
    confirm_at: datetime | None = None
    """The earliest look that can confirm what is pending."""
    fingerprint: str | None = None
    links: str | None = None

    @property
    def new_version(self) -> bool:
        """Whether this look's reading is to be kept as version `version`."""
        return self.outcome in (Outcome.FIRST, Outcome.CHANGED)


def seen(reading: Reading, in_force: Reading | None, *, at: datetime, name: str) -> Look:
    """The look that brought this reading; `in_force` is that of the version in force, if any."""
    if reading.refused is not None:
        return Look(at, name, refused=reading.refused)
    mark, links = fingerprint(reading), links_fingerprint(reading)
    if in_force is None or mark == fingerprint(in_force):
        return Look(at, name, fingerprint=mark, links=links)
    return beside(in_force, reading, mark, links, at=at, name=name)


def beside(
    in_force: Reading, reading: Reading, mark: str, links: str, *, at: datetime, name: str
) -> Look:
    """The look that brought another text than the one in force; `mark` and `links` are its own."""
    added, removed = _apart(in_force, reading)
    return Look(
        at,
        name,
        fingerprint=mark,
        links=links,
        doubt=walls.against(in_force, reading),
        added=added,
        removed=removed,
        clock=running.clock_of(in_force, reading),
    )


def confirming(
    memory: Memory, mark: str, links: str | None, rules: Rules, *, at: datetime, name: str
) -> Look | None:
    """The look that sees what waits for just this, made of what is remembered of the look before;
    None where the text must be judged (again).

    Whoever judged it then would judge the same now: both texts are the same.
    """
    waits = memory.pending
    if waits is None or waits.fingerprint != mark or memory.shown != mark:
        return None
    if waits.held or memory.clock or at - waits.first_seen_at < rules.confirm_after:
        return None
    return Look(at, name, fingerprint=mark, links=links, added=memory.fresh)


def missed(
    outcome: Literal[Outcome.UNREACHABLE, Outcome.UNREADABLE],
    reason: str,
    detail: str = "",
    *,
    at: datetime,
    name: str,
) -> Look:
    """The look that brought no reading."""
    return Look(at, name, missed=outcome, reason=reason, detail=detail)


def decide(memory: Memory, look: Look, rules: Rules) -> Verdict:
    """What this look comes to, and what to remember of it."""
    if look.missed is not None:
        kept = replace(memory, missed_in_a_row=memory.missed_in_a_row + 1)
        return _verdict(look.missed, kept, look, reason=look.reason, detail=look.detail)
    if look.refused is not None:
        return _refuse(memory, look, look.refused)
    known = next((k.version for k in memory.known if k.fingerprint == look.fingerprint), None)
    if known is None and isinstance(look.doubt, Refusal):
        return _refuse(memory, look, look.doubt)
    verdict = _text(_swing(memory, look, rules), look, rules, known)
    kept = replace(
        verdict.memory,
        shown=look.fingerprint,
        shown_at=look.at,
        fresh=look.added[:KEPT_HASHES] if verdict.outcome is Outcome.PENDING else (),
        restless=_restless(memory, look),
        refused_in_a_row=0,
        missed_in_a_row=0,
    )
    told = kept.alternating and not memory.alternating
    detail = verdict.detail or ("the page alternates between texts it has shown" if told else None)
    return replace(verdict, memory=kept, previous=memory.version, alternating=told, detail=detail)


def _text(memory: Memory, look: Look, rules: Rules, known: int | None) -> Verdict:
    """The outcome of a look that brought a text of the policy."""
    if memory.in_force is None:
        held = isinstance(look.doubt, walls.Held)
        return _new_text(memory, look, rules) if held else _first(memory, look)
    if look.fingerprint == memory.in_force:
        return _same(memory, look)
    if known is not None:
        return _variant(memory, look, rules, known)
    ticks = running.ticked(memory.clock, look.clock, memory.last_seen_at, look.at)
    memory = replace(memory, clock=ticks)
    if running.is_clock(ticks):
        return replace(_same(memory, look), detail="only the date differs, which is always today")
    if ticks and look.doubt is None:
        look = replace(look, doubt=walls.Held("running_date", "its date is the day of the look"))
    return _new_text(memory, look, rules)


def _verdict(outcome: Outcome, memory: Memory, look: Look, **said: Any) -> Verdict:
    """The verdict of this look, with what every verdict says."""
    return Verdict(
        outcome,
        memory,
        version=memory.version,
        previous=memory.version,
        fingerprint=look.fingerprint,
        links=look.links,
        **said,
    )


def _refuse(memory: Memory, look: Look, refused: Refusal) -> Verdict:
    """Not the policy: whatever waits goes on waiting."""
    kept = replace(memory, refused_in_a_row=memory.refused_in_a_row + 1)
    detail = refused.detail or None
    return _verdict(Outcome.REFUSED, kept, look, reason=refused.reason, detail=detail)


def _first(memory: Memory, look: Look) -> Verdict:
    """The first text has nothing to compare with and is believed."""
    return _verdict(
        Outcome.FIRST,
        _with_version(memory, look),
        look,
        first_seen=look.name,
        first_seen_at=look.at,
    )


def _same(memory: Memory, look: Look) -> Verdict:
    """The text in force, at most with other link targets, which count once they were seen twice."""
    changed = look.links != memory.links and look.links == memory.new_links
    kept = replace(
        memory,
        links=look.links if changed else memory.links,
        new_links=None if changed or look.links == memory.links else look.links,
        last_seen_at=look.at,
        pending=None,
        standing=None,
        unrest=None,
    )
    return _verdict(Outcome.SAME, kept, look, links_changed=changed)


def _variant(memory: Memory, look: Look, rules: Rules, version: int) -> Verdict:
    """An earlier version's text: told only where it came to stay, and where it takes a return back,
    as alternating."""
    standing = _again(memory.standing, memory, look)
    memory = replace(memory, standing=standing, pending=None, unrest=None)
    if memory.alternating or not _settled(standing, look.at, rules):
        return _verdict(Outcome.VARIANT, memory, look, matches=version)
    returned_at = memory.returned_at
    taken_back = returned_at is not None and look.at - returned_at < rules.calm_after
    return _verdict(
        Outcome.CHANGED,
        replace(_with_version(memory, look), returned_at=look.at, alternating=taken_back),
        look,
        first_seen=standing.first_seen,
        first_seen_at=standing.first_seen_at,
        last_seen_at=memory.last_seen_at,
        returns_to=version,
    )


def _new_text(memory: Memory, look: Look, rules: Rules) -> Verdict:
    """A text that never was in force: it waits for its second sighting, or, held back, for a
    day."""
    held = look.doubt.reason if isinstance(look.doubt, walls.Held) else None
    pending = replace(_again(memory.pending, memory, look), held=held)
    unrest = None if held else _unrest(memory.unrest, look, frozenset(_restless(memory, look)))
    glimpsed = memory.glimpsed
    if look.fingerprint not in glimpsed:
        glimpsed = (*glimpsed, pending.fingerprint)[-KEPT_GLIMPSES:]
    memory = replace(memory, pending=pending, unrest=unrest, standing=None, glimpsed=glimpsed)
    since = _believed_since(pending, unrest, look.at, rules)
    if since is None:
        wait = rules.hold_for if held else rules.confirm_after
        return _verdict(
            Outcome.PENDING,
            memory,
            look,
            detail=look.doubt.detail if look.doubt else None,
            first_seen=pending.first_seen,
            first_seen_at=pending.first_seen_at,
            confirm_at=pending.first_seen_at + wait,
        )
    return _verdict(
        Outcome.FIRST if memory.version is None else Outcome.CHANGED,
        _with_version(memory, look),
        look,
        first_seen=since.first_seen,
        first_seen_at=since.first_seen_at,
        last_seen_at=memory.last_seen_at,
        detail=look.doubt.detail if look.doubt else None,
    )


def _believed_since(
    pending: Sighting, unrest: Unrest | None, at: datetime, rules: Rules
) -> Sighting | Unrest | None:
    """The sightings that suffice to believe a new text, or None while it waits."""
    seen_for = at - pending.first_seen_at
    if pending.held:
        long_enough = pending.looks >= rules.hold_looks and seen_for >= rules.hold_for
        return pending if long_enough else None
    if pending.looks >= 2 and seen_for >= rules.confirm_after:
        return pending
    if unrest and unrest.looks >= rules.unrest_looks:
        return unrest if at - unrest.first_seen_at >= rules.hold_for else None
    return None


def _settled(standing: Sighting, at: datetime, rules: Rules) -> bool:
    """Whether an earlier text stands alone: nothing else was seen for `settle_after`, and its own
    looks span half of that."""
    seen_for = at - standing.first_seen_at
    alone_for = at - (standing.after or standing.first_seen_at)
    return (
        standing.looks >= rules.settle_looks
        and alone_for >= rules.settle_after
        and seen_for * 2 >= rules.settle_after
    )


def _again(before: Sighting | None, memory: Memory, look: Look) -> Sighting:
    """One more sighting of the same text, or the first of another."""
    mark = look.fingerprint or ""
    if before is not None and before.fingerprint == mark:
        return replace(before, looks=before.looks + 1)
    return Sighting(mark, look.name, look.at, after=memory.shown_at)


def _unrest(before: Unrest | None, look: Look, restless: frozenset[str]) -> Unrest:
    """What all new texts since the one in force have in common, against it.

    A clause that differs at each look takes one old clause away for good, so only a loss of more
    clauses than came in counts.
    """
    fresh = tuple(mark for mark in look.added if mark not in restless)
    if before is not None:
        added = tuple(sorted(set(before.added) & set(fresh)))
        removed = tuple(sorted(set(before.removed) & set(look.removed)))
        most_added = max(before.most_added, len(look.added))
        if added or len(removed) > most_added:
            return replace(
                before,
                looks=before.looks + 1,
                added=added,
                removed=removed,
                most_added=most_added,
            )
    few = slice(KEPT_HASHES)
    return Unrest(look.name, look.at, 1, fresh[few], look.removed[few], len(look.added))


def _restless(memory: Memory, look: Look) -> tuple[str, ...]:
    """The clauses that came and went, with those that went at this look."""
    gone = [mark for mark in memory.fresh if mark not in set(look.added)]
    known = [mark for mark in memory.restless if mark not in set(gone)]
    return (*known, *gone)[-KEPT_HASHES:]


def _swing(memory: Memory, look: Look, rules: Rules) -> Memory:
    """Count where the page goes over to a text that it had shown before; enough of that within
    `calm_after` is alternation."""
    swings = tuple(at for at in memory.swings if look.at - at < rules.calm_after)
    back = {k.fingerprint for k in memory.known} | set(memory.glimpsed)
    if look.fingerprint != memory.shown and look.fingerprint in back:
        swings = (*swings, look.at)[-KEPT_GLIMPSES:]
    return replace(
        memory,
        swings=swings,
        alternating=bool(swings)
        and (memory.alternating or len(swings) >= rules.swings_to_alternate),
    )


def _with_version(memory: Memory, look: Look) -> Memory:
    """The memory with this look's text in force under the next number."""
    return succeeded(memory, look.fingerprint or "", look.links, look.at)


def _apart(old: Reading, new: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clauses, labels included, that only the new and only the old reading has: short hashes.

    Clauses that are spelled alike in both need no hash: they cannot differ.
    """
    before, after = (Counter((c.label, c.text) for c in side.clauses) for side in (old, new))
    gone, come = _hashed(before - after), _hashed(after - before)
    return tuple(sorted((come - gone).keys())), tuple(sorted((gone - come).keys()))


def _hashed(clauses: Counter[tuple[str | None, str]]) -> Counter[str]:
    """Clauses by the hash of what is compared of them."""
    hashed: Counter[str] = Counter()
    for (label, text), count in clauses.items():
        said = canonical(f"{label or ''} {text}").encode("utf-8", "surrogatepass")
        hashed[hashlib.sha256(said).hexdigest()[:12]] += count
    return hashed
