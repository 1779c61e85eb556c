"""Lines that are another one at every look and say nothing of the policy: ages, counters, load
times, bylines, who is signed in. One small function a rule, in a visible list."""

from __future__ import annotations

import re
from collections.abc import Callable

import re2

Line = Callable[[str], bool]

_AGO = (
    r"(?:\d{1,3}|an?|one|over|about|meer dan|ongeveer|ruim|mehr als|über|"
    r"almost|few|last|this|vor|il y a|een|un|une|ein\w*|the|in|past|"
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
_DAY_FIRST = re.compile(
    rf"(?:just now|today|yesterday|moments ago|recently|vandaag|gisteren|zojuist|hier|heute|"
    rf"gestern|gerade eben|vor kurzem)\s+(?:{_UPDATED})\W*",
    re.IGNORECASE,
)
_AGO_ALONE = re.compile(
    r"\W{0,3}(?:(?:(?:about|over|almost|more than|meer dan|ongeveer|ruim|bijna)\s)?"
    r"(?:\d{1,3}|an?|one|een|één)\s\w{1,9}\s(?:ago|geleden)|"
    r"(?:il y a|vor|hace)\s(?:(?:environ|plus d['’]|etwa|über|mehr als|fast)\s?)?"
    r"(?:\d{1,3}|une?|eine[mr]|una?)\s\w{1,9})\W{0,3}",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"\b(?:19|20)\d\d\b")


def relative_date(text: str) -> bool:
    """ "Updated over 2 weeks ago": another text every day, and no date."""
    if _ABSOLUTE.search(text) or len(text) > 90:
        return False
    rules = (_RELATIVE, _RELATIVE_FIRST, _DAY_FIRST, _AGO_ALONE)
    return any(rule.fullmatch(text) for rule in rules)


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
    r"followers?|downloads|users online|(?:people )?found (?:this|it) helpful|"
    r"min(?:ute)?s? read|minutes? to read|keer bekeken|weergaven|bezoekers|lezers|beoordelingen|"
    r"sterren|reacties|comments?|commentaires?|kommentare?|stemmen|min(?:uten)? (?:leestijd|lezen)|"
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
    r"today|current|vandaag|nous sommes|aujourd|heute|access|retrieve|afgedrukt|geraadpleegd|"
    r"imprimé|consulté|gedruckt|abgerufen|your ip|users|online|besucher|visiteurs|"
    r"ago\b|geleden|il y a|\bvor\b|hace\b|comment|komment|logged|signed|sign in|log in|ingelogd|"
    r"aangemeld|connecté|angemeldet|eingeloggt|"
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


_SESSION = re.compile(
    r"(?:you(?:['’]re| are) (?:currently |now )?(?:not )?(?:logged|signed) (?:in|out)"
    r"(?: as [^.,;]{1,40})?|"
    r"(?:je|u|jij) bent (?:momenteel )?(?:niet )?(?:ingelogd|aangemeld|uitgelogd)"
    r"(?: als [^.,;]{1,40})?|"
    r"vous (?:n['’])?êtes (?:actuellement )?(?:pas )?(?:connecté|déconnecté)\w{0,3}|"
    r"sie sind (?:derzeit |momentan )?(?:nicht )?(?:angemeldet|eingeloggt|abgemeldet)"
    r"(?: als [^.,;]{1,40})?|"
    r"please (?:log|sign) in to (?:leave|post|write|add|see|view) (?:\w+ ){0,2}"
    r"(?:comment|review|reply|question|account|cart|basket)s?)"
    r"(?:\W+(?:please )?(?:log|sign|meld|connectez|melden|loggen)\b[^.;]{1,60})?\W{0,3}",
    re.IGNORECASE,
)


def session_state(text: str) -> bool:
    """ "You are not logged in. Sign in to see your account."."""
    return bool(_SESSION.fullmatch(text))


_DATE = (
    r"(?:\w{3,10},?\s)?\d{1,4}[./-]?(?:er)?\s?(?:\w{3,9}|\d{1,2})[.,/-]?\s?(?:\d{1,2},?\s)?\d{2,4}"
)
_CLOCK = r"(?:,?\s(?:at |om |à |um )?\d{1,2}[:.h]\d\d(?:[:.]\d\d)?\s?(?:am|pm|uur|uhr)?)"
_MOMENT = re.compile(
    rf"(?:today is|today|it is now|current (?:date|time)|vandaag is het|vandaag|nous sommes le|"
    rf"aujourd['’]hui|heute ist(?: der)?|heute)\W{{1,3}}{_DATE}{_CLOCK}?\W?|"
    rf"(?:printed|retrieved|accessed|generated|afgedrukt|geraadpleegd|imprimé|consulté|gedruckt|"
    rf"abgerufen)\W{{1,3}}(?:on |op |le |am )?{_DATE}{_CLOCK}?\W?|"
    rf"your ip(?:[ -]address)?(?: is)?\W{{1,3}}[\da-f:.]{{3,45}}\W?|"
    rf"(?:(?:users|visits|views) (?:today|online|now)|"
    rf"(?:visitors|bezoekers|visiteurs|besucher)"
    rf"(?: (?:today|online|now|vandaag|aujourd['’]hui|heute))?)\W{{1,4}}\d[\d.,]{{0,12}}\W?",
    re.IGNORECASE,
)


def this_moment(text: str) -> bool:
    """ "Today is 12 May 2025", "Printed on 12/05/2025 at 10:04", "Visitors today: 118"."""
    return bool(_MOMENT.fullmatch(text))


LINES: tuple[Line, ...] = (
    relative_date,
    load_time,
    counter,
    crowd,
    byline,
    page_action,
    request_id,
    session_state,
    this_moment,
)


_WITHOUT_NUMBERS = frozenset((relative_date, byline, page_action, session_state))


def passing(text: str) -> str | None:
    """The rule that takes a short line out, None where it stays."""
    if not text or not _MAY_RUN.search(text):
        return None
    counts = any(sign.isdigit() for sign in text)
    for rule in LINES:
        if (counts or rule in _WITHOUT_NUMBERS) and rule(text):
            return rule.__name__
    return None
