"""What a period in a sentence about a change is counted from: data, beside `promise_patterns`."""

from __future__ import annotations

from typing import Final

WINDOW: Final = (
    r"\b(?:within|binnen|dans (?:un|les|le)|innerhalb|during|gedurende|durant"
    r"|pendant)[^.;]{0,24}$"
)
"""Words before a period in which the reader acts ("within 30 days of the posting")."""

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
        r"|(?:apres|suivant|a compter de) (?:la |leur |chaque )?(?:date de )?(?:la |sa |"
        r"leur )?(?:derniere )?(?:modification|mise a jour|revision|changement)"
        r"|nach (?:dem )?(?:datum )?(?:der |ihrer |deren |dieser )?(?:letzten )?(?:anderung"
        r"|aktualisierung|anpassung|"
        r"uberarbeitung)\b",
        "",
    ),
    (
        "after_notice",
        r"(?:after|following|from|of|upon) (?:the |your |our |such |having |being |date of |"
        r"the date of |date on which |we |you )*(?:\w+ ){0,3}(?:receipt|receiv\w{1,3}|notice|"
        r"notif\w{1,8}|informed|inform|e-?mail\w{0,3}|message|letter|sent|send|sending|communicat\w{1,4}|"
        r"deliver\w{0,3})"
        r"|(?:after|following) (?:\w+ ){0,10}(?:told|informed|written to|warned|heard)\b"
        r"|nadat (?:\w+[ -]){0,12}(?:bericht|ingelicht|geinformeerd|verwittigd|meegedeeld|gemeld"
        r"|hoogte|kennis|toegezonden|toegestuurd|verzonden|verstuurd|gemaild|ontvangen|gekregen)\b"
        r"|(?:apres|des) (?:\w+[' ]){0,10}(?:informee?s?|avertie?s?|prevenue?s?|avisee?s?"
        r"|envoyee?s?"
        r"|notifiee?s?|adressee?s?|annoncee?s?|transmise?s?|recue?s?)\b"
        r"|nachdem (?:\w+[ -]){0,12}(?:informiert|unterrichtet|benachrichtigt|mitgeteilt|kenntnis"
        r"|zugesandt|zugeschickt|zugegangen|erhalten|verstandigt|gemailt|ubersandt)\b"
        r"|nach (?:ihrer|deren|dieser|unserer|der|dem) (?:\w+ )?(?:ubersendung|zusendung"
        r"|ankundigung|mitteilung|benachrichtigung|unterrichtung|versand|absendung|e-?mail"
        r"|nachricht)"
        r"|nach (?:absendung|ubersendung|zusendung|ankundigung|unterrichtung)\b"
        r"|na (?:de |haar |hun |die |deze |onze |uw )?(?:\w+ )?(?:toezending|aankondiging|e-?mail"
        r"|aanzegging)\b"
        r"|na (?:de )?(?:\w+ )?(?:ontvangst|kennisgeving|verzending|mededeling|bekendmaking aan|"
        r"melding|notificatie|bericht)"
        r"|(?:apres|suivant|a compter de|de|des) (?:la |leur |sa |cette |notre |l')?(?:date de )?"
        r"(?:la |leur |notre |l')?(?:reception|notification|communication|information|envoi)"
        r"|(?:apres|suivant|a compter de) notre (?:courrier|courriel|e-?mail|lettre|message|avis)\b"
        r"|(?:nach|ab|seit) (?:dem |der |die |erfolgtem )?(?:zugang|erhalt|empfang|mitteilung|"
        r"benachrichtigung|bekanntgabe|zustellung|versand|\w{0,10}mitteilung)",
        "",
    ),
    (
        "after_posting",
        r"(?:after|following|from|of) (?:the |their |its |such |our |date of |date |the date |we |"
        r"they |it |are |is |were |on which |that |first |have been |"
        r"has been )*(?:\w+ ){0,3}(?:post\w{0,3}|publi\w{1,8}|announce\w{0,4}|upload\w{0,3})"
        r"|after (?:\w+ ){0,8}(?:placed|put|available|appeared) (?:\w+ ){0,3}(?:(?:web)?site|page"
        r"|online)"
        r"|nadat (?:\w+ ){0,6}(?:pagina|bladzijde|site|website|online|gepubliceerd)"
        r"|apres (?:\w+[' ]){0,8}(?:publiee?s?|mise?s? en ligne|affichee?s?|parue?s?)\b"
        r"|nachdem (?:\w+ ){0,8}(?:veroffentlicht|online|website|seite|eingestellt"
        r"|bekanntgemacht)\b"
        r"|na (?:de |het )?(?:dag |datum |moment )?(?:waarop |van )?"
        r"(?:de |zij |ze |hij )?(?:\w+ ){0,5}(?:publicatie|plaatsing|bekendmaking|gepubliceerd)"
        r"|(?:apres|suivant|a compter de|de) (?:la |leur |sa )?(?:date de )?(?:la |leur |"
        r"sa )?(?:publication|mise en ligne|parution|diffusion)"
        r"|(?:nach|ab) (?:der |ihrer |dem tag der )?(?:veroffentlichung|publikation|einstellung)",
        "",
    ),
    (
        "before_effect",
        r"(?:\w+ ){0,4}(?:before|prior|ahead|in advance|advance|beforehand|earlier)\b|"
        r"' ?(?:\w+ ){0,3}notice|(?:[\w()]+ ){0,7}notice\b|notice\b"
        r"|(?:[\w.,()]+ ){0,26}?(?:voor(?:dat|afgaand\w?)?|van tevoren|vooraf|op voorhand|"
        r"alvorens)\b|(?:voorafgaand|kennisgeving)"
        r"|(?:\w+ )?eerder\b"
        r"|(?:\w+[' ]){0,4}(?:avant|a l'avance|prealable\w{0,4}|auparavant|plus tot|d'avance)"
        r"|(?:\w+ ){0,4}(?:vor|bevor|ehe|im voraus|vorher|zuvor|vorab|fruher)\b"
        r"|(?:\w+ ){0,3}(?:varsel|for (?:ikraft|aendr))",
        r"(?:notice|notification|notify you|inform you|informed|advance) (?:\w+ ){0,4}(?:of |"
        r"at least |not less than |no less than |minimum )+(?:\w+ )?"
        r"|preavis (?:\w+ ){0,4}(?:de |d'|d'au moins |minimum )*|(?:op|"
        r"met) (?:een )?(?:\w+ )?termijn van (?:\w+ ){0,2}|"
        r"(?:kennisgevings?|aanzeggings?|meldings|wachttijd\w?)termijn van (?:\w+ ){0,3}"
        r"|aankondigingstermijn van (?:\w+ ){0,3}"
        r"|(?:mit (?:einer )?|ankundigungs?)frist von (?:\w+ ){0,3}|"
        r"delai de (?:preavis de )?(?:\w+ ){0,2}",
    ),
)  # fmt: skip
"""Anchor, phrases right after the period, phrases right before it; the first that fits wins."""

