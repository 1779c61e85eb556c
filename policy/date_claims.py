"""What one clause states of the text's own dates: a label bound to a date, a stamp, a bare date.

What all of them come to is decided in `dates`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from policy import date_labels
from policy.calendar_words import MONTHS
from policy.date_grammar import WrittenDate, written_dates
from policy.date_labels import Meaning
from policy.model import Clause

SHORT: Final = 60  # signs; a bare date or a version stamp is no longer
_TOP: Final = 6  # clauses; where a bare date under the title may stand
LONGEST: Final = 600  # signs of a sentence; what is longer is no date line
_LINE: Final = 200  # signs; a line that begins with "Updated: 5 May" may go on a little
_MOST_WORDS: Final = 40
_PHRASES: Final = sorted(
    ((phrase, label) for label in date_labels.LABELS for phrase in label.phrases),
    key=lambda each: -len(each[0]),  # where two fit, the longer phrase is the label
)
_LABEL: Final = re.compile(rf"(?<!\w)(?:{'|'.join(phrase for phrase, _ in _PHRASES)})(?!\w)")
_TRAILING: Final = re.compile(
    r"(?<!\w)(?:"
    + "|".join(f"(?P<t{n}>{words})" for n, (words, _) in enumerate(date_labels.TRAILING))
    + r")(?!\w)"
)
_TRAP: Final = re.compile(rf"(?<!\w)(?:{'|'.join(date_labels.TRAPS)})(?!\w)")
_LAW: Final = re.compile(rf"(?<!\w)(?:{'|'.join(date_labels.LAWS)})(?!\w)")
_SELF: Final = re.compile(
    r"(?<!\w)(?:this|these|our|the|deze|dit|onze|ons|het|cet(?:te)?|ces?|la|les|notre|nos|présente?s?|"
    r"diese[rs]?|unsere?|die|der)"
    r"(?:\s[\w-]{1,20}){0,3}?\s"
    r"(?:polic\w*|terms|agreement|notice|statement|conditions|guidelines|document|page|version"
    r"|beleid|[\w-]*voorwaarden|[\w-]*verklaring|[\w-]*beleid|pagina|overeenkomst"
    r"|politique|charte|cgu|cgv|mentions|contrat|règlement|déclaration"
    r"|[\w-]*bedingungen|agb|[\w-]*erklärung|[\w-]*richtlinien?|[\w-]*hinweise|fassung|seite|ordnung"
    r"|vereinbarung|dokument|rules|reglement)(?!\w)"
)
_STAMP_WORDS: Final = (
    date_labels.STAMP_WORDS | MONTHS.keys() | {"st", "nd", "rd", "th", "er", "ère", "ste", "e", "º"}
)
_V_NUMBER: Final = re.compile(r"v\d{1,3}")
DATE_LIKE: Final = re.compile(r"\d")
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
class Claim:
    """One statement found: what it states, the date, how strong the wording is, and where it
    stands."""

    meaning: Meaning
    written: WrittenDate
    strength: int
    place: int
    label_language: str | None


def read_clause(
    clauses: Sequence[Clause], place: int, subject: str | None
) -> tuple[list[Claim], str | None]:
    """Statements of one clause. A label alone ("Last updated") is read on into the next clause."""
    text = clauses[place].text
    lowered = plain(text)
    if place + 1 < len(clauses) and len(text) <= SHORT and is_label_only(text):
        following = clauses[place + 1].text
        if len(following) <= SHORT and is_stamp(following):
            lowered = f"{lowered}: {plain(following)}"
    claims: list[Claim] = []
    version = None
    for sentence in _sentences(lowered):
        if not DATE_LIKE.search(sentence):
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


def is_stamp(text: str) -> bool:
    """Is this text nothing but a date line or a version stamp ("Last updated: 5 May 2026", "Versie
    2", "5 juni 2020")?"""
    if len(text) > LONGEST:
        return False
    lowered = plain(text)
    count = 0
    for word in _WORD.finditer(lowered):
        count += 1
        if word.group() not in _STAMP_WORDS and not _V_NUMBER.fullmatch(word.group()):
            return False
    if count > _MOST_WORDS or not DATE_LIKE.search(lowered):
        return False
    dates = written_dates(lowered)
    return bool(dates) or _version_number(lowered, dates) is not None


def subject_of(texts: Sequence[str]) -> str | None:
    """Which kind of text this is, by the first words of the page: the date of another kind is not
    ours."""
    top = plain(" ".join(texts[:3])[:300])
    kinds = [kind for kind, words in _OTHER_TEXTS if words.search(top)]
    return kinds[0] if len(kinds) == 1 else None


def under_history(clauses: Sequence[Clause], place: int) -> bool:
    """Does the clause stand in a list of previous versions?"""
    heading = clauses[place].heading
    if heading and clauses[place].kind != "heading" and _TRAP.search(plain(heading)):
        return True
    before = clauses[place - 1].text if place else ""
    return (
        clauses[place].kind in ("item", "row")
        and len(before) < SHORT
        and bool(_TRAP.search(plain(before)))
        and not written_dates(plain(before))
    )


def bare_dates(texts: Sequence[str], stamped: Sequence[int]) -> list[Claim]:
    """A bare date under the title, or beside a version stamp, says when the text was made."""
    beside = {place + step for place in stamped for step in (-1, 0, 1) if is_stamp(texts[place])}
    claims = []
    for place, text in enumerate(texts):
        if len(text) > SHORT or (place >= _TOP and place not in beside):
            continue
        lowered = plain(text)
        if not DATE_LIKE.search(lowered):
            continue
        dates = written_dates(lowered)
        rest = _blank(lowered, dates)
        if len(dates) == 1 and (
            not _WORD.search(rest) or _NUMBERED.fullmatch(rest.strip(" /|,;-–"))
        ):
            claims.append(Claim("updated", dates[0], 1, place, None))
    return claims[:1]


def plain(text: str) -> str:
    """Lower case, sign for sign, so that places in it are places in the text."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(sign.lower()[:1] for sign in text)


def _blank(text: str, dates: Sequence[WrittenDate]) -> str:
    parts, at = [], 0
    for written in dates:
        parts.append(text[at : written.start])
        at = written.end
    return " ".join([*parts, text[at:]])


def _sentences(lowered: str) -> list[str]:
    """Sentences of a lower-case text; an end counts only where white space follows, so 01.05.2018
    stays whole."""
    parts = re.split(r"(?<=[!?;])\s|(?<=[^\W\d]{3}\.)\s(?!\d)|(?<=\d{4}\.)\s|\n", lowered)
    return [part for part in parts if 0 < len(part) <= LONGEST]


def _of_another_text(sentence: str, subject: str | None) -> bool:
    named = [kind for kind, words in _OTHER_TEXTS if words.search(sentence)]
    return bool(subject and named and subject not in named)


def is_label_only(text: str) -> bool:
    lowered = plain(text).strip(" :*_()-–—.")
    return bool(lowered) and len(lowered) <= SHORT and bool(_LABEL.fullmatch(lowered))


def _bound(sentence: str, dates: list[WrittenDate], place: int, *, alone: bool) -> list[Claim]:
    """The dates of a sentence that a label is bound to."""
    labels = list(_LABEL.finditer(sentence))
    named = bool(_SELF.search(sentence))
    claims: list[Claim] = []
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
            Claim(meaning, written, strength, place, language)
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
    return next(label for phrase, label in _PHRASES if re.fullmatch(phrase, words))


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
