"""Periods, ages, percentages and dates in the reader's language: `24 maanden` is `24 months` to an
English reader.

What is already in that language stays as printed; so does everything whose value is not certain.
"""

# ruff: noqa: E501 - word lists read best a language a line

from __future__ import annotations

import re
from typing import Final

from policy.date_grammar import written_dates
from policy.mentions import quantities
from policy.tokens import tokens

UNITS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "en": {
        "H": ("hour", "hours"),
        "D": ("day", "days"),
        "BD": ("business day", "business days"),
        "W": ("week", "weeks"),
        "M": ("month", "months"),
        "Y": ("year", "years"),
    },
    "nl": {
        "H": ("uur", "uur"),
        "D": ("dag", "dagen"),
        "BD": ("werkdag", "werkdagen"),
        "W": ("week", "weken"),
        "M": ("maand", "maanden"),
        "Y": ("jaar", "jaar"),
    },
    "fr": {
        "H": ("heure", "heures"),
        "D": ("jour", "jours"),
        "BD": ("jour ouvrable", "jours ouvrables"),
        "W": ("semaine", "semaines"),
        "M": ("mois", "mois"),
        "Y": ("an", "ans"),
    },
    "de": {
        "H": ("Stunde", "Stunden"),
        "D": ("Tag", "Tage"),
        "BD": ("Werktag", "Werktage"),
        "W": ("Woche", "Wochen"),
        "M": ("Monat", "Monate"),
        "Y": ("Jahr", "Jahre"),
    },
}
_MORE_FORMS: Final = {
    "en": "",
    "nl": "jaren uren",
    "fr": "année années ouvrable ouvrables ouvré ouvrés",
    "de": "tagen wochen monaten monats jahren jahres stunden werktagen",
}
_NUMBER_WORDS: Final = {
    "en": "a an one two three four five six seven eight nine ten twelve fourteen fifteen twenty thirty sixty ninety",
    "nl": "een één twee drie vier vijf zes zeven acht negen tien twaalf veertien vijftien twintig dertig zestig negentig",
    "fr": "un une deux trois quatre cinq six sept huit neuf dix douze quatorze quinze vingt trente soixante",
    "de": "ein eine einem einen einer zwei drei vier fünf sechs sieben acht neun zehn zwölf vierzehn fünfzehn zwanzig dreißig"
    " sechzig neunzig",
}
_MONTHS: Final = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}
_SPACED_PERCENT: Final = frozenset({"fr", "de"})
"""`5 %` with a space that does not break; elsewhere `5%`."""
_PERIOD = re.compile(r"P(\d+)(BD|[HDWMY])")


def in_words_of(lang: str, kind: str, printed: str) -> str:
    """The words of a fact for a reader of that language."""
    if lang not in UNITS:
        return printed
    if kind in {"period", "age"}:
        return _period(lang, printed)
    if kind == "percentage":
        sign = "\u00a0%" if lang in _SPACED_PERCENT else "%"
        said = re.sub(r"(?i)\s?(?:percent|procent|prozent|pct|pour cent)\b", sign, printed)
        return re.sub(r"\s?%", sign, said) if lang in _SPACED_PERCENT else said
    return _date(lang, printed) if kind == "date" else printed


def _period(lang: str, printed: str) -> str:
    words = {word for forms in UNITS[lang].values() for form in forms for word in form.split()}
    known = {word.casefold() for word in words} | set(_MORE_FORMS[lang].split())
    known |= set(_NUMBER_WORDS[lang].split())
    if all(word.casefold() in known for word in re.findall(r"[^\W\d_]+", printed)):
        return printed
    mentions = quantities(tokens(printed))
    match = _PERIOD.fullmatch(mentions[0].value) if len(mentions) == 1 else None
    if match is None:
        return printed
    one, several = UNITS[lang][match[2]]
    return f"{match[1]} {one if match[1] == '1' else several}"


def _date(lang: str, printed: str) -> str:
    dates = written_dates(printed.casefold())
    if len(dates) != 1 or not dates[0].iso or len(dates[0].iso) != 10:
        return printed
    year, month, day = dates[0].iso.split("-")
    if not any(sign.isalpha() for sign in printed):
        return printed
    name = _MONTHS[lang].split()[int(month) - 1]
    dot = "." if lang == "de" else "er" if lang == "fr" and day == "01" else ""
    return f"{int(day)}{dot} {name} {year}"
