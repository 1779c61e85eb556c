"""What clauses of a policy speak of, in Dutch, French, German and English: data, and nothing that
decides.

A phrase is words without accents and in lower case; `*` ends a word that may go on (`verkop*`).
One line a concept: kind → concept → phrases, all languages together.
"""

# ruff: noqa: E501 - word lists read best a concept a line

from __future__ import annotations

from typing import Final

CONCEPTS: Final[dict[str, dict[str, str]]] = {
    "data": {
        "name": "surname*|first name*|last name*|full name|voornaam*|achternaam|familienaam|prenom*|nom de famille"
        "|vorname*|nachname*|familienname*|your name|uw naam|votre nom|ihr name",
        "e-mail address": "email address*|e-mail address*|e-mailadres*|emailadres*|mailadres*|adresse email|adresse e-mail"
        "|adresses email|adresse electronique|adresse mail|e-mail-adresse*|emailadresse*|e-mailadresse*",
        "phone number": "phone number*|telephone number*|mobile number*|telefoonnummer*|gsm-nummer*|numero de telephone"
        "|numeros de telephone|telefonnummer*|rufnummer*|mobilnummer*",
        "postal address": "postal address*|home address*|street address*|postadres*|woonadres*|adresse postale|anschrift*|wohnadresse*",
        "date of birth": "date of birth|birth date|birthdate|birthday*|geboortedatum|geboortedata|date de naissance|geburtsdatum|geburtstag*",
        "age": "your age|leeftijd*|votre age|ihr alter|age range|leeftijdscategor*",
        "gender": "gender|your sex|geslacht|sexe|geschlecht",
        "nationality": "nationality|nationaliteit|nationalite|staatsangehorigkeit|nationalitat",
        "national number": "rijksregisternummer*|burgerservicenummer*|bsn|national id*|national number*|social security number*"
        "|identification number*|numero national|numero de securite sociale|sozialversicherungsnummer*|steuernummer*|passport*|paspoort*"
        "|passeport*|reisepass*|identity card*|identiteitskaart*|carte d'identite|personalausweis*|driver's licen*|rijbewijs*",
        "location": "location data|precise location|geolocation*|gps|locatiegegevens|locatie|geolocatie*|localisation|geolocalisation"
        "|standort*|standortdaten|your location",
        "IP address": "ip address*|ip-address*|ip-adres*|ip adres*|adresse ip|adresses ip|ip-adresse*|ip adresse*",
        "device": "device identifier*|device id*|advertising identifier*|advertising id*|apparaatgegevens|toestelgegevens|identifiant*"
        "|geratekennung*|geratedaten|geraete-id|device information|device data",
        "browsing": "browsing history|browsing data|surfgedrag|browsegeschiedenis|historique de navigation|donnees de navigation"
        "|surfverhalten|browserverlauf|search history|zoekgeschiedenis",
        "log data": "log data|log file*|logs|logboek*|loggegevens|journaux|protokolldaten|logdaten|usage data|gebruiksgegevens"
        "|donnees d'utilisation|nutzungsdaten|connection data|verbindingsgegevens|donnees de connexion|verbindungsdaten|telemetry|telemetrie",
        "photo": "photo*|foto*|image of you|images of you|videos|video's|visual id",
        "voice": "voice recording*|voice data|audio*|stemopname*|stemgegevens|enregistrement* vocal*|sprachaufnahme*|sensory data|transcript*",
        "biometric data": "biometric*|biometri*|face recognition|facial recognition|gezichtsherkenning|reconnaissance faciale"
        "|gesichtserkennung|fingerprint*|vingerafdruk*|empreinte* digitale*|fingerabdruck*|face id|voice id",
        "health": "health data|health information|medical*|gezondheid*|gezondheidsgegevens|medische|donnees de sante|sante|gesundheit*"
        "|gesundheitsdaten|genetic*|genetisch*|genetique*",
        "beliefs": "religio*|godsdienst*|geloofsovertuiging*|politieke|political opinion*|opinions politiques|politische|ethnic*|etnisch*"
        "|ethnique*|ethnisch*|sexual orientation|seksuele|orientation sexuelle|sexuelle|trade union*|vakbond*|syndicat*|gewerkschaft*|race|racial",
        "criminal record": "criminal record*|criminal conviction*|strafblad|strafrechtelijk*|casier judiciaire|vorstrafe*|strafregister*",
        "payment data": "credit card*|debit card*|payment data|payment information|payment details|bank account*|iban|kredietkaart*|creditcard*"
        "|betaalgegevens|betalingsgegevens|bankgegevens|bankrekening*|rekeningnummer*|carte bancaire|cartes bancaires|donnees bancaires"
        "|donnees de paiement|coordonnees bancaires|kreditkart*|zahlungsdaten|bankverbindung*|kontonummer*",
        "financial data": "financial data|financial information|income|financiele gegevens|inkomen|donnees financieres|revenus|finanzdaten|einkommen|credit score*",
        "purchases": "purchase history|order history|transaction data|bestelgeschiedenis|aankoopgeschiedenis|aankopen|historique d'achat*|historique des achats"
        "|historique de commande*|kaufhistorie|bestellhistorie|bestelldaten",
        "contacts": "contact list*|address book*|contactenlijst*|adresboek*|carnet d'adresses|liste de contacts|kontaktliste*|adressbuch*|your contacts",
        "messages": "content of your messages|content of your requests|your requests|your messages|messages you|chat*|berichten|correspondence|correspondentie|correspondance"
        "|nachrichten|communications content|prompts|inputs and outputs",
        "employment": "employment history|curriculum vitae|cv|resume|job title*|beroep|functietitel|loopbaan|profession|parcours professionnel|lebenslauf|beruf*",
        "vehicle data": "licence plate*|license plate*|nummerplaat*|kenteken*|plaque d'immatriculation|kennzeichen|vehicle data|voertuiggegevens",
        "children's data": "children*|minors|kinderen|minderjarige*|enfants|mineurs|kinder|kindern|minderjahrige*",
        "cookies": "cookie*|pixel*|web beacon*|tracker*|traceur*|traceurs|local storage|tracking technolog*|trackingtechnolog*",
    },
    "purpose": {
        "direct marketing": "marketing*|direct marketing|prospection*|direktwerbung|direktmarketing|promotional|commerciele communicatie|newsletter*|nieuwsbrief*|nieuwsbrieven",
        "advertising": "advert*|ads|publicit*|reclame*|werbung|werbezweck*|werbe*|ciblage|targeting|retargeting",
        "profiling": "profil*",
        "personalisation": "personali*|gepersonaliseerd*|personnalis*|individualisier*",
        "analytics": "analytic*|analys*|statisti*|auswertung*|mesure d'audience|audience measur*|market research|marktonderzoek|marktforschung|etudes de marche",
        "research": "scientific research|wetenschappelijk onderzoek|recherche scientifique|wissenschaftliche forschung",
        "training of AI": "artificial intelligence|machine learning|ai model*|train our|train models|language model*|kunstmatige intelligentie|taalmodel*"
        "|taalmodellen|trainen van|intelligence artificielle|apprentissage automatique|modele de langage|kunstliche intelligenz|kunstlicher intelligenz"
        "|maschinelle* lernen|sprachmodell*|ki-modell*|ki-training|generative ai|text mining|data mining|scrap*",
        "automated decisions": "automated decision*|automated tool*|automated means|automatically assess*|geautomatiseerde besluit*|geautomatiseerde beslissing*"
        "|decision* automatisee*|automatisierte entscheidung*|automatisierten entscheidung*|automated spam",
        "fraud prevention": "fraud*|fraude*|betrug*|abuse detection|misuse|misbruik|missbrauch*|abus",
        "security": "security purposes|information security|beveiligingsdoeleinden|a des fins de securite|sicherheitszweck*",
        "customer support": "customer support|customer service*|technical support|klantenservice|klantendienst|service client|support client|kundendienst|kundenservice",
        "improvement": "improve our|improve the|improving|verbeteren|verbetering|ameliorer|amelioration|verbessern|verbesserung*",
        "billing": "billing|invoic*|facturatie|factureren|facturation|rechnungsstellung|abrechnung*",
        "legal claims": "legal claims|rechtsvordering*|droits en justice|rechtsanspruch*",
    },
    "right": {
        "access": "right of access|right to access|access to your|recht op inzage|inzage*|inzagerecht|recht van toegang|droit d'acces|auskunftsrecht|auskunft",
        "rectification": "rectif*|correction*|right to correct|verbetering van|corriger|berichtig*|corrigeren|make a correction",
        "erasure": "erasure|deletion*|right to be forgotten|delete your|wissen|verwijdering|verwijderen|vergeten te worden|effacement|suppression|droit a l'oubli"
        "|loschung|loschen|recht auf vergessenwerden",
        "restriction": "restriction of processing|right to restrict*|beperking van de verwerking|limitation du traitement|einschrankung der verarbeitung",
        "portability": "portability|overdraagbaarheid|portabilite|datenubertragbarkeit|ubertragbarkeit",
        "objection": "right to object|object to|opt-out*|opt out*|afmelden|uitschrijven|bezwaar|verzet|droit d'opposition|s'opposer|opposition|widersprechen"
        "|widerspruch*|unsubscribe*|desinscri*|desabonn*|abmelden|refuse*|weigeren|refuser|ablehnen",
        "withdrawal of consent": "withdraw your consent|withdraw consent|toestemming intrekken|intrekken|retirer votre consentement|retrait du consentement|einwilligung widerrufen|widerruf*",
        "complaint": "lodge a complaint|complaint*|klacht*|reclamation*|beschwerde*|supervisory authority|toezichthoudende autoriteit|autorite de controle"
        "|aufsichtsbehorde*|gegevensbeschermingsautoriteit|autoriteit persoonsgegevens|cnil|mediat*|ombuds*|schlichtung*|raising issues",
        "termination": "terminat*|cancel*|opzeg*|beeindig*|resili*|kundig*|annul*|storn*|end your subscription",
        "refund": "refund*|terugbetal*|rembours*|erstatt*|ruckerstatt*",
        "cooling off": "cooling-off|withdrawal period|herroeping*|herroepingsrecht|droit de retractation|retractation|widerrufsrecht|widerrufsfrist",
        "notice": "notify you|we will notify|will inform you|op de hoogte|in kennis|kennisgeving*|mededeling*|informeren wij|vous informer*|vous contacter*|vous en informer"
        "|benachrichtig*|informieren sie|prior notice|voorafgaande|preavis|vorankundigung|being notified|notice of",
    },
    "basis": {
        "consent": "consent*|toestemming*|consentement*|einwilligung*|opt-in*|opt in|permission*",
        "legitimate interest": "legitimate interest*|gerechtvaardigd* belang*|legitiem belang|interet* legitime*|berechtigte* interesse*",
        "contract": "performance of a contract|performance of the contract|uitvoering van de overeenkomst|uitvoering van een overeenkomst|execution du contrat|execution d'un contrat"
        "|erfullung des vertrags|erfullung eines vertrags|vertragserfullung",
        "legal obligation": "legal obligation*|wettelijke verplichting*|obligation* legale*|rechtliche verpflichtung*|gesetzliche verpflichtung*",
        "public interest": "public interest|algemeen belang|interet public|offentliche* interesse",
        "vital interest": "vital interest*|vitaal belang|vitale belangen|interets vitaux|lebenswichtige* interesse*",
    },
    "recipient": {
        "third parties": "third part*|third-part*|derde partij*|derden|derde|tiers|dritte*|drittanbieter*|externe verwerker*",
        "partners": "partner*|partenaire*|affiliat*|subsidiar*|dochteronderneming*|filiale*|verbundene* unternehmen|group companies|groepsmaatschappij*|zustervennootschap*",
        "processors": "processor*|service provider*|sub-processor*|subprocessor*|verwerker*|dienstverlener*|sous-traitant*|prestataire*|auftragsverarbeiter*|dienstleister*",
        "sale": "sell|sold|sale of your|verkopen|verkoopt|verkocht|vendre|vendons|vendu*|vente de|verkaufen|verkauft",
        "authorities": "law enforcement|government*|overheid*|politie|autorites|behorden|polizei|tax authorit*|belastingdienst|fisc",
        "transfer abroad": "outside the eu*|outside the eea|outside the european*|buiten de eu*|buiten de eer|buiten de europese*|hors de l'ue|hors ue|hors de l'union"
        "|en dehors de l'u*|ausserhalb der eu*|ausserhalb des ewr|drittland*|drittlander*|third countr*|pays tiers|derde landen|standard contractual clauses|modelcontractbepalingen"
        "|standaardcontractbepalingen|clauses contractuelles types|standardvertragsklauseln|adequacy|privacy shield|data privacy framework",
    },
    "liability": {
        "liability": "liab*|aansprakelijk*|responsabilite*|responsable|haftung*|haftet|haften",
        "warranty": "warrant*|guarantee*|garantie*|gewahrleistung*|as is|as-is",
        "damages": "damages|schadevergoeding*|dommages*|schadensersatz*|indemnif*|vrijwaren|vrijwaring|indemnis*|freistell*|losses",
    },
    "law": {
        "governing law": "governing law*|governed by|laws of|toepasselijk recht|beheerst door|recht van toepassing|droit applicable|regi par|regies par|anwendbares recht|recht der"
        "|unterliegt dem recht|applicable law",
        "courts": "court*|courts of|rechtbank*|rechtbanken|tribunal*|tribunaux|gericht|gerichte|gerichtsstand|jurisdiction|bevoegde rechter|county",
        "arbitration": "arbitrat*|arbitrage*|schiedsgericht*|schiedsverfahren|class action*|jury trial",
    },
    "price": {
        "price": "price*|fee|fees|prijs*|prijzen|tarief*|tarieven|prix|tarif*|preis*|gebuhr*|charges|subscription*|abonnement*|abonnements",
        "renewal": "renew*|auto-renew*|verleng*|stilzwijgend*|reconduction|renouvel*|verlanger*",
        "payment": "payment is due|payable|betaalbaar|payable|zahlbar|prepaid|paid service*|transactions are final",
    },
    "retention": {
        "retention": "retain*|retention*|store|stored|stores|storage|kept|keep|keeps|bewaard|bewaart|bewaren|bewaartermijn*|bewaring*|bijgehouden|gardons|gardees|gardes|gardees|conserve*|conservation|conservons"
        "|aufbewahr*|gespeichert|speichern|speichert|speicherdauer|speicherung*|indefinitely|onbepaalde",
    },
}  # fmt: skip

