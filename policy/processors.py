"""Lists of sub-processors: who is on them, and who came, went or changed, as data.

A row is known by its name, so that a new country or purpose is a change of that party and not one
gone and another come. Which column is which is read from the header row; without one, the order is
name, purpose, country, as most such lists have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import re2

from policy.folded import fold
from policy.model import Clause
from policy.promise_patterns import SUB_PROCESSORS

_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("name", "entity", "sub-processor", "subprocessor", "processor", "company", "vendor",
             "provider", "naam", "partij", "verwerker", "subverwerker", "leverancier", "nom",
             "sous-traitant", "societe", "entite", "anbieter", "firma", "unternehmen",
             "dienstleister", "unterauftragsverarbeiter"),
    "country": ("country", "location", "region", "place", "land", "locatie", "vestiging", "regio",
                "pays", "lieu", "localisation", "ort", "standort", "sitz"),
    "purpose": ("purpose", "service", "activity", "function", "processing", "doel", "dienst",
                "activiteit", "finalite", "objet", "activite", "zweck", "tatigkeit", "leistung"),
}  # fmt: skip
_DEFAULT: Final = ("name", "purpose", "country")
_SUBJECT: Final = re2.compile(SUB_PROCESSORS)
_TITLE: Final = 200  # signs of a heading or cell that are asked


@dataclass(frozen=True, slots=True)
class Processor:
    """One party on the list; `address` is its row."""

    name: str
    country: str = ""
    purpose: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ProcessorChange:
    """A party that came or went, or whose country or purpose is another; always substance."""

    kind: Literal["added", "removed", "changed"]
    name: str
    old: Processor | None = None
    new: Processor | None = None

    @property
    def reason(self) -> str:
        """As a reason of a comparison: "sub-processor added: Nordlicht, Norway, hosting"."""
        party = self.new or self.old
        assert party is not None  # noqa: S101 - a change has at least one side
        if self.kind != "changed" or self.old is None or self.new is None:
            said = ", ".join(part for part in (party.name, party.country, party.purpose) if part)
            return f"sub-processor {self.kind}: {said}"
        fields = [
            f"{field} {getattr(self.old, field) or 'none'} → {getattr(self.new, field) or 'none'}"
            for field in ("country", "purpose")
            if getattr(self.old, field) != getattr(self.new, field)
        ]
        return f"sub-processor {self.name}: {'; '.join(fields)}"


def is_processor_list(clauses: Sequence[Clause]) -> bool:
    """Is this text a list of sub-processors, so that notice of a new one is its own promise?"""
    return any(names_them(clause.text) for clause in clauses[:3] if clause.kind == "heading")


def names_them(words: str) -> bool:
    """Does a title or a heading of a table speak of sub-processors?"""
    return _SUBJECT.search(fold(words[:_TITLE]).encode()) is not None


def processors(clauses: Sequence[Clause]) -> tuple[Processor, ...]:
    """The parties of every table of a text, in order. A table without names has none."""
    found = []
    columns: tuple[str, ...] = _DEFAULT
    for clause in clauses:
        if clause.kind != "row" or not clause.cells:
            columns = _DEFAULT
            continue
        header = _header(clause.cells)
        if header:
            columns = header
            continue
        cell = dict(zip(columns, clause.cells, strict=False))
        name = cell.get("name", "").strip()
        if name:
            found.append(
                Processor(
                    name,
                    cell.get("country", "").strip(),
                    cell.get("purpose", "").strip(),
                    clause.address,
                )
            )
    return tuple(found)


def processor_changes(
    old: Iterable[Processor], new: Iterable[Processor]
) -> tuple[ProcessorChange, ...]:
    """Who came, went or changed, by name; two rows of one name are told apart by their purpose."""
    before, after = _by_name(old), _by_name(new)
    changes = []
    for key, party in after.items():
        was = before.get(key)
        if was is None:
            changes.append(ProcessorChange("added", party.name, None, party))
        elif (was.country, was.purpose) != (party.country, party.purpose):
            changes.append(ProcessorChange("changed", party.name, was, party))
    gone = [party for key, party in before.items() if key not in after]
    changes += [ProcessorChange("removed", party.name, party, None) for party in gone]
    return tuple(changes)


def _by_name(parties: Iterable[Processor]) -> dict[tuple[str, int], Processor]:
    """Parties by folded name and by which row of that name it is."""
    seen: dict[str, int] = {}
    named = {}
    for party in parties:
        key = fold(party.name)
        seen[key] = seen.get(key, 0) + 1
        named[key, seen[key]] = party
    return named


def _header(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The meaning of each column, where the row is a header: it names a name and nothing long."""
    meanings = []
    for cell in cells:
        words = fold(cell).replace("/", " ").split()
        known = next(
            (
                column
                for column, names in _COLUMNS.items()
                if any(word.rstrip("s:") in names or word in names for word in words)
            ),
            "",
        )
        meanings.append(known if len(words) <= 5 else "")
    named = [meaning for meaning in meanings if meaning]
    if "name" not in named or len(named) < 2 or len(set(named)) < len(named):
        return None
    return tuple(meaning or f"other {place}" for place, meaning in enumerate(meanings))
