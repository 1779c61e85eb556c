"""What a policy calls itself, how it says that it changes, and what else may change: data.

Phrases are matched against a *folded* sentence: lower case, without accents ("Änderung" →
"anderung"), straight apostrophes, single blanks. They run in RE2, so time grows with the text
alone. The cues inside such a sentence stand in `promise_cues`; nothing in either file decides.
"""

from __future__ import annotations

from typing import Final

TEXT: Final = (
    # the policy itself, as it is called in its own text
    r"\b(?:terms|conditions|tos|eula|t&cs?|gtcs?|agreements?|polic(?:y|ies)|guidelines"
    r"|(?:privacy|cookie|legal|present|this) (?:notice|statement|document)"
    r"|(?:this|our) notice|(?:this|the|our) (?:statement|contract|declaration|addendum|dpa"
    r"|schedule|charter|"
    r"page)"
    r"|(?:these|the|our|community|house|platform) (?:rules|provisions|standards)|code of conduct|"
    r"addendum)\b",
    r"\b(?:\w{0,12}voorwaarden|\w{0,18}beleid|privacy(?:verklaring|statement|luik|reglement|"
    r"document|policy)"
    r"|cookie(?:verklaring|statement|policy)|(?:deze|onze|de) (?:verklaring|policy|overeenkomst|"
    r"bepalingen)"
    r"|reglement|disclaimer|dit (?:document|statement|reglement)|gebruikersovereenkomst)\b",
    r"\b(?:cg[uv]s?|conditions? (?:generales|particulieres|d'utilisation|de vente|d'usage|"
    r"de service)"
    r"|politiques?|charte|mentions legales|avis de confidentialite|reglement interieur"
    r"|(?:present(?:e?s)?|cette|ce|nos|notre|les|ces|la|le|du|l') ?(?:conditions|charte|contrat|"
    r"document|"
    r"declaration|avis|accord|reglement|texte|termes|notice|page)"
    r"|les presentes|des presentes)\b",
    r"\b(?:\w{0,16}bedingungen|agbs?|\w{0,14}erklarung|\w{0,14}richtlinien?|\w{0,12}hinweise[ns]?"
    r"|(?:diese[rsmn]?|unsere[rsmn]?|der|des|die|den) (?:vereinbarung|vertrag(?:es|s)?|"
    r"bestimmungen|regelungen|erklarung|policy|dokument(?:es|s)?)"
    r"|\w{0,12}vereinbarung|grundsatze|regelwerk|vertragsbestimmungen)\b",
    r"\b(?:condiciones|terminos|politica|aviso legal|vilkar\w{0,4}|betingelser\w{0,4}|"
    r"privatlivspolitik\w{0,3})\b",
)  # fmt: skip

CHANGE: Final = (
    # "the new terms": the change is in the name
    r"\bnew (?:\w+ )?(?:terms|conditions|agreement|policy|statement)\b"
    r"|\bnieuwe (?:\w+ )?(?:\w{0,12}voorwaarden|\w{0,10}beleid|\w{0,8}verklaring)\b"
    r"|\bnouvelles? (?:\w+ )?(?:conditions|politique|charte|cg[uv]s?)\b"
    r"|\bneuen? (?:\w+ )?(?:\w{0,16}bedingungen|agb|\w{0,14}erklarung|richtlinien?)\b"
    r"|\bpass(?:en|t) (?:\w+ ){0,6}an\b",
    r"\b(?:chang(?:e|es|ed|ing)|modif(?:y|ies|ied|ying|ications?)|amend(?:s|ed|ing|ments?)?|"
    r"revis(?:e|es|ed|ing|ions?)"
    r"|updat(?:e|es|ed|ing)|alter(?:s|ed|ing|ations?)?|replac(?:e|es|ed|ing)|adjust(?:s|ed|ing|"
    r"ments?)?|vary|varied|variations?|adapt(?:ed|ing)?"
    r"|new versions?|newer versions?|supplement(?:ed)?|"
    r"additions?)\b",
    r"\b(?:\w{0,4}wijzig\w{0,6}|gewijzigd\w?|aan(?:ge)?pas\w{0,6}|aan te passen|herzie\w{0,6}|"
    r"bij(?:ge)?werk\w{0,4}|bij te werken|verander\w{0,4}|ver?nieuw\w{0,4}"
    r"|nieuwe versies?|updaten|geupdatet?|wijzigt|pas\w{1,3} .* aan)\b",
    r"\b(?:modifi\w{1,9}|mettr\w{1,4} (?:\w{1,12} )?a jour|mise?s? a jour|evol(?:uer|ution|utions|"
    r"ue|uent)|revis(?:er|ion|ions|ees?|ons)|actualis\w{1,6}"
    r"|chang(?:er|ements?|eons|ent|ee?s?)|adapt(?:er|ons|ent|ee?s?|ation|ations)|amend(?:er|ements?"
    r"|ees?)|"
    r"nouvelles? versions?|refondre|completer)\b",
    r"\b(?:ander(?:n|t|ung|ungen)|\w{0,10}anderung\w{0,8}|geander\w{1,4}|abander\w{1,6}|"
    r"abzuandern|zu andern|anpass\w{1,6}|angepass\w{1,4}|anzupassen|aktualisier\w{1,6}"
    r"|zu aktualisieren|uberarbeit\w{1,5}|erganz\w{1,6}|neufassung|neue fassung|modifizier\w{1,4}|"
    r"verander\w{1,5})\b",
    r"\b(?:modificad[oa]s?|modificar\w{0,4}|modificacion(?:es)?|cambi(?:os?|ar)|actualiza(?:r|"
    r"cion|ciones)|aendr\w{1,6}|andr(?:e|es|inger|ing|et)|opdater\w{1,4})\b",
)  # fmt: skip

