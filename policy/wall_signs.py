"""Words by which a page tells that it is not the policy, and words by which a policy shows.

Data only; `policy/walls.py` weighs it. A sign is a tuple of groups: a block shows the sign when it
holds at least one word of *every* group, so that a sign names a class ("access" with "denied", in
any order and language) and not the sentence of one supplier. Words are folded and stripped of
punctuation first ("wi fi", "don t"); a trailing `*` stands for any ending. Seven languages: Dutch,
French, German, English, Spanish, Italian, Portuguese.
"""

from __future__ import annotations

Group = tuple[str, ...]
Sign = tuple[Group, ...]


def _group(words: str) -> Group:
    """The alternatives of one group, written with commas between them."""
    return tuple(" ".join(word.split()) for word in words.split(",") if word.strip())


_ACCESS = _group(
    """
    access, toegang, zugriff, zugang, accès, acceso, accesso, acesso, request, aanvraag,
    anfrage, requête, solicitud, richiesta, pedido, connection, web page, webpage, website,
    site, page, ip address, ip adres,
    ip adresse, adresse ip, dirección ip, indirizzo ip, endereço ip
    """
)
_DENIED = _group(
    """
    denied, blocked, forbidden, refused, unsuccessful, geweigerd, geblokkeerd, verweigert,
    gesperrt, blockiert, refusé, refusée, interdit, bloqué, bloquée, denegado, bloqueado,
    bloqueada, prohibido, negato, bloccato, bloccata, vietato, negado, recusado, proibido
    """
)
_CHECK = _group(
    """
    check*, verif*, confirm*, prove, validat*, review*, controle*, controleer*, bevestig*,
    prüf*, überprüf*, bestätig*, vérifi*, confirmez, comprob*, comprueb*, confirme, controll*,
    conferma*, verifiche*
    """
)
_HUMAN = _group(
    """
    human, robot, robots, not a bot, browser, mens, een mens, mensch, ein mensch, roboter,
    humain, un robot, navigateur, humano, humana, navegador, umano, umana, navigazione,
    security of your connection, connection is secure, you are real, a bot
    """
)
_SWITCH_ON = _group(
    """
    enable*, activat*, turn on, need, needs, requires, required, schakel, inschakelen,
    activeer, vereist, aktivier*, einschalten, benötigt, erforderlich, activez, activer,
    nécessaire, nécessite, habilit*, activ*, attiva*, abilita*, richiede, ativ*, necessário,
    disabled, uitgeschakeld, deaktiviert, désactivé, desactivado, disabilitato, desativado
    """
)
_PAGE = _group(
    """
    page, pagina, seite, página, url, address, adres, adresse, dirección, indirizzo, endereço,
    link, content, resource, bestand, file, article, key, object, bucket, document
    """
)
_NOT_FOUND = _group(
    """
    not found, could not be found, can t be found, cannot be found, couldn t find, can t find,
    cannot find, could not find, were looking for, are looking for, you requested, doesn t
    exist, does not exist, no longer exists, is gone, has been removed, niet gevonden, bestaat
    niet, niet vinden, bestaat helaas niet, u zoekt, je zoekt, nicht gefunden, existiert
    nicht, nicht vorhanden, introuvable, n existe pas, n existe plus, pas été trouvée, n a pas
    été trouvé, que vous recherchez, que vous cherchez, no encontrada, no encontrado, no
    existe, que busca, que buscas, non trovata, non trovato, non esiste, che cerchi, che stai
    cercando, não encontrada, não encontrado, não existe, que procura
    """
)
_ERROR = _group(
    """
    error, fout, fehler, erreur, erro, errore, problem, problème, problema, storing, störung,
    panne
    """
)
_OCCURRED = _group(
    """
    occurred, has occured, went wrong, try again, try later, opgetreden, opnieuw, probeer,
    misgegaan, aufgetreten, erneut, versuchen, produite, survenue, réessayer, réessayez,
    ocurrido, producido, inténtelo, inténtalo, verificato, riprova, ocorreu, tente,
    unexpected, onverwachte, unerwarteter, inattendue, inesperado, imprevisto, internal,
    interne, interno
    """
)
_PLACE = _group(
    """
    region, regions, country, countries, location, territory, jurisdiction, land, landen,
    regio, locatie, europa, european, eu, länder, ländern, ihrem land, standort, pays, région,
    país, países, región, ubicación, paese, paesi, regione, região, localização
    """
)
_UNAVAILABLE = _group(
    """
    unavailable, not available, isn t available, aren t available, no longer available, niet
    beschikbaar, nicht verfügbar, indisponible, pas disponible, no disponible, no está
    disponible, non disponibile, non è disponibile, indisponível, não disponível, não está
    disponível, cannot be accessed, can t be accessed
    """
)
_MAINTENANCE = _group(
    """
    maintenance, onderhoud, onderhoudswerkzaamheden, wartung, wartungsarbeiten, wartungsmodus,
    mantenimiento, manutenzione, manutenção, entretien
    """
)
_BACK = _group(
    """
    be back, back soon, back online, back shortly, right back, scheduled, temporarily,
    currently, under, offline, terug, gepland, tijdelijk, momenteel, zurück, geplante,
    vorübergehend, derzeit, zurzeit, de retour, temporairement, actuellement, en cours,
    volveremos, programado, temporalmente, actualmente, en, torneremo, torniamo, presto,
    programmata, temporaneamente, attualmente, in corso, voltaremos, voltamos, breve,
    programada, temporariamente, atualmente, em, mode
    """
)
_DOMAIN = _group(
    """
    domain, domain name, domein, domeinnaam, domäne, domaine, nom de domaine, dominio,
    domínio, website name
    """
)
_FOR_SALE = _group(
    """
    for sale, parked, expired, buy this, make an offer, te koop, geparkeerd, verlopen, zum
    verkauf, zu verkaufen, geparkt, abgelaufen, à vendre, en vente, expiré, en venta,
    estacionado, caducado, in vendita, parcheggiato, scaduto, à venda, expirado, newly
    registered, recently registered, is registered, has been registered, registrar
    """
)
_SIGN_IN = _group(
    """
    sign in, signin, log in, login, log on, sign up, inloggen, aanmelden, meld je aan,
    anmelden, anmeldung, einloggen, connectez vous, se connecter, connexion, identifiez vous,
    iniciar sesión, inicia sesión, inicie sesión, acceder, accedi, effettua il login, iniciar
    sessão, entrar, faça login, authenticat*, single sign on
    """
)
_TO_GO_ON = _group(
    """
    continue, account, password, to view, to see, to access, to read, required, username,
    verder, doorgaan, wachtwoord, gebruikersnaam, fortfahren, konto, passwort, benutzername,
    weiter, continuer, mot de passe, compte, identifiant, continuar, contraseña, cuenta,
    usuario, continuare, conta, senha, forgot, vergeten, vergessen, oublié, olvidado
    """
)
_ACCEPT = _group(
    """
    accept all, accept, agree, allow all, i agree, alles accepteren, accepteren, akkoord, alle
    akzeptieren, akzeptieren, zustimmen, tout accepter, accepter, j accepte, aceptar todo,
    aceptar, acepto, accetta tutto, accetta, aceitar tudo, aceitar, reject all, alles
    weigeren, alle ablehnen, tout refuser, rechazar, rifiuta, rejeitar, manage, beheer,
    verwalten, gérer, gestionar, gestisci, gerir
    """
)
_COOKIES = _group(
    """
    cookies, cookie, our partners, partners, onze partners, unsere partner, nos partenaires,
    nuestros socios, i nostri partner, nossos parceiros, tracking, consent
    """
)
_REDIRECTED = _group(
    """
    redirected, redirecting, doorgestuurd, doorverwezen, omgeleid, weitergeleitet, umgeleitet,
    redirigé, redirigée, redirection en cours, redirigido, redirigida, redirigiendo,
    reindirizzato, reindirizzata, reindirizzamento, redirecionado, redirecionada,
    redirecionando
    """
)
_YOU_OR_WAIT = _group(
    """
    you, u, je, sie, vous, usted, tu, te, lei, você, should, will be, being, wordt, werden,
    serez, êtes, automatically, automatisch, automatiquement, automáticamente,
    automaticamente, seconds, moment
    """
)
_MOVED = _group(
    """
    has moved, moved permanently, is moved, is verhuisd, verplaatst, umgezogen, verschoben, a
    été déplacée, a déménagé, se ha movido, se ha trasladado, è stata spostata, foi movida,
    object moved, document moved
    """
)
_LOADING = _group(
    """
    loading, laden, bezig met laden, wird geladen, lädt, chargement, cargando, caricamento,
    carregando, please wait, one moment, just a moment, even geduld, een ogenblik, einen
    moment, bitte warten, veuillez patienter, un instant, espere, un momento, attendere,
    aguarde, um momento
    """
)

