"""Small words with a part to play: light ones, those of numbers and of references: data, and
nothing that decides.
"""

# ruff: noqa: E501 - word lists read best a language a line

from __future__ import annotations

from typing import Final

_LIGHT: Final = (
    "the a an of to in on at by for and or as is are be it that this"
    " de het een en van in op te of om die dat"
    " le la les l' d' un une des du et ou à au aux que qui"
    " der die das den dem des ein eine und oder zu im von"
)
LIGHT_WORDS: Final[frozenset[str]] = frozenset(_LIGHT.split())
"""Words that do not hold two rewordings apart."""

_CUES: Final = (
    "section sections clause clauses article articles art paragraph paragraphs para point points item items annex appendix schedule chapter part term"
    " condition conditions question number no sec sect § §§ artikel artikelen artikels artikeln lid leden punt punten paraaf paragraaf paragrafen hoofdstuk"
    " afdeling bijlage vraag nummer rubriek alinea alineas partie chapitre annexe numero abschnitt abschnitte abschnitten ziffer ziffern ziff absatz abs nr nrn"
    " kapitel anhang anlage punkt punkte punkten satz frage teil"
)
REFERENCE_CUES: Final[frozenset[str]] = frozenset(_CUES.split())
"""Words before the number of another clause; without accents."""

_BETWEEN: Final = "and or to en of tot et ou a und oder bis through & , - – ( ) ."
BETWEEN_REFERENCES: Final[frozenset[str]] = frozenset(_BETWEEN.split())
"""What may stand between the numbers of several clauses."""

_VERSION: Final = "version versie fassung versione version. v v."
VERSION_WORDS: Final[frozenset[str]] = frozenset(_VERSION.split())
"""Words before the number of a version."""

_GENERIC: Final = (
    "terms term service services site sites website websites policy policies agreement content user users you company customer customers platform"
    " privacy notice conditions app application account data party parties product products member members only"
    " gebruiker gebruikers diensten dienst voorwaarden klant klanten platform partijen overeenkomst beleid leverancier"
    " utilisateur utilisateurs client clients société conditions contrat politique plateforme parties"
)
GENERIC_NAMES: Final[frozenset[str]] = frozenset(_GENERIC.split())
"""Words that contracts write with a capital and that name nobody in particular."""