OTHER: Final = (
    # things that change too, and are not the text
    r"\b(?:fees?|pric(?:es?|ing)|charges|rates|costs?|tariffs?|subscriptions?|plans?|products?|"
    r"services?|features?|functions?|functionalit(?:y|ies)"
    r"|websites?|sites?|apps?|applications?|software|content|platforms?|accounts?|passwords?|"
    r"settings|preferences|e-?mail address(?:es)?"
    r"|(?:your|personal|contact|account|payment|billing|customer) (?:data|information|details)|"
    r"address|orders?|bookings?|reservations?|sub-?processors?|suppliers?|vendors?"
    r"|service providers?|systems?|api|apis|cookies?|browsers?|network|equipment|laws?|"
    r"legislation|regulations?|schedules?|dates?|your name|identity)\b",
    r"\b(?:prij(?:s|zen)|tarie(?:f|ven)|kosten|vergoeding\w{0,2}|abonnement\w{0,2}|diensten?|"
    r"dienstverlening|product(?:en)?|functies|functionaliteiten|websites?|software|inhoud|platform"
    r"|accounts?|wachtwoord|instellingen|browserinstellingen|(?:uw|persoons|contact|"
    r"persoonlijke )gegevens|e-?mailadres|adres|bestelling\w{0,2}|boeking\w{0,2}|subverwerkers?|"
    r"leveranciers?"
    r"|systemen|wet(?:geving)?|naam|benaming|autorisaties|beveiligingsmaatregelen|machtigingen|"
    r"gegevens)\b",
    r"\b(?:prix|tarifs?|frais|abonnements?|services?|produits?|fonctions?|fonctionnalites?|sites?"
    r"|logiciels?|"
    r"contenus?|plateformes?|comptes?|mot de passe|parametres|preferences"
    r"|(?:vos|ses|leurs) (?:donnees|informations|coordonnees)|donnees|adresse|commandes?|"
    r"reservations?|sous-traitants?|fournisseurs?|prestataires?|systemes?|cookies?|navigateur|"
    r"lois?|legislation|reglementation|application|territoire|horaires?|dates?)\b",
    r"\b(?:preis\w{0,7}|gebuhr\w{0,4}|entgelt\w{0,3}|kosten|abonnements?|dienst\w{0,8}|"
    r"produkt\w{0,4}|funktion\w{0,8}|webseiten?|websites?|software|inhalt\w{0,3}|plattform\w{0,3}|"
    r"kont(?:o|en)|passwort"
    r"|einstellungen|(?:ihre|deine|personenbezogenen?) (?:daten|angaben)|daten|adresse|"
    r"bestellung\w{0,2}|buchung\w{0,2}|unterauftragsverarbeiter\w{0,2}|lieferanten|systeme?|"
    r"gesetz\w{0,4}|gebuhren)\b",
)  # fmt: skip

_ARTICLE = (
    r"(?:the|a|an|your|its|their|de|het|een|uw|zijn|haar|hun|d'une?|la|le|l'|les|vos|votre|son|sa"
    r"|ses|leurs?"
    r"|der|die|das|des|dem|den|ihre[nrs]?|eine[rs]?|seine[rs]?)"
)
OBJECT: Final = (
    r"(?:"
    # "a change of the timetable": a noun, and whose change it is
    r"\b(?:changes?|modifications?|amendments?|updates?|alterations?|revisions?) (?:of|to|in)"
    r"|\b(?:wijziging(?:en)?|wijzigen|aanpassing(?:en)?|verandering(?:en)?) (?:van|in|aan)"
    r"|\b(?:modifications?|changements?|evolutions?|mises? a jour|revisions?) (?:de|dans)"
    r") " + _ARTICLE + r"[ ']"
    r"|\b(?:(?:ab|ver)?anderung|anpassung)(?:en)? (?:(?:an|bei|in) )?(?:der|des|dem|den|ihre[rs]"
    r"|seine[rs]) "
    r"|\b(?:modifications?|changements?|evolutions?|revisions?) (?:des|du) "
    # "if the account number changes": a verb with its subject behind it
    r"|\b(?:wijzigt|verandert|andert sich|andern sich|changent?) " + _ARTICLE + r"[ ']"
)
"""A change with its object named behind it; the object is the text only where the name says so."""

