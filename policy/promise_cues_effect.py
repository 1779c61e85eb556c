"""Cues of when a change holds, how it is accepted, and what is exempt; see `promise_cues`."""

from __future__ import annotations

from typing import Final

EFFECT: Final[dict[str, tuple[str, ...]]] = {
    "effect": (
        r"\b(?:bindend|verbindlich|lie(?:nt)? (?:les parties|l'utilisateur|le client|l'abonne))\b",
        r"\b(?:telt vanaf|ga(?:at|an) (?:\w+ ){0,3}in|ingaat|bevor sie|sie gelten)\b",
        r"\b(?:effective|take[sn]? effect|taking effect|took effect|in effect|into effect|"
        r"into force|in force|apply|applies|applicable|binding|become[s]? (?:effective|valid)|"
        r"enter(?:s|ing)? into)\b",
        r"\b(?:van kracht|in werking|inwerkingtreding|ingang|ingaan|gelden|geldt|geldig|"
        r"van toepassing)\b",
        r"\b(?:en vigueur|prend(?:ra|ront|re|s|nent)? effet|prise d'effet|effet|applicables?|"
        r"s'appliqu\w{1,5}|opposables?)\b",
        r"\b(?:in kraft|inkrafttreten\w?|wirksam\w{0,4}|gelten|gilt|geltung|gultig\w{0,3})\b",
        r"\b(?:ikrafttrad\w{1,4}|traeder i kraft|entrada en vigor)\b",
    ),
    "immediate": (
        r"\beffective (?:\w+ )?as soon as (?:it|they) (?:is|are) "
        r"(?:accessible|available|posted|published)",
        r"\beffective (?:when|once|as soon as|after) (?:we |you )?(?:\w+ )?"
        r"(?:notify|are notified|post|publish)",
        r"\b(?:effective|effect|force|binding|apply|applies|valid) (?:\w+ ){0,2}?(?:immediately|"
        r"at once|forthwith|instantly)|\bimmediately (?:effective|binding|upon|after|when|take|"
        r"apply)|\b(?:effective|effect|force|binding) (?:\w+ ){0,2}(?:upon|on|as of|from|when|"
        r"once|as soon as|at the time|immediately upon) (?:\w+ ){0,4}?(?:post|publi|announc|"
        r"upload|made available|mak)\w{0,7}|\bas soon as (?:\w+ ){0,3}(?:posted|published)|"
        r"\beffective (?:when|once) (?:\w+ )?post|(?:post|"
        r"publi)\w{1,8} (?:\w+ ){0,4}(?:and )?(?:become|are|is|be) (?:then )?effective|"
        r"\beffective (?:on|as of|from|upon) the (?:\w+ )?(?:date|day|time|"
        r"moment) (?:\w+ ){0,4}(?:post|publi)",
        r"\b(?:onmiddellijk|direct|meteen|per direct|terstond|onverwijld|"
        r"dadelijk) (?:\w+ ){0,5}(?:van kracht|in werking|gelden|ingaan|toepassing)|"
        r"\b(?:van kracht|in werking|gelden|geldt|ingaan|gaan) (?:\w+ ){0,4}(?:onmiddellijk|"
        r"direct|meteen|terstond)|(?:vanaf|zodra|bij|na) (?:\w+ ){0,3}(?:publicatie|plaatsing|"
        r"bekendmaking)|zodra (?:\w+ ){0,6}(?:gepubliceerd|geplaatst|online|staat|verschijnt)",
        r"\b(?:effet|vigueur|applicables?|s'appliqu\w{1,5}|opposables?) (?:\w+ ){0,3}?"
        r"(?:immediatement|immediate?s?|sans delai)\b",
        r"\b(?:effet|vigueur|applicables?|s'appliqu\w{1,5}|opposables?) (?:\w+ ){0,3}?"
        r"(?:a compter de|a partir de|au moment de|lors de|des) (?:leur|la|sa) "
        r"(?:publication|mise en ligne|parution)",
        r"\bop het (?:moment|ogenblik) (?:dat|waarop) (?:\w+ ){0,6}(?:gepubliceerd|geplaatst"
        r"|online)\b"
        r"|\bau moment ou (?:\w+ ){0,6}(?:publiee?s?|en ligne|affichee?s?)\b",
        r"\bdes (?:lors )?qu(?:e|'elle|'il) (?:\w+ ){0,6}(?:publiee?s?|en ligne|affichee?s?"
        r"|figure\w{0,2}"
        r"|parai\w{1,4})\b|\b(?:sobald|sowie) (?:\w+ ){0,7}(?:steht|stehen|veroffentlicht"
        r"|erschein\w{1,2})\b"
        r"|\bas soon as (?:\w+ ){0,6}(?:stands?|appears?|is on|are on) \w+ ?\w* ?(?:page|site"
        r"|website|online)?",
        r"\bdes (?:leur|sa|la) (?:\w+ )?(?:publication|mise en ligne|parution|diffusion)",
        r"\b(?:sofort|unmittelbar|umgehend) (?:\w+ ){0,3}(?:wirksam|in kraft|gultig|gelten)|"
        r"\b(?:wirksam|in kraft|gultig|gelten|gilt|treten) (?:\w+ ){0,4}(?:sofort|unmittelbar|"
        r"mit (?:der |ihrer )?(?:veroffentlichung|bekanntgabe|einstellung)|"
        r"ab (?:dem )?(?:zeitpunkt )?(?:der |ihrer )?veroffentlichung)|mit (?:der |"
        r"ihrer )?veroffentlichung .*(?:wirksam|in kraft)",
        r"\bcome into force upon\b|\bupon (?:its|their) (?:\w+ )?(?:posting|publishing|"
        r"publication)",
    ),
    "after_posting": (
        # acceptance counted from the posting: the change holds once it is up
        r"\b(?:after|following|upon|once|since) (?:\w+ ){0,8}?(?:posting|publication|posted|"
        r"publish\w{0,3}|we post|announce\w{0,4})\b",
        r"\bna (?:\w+ ){0,6}(?:publicatie|plaatsing|bekendmaking|gepubliceerd|geplaatst)\b|"
        r"\bapres (?:\w+ ){0,5}(?:publication|mise en ligne)|"
        r"\bnach (?:\w+ ){0,5}(?:veroffentlichung|veroffentlicht)",
        r"\bafter (?:the|these|those|such|any) (?:\w+ ){0,2}(?:changes|modifications|amendments|"
        r"revisions|updates) (?:have been|are|were|become|has been|is|take)",
    ),
    "before_effect": (
        r"\bbevor (?:[\w-]+ ){1,6}(?:gilt|gelten|wirksam|in kraft)\b"
        r"|\bvoordat (?:[\w-]+ ){1,6}(?:geldt|ingaat)"
        r"|\bavant (?:que|qu'une?|qu'elles?|qu'ils?) (?:[\w']+ ){0,8}(?:s'appliqu\w{1,5}|effet"
        r"|vigueur)",
        r"\b(?:teilen|informieren|benachrichtigen) (?:\w+ ){0,4}(?:vorab|vorher|im voraus)\b",
        r"\b(?:before|prior to|ahead of|in advance of) (?:\w+[,'-]? ){0,12}?(?:effective|effect|"
        r"force|apply|applies|applicable|making (?:\w+ ){0,2}changes?|changes? (?:\w+ ){0,2}made|"
        r"implement\w{0,5}|change|changes|amendments?|modifications?|binding)\b|\b(?:advance|"
        r"prior) (?:\w+ ){0,2}(?:notice|notification)\b|\bnotice (?:\w+ ){0,3}in advance\b|"
        r"\b(?:notify|inform|alert|tell) (?:you|users|customers|"
        r"members) (?:\w+ ){0,10}(?:in advance|beforehand|before|prior)",
        r"\b(?:voordat|alvorens|voorafgaand\w? (?:aan)?|voor) (?:\w+ ){0,6}(?:van kracht|"
        r"in werking|inwerkingtreding|ingang|ingaan|gelden|wijziging\w{0,2}|doorvoeren|"
        r"doorgevoerd|toepassing)\b|\b(?:vooraf|van tevoren|"
        r"op voorhand) (?:\w+ ){0,4}(?:informeren|geinformeerd|verwittig\w{1,3}|op de hoogte|"
        r"meegedeeld|aangekondigd|kenbaar|melden)|\b(?:informeren|verwittigen|"
        r"op de hoogte) (?:\w+ ){0,6}(?:vooraf|van tevoren|op voorhand)",
        r"\bavant (?:\w+[' ]){0,6}(?:entree en vigueur|vigueur|effet|application|modification|"
        r"prise d'effet|appliqu\w{1,5})|\b(?:prealable|prealablement|a l'avance|"
        r"au prealable) ?(?:\w+[' ]){0,6}(?:inform\w{1,5}|notifi\w{1,6}|averti\w{0,3}|"
        r"entree en vigueur)|\b(?:inform\w{1,5}|notifi\w{1,6}|"
        r"averti\w{0,3}) (?:\w+[' ]){0,8}(?:prealable|prealablement|a l'avance|au prealable)",
        r"\bvor (?:\w+ ){0,5}(?:inkrafttreten|wirksamwerden|inkraft|wirksam\w{0,6}|geltung|"
        r"anwendung|beginn|anderung\w{0,2})|\b(?:vorab|im voraus|rechtzeitig|"
        r"vorher) (?:\w+ ){0,6}(?:informier\w{1,3}|mitteil\w{0,3}|mitgeteilt|benachrichtig\w{1,3}|"
        r"bekannt|angekundigt|hinweisen|unterrichten)|"
        r"\bzeitpunkt ihres (?:vorgeschlagenen )?wirksamwerdens",
        r"\bfor (?:\w+ ){0,3}(?:ikrafttraed\w{1,4}|trader i kraft)",
    ),
    "vague_lead": (
        r"\b(?:reasonable|sufficient|adequate|appropriate|timely|due) (?:\w+ ){0,2}(?:notice|"
        r"notification|time|period)\b|\bin good time\b|\bwell in advance\b|\bin a timely manner\b|"
        r"\breasonable (?:\w+ ){0,2}advance\b|\btimely (?:\w+ )?(?:warning|word)\b",
        r"\b(?:redelijke|tijdige|passende) (?:\w+ )?(?:termijn|kennisgeving|aankondiging)|"
        r"\btijdig\b|\bruim van tevoren\b",
        r"\ben temps utile\b|\b(?:delai|preavis) raisonnable|\bsuffisamment (?:a l'avance|tot)",
        r"\b(?:angemessene[nrsm]?|rechtzeitig\w{0,2}) (?:\w+ ){0,2}(?:frist|zeit|vorlauf|"
        r"ankundigung)\b|\brechtzeitig\b|\bmit angemessen\w{1,3} (?:frist|vorlauf)",
    ),
    "continued_use": (
        r"\bvisit(?:ing)? (?:\w+ ){0,5}after (?:\w+ ){0,4}(?:chang|modif|amend|updat|revis)\w{0,9}",
        r"\b(?:verder|blijven|blijft) te gebruiken",
        r"\b(?:site|dienst\w{0,2}|app) (?:verder|blijven) (?:te )?gebruik",
        r"\bcontinu(?:e|es|ed|ing) (?:\w+ ){0,4}?(?:us(?:e|es|ing|age)|access(?:ing)?|access to|"
        r"participat\w{1,3}|accessing|be a)\b|\bcontinued? (?:access|participation|membership)|"
        r"\b(?:keep (?:on )?|go(?:es|ing)? on )using|\b(?:your|any) further use"
        r"|\b(?:use|using|access) (?:\w+ ){0,6}(?:after|"
        r"following|once) (?:\w+ ){0,8}(?:chang|posting|modif|amend|updat|revis|effective|publi|"
        r"notice)\w{0,9}|\bif you use (?:\w+ ){0,5}after|\buse the services? after",
        r"\b(?:blijf\w{0,2}|blijven) (?:\w+ ){0,10}gebruik\w{0,3}|"
        r"\bgebruik (?:\w+ ){0,3}(?:blijf\w{0,2}|blijven)|\b(?:voortgezet|verder|voortdurend|"
        r"continu|blijvend) gebruik\b|\bvoortzet\w{0,3} (?:\w+ ){0,4}gebruik|"
        r"\bgebruik (?:\w+ ){0,5}(?:voort te zetten|voortzet\w{0,2}|voort)\b|\b(?:verder|"
        r"blijven) gebruik\w{0,2}|\bgebruik (?:\w+ ){0,8}na (?:\w+ ){0,4}(?:wijziging|aanpassing|"
        r"kennisgeving|publicatie)\w{0,2}",
        r"\bcontinu\w{1,6} (?:a |d'|de |l')?(?:utiliser|utilisation|acceder|usage|faire usage|"
        r"naviguer)|\b(?:utilisation|usage|acces|navigation) (?:\w+[' ]){0,6}(?:continue|apres|"
        r"posterieure?|ulterieure?)|\bpoursui\w{1,5} (?:\w+[' ]){0,4}(?:utilisation|usage|"
        r"utiliser|navigation)|\bfait de continuer",
        r"\bweiter(?:hin)? (?:\w+ ){0,6}nutz\w{0,4}|\b(?:weitere|fortgesetzte|fortdauernde|"
        r"weitergehende)\w? (?:\w+ )?(?:nutzung|benutzung|verwendung|inanspruchnahme)|"
        r"\bweiternutzung|\bnutz\w{1,4} (?:\w+ ){0,8}(?:weiter|weiterhin|fort)\b|"
        r"\bfortsetzung der nutzung",
    ),
    "before_using": (
        r"\bbefore (?:you )?(?:can )?(?:continu|us)\w*|\bbevor (?:sie|du)\b|\bvoordat (?:u|je)\b",
        r"\bavant de (?:pouvoir|continuer|poursuivre)",
    ),
    "our_consent": (
        # the firm's own consent to what the reader proposes
        r"\b(?:our|its|their|company's) (?:\w+ ){0,3}(?:consent|approval)",
        r"\bsigned by|\bauthori[sz]ed",
        r"\b(?:onze|notre|unsere[rn]?) (?:\w+ ){0,3}(?:toestemming|consentement|zustimmung)",
    ),
    "next_use": (
        # who must read the text each time is bound by it each time
        r"\b(?:should|must|debe|moet|dient|devez|doit|mussen)\b.*\b(?:each time|every time|bij elk "
        r"bezoek|cada (?:una|vez)|chaque (?:visite|utilisation)|jedem besuch)",
        r"\b(?:first|next|each|every) (?:use|access|visit|time you (?:use|visit|"
        r"access)) (?:\w+ ){0,8}(?:follow|after|chang|alter|modif|updat|appl|govern)\w{0,6}|"
        r"\b(?:accept|bound|agree)\w{0,3} (?:\w+ ){0,10}each time you (?:use|visit|access)",
    ),
    "accept": (
        r"\b(?:accept\w{0,5}|agree(?:s|d|ment to)?|agreeing|constitut\w{1,4}|deemed|"
        r"consent\w{0,3}|bound|signif\w{1,4}|indicat\w{1,4}|acknowledg\w{1,5}|acquiesc\w{1,5}|"
        r"means|confirm\w{0,4}|subject to)\b",
        r"\b(?:aanvaard\w{0,4}|akkoord|accepte\w{1,4}|instemm\w{0,4}|stemt in|stem je in|geacht|"
        r"instemming|gebonden)\b",
        r"\b(?:accept\w{1,8}|vaut|vaudra|reput\w{1,4}|consent\w{0,6}|constitu\w{1,6}|votre accord|"
        r"reconnai\w{1,5}|emporte|soumis|lies?)\b",
        r"\b(?:einverstanden|zustimm\w{0,4}|stimm\w{1,3}|akzeptier\w{0,3}|annahme|angenommen|"
        r"nehmen sie (?:\w+ ){0,6}an|nimmt (?:\w+ ){0,6}an|"
        r"gilt als|gelten als|genehmigt|anerkenn\w{0,4}|anerkannt)\b",
    ),
    "silent": (
        # who keeps still; what follows from it is said elsewhere
        r"\b(?:do|does|did|have|has) not (?:\w+ ){0,8}(?:object\w{0,3}|reject\w{0,3}|"
        r"declar\w{1,4}|respond\w{0,3}|oppose\w{0,2}|terminat\w{1,3}|notif\w{1,3}|declin\w{1,3})",
    ),
    "deemed": (
        r"\bdeemed (?:\w+ ){0,5}(?:accept\w{0,4}|agree\w{0,2}|consent\w{0,3}|approv\w{0,3})|"
        r"\b(?:without|absence of|no) (?:\w+ ){0,3}objection|\bsilence\b",
        r"\bgebreke? (?:van|aan) (?:\w+ )?bezwaar|\bzonder (?:\w+ )?bezwaar"
        r"|\bmangels (?:\w+ )?widerspruch"
        r"|\bfailing (?:\w+ )?objection|\bgeacht (?:\w+ ){0,8}in te stemmen",
        r"\b(?:geen|niet) (?:\w+ ){0,6}(?:bezwaar|reageert|gereageerd|opzegt|opgezegd)|"
        r"\bgeacht (?:\w+ ){0,8}(?:aanvaard|geaccepteerd|akkoord|ingestemd|te hebben)|"
        r"\bgeldt als (?:aanvaard|akkoord)|\bstilzwijgend\w?",
        r"\breput\w{1,4} (?:\w+ ){0,6}accept\w{1,5}|\bsilence\b|\ba defaut (?:d'|de )|"
        r"\btacite\w{0,4}|\bsans (?:opposition|contestation|reponse)|\bn'(?:avez|"
        r"a) pas (?:\w+ ){0,6}(?:refuse|conteste|resilie|notifie)",
        r"\bnicht (?:\w+ ){0,14}widers\w{1,10}|\bkein(?:en)? (?:\w+ ){0,3}widerspruch|\b(?:gelten|"
        r"gilt) (?:\w+ ){0,10}als (?:\w+ )?(?:genehmigt|angenommen|erteilt|akzeptiert|zugestimmt|"
        r"vereinbart)|\bschweig\w{1,4}|\bwidersprechen sie (?:\w+ ){0,8}nicht",
    ),
    "consent": (
        r"\b(?:without|obtain(?:ing)?|ask(?:ing)? (?:\w+ )?for|request(?:ing)?|require[sd]?|"
        r"seek(?:ing)?|with|give|prior|express|explicit|affirmative) (?:\w+ ){0,4}(?:consent|"
        r"assent|approval)\b|\b(?:up)?on your (?:assent|acceptance)|\b(?:asked|prompt\w{0,3}|"
        r"required?|invite[sd]?|need) (?:\w+ ){0,3}to (?:accept|agree|consent|review and accept)|"
        r"\bmust (?:\w+ )?(?:accept|agree) (?:\w+ ){0,6}(?:new|updated|revised|modified|changes)",
        r"\b(?:uw|voorafgaande|uitdrukkelijke|opnieuw|om) (?:\w+ ){0,3}(?:toestemming|"
        r"instemming)\b|\b(?:votre|prealable|expresse?|nouveau) (?:\w+ ){0,3}consentement|"
        r"\baccord (?:expres|prealable)|\b(?:ihre|deine|erneute|ausdruckliche|vorherige|"
        r"ihrer) (?:\w+ ){0,3}(?:zustimmung|einwilligung)\b",
    ),
    "in_case": (
        # a change happens, and the reader has a right
        r"\bin (?:the )?(?:event|case) of\b|\bif we (?:\w+ )?(?:change|modify|amend)\b",
        r"\bin geval van\b|\bbij (?:een |elke )?(?:\w+ )?(?:wijziging|aanpassing)",
        r"\ben cas de\b|\bim falle?\b|\bbei (?:einer )?(?:\w+ )?(?:\w{0,10}anderung)",
    ),
    "disagree": (
        r"\b(?:do(?:es)? not|don't|doesn't|not|cannot) (?:\w+ ){0,4}(?:agree|accept|consent|wish|"
        r"want|approve)|\bdisagree\w{0,3}|\bobject(?:s|ing|ed)? to|\bunacceptable|\bdissatisfied|"
        r"\brefus\w{1,3}|\breject",
        r"\bniet (?:\w+ ){0,6}(?:akkoord|eens|instem\w{0,3}|aanvaard\w{0,3}|accepte\w{1,3}|"
        r"mee eens)|\boneens\b|\bniet langer\b|\bbezwaar",
        r"\b(?:n'acceptez|n'accepte|n'approuve\w{0,2}|n'etes|n'est|ne souhait\w{1,4}|"
        r"ne consent\w{0,4}) (?:\w+ )?pas|\bne pas accepter|\bdesaccord|\brefus\w{0,5}|"
        r"\bs'oppos\w{1,4}|\bnon-?acceptation|\bcas de non",
        r"\bnicht (?:\w+ ){0,5}(?:einverstanden|zustimm\w{0,3}|akzeptier\w{0,3}|annehm\w{0,3})|"
        r"\bwiderspr\w{1,8}|\bablehn\w{0,3}",
    ),
    "look_here": (
        r"\b(?:review|check|visit|consult|read|refer to|revisit|look at|check back|monitor|"
        r"return)\b.*\b(?:regularly|periodically|frequently|often|from time to time|"
        r"every so often|each time|for (?:\w+ )?(?:changes|updates)|latest)|\bstay informed|"
        r"(?:regularly|periodically) (?:review|check|visit|consult|read)",
        r"\b(?:regelmatig|geregeld|periodiek|van tijd tot tijd|raadzaam|aanbeveling|aangeraden|"
        r"raden)\b.*\b(?:raadple\w{1,4}|bekijken|nalezen|lezen|controle\w{1,4}|na te (?:lezen|"
        r"kijken)|bezoeken)|\b(?:raadple\w{1,4}|bekijk\w{0,2}|lezen|"
        r"controle\w{1,4})\b.*\b(?:regelmatig|geregeld)",
        r"\b(?:consult\w{1,4}|referer|relire|verifi\w{1,4}|"
        r"prendre connaissance)\b.*\b(?:reguli\w{1,8}|periodique\w{0,4}|derniere version|"
        r"frequemment|souvent)|\b(?:reguli\w{1,8}|periodique\w{0,4})\b.*\bconsult",
        r"\bregelmassig\b.*\b(?:pruf\w{0,3}|lesen|informieren|besuchen|konsultieren|einsehen|"
        r"durchlesen|uberprufen|anzusehen)",
    ),
    "exempt_law": (
        r"\b(?:except|unless|other than|without notice|immediately|exempt|not apply|sooner|"
        r"exception)\b.*\b(?:laws?|legal|regulat\w{1,5}|court|legislat\w{1,4})|\b(?:laws?|legal|"
        r"regulat\w{1,5}|legislat\w{1,4})\b.*\b(?:effective immediately|without (?:\w+ )?notice|"
        r"immediately|not apply)",
        r"\b(?:tenzij|behalve|niet als|niet indien|uitzondering|geldt niet)\b.*\b(?:wet\w{0,8}|"
        r"rechter)|\b(?:sauf|excepte|hormis)\b.*\b(?:lois?|legal\w{0,5}|reglement\w{0,6})|"
        r"\b(?:ausser|es sei denn|ausgenommen|gilt nicht)\b.*\b(?:gesetz\w{0,7}|rechtlich\w{0,3}|"
        r"behordlich\w{0,2})",
    ),
    "exempt_urgent": (
        r"\b(?:except|unless|without notice|immediately|exempt|not apply|sooner|"
        r"exception)\b.*\b(?:urgent\w{0,2}|security|abuse|fraud|emergenc\w{1,3}|imminent|"
        r"cyber\w{0,10})",
        r"\b(?:tenzij|behalve|niet als|geldt niet|uitzondering)\b.*\b(?:dringend\w{0,2}|fraude|"
        r"misbruik|beveiliging|gevaar)|\bsauf\b.*\b(?:urgence|securite|fraude)|\b(?:ausser|"
        r"es sei denn|ausgenommen|gilt nicht)\b.*\b(?:dringend\w{0,2}|sicherheit\w{0,6}|"
        r"missbrauch)",
    ),
    "forced": (
        # what may be done without a word where the law or danger asks for it is no rule
        r"\b(?:if|where|when|in case)\b[^.;]{0,80}\b(?:by law|the law|legal\w{0,2}|court"
        r"|authorit\w{1,3}|urgent\w{0,2}|security|emergenc\w{1,3})\b[^.;]{0,80}"
        r"\bwithout (?:\w+ )?(?:notice|warning)",
        r"\b(?:indien|als|wanneer|waar|is een|zijn)\b[^.;]{0,80}\b(?:wettelijk\w?|wetgeving|wet"
        r"|rechter|dringend\w?|veiligheid|beveiliging)\b[^.;]{0,80}\bzonder\b",
        r"\b(?:si|lorsqu\w{1,2}|quand|en cas)\b[^.;]{0,80}\b(?:lois?|legal\w{0,4}"
        r"|reglement\w{0,6}|juge|urgen\w{1,3}|securite)\b[^.;]{0,80}"
        r"\bsans (?:\w+ )?(?:preavis|avis|avert\w{1,9})",
        r"\b(?:wenn|sofern|soweit|falls|ist eine|sind)\b[^.;]{0,80}\b(?:gesetz\w{0,7}"
        r"|rechtlich|behord\w{0,5}|dringend\w{0,2}|sicherheit\w{0,8})\b[^.;]{0,80}\bohne (?:\w+ )?"
        r"\w{0,3}(?:ankundigung|mitteilung)",
    ),
    "exempt_new": (
        r"\b(?:except|unless|effective immediately|immediately|"
        r"other than)\b.*\bnew (?:\w+ ){0,2}(?:functions?|features?|products?|services?|"
        r"functionalit\w{1,3})|\bnew (?:\w+ ){0,2}(?:functions?|features?|"
        r"functionalit\w{1,3})\b.*\b(?:effective immediately|immediately)",
    ),
    "order_time": (
        r"\b(?:in force|in effect|applicable|en vigueur|van toepassing|"
        r"geltende?n?) (?:\w+ ){0,4}(?:at the time|au moment|a la date|op het moment|"
        r"zum zeitpunkt)",
    ),
}  # fmt: skip
