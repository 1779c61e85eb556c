"""Words by which a page tells that it is not the policy.

Data only; `policy/walls.py` weighs it. A sign is a tuple of groups: a block shows the sign when it
holds at least one word of *every* group, so that a sign names a class ("access" with "denied", in
any order and language) and not the sentence of one supplier. Words are folded and stripped of
punctuation first ("wi fi", "don t"); a trailing `*` stands for any ending. Seven languages: Dutch,
French, German, English, Spanish, Italian, Portuguese.
"""

from __future__ import annotations

Group = tuple[str, ...]
Sign = tuple[Group, ...]


def group(words: str) -> Group:
    """The alternatives of one group, written with commas between them."""
    return tuple(" ".join(word.split()) for word in words.split(",") if word.strip())


_ACCESS = group(
    """
    access, toegang, zugriff, zugang, accès, acceso, accesso, acesso, request, aanvraag,
    anfrage, requête, solicitud, richiesta, pedido, connection, web page, webpage, website,
    site, page, ip address, ip adres,
    ip adresse, adresse ip, dirección ip, indirizzo ip, endereço ip
    """
)
_DENIED = group(
    """
    denied, blocked, forbidden, refused, unsuccessful, geweigerd, geblokkeerd, verweigert,
    gesperrt, blockiert, refusé, refusée, interdit, bloqué, bloquée, denegado, bloqueado,
    bloqueada, prohibido, negato, bloccato, bloccata, vietato, negado, recusado, proibido
    """
)
_CHECK = group(
    """
    check*, verif*, confirm*, prove, validat*, review*, controle*, controleer*, bevestig*,
    prüf*, überprüf*, bestätig*, vérifi*, confirmez, comprob*, comprueb*, confirme, controll*,
    conferma*, verifiche*
    """
)
_HUMAN = group(
    """
    human, robot, robots, not a bot, browser, mens, een mens, mensch, ein mensch, roboter,
    humain, un robot, navigateur, humano, humana, navegador, umano, umana, navigazione,
    security of your connection, connection is secure, you are real, a bot
    """
)
_SWITCH_ON = group(
    """
    enable*, activat*, turn on, need, needs, requires, required, schakel, inschakelen,
    activeer, vereist, aktivier*, einschalten, benötigt, erforderlich, activez, activer,
    nécessaire, nécessite, habilit*, activ*, attiva*, abilita*, richiede, ativ*, necessário,
    disabled, uitgeschakeld, deaktiviert, désactivé, desactivado, disabilitato, desativado
    """
)
_PAGE = group(
    """
    page, pagina, seite, página, url, address, adres, adresse, dirección, indirizzo, endereço,
    link, content, resource, bestand, file, article, key, object, bucket, document
    """
)
_NOT_FOUND = group(
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
_ERROR = group(
    """
    error, fout, fehler, erreur, erro, errore, problem, problème, problema, storing, störung,
    panne
    """
)
_OCCURRED = group(
    """
    occurred, has occured, went wrong, try again, try later, opgetreden, opnieuw, probeer,
    misgegaan, aufgetreten, erneut, versuchen, produite, survenue, réessayer, réessayez,
    ocurrido, producido, inténtelo, inténtalo, verificato, riprova, ocorreu, tente,
    unexpected, onverwachte, unerwarteter, inattendue, inesperado, imprevisto, internal,
    interne, interno
    """
)
_PLACE = group(
    """
    region, regions, country, countries, location, territory, jurisdiction, land, landen,
    regio, locatie, europa, european, eu, länder, ländern, ihrem land, standort, pays, région,
    país, países, región, ubicación, paese, paesi, regione, região, localização
    """
)
_UNAVAILABLE = group(
    """
    unavailable, not available, isn t available, aren t available, no longer available, niet
    beschikbaar, nicht verfügbar, indisponible, pas disponible, no disponible, no está
    disponible, non disponibile, non è disponibile, indisponível, não disponível, não está
    disponível, cannot be accessed, can t be accessed
    """
)
_MAINTENANCE = group(
    """
    maintenance, onderhoud, onderhoudswerkzaamheden, wartung, wartungsarbeiten, wartungsmodus,
    mantenimiento, manutenzione, manutenção, entretien
    """
)
_BACK = group(
    """
    be back, back soon, back online, back shortly, right back, scheduled, temporarily,
    currently, under, offline, terug, gepland, tijdelijk, momenteel, zurück, geplante,
    vorübergehend, derzeit, zurzeit, de retour, temporairement, actuellement, en cours,
    volveremos, programado, temporalmente, actualmente, en, torneremo, torniamo, presto,
    programmata, temporaneamente, attualmente, in corso, voltaremos, voltamos, breve,
    programada, temporariamente, atualmente, em, mode
    """
)
_DOMAIN = group(
    """
    domain, domain name, domein, domeinnaam, domäne, domaine, nom de domaine, dominio,
    domínio, website name
    """
)
_FOR_SALE = group(
    """
    for sale, parked, expired, buy this, make an offer, te koop, geparkeerd, verlopen, zum
    verkauf, zu verkaufen, geparkt, abgelaufen, à vendre, en vente, expiré, en venta,
    estacionado, caducado, in vendita, parcheggiato, scaduto, à venda, expirado, newly
    registered, recently registered, is registered, has been registered, registrar
    """
)
_SIGN_IN = group(
    """
    sign in, signin, log in, login, log on, sign up, inloggen, aanmelden, meld je aan,
    anmelden, anmeldung, einloggen, connectez vous, se connecter, connexion, identifiez vous,
    iniciar sesión, inicia sesión, inicie sesión, acceder, accedi, effettua il login, iniciar
    sessão, entrar, faça login, authenticat*, single sign on
    """
)
_TO_GO_ON = group(
    """
    continue, account, password, to view, to see, to access, to read, required, username,
    verder, doorgaan, wachtwoord, gebruikersnaam, fortfahren, konto, passwort, benutzername,
    weiter, continuer, mot de passe, compte, identifiant, continuar, contraseña, cuenta,
    usuario, continuare, conta, senha, forgot, vergeten, vergessen, oublié, olvidado
    """
)
_ACCEPT = group(
    """
    accept all, accept, agree, allow all, i agree, alles accepteren, accepteren, akkoord, alle
    akzeptieren, akzeptieren, zustimmen, tout accepter, accepter, j accepte, aceptar todo,
    aceptar, acepto, accetta tutto, accetta, aceitar tudo, aceitar, reject all, alles
    weigeren, alle ablehnen, tout refuser, rechazar, rifiuta, rejeitar, manage, beheer,
    verwalten, gérer, gestionar, gestisci, gerir
    """
)
_COOKIES = group(
    """
    cookies, cookie, our partners, partners, onze partners, unsere partner, nos partenaires,
    nuestros socios, i nostri partner, nossos parceiros, tracking, consent
    """
)
_REDIRECTED = group(
    """
    redirected, redirecting, doorgestuurd, doorverwezen, omgeleid, weitergeleitet, umgeleitet,
    redirigé, redirigée, redirection en cours, redirigido, redirigida, redirigiendo,
    reindirizzato, reindirizzata, reindirizzamento, redirecionado, redirecionada,
    redirecionando
    """
)
_YOU_OR_WAIT = group(
    """
    you, u, je, sie, vous, usted, tu, te, lei, você, should, will be, being, wordt, werden,
    serez, êtes, automatically, automatisch, automatiquement, automáticamente,
    automaticamente, seconds, moment
    """
)
_MOVED = group(
    """
    has moved, moved permanently, is moved, is verhuisd, verplaatst, umgezogen, verschoben, a
    été déplacée, a déménagé, se ha movido, se ha trasladado, è stata spostata, foi movida,
    object moved, document moved
    """
)
_LOADING = group(
    """
    loading, laden, bezig met laden, wird geladen, lädt, chargement, cargando, caricamento,
    carregando, please wait, one moment, just a moment, even geduld, een ogenblik, einen
    moment, bitte warten, veuillez patienter, un instant, espere, un momento, attendere,
    aguarde, um momento
    """
)

_DOMAIN_SALE = group(
    """
    buy this domain, this domain is parked, domain parking, welcome to nginx, it works,
    apache2 default page, default web page, account suspended, account has been suspended
    """
)
_CAPTCHA = group(
    """
    captcha, recaptcha, i am not a robot, i m not a robot, security check, anti bot, ddos
    protection
    """
)
_SUSPECTED = group(
    """
    unusual traffic, unusual activity, suspicious activity, automated requests, automated
    queries, automated access, verdacht verkeer, ongebruikelijk verkeer, ungewöhnlichen
    datenverkehr, trafic inhabituel, tráfico inusual, traffico insolito, tráfego incomum, pardon
    our interruption, you are a bot, you re a bot, you were a bot, verdächtige aktivität,
    activité suspecte
    """
)
_TOO_OFTEN = group(
    """
    too many requests, rate limit, rate limited, rate limiting, slow down, requests per minute,
    te veel verzoeken, te veel aanvragen, zu viele anfragen, trop de requêtes, trop de demandes,
    demasiadas solicitudes, demasiadas peticiones, troppe richieste, muitos pedidos, muitas
    solicitações
    """
)
_TICKET = group(
    """
    request id, ray id, incident id, incident number, support id, event id, reference number,
    reference id, error reference
    """
)
_NUMBER = group("0*, 1*, 2*, 3*, 4*, 5*, 6*, 7*, 8*, 9*, your, is")
_NO_PERMISSION = group(
    """
    don t have permission, do not have permission, not authorized, not authorised,
    unauthorized, geen toestemming om deze, keine berechtigung, pas autorisé à accéder, n êtes
    pas autorisé, no tiene permiso, non hai il permesso, não tem permissão, you have been
    blocked, you ve been blocked, unable to access, u bent geblokkeerd, sie wurden blockiert,
    vous avez été bloqué, ha sido bloqueado, è stato bloccato, foi bloqueado
    """
)
_SERVER = group(
    """
    service, server, site, website, app, application, dienst, webseite, serveur, servicio,
    sitio, servizio, sito, serviço
    """
)
_AGE = group(
    """
    your age, years old, 18 years, 21 years, or older, leeftijd, 18 jaar, ihr alter, 18 jahre,
    votre âge, 18 ans, su edad, 18 años, la tua età, 18 anni, a sua idade, 18 anos
    """
)
_ARE_YOU = group(
    """
    are you, you must be, enter, ben je, bent u, sind sie, bist du, avez vous, êtes vous,
    tienes, eres, hai, sei, tem, you are
    """
)
_QUEUE = group(
    """
    waiting room, now in line, now in the queue, virtual queue, in de wachtrij, wachtruimte,
    warteschlange, warteraum, file d attente, salle d attente, sala de espera, fila de espera,
    sala d attesa
    """
)
_SUBSCRIBE = group(
    """
    subscribe, subscriber, abonneer, abonnee, abonnieren, abonnent, abonnez vous, abonné,
    suscríbete, suscríbase, abbonati, assine
    """
)
_READ_ON = group(
    """
    to continue, to read, reading, verder te lezen, verder lezen, weiterlesen, weiter zu lesen,
    continuer, la suite, seguir leyendo, continuare a leggere, continuar a ler, continuar lendo
    """
)
_AD_BLOCKER = group("ad blocker, adblocker, adblock, werbeblocker, bloqueur de publicité")
_SWITCH_OFF = group(
    """
    disable, turn off, switch off, detected, schakel, uit, deaktivieren, ausschalten,
    désactivez, désactiver, desactiva, desactive, disattiva, desative
    """
)
_NO_RESULTS = group(
    """
    no results, search results, geen resultaten, zoekresultaten, keine ergebnisse,
    suchergebnisse, aucun résultat, résultats de recherche, sin resultados, no hay resultados,
    nessun risultato, nenhum resultado, sem resultados
    """
)
_BROWSER = group("browser, navigateur, navegador")
_TOO_OLD = group(
    """
    not supported, unsupported, upgrade your, outdated, niet ondersteund, nicht unterstützt,
    veraltet, pas pris en charge, obsolète, no es compatible, non è supportato, não é compatível
    """
)
_WIFI = group("wi fi, wifi, wlan, hotspot, go online, get online")
_WELCOME = group(
    """
    welcome, welkom, willkommen, bienvenue, free, gratis, gratuit, accept*, connect*, online
    """
)
_SOON_BACK = group(
    """
    we will be back, we ll be back, back soon, last van een storing, zo snel mogelijk terug,
    sind bald zurück, bientôt de retour, volveremos pronto, torneremo presto, voltaremos em
    breve, currently offline, momenteel offline, derzeit offline, down for, coming soon, under
    construction, binnenkort online, in aanbouw, im aufbau, en construction, en construcción,
    in costruzione, em construção
    """
)
_STATUS_GONE = group(
    """
    404 not found, 404 error, error 404, http 404, 410 gone, error 410, no such app, nothing
    here, no such key
    """
)
_BROKEN = group(
    """
    something went wrong, er ging iets mis, er is iets misgegaan, etwas ist schiefgelaufen,
    une erreur s est produite, algo salió mal, algo ha salido mal, qualcosa è andato storto,
    algo deu errado, traceback, stack trace, fatal error, uncaught exception, unhandled
    exception, operationalerror, internal server error, bad gateway, service unavailable,
    gateway timeout, bad request, error 500, error 502, error 503, oops, error code, timed
    out, is down, error 521, error 522
    """
)
_VALUED = group(
    """
    value your privacy, care about your privacy, your privacy matters, before you
    continue, wij waarderen uw privacy, wir schätzen ihre privatsphäre, nous respectons votre
    vie privée, respetamos su privacidad, valoramos tu privacidad, rispettiamo la tua privacy,
    valorizamos a sua privacidade, voordat je verdergaat, bevor sie fortfahren, avant d
    accéder, avant de continuer, antes de continuar, prima di continuare
    """
)
_CHOOSE = group(
    """
    choose, select, kies, selecteer, wählen, auswählen, choisissez, sélectionnez, elige,
    selecciona, scegli, escolha
    """
)
_EDITION = group(
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
    ("bot_wall", (_SUSPECTED,)),
    ("too_many", (_TOO_OFTEN,)),
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
    ("error_page", (_TICKET, _NUMBER)),
    ("consent", (_COOKIES, _ACCEPT)),
    ("consent", (_VALUED,)),
    ("choice", (_CHOOSE, _EDITION)),
    ("empty", (group("javascript, js"), _SWITCH_ON)),
    ("paywall", (_SUBSCRIBE, _READ_ON)),
    ("paywall", (_AD_BLOCKER, _SWITCH_OFF)),
    ("search", (_NO_RESULTS,)),
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
    "429": "too_many",
    "451": "forbidden",
    "500": "error_page",
    "502": "error_page",
    "503": "error_page",
    "504": "error_page",
}
"""A line of a few words that holds one of these numbers is a status, not a sum of money."""
