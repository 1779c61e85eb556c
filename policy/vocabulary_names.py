"""Countries, forms of company and page furniture by name, in Dutch, French, German and English:
data, and nothing that decides.
"""

# ruff: noqa: E501 - word lists read best a concept a line

from __future__ import annotations

from typing import Final

COUNTRIES: Final[dict[str, str]] = {
    "AT": "austria|oostenrijk|autriche|osterreich",
    "AU": "australia|australian|australie|australien",
    "BE": "belgium|belgian|belgie|belgisch|belgische|belgique|belgien",
    "BG": "bulgaria|bulgarije|bulgarie|bulgarien",
    "BR": "brazil|brazilie|bresil|brasilien",
    "CA": "canada|kanada|canadian",
    "CH": "switzerland|zwitserland|suisse|schweiz|swiss",
    "CN": "china|chine|chinese",
    "CY": "cyprus|chypre|zypern",
    "CZ": "czech republic|czechia|tsjechie|tchequie|tschechien",
    "DE": "germany|german|duitsland|duits|duitse|allemagne|deutschland",
    "DK": "denmark|denemarken|danemark",
    "EE": "estonia|estland|estonie",
    "ES": "spain|spanje|espagne|spanien",
    "EU": "eu|european union|europese unie|union europeenne|europaische union|europaischen union|ue|eea|eer|eee|ewr|european economic area",
    "FI": "finland|finlande|finnland",
    "FR": "france|french|frankrijk|frans|franse|francais|francaise|frankreich",
    "GB": "united kingdom|uk|england|verenigd koninkrijk|royaume-uni|vereinigtes konigreich|vereinigten konigreich|wales|scotland",
    "GR": "greece|griekenland|grece|griechenland",
    "HK": "hong kong|hongkong",
    "HR": "croatia|kroatie|croatie|kroatien",
    "HU": "hungary|hongarije|hongrie|ungarn",
    "IE": "ireland|ierland|irlande|irland|irish",
    "IL": "israel",
    "IN": "india|inde|indien|indian",
    "IS": "iceland|ijsland|islande|island",
    "IT": "italy|italie|italien",
    "JP": "japan|japon|japanese",
    "KR": "south korea|zuid-korea|coree du sud|sudkorea",
    "LI": "liechtenstein",
    "LT": "lithuania|litouwen|lituanie|litauen",
    "LU": "luxembourg|luxemburg",
    "LV": "latvia|letland|lettonie|lettland",
    "MA": "morocco|marokko|maroc",
    "MT": "malta|malte",
    "MX": "mexico|mexique|mexiko",
    "NL": "netherlands|the netherlands|dutch|nederland|nederlands|nederlandse|pays-bas|niederlande|niederlanden",
    "NO": "norway|noorwegen|norvege|norwegen|norwegian",
    "NZ": "new zealand|nieuw-zeeland|nouvelle-zelande|neuseeland",
    "PH": "philippines|filipijnen|philippinen",
    "PL": "poland|polen|pologne",
    "PT": "portugal",
    "RO": "romania|roemenie|roumanie|rumanien",
    "RU": "russia|russian|russian federation|rusland|russie|russland",
    "SE": "sweden|zweden|suede|schweden",
    "SG": "singapore|singapour|singapur",
    "SI": "slovenia|slovenie|slowenien",
    "SK": "slovakia|slowakije|slovaquie|slowakei",
    "TR": "turkey|turkije|turquie|turkei",
    "TW": "taiwan",
    "UA": "ukraine|oekraine",
    "US": "united states|usa|u.s|vs|verenigde staten|etats-unis|vereinigte staaten|vereinigten staaten|california|delaware|texas|new york|american",
    "VN": "vietnam",
    "ZA": "south africa|zuid-afrika|afrique du sud|sudafrika",
}  # fmt: skip
"""Code → names and adjectives, without accents; a state whose law is often chosen counts as its
country.
"""

_FORMS: Final = (
    "inc llc ltd limited corp corporation plc bv b.v nv n.v vof cv bvba sprl srl sa s.a sas s.a.s sarl s.a.r.l eurl gmbh ag kg"
    " ug ohg se e.v ev as a.s asa ab oy oyj aps spa s.p.a sl s.l co company vzw asbl"
)
COMPANY_FORMS: Final[frozenset[str]] = frozenset(_FORMS.split())

_FURNITURE_LIST: Final = (
    "learn more|read more|read next|see more|show more|show less|view more|more|next|previous|back|back to top|top|"
    "home|menu|close|open|search|print|share|copy link|copied|download|download pdf|contents|table of contents|"
    "on this page|in this article|skip to content|accept|ok|edit|expand all|collapse all|was this helpful|yes|no|"
    "sign in|log in|login|subscribe|cookie settings|manage cookies|give feedback|copy|link|permalink|new|expand|"
    "collapse|lees meer|meer lezen|meer weten|toon meer|verberg|vorige|volgende|terug|terug naar boven|naar boven|"
    "sluiten|zoeken|afdrukken|delen|inhoud|inhoudsopgave|op deze pagina|inloggen|en savoir plus|lire la suite|"
    "voir plus|suivant|precedent|retour|haut de page|retour en haut|fermer|rechercher|imprimer|partager|sommaire|"
    "table des matieres|accueil|mehr erfahren|weiterlesen|mehr anzeigen|weniger anzeigen|weiter|zuruck|nach oben|"
    "zum seitenanfang|schliessen|suchen|drucken|teilen|inhalt|inhaltsverzeichnis|startseite"
)
FURNITURE: Final[frozenset[str]] = frozenset(_FURNITURE_LIST.split("|"))  # fmt: skip
"""Words of buttons and link labels that are no part of what a policy says."""

ARCHIVE: Final[str] = (
    "previous version*|prior version*|earlier version*|archived|archive|older version*|vorige versie*|eerdere versie*|oudere versie*|gearchiveerd"
    "|version* precedente*|versions anterieures|anciennes versions|archives|fruhere version*|altere version*|vorherige version*|archiviert*"
)  # fmt: skip
"""Words of a line in a list of earlier versions."""
