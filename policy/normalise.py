"""Blocks → stable text; one small function a rule, in a visible list.

A rule of `LINES` takes a whole block out (and says so), a rule of `WORDS` changes or marks the
words of one. What is shown keeps
its letters; compatibility forms and the like are levelled only in the text that readings are
compared on (`fingerprint`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import re2

from policy.characters import UNSEEN, doubts, levelled, may_deceive
from policy.emails import EMAIL
from policy.model import Block, Link, Note, Removal

Words = Callable[[str], str]
Line = Callable[[str], bool]

_SHORT = 120  # letters of a line that can be nothing but a counter, a stamp or a token


# --- rules that take a whole block out
# ----------------------------------------------------------------------------


_AGO = (
    r"(?:\d{1,3}|an?|one|over|about|almost|few|last|this|vor|il y a|een|un|une|ein\w*|the|in|past|"
    r"il|y)\b.{0,40}?"
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|secs?|mins?|hrs?|seconden|minuten|"
    r"minuut|uur|uren|dagen|dag|weken|week|"
    r"maanden|maand|jaar|jaren|heures?|jours?|semaines?|mois|ans?|années?|sekunden?|stunden?|"
    r"tage?n?|wochen?|monate?n?|jahre?n?)\b"
    r"(?:\s+(?:ago|geleden|plus tôt))?"
)
_UPDATED = (
    r"(?:last )?(?:updated|modified|edited|changed|reviewed|revised|published|written|posted)|"
    r"laatst(?:e)? (?:bijgewerkt|gewijzigd|update)|"
    r"bijgewerkt|gewijzigd|gepubliceerd|geplaatst|(?:dernière )?mis[e]? à jour|modifié\w*|"
    r"publié\w*|(?:zuletzt )?(?:aktualisiert|geändert|bearbeitet)|"
    r"veröffentlicht|actualizado|aggiornato|atualizado"
)
_RELATIVE = re.compile(
    rf"(?:.{{0,60}}(?:\b|(?<=\w)(?=(?-i:[A-Z]))))?(?:{_UPDATED})\b\W{{0,3}}(?:on |op |am |le |at )?"
    rf"(?:{_AGO}|just now|today|yesterday|moments ago|recently|vandaag|gisteren|zojuist|"
    rf"aujourd'hui|aujourd’hui|hier|à l'instant|heute|gestern|gerade eben|"
    rf"hoy|ayer|oggi|ieri|hoje|ontem)\W*",
    re.IGNORECASE,
)
_RELATIVE_FIRST = re.compile(
    rf"(?:vor\s|il y a\s|hace\s)?{_AGO}\s+(?:{_UPDATED})\W*", re.IGNORECASE
)
_ABSOLUTE = re.compile(r"\b(?:19|20)\d\d\b")


def relative_date(text: str) -> bool:
    """ "Updated over 2 weeks ago": another text every day, and no date."""
    if _ABSOLUTE.search(text) or len(text) > 90:
        return False
    return bool(_RELATIVE.fullmatch(text) or _RELATIVE_FIRST.fullmatch(text))


_LOADED = re.compile(
    r".{0,60}\b(?:load(?:ed|ing)?|render(?:ed|ing)?|generat(?:ed|ion)|served|processed|geladen|"
    r"laadtijd|gegenereerd|chargée?|chargement|"
    r"générée?|generiert|erzeugt|ladezeit|executed)\b.{0,40}?\d+(?:[.,]\d+)?\s?(?:ms|s|sec\w*|"
    r"seconds?|millisec\w*|milliseconden|seconden|secondes?|"
    r"sekunden?|millisekunden)\b.{0,20}",
    re.IGNORECASE,
)


def load_time(text: str) -> bool:
    """ "Page loaded in 27 ms"."""
    return bool(_LOADED.fullmatch(text))


_COUNTER = re.compile(
    r"\W{0,3}(?:(?:[^\W\d]+\W+){0,3}?(?:rated|rating|"
    r"score)?\W{0,3})?\d[\d.,\s]{0,12}[km+]?\W{0,3}(?:(?:[^\W\d]+|\d[\d.,]*)\W{1,3}){0,4}?"
    r"(?:views?|visits?|visitors?|readers?|reads|likes?|shares?|ratings?|reviews|stars?|votes?|"
    r"followers?|downloads|users online|people found this helpful|"
    r"min(?:ute)?s? read|minutes? to read|keer bekeken|weergaven|bezoekers|lezers|beoordelingen|"
    r"sterren|reacties|stemmen|min(?:uten)? (?:leestijd|lezen)|"
    r"vues|visites|visiteurs|lecteurs|avis|étoiles|min(?:utes)? de lecture|aufrufe|besucher|leser|"
    r"bewertungen|sterne|min(?:uten)?\.? lesezeit)\b"
    r"(?:\W{0,3}\w+){0,4}\W{0,3}",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"(?:(?:estimated )?reading time|read time|leestijd|temps de lecture|lesezeit|"
    r"lesedauer)\W{0,4}(?:\w+\W+){0,2}?\d+\s?\w{1,10}\W?",
    re.IGNORECASE,
)


def counter(text: str) -> bool:
    """ "1,204 views", "4.7 stars out of 813 reviews", "5 min read"."""
    return len(text) <= 70 and bool(_COUNTER.fullmatch(text) or _READING_TIME.fullmatch(text))


_REQUEST = re.compile(
    r".{0,30}\b(?:request|session|trace|correlation|transaction|ray|reference|incident|build|"
    r"verzoek|sessie|requête|anfrage|sitzungs)\W{0,2}"
    r"(?:id|nummer|number|no\.?|hash|kenmerk|identifier)\b\W{0,4}[\w:.-]*\d[\w:.-]{5,80}\W{0,3}",
    re.IGNORECASE,
)


def request_id(text: str) -> bool:
    """ "Request ID: 7f3c…"."""
    return bool(_REQUEST.fullmatch(text))


# A word that some rule asks for; most lines hold none.
_MAY_RUN = re2.compile(
    r"(?i)updated|modified|edited|changed|reviewed|revised|published|written|posted|bijgewerkt|"
    r"gewijzigd|gepubliceerd|geplaatst|mis[e]? à jour|"
    r"modifi|publi|aktualisiert|geändert|bearbeitet|veröffentlicht|actualizado|aggiornato|"
    r"atualizado|"
    r"load|render|generat|served|processed|gelade|laad|gegenere|charg|génér|generiert|erzeugt|"
    r"executed|"
    r"view|visit|read|like|share|rating|review|star|vote|follower|online|helpful|bekeken|"
    r"weergaven|bezoekers|lezers|beoordeling|sterren|reacties|"
    r"stemmen|lees|lezen|vues|lect|avis|étoile|aufruf|besucher|leser|bewertung|sterne|lese|"
    r"print|download|share|save|copy|e-?mail|open|bookmark|listen|delen|opslaan|imprimer|"
    r"télécharger|partager|enregistrer|druck|herunterladen|"
    r"teilen|speichern|\b(?:by|door|par|von)\b|users|customers|companies|teams|members|people|"
    r"businesses|subscribers|developers|klanten|gebruikers|"
    r"leden|bedrijven|clients|utilisateurs|membres|entreprises|kunden|nutzer|mitglieder|"
    r"unternehmen|"
    r"request|session|trace|correlation|transaction|ray|reference|incident|build|verzoek|sessie|"
    r"requête|anfrage|sitzung"
)

_JOIN = re.compile(
    r"(?:join|trusted by|used by|loved by|over|more than|meer dan|plus de|über|mehr als|al|déjà|"
    r"bereits|sluit je aan bij|rejoignez)\W{1,3}(?:\w+\W{1,3}){0,2}?"
    r"\d[\d.,\s]{0,14}[km+]?\+?\W{0,3}(?:\w+\W{1,3}){0,3}?(?:users|customers|companies|teams|"
    r"members|people|businesses|subscribers|developers|"
    r"klanten|gebruikers|leden|bedrijven|clients|utilisateurs|membres|entreprises|kunden|nutzer|"
    r"mitglieder|unternehmen)\b.{0,40}",
    re.IGNORECASE,
)


def crowd(text: str) -> bool:
    """ "Join 2,700,000+ happy users"."""
    return len(text) <= 80 and not text.endswith(".") and bool(_JOIN.fullmatch(text))


_BYLINE = re.compile(
    r"(?:(?:written|posted|published|reviewed|updated|edited) by|(?:geschreven|geplaatst|"
    r"bijgewerkt) door|(?:écrit|rédigé|publié|mis à jour) par|"
    r"(?:geschrieben|verfasst|veröffentlicht|aktualisiert) "
    r"von)\s+(?:[A-ZÀ-Þ][\w.'’-]{0,20}\s?){1,4}",
)
_BYLINE_START = re.compile(r"[a-zà-ÿ ]{4,24}\b(?:by|door|par|von)\b", re.IGNORECASE)


def byline(text: str) -> bool:
    """ "Written by Eva"."""
    return (
        len(text) <= 60
        and bool(_BYLINE_START.match(text))
        and bool(_BYLINE.fullmatch(text[:1].lower() + text[1:]))
    )


_ACTION = (
    r"(?:print|download|share|save|copy|email|e-mail|view|open|bookmark|listen|afdrukken|printen|"
    r"downloaden|delen|opslaan|imprimer|télécharger|"
    r"partager|enregistrer|drucken|herunterladen|teilen|speichern)"
    r"(?:\s(?:this|the|a|as|to|in|link|page|article|document|policy|pdf|version|copy|url|deze|dit|"
    r"pagina|als|cette|la|le|en|ce|diese|seite|de|du))*"
)
_ACTIONS = re.compile(
    rf"\W{{0,3}}{_ACTION}(?:\s{{0,2}}[|·•/,]?\s{{0,2}}{_ACTION})*\W{{0,3}}", re.IGNORECASE
)


def page_action(text: str) -> bool:
    """ "Print this page | Download PDF"."""
    return (
        len(text) <= 80
        and text.count(" ") > 0
        and text[-1] not in ".:;"
        and bool(_ACTIONS.fullmatch(text))
    )


LINES: tuple[Line, ...] = (
    relative_date,
    load_time,
    counter,
    crowd,
    byline,
    page_action,
    request_id,
)


# --- rules that change the words of a block
# -----------------------------------------------------------------------


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
    """Identifiers made anew on every fetch: UUIDs, long hexadecimal numbers, running ids."""
    if not _MAY_BE_TOKEN.search(text):
        return text
    rest = " ".join(_TOKEN.sub(" ", text).split())
    return "" if rest != text and len(rest) < _LABEL and not _SENTENCE.search(rest) else rest


_LABEL = 25  # letters of what names a token and says nothing without it ("Ref:")
_SENTENCE = re.compile(r"\w+\W+\w+\W+\w+")
_MAY_BE_TOKEN = re2.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{24}|[a-z]\d{10}")


def _has_spare_space(text: str, strange: str) -> bool:
    """Is there white space in a text, joined by line ends, that is not one blank between words?"""
    return (
        "  " in text
        or " \n" in text
        or "\n " in text
        or any(sign.isspace() for sign in strange if sign != "\n")
    )


@dataclass(frozen=True, slots=True)
class WordRule:
    """A rule over the words of a block, and a quick look at the whole text that tells whether it
    has anything to do."""

    apply: Words
    needed: Callable[[str, str], bool]


WORDS: tuple[WordRule, ...] = (
    WordRule(levelled, lambda _, strange: UNSEEN.search(strange) is not None),
    WordRule(white_space, lambda text, strange: _has_spare_space(text, strange)),
    WordRule(hidden_email, lambda text, _: "rotected" in text or "ROTECTED" in text),
    WordRule(token, lambda text, _: _MAY_BE_TOKEN.search(text) is not None),
)
"""Every rule in the order of its turn. A quick look gets the whole text and its characters beyond
printable ASCII."""

_STRANGE = re.compile(r"[^\x20-\x7e]")


def normalise(
    blocks: Sequence[Block],
) -> tuple[list[Block], list[tuple[int, Note]], list[Removal], list[int | None]]:
    """The blocks with stable words, the doubts about them by place, what was taken out, and where
    each old block went."""
    whole = "\n".join(block.text for block in blocks)
    strange = "".join(sorted(set(_STRANGE.findall(whole))))
    rules = [rule.apply for rule in WORDS if rule.needed(whole, strange)]
    doubtful = may_deceive(whole, strange)
    out: list[Block] = []
    notes: list[tuple[int, Note]] = []
    removed: list[Removal] = []
    places: list[int | None] = []
    for block in blocks:
        text = block.text
        kept = _words(text, rules, removed)
        if len(kept) <= _SHORT and (rule := _line(kept)):
            removed.append(Removal(rule, kept))
            kept = ""
        if not kept:
            places.append(None)
            continue
        if doubtful:
            notes.extend((len(out), note) for note in doubts(text))
        places.append(len(out))
        if kept == text and not block.cells and not block.links:
            out.append(block)
        else:
            cells = tuple(_words(cell, rules, []) for cell in block.cells)
            links = tuple(
                Link(levelled(white_space(link.words)), link.target.strip()) for link in block.links
            )
            out.append(
                replace(
                    block, text=kept if not cells else " | ".join(cells), cells=cells, links=links
                )
            )
    _copyright_end(out, removed, places)
    return out, notes, removed, places


def _words(text: str, rules: Sequence[Words], removed: list[Removal]) -> str:
    for rule in rules:
        changed = rule(text)
        if rule is token and len(changed) != len(text):
            removed.append(Removal("token", text[:200]))
        text = changed
    return text


_WITHOUT_NUMBERS = frozenset((relative_date, byline, page_action))


def _line(text: str) -> str | None:
    """The rule that takes a short line out, None where it stays."""
    if not text or not _MAY_RUN.search(text):
        return None
    counts = any(sign.isdigit() for sign in text)
    for rule in LINES:
        if (counts or rule in _WITHOUT_NUMBERS) and rule(text):
            return rule.__name__
    return None


_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright\b).{0,40}\b(?:19|20)\d\d\b.{0,90}|.{0,60}©.{0,12}\b(?:19|"
    r"20)\d\d\b.{0,60}",
    re.IGNORECASE,
)


def _copyright_end(blocks: list[Block], removed: list[Removal], places: list[int | None]) -> None:
    """A line of copyright at the very end belongs to the page, and so do lines of links around it;
    its year runs."""
    end = len(blocks)
    copyright_seen = False
    while end:
        block = blocks[end - 1]
        if len(block.text) <= 140 and block.kind != "row" and _COPYRIGHT.fullmatch(block.text):
            copyright_seen = True
        elif not (_only_links(block) and (copyright_seen or _copyright_above(blocks, end - 1))):
            break
        end -= 1
    if not copyright_seen:
        return
    removed.extend(Removal("copyright line", block.text) for block in blocks[end:])
    del blocks[end:]
    for at, place in enumerate(places):
        if place is not None and place >= end:
            places[at] = None


def _copyright_above(blocks: Sequence[Block], at: int) -> bool:
    return any(
        len(block.text) <= 140 and _COPYRIGHT.fullmatch(block.text)
        for block in blocks[max(0, at - 6) : at]
    )


def _only_links(block: Block) -> bool:
    """Nothing but the words of links, and signs between them."""
    rest = block.text
    for link in block.links:
        rest = rest.replace(link.words, "", 1)
    return bool(block.links) and not any(sign.isalnum() for sign in rest)
