"""What may stand before a date on a policy, in the languages we read, and what it states: data.

A `sure` label states a date even inside a sentence; a `stamp` label only on a line that says
little else ("Updated 5 May 2026", "Stand 2024"), since "as of 1 May" also stands in clauses.
Phrases are regular expressions without repetition, over lower-case text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Meaning = Literal["updated", "effective", "version"]


@dataclass(frozen=True, slots=True)
class Label:
    """Phrases of one language that state one thing, and whether they do so inside a sentence."""

    language: str
    meaning: Meaning
    sure: bool
    phrases: tuple[str, ...]


LABELS: Final = (
    Label("en", "updated", True, (
        "(?:last|latest|most recently|most recent) (?:reviewed and )?"
        "(?:updated?|modified|revised|changed?|amended|adjusted|adapted)"
        "(?: and (?:updated?|revised|modified))?(?: date)?",
        "(?:last|latest|most recent) (?:edited|published|revision|modification|amendment)",
        "(?:date|time) of (?:the )?(?:last|latest|most recent)"
        " (?:update|revision|modification|change|amendment)",
        "(?:was|were|been|is) (?:last )?(?:updated|modified|revised|amended|changed)",
        "(?:was|were) (?:last )?(?:published|posted|brought up to date)",
        "update date", "revision date", "date of revision",
        "(?:is|are) dated", "dates? (?:back to|from)",
    )),
    Label("en", "updated", False, (
        "updated?", "revised", "modified", "amended", "revision", "published", "posted", "date",
        "drawn up", "up to date", "issued", "issue date", "date of issue",
    )),
    Label("en", "effective", True, (
        "effective(?: start)? date", "date effective", "date of entry into (?:force|effect)",
        "effective (?:as of|as from|from|on|since|beginning|starting)",
        "(?:is|are|becomes?|became|shall be|will be) effective",
        "in (?:effect|force) (?:as of|since|from|on)",
        "(?:came|comes?|enters?|entered|goes|went) into (?:force|effect)",
        "takes? effect", "took effect", "entry into (?:force|effect)",
        # "terms that will apply from" may be any
        "(?<!that )(?<!that will )(?<!which )(?<!which will )(?:apply|applies) "
        "(?:as of|as from|from|since|starting)",
        "(?:is|are) applicable (?:as of|as from|from|since)", "(?:has|have) applied (?:from|since)",
    )),
    Label("en", "effective", False, (
        "effective", "valid (?:from|as of|since)", "applicable (?:from|as of)",
        "as of", "from", "starting", "in force", "start date",
    )),
    Label("nl", "updated", True, (
        "(?:voor het )?laatste? (?:keer )?"
        "(?:bijgewerkt|gewijzigd|aangepast|herzien|geüpdatet|geupdate|bewerkt)",
        "laatste (?:update|wijziging|aanpassing|bijwerking|herziening|versie)",
        "datum (?:van )?(?:de )?laatste (?:wijziging|update|aanpassing|herziening)",
        "(?:is|werd|zijn|werden) (?:voor het )?(?:laatst |laatste keer )?"
        "(?:bijgewerkt|gewijzigd|aangepast|herzien|geactualiseerd)",
        "(?:dateert|dateren) van", "(?:is|zijn) gedateerd(?: op)?", "wijzigingsdatum",
    )),
    Label("nl", "updated", False, (
        "bijgewerkt", "gewijzigd", "aangepast", "herzien", "datum", "gepubliceerd",
        "opgesteld", "opgemaakt", "bijgewerkt tot(?: en met)?", "vastgesteld", "publicatiedatum",
        "datum van uitgifte",
    )),
    Label("nl", "effective", True, (
        "ingangsdatum", "datum (?:van )?(?:inwerkingtreding|ingang)", "inwerkingtreding",
        "van kracht (?:sinds|vanaf|met ingang van|per|op)",
        "(?:treedt|treden|trad|traden) in werking", "in werking (?:sinds|getreden|vanaf)",
        "(?:geldig|geldt|gelden|geldend) (?:vanaf|sinds|per|met ingang van)",
        "(?:gaat|gaan|ging|gingen) in (?:op|per|vanaf)",
        "van toepassing (?:vanaf|sinds|per|met ingang van)",
    )),
    Label("nl", "effective", False, (
        "met ingang van", "vanaf", "van toepassing (?:vanaf|sinds)", "van kracht", "ingaand op",
    )),
    Label("fr", "updated", True, (
        "derni[eè]re (?:mise (?:à|a) jour|modification|r[ée]vision|actualisation|version)",
        "date de (?:la )?derni[eè]re (?:mise à jour|modification|révision|version)",
        "(?:mise?s?|modifiée?s?|actualisée?s?|révisée?s?) (?:à jour )?pour la dernière fois",
        "dernièrement (?:modifiée?s?|mise?s? à jour)",
        "(?:a|ont) été (?:mise?s? à jour|modifiée?s?|actualisée?s?|révisée?s?)",
        # not "version en date du", "à la date du": those name a version
        "(?<!en )(?<!la )(?:date|datent) du", "(?:est|sont) datée?s? du", "version mise à jour",
    )),
    Label("fr", "updated", False, (
        "mise?s? à jour", "date de mise à jour", "modifiée?s?", "actualisée?s?", "révisée?s?",
        "en date", "établie?s?", "à jour", "publiée?s?",
    )),
    Label("fr", "effective", True, (
        "date d['’](?:entrée en vigueur|effet|application)", "entrée? en vigueur",
        "entre(?:nt|ra|ront)? en vigueur", "(?:prendra|prendront|a pris|ont pris) effet",
        "s['’]appliqu(?:e|ent|era|eront) (?:à compter|à partir|depuis|dès)",
        "valables? (?:à compter|à partir|depuis|dès)",
        "en vigueur (?:au|depuis|à compter|à partir|le|dès)",
        "prise d['’]effet", "prend effet", "prennent effet",
        "applicables? (?:à compter|au|depuis|à partir|dès)",
    )),
    Label("fr", "effective", False, (
        "en vigueur", "à compter", "à partir", "valable", "depuis",
    )),
    Label("de", "updated", True, (
        "zuletzt (?:aktualisiert|geändert|bearbeitet|überarbeitet|angepasst)",
        "(?:letzte[ns]?|datum der letzten) "
        "(?:aktualisierung|änderung|überarbeitung|bearbeitung|update|anpassung|revision)",
        "de[nm] stand", "(?:datiert|datieren|stammt|stammen) vo[mn]",
    )),
    Label("de", "updated", False, (
        "stand", "aktualisiert", "geändert", "überarbeitet", "aktualisierung", "letztmalig",
        "zuletzt", "erstellt", "veröffentlicht", "datum der veröffentlichung",
        "veröffentlichungsdatum",
    )),
    Label("de", "effective", True, (
        "(?:gültig|gelten|gilt|wirksam|geltend) (?:ab|seit)",
        "in kraft (?:seit|ab|getreten)", "(?:tritt|treten|trat) (?:am|ab|zum|mit)",
        "(?:datum des )?inkrafttretens?", "gültigkeitsdatum", "mit wirkung (?:vom|ab|zum)",
        "(?:anwendbar|anzuwenden) (?:ab|seit)", "geltungsbeginn",
    )),
    Label("de", "effective", False, ("gültig", "wirksam", "ab dem", "ab", "in kraft")),
    Label("es", "updated", True, (
        "[úu]ltima (?:actualización|modificación|revisión)",
        "fecha de (?:la )?[úu]ltima (?:actualización|modificación)",
    )),
    Label("es", "updated", False, ("actualizad[oa]", "modificad[oa]", "revisad[oa]")),
    Label("es", "effective", True, (
        "fecha de (?:vigencia|entrada en vigor)", "en vigor desde", "vigente desde",
        "entrada en vigor",
    )),
    Label("da", "updated", True, ("(?:sidst|senest) (?:opdateret|ændret|revideret)",)),
    Label("en", "version", True, ("version", "ver\\.", "versie", "versión", "fassung")),
)  # fmt: skip

CONNECTING: Final = frozenset(
    [
        "as of",
        "from",
        "starting",
        "vanaf",
        "met ingang van",
        "à compter",
        "à partir",
        "depuis",
        "ab",
        "ab dem",
    ]
)
"""Labels that only lead on to the date where another label stands before them."""

TRAILING: Final[tuple[tuple[str, Meaning], ...]] = (
    # German and Dutch put the verb after the date: "zuletzt am 1. Mai 2024 aktualisiert"
    (
        "aktualisiert|geändert|überarbeitet|angepasst|datiert|gewijzigd|bijgewerkt|aangepast|herzien|geactualiseerd"
        "|modifiée?s?|mise?s? à jour",
        "updated",
    ),
    (
        "in kraft|in werking|van kracht|van toepassing|wirksam|gültig|geldig|anwendbar|ingaan"
        "|en vigueur",
        "effective",
    ),
)

TRAPS: Final = (
    "until", "till", "through", "expir\\w*", "previous", "prior", "earlier", "former",
    "formerly", "superseded?", "replaced", "archived?", "old(?:er)?", "history",
    "(?<!bijgewerkt )tot(?: en met)?", "vorige", "eerdere", "oude", "voorgaande", "vervallen",
    "gearchiveerde?", "jusqu['’ ]?(?:au|à)?", "précédente?s?", "antérieure?s?",
    "ancienne?s?", "archivée?s?", "bis", "vorherige\\w*", "frühere\\w*", "alte\\w*",
    "archiv\\w*", "ehemalige\\w*", "anterior\\w*", "hasta",
)  # fmt: skip
"""A date after one of these words is an end, or the date of another text."""

LAWS: Final = (
    "regulation", "directive", "act", "law", "code", "decree", "wet", "besluit", "richtlijn",
    "verordening", "loi", "décret", "ordonnance",
    # not "this regulation": that is the text itself
    "(?<!ce )(?<!présent )(?<!notre )règlement", "gesetz\\w*", "ley",
)  # fmt: skip
"""A date in a sentence with one of these is most often a law's."""