_DOMAIN_SALE = _group(
    """
    buy this domain, this domain is parked, domain parking, welcome to nginx, it works,
    apache2 default page, default web page, account suspended, account has been suspended
    """
)
_CAPTCHA = _group(
    """
    captcha, recaptcha, i am not a robot, i m not a robot, security check, anti bot, ddos
    protection
    """
)
_TOO_MUCH = _group(
    """
    unusual traffic, unusual activity, suspicious activity, automated requests, automated
    queries, automated access, too many requests, rate limit, rate limited, slow down,
    verdacht verkeer, ongebruikelijk verkeer, te veel verzoeken, ungewöhnlichen datenverkehr,
    zu viele anfragen, trafic inhabituel, trop de requêtes, tráfico inusual, demasiadas
    solicitudes, traffico insolito, troppe richieste, tráfego incomum, muitos pedidos, pardon
    our interruption, you are a bot, you re a bot, you were a bot, verdächtige aktivität,
    activité suspecte
    """
)
_TICKET = _group(
    """
    request id, ray id, incident id, incident number, support id, event id, reference number,
    reference id, error reference
    """
)
_NUMBER = _group("0*, 1*, 2*, 3*, 4*, 5*, 6*, 7*, 8*, 9*, your, is")
_NO_PERMISSION = _group(
    """
    don t have permission, do not have permission, not authorized, not authorised,
    unauthorized, geen toestemming om deze, keine berechtigung, pas autorisé à accéder, n êtes
    pas autorisé, no tiene permiso, non hai il permesso, não tem permissão, you have been
    blocked, you ve been blocked, unable to access, u bent geblokkeerd, sie wurden blockiert,
    vous avez été bloqué, ha sido bloqueado, è stato bloccato, foi bloqueado
    """
)
_SERVER = _group(
    """
    service, server, site, website, app, application, dienst, webseite, serveur, servicio,
    sitio, servizio, sito, serviço
    """
)
_AGE = _group(
    """
    your age, years old, 18 years, 21 years, or older, leeftijd, 18 jaar, ihr alter, 18 jahre,
    votre âge, 18 ans, su edad, 18 años, la tua età, 18 anni, a sua idade, 18 anos
    """
)
_ARE_YOU = _group(
    """
    are you, you must be, enter, ben je, bent u, sind sie, bist du, avez vous, êtes vous,
    tienes, eres, hai, sei, tem, you are
    """
)
_QUEUE = _group(
    """
    waiting room, now in line, now in the queue, virtual queue, in de wachtrij, wachtruimte,
    warteschlange, warteraum, file d attente, salle d attente, sala de espera, fila de espera,
    sala d attesa
    """
)
_BROWSER = _group("browser, navigateur, navegador")
_TOO_OLD = _group(
    """
    not supported, unsupported, upgrade your, outdated, niet ondersteund, nicht unterstützt,
    veraltet, pas pris en charge, obsolète, no es compatible, non è supportato, não é compatível
    """
)
_WIFI = _group("wi fi, wifi, wlan, hotspot, go online, get online")
_WELCOME = _group(
    """
    welcome, welkom, willkommen, bienvenue, free, gratis, gratuit, accept*, connect*, online
    """
)
_SOON_BACK = _group(
    """
    we will be back, we ll be back, back soon, last van een storing, zo snel mogelijk terug,
    sind bald zurück, bientôt de retour, volveremos pronto, torneremo presto, voltaremos em
    breve, currently offline, momenteel offline, derzeit offline, down for, coming soon, under
    construction, binnenkort online, in aanbouw, im aufbau, en construction, en construcción,
    in costruzione, em construção
    """
)
_STATUS_GONE = _group(
    """
    404 not found, 404 error, error 404, http 404, 410 gone, error 410, no such app, nothing
    here, no such key
    """
)
_BROKEN = _group(
    """
    something went wrong, er ging iets mis, er is iets misgegaan, etwas ist schiefgelaufen,
    une erreur s est produite, algo salió mal, algo ha salido mal, qualcosa è andato storto,
    algo deu errado, traceback, stack trace, fatal error, uncaught exception, unhandled
    exception, operationalerror, internal server error, bad gateway, service unavailable,
    gateway timeout, bad request, error 500, error 502, error 503, oops, error code, timed
    out, is down, error 521, error 522
    """
)
_VALUED = _group(
    """
    value your privacy, care about your privacy, your privacy matters, before you
    continue, wij waarderen uw privacy, wir schätzen ihre privatsphäre, nous respectons votre
    vie privée, respetamos su privacidad, valoramos tu privacidad, rispettiamo la tua privacy,
    valorizamos a sua privacidade, voordat je verdergaat, bevor sie fortfahren, avant d
    accéder, avant de continuer, antes de continuar, prima di continuare
    """
)
_CHOOSE = _group(
    """
    choose, select, kies, selecteer, wählen, auswählen, choisissez, sélectionnez, elige,
    selecciona, scegli, escolha
    """
)
_EDITION = _group(
    """
    country, language, region, location, land, taal, regio, sprache, pays, langue, país,
    idioma, paese, lingua
    """
)

