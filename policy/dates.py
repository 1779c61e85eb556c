"""What a policy states of its own dates: last update, effect, version. Only what stands there;
never a guess.

A date counts where a label is bound to it ("Last updated: 5 May 2026") on a line that says little
else, or in a sentence in which
the text names itself ("These terms were amended on 1 July 2023"). A bare date counts under the
title or beside a version stamp.
Previous versions, "effective until", laws and dates inside clauses state nothing about this text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

import re2

from policy import date_labels
from policy.calendar_words import MONTHS
from policy.date_grammar import WrittenDate, is_running, settle, written_dates
from policy.date_labels import Meaning
from policy.gates import places_with
from policy.model import Clause, Note, Reading

__all__ = ["Dates", "find", "is_running", "is_stamp", "stamps", "with_first_sight", "without_dates"]

# Gates: one pass of an automaton over each clause; the grammar then reads only what passes.
_HAS_DATE: Final = re2.compile(rb"(?:19|20)\d\d|\d[./-]\s?\d")
_HAS_LABEL: Final = re2.compile(
    "(?i)updat|revis|modif|amend|effect|version|versie|in force|date|publish|valid|starting"
    "|applicable|as of|edited|changed|from|bijgewerkt|wijzig|aangepast|herzien|ingang|kracht"
    "|werking|datum|geld|vanaf|mise?s? |jour|révis|vigueur|effet|compter|partir|actualis"
    "|stand|aktualis|geändert|bearbeit|kraft|gültig|gilt|wirksam|fassung|ab |opdateret"
    "|ændret".encode()
)
_AMBIGUOUS: Final = "ambiguous_date"
_FULL: Final = len("2026-01-02")
_SHORT: Final = 60  # signs; a bare date or a version stamp is no longer
_TOP: Final = 6  # clauses; where a bare date under the title may stand
_LONGEST: Final = 600  # signs of a sentence; what is longer is no date line
_LINE: Final = 200  # signs; a line that begins with "Updated: 5 May" may go on a little
_MOST_WORDS: Final = 40

_PHRASES: Final = sorted(
    ((phrase, label) for label in date_labels.LABELS for phrase in label.phrases),
    key=lambda each: -len(each[0]),  # where two fit, the longer phrase is the label
)
_LABEL: Final = re.compile(rf"(?<!\w)(?:{'|'.join(phrase for phrase, _ in _PHRASES)})(?!\w)")
_EACH_PHRASE: Final = [(re.compile(phrase), label) for phrase, label in _PHRASES]
_TRAILING: Final = re.compile(
    r"(?<!\w)(?:"
    + "|".join(f"(?P<t{n}>{words})" for n, (words, _) in enumerate(date_labels.TRAILING))
    + r")(?!\w)"
)
_TRAP: Final = re.compile(rf"(?<!\w)(?:{'|'.join(date_labels.TRAPS)})(?!\w)")
_LAW: Final = re.compile(rf"(?<!\w)(?:{'|'.join(date_labels.LAWS)})(?!\w)")
_SELF: Final = re.compile(
    r"(?<!\w)(?:this|these|our|the|deze|dit|onze|ons|het|cette|ces|la|les|notre|nos|présentes?|"
    r"diese[rs]?|unsere?|die|der)"
    r"(?:\s[\w-]{1,20}){0,3}?\s"
    r"(?:polic\w*|terms|agreement|notice|statement|conditions|guidelines|document|page|version"
    r"|beleid|\w*voorwaarden|\w*verklaring|\w*beleid|pagina|overeenkomst"
    r"|politique|charte|cgu|cgv|mentions|contrat|règlement"
    r"|\w*bedingungen|agb|\w*erklärung|\w*richtlinien?|\w*hinweise|fassung|seite)(?!\w)"
)
_STAMP_WORDS: Final = (
    date_labels.STAMP_WORDS | MONTHS.keys() | {"st", "nd", "rd", "th", "er", "ère", "ste", "e", "º"}
)
_V_NUMBER: Final = re.compile(r"v\d{1,3}")
_DATE_LIKE: Final = re.compile(r"\d")
_WORD: Final = re.compile(r"[^\W\d_][\w'’-]*")
_VERSION: Final = re.compile(
    r"(?<!\w)(?:version|versie|versión|fassung|revision|rev\.?|ver\.?|v\.?)\s{0,2}"
    r"(?P<bound>(?:[:.#-]|nr\.?|no\.?|n°|n˚|number|numéro|nummer|du|of|van|vom|de|à la date du|"
    r"en date du)?\s{0,2}:?\s{0,2})"
    r"(?P<number>\d{1,3}(?:\.\d{1,4}){0,3}[a-z]?(?![\w./-]))?"
)
_NUMBERED: Final = re.compile(r"(?:version|versie|fassung|ver\.?|v\.?)\s?\d[\d.]{0,8}")
_OTHER_TEXTS: Final = (
    ("cookie", re.compile(r"cookie")),
    ("privacy", re.compile(r"privacy|confidentialité|datenschutz|gegevensbescherming")),
    ("terms", re.compile(r"terms|conditions|voorwaarden|bedingungen|agb|cgu|cgv")),
)


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


@dataclass(frozen=True, slots=True)
class _Claim:
    """One statement found: what it states, the date, how strong the wording is, and where it
    stands."""

    meaning: Meaning
    written: WrittenDate
    strength: int
    place: int
    label_language: str | None


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
    claims: list[_Claim] = []
    stamped: list[int] = []
    version: str | None = None
    subject = _subject(texts)
    dated = places_with(_HAS_DATE, texts)
    for place, text in enumerate(texts):
        if (place not in dated and len(text) > _SHORT) or not _worth_reading(texts, place):
            continue
        if _under_history(clauses, place):
            continue
        found, label = _read_clause(clauses, place, subject)
        claims += found
        version = version or label
        if (found or label or _is_label_only(text)) and is_stamp(text):
            stamped.append(place)
    bare = _bare_dates(texts, stamped)
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


def is_stamp(text: str) -> bool:
    """Is this text nothing but a date line or a version stamp ("Last updated: 5 May 2026", "Versie
    2", "5 juni 2020")?"""
    if len(text) > _LONGEST:
        return False
    lowered = _plain(text)
    count = 0
    for word in _WORD.finditer(lowered):
        count += 1
        if word.group() not in _STAMP_WORDS and not _V_NUMBER.fullmatch(word.group()):
            return False
    if count > _MOST_WORDS or not _DATE_LIKE.search(lowered):
        return False
    dates = written_dates(lowered)
    return bool(dates) or _version_number(lowered, dates) is not None


def stamps(clauses: Sequence[Clause]) -> frozenset[str]:
    """Addresses of the clauses that are the text's own date lines and version stamps."""
    return frozenset(find(clauses, None).stamps)


def without_dates(text: str) -> str:
    """The text with every date replaced by one sign: equal results mean that only a date
    differs."""
    parts, at = [], 0
    for written in written_dates(_plain(text)):
        parts += [text[at : written.start], "⟨date⟩"]
        at = written.end
    return "".join([*parts, text[at:]])


def _worth_reading(texts: Sequence[str], place: int) -> bool:
    """Can this clause state a date? Cheap questions first: most clauses hold no year."""
    text = texts[place]
    if len(text) <= _SHORT:
        if _DATE_LIKE.search(text):
            return True
        following = texts[place + 1] if place + 1 < len(texts) else ""
        return len(following) <= _SHORT and bool(_DATE_LIKE.search(following))
    if not ("20" in text or "19" in text or "/" in text or "." in text):
        return False
    head = text if len(text) <= 8 * _LONGEST else f"{text[: 4 * _LONGEST]}\n{text[-4 * _LONGEST :]}"
    signs = head.encode("utf-8", "surrogatepass")
    return bool(_HAS_DATE.search(signs) and _HAS_LABEL.search(signs))


def _plain(text: str) -> str:
    """Lower case, sign for sign, so that places in it are places in the text."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(sign.lower()[:1] for sign in text)


def _blank(text: str, dates: Sequence[WrittenDate]) -> str:
    parts, at = [], 0
    for written in dates:
        parts.append(text[at : written.start])
        at = written.end
    return " ".join([*parts, text[at:]])


def _subject(texts: Sequence[str]) -> str | None:
    """Which kind of text this is, by the first words of the page: the date of another kind is not
    ours."""
    top = _plain(" ".join(texts[:3])[:300])
    kinds = [kind for kind, words in _OTHER_TEXTS if words.search(top)]
    return kinds[0] if len(kinds) == 1 else None


def _under_history(clauses: Sequence[Clause], place: int) -> bool:
    """Does the clause stand in a list of previous versions?"""
    heading = clauses[place].heading
    if heading and clauses[place].kind != "heading" and _TRAP.search(_plain(heading)):
        return True
    before = clauses[place - 1].text if place else ""
    return (
        clauses[place].kind in ("item", "row")
        and len(before) < _SHORT
        and bool(_TRAP.search(_plain(before)))
        and not written_dates(_plain(before))
    )


def _read_clause(
    clauses: Sequence[Clause], place: int, subject: str | None
) -> tuple[list[_Claim], str | None]:
    """Statements of one clause. A label alone ("Last updated") is read on into the next clause."""
    text = clauses[place].text
    lowered = _plain(text)
    if place + 1 < len(clauses) and len(text) <= _SHORT and _is_label_only(text):
        following = clauses[place + 1].text
        if len(following) <= _SHORT and is_stamp(following):
            lowered = f"{lowered}: {_plain(following)}"
    claims: list[_Claim] = []
    version = None
    for sentence in _sentences(lowered):
        if not _DATE_LIKE.search(sentence):
            continue
        dates = written_dates(sentence)
        alone = is_stamp(sentence)
        if alone:
            version = version or _version_label(sentence, dates)
        if not dates or (_LAW.search(sentence) and not alone):
            continue
        if _of_another_text(sentence, subject):
            continue
        claims += _bound(sentence, dates, place, alone=alone)
    return claims, version


def _sentences(lowered: str) -> list[str]:
    """Sentences of a lower-case text; an end counts only where white space follows, so 01.05.2018
    stays whole."""
    parts = re.split(r"(?<=[!?;])\s|(?<=[^\W\d]{3}\.)\s(?!\d)|(?<=\d{4}\.)\s|\n", lowered)
    return [part for part in parts if 0 < len(part) <= _LONGEST]


def _of_another_text(sentence: str, subject: str | None) -> bool:
    named = [kind for kind, words in _OTHER_TEXTS if words.search(sentence)]
    return bool(subject and named and subject not in named)


def _is_label_only(text: str) -> bool:
    lowered = _plain(text).strip(" :*_()-–—.")
    return bool(lowered) and len(lowered) <= _SHORT and bool(_LABEL.fullmatch(lowered))


def _bound(sentence: str, dates: list[WrittenDate], place: int, *, alone: bool) -> list[_Claim]:
    """The dates of a sentence that a label is bound to."""
    labels = list(_LABEL.finditer(sentence))
    named = bool(_SELF.search(sentence))
    claims: list[_Claim] = []
    for number, written in enumerate(dates):
        since = dates[number - 1].end if number else 0
        if _TRAP.search(sentence[since : written.start]):
            continue
        # the nearest label, and those it is chained to ("last updated and effective: …")
        bound = [
            found for found in labels if since <= found.start() and found.end() <= written.start
        ]
        meanings = _chained(sentence, bound, written.start, alone=alone, named=named)
        if "version" in meanings:  # "version à la date du 28.11.2023": the date names the version
            meanings = {each: said for each, said in meanings.items() if said[0] > 2}
        if not meanings and (alone or named):
            tail = sentence[
                written.end : dates[number + 1].start if number + 1 < len(dates) else None
            ]
            trailing = _TRAILING.search(tail)
            if trailing and _connects(tail[: trailing.start()]) and (number or named or bound):
                meaning = date_labels.TRAILING[int((trailing.lastgroup or "t0")[1:])][1]
                meanings[meaning] = (3 + named, None)
        claims += [
            _Claim(meaning, written, strength, place, language)
            for meaning, (strength, language) in meanings.items()
            if meaning in ("updated", "effective")
        ]
    return claims


def _chained(
    sentence: str, bound: Sequence[re.Match[str]], edge: int, *, alone: bool, named: bool
) -> dict[Meaning, tuple[int, str | None]]:
    """What the labels before a date state of it: the nearest, and those it is chained to."""
    meanings: dict[Meaning, tuple[int, str | None]] = {}
    leading: dict[Meaning, tuple[int, str | None]] = {}
    for found in reversed(bound):
        if not _connects(sentence[found.end() : edge]):
            break
        edge = found.start()
        label = _label(found.group())
        opens = edge <= 3 and (
            label.sure or (label.meaning == "updated" and len(sentence) <= _LINE)
        )
        if not (alone or opens or (label.sure and named)):
            continue
        # "Date:" is said in English and in French
        tongue = None if found.group() == "date" else label.language
        into = leading if found.group() in date_labels.CONNECTING else meanings
        into.setdefault(label.meaning, (2 + label.sure + (label.sure and named), tongue))
    return meanings or leading


@lru_cache(maxsize=512)
def _label(words: str) -> date_labels.Label:
    """Whose phrase these words are; a group for each in one pattern would cost far more."""
    return next(label for phrase, label in _EACH_PHRASE if phrase.fullmatch(words))


def _connects(gap: str) -> bool:
    """Does the gap between a label and its date hold nothing but small words?"""
    words = _WORD.findall(gap)
    return (
        len(words) <= 9
        and not re.search(r"\d", gap)
        and all(word in date_labels.STAMP_WORDS for word in words)
    )


def _version_number(lowered: str, dates: Sequence[WrittenDate]) -> re.Match[str] | None:
    for found in _VERSION.finditer(lowered):
        if found["number"] and not any(d.start <= found.start("number") < d.end for d in dates):
            return found
    return None


def _version_label(sentence: str, dates: Sequence[WrittenDate]) -> str | None:
    """The version's name: its number, or the date that stands for one ("Version: 22/04/2025")."""
    if number := _version_number(sentence, dates):
        return number["number"]
    for found in _VERSION.finditer(sentence):
        for written in dates:
            if 0 <= written.start - found.end("bound") <= 1 and not _TRAP.search(
                sentence[: found.start()]
            ):
                return written.text
    return None


def _bare_dates(texts: Sequence[str], stamped: Sequence[int]) -> list[_Claim]:
    """A bare date under the title, or beside a version stamp, says when the text was made."""
    beside = {place + step for place in stamped for step in (-1, 0, 1) if is_stamp(texts[place])}
    claims = []
    for place, text in enumerate(texts):
        if len(text) > _SHORT or (place >= _TOP and place not in beside):
            continue
        lowered = _plain(text)
        if not _DATE_LIKE.search(lowered):
            continue
        dates = written_dates(lowered)
        rest = _blank(lowered, dates)
        if len(dates) == 1 and (
            not _WORD.search(rest) or _NUMBERED.fullmatch(rest.strip(" /|,;-–"))
        ):
            claims.append(_Claim("updated", dates[0], 1, place, None))
    return claims[:1]


def _conclude(
    clauses: Sequence[Clause],
    claims: list[_Claim],
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
    return [written for written in written_dates(_plain(text)) if written.separator]