_STAMP_WORDS: Final = """
we have our what's new summary posted released wij hebben nous avons wir haben a all an and are as
at been by current currently date dated dates day days changes display document effect effective
enters entered entry following for force form from gmt utc cet cest est edt pst pdt in into is it
its last latest legal made modification modified most of on online page policies policy privacy
cookie cookies published recent recently release revised revision rev revisions since start
starting statement status terms conditions agreement notice rules guidelines service services site
website that the their these this time to up update updated updates use user using valid version
versions was were will with became become becomes came comes takes took goes went amended
amendment changed change edited general sale data protection declaration view see click here link
read download pdf print archived archive archives previous prior older history changelog log web
monday tuesday wednesday thursday friday saturday sunday code conduct community acceptable
processing addendum sub processors list datum de dit deze dd en het gepubliceerd geldig gewijzigd
bijgewerkt aangepast bewerkt herzien ingang ingangsdatum inwerkingtreding keer kracht laatst
laatste onze met om op per sinds te tijd toepassing treedt trad uur vanaf van verklaring versie
voor voorwaarden algemene werd wijziging aanpassing herziening werking zijn beleid privacybeleid
privacyverklaring cookiebeleid cookieverklaring gebruiksvoorwaarden verkoopvoorwaarden
persoonsgegevens bescherming nr maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
getreden gelden geldt door reglement à actualisation actualisée actualisé actualisées applicable
applicables au aux ce cette ces charte cgu cgv compter confidentialité depuis dernier dernière
dernières des du d dès effet entrée entre entrent et fois générales gestion internet jour
juridique la le les l légales mentions mis mise mises modifié modifiée modifiées matière notre nos
ont par partir politique pour présente présentes présent prise prend prennent publication publié
publiée révision révisée sont sur traceurs utilisation vente ventes vie vigueur été heure lieu
lundi mardi mercredi jeudi vendredi samedi dimanche données personnelles relative relatives
dernièrement ab agb aktualisiert aktualisierung aktuell aktuelle aktuellen allgemeine allgemeinen
am angepasst bedingungen bearbeitet den dem der die das diese dieser dieses datenschutzerklärung
datenschutz datenschutzhinweise cookie-richtlinie erklärung fassung für geschäftsbedingungen
gültig gültigkeit geltend gilt gelten geändert hat im sind inkrafttreten inkrafttretens kraft
letzte letzten letzter letztes letztmalig nutzungsbedingungen richtlinie seite seit stand tritt
treten überarbeitet uhr und unsere unserer vom von verkaufsbedingungen vereinbarung wirksam wurde
wurden zuletzt zum änderung änderungen montag dienstag mittwoch donnerstag freitag samstag sonntag
hinweise geactualiseerd dokument drawn adjusted adapted reviewed opgesteld opgemaakt établi établie
établis établies
erstellt bearbeitung déclaration dateert datiert dates apply applies valable valables s'applique
s'appliquent appliquent applique anwendbar anzuwenden wirkung ordnung gaat gaan ce cet présent
règlement toepasselijk issued issue applied onwards gedateerd wijzigingsdatum vastgesteld
publicatiedatum uitgifte ingaand document datée datées daté datés datent datieren stammt stammen
veröffentlicht veröffentlichung veröffentlichungsdatum geltungsbeginn huidige actuelle
actualizado actualizada actualización última ultima fecha vigencia vigente desde vigor
modificación términos condiciones política privacidad y uso aviso del esta estas este sidst
opdateret senest ændret
"""  # the text's own names and the small words of a date line, language by language

STAMP_WORDS: Final = frozenset(_STAMP_WORDS.split())
"""Words a line may hold and still be nothing but a date line."""
