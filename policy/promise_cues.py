"""The cues by which a policy speaks of its own change: a meaning and the phrases that carry it.

Phrases of all languages stand one after another, for a sentence may mix them. They are matched
against a *folded* sentence (see `promise_patterns`) and run in RE2; what a set of cues comes to is
decided in `promise_reading` and `promises`. One more way to say a thing is one more line here.
"""

from __future__ import annotations

from typing import Final

CUES: Final[dict[str, tuple[str, ...]]] = {
    "mutual": (
        # an amendment both sides must sign is no promise of one of them
        r"\bonly (?:by|in|with|through) (?:\w+ ){0,3}(?:writing|written|agreement|amendment)",
        r"\bsigned by (?:both|the|each|all) part|\bby mutual\b",
        r"\bwritten (?:agreement|amendment) (?:of|between|signed)",
        r"\bin (?:a )?writing (?:and )?signed",
        r"\b(?:slechts|enkel|alleen|uitsluitend) (?:\w+ ){0,6}schriftelijk|\bonderling\w? overleg",
        r"\bavenant\b|\bcommun accord\b|\bbedurfen (?:\w+ ){0,5}(?:schriftform|textform)",
        r"\bbeider? parteien\b|\beinvernehmlich",
    ),
    "without_notice": (
        r"\bohne dass (?:wir|es|der anbieter)\b.*(?:informier|benachrichtig|ankundig|mitteil)",
        r"\bzonder dat (?:wij|we)\b.*(?:informeren|verwittigen|melden|aankondigen)",
        r"\bsans (?:que nous|en informer|vous en informer|l'en informer)",
        r"without (?:\w+ ){0,3}(?:notice|notification|notifying|warning|informing)|"
        r"with or without (?:\w+ )?notice|without being obliged to (?:notify|inform)",
        r"zonder (?:\w+ ){0,4}(?:kennisgeving|aankondiging|bericht|verwittiging|waarschuwing|"
        r"melding|mededeling|notificatie|(?:te|vooraf) (?:\w+ )?(?:verwittigen|informeren|melden))",
        r"sans (?:\w+ ){0,2}(?:preavis|notification|avis|avertissement|information prealable)|"
        r"sans (?:vous )?(?:en )?(?:avertir|informer|prevenir|notifier)",
        r"ohne (?:\w+ ){0,3}(?:\w{0,4}ankundigung|\w{0,4}mitteilung|benachrichtigung|hinweis|"
        r"vorankundigung|angabe von grunden|information)",
        r"sin (?:\w+ )?(?:notificacion|previo aviso|aviso)|uden (?:\w+ )?varsel",
    ),
    "at_any_time": (
        r"at any (?:time|moment|point)|from time to time|at (?:our|its) (?:sole |own )?discretion",
        r"op (?:elk|ieder|eender welk) (?:moment|ogenblik|tijdstip)|te allen tijde|"
        r"van tijd tot tijd|ten alle tijde",
        r"a tout moment|a tout instant|de temps (?:en temps|a autre)|periodiquement",
        r"jederzeit|von zeit zu zeit|gelegentlich|zu jeder zeit",
        r"en cualquier momento",
    ),
    "power": (
        r"\b(?:may|can|might|could|reserves? the right|are entitled|is entitled|has the right|"
        r"have the right|right to|subject to change|will|shall|need to|must)\b",
        r"\b(?:kan|kunnen|mag|mogen|behoudt|behouden|voorbehoud\w{0,3}|gerechtigd|het recht|"
        r"zullen|zal|onderhevig|onderworpen)\b",
        r"\b(?:peut|peuvent|pouvons|pourra|pourrons|pourront|droit|susceptibles?|reserve|"
        r"reservons|amenee?s?|sera|seront|faculte)\b",
        r"\b(?:kann|konnen|behalten|behalt|vorbehalt\w{0,3}|berechtigt|recht|durfen|darf|werden|"
        r"wird|unterliegen)\b",
        r"\b(?:pueden?|podra|podran|reserva|derecho)\b",
    ),
    "notify_by_text": (
        # told by the text itself: "we notify you by revising the date"
        r"\bby (?:revising|updating|changing|posting|publishing|placing|adding|amending)\b",
        r"\bdoor (?:publicatie|plaatsing|aanpassing)|\ben (?:publiant|modifiant|actualisant)",
        r"\bdurch (?:veroffentlichung|anpassung|aktualisierung)",
    ),
    "notify": (
        r"\b(?:send|mail|e-mail) you\b|\blet (?:\w+ ){1,4}know\b",
        r"\bsend (?:an? |out )?(?:\w+ ){0,2}e-?mail",
        r"\b(?:sturen|stuurt|zenden|mailen|mailt) (?:wij |we )?(?:u|je)\b",
        r"\b(?:u|je) (?:ontvangt|krijgt)\b",
        r"\bvous (?:recevrez|serez)\b|\bnous vous (?:enverrons|adresserons)\b",
        r"\b(?:senden wir|erhalten sie|erhaltst du|teilen wir|teilt (?:\w+ ){1,8}mit)\b",
        r"\b(?:days|weeks|months)'? (?:\w+ ){0,3}notice\b|\byou will receive\b",
        # we tell the reader; who tells whom is settled by `reader_duty`
        r"\b(?:notif(?:y|ies|ied|ying)|inform(?:s|ing)?|"
        r"(?:be|been|are|is|being|kept|keep you) (?:\w+ )?informed|"
        r"alert(?:s|ed|ing)?|advis(?:e|es|ed|ing) you of|"
        r"let you know|tell you|email you|e-mail you|contact you|communicat(?:e|es|ed|ing)|"
        r"make you aware|announce[sd]?|made aware|call(?:ed)? to your attention|"
        r"bring(?:ing)? (?:\w+ ){0,5}to your attention)\b",
        r"\b(?:give|given|gives|giving|provid(?:e|es|ed|ing)|send|sent|sending|receiv(?:e|es"
        r"|ing)|issue) (?:you |users |customers |members |subscribers |to you |to users "
        r"|out )?(?:with )?(?:(?!to )\w+[' ]{1,2}){0,7}?(?:notices?|notifications?"
        r"|announcement)\b".replace("(?!to )", ""),
        r"\b(?:informe(?:ren|ert)|geinformeerd|verwittig\w{0,3}|"
        r"op de hoogte (?:te )?(?:\w+ ){0,2}?(?:stellen|brengen|gesteld|gebracht|gehouden|houden|"
        r"stelt|brengt)|(?:stel|breng)\w{1,3} (?:\w+ ){0,8}op de hoogte|inlichten|ingelicht|"
        r"laten weten|laat(?:ons|u)? weten|kenbaar|aankondigen|aangekondigd|aankondiging|meedelen|"
        r"meegedeeld|mededel\w{1,3}|bericht(?:en)? (?:over|van)|kennisgeving\w{0,2}|notificatie|"
        r"communice\w{1,3}|gecommuniceerd|berichten|meld(?:en|t)|gemeld)\b",
        r"\b(?:inform(?:er|era|erons|eront|ons|ee?s?|e)|notifi(?:er|era|erons|eront|ee?s?|e|"
        r"cation|cations)|averti\w{0,5}|avis(?:er|era|erons|ee?s?)|previen\w{1,5}|prevenir|"
        r"prevenus?|portee?s? a (?:la |votre )?connaissance|porter (?:\w+ ){0,3}a (?:la |"
        r"votre )?connaissance|communiqu\w{1,5}|signal\w{1,5}|preavis)\b",
        r"\b(?:informier\w{1,4}|benachrichtig\w{1,5}|mitteil\w{0,4}|mitgeteilt|"
        r"\w{0,10}mitteilung\w{0,2}|hinweisen|hingewiesen|unterricht\w{1,4}|verstandig\w{1,4}|"
        r"in kenntnis|ankundig\w{1,4}|angekundigt|bekannt ?(?:ge)?geben|kommunizier\w{1,3}|"
        r"anbieten|angeboten|bieten wir)\b",
        r"\bnotices? (?:of|about|regarding) (?:\w+ ){0,3}?(?:changes?|amendments?)\b",
        r"\b(?:notificar\w{0,4}|informar\w{0,4}|comunicar\w{0,4}|varsel|varsler|"
        r"underrett\w{1,4})\b",
    ),
    "send_text": (
        # the new text itself is sent
        r"\b(?:send|provide|deliver|offer)(?:ed|ing)? (?:you|users|customers"
        r"|members) (?:with )?(?:\w+ ){0,4}(?:terms|conditions|version|changes|amendments?"
        r"|agreement|polic\w{1,3})\b",
        r"\b(?:toegezonden|toesturen|bezorgen|transmis\w{0,2}|transmettr\w{1,4}|ubersand\w{0,2}"
        r"|ubersend\w{1,2}|zugesand\w{0,1}|ubermittel\w{1,2})\b",
    ),
    "reader_duty": (
        r"\b(?:notify|inform|tell|contact|advise|update|alert|let|email|e-mail) us\b|"
        r"keep us (?:informed|updated)|your (?:responsibility|obligation) to (?:notify|inform)|"
        r"you (?:must|shall|agree to|undertake to|are (?:required|obliged) to|"
        r"will) (?:\w+ )?(?:notify|inform)",
        r"\bons (?:\w+ ){0,6}op de hoogte|dient \w+ (?:\w+ ){0,6}op de hoogte|informeer ons|"
        r"u (?:dient|bent verplicht|moet) (?:\w+ ){0,6}(?:informeren|melden|verwittigen|"
        r"op de hoogte|mee te delen)|aan ons (?:door|mee|mede)",
        r"informez-nous|\bnous (?:informer|avertir|prevenir|notifier|en informer|communiquer|"
        r"signaler)\b|(?:s'engage|tenue?|devez|doit|obligation) (?:\w+ ){0,4}(?:informer|notifier|"
        r"communiquer|signaler) (?:la societe|le prestataire|nous|\w+ de toute?)",
        r"\b(?:uns|dem anbieter) (?:\w+ ){0,8}(?:mitzuteilen|mitteilen|informieren|"
        r"benachrichtigen|anzuzeigen)|(?:ist|sind) verpflichtet,? (?:\w+ ){0,10}mitzuteilen|"
        r"verpflichtet sich",
    ),
    "other_news": (
        r"\bnewsletters?\b|\bmarketing (?:e-?mails?|communications?)|unsubscribe|promotional",
        r"nieuwsbrief|nieuwsbrieven|belangrijk nieuws|infolettre|lettre d'information|rundbrief",
    ),
    "purpose": (
        # what data are used for: "to notify you about changes of our terms"
        r"^\W{0,3}(?:to (?:\w+ ){0,2}(?:notify|inform|send|tell|contact|communicat|provide)"
        r"|notifying|informing|sending|communicating)\b",
        r"\b(?:use|process|collect)(?:s|d|ing)? (?:\w+ ){0,6}(?:data|information|e-?mails?|address"
        r"(?:es)?|details)\b.*\bto (?:\w+ ){0,3}(?:send|inform|notify|communicate|contact|tell)",
        r"^\W{0,3}om (?:u|je)\b|\b(?:gebruiken|gebruikt|verwerken)\b.*\bom (?:u|je)\b",
        r"^\W{0,3}(?:pour|afin de) (?:vous|les)\b",
        r"\b(?:utilis|trait)\w{2,5}\b.*\b(?:pour|afin de) vous\b",
        r"^\W{0,3}um (?:sie|ihnen|dich)\b",
        r"\b(?:verwenden|nutzen|verarbeiten)\b.*\bum (?:sie|dich|ihnen)\b",
    ),
    "commits": (
        r"\b(?:we|it|they|company) (?:will|shall)\b|\bwe'll\b|\bwill be\b",
        r"\b(?:zullen|zal|worden|wordt)\b|\b(?:werden wir|wir werden|informieren wir)\b",
        r"\bnous vous (?:en )?(?:inform|notif|averti|prev|envo|enver|adress|communiq|fer)\w*",
        r"\b(?:sera|seront|serez)\b",
    ),
    "ask_us": (
        r"\b(?:contact|write to|reach|e-?mail|ask) us\b|if you have (?:any )?questions|"
        r"by (?:sending|writing) (?:us )?(?:an? )?(?:e-?mail|letter|message) to (?:us|"
        r"[^ ]{1,30}@)|at [^ ]{1,40}@",
        r"neem (?:\w+ )?contact|vragen (?:over|heb|heeft)|(?:e-?mail|mail|"
        r"bericht) (?:te )?(?:sturen|stuurt|zenden) (?:aan|naar)|stuur (?:\w+ ){0,4}(?:e-?mail|"
        r"mail)",
        r"contact(?:er|ez)[- ]nous|nous contacter|nous ecrire|pour toute question|"
        r"en (?:nous )?(?:adressant|envoyant|ecrivant)",
        r"kontaktier\w{1,3} sie uns|fragen (?:zu|haben)|(?:e-?mail|schreiben) an ",
    ),
    "email": (
        r"\b(?:e-?mails?|electronic mail|email(?:ed|ing)|mail address|e-mailadres|courriels?|"
        r"couriels?|courriers? electroniques?|mails?|per mail|e-mailbericht|correo electronico|"
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
        r"espace (?:client|personnel|membre)|interface)\b|notification (?:push|in-app)",
        r"\b(?:in|uber|innerhalb) (?:der|die|unsere[r]?|deine[rm]?|ihre[rm]?|dem|"
        r"das) (?:\w+-)?(?:app|anwendung|konto|nutzerkonto|kundenkonto|benutzerkonto|postfach|"
        r"dashboard)\b|im (?:\w{0,8}konto|postfach|kundenbereich)",
    ),
    "site_banner": (r"\bbanner\b|\bbandeau\b|\bbanderole\b|cookiebanner",),
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
        r"\bvoie d\'affichage|\baffichage sur\b",
        r"\bpost (?:those|these|the|any|such) (?:changes|amendments|updates)",
        # the new text, or a word about it, is put where the text stands
        r"\b(?:post|posts|posting|publish|publishes|publishing|upload|uploading|place|placing|"
        r"put up|display|displaying|add|adding|announc(?:e|ing)) (?:\w+[,/'-]? ){0,10}?(?:on|at|"
        r"to|in|here|hereof|via|through) ?(?:\w+ ){0,3}?(?:pages?|(?:web)?sites?|url|platforms?|"
        r"services?|here|app|[a-z0-9-]{2,30}\.(?:com|org|net|io|eu|be|nl|de|fr|co)|www|https?)",
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
        r"bekannt gegeben)\b.*\b(?:websites?|webseiten?|internetseite\w?|seiten?|plattform\w{0,2}|"
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
        r"\bjusqu'a (?:cette|la|leur) (?:date|entree)|\bjusqu'au jour",
        r"\bbis (?:dahin|zu diesem (?:tag|zeitpunkt|datum)|zum (?:inkrafttreten|wirksamwerden))",
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
        r"by (?:letter|post|mail)\b|postal mail)",
        r"\b(?:schriftelijk\w?|per (?:brief|aangetekend\w?)|aangetekende brief)\b",
        r"\b(?:par ecrit|par lettre|courrier postal|lettre recommandee)\b",
        r"\b(?:textform|schriftform|schriftlich\w{0,2}|in text- oder)\b",
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
        r"less protective)\b",
        r"\b(?:wezenlijke?|belangrijke?|ingrijpende?|substantiele|aanzienlijke?|materiele|grote|"
        r"essentiele)\b",
        r"\b(?:important\w{0,2}|significati\w{1,4}|substantiel\w{0,3}|majeure?s?|essentiel\w{0,3}|"
        r"notables?|materielles)\b",
        r"\b(?:wesentlich\w{0,2}|erheblich\w{0,2}|bedeutend\w{0,2}|grundlegend\w{0,2}|"
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
    "effect": (
        r"\b(?:telt vanaf|gaat in|gaan in|bevor sie|sie gelten)\b",
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
        r"bekendmaking)|zodra (?:\w+ ){0,5}(?:gepubliceerd|geplaatst|online)",
        r"\b(?:effet|vigueur|applicables?|s'appliqu\w{1,5}|opposables?) (?:\w+ ){0,3}?"
        r"(?:immediatement|immediate?s?|sans delai)\b",
        r"\b(?:effet|vigueur|applicables?|s'appliqu\w{1,5}|opposables?) (?:\w+ ){0,3}?"
        r"(?:a compter de|a partir de|au moment de|lors de|des) (?:leur|la|sa) "
        r"(?:publication|mise en ligne|parution)",
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
        r"\breasonable (?:\w+ ){0,2}advance\b",
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
        r"\bkeep (?:on )?using|\b(?:your|any) further use"
        r"|\b(?:use|using|access) (?:\w+ ){0,6}(?:after|"
        r"following|once) (?:\w+ ){0,8}(?:chang|posting|modif|amend|updat|revis|effective|publi|"
        r"notice)\w{0,9}|\bif you use (?:\w+ ){0,5}after|\buse the services? after",
        r"\b(?:blijf\w{0,2}|blijven) (?:\w+ ){0,5}gebruik\w{0,3}|"
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
        r"\b(?:accept\w{1,8}|vaut|vaudra|reput\w{1,4}|consent\w{0,6}|constitu\w{1,6}|"
        r"reconnai\w{1,5}|emporte|soumis|lies?)\b",
        r"\b(?:einverstanden|zustimm\w{0,4}|stimm\w{1,3}|akzeptier\w{0,3}|annahme|angenommen|"
        r"gilt als|gelten als|genehmigt|anerkenn\w{0,4}|anerkannt)\b",
    ),
    "deemed": (
        r"\bdeemed (?:\w+ ){0,5}(?:accept\w{0,4}|agree\w{0,2}|consent\w{0,3}|approv\w{0,3})|"
        r"\b(?:do|does|did|have|has) not (?:\w+ ){0,8}(?:object\w{0,3}|reject\w{0,3}|"
        r"declar\w{1,4}|respond\w{0,3}|oppose\w{0,2}|terminat\w{1,3}|notif\w{1,3}|declin\w{1,3})|"
        r"\b(?:without|absence of|no) (?:\w+ ){0,3}objection|\bsilence\b",
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
    "exit_terminate": (
        r"\b(?:recht|berechtigt)\b.*\bkundig",
        r"\bterminat(?:e|ion|ing|ed)\b|\brescind\b|\bend (?:your|this|the) (?:\w+ )?(?:agreement|"
        r"contract|membership|subscription)|\bwithdraw from",
        r"\b(?:opzeg\w{0,12}|op te zeggen|zeg\w{0,2} (?:\w+ ){0,6}op|be.?eindig\w{0,3}|"
        r"ontbind\w{0,4}|te be.?eindigen|herroep\w{0,3})\b",
        r"\bresili\w{1,8}|\bmettre (?:fin|un terme) (?:a|au)|\brompre|\bdenonc\w{1,4}",
        r"\b(?:ge)?kundig\w{0,5}|\b\w{0,6}kundigung\w{0,8}|\bbeend(?:en|igung|igen)\b|\brucktritt",
    ),
    "exit_cancel": (
        r"\bcancel(?:s|led|ling|lation)?\b|\bannuler(?:en)?\b|\bstornier\w{1,3}",
    ),
    "exit_stop": (
        r"\b(?:stop|cease|discontinue|quit|refrain from|avoid) (?:\w+ ){0,4}(?:us(?:e|ing|age)|"
        r"access\w{0,3})\b|\b(?:must|should|may|shall|can|please|then) (?:\w+ )?(?:not|"
        r"no longer) (?:\w+ ){0,2}(?:use|access|continue)\b|\bdo not (?:continue|use|access)\b|"
        r"\b(?:stop|cease) (?:\w+ ){0,2}use|\bleave the (?:service|site|platform)",
        r"\b(?:stop\w{0,2}|staken|staakt|beeindigen) (?:\w+ ){0,5}gebruik\w{0,2}|"
        r"\bgebruik (?:\w+ ){0,5}(?:staken|stoppen|stop te zetten|stopzetten|beeindigen)|"
        r"\bniet (?:langer|meer|verder) (?:te )?gebruiken|\bgeen gebruik (?:meer )?(?:te )?maken",
        r"\b(?:cess\w{1,4}|arret\w{1,4}|ne (?:plus|pas)|renoncer|"
        r"interrompre) (?:\w+[' ]){0,5}(?:utilis\w{1,6}|usage|acceder)",
        r"\b(?:nicht (?:mehr|weiter|langer)|einstellen|einzustellen|"
        r"unterlassen)\b.*\b(?:nutz\w{0,4}|verwend\w{0,4})|\bnutzung (?:\w+ ){0,6}(?:einstellen|"
        r"einzustellen|beenden|unterlassen)|\bnicht (?:mehr|weiter|langer) nutzen",
    ),
    "exit_close": (
        r"\b(?:clos(?:e|ing)(?: out)?|delet(?:e|ing)|deactivat(?:e|ing)|remov(?:e|ing)|"
        r"cancel(?:ling)?) (?:\w+ ){0,4}(?:accounts?|profile|registration)\b",
        r"\b(?:account|profiel) (?:\w+ ){0,4}(?:te )?(?:sluiten|verwijderen|opheffen|beeindigen|"
        r"deactiveren)|\b(?:supprim\w{1,4}|ferm\w{1,4}|clotur\w{1,4}|"
        r"desactiv\w{1,4}) (?:\w+ ){0,3}compte|\b\w{0,8}konto\w? (?:\w+ ){0,6}(?:losch\w{1,3}|"
        r"schliess\w{1,3}|deaktivier\w{1,3})",
    ),
    "exit_object": (
        r"\b(?:right|entitled|may|can|opportunity|able) (?:\w+ ){0,3}(?:to )?object\b|"
        r"\bright of objection|\bobject (?:\w+ ){0,4}(?:within|in writing|by)",
        r"\bbezwaar (?:te )?(?:maken|aantekenen|indienen)|\bvous opposer|\bs'opposer|"
        r"\bdroit d'opposition|\bwiderspr\w{1,8}|\bwiderspruchsrecht",
    ),
    "exit_reject": (
        r"\bfree to (?:reject|decline|refuse)\b",
        r"\b(?:may|can|right to|entitled to|option to|opportunity to|"
        r"choose to) (?:\w+ ){0,2}(?:reject|decline|refuse|opt out)\b|"
        r"\bdeclare whether you accept|\baccept or (?:reject|decline|refuse)|\bby rejecting|"
        r"\breject(?:ing)? the (?:\w+ )?(?:changes|amend)",
        r"\b(?:te )?weiger(?:en|t)\b|\bafwijz\w{1,3}|\b(?:droit de|peut|pouvez|possibilite de|"
        r"libre de) (?:\w+ ){0,2}refuser|\brefuser (?:les|la|ces|cette)|\bablehn(?:en|ung)\b|"
        r"\babzulehnen",
    ),
    "we_exit": (
        r"\b(?:we|company|provider) (?:\w+ ){0,6}(?:may|can|reserve|will|shall|has the right|"
        r"have the right) (?:\w+ ){0,8}(?:terminate|cancel|suspend|close|delete|discontinue|"
        r"stop)\b",
        r"\b(?:wij|we) (?:\w+ ){0,3}(?:kunnen|mogen) (?:\w+ ){0,8}(?:beeindigen|opzeggen)|"
        r"\bnous (?:\w+ ){0,2}(?:pouvons|reservons) (?:\w+ ){0,8}resilier|"
        r"\bwir (?:\w+ ){0,2}(?:konnen|durfen|sind berechtigt) (?:\w+ ){0,10}kundig",
    ),
    "exit_lost": (
        r"\bvervalt (?:\w+ ){0,4}(?:opzeg|recht)",
        r"\bright (?:\w+ ){0,4}(?:lapses|is waived|expires)",
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