SIGNS: tuple[tuple[str, Sign], ...] = (
    ("redirect", (_REDIRECTED, _YOU_OR_WAIT)),
    ("redirect", (_MOVED,)),
    ("parked", (_DOMAIN, _FOR_SALE)),
    ("parked", (_DOMAIN_SALE,)),
    ("age_gate", (_AGE, _CHECK)),
    ("age_gate", (_AGE, _ARE_YOU)),
    ("bot_wall", (_CHECK, _HUMAN)),
    ("bot_wall", (_CAPTCHA,)),
    ("bot_wall", (_TOO_MUCH,)),
    ("bot_wall", (_TICKET, _NUMBER)),
    ("forbidden", (_ACCESS, _DENIED)),
    ("forbidden", (_NO_PERMISSION,)),
    ("forbidden", (_UNAVAILABLE, _PLACE)),
    ("queue", (_QUEUE,)),
    ("captive_portal", (_WIFI, _WELCOME)),
    ("login", (_SIGN_IN, _TO_GO_ON)),
    ("maintenance", (_MAINTENANCE, _BACK)),
    ("maintenance", (_SOON_BACK,)),
    ("gone", (_PAGE, _NOT_FOUND)),
    ("gone", (_PAGE, _UNAVAILABLE)),
    ("gone", (_STATUS_GONE,)),
    ("gone", (_ERROR, _NOT_FOUND)),
    ("error_page", (_SERVER, _UNAVAILABLE)),
    ("error_page", (_ERROR, _OCCURRED)),
    ("error_page", (_BROKEN,)),
    ("consent", (_COOKIES, _ACCEPT)),
    ("consent", (_VALUED,)),
    ("choice", (_CHOOSE, _EDITION)),
    ("empty", (_group("javascript, js"), _SWITCH_ON)),
    ("empty", (_BROWSER, _TOO_OLD)),
    ("empty", (_LOADING,)),
)
"""The signs with the reason each of them stands for, most telling first."""