COMPOUND: Final = (
    r"\b(?:price|fee|tariff|rate|address|prijs|tarief|adres|preis|tarif|gebuhren|entgelt|adress"
    r"|termin|dienst|produkt|product|leistungs)[ -]?(?:chang|increas|adjust|revis|wijzig|aanpass"
    r"|verhog|verander|ander|anpass|erhoh)\w{1,8}\b"
    r"|\b(?:changements?|modifications?|hausses?|revisions?) (?:de |du |des )(?:prix|tarifs?"
    r"|adresse)"
)
"""A change whose object stands in the same word: "Preisanpassung"."""

MATTER: Final = (
    r"\b(?:assign(?:s|ed|ing|ment)?|transfer(?:s|red|ring)? (?:\w+ ){0,3}(?:agreement|contract"
    r"|rights)"
    r"|overdra\w{1,5}|over te dragen|ceder|cession|ubertragung|ubertragen|abtret\w{1,3}"
    r"|invoices?|factu\w{2,4}|factures?|rechnung\w{0,2}|deliver(?:y|ies)|leveringen?|livraisons?"
    r"|lieferung\w{0,2}|refunds?|terugbetaling\w{0,2}|remboursements?|erstattung\w{0,2})\b"
)
"""What a sentence without a word for change tells of, where it is no change of the text."""

QUESTION: Final = (
    r"^(?:how|when|what|hoe|wanneer|wat|comment|quand|wie|wann|was)\b.*\b(?:(?:a|any|the) change"
    r"|changes"
    r"|wijziging(?:en)?|modifications?|changements?|anderung(?:en)?)\b.*\?"
)
"""A heading that asks how one hears of a change."""

SOFT_TEXT: Final = (
    r"^(?:\w+ ){0,2}(?:rules|provisions|contract|document|text|clauses?|above|practices|charter"
    r"|statutes"
    r"|tekst|bovenstaande|regels|bepaling(?:en)?|contract|artikel(?:en|s)?|document|statuten"
    r"|praktijken"
    r"|texte|clauses?|dispositions?|stipulations?|regles|statuts|contrat|articles?|pratiques"
    r"|text(?:es|s)?|bestimmung(?:en)?|regel(?:n|ungen)?|vertrag(?:es|s)?|klauseln?|satzung|ordnung"
    r"|vorstehenden|praktiken)\b"
)
"""Other names of the text itself, right behind "a change of the"."""

PLACE: Final = (
    r"\b(?:on|at|in|within|via|through|op|binnen|sur|dans|par|auf|uber|im|am) "
    r"(?:our|the|your|this|its|de|onze|uw|het|deze|notre|le|votre|ce|cette|l'|la|unserer|unsere|der"
    r"|ihrem|ihr|dieser|dem)? ?(?:e-?mail ?address|e-?mailadres|(?:web)?(?:site|seite)|app"
    r"|application"
    r"|account|accounts?|platform|plateforme|plattform|dashboard|compte|konto|website|adresse"
    r"|internetseite|homepage)\b"
    r"|\b(?:date|datum) (?:of|d'|de|van|der|des)|\b(?:effective|that|this|such|cette) dates?\b"
    r"|\b(?:use|using|gebruik\w{0,2}|utiliser|utilisation"
    r"|nutzen|nutzung|utilisez) (?:\w+ ){0,3}(?:services?|diensten|dienst|dienste|site|website"
    r"|app)\b"
)
"""Where a change is told or what is used after it; neither is what changes."""

SELF: Final = (
    # words before the text's name that say it is this one
    r"\b(?:this|these|our|the present|present|deze|dit|ons|onze|huidige|cette|ce|ces|nos|notre|"
    r"presentes?|diese[rsnm]?|unsere[rsnm]?|vorliegende[nrs]?|estas?|las presentes)\b"
)
THIRD: Final = (
    r"\b(?:third[- ]part(?:y|ies)|their|partner(?:s|en)?|derde\w{0,2}|betreffende|hun|tiers|"
    r"leurs?|dritt\w{1,7}|deren"
    r"|app store|google play|payment processors?"
    r"|(?:its|his|her|zijn|haar|eigene[nr]?|propres?|seinen?|own|eigen)"
    r" (?:own|eigen|eigene[nr]?|conditions|terms|voorwaarden|bedingungen|polic\w{1,3}|beleid))\b"
)