MODALITY: Final[dict[str, str]] = {
    "may": "may|might|can|could|mag|mogen|kan|kunnen|kunt|peut|peuvent|pouvons|pouvez|pourra|pourrons|pourront|pourrez|pourrait|pourraient"
    "|darf|durfen|kann|konnen|konnte|konnten|is entitled to|are entitled to|reserve* the right|behoud* zich het recht|se reserve* le droit",
    "must": "must|shall|has to|have to|is required to|are required to|obliged|required|moet|moeten|dient|dienen|verplicht|gehouden|doit|doivent|devez|devons|devra|devront"
    "|devrez|tenu|tenus|oblige|obligatoire*|muss|mussen|musst|verpflichtet|zwingend",
    "will": "will|zal|zullen|zult|wird|werden wir",
    "should": "should|zou moeten|zouden moeten|devrait|devriez|sollte|sollten|soll|sollen|encouraged|aangemoedigd",
    "free to": "optional|optioneel|facultatif*|freiwillig|vrijwillig|voluntary|voluntar*",
}  # fmt: skip
"""Degrees of duty: another word of one degree changes nothing, a word of another degree changes
the clause.
"""

NEGATION: Final[str] = (
    "not|no|never|none|nor|neither|without|cannot|can't|don't|doesn't|won't|isn't|aren't|shan't|mustn't|shouldn't|wouldn't|unless|except|only|solely"
    "|niet|geen|nooit|noch|zonder|tenzij|behalve|uitsluitend|enkel|slechts|alleen|pas|aucun|aucune|jamais|ni|sans|sauf|uniquement|seulement|exclusivement"
    "|nicht|kein|keine|keinen|keiner|keinem|keines|nie|niemals|ohne|ausser|nur|ausschliesslich|prohibited|verboden|interdit*|verboten|untersagt|prohibit*"
)  # fmt: skip
"""Words that turn or narrow a statement."""

TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "retention": ("retention:retention",),
    "data": ("data:",),
    "purposes": ("purpose:",),
    "sharing": ("recipient:third parties", "recipient:partners", "recipient:processors", "recipient:sale", "recipient:authorities"),
    "transfer": ("recipient:transfer abroad", "country:"),
    "cookies": ("data:cookies",),
    "marketing": ("purpose:direct marketing", "purpose:advertising", "purpose:profiling"),
    "artificial intelligence": ("purpose:training of AI", "purpose:automated decisions"),
    "children": ("data:children's data", "age:"),
    "rights": ("right:access", "right:rectification", "right:erasure", "right:restriction", "right:portability", "right:objection",
               "right:withdrawal of consent", "right:complaint"),
    "legal basis": ("basis:",),
    "liability": ("liability:", "guarantee:"),
    "governing law": ("law:",),
    "price": ("price:", "amount:", "right:refund"),
    "ending": ("right:termination", "right:cooling off"),
}  # fmt: skip
"""Topic → the concepts that belong to it, `kind:` for every concept of the kind."""

MORE_TOPICS: Final[dict[str, str]] = {
    "change of terms": "change this|change these|changes to this|changes to these|changes to the|modify this|modify these|update this|updates to this|amend*|revise* this|revised"
    "|deze voorwaarden wijzig*|wijzigingen|aanpassingen|aangepast|aan te passen|gewijzigd|modifier|modifications|mise a jour|mises a jour|modifiees"
    "|anderungen|anderung|geandert|aktualisier*|takes effect|take effect|effective date|van kracht|entree en vigueur|in kraft",
    "security": "security|secure*|encrypt*|https|breach*|beveilig*|versleutel*|veilig*|datalek*|securite|securis*|chiffr*|sicherheit*|verschlussel*",
    "contact": "contact us|contact details|data protection officer|dpo|contacteer*|contactgegevens|neem contact|functionaris voor gegevensbescherming|nous contacter|delegue a la protection"
    "|kontakt*|datenschutzbeauftragte*|registered office|maatschappelijke zetel|siege social|sitz der gesellschaft",
}  # fmt: skip
"""Topic → words of clauses on the policy's own changes, on security, on contact."""