HEADINGS: tuple[tuple[str, Group], ...] = (
    ("login", _SIGN_IN),
    ("forbidden", _DENIED),
    ("gone", _NOT_FOUND),
    ("maintenance", _MAINTENANCE),
    ("redirect", _REDIRECTED),
    ("error_page", _ERROR),
)
"""A title or heading of a few words that holds one of these names a wall by itself."""

CODES = {
    "401": "login",
    "403": "forbidden",
    "404": "gone",
    "410": "gone",
    "429": "bot_wall",
    "451": "forbidden",
    "500": "error_page",
    "502": "error_page",
    "503": "error_page",
    "504": "error_page",
}
"""A line of a few words that holds one of these numbers is a status, not a sum of money."""

POLICY_NAMES = _group(
    """
    policy, policies, terms, conditions, agreement, guideline, statement, imprint, disclaimer,
    addendum, charter, code of conduct, acceptable use, subprocessor, sub processor, licen,
    eula, contract, legal notice, privacy notice, rules, beleid, voorwaarden, verklaring,
    overeenkomst, reglement, bedingungen, datenschutz, impressum, agb, richtlinie,
    vereinbarung, rechtliche, widerruf, politique, mentions légales, charte, cgu, cgv,
    règlement, confidentialité, contrat, política, politica, términos, condiciones,
    condizioni, informativa, termini, note legali, contratto, termos, condições, aviso legal,
    privacidade, privacidad, vilkår, villkor, betingelser, integritets, personvern,
    tietosuoja, ehdot, regulamin, polityka, prywatno, podmínky, zásady, adatvédelm, feltétel,
    szabályzat, termeni, confidențialitate, όροι, απορρήτου, условия, политика,
    конфиденциальн, gizlilik, koşul, プライバシー, 規約, 隐私, 隱私, 条款, 條款, 개인정보, 약관
    """
)
"""Parts of words by which titles and headings name a policy, as compounds do ("Privacybeleid")."""

