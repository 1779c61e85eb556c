"""A company's list of whom to tell, as it comes out of its books: every fault at once, by line.

Columns `address`, `language`, `name`, `party` and `postal`, in any order; other columns are left
alone and not kept. One mailbox is one recipient, however often it stands there. Who has no mail
address is found by `postal` or `party`, and told by another channel. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from notifier.csv_lines import Fault, Lines
from notifier.words import LANGUAGES
from policy.said import said, said_many
from storage.audiences import apart_by
from storage.mailboxes import BadAddressError, mailbox
from storage.recipients import Apart, Contact

COLUMNS = ("address", "language", "name", "party", "postal")
ALSO_CALLED = {
    "e-mail": "address", "email": "address", "mail": "address", "lang": "language",
    "contract": "party", "customer": "party", "postal address": "postal",
    "postal_address": "postal", "letter": "postal",
}  # fmt: skip
LONGEST_FIELD = 300  # signs of a name or a reference
MOST_FAULTS = 1000  # told of one list; what is beyond is counted


@dataclass(slots=True)
class Listing:
    """One recipient of a list: where they are reached, their language, a name for the envelope of a
    letter, and the contracts they belong to.
    """

    contact: Contact
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

    @property
    def without_address(self) -> int:
        """How many are told by another channel from the start."""
        return sum(isinstance(member.contact, Apart) for member in self.members)


def read(
    data: bytes,
    language: str | None,
    own: frozenset[str] = frozenset(),
    written_in: Sequence[str] = LANGUAGES,
) -> Listed:
    """Everybody in a list. `language` is for those who have none; `own` are our own addresses;
    `written_in` are the languages that the notice is written in.
    """
    listed = Listed(hashlib.sha256(data).hexdigest())
    lines = Lines(data, COLUMNS, ALSO_CALLED)
    known: dict[str, Listing] = {}
    for line, cells in lines.read():
        member, faults = _member(line, cells, language, own, written_in)
        listed.faults += faults
        if member is not None:
            _add(listed, known, member)
    listed.faults = _bounded([*lines.faults, *listed.faults])
    listed.notes = [*lines.notes, *listed.notes]
    if listed.repeated:
        listed.notes.append(
            said_many(
                "%(n)d line repeats a recipient, who is told once.",
                "%(n)d lines repeat a recipient; each is told once.",
                listed.repeated,
            )
        )
    if listed.without_address:
        listed.notes.append(
            said_many(
                "%(n)d has no mail address: they count as a recipient, get no mail, and stand in "
                "the list for another channel from the start.",
                "%(n)d have no mail address: they count as recipients, get no mail, and stand in "
                "the list for another channel from the start.",
                listed.without_address,
            )
        )
    if not listed.members and not listed.faults:
        listed.faults.append(Fault(0, said("nobody stands in the list")))
    return listed


def _add(listed: Listed, known: dict[str, Listing], member: Listing) -> None:
    """One more recipient, or one more contract of a mailbox that stood there before."""
    first = known.setdefault(member.contact.identity, member)
    if first is member:
        listed.members.append(member)
        return
    listed.repeated += 1
    first.parties += [party for party in member.parties if party not in first.parties]
    if first.language != member.language:
        listed.notes.append(
            said(
                "Line %(again)d is the recipient of line %(first)d in another language; the first "
                "counts.",
                again=member.line,
                first=first.line,
            )
        )


def _member(
    line: int,
    cells: dict[str, str],
    language: str | None,
    own: frozenset[str],
    written_in: Sequence[str],
) -> tuple[Listing | None, list[Fault]]:
    """The recipient of one line, or everything that is wrong with it."""
    faults = []
    contact: Contact | None = None
    try:
        contact = mailbox(cells["address"], own) if cells["address"] else _apart(cells)
        if contact is None:
            says = said("there is no address, and no postal address or party to reach this one by")
            faults.append(Fault(line, says))
    except BadAddressError as error:
        faults.append(Fault(line, error.args[0]))
    written = (cells.get("language") or language or "").lower()
    spoken = written.replace("_", "-").split("-")[0]
    if not spoken:
        faults.append(Fault(line, said("there is no language; write nl, fr, de or en")))
    elif spoken not in LANGUAGES:
        says = said("mail is written in nl, fr, de and en, not in '%(given)s'", given=written)
        faults.append(Fault(line, says))
    elif spoken not in written_in:
        says = said(
            "this notice is written in %(languages)s, not in %(given)s",
            languages=", ".join(written_in),
            given=spoken,
        )
        faults.append(Fault(line, says))
    for name in ("name", "party", "postal"):
        cell = cells.get(name, "")
        if len(cell) > LONGEST_FIELD:
            says = said("its %(column)s is longer than %(n)d signs", column=name, n=LONGEST_FIELD)
            faults.append(Fault(line, says))
        elif not cell.isprintable():
            says = said("its %(column)s has signs in it that do not print", column=name)
            faults.append(Fault(line, says))
    if faults or contact is None:
        return None, faults
    party = cells.get("party", "")
    return Listing(contact, spoken, cells.get("name", ""), [party] if party else [], line), []


def _apart(cells: dict[str, str]) -> Apart | None:
    """Somebody without a mail address, if the line says how else they are reached."""
    party, name = cells.get("party", ""), cells.get("name", "")
    place = cells.get("postal", "") or party
    return Apart(place, apart_by(name, party)) if place else None


def _bounded(faults: list[Fault]) -> list[Fault]:
    """As many as somebody may read, in the order of the lines, and how many more there are."""
    told = sorted(faults, key=lambda fault: fault.line)[:MOST_FAULTS]
    more = len(faults) - len(told)
    return (
        [*told, Fault(0, said_many("and %(n)d more fault", "and %(n)d more faults", more))]
        if more
        else told
    )
