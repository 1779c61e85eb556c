"""Number words, currencies and the words beside an age: data, and nothing that decides."""

# ruff: noqa: E501 - word lists read best a concept a line

from __future__ import annotations

from typing import Final

_NUMBERS: Final = {
    11: "eleven elf onze",
    12: "douze zwölf",
    13: "thirteen dertien treize dreizehn",
    16: "sixteen zestien seize sechzehn",
    17: "seventeen zeventien dix-sept siebzehn",
    18: "eighteen achttien dix-huit achtzehn",
    19: "nineteen negentien dix-neuf neunzehn",
    22: "twenty-two tweeëntwintig vingt-deux zweiundzwanzig",
    24: "twenty-four vierentwintig vingt-quatre vierundzwanzig",
    25: "twenty-five vijfentwintig vingt-cinq fünfundzwanzig",
    35: "thirty-five vijfendertig trente-cinq fünfunddreißig",
    36: "thirty-six zesendertig trente-six sechsunddreißig",
    40: "forty veertig quarante vierzig",
    48: "forty-eight achtenveertig quarante-huit achtundvierzig",
    50: "fifty vijftig cinquante fünfzig",
    70: "seventy zeventig septante soixante-dix siebzig",
    72: "seventy-two tweeënzeventig soixante-douze zweiundsiebzig",
    80: "eighty tachtig quatre-vingts quatre-vingt achtzig",
    100: "hundred honderd cent hundert",
    120: "honderdtwintig hundertzwanzig",
    180: "honderdtachtig hundertachtzig",
    1000: "thousand duizend mille tausend",
}
MORE_NUMBERS: Final[dict[str, int]] = {
    word: number for number, words in _NUMBERS.items() for word in words.split()
}
"""Beside those of `calendar_words`, which hold what date lines and notice periods use."""

_NOT_ALONE_LIST: Final = "a an one één een un une ein eine einem einen einer to tres dos ni fem fire ti neuf acht sept mille cent onze seize"
NOT_ALONE: Final[frozenset[str]] = frozenset(_NOT_ALONE_LIST.split())
"""Number words that are also other words: numbers only before what they count."""

_PERCENT_LIST: Final = "% percent procent prozent pct pourcent pour-cent"
PERCENT: Final[frozenset[str]] = frozenset(_PERCENT_LIST.split())

_CURRENCIES: Final = {
    "EUR": "€ eur euro euros",
    "USD": "$ usd dollar dollars us$",
    "GBP": "£ gbp pound pounds",
    "CHF": "chf franken",
    "JPY": "¥ jpy yen",
}
CURRENCIES: Final[dict[str, str]] = {
    word: code for code, words in _CURRENCIES.items() for word in words.split()
}

_AGE_CUES_LIST: Final = (
    "age aged ages old older under younger over minor minors child children leeftijd jonger ouder oud onder "
    "minderjarig minderjarige minderjarigen kind kinderen age ages moins mineur mineurs enfant enfants plus alter "
    "alt junger alter unter kinder kindern minderjahrig minderjahrige minderjahrigen vollendet vollendung"
)
AGE_CUES: Final[frozenset[str]] = frozenset(_AGE_CUES_LIST.split())
"""Words beside a number of years that make it somebody's age; without accents."""
