"""The sentences in which a policy speaks of its own change, each with the cues found in it.

Prices, features, laws and the reader's address change too; what counts is that the noun nearest to
the word for change is the name of this text. A gate over each clause's bytes keeps the rest cheap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import re2

from policy import promise_objects as objects
from policy import promise_patterns as patterns
from policy.folded import fold
from policy.gates import places_with
from policy.model import Clause
from policy.promise_cues import CUES

_LONGEST_SENTENCE: Final = 900  # signs; what is longer is cut, so that no sentence costs more
_LONGEST_CLAUSE: Final = 400_000  # signs read of one clause; some pages are one paragraph
_SHORTEST: Final = 20  # signs of a clause; "We may change this" is longer
_FOLLOW: Final = 2  # clauses after one about change that may go on about it
_REACH: Final = 4  # sentences after one about change that may go on about it

_REF: Final = re2.compile("|".join(patterns.CHANGES_REF))
_MAY: Final = re2.compile("|".join(CUES["power"]))
_MEANINGS: Final = tuple(CUES)

# The gates run over the text as it stands, before any sentence is cut or folded.
_GATE: Final = re2.compile(
    "(?i)chang|modif|amend|revis|updat|alter|replac|version|adapt|adjust|vary|new "
    "|wijzig|aanpas|aangepas|aan te pas|herzie|bijwerk|bijgewerk|verander|versie|updaten|nieuwe "
    "|mettr|mise.{0,2} .{1,2} jour|[ée]vol|r[ée]vis|actualis|nouvelle"
    "|[äÄ]nder|anpass|angepass|aktual|aktuell|pass(?:en|t) |[üÜ]berarb|erg[äÄ]nz|fassung|neuen? "
    "|cambi|[æÆ]ndr".encode()
)
_NEWEST: Final = re2.compile(  # of a sentence beside one that passed the gate
    "(?i)recent|latest|actueel|actuele|laatste|neuest|letzt|r[ée]cent|derni[èe]re".encode()
)
_GATE_TEXT: Final = re2.compile(
    "(?i)terms|condition|polic|agreement|notice|statement|contract|addendum|rules|guideline|eula"
    "|provision|standard|code of|charter|declaration|\\bgtc|\\btos\\b|\\bdpa\\b|page|document"
    "|schedule|t&c|voorwaarden|beleid|verklaring|privacy|cookie|overeenkomst|bepaling|reglement"
    "|disclaimer|cg[uv]|politique|charte|mentions|avis|contrat|accord|texte|termes"
    "|pr[ée]sente|bedingung|\\bagb|erkl[äÄ]rung|richtlinie|hinweis|vereinbarung|vertrag|bestimmung"
    "|regelung|dokument|grunds[äÄ]tz|regelwerk|condicion|t[ée]rminos|pol[ií]tica|aviso"
    "|vilk[åÅ]r|betingelse|privatlivs".encode()
)
_GATE_ON: Final = re2.compile(
    # a clause that only goes on about a change already spoken of
    "(?i)noti[cf]|inform|effect|force|accept|agree|continu|terminat|cancel|consent|post|publish"
    "|days|weeks|month|mail|tell |told|know|kracht|werking|hoogte|akkoord|aanvaard|opzeg|dagen"
    "|weken|maand|kennis|bericht|melding|meld|weten|verwittig|ingelicht"
    "|vigueur|effet|accept|r[ée]sili|jours|semaine|mois|avis|avert|pr[ée]ven|courriel|savoir"
    "|kraft|wirksam|widers|zustimm|k[üÜ]ndig|mitteil|frist|tage|woche|monat|unterricht|benachricht"
    "|kenntnis|erfahren".encode()
)
_ENDS: Final = re.compile(r"[.!?…][\"'”’»)\]]{0,2}(?=\s+[^\sa-z])|\n|。")
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|incl|inc|ltd|co|no|nr|art|artt|abs|bzw|z\.b|d\.h|bijv|o\.a|resp"
    r"|p\.ex|cf|ca|sec|vgl|ggf|u\.a|usw|m\.b\.t|dr|mr|mrs|st|vs)|\b[a-z]|\d)\.$",
    re.IGNORECASE,
)

_TELLING: Final = frozenset(
    {"notify", "continued_use", "deemed", "disagree", "immediate", "date_line"}
)
_SPEAKING: Final = _TELLING | {
    "post", "date_line", "effect", "consent", "before_effect", "after_posting", "site_notice",
    "exit_terminate", "exit_lost", "next_use", "law_way",
}  # fmt: skip
"""Cues without which a sentence says nothing about a change, though one was spoken of before."""


_ANSWERING: Final = frozenset(
    {"deemed", "disagree", "continued_use", "accept", "consent", "exit_terminate", "exit_object"}
)
"""Cues of a reader who answers to a change; one who only has to tell us speaks of another."""

_KEEPING: Final = frozenset({"post", "date_line"})
"""Cues that count before the change is spoken of: "the current version stands here. We may …"."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a clause: its words as printed, folded, and the cues found in it."""

    text: str
    folded: str
    cues: frozenset[str]
    own: bool
    """It names the text and its change itself; the others go on about it."""
    refers: bool
    """It speaks of "such changes", "the new terms"."""
    place: int = 0
    since_own: int = 0
    """Sentences since the clause last named the text and its change itself."""


