"""What the decider must know of a policy's past, and its small JSON form.

It holds fingerprints and times, never texts: the version in force, the texts that were versions
before, the new text that waits for its second sighting, and how often the page went back and forth.
One row of storage keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

KEPT_TEXTS = 200
"""How many earlier texts are remembered; an older one that comes back is a new version like any
other."""


@dataclass(frozen=True, slots=True)
class Known:
    """A text that was a version, and the first number it had."""

    fingerprint: str
    version: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """A text that is seen look after look and not (yet) in force: since when, under which name, at
    how many looks.

    `held` says why it must be seen for a day before it is believed.
    """

    fingerprint: str
    first_seen: str
    first_seen_at: datetime
    looks: int = 1
    held: str | None = None
    after: datetime | None = None
    """The last look before it that showed another text."""


@dataclass(frozen=True, slots=True)
class Unrest:
    """A page that shows another new text at each look: what all these texts have that the one in
    force has not.

    `added` and `removed` are clauses by hash; `most_added` is the largest number of new clauses in
    any of these texts.
    """

    first_seen: str
    first_seen_at: datetime
    looks: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    most_added: int


@dataclass(frozen=True, slots=True)
class Memory:
    """All that is known before a look. The empty memory knows nothing and makes the next policy
    text `first`."""

    version: int | None = None
    """Number of the version in force."""
    in_force: str | None = None
    """Fingerprint of its text."""
    links: str | None = None
    """Fingerprint of its link targets, as last accepted."""
    new_links: str | None = None
    """Other link targets that were seen once."""
    last_seen_at: datetime | None = None
    """When the text in force was last seen."""
    known: tuple[Known, ...] = ()
    pending: Sighting | None = None
    standing: Sighting | None = None
    """An earlier version's text that is served now."""
    unrest: Unrest | None = None
    fresh: tuple[str, ...] = ()
    """Clauses of the last look's text that are not in force, by hash."""
    restless: tuple[str, ...] = ()
    """Clauses that were fresh once and gone at a later look, newest last."""
    shown: str | None = None
    """The text of the last successful look."""
    shown_at: datetime | None = None
    glimpsed: tuple[str, ...] = ()
    """Texts that were only ever pending, newest last."""
    swings: tuple[datetime, ...] = ()
    """When the page went over to a text that it had shown before."""
    returned_at: datetime | None = None
    """When the version in force came into force, where it is the return of an earlier text."""
    clock: tuple[tuple[str, str], ...] = ()
    """Looks (day, stated date) at which only the date line differed and was the day of the look."""
    alternating: bool = False
    """Told once; while it holds, earlier texts come and go without a word."""
    refused_in_a_row: int = 0
    missed_in_a_row: int = 0


def reread(memory: Memory, marks: Mapping[str, tuple[str, str]]) -> Memory:
    """The memory after a technical upgrade; `marks`: each old text's new marks (text, links).

    What only waited, or was told apart by clauses of the old rules, is forgotten and seen anew;
    where two old texts are one by the new rules, the lower number stays.
    """

    def new(mark: str) -> str:
        return marks[mark][0] if mark in marks else mark

    known: dict[str, Known] = {}
    for one in memory.known:
        known.setdefault(new(one.fingerprint), Known(new(one.fingerprint), one.version))
    in_force = memory.in_force
    return replace(
        memory,
        in_force=new(in_force) if in_force else None,
        links=marks[in_force][1] if in_force is not None and in_force in marks else None,
        new_links=None,
        known=tuple(known.values()),
        shown=new(memory.shown) if memory.shown else None,
        fresh=(),
        restless=(),
        glimpsed=(),
        pending=None,
        standing=None,
        unrest=None,
    )


def succeeded(memory: Memory, mark: str, links: str | None, at: datetime) -> Memory:
    """The memory with this text, seen last at `at`, in force under the next number."""
    version = (memory.version or 0) + 1
    known = memory.known
    if all(one.fingerprint != mark for one in known):
        known = (*known, Known(mark, version))[-KEPT_TEXTS:]
    return replace(
        memory,
        version=version,
        in_force=mark,
        links=links,
        new_links=None,
        last_seen_at=at,
        known=known,
        pending=None,
        standing=None,
        unrest=None,
        returned_at=None,
    )


_TIMES = ("last_seen_at", "shown_at", "returned_at")
_NESTED = ("pending", "standing", "unrest")
_LISTS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("known", lambda pair: Known(*pair)),
    ("swings", datetime.fromisoformat),
    ("clock", tuple),
    ("fresh", str),
    ("restless", str),
    ("glimpsed", str),
)
"""Lists of a memory, and what makes each member of its JSON."""


def memory_to_json(memory: Memory) -> str:
    """The memory as one line of JSON; what is empty is left out."""
    empty = Memory()
    form: dict[str, Any] = {
        part.name: value
        for part in fields(Memory)
        if (value := getattr(memory, part.name)) != getattr(empty, part.name)
    }
    for name in _NESTED:
        if name in form:
            form[name] = asdict(form[name])
    if "known" in form:
        form["known"] = [[one.fingerprint, one.version] for one in memory.known]
    return json.dumps(form, default=datetime.isoformat, separators=(",", ":"))


def memory_from_json(text: str) -> Memory:
    """The memory that `memory_to_json` wrote; `{}` is the empty one."""
    form: dict[str, Any] = json.loads(text)
    for name in _TIMES:
        if name in form:
            form[name] = datetime.fromisoformat(form[name])
    for name in ("pending", "standing"):
        if name in form:
            form[name] = Sighting(**_with_times(form[name]))
    if "unrest" in form:
        form["unrest"] = Unrest(**_with_times(form["unrest"]))
    for name, made in _LISTS:
        if name in form:
            form[name] = tuple(map(made, form[name]))
    return Memory(**form)


def _with_times(form: dict[str, Any]) -> dict[str, Any]:
    """A nested part with its times and tuples back in place of text and lists."""
    times = {
        name: datetime.fromisoformat(form[name])
        for name in ("first_seen_at", "after")
        if form.get(name)
    }
    lists = {name: tuple(value) for name, value in form.items() if isinstance(value, list)}
    return {**form, **times, **lists}
