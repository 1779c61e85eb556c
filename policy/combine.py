"""Several pages that are one policy, as one reading: in their order, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from policy.model import Note, Promise, Reading

T = TypeVar("T")


def combine(readings: Sequence[Reading]) -> Reading:
    """One reading of several; a refused part refuses the whole.

    Later parts keep their own addresses under `part_n`.
    """
    refused = next((reading for reading in readings if reading.refused), None)
    if refused is not None or len(readings) == 1:
        return refused or readings[0]
    parts = [_placed(reading, number) for number, reading in enumerate(readings, 1)]
    return replace(
        parts[0],
        title=_first([part.title for part in parts]),
        language=_first([part.language for part in parts]),
        updated_on=_latest([part.updated_on for part in parts]),
        effective_on=_latest([part.effective_on for part in parts]),
        version_label=_first([part.version_label for part in parts]),
        clauses=tuple(clause for part in parts for clause in part.clauses),
        promises=tuple(promise for part in parts for promise in part.promises),
        notes=tuple(note for part in parts for note in part.notes),
        removed=tuple(removal for part in parts for removal in part.removed),
    )


def _placed(reading: Reading, number: int) -> Reading:
    if number == 1:
        return reading
    prefix = f"part_{number}__"

    def moved(address: str) -> str:
        return prefix + address if address else address

    return replace(
        reading,
        clauses=tuple(replace(c, address=moved(c.address)) for c in reading.clauses),
        promises=tuple(_promise(p, moved(p.address)) for p in reading.promises),
        notes=tuple(_note(n, prefix) for n in reading.notes),
    )


def _promise(promise: Promise, address: str) -> Promise:
    return replace(promise, address=address)


def _note(note: Note, prefix: str) -> Note:
    return replace(note, address=prefix + note.address) if note.address else note


def _first(values: Sequence[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _latest(dates: Sequence[str | None]) -> str | None:
    return max((date for date in dates if date is not None), default=None)