GENITIVE: Final = (
    r"'?s? ?(?:of|for|on|governing|applicable to|regarding|van|voor|bij|du|de|des|d'|der|fur|zu"
    r"|zur|von)?"
    r" ?(?:use of |gebruik van |l'|the |this |our |your |de |het |deze |dit |onze |ons |la |le "
    r"|les "
    r"|notre |ce |cette |der |die |das |den |diese[rs]? |unsere[rs]? )?"
)
"""What may stand between "terms" and "service" so that the second says whose they are."""

QUALIFIES: Final = r"[ /-](?:privacy |use |user |usage |protection |license |level )?"
"""What may stand between "cookie" and "policy" so that the first only qualifies the second."""

BREAK: Final = (
    r"\b(?:subject|without|accordance|according|described|pursuant|set forth|if|when|which|under"
    r"|because|unless|notice"
    r"|zonder|volgens|overeenkomstig|indien|wanneer|zoals|sans|conformement|selon|si|lorsque"
    r"|ohne|gemass|wenn|sofern|falls)\b|[;:]"
)
"""Words that end what a verb of change is about."""

NOUN: Final = (
    r"\b(?:the|those|these|such|any|all|every|each|said|your|de|deze|die|elke|iedere|alle|les|ces"
    r"|toutes?|der|diese[nr]?|etwaige|solche) $"
)
"""A word before "changes" that makes it a noun."""

SUBJECT: Final = (
    r"^(?: or \w+| and \w+)? (?:may|can|will|might|could|shall|are|is)(?: also| be| subject to"
    r"| from time to time)* $"
)
"""What stands between a thing and its own change: "the site may …"."""

CHANGES_REF: Final = (
    # changes already spoken of
    r"\b(?:such|the|these|those|any|all|an?|every|each|this|that|said|material|our|proposed|further"
    r"|"
    r"planned) (?:\w+ ){0,3}(?:changes?|modifications?|amendments?|updates?|revisions?|"
    r"alterations?)\b"
    r"|\b(?:modified|amended|revised|updated|new|changed|altered) (?:\w+ ){0,3}(?:terms|agreement|"
    r"polic\w{1,3}|version|conditions|notice|statement|provisions|gtcs?)\b|\bas (?:amended|"
    r"modified|revised|updated)\b|^ ?changes\b",
    r"\b(?:de|deze|alle|dergelijke|elke|iedere|een|zulke|die|voorgestelde|wezenlijke|"
    r"belangrijke) (?:\w+ ){0,2}(?:wijziging\w{0,2}|aanpassing\w{0,2}|verandering\w{0,2}|update|"
    r"updates)\b|\b(?:gewijzigde|aangepaste|nieuwe|herziene) (?:\w+ )?(?:\w{0,12}voorwaarden|"
    r"\w{0,10}beleid|versie|\w{0,8}verklaring|bepalingen)\b|\bwijzigingen\b",
    r"\b(?:les|ces|des|une|d'une|toute|toutes|ce|cette|tout|de telles|la|ladite|"
    r"lesdites) (?:\w+ ){0,2}(?:modifications?|changements?|mises? a jour|evolutions?|"
    r"revisions?)\b|\bnouvelles? (?:conditions|version|politique|cg[uv])\b|\b(?:conditions|cg[uv]|"
    r"politique) (?:\w+ ){0,2}(?:modifie|revise|mises? a jour)",
    r"\b(?:die|diese|der|dieser|diesen|den|solche[rn]?|alle|jede|etwaige|geplanten?|eine[rnms]?|"
    r"wesentliche[nr]?|uber) (?:\w+ ){0,2}\w{0,10}anderung\w{0,8}\b|\b(?:geanderten?|neuen?|"
    r"aktualisierten?|angepassten?) (?:\w+ ){0,2}(?:\w{0,16}bedingungen|agb|fassung|version|"
    r"\w{0,14}erklarung|richtlinie)|\banderungen\b|\banderungsmitteilung\b|\banderungsangebot",
)  # fmt: skip

SUB_PROCESSORS: Final = (
    r"\bsub-?processors?\b|\bsub-?verwerkers?\b|\bsous-traitants? ulterieurs?\b|\bsous-traitants?\b"
    r"|\bunterauftragsverarbeiter\w{0,2}\b|\bunterauftragnehmer\w{0,2}\b"
)
"""Another object of promises: who is added to a list of sub-processors."""
