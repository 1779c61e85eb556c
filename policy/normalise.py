"""Blocks → stable text; one small function a rule, in a visible list.

A rule of `LINES` takes a whole block out (and says so), a rule of `WORDS` changes or marks the words of one. What is shown keeps
its letters; compatibility forms and the like are levelled only in the text that readings are compared on (`fingerprint`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from policy.characters import doubts, levelled
from policy.emails import EMAIL
from policy.model import Block, Link, Note, Removal

Words = Callable[[str], str]
Line = Callable[[str], bool]

_SHORT = 120  # letters of a line that can be nothing but a counter, a stamp or a token


# --- rules that take a whole block out ----------------------------------------------------------------------------


_AGO = (
    r"(?:\d{1,3}|an?|one|over|about|almost|few|last|this|vor|il y a|een|un|une|ein\w*|the|in|past|il|y)\b.{0,40}?"
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|secs?|mins?|hrs?|seconden|minuten|minuut|uur|uren|dagen|dag|weken|week|"
    r"maanden|maand|jaar|jaren|heures?|jours?|semaines?|mois|ans?|années?|sekunden?|stunden?|tage?n?|wochen?|monate?n?|jahre?n?)\b"
    r"(?:\s+(?:ago|geleden|plus tôt))?"
)
_UPDATED = (
    r"(?:last )?(?:updated|modified|edited|changed|reviewed|revised|published|written|posted)|laatst(?:e)? (?:bijgewerkt|gewijzigd|update)|"
    r"bijgewerkt|gewijzigd|gepubliceerd|geplaatst|(?:dernière )?mis[e]? à jour|modifié\w*|publié\w*|(?:zuletzt )?(?:aktualisiert|geändert|bearbeitet)|"
    r"veröffentlicht|actualizado|aggiornato|atualizado"
)
_RELATIVE = re.compile(
    rf"(?:.{{0,60}}\b)?(?:{_UPDATED})\b\W{{0,3}}(?:on |op |am |le |at )?"
    rf"(?:{_AGO}|just now|today|yesterday|moments ago|recently|vandaag|gisteren|zojuist|aujourd'hui|aujourd’hui|hier|à l'instant|heute|gestern|gerade eben|"
    rf"hoy|ayer|oggi|ieri|hoje|ontem)\W*",
    re.IGNORECASE,
)
_RELATIVE_FIRST = re.compile(rf"(?:vor\s|il y a\s|hace\s)?{_AGO}\s+(?:{_UPDATED})\W*", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\b(?:19|20)\d\d\b")


def relative_date(text: str) -> bool:
    """ "Updated over 2 weeks ago": another text every day, and no date."""
    if _ABSOLUTE.search(text) or len(text) > 90:
        return False
    return bool(_RELATIVE.fullmatch(text) or _RELATIVE_FIRST.fullmatch(text))


_LOADED = re.compile(
    r".{0,60}\b(?:load(?:ed|ing)?|render(?:ed|ing)?|generat(?:ed|ion)|served|processed|geladen|laadtijd|gegenereerd|chargée?|chargement|"
    r"générée?|generiert|erzeugt|ladezeit|executed)\b.{0,40}?\d+(?:[.,]\d+)?\s?(?:ms|s|sec\w*|seconds?|millisec\w*|milliseconden|seconden|secondes?|"
    r"sekunden?|millisekunden)\b.{0,20}",
    re.IGNORECASE,
)


def load_time(text: str) -> bool:
    """ "Page loaded in 27 ms"."""
    return bool(_LOADED.fullmatch(text))


_COUNTER = re.compile(
    r"\W{0,3}(?:(?:[^\W\d]+\W+){0,3}?(?:rated|rating|score)?\W{0,3})?\d[\d.,\s]{0,12}[km+]?\W{0,3}(?:(?:[^\W\d]+|\d[\d.,]*)\W{1,3}){0,4}?"
    r"(?:views?|visits?|visitors?|readers?|reads|likes?|shares?|ratings?|reviews|stars?|votes?|followers?|downloads|users online|people found this helpful|"
    r"min(?:ute)?s? read|minutes? to read|keer bekeken|weergaven|bezoekers|lezers|beoordelingen|sterren|reacties|stemmen|min(?:uten)? (?:leestijd|lezen)|"
    r"vues|visites|visiteurs|lecteurs|avis|étoiles|min(?:utes)? de lecture|aufrufe|besucher|leser|bewertungen|sterne|min(?:uten)?\.? lesezeit)\b"
    r"(?:\W{0,3}\w+){0,4}\W{0,3}",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"(?:(?:estimated )?reading time|read time|leestijd|temps de lecture|lesezeit|lesedauer)\W{0,4}(?:\w+\W+){0,2}?\d+\s?\w{1,10}\W?", re.IGNORECASE
)


def counter(text: str) -> bool:
    """ "1,204 views", "4.7 stars out of 813 reviews", "5 min read"."""
    return len(text) <= 70 and bool(_COUNTER.fullmatch(text) or _READING_TIME.fullmatch(text))


_REQUEST = re.compile(
    r".{0,30}\b(?:request|session|trace|correlation|transaction|ray|reference|incident|build|verzoek|sessie|requête|anfrage|sitzungs)\W{0,2}"
    r"(?:id|nummer|number|no\.?|hash|kenmerk|identifier)\b\W{0,4}[\w:.-]*\d[\w:.-]{5,80}\W{0,3}",
    re.IGNORECASE,
)


def request_id(text: str) -> bool:
    """ "Request ID: 7f3c…"."""
    return bool(_REQUEST.fullmatch(text))


LINES: tuple[Line, ...] = (relative_date, load_time, counter, request_id)


# --- rules that change the words of a block -----------------------------------------------------------------------


def white_space(text: str) -> str:
    """Every run of white space is one blank, none stands at either end."""
    return " ".join(text.split())


_HIDDEN_EMAIL = re.compile(r"\[\s*(?:email|e-mail)\s+protected\s*\]", re.IGNORECASE)


def hidden_email(text: str) -> str:
    """An e-mail address that a delivery network hides is one constant."""
    return _HIDDEN_EMAIL.sub(EMAIL, text) if "rotected" in text or "ROTECTED" in text else text


_TOKEN = re.compile(
    r"(?<![\w/.@=&?%-])(?:"
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|(?=[a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{24,128}"
    r"|[a-z]{2,12}\d{10,24}"
    r")(?![\w/@-])"
)


def token(text: str) -> str:
    """Identifiers that are made anew on every fetch: UUIDs, long hexadecimal numbers, running ids."""
    if not _DIGITS.search(text):
        return text
    return " ".join(_TOKEN.sub(" ", text).split())


_DIGITS = re.compile(r"\d[0-9a-f]{5}|[0-9a-f]{4}-[0-9a-f]{4}")

WORDS: tuple[Words, ...] = (white_space, levelled, hidden_email, token, white_space)


def normalise(blocks: Sequence[Block]) -> tuple[list[Block], list[tuple[int, Note]], list[Removal], list[int | None]]:
    """The blocks with stable words, the doubts about them by place, what was taken out, and where each old block went."""
    out: list[Block] = []
    notes: list[tuple[int, Note]] = []
    removed: list[Removal] = []
    places: list[int | None] = []
    for block in blocks:
        text = block.text
        kept = _words(text, removed)
        if len(kept) <= _SHORT and (rule := _line(kept)):
            removed.append(Removal(rule, kept))
            kept = ""
        if not kept:
            places.append(None)
            continue
        notes.extend((len(out), note) for note in doubts(text))
        places.append(len(out))
        if kept == text and not block.cells and not block.links:
            out.append(block)
        else:
            cells = tuple(_words(cell, []) for cell in block.cells)
            links = tuple(Link(_words(link.words, []), link.target.strip()) for link in block.links)
            out.append(replace(block, text=kept if not cells else " | ".join(cells), cells=cells, links=links))
    _copyright_end(out, removed, places)
    return out, notes, removed, places


def _words(text: str, removed: list[Removal]) -> str:
    for rule in WORDS:
        changed = rule(text)
        if rule is token and len(changed) != len(text):
            removed.append(Removal("token", text[:200]))
        text = changed
    return text


def _line(text: str) -> str | None:
    """The rule that takes a short line out, None where it stays."""
    if not text:
        return None
    for rule in LINES:
        if rule(text):
            return rule.__name__
    return None


_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright\b).{0,40}\b(?:19|20)\d\d\b.{0,90}|.{0,60}©.{0,12}\b(?:19|20)\d\d\b.{0,60}", re.IGNORECASE)


def _copyright_end(blocks: list[Block], removed: list[Removal], places: list[int | None]) -> None:
    """A line of copyright at the very end belongs to the page; its year runs."""
    while blocks and len(blocks[-1].text) <= 140 and blocks[-1].kind != "row" and _COPYRIGHT.fullmatch(blocks[-1].text):
        removed.append(Removal("copyright line", blocks.pop().text))
        for at in range(len(places) - 1, -1, -1):
            if places[at] == len(blocks):
                places[at] = None
                break
