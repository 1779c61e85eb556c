"""What a policy calls itself, how it says that it changes, and what a period is counted from: data.

Phrases are matched against a *folded* sentence: lower case, without accents ("Änderung" →
"anderung"), straight apostrophes, single blanks. They run in RE2, so time grows with the text
alone. The cues inside such a sentence stand in `promise_cues`; nothing in either file decides.
"""

from __future__ import annotations

from typing import Final

_SELF_EN = "(?:this|these|our|the|its|those|such|any of the|of its)"

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
    r"|chang(?:er|ements?|eons|ent|ee?s?)|adapt(?:er|ees?|ation|ations)|amend(?:er|ements?|ees?)|"
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
    r"services?|features?|functionalit(?:y|ies)"
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
    r"\b(?:prix|tarifs?|frais|abonnements?|services?|produits?|fonctionnalites?|sites?|logiciels?|"
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

SELF: Final = (
    # words before the text's name that say it is this one
    r"\b(?:this|these|our|the present|present|deze|dit|ons|onze|huidige|cette|ce|ces|nos|notre|"
    r"presentes?|diese[rsnm]?|unsere[rsnm]?|vorliegende[nrs]?|estas?|las presentes)\b"
)
THIRD: Final = (
    r"\b(?:third[- ]part(?:y|ies)|their|partner(?:s|en)?|derde\w{0,2}|betreffende|hun|tiers|"
    r"leurs?|dritt\w{1,7}|deren"
    r"|app store|google play|payment processors?)\b"
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

WINDOW: Final = (
    r"\b(?:within|binnen|dans (?:un|les|le)|innerhalb|during|gedurende|durant"
    r"|pendant)[^.;]{0,24}$"
)
"""Words before a period in which the reader acts ("within 30 days of the posting")."""

CHANGES_REF: Final = (
    # changes already spoken of
    r"\b(?:such|the|these|those|any|all|this|that|said|material|our|proposed|further|"
    r"planned) (?:\w+ ){0,3}(?:changes?|modifications?|amendments?|updates?|revisions?|"
    r"alterations?)\b"
    r"|\b(?:modified|amended|revised|updated|new|changed|altered) (?:\w+ ){0,3}(?:terms|agreement|"
    r"polic\w{1,3}|version|conditions|notice|statement|provisions|gtcs?)\b|\bas (?:amended|"
    r"modified|revised|updated)\b|^ ?changes\b",
    r"\b(?:de|deze|alle|dergelijke|elke|iedere|een|zulke|die|voorgestelde|wezenlijke|"
    r"belangrijke) (?:\w+ ){0,2}(?:wijziging\w{0,2}|aanpassing\w{0,2}|verandering\w{0,2}|update|"
    r"updates)\b|\b(?:gewijzigde|aangepaste|nieuwe|herziene) (?:\w+ )?(?:\w{0,12}voorwaarden|"
    r"\w{0,10}beleid|versie|\w{0,8}verklaring|bepalingen)\b|\bwijzigingen\b",
    r"\b(?:les|ces|des|toute|toutes|ce|cette|tout|de telles|la|ladite|"
    r"lesdites) (?:\w+ ){0,2}(?:modifications?|changements?|mises? a jour|evolutions?|"
    r"revisions?)\b|\bnouvelles? (?:conditions|version|politique|cg[uv])\b|\b(?:conditions|cg[uv]|"
    r"politique) (?:\w+ ){0,2}(?:modifie|revise|mises? a jour)",
    r"\b(?:die|diese|der|dieser|diesen|den|solche[rn]?|alle|jede|etwaige|geplanten?|"
    r"wesentliche[nr]?|uber) (?:\w+ ){0,2}\w{0,10}anderung\w{0,8}\b|\b(?:geanderten?|neuen?|"
    r"aktualisierten?|angepassten?) (?:\w+ ){0,2}(?:\w{0,16}bedingungen|agb|fassung|version|"
    r"\w{0,14}erklarung|richtlinie)|\banderungen\b|\banderungsmitteilung\b|\banderungsangebot",
)  # fmt: skip

RELATIONS: Final = (
    # what a period is counted from: (anchor, words after the period, words before it)
    (
        "after_update_date",
        r"(?:after|following|from|of) (?:the |its |their |such |any )?(?:date of )?(?:the |this |"
        r"their |last |latest )?(?:\w+ )?(?:last[- ]?)?(?:updated?|modifications?|modified|"
        r"changes?|changed|revisions?|revised|amendments?)(?: date)?"
        r"|(?:after|following|from) the (?:\"?\w+ \w+\"? |\w+ )date (?:noted|shown|indicated|"
        r"stated|above|listed|set forth)"
        r"|na (?:de )?(?:datum van )?(?:de |deze |een |iedere |"
        r"elke )?(?:\w+ )?(?:aanpassing\w{0,2}|wijziging\w{0,2}|herziening|update|wijzigingsdatum)"
        r"|(?:apres|suivant|a compter de) (?:la |leur |chaque )?(?:date de )?(?:la |"
        r"leur )?(?:derniere )?(?:modification|mise a jour|revision|changement)"
        r"|nach (?:dem )?(?:datum )?(?:der )?(?:letzten )?(?:anderung|aktualisierung|anpassung|"
        r"uberarbeitung)\b",
        "",
    ),
    (
        "after_notice",
        r"(?:after|following|from|of|upon) (?:the |your |our |such |having |being |date of |"
        r"the date of |date on which |we |you )*(?:\w+ ){0,3}(?:receipt|receiv\w{1,3}|notice|"
        r"notif\w{1,8}|informed|inform|e-?mail\w{0,3}|sent|send|sending|communicat\w{1,4}|"
        r"deliver\w{0,3})"
        r"|na (?:de )?(?:\w+ )?(?:ontvangst|kennisgeving|verzending|mededeling|bekendmaking aan|"
        r"melding|notificatie|bericht)"
        r"|(?:apres|suivant|a compter de|de|des) (?:la |leur |sa |cette )?(?:date de )?(?:la |"
        r"leur )?(?:reception|notification|communication|information|envoi)"
        r"|(?:nach|ab|seit) (?:dem |der |die |erfolgtem )?(?:zugang|erhalt|empfang|mitteilung|"
        r"benachrichtigung|bekanntgabe|zustellung|versand|\w{0,10}mitteilung)",
        "",
    ),
    (
        "after_posting",
        r"(?:after|following|from|of) (?:the |their |its |such |our |date of |date |the date |we |"
        r"they |it |are |is |were |on which |that |first |have been |"
        r"has been )*(?:\w+ ){0,3}(?:post\w{0,3}|publi\w{1,8}|announce\w{0,4}|upload\w{0,3})"
        r"|nadat (?:\w+ ){0,6}(?:pagina|bladzijde|site|website|online)"
        r"|na (?:de |het )?(?:dag |datum |moment )?(?:waarop |van )?"
        r"(?:de |zij |ze |hij )?(?:\w+ ){0,5}(?:publicatie|plaatsing|bekendmaking|gepubliceerd)"
        r"|(?:apres|suivant|a compter de|de) (?:la |leur |sa )?(?:date de )?(?:la |leur |"
        r"sa )?(?:publication|mise en ligne|parution|diffusion)"
        r"|(?:nach|ab) (?:der |ihrer |dem tag der )?(?:veroffentlichung|publikation|einstellung)",
        "",
    ),
    (
        "before_effect",
        r"(?:\w+ ){0,4}(?:before|prior|ahead|in advance|advance|beforehand)\b|"
        r"' ?(?:\w+ ){0,3}notice|(?:[\w()]+ ){0,7}notice\b|notice\b"
        r"|(?:[\w.,()]+ ){0,26}?(?:voor(?:dat|afgaand\w?)?|van tevoren|vooraf|op voorhand|"
        r"alvorens)\b|(?:voorafgaand|kennisgeving)"
        r"|(?:\w+[' ]){0,4}(?:avant|a l'avance|prealable\w{0,4}|auparavant)"
        r"|(?:\w+ ){0,4}(?:vor|bevor|ehe|im voraus|vorher|zuvor|vorab)\b"
        r"|(?:\w+ ){0,3}(?:varsel|for (?:ikraft|aendr))",
        r"(?:notice|notification|notify you|inform you|informed|advance) (?:\w+ ){0,4}(?:of |"
        r"at least |not less than |no less than |minimum )+(?:\w+ )?"
        r"|preavis (?:\w+ ){0,4}(?:de |d'|d'au moins |minimum )*|(?:op|"
        r"met) (?:een )?(?:\w+ )?termijn van (?:\w+ ){0,2}|"
        r"kennisgevings?termijn van (?:\w+ ){0,3}|aankondigingstermijn van (?:\w+ ){0,3}"
        r"|(?:mit (?:einer )?|ankundigungs?)frist von (?:\w+ ){0,3}|"
        r"delai de (?:preavis de )?(?:\w+ ){0,2}",
    ),
)  # fmt: skip
"""Anchor, phrases right after the period, phrases right before it; the first that fits wins."""

SUB_PROCESSORS: Final = (
    r"\bsub-?processors?\b|\bsub-?verwerkers?\b|\bsous-traitants? ulterieurs?\b|\bsous-traitants?\b"
    r"|\bunterauftragsverarbeiter\w{0,2}\b|\bunterauftragnehmer\w{0,2}\b"
)
"""Another object of promises: who is added to a list of sub-processors."""
