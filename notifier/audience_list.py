"""A company's list of whom to tell, as it comes out of its books: every fault at once, by line.

Columns `address`, `language`, `name` and `party`, in any order; other columns are left alone and
not kept. One mailbox is one recipient, however often it stands there. Pure.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from notifier.csv_lines import Fault, Lines
from notifier.words import LANGUAGES
from storage.mailboxes import BadAddressError, Mailbox, mailbox

COLUMNS = ("address", "language", "name", "party")
ALSO_CALLED = {
    "e-mail": "address", "email": "address", "mail": "address", "lang": "language",
    "contract": "party", "customer": "party",
}  # fmt: skip
LONGEST_FIELD = 300  # signs of a name or a reference
MOST_FAULTS = 1000  # told of one list; what is beyond is counted


@dataclass(slots=True)
class Listing:
    """One recipient of a list: a mailbox, their language, a name for the envelope of a letter, and
    the contracts they belong to.
    """

    mailbox: Mailbox
    language: str
    name: str
    parties: list[str]
    line: int


@dataclass(slots=True)
class Listed:
    """A list that was read: everybody in it, every fault, and what was noted on the way."""

    sha256: str
    members: list[Listing] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    repeated: int = 0

    @property
    def parties(self) -> int:
        """How many contracts there are; who names none is one alone."""
        named = {party for member in self.members for party in member.parties}
        return len(named) + sum(not member.parties for member in self.members)

    @property
    def languages(self) -> set[str]:
        """The languages that its people are told in."""
        return {member.language for member in self.members}


def read(data: bytes, language: str | None, own: frozenset[str] = frozenset()) -> Listed:
    """Everybody in a list. `language` is for those who have none; `own` are our own addresses."""
    listed = Listed(hashlib.sha256(data).hexdigest())
    lines = Lines(data, COLUMNS, ALSO_CALLED)
    known: dict[str, Listing] = {}
    for line, cells in lines.read():
        member, faults = _member(line, cells, language, own)
        listed.faults += faults
        if member is not None:
            _add(listed, known, member)
    listed.faults = _bounded([*lines.faults, *listed.faults])
    listed.notes = [*lines.notes, *listed.notes]
    if listed.repeated:
        listed.notes.append(f"{listed.repeated} lines repeat a mailbox; each mailbox is told once.")
    if not listed.members and not listed.faults:
        listed.faults.append(Fault(0, "nobody stands in the list"))
    return listed


def _add(listed: Listed, known: dict[str, Listing], member: Listing) -> None:
    """One more recipient, or one more contract of a mailbox that stood there before."""
    first = known.setdefault(member.mailbox.identity, member)
    if first is member:
        listed.members.append(member)
        return
    listed.repeated += 1
    first.parties += [party for party in member.parties if party not in first.parties]
    if first.language != member.language:
        listed.notes.append(
            f"Line {member.line} is the mailbox of line {first.line} in another language; the first"
            " counts."
        )


def _member(
    line: int, cells: dict[str, str], language: str | None, own: frozenset[str]
) -> tuple[Listing | None, list[Fault]]:
    """The recipient of one line, or everything that is wrong with it."""
    faults = []
    box = None
    try:
        if cells["address"]:
            box = mailbox(cells["address"], own)
        else:
            faults.append(Fault(line, "there is no address; tell this one by another channel"))
    except BadAddressError as error:
        faults.append(Fault(line, str(error)))
    written = (cells.get("language") or language or "").lower()
    spoken = written.replace("_", "-").split("-")[0]
    if not spoken:
        faults.append(Fault(line, "there is no language; write nl, fr, de or en, or --language"))
    elif spoken not in LANGUAGES:
        faults.append(Fault(line, f"mail is written in nl, fr, de and en, not in {written!r}"))
    for name in ("name", "party"):
        cell = cells.get(name, "")
        if len(cell) > LONGEST_FIELD:
            faults.append(Fault(line, f"its {name} is longer than {LONGEST_FIELD} signs"))
        elif not cell.isprintable():
            faults.append(Fault(line, f"its {name} has signs in it that do not print"))
    if faults or box is None:
        return None, faults
    party = cells.get("party", "")
    return Listing(box, spoken, cells.get("name", ""), [party] if party else [], line), []


def _bounded(faults: list[Fault]) -> list[Fault]:
    """As many as somebody may read, in the order of the lines, and how many more there are."""
    told = sorted(faults, key=lambda fault: fault.line)[:MOST_FAULTS]
    more = len(faults) - len(told)
    return [*told, Fault(0, f"and {more} more faults")] if more else told