def about_change(clauses: Sequence[Clause]) -> Iterable[tuple[Clause, list[Sentence]]]:
    """Clauses that speak of a change of this text, each with the sentences that do."""
    headings: dict[str, bool] = {}
    last_on = -_FOLLOW - 1
    last_heading: str | None = None
    gated = places_with(_GATE, [clause.text[:_LONGEST_CLAUSE] for clause in clauses])
    for place, clause in enumerate(clauses):
        if clause.kind == "heading" or len(clause.text) < _SHORTEST:
            continue
        heading = clause.heading or ""
        if heading not in headings:
            headings[heading] = objects.heading_on_topic(fold(heading[:200]))
        section = headings[heading]
        goes_on = section or (place - last_on <= _FOLLOW and heading == last_heading)
        if place not in gated and not goes_on:
            continue
        signs = clause.text[:_LONGEST_CLAUSE].encode("utf-8", "surrogatepass")
        if not (
            (place in gated or _GATE_ON.search(signs)) if goes_on else _GATE_TEXT.search(signs)
        ):
            continue
        sentences = list(_in_clause(clause.text, goes_on=goes_on, section=section))
        if any(sentence.own for sentence in sentences):
            last_on, last_heading = place, heading
        if sentences:
            yield clause, sentences


def about_processors(clauses: Sequence[Clause]) -> Iterable[tuple[Clause, list[Sentence]]]:
    """Clauses that say how new sub-processors are made known: the same cues, another object."""
    subject = re2.compile(patterns.SUB_PROCESSORS)
    for clause in clauses:
        parts = [(sentence, fold(sentence)) for sentence in _sentences(clause.text)]
        if any(subject.search(folded.encode()) for _, folded in parts):
            yield (
                clause,
                [
                    _sentence(text, folded, own=True, place=place)
                    for place, (text, folded) in enumerate(parts)
                ],
            )


def _in_clause(text: str, *, goes_on: bool, section: bool) -> Iterable[Sentence]:
    """Sentences about a change of the text.

    One that does not name the text's change itself counts near one that does, or in a section about
    changes; further off it must speak of "such changes".
    """
    on, since = goes_on, 0 if section else _REACH
    early: list[Sentence] = []
    for place, sentence in enumerate(_sentences(text)):
        since += 1
        raw = sentence.encode("utf-8", "surrogatepass")
        if sentence.endswith("?") or not (on or _GATE.search(raw) or _NEWEST.search(raw)):
            continue
        folded = fold(sentence)
        signs = folded.encode()
        changes = objects.CHANGE.search(signs) is not None
        plain = section and changes and _MAY.search(signs) and not objects.names_any_other(signs)
        if plain or (changes and objects.TEXT.search(signs) and objects.is_text(signs)):
            made = _sentence(sentence, folded, own=True, place=place)
            if _is_no_promise(made.cues):
                continue
            on, since = True, 0
            yield from early
            early = []
            yield made
        elif not on and objects.TEXT.search(signs):
            made = _sentence(sentence, folded, own=False, place=place)
            early += [made] if made.cues & _KEEPING else []
        elif on:
            made = _sentence(sentence, folded, own=False, place=place, since_own=since)
            near = made.refers or since <= (_REACH if section else _REACH // 2)
            if near and made.cues & _SPEAKING and not _other_changes(made, signs, changes=changes):
                yield made


def _other_changes(sentence: Sentence, signs: bytes, *, changes: bool) -> bool:
    """Does something else change in this sentence, which does not name the text?"""
    if "reader_duty" in sentence.cues and not sentence.cues & _ANSWERING:
        return True  # it is the reader who tells of something
    if not changes:
        return objects.names_other(signs) or (not sentence.refers and objects.is_matter(signs))
    if objects.names_other(signs):
        return True
    return not sentence.refers and objects.is_of_other(signs, told=bool(sentence.cues & _TELLING))


def _is_no_promise(cues: frozenset[str]) -> bool:
    """An amendment that both sides sign, or what the reader's data are used for."""
    signed = "mutual" in cues and not cues & {"continued_use", "notify"}
    return signed or ("purpose" in cues and "commits" not in cues)


def _sentence(text: str, folded: str, *, own: bool, place: int, since_own: int = 0) -> Sentence:
    signs = folded.encode()
    cues = frozenset(_MEANINGS[index] for index in _cues().Match(signs) or ())
    if "silent" in cues and "may_leave" not in cues:
        cues |= {"deemed"}
    return Sentence(text, folded, cues, own, _REF.search(signs) is not None, place, since_own)


@cache
def _cues() -> Any:  # re2.Filter, which has no types
    """Every cue, made when a sentence first asks: that takes as long as to read some pages.

    It asks which literals a sentence holds, and then only the patterns with those.
    """
    made = re2.Filter()
    for phrases in CUES.values():
        made.Add("|".join(phrases))
    made.Compile()
    return made


def _sentences(text: str) -> Iterable[str]:
    """Sentences as printed, none longer than `_LONGEST_SENTENCE`."""
    text = text[:_LONGEST_CLAUSE]
    start = 0
    for end in _ENDS.finditer(text):
        short = end.group()[0] == "."
        if short and _ABBREVIATED.search(text, max(start, end.start() - 8), end.start() + 1):
            continue
        yield from _pieces(text[start : end.end()])
        start = end.end()
    yield from _pieces(text[start:])


def _pieces(sentence: str) -> Iterable[str]:
    for at in range(0, len(sentence), _LONGEST_SENTENCE):
        piece = sentence[at : at + _LONGEST_SENTENCE].strip()
        if len(piece) > 5:  # signs; less is no sentence
            yield piece
