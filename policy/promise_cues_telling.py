"""Cues of who may change the text, who tells whom, and what is told; see `promise_cues`."""

from __future__ import annotations

from typing import Final

TELLING: Final[dict[str, tuple[str, ...]]] = {
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
        # free of the duty to tell
        r"\b(?:hoeft|hoeven|niet (?:verplicht|gehouden)|geen verplichting"
        r"|zonder (?:\w+ )?(?:verplichting"
        r"|gehouden|verplicht))\b[^.;]*\b(?:hoogte|informeren|verwittigen|melden|kennis|delen)\b",
        r"\bsans (?:y )?(?:etre )?(?:tenue?s?|obligee?s?|obligation)\b[^.;]*\b(?:informer|avertir"
        r"|prevenir"
        r"|notifier)\b|\bn'(?:est|sommes|etes|a|avons) (?:pas|aucune) (?:tenue?s?|obligee?s?"
        r"|obligation)"
        r"\b[^.;]*\b(?:informer|avertir|prevenir|notifier)\b",
        r"\bmuss(?:en)?\b[^.;]*\bnicht (?:\w+ )?(?:informier|unterricht|benachricht|mitteil"
        r"|hinweis)\w{1,3}"
        r"|\bnicht verpflichtet\b[^.;]*\b(?:informier|unterricht|benachricht|hinzuweis"
        r"|mitzuteil)\w{1,4}",
        r"\b(?:under no (?:duty|obligation)|not (?:be )?(?:obliged|required|bound)|no (?:obligation"
        r"|duty)"
        r"|need not|do not have|does not have|without (?:any )?(?:obligation"
        r"|duty)) (?:to )?(?:\w+ )?"
        r"(?:notify|inform|tell|announce|warn|give)\b",
        r"\bohne dass (?:wir|es|der anbieter)\b.*(?:informier|benachrichtig|ankundig|mitteil)",
        r"\bzonder dat (?:wij|we)\b.*(?:informeren|verwittigen|melden|aankondigen)",
        r"\bsans (?:que nous|en informer|vous en informer|l'en informer)",
        r"without (?:\w+ ){0,3}(?:notice|notification|notifying|warning|informing|announcement)\b|"
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
        r"\b(?:leden|klanten|gebruikers) vernemen\b|\bappren(?:nent|ez|dront|drez)\b"
        r"|\b(?:mitglieder|kunden|nutzer) erfahren\b|\bgemeldet\b|\breported\b"
        r"|\b(?:members|customers|users|subscribers) (?:will )?(?:learn|hear) of\b",
        # a message reaches the reader, whatever the verb and however far its second half
        r"\bbreng\w{0,2}\b[^.;]*\bop de hoogte\b|\bin kennis (?:ge)?(?:stel|ste)\w{0,3}\b"
        r"|\bstel\w{0,3}\b[^.;]*\bin kennis\b|\bla(?:at|ten)\b[^.;]*\bweten\b"
        r"|\b(?:deelt?|delen)\b[^.;]*\bmee\b|\bkondig(?:t|en)?\b[^.;]*\baan\b"
        r"|\baanzegging\w{0,10}\b"
        r"|\bma(?:ak|akt|ken)\b[^.;]*\b(?:bekend|kenbaar)\b|\b(?:bekend|kenbaar) gemaakt\b"
        r"|\b(?:krijgt|ontvangt|verneemt|hoort) (?:u|je)\b|\b(?:u|je) (?:verneemt|hoort)\b"
        r"|\b(?:hebben|heeft) bericht\b|\bbericht (?:hebben|heeft)\b|\bu\b[^.;]*\bte (?:sturen"
        r"|mailen|zenden)\b"
        r"|\b(?:mail|mailen|schrijven|zeggen|melden) (?:wij|we) (?:u|je)\b|\bwaarschuw\w{0,3}\b"
        r"|\b(?:krijgt|krijgen|ontvangt|ontvangen)\b[^.;]*\b(?:bericht|e-?mail|melding|brief)\b"
        r"|\b(?:bericht|e-?mail|melding|brief)\b[^.;]*\b(?:krijgt|krijgen|ontvangt|ontvangen)\b",
        r"\b(?:avisons|avise[srz]?|faisons (?:part|savoir)|fait (?:part|savoir)|faire (?:part"
        r"|savoir)"
        r"|ferons (?:part|savoir)|recevez|recevront|adressons|envoyons|ecrivons|annonc\w{1,5})\b"
        r"|\bport(?:ons|e|era|erons) (?:\w+ ){0,4}a (?:la|votre) connaissance\b"
        r"|\bdonn\w{1,4} connaissance\b"
        r"|\b(?:envoye|adresse|transmis|annonce|indique)e?s? (?:au client|a l'utilisateur)\b"
        r"|\bvous (?:est|sont|sera|seront) (?:\w+ )?(?:envoye|adresse|transmis|annonce|indique"
        r"|remis)\w{0,3}\b|\b(?:laissons|laisse) savoir\b|\bnotifions\b"
        r"|\bvous (?:en )?(?:envoyer|adresser|ecrire|avertir|prevenir)\b"
        r"|\b(?:courriel|e-?mail|lettre|message) (?:\w+ )?(?:envoye|adresse|recu)e?s?\b",
        r"\b(?:setz|brin)\w{1,3}\b[^.;]*\bin kenntnis\b|\b(?:geben|gibt)\b[^.;]*\bbekannt\b"
        r"|\bkundig(?:t|en)\b[^.;]*\ban\b|\b(?:lassen|lasst)\b[^.;]*\bwissen\b"
        r"|\b(?:erfahren|bekommen|horen) sie\b|\bsie (?:erfahren|bekommen|horen|erhalten)\b"
        r"|\b(?:mailen|melden|schreiben|schicken|senden|geben|sagen) wir (?:ihnen|es ihnen)\b"
        r"|\bwir (?:mailen|melden|schreiben|schicken|senden|geben|sagen) (?:ihnen|es ihnen)\b"
        r"|\bihnen\b[^.;]*\b(?:gemeldet|bekanntgegeben|zugesandt|zugeschickt|ubersandt)\b"
        r"|\b(?:e-?mail|nachricht|brief|schreiben)\b[^.;]*\bsie\b[^.;]*\b(?:erhalten|bekommen)\b"
        r"|\bihnen\b[^.;]*\bzu (?:schicken|senden|mailen|schreiben|geben)\b"
        r"|\bankundigung\w{0,6}\b|\banzuzeigen\b|\banzeige an (?:sie|den)\b",
        r"\b(?:tell|tells|told|warn|warns|warned) (?:you|users|customers|members|its|our"
        r"|everybody|everyone|every|all|of|about|the)\b|\blets?\b[^.;]{0,60}\bknow\b|\byou (?:will "
        r"|shall )?(?:get|hear|learn|receive)\b"
        r"|\b(?:sending|mailing|telling|giving|writing) (?:to )?you\b"
        r"|\bnotice (?:\w+ )?(?:is|will be|shall be) (?:\w+ )?given\b|\bnotice period\b"
        r"|\b(?:made|make|makes) (?:\w+ ){0,3}known\b|\breport(?:s|ed)? to you\b"
        r"|\b(?:write|writes) to (?:you|users|customers|members)\b|\breach(?:es)? you\b"
        r"|\b(?:e-?mail|message|letter|notice) (?:which |that )?you (?:will )?(?:get|receive)\b"
        r"|\bgive[sn]? (?:\w+ ){0,3}(?:word|warning)\b|\b(?:will|shall) be told\b|\bare told\b"
        r"|\b(?:mail|e-?mail|write|notify|message)s? (?:you|it to you|them to you|every)\b",
        # a message comes up before the reader's eyes
        r"\b(?:to(?:ont|nen)|verschijnt|verschijnen)\b[^.;]*\b(?:banner|melding|bericht)\b"
        r"|\b(?:melding|bericht|banner)\b[^.;]*\b(?:getoond|verschijnt|verschijnen)\b"
        r"|\baffich\w{1,5}\b[^.;]*\b(?:bandeau|message|avis|banniere)\b"
        r"|\b(?:bandeau|message|avis|banniere)\b[^.;]*\b(?:affich\w{1,5}|apparait\w{0,3})\b"
        r"|\b(?:zeig|blend|erschein)\w{1,3}\b[^.;]*\b(?:banner|meldung|hinweis|nachricht)\b"
        r"|\b(?:banner|meldung|hinweis|nachricht)\b[^.;]*\b(?:angezeigt|erschein\w{1,2})\b"
        r"|\b(?:show|display|put up)s?\b[^.;]*\b(?:banner|message|notice)\b"
        r"|\b(?:banner|message)\b[^.;]*\b(?:shown|displayed|appears?|comes up)\b",
        r"\b(?:send|mail|e-mail) you\b|\blet (?:\w+ ){1,4}know\b",
        r"\bsend (?:an? |out )?(?:\w+ ){0,2}e-?mail",
        r"\b(?:sturen|stuurt|zenden|mailen|mailt) (?:wij |we )?(?:u|je)\b",
        r"\b(?:u|je) (?:ontvangt|krijgt)\b",
        r"\bvous (?:recevrez|serez)\b|\bnous vous (?:enverrons|adresserons)\b",
        r"\b(?:senden wir|erhalten sie|erhaltst du|teilen wir|teilt (?:\w+ ){1,16}mit)\b",
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
    "announces_german": (
        # "kündigen wir an" is to announce; without the last word it is to leave
        r"\bkundig(?:en wir|t \w+|en) [^.;,]*\ban\b",
    ),
    "reader_duty": (
        # the reader, named in the third person, is the one who tells
        r"\b(?:the|a|any) (?:customer|client|user|member|subscriber|tenant|participant|buyer"
        r"|student"
        r"|holder|reader) (?:must |shall |will |undertakes to )?(?:reports?|informs?|notif(?:y|ies)"
        r"|tells?|communicates?|announces?|lets? us|says? so)\b",
        r"\bde (?:klant|gebruiker|lid|huurder|deelnemer|koper|abonnee|cursist|lezer) (?:\w+ ){0,3}"
        r"(?:meldt|laat|brengt|stelt|informeert|verwittigt|deelt)\b|\b(?:laat|meldt|deelt|brengt) u"
        r" (?:\w+ ){0,2}ons\b|\b(?:laat|meldt|deelt) (?:u|de (?:klant|gebruiker|huurder)) (?:dat"
        r"|dit)"
        r"\b",
        r"\b(?:le client|l'utilisateur|l'abonne|le membre|l'adherent|le locataire|l'acheteur"
        r"|le participant) (?:le |en |nous |nous en )?(?:signale|informe|notifie|communique|avertit"
        r"|previent|annonce|fait savoir)\b|\bvous nous (?:en )?(?:inform|avert|preven|signal"
        r"|notif)\w+",
        r"\b(?:meldet|teilt|informiert|unterrichtet|benachrichtigt|zeigt) (?:der (?:kunde|nutzer"
        r"|teilnehmer|kaufer|mieter|abonnent)|das mitglied)\b|\b(?:der (?:kunde|nutzer|teilnehmer"
        r"|kaufer|mieter|abonnent)|das mitglied) (?:meldet|teilt|informiert|unterrichtet|zeigt)\b"
        r"|\bteilen sie uns\b|\b(?:informieren|unterrichten|benachrichtigen) sie uns\b",
        r"\b(?:notify|inform|tell|contact|advise|update|alert|let|email|e-mail) us\b|"
        r"keep us (?:informed|updated)|your (?:responsibility|obligation) to (?:notify|inform)|"
        r"you (?:must|shall|agree to|undertake to|are (?:required|obliged) to|"
        r"will) (?:\w+ )?(?:notify|inform)",
        r"\bons (?:\w+ ){0,6}op de hoogte|dient \w+ (?:\w+ ){0,6}op de hoogte|informeer ons|"
        r"u (?:dient|bent verplicht|moet) (?:\w+ ){0,6}(?:informeren|melden|verwittigen|"
        r"op de hoogte|mee te delen)|aan ons (?:door|mee|mede)",
        r"\b(?:communiqu|signal|indiqu|transmett)\w{1,4}-nous\b|"
        r"informez-nous|\bnous (?:informer|avertir|prevenir|notifier|en informer|communiquer|"
        r"signaler)\b|(?:s'engage|tenue?|devez|doit|obligation) (?:\w+ ){0,4}(?:informer|notifier|"
        r"communiquer|signaler) (?:la societe|le prestataire|nous|\w+ de toute?)",
        r"\b(?:uns|dem anbieter) (?:\w+ ){0,8}(?:mitzuteilen|mitteilen|informieren|"
        r"benachrichtigen|anzuzeigen)|(?:ist|sind) verpflichtet,? (?:\w+ ){0,10}mitzuteilen|"
        r"(?:kunde|nutzer|mitglied|teilnehmer|kaufer|mieter"
        r"|besteller) (?:\w+ )?verpflichte\w{0,2} sich|"
        r"\bsie verpflichten sich",
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
}  # fmt: skip