FOR: Final = (
    r"\b(?:for|gedurende|pendant|durant|wahrend|wir|zeigen|sie)(?: (?:at least|minstens"
    r"|au moins))? $"
)
"""Words before a period in which something is shown."""

AHEAD: Final = (
    r"\b(?:in advance|ahead|beforehand|advance|before(?:hand)?|prior|earlier|vooraf|van tevoren"
    r"|op voorhand"
    r"|voorafgaand\w?|a l'avance|prealable\w{0,4}|auparavant|avant|vorab|vorher|im voraus|zuvor)\b"
)
"""Words that put a vague time before the effect."""

_EFFECT_NOUN = (
    r"(?:ingang\w{0,5}|inwerkingtreding|van kracht|entry into force|effect|effective"
    r"|entree en vigueur"
    r"|prise d'effet|application|toepassing|inkrafttreten\w?|wirksamwerden\w?|geltung)"
)
_BETWEEN_OPENS = r"\b(?:tussen|between|zwischen|entre|separ\w{1,5})\b[^.;]*\b"
BETWEEN: Final = (
    (
        "after_posting",
        _BETWEEN_OPENS + r"(?:publicatie|bekendmaking|plaatsing|publication|posting|mise en ligne"
        r"|parution|veroffentlichung)\b[^.;]*\b" + _EFFECT_NOUN + r"\b",
    ),
    (
        "after_notice",
        _BETWEEN_OPENS
        + r"(?:kennisgeving|bericht|mededeling|melding|aankondiging|notification|notice"
        r"|message|announcement|avis|annonce|envoi|mitteilung|benachrichtigung|ankundigung"
        r"|nachricht"
        r"|e-?mail|courriel)\b[^.;]*\b" + _EFFECT_NOUN + r"\b",
    ),
)
"""A period that lies between two events: what it is counted from, in a sentence that names both."""
