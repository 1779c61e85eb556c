"""Month names, number words and units of time in the languages we read: data, and nothing that
decides.

Keys are lower-case, without the dot of an abbreviation. Dutch, French, German and English are
complete; Spanish and Danish
hold what their date lines and notice periods use.
"""

from __future__ import annotations

from typing import Final

_MONTHS: Final = {
    1: "january jan januari janvier janv januar jänner enero ene",
    2: "february feb februari févr fév février fevrier februar febr febrero",
    3: "march mar maart mrt mars märz maerz mrz marzo marts",
    4: "april apr avril avr abril abr",
    5: "may mei mai mayo maj",
    6: "june jun juni juin junio",
    7: "july jul juli juillet juil julio",
    8: "august aug augustus août aout agosto ago",
    9: "september sep sept septembre septiembre",
    10: "october oct oktober okt octobre octubre",
    11: "november nov novembre noviembre",
    12: "december dec dezember dez décembre decembre déc diciembre dic",
}
MONTHS: Final[dict[str, int]] = {
    name: number for number, names in _MONTHS.items() for name in names.split()
}

_NUMBERS: Final = {
    1: "one a an één een un une ein eine einem einen einer eines",
    2: "two twee deux zwei zweier to dos",
    3: "three drie trois drei dreier tres",
    4: "four vier quatre cuatro fire",
    5: "five vijf cinq fünf fuenf cinco fem",
    6: "six zes sechs seis seks",
    7: "seven zeven sept sieben siete syv",
    8: "eight acht huit ocho otte",
    9: "nine negen neuf neun nueve ni",
    10: "ten tien dix zehn diez ti",
    11: "eleven elf",
    12: "twelve twaalf douze zwölf zwoelf",
    14: "fourteen veertien quatorze vierzehn fjorten",
    15: "fifteen vijftien quinze fünfzehn fuenfzehn quince",
    16: "sixteen zestien seize sechzehn",
    18: "eighteen achttien dix-huit achtzehn",
    20: "twenty twintig vingt zwanzig veinte",
    21: "twenty-one eenentwintig einundzwanzig",
    28: "twenty-eight achtentwintig achtundzwanzig vingt-huit",
    30: "thirty dertig trente dreißig dreissig treinta tredive",
    42: "forty-two tweeënveertig",
    45: "forty-five vijfenveertig quarante-cinq fünfundvierzig",
    60: "sixty zestig soixante sechzig sesenta",
    90: "ninety negentig quatre-vingt-dix neunzig noventa",
}
NUMBERS: Final[dict[str, int]] = {
    word: number for number, words in _NUMBERS.items() for word in words.split()
}

_ORDINALS: Final = {
    3: "third derde troisième dritten",
    5: "fifth vijfde cinquième fünften",
    6: "sixth zesde sixième sechsten",
    7: "seventh zevende septième siebten siebenten",
    8: "eighth achtste huitième achten",
    10: "tenth tiende dixième zehnten",
    14: "fourteenth veertiende quatorzième vierzehnten",
    15: "fifteenth vijftiende quinzième fünfzehnten",
    20: "twentieth twintigste vingtième zwanzigsten",
    21: "twenty-first eenentwintigste einundzwanzigsten",
    30: "thirtieth dertigste trentième dreißigsten",
    60: "sixtieth zestigste soixantième sechzigsten",
}
ORDINALS: Final[dict[str, int]] = {
    word: number for number, words in _ORDINALS.items() for word in words.split()
}
"""Places in a count, which before "day" are as good as a number: "on the eighth day after"."""

_UNITS: Final = {
    "H": "hour hours uur uren heure heures stunde stunden",
    "D": "day days dag dagen jour jours tag tage tagen día días dia dias dages dage"
    " kalenderdagen kalendertage kalendertagen",
    "W": "week weeks weken semaine semaines woche wochen semana semanas uger",
    "M": "month months maand maanden mois monat monate monaten monats mes meses måned måneder",
    "Y": "year years jaar jaren an ans année années jahr jahre jahren año años",
    "BD": "werkdagen werkdag werktage werktagen werktag bankwerkdagen",
}
UNITS: Final[dict[str, str]] = {
    word: letter for letter, words in _UNITS.items() for word in words.split()
}
"""A unit's word → the letter of ISO 8601, `BD` for business days (ours)."""

BUSINESS: Final = (
    "business", "working", "banking", "calendar", "ouvrable", "ouvrables", "ouvré", "ouvrés",
    "calendaire", "calendaires", "hábiles",
)  # fmt: skip
"""Words beside "day" that say which days count; the calendar ones change nothing."""

DAY_FIRST_LANGUAGES: Final = frozenset({"nl", "fr", "de", "es", "it", "pt", "da"})
"""Languages whose readers write the day before the month; English has both habits."""