WEAK_NAMES = _group(
    """
    privacy, cookie, legal, copyright, trademark, données, gegevens, daten, datos, dati, dados
    """
)
"""Parts of words that name a policy where nothing speaks for a wall ("We value your privacy")."""

SUBSTANCE = _group(
    """
    personal data, personal information, we collect, we process, your rights, your data, third
    parties, third party, these terms, this policy, this agreement, this notice, liable,
    liability, governing law, laws of, jurisdiction, courts, warrant*, terminat*, intellectual
    property, retain*, retention, controller, processor, processors, gdpr, opt out, refund*,
    indemni*, comply, applicable law, prohibited, publisher, confidential*, persoonsgegevens,
    gegevens, wij verzamelen, we verzamelen, verwerk*, deze voorwaarden, dit beleid,
    overeenkomst, aansprakelijk*, derden, rechten, toestemming, bewaren, bewaart*, wettelijk*,
    bevoegd*, opzeg*, intellectuele eigendom, personenbezogen*, personenbezogene daten,
    verarbeit*, haftung, haften, haftet, vertrag*, rechte, einwilligung, dritte, dritten,
    kündig*, gerichtsstand, verantwortlich*, dsgvo, gesetz*, diese bedingungen, données
    personnelles, données à caractère, nous collectons, nous traitons, vos droits, les
    présentes, responsabilité, tiers, consentement, contrat, droit applicable, résili*, loi,
    datos personales, tratamiento, derechos, responsable, terceros, consentimiento, contrato,
    estas condiciones, ley, responsabilidad, dati personali, trattamento, diritti, titolare,
    terzi, consenso, contratto, presenti condizioni, legge, responsabilità, dados pessoais,
    tratamento, direitos, terceiros, consentimento, estas condições, lei, responsabilidade
    """
)
"""Words that policies are made of and other pages seldom hold."""

RULES_AND_RIGHTS = _group(
    """
    we use, we may, we will, we do not, we don t, we share, you may, you must, you agree, you
    can, you should, gebruiker*, wij gebruiken, we gebruiken, u mag, u kunt, u moet, je mag,
    je kunt, wij kunnen, we kunnen, daten, nutzer*, wir verwenden, wir erheben, wir können,
    sie können, sie dürfen, données, utilisateur*, conservation, nous utilisons, nous pouvons,
    vous pouvez, vous devez, usuario*, condiciones, puede, podemos, debe, utent*, condizioni,
    può, possiamo, deve, condições, usuário*, utilizador*, pode, coleta*
    """
)
"""Words that a rule, a right or a duty is written with, and advertising as well."""
