"""Cues of the place and manner of a notice, and of which changes it is for; see `promise_cues`."""

from __future__ import annotations

from typing import Final

CHANNELS: Final[dict[str, tuple[str, ...]]] = {
    "email": (
        r"\b(?:e-?mails?|electronic mail|email(?:ed|ing)|mail address|e-mailadres|courriels?|"
        r"couriels?|(?:courriers?|adresses?) electroniques?|mails?|mailen|mailt|mailed|gemaild"
        r"|gemailt|per mail"
        r"|e-mailbericht|correo electronico|"
        r"elektronisch\w{0,2} post)\b",
    ),
    "in_app": (
        r"\b(?:platform|in-platform) notifications?\b|\bnotifications? sur la plateforme\b",
        r"\bin-(?:app|product|service|game|platform)\b|\b(?:in|through|via|within|inside|by|on"
        r"|using) (?:the |our |your |its |their |an? )?(?:\w+ )?(?:apps?\b|applications?\b"
        r"|user interface|dashboard|account\b|inbox|client area)",
        r"\b(?:via|through) (?:the |our )?platform\b",
        r"\b(?:via|in|binnen) (?:het|ons|uw|onze) platform\b",
        r"\b(?:through|via|within|in|by using) (?:the |our |your )?services?\b(?: \(|[),.;]| or|$"
        r"| by)|(?:message|notice|notification|notify you) (?:\w+ ){0,3}(?:in|through|via|on|to|"
        r"within) (?:the |our |your )?(?:app|account|service|services|product|products|"
        r"dashboard)\b|push notification|pop-?up|in your account|service message",
        r"\b(?:in|via|binnen) (?:de|uw|onze|het) (?:\w+ )?(?:app|applicatie|account|dashboard|"
        r"klantenzone|mijn omgeving)\b|push-?bericht|pop-?up",
        r"\b(?:via|dans|sur|par) (?:l'|votre |son |le |notre |l')(?:application|appli|compte|"
        r"espace (?:client|personnel|membre)|interface)\b|notification (?:push|in-app)"
        r"|\bpush-?(?:nachricht|mitteilung|meldung|benachrichtigung)",
        r"\b(?:in|uber|innerhalb) (?:der|die|unsere[r]?|deine[rm]?|ihre[rm]?|dem|"
        r"das) (?:\w+-)?(?:app|anwendung|konto|nutzerkonto|kundenkonto|benutzerkonto|postfach|"
        r"dashboard)\b|im (?:\w{0,8}konto|postfach|kundenbereich)",
    ),
    "site_banner": (r"\bbanner\b|\bbandeau\b|\bbanderole\b|cookiebanner",),
    "shows_banner": (
        r"\b(?:affich\w{1,5}|display\w{0,3}|show\w{0,3}|toon\w{0,2}|tonen"
        r"|zeig\w{1,2}) (?:\w+ ){0,2}"
        r"(?:bandeau|banner)\b",
    ),
    "site_notice": (
        r"\bprominently (?:post|display|plac)(?:ing|ed)?\b",
        r"\b(?:bericht|melding|mededeling)\b(?: \w+){0,3} (?:start|hoofd)pagina|\bvoorpagina\b",
        r"\b(?:prominent|conspicuous|clear|visible) (?:\w+ ){0,3}notices?\b|home ?page|"
        r"landing page|start(?:seite|pagina)|page d'accueil|strona glowna",
        r"\b(?:melding|kennisgeving|bericht|mededeling|aankondiging)\b(?: \w+){0,3} (?:op|"
        r"via) (?:onze|de|deze|haar|zijn) (?:web)?site|\b(?:op|via) (?:onze|de|deze|"
        r"haar) (?:web)?site(?: \w+){0,3} (?:melding|kennisgeving|aankondiging)|(?:duidelijke|"
        r"opvallende|zichtbare) (?:kennisgeving|melding|mededeling|aankondiging)",
        r"\bavis (?:\w+ ){0,2}(?:visible|clair|en evidence)|\b(?:deutlich|gut) (?:sichtbare\w?|"
        r"erkennbare\w?) (?:hinweis|mitteilung)\w{0,2}|hinweis auf (?:unserer|"
        r"der) (?:web)?(?:site|seite)",
    ),
    "post": (
        r"\bbekend (?:zullen |zal )?worden (?:ge)?maakt?\b|\bbekend (?:worden|wordt) gemaakt",
        r"\b(?:nieuwe|gewijzigde|laatste|meest recente|actuele) (?:\w+ ){0,3}"
        r"(?:versie|\w{0,12}voorwaarden"
        r"|\w{0,12}verklaring|\w{0,10}beleid) (?:\w+ ){0,5}vindt? (?:u|je)\b",
        r"\baktuellen? (?:\w+ ){0,2}(?:\w{0,14}erklarung|\w{0,16}bedingungen|agb|fassung|version)"
        r" (?:\w+ ){0,8}(?:abrufbar|einsehbar|verfugbar|abgerufen)",
        # the new words are found, or stand, where the text stands
        r"\b(?:vindt|vinden|leest|staan?|staat|verschijnt) (?:\w+ ){0,6}(?:op|via) (?:deze|onze|de)"
        r" (?:pagina|bladzijde|(?:web)?site)\b|\bop deze (?:pagina|bladzijde) (?:\w+ )?(?:staat"
        r"|staan"
        r"|verschijnt|verschijnen)\b",
        r"\b(?:trouverez|trouve|figur\w{1,4}|parai\w{1,4}|lirez) (?:\w+ ){0,6}sur (?:cette|notre|la"
        r"|le|ce)"
        r" (?:page|site)\b",
        r"\b(?:finden|findet|steht|stehen|lesen|erschein\w{1,2}) (?:\w+ ){0,6}auf (?:dieser|unserer"
        r"|der)"
        r" (?:seite|web(?:seite|site)|internetseite)\b|\bauf dieser (?:web)?seite (?:\w+ )?(?:steht"
        r"|stehen"
        r"|erschein\w{1,2})\b",
        r"\b(?:find|finds|stands?|appears?|read) (?:\w+ ){0,6}on (?:this|our|the) (?:page"
        r"|(?:web)?site)\b",
        r"\bstell(?:en|t)\b[^.;]*\bauf (?:dieser|unserer|der) (?:web|internet)?(?:seite"
        r"|site)\b[^.;]*"
        r"\b(?:ein|bereit|online)\b",
        r"\bput (?:\w+ )?on (?:this|our|the) (?:page|(?:web)?site)\b",
        r"\bvoie d\'affichage|\baffichage sur\b",
        r"\bpost (?:those|these|the|any|such) (?:changes|amendments|updates)",
        # the new text, or a word about it, is put where the text stands
        r"\b(?:post|posts|posting|publish|publishes|publishing|upload|uploading|place|placing|"
        r"put up|display|displaying|add|adding|announc(?:e|ing)) (?:\w+[,/'-]? ){0,10}?(?:on|at|"
        r"to|in|here|hereof|via|through) ?(?:\w+ ){0,3}?(?:pages?|(?:web)?sites?|url|platforms?|"
        r"services?|here|app|[a-z0-9-]{2,30}\.(?:com|org|net|io|eu|be|nl|de|fr|co)|www|https?)",
        r"\b(?:publication|posting) of (?:\w+ ){0,6}on (?:our|the|this) (?:web)?(?:site|page)\b",
        r"\b(?:posted|published|placed|displayed|available|announced|uploaded|reflected|found|"
        r"made available) (?:\w+[,/'-]? ){0,4}?(?:on|at|to|in|here|via|"
        r"through) ?(?:\w+[.']? ){0,3}?(?:pages?|(?:web)?sites?|url|platforms?|here|app|service|"
        r"[a-z0-9-]{2,30}\.(?:com|org|net|io|eu|be|nl|de|fr|co)|www|https?)",
        r"\bby (?:posting|publishing|uploading|making available) |"
        r"\bby updating (?:the |this |these |our )?(?:\w+ )?"
        r"(?:terms|policy|agreement|notice|statement|"
        r"page|posting|conditions|website)|"
        r"\bby (?:\w+ ){0,2}notice on|(?:up)?on (?:its|their|our|the|"
        r"being)? ?(?:\w+ )?(?:announcement|publication|posting|posted|publishing)\b|\b(?:post|"
        r"publish) (?:\w+ ){0,4}(?:changes?|updates?|modifications?|amendments?|revisions?|"
        r"version|notice|terms|policy|statement)\b|\b(?:changes?|updates?|version|revisions?|"
        r"modifications?|terms|policy|amendments?) (?:\w+ ){0,4}(?:will|shall|is|are) (?:also |"
        r"then |always )?be (?:posted|published)\b",
        r"\bversion (?:\w+ ){0,5}(?:be|is) on (?:our|the|this) (?:web)?site|"
        r"\bversion (?:\w+ ){0,6}?(?:available|posted|published|found|"
        r"accessible) (?:\w+ )?(?:here|on|at|in|under)\b|(?:notice|note|message) on (?:this page|"
        r"(?:the|our|this) (?:web)?site)|date of (?:posting|publication)|(?:announcement|"
        r"notice) will be published",
        r"\b(?:publice\w{1,3}|gepubliceerd\w?|publicatie|plaats(?:en|t)|geplaatst|"
        r"bekend ?(?:ge)?ma\w{1,4}|bekendmaking|online (?:ge)?zet\w{0,3})\b.*\b(?:website|site|"
        r"pagina|platform|omgeving|webpagina|webwinkel|app)\b|\b(?:website|site|pagina|platform|"
        r"omgeving|hier)\b.*\b(?:publice\w{1,3}|gepubliceerd\w?|plaatsen|geplaatst|"
        r"bekend ?gemaakt|bekendgemaakt)\b|\bdoor publicatie\b|\b(?:nieuwe|gewijzigde|aangepaste|"
        r"laatste|meest recente|actuele) (?:\w+ ){0,3}(?:versie|voorwaarden|\w{0,12}verklaring|"
        r"\w{0,10}beleid) (?:\w+ ){0,8}(?:beschikbaar|vinden|raadplegen|terug te vinden|"
        r"terugvinden|gepubliceerd|staat|publiceren)",
        r"\b(?:publi(?:er|ant|era|erons|ee?s?|e|cation|ons)|mise?s? en ligne|mettre en ligne|"
        r"mettant en ligne|mettrons en ligne|affich\w{1,5}|postant|poster\w{0,3})\b.*\b(?:sites?|"
        r"pages?|application|plateformes?|ici|en ligne)\b|\ben (?:publiant|postant|"
        r"mettant en ligne)\b|\b(?:sites?|pages?|plateformes?)\b.*\b(?:publiee?s?|"
        r"mise?s? en ligne|affichee?s?)\b|\bdes (?:sa|leur|la) (?:publication|mise en ligne|"
        r"parution)|\b(?:nouvelle|derniere) version (?:\w+ ){0,8}(?:disponible|accessible|"
        r"consultable|en ligne|publiee)|mettrons a jour (?:la presente|cette|notre|les presentes|"
        r"le present)",
        r"\b(?:veroffentlich\w{1,5}|publizier\w{1,3}|online (?:ge)?stell\w{1,3}|"
        r"bereit(?:ge)?stell\w{1,3}|bekannt ?(?:ge)?mach\w{0,3}|eingestellt|bekanntgegeben|"
        r"bekannt gegeben)\b.*\b(?:\w{0,14}websites?|\w{0,14}webseiten?|internetseite\w?|seiten?"
        r"|plattform\w{0,2}|"
        r"homepage|hier|stelle|app|portal)\b|\b(?:websites?|webseiten?|internetseite\w?|seite|"
        r"plattform\w{0,2}|homepage|portal|stelle)\b.*\b(?:veroffentlich\w{1,5}|publizier\w{1,3}|"
        r"bereitgestellt|bekannt ?gegeben|bekanntgemacht|online gestellt|eingestellt)\b|"
        r"\bdurch (?:die )?veroffentlichung\b|\bmit (?:der |ihrer )?veroffentlichung\b|"
        r"\b(?:aktuelle|neue|jeweils gultige) (?:fassung|version) (?:\w+ ){0,8}(?:abrufbar|"
        r"einsehbar|verfugbar|abgerufen)",
    ),
    "until_effect": (
        # a way out that is open until the change holds
        r"\buntil (?:that|this|the effective|such) (?:day|date)",
        r"\buntil (?:they|it) (?:take|becom|com)",
        r"\btot (?:die|deze|aan die) (?:dag|datum)|\btot (?:aan )?de (?:dag|datum|ingangsdatum)",
        r"\bjusqu'(?:a|au) (?:(?:cette|la|leur) (?:date|entree|veille)|jour)",
        r"\bbis (?:dahin|zu diesem (?:tag|zeitpunkt|datum)"
        r"|zum (?:(?:tag|zeitpunkt|datum) (?:des|der) )?(?:inkrafttreten|wirksamwerden)\w?)",
    ),
    "on_assent": (
        r"\beffective (?:only )?(?:up)?on (?:your|the (?:user|customer|reader)'s) "
        r"(?:assent|acceptance|consent|agreement)",
        r"\b(?:pas|slechts) (?:van kracht|geldig) (?:na|als|wanneer) (?:u|uw) (?:\w+ )?"
        r"(?:toestemming|instemm|aanvaard|akkoord)",
        r"\b(?:wirksam|gelten|gilt) (?:erst |nur )?(?:mit|nach|wenn) (?:ihrer?|sie) zustimm",
        r"\beffet (?:qu')?(?:a compter de|apres|lors de) votre (?:acceptation|accord|consentement)",
    ),
    "shown_date": (r"\bdate (?:affichee?|indiquee?|figurant|mentionnee?|shown|displayed)\b",),
    "via_site": (
        r"\b(?:via|through|on) (?:our|the|this) (?:web)?site\b",
        r"\b(?:via|op) (?:onze|de|deze|haar) (?:web)?site\b",
        r"\b(?:via|sur) (?:notre|le|ce) site\b",
        r"\b(?:auf|uber) (?:unserer|der|die|unsere) web(?:site|seite)\b",
    ),
    "post_notice": (
        # a word about the change, which may stand elsewhere on the site
        r"\b(?:notices?|message|announcement|note|banner) (?:\w+ ){0,6}?(?:on|at|in) (?:\w+ ){0,3}?"
        r"(?:(?:web)?sites?|platforms?|home ?page)",
        r"\b(?:melding|kennisgeving|bericht|mededeling)\b.*\b(?:website|site|platform)\b",
        r"\b(?:avis|message|annonce|information)\b.*\b(?:site|plateforme|page d'accueil)\b",
        r"\b(?:hinweis|mitteilung|nachricht)\b.*\b(?:webseite|website|plattform|startseite)\b",
    ),
    "on_site": (
        r"\b(?:pages?|(?:web)?sites?|here|online|url|web)\b",
        r"\b(?:pagina|bladzijde|hier|platform|webseiten?|seiten?|plattform|en ligne|ici)\b",
    ),
    "this_page": (
        r"\bthis page\b|\bposted here\b|\bavailable here\b|\bdeze pagina\b|\bcette page\b|"
        r"\bdiese[rn]? (?:seite|stelle)\b|\bon this (?:web)?site\b|\bthe above url\b|top of this",
    ),
    "other_page": (
        # a named page beside the text, where the promised notice cannot be seen
        r"\b(?:updates?|changes?|news|announcements?|notices?|upcoming|amendments?|changelog)"
        r" (?:web)?(?:page|section|site)\b|\bblog\b|\bnewsroom\b"
        r"|\b(?:separate|another|dedicated) (?:web)?page\b",
        r"\b(?:pagina|bladzijde) \W{0,2}(?:wijziging\w{0,2}|nieuws|aankondiging\w{0,2}|updates?)\b"
        r"|\b(?:nieuws|wijzigingen)pagina\b|\b(?:andere|aparte) (?:pagina|bladzijde)\b",
        r"\bpage \W{0,2}(?:d'|des |de )?(?:actualites?|nouvelles|annonces|mises a jour"
        r"|modifications)\b|\b(?:autre page|page (?:separee|dediee))\b",
        r"\b(?:web)?seite \W{0,2}(?:mit )?(?:neuigkeiten|aktuelles|anderungen|ankundigungen|news)\b"
        r"|\bnews-?seite\b|\b(?:anderen|eigenen|gesonderten) (?:web)?seite\b",
    ),
    "date_line": (
        r"\bindicated by an? (?:new|updated|revised) [^.]{0,24}date\b",
        r"\bdate affichee?\b|\bdate (?:au|en) (?:haut|bas|tete)\b",
        r"\b(?:updat|revis|chang)(?:e|es|ed|ing) the (?:\w+ )?date\b",
        r"\bwith (?:a|the|its) (?:new|updated|revised) (?:\w+ ){0,2}date\b",
        r"\bdate (?:noted|shown|indicated|stated|listed|posted)"
        r" (?:above|below|at the (?:top|bottom))",
        r"\b(?:updat(?:e|es|ing)|revis(?:e|es|ing)|chang(?:e|es|ing)|modify(?:ing)?|amend(?:ing)?|"
        r"indicat(?:e|es|ed|ing)|not(?:e|ing)|adjust(?:ing)?|post(?:ing)?|reflect(?:ed|ing)?|"
        r"include|display|show|list) (?:\w+ ){0,6}?[\"'*_(]{0,2}(?:last|latest|effective|revision|"
        r"most recent|update) ?(?:updated?|modified|revised|revision|modification|"
        r"changed)?[\"'*_)]{0,2} ?(?:date|on|at|above|below|legend|line)",
        r"\b(?:the|a new) (?:\w+ )?date (?:\w+ ){0,3}(?:at|on) the (?:top|bottom|beginning|end|"
        r"start|head|foot)|[\"'](?:last|latest|effective|date) ?(?:updated?|modified|revised|date|"
        r"revision|of last revision)?[\"'] (?:date|legend|at|on)|(?:updat|revis|"
        r"chang)\w{1,3} the date|date (?:above|below|of (?:the )?(?:last|latest|"
        r"most recent) (?:update|revision|modification))|will be indicated (?:\w+ ){0,4}date",
        r"\b(?:ingangsdatum|datum|wijzigingsdatum|versiedatum)\b.*\b(?:bovenaan|onderaan|"
        r"vermeld\w{0,3}|herzien|aanpassen|aangepast|bijwerken|bijgewerkt|wijzigen|aangegeven|"
        r"weergegeven)|\b(?:bovenaan|onderaan|vermeld\w{0,3})\b.*\b(?:ingangsdatum|datum)\b",
        r"\b(?:affich\w{1,5}|indiqu\w{1,5}|mention\w{1,5}|actualis\w{1,5}|modifi\w{1,5}|"
        r"mettr\w{1,4} a jour|mise a jour)\b.*\b(?:la |"
        r"une )?date (?:de (?:la )?(?:derniere )?(?:mise a jour|revision|modification|version)|"
        r"d'entree|d'effet|en haut|en bas|indiquee|figurant)|\bdate .*\ben (?:haut|tete|bas) de",
        r"\bdatum\b.*\b(?:oben|anfang|ende|unten|letzten? (?:aktualisierung|anderung|"
        r"uberarbeitung)|angegeben|angepasst|aktualisier\w{1,3})|\bstand\b.*\b(?:angegeben|"
        r"vermerkt|ersichtlich)",
    ),
    "written": (
        r"\b(?:in writ(?:ing|ten form)|written (?:form|notice|notification)|in text form|"
        r"by (?:\w+ )?(?:letter|post|mail)\b|postal mail)",
        r"\b(?:schriftelijk\w?|(?:per|bij|met een) (?:\w+ )?(?:brief|aangetekend\w?)|"
        r"aangetekende brief)\b",
        r"\b(?:par ecrit|par lettre|courrier postal|lettre recommandee)\b",
        r"\b(?:textform|schriftform|schriftlich\w{0,2}|in text- oder|brieflich|"
        r"per (?:brief|post)|durch (?:einen )?brief|mit (?:einem )?brief)\b",
    ),
    "durable": (
        r"\bdurable medium|duurza\w{1,3} (?:gegevens)?drager|support durable|"
        r"dauerhafte[nmrs]? (?:datentrager|medium)|varigt medium",
    ),
    "any_means": (
        r"\b(?:by|through|using|via) (?:any|other|all)(?: other)? (?:\w+ ){0,2}(?:means|method|"
        r"manner|way)s?\b|in any (?:\w+ )?(?:manner|way)|par tou(?:t|s) (?:autre )?moyens?|"
        r"op (?:iedere|elke) (?:\w+ )?wijze|op (?:een )?(?:gepaste|passende|andere) (?:wijze|"
        r"manier)|auf (?:jede|beliebige|geeignete) (?:\w+ )?(?:art|weise)|in geeigneter (?:form|"
        r"weise)|by other reasonable means|par tout moyen",
    ),
    "law_way": (
        r"\b(?:in accordance with|as|to the extent|in the manner|if|when|"
        r"where) (?:\w+ ){0,6}?(?:required|prescribed|specified|provided|permitted|"
        r"procedure) (?:\w+ ){0,2}(?:by|in|under) (?:\w+ ){0,3}(?:laws?|legislation|"
        r"regulations?)\b",
        r"\b(?:conformement|comme) (?:a |le )?(?:la |prevoit )?(?:loi|legislation|reglementation)|"
        r"(?:zoals|indien|waar) (?:\w+ ){0,4}(?:wettelijk|wet) (?:\w+ ){0,2}(?:vereist|"
        r"voorgeschreven|verplicht)|(?:soweit|sofern|"
        r"wie) (?:\w+ ){0,4}gesetzlich (?:vorgeschrieben|erforderlich|vorgesehen)",
    ),
    "directly": (
        r"\b(?:directly|personally|individually|each (?:user|customer|member))\b|\brechtstreeks\b|"
        r"\bpersoonlijk op de hoogte|\bindividue\w{1,6}\b|\bdirectement\b|\bpersonnellement\b|"
        r"\bpersonlich (?:informier|benachrichtig)|\bindividuell\w{0,2}\b|\bdirekt (?:informier|"
        r"benachrichtig)",
    ),
    "material": (
        r"\b(?:material(?:ly)?|significant(?:ly)?|substantial(?:ly)?|substantive|major|important|"
        r"fundamental(?:ly)?|considerable|adversely|negatively|detrimental(?:ly)?|"
        r"less protective|far-reaching|sweeping)\b",
        r"\b(?:wezenlijke?|belangrijke?|ingrijpende?|ver(?:re)?gaande?|substantiele|aanzienlijke?"
        r"|materiele|grote|"
        r"essentiele)\b",
        r"\b(?:important\w{0,2}|significati\w{1,8}|substantiel\w{0,7}|majeure?s?|essentiel\w{0,7}|"
        r"notables?|materielles)\b",
        r"\b(?:wesentlich\w{0,2}|tiefgreifend\w{0,2}|weitreichend\w{0,2}|erheblich\w{0,2}"
        r"|bedeutend\w{0,2}|grundlegend\w{0,2}|"
        r"wichtige[nr]?|gravierend\w{0,2}|nachteilig\w{0,2})\b",
    ),
    "immaterial": (
        r"\b(?:non|not|im)-?material|minor changes|unwesentlich|niet-wezenlijk|mineures|"
        r"geringfugig",
    ),
    "any_change": (
        r"\b(?:any|all|every|each) (?:such |other )?(?:changes?|modifications?|amendments?|"
        r"updates?|revisions?)\b|\b(?:alle|elke|iedere|enige) (?:\w+ )?(?:wijziging\w{0,2}|"
        r"aanpassing\w{0,2}|anderungen)|\btoutes? (?:\w+ )?(?:modifications?|mises? a jour)|"
        r"\btout (?:\w+ )?changement|\bjede (?:\w+ )?anderung",
    ),
    "where_appropriate": (
        r"\b(?:where|as|when|if) (?:\w+ )?(?:appropriate|necessary|applicable|"
        r"reasonably practicable)\b|\bwaar (?:nodig|passend)|\bindien (?:nodig|passend|gepast)|"
        r"\ble cas echeant\b|\bsi necessaire\b|\bgegebenenfalls\b",
    ),
    "weak": (
        r"\b(?:may|might|can|could|will try to|will endeavou?r to|may choose to) (?:also |"
        r"choose to |then |additionally )?(?:notify|inform|alert|email|e-mail|send|provide|let|"
        r"contact|advise|announce|give|post)\b",
        r"\b(?:kunnen|kan|mogen) (?:we |wij |u |ook |hierover )*(?:\w+ ){0,3}(?:informeren|"
        r"verwittigen|op de hoogte)|\bproberen\b|\b(?:pouvons|pourrons|peut|"
        r"pourra) (?:\w+ ){0,3}(?:informer|notifier|avertir)|"
        r"\bkonnen (?:wir )?(?:\w+ ){0,4}(?:informieren|benachrichtigen)",
    ),
}  # fmt: skip
