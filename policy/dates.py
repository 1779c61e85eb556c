"""What a policy states of its own dates: last update, effect, version. Only what stands there;
never a guess.

A date counts where a label is bound to it ("Last updated: 5 May 2026") on a line that says little
else, or in a sentence in which
the text names itself ("These terms were amended on 1 July 2023"). A bare date counts under the
title or beside a version stamp.
Previous versions, "effective until", laws and dates inside clauses state nothing about this text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import re2

from policy.date_claims import (
    DATE_LIKE,
    LONGEST,
    SHORT,
    Claim,
    bare_dates,
    is_label_only,
    is_stamp,
    plain,
    read_clause,
    subject_of,
    under_history,
)
from policy.date_grammar import WrittenDate, is_running, settle, written_dates
from policy.gates import places_with
from policy.model import Clause, Note, Reading

__all__ = ["Dates", "find", "is_running", "is_stamp", "stamps", "with_first_sight", "without_dates"]

# Gates: one pass of an automaton; the grammar then reads only what passes.
_HAS_DATE: Final = re2.compile(rb"(?:19|20)\d\d|\d[./-]\s?\d")
_HAS_LABEL: Final = re2.compile(
    "(?i)updat|revis|modif|amend|effect|version|versie|in force|date|publish|valid|starting"
    "|applicable|as of|edited|changed|from|bijgewerkt|wijzig|aangepast|herzien|ingang|kracht"
    "|werking|datum|geld|vanaf|mise?s? |jour|révis|vigueur|effet|compter|partir|actualis"
    "|opgesteld|opgemaakt|établi|erstellt|drawn|adjust|appliqu|apply|applies|valable|änderung|anpass|überarb|anwend|wirkung"
    "|stand|aktualis|geändert|bearbeit|kraft|gültig|gilt|wirksam|fassung|ab |opdateret"
    "|ændret|issue|vastgesteld|publi|veröffentl|datier|stammt|uitgifte|ingaand|geltungsbeg".encode()
)
_AMBIGUOUS: Final = "ambiguous_date"
_FULL: Final = len("2026-01-02")


@dataclass(frozen=True, slots=True)
class Dates:
    """What the text states of itself, the doubts about it, and the clauses that state nothing else
    (`stamps`)."""

    updated_on: str | None = None
    effective_on: str | None = None
    version_label: str | None = None
    notes: tuple[Note, ...] = ()
    stamps: tuple[str, ...] = ()
    updated_at: str | None = None
    effective_at: str | None = None
    """Addresses of the clauses that state the dates."""


def find(
    clauses: Sequence[Clause],
    language: str | None,
    *,
    not_after: date | None = None,
    not_before: date | None = None,
) -> Dates:
    """The dates and the version label a text states of itself.

    `not_after` (first sight) and `not_before` (the previous date) may settle `02/01/2026`; where
    two readings
    still fit, the date is left out and a note `ambiguous_date` says so.
    """
    texts = [clause.text for clause in clauses]
    claims: list[Claim] = []
    stamped: list[int] = []
    version: str | None = None
    subject = subject_of(texts)
    dated = places_with(_HAS_DATE, texts)
    for place, text in enumerate(texts):
        if (place not in dated and len(text) > SHORT) or not _worth_reading(texts, place):
            continue
        if under_history(clauses, place):
            continue
        found, label = read_clause(clauses, place, subject)
        claims += found
        version = version or label
        if (found or label or is_label_only(text)) and is_stamp(text):
            stamped.append(place)
    bare = bare_dates(texts, stamped)
    claims += bare
    stamped += [claim.place for claim in bare]
    return _conclude(
        clauses, claims, sorted(set(stamped)), version, language, not_after, not_before
    )


def with_first_sight(reading: Reading, seen_on: date, previous: str | None = None) -> Reading:
    """The reading with ambiguous dates settled by what was known when the text was first seen.

    A date of update lies neither after that day nor before the one stated until then (`previous`).
    """
    doubts = [note for note in reading.notes if note.kind == _AMBIGUOUS]
    if not doubts:
        return reading
    since = date.fromisoformat(previous) if previous and len(previous) == _FULL else None
    found = find(reading.clauses, reading.language, not_after=seen_on, not_before=since)
    kept = tuple(note for note in reading.notes if note.kind != _AMBIGUOUS)
    return replace(
        reading,
        updated_on=found.updated_on,
        effective_on=found.effective_on,
        notes=(*kept, *found.notes),
    )


def stamps(clauses: Sequence[Clause]) -> frozenset[str]:
    """Addresses of the clauses that are the text's own date lines and version stamps."""
    return frozenset(find(clauses, None).stamps)


def without_dates(text: str) -> str:
    """The text with every date replaced by one sign: equal results mean that only a date
    differs."""
    parts, at = [], 0
    for written in written_dates(plain(text)):
        parts += [text[at : written.start], "⟨date⟩"]
        at = written.end
    return "".join([*parts, text[at:]])


def _worth_reading(texts: Sequence[str], place: int) -> bool:
    """Can this clause state a date? Cheap questions first: most clauses hold no year."""
    text = texts[place]
    if len(text) <= SHORT:
        if DATE_LIKE.search(text):
            return True
        following = texts[place + 1] if place + 1 < len(texts) else ""
        return len(following) <= SHORT and bool(DATE_LIKE.search(following))
    if not ("20" in text or "19" in text or "/" in text or "." in text):
        return False
    head = text if len(text) <= 8 * LONGEST else f"{text[: 4 * LONGEST]}\n{text[-4 * LONGEST :]}"
    signs = head.encode("utf-8", "surrogatepass")
    return bool(_HAS_DATE.search(signs) and _HAS_LABEL.search(signs))


def _conclude(
    clauses: Sequence[Clause],
    claims: list[Claim],
    stamped: list[int],
    version: str | None,
    language: str | None,
    not_after: date | None,
    not_before: date | None,
) -> Dates:
    """The strongest claim of each meaning, the topmost among equals."""
    chosen: dict[str, str | None] = {"updated": None, "effective": None}
    places: dict[str, str | None] = {"updated": None, "effective": None}
    notes = []
    for meaning in chosen:
        mine = [claim for claim in claims if claim.meaning == meaning]
        if not mine:
            continue
        best = max(mine, key=lambda claim: (claim.strength, -claim.place))
        habit = best.label_language or language
        iso = best.written.iso
        if iso is None:
            others = [d for clause in clauses for d in _numeric_dates(clause.text)]
            last = not_after if meaning == "updated" else None  # an effect may lie ahead
            iso = settle(best.written, habit, others, not_after=last, not_before=not_before)
        chosen[meaning], places[meaning] = iso, clauses[best.place].address
        if iso is None:
            either = " or ".join(day.isoformat() for day in best.written.readings)
            notes.append(
                Note(
                    _AMBIGUOUS,
                    f"{best.written.text} may be {either}",
                    clauses[best.place].address,
                )
            )
    return Dates(
        updated_on=chosen["updated"],
        effective_on=chosen["effective"],
        version_label=version,
        notes=tuple(notes),
        stamps=tuple(clauses[place].address for place in stamped),
        updated_at=places["updated"],
        effective_at=places["effective"],
    )


def _numeric_dates(text: str) -> list[WrittenDate]:
    if not _HAS_DATE.search(text.encode("utf-8", "surrogatepass")):
        return []
    return [written for written in written_dates(plain(text)) if written.separator]
