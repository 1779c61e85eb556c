"""Walls and controls: what is not the policy though it answers 200, and what only talks like it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policy.model import Clause, Link, Reading, Refusal
from policy.walls import Glance, Held, against, by_status, first_glance

POLICY = (
    "# Privacy Policy",
    "Last updated: 3 May 2026",
    "# What we collect",
    "We collect your name, your e-mail address and the orders you place with Marram Bikes.",
    "# How long we keep it",
    "We keep your personal data for two years after your last order, then we erase it.",
    "# Your rights",
    "You may ask us at any time which data we hold about you, and to correct or erase them.",
    "# Changes",
    "We will tell you by e-mail thirty days before this policy changes.",
)


def clauses(*lines: str) -> tuple[Clause, ...]:
    """Blocks as clauses; a line that begins with # is a heading."""
    return tuple(
        Clause(
            f"c{n}", None, str(n), None, 0, "heading" if line.startswith("# ") else "paragraph",
            line.removeprefix("# "),
        )
        for n, line in enumerate(lines)
    )  # fmt: skip


def reading(*lines: str, title: str | None = "Privacy Policy", language: str = "en") -> Reading:
    return Reading(title=title, language=language, clauses=clauses(*lines))


WALLS = """
bot_wall | One moment | # Checking your browser / Enable JavaScript and cookies to continue. /
    Request ID: 77ab
bot_wall | Een ogenblik | We controleren of u een mens bent. / Dit duurt enkele seconden.
bot_wall | Bitte warten | Wir überprüfen Ihren Browser auf die Sicherheit. / Aktivieren Sie
    JavaScript.
bot_wall | Un instant | Vérification de votre navigateur en cours. / Activez JavaScript et les
    cookies.
bot_wall | Un momento | Estamos comprobando que eres humano.
bot_wall | Attendere | Stiamo verificando che tu sia un essere umano.
bot_wall | Aguarde | Estamos a verificar se é humano.
bot_wall | Privacy Policy | Verifying you are human. This may take a few seconds.
too_many | Slow down | Too many requests from your network. Try again in an hour.
forbidden | Access denied | # Access denied / You do not have permission to view /legal here.
forbidden | Zugriff verweigert | Ihr Zugriff auf diese Website wurde gesperrt.
forbidden | Accès refusé | Votre accès à ce site a été bloqué.
forbidden | Sorry | Marram is not available in your country.
forbidden | Helaas | Onze website is niet beschikbaar in uw regio.
login | Sign in | # Sign in to continue / Forgot your password?
login | Inloggen | # Inloggen / Vul uw wachtwoord in om in te loggen bij uw account.
login | Anmelden | Melden Sie sich an, um fortzufahren. Passwort vergessen? / Anmelden oder Konto
    erstellen
consent | We value your privacy | # We value your privacy / We and our partners store cookies.
    Accept all or manage your choices.
consent | Cookies | Wij en onze partners gebruiken cookies. / Alles accepteren of voorkeuren
    beheren: cookies
maintenance | Back soon | # Scheduled maintenance / We will be back at six.
maintenance | Onderhoud | Wegens gepland onderhoud zijn wij tijdelijk niet bereikbaar.
maintenance | Wartung | Wegen Wartungsarbeiten ist der Shop derzeit nicht erreichbar.
maintenance | Maintenance | Le site est actuellement en maintenance.
gone | Page not found | # 404 / The page you were looking for is gone. / Try our home page
gone | Pagina niet gevonden | Deze pagina bestaat niet (meer).
gone | Seite nicht gefunden | Die Seite, die Sie suchen, existiert nicht.
gone | Page introuvable | La page que vous recherchez n'existe plus.
gone | Error | Página no encontrada
error_page | Error | Something went wrong. Please try again.
error_page | Fout | Er is een onverwachte fout opgetreden.
error_page | Erreur | Une erreur inattendue est survenue.
error_page | Error | Traceback (most recent call last): File app.py, line 3
error_page | Index of /legal | # Index of /legal / old.pdf 2024-01-01
redirect | Redirecting | You should be redirected. If not, click here.
redirect | Weiterleitung | Sie werden automatisch weitergeleitet.
redirect | Moved | # Object moved / This object has moved here.
parked | marram.example | The domain marram.example is for sale.
parked | marram.example | Deze domeinnaam is te koop.
captive_portal | Welcome | # Welcome to Station Wi-Fi / Accept the terms of use to go online.
choice | Marram | # Choose your country / Belgium / France
empty | Privacy Policy | # Privacy Policy / Loading...
empty | Datenschutz | # Datenschutz / Wird geladen …
consent | Marram | # We and our 842 partners value your privacy / We and our partners store cookies
    and process personal data for advertising.
consent | Before you continue | # Before you continue / We use cookies and data to / Deliver and
    maintain services / If you choose “Accept all,” we will also use cookies to measure ads.
bot_wall | Denied | Press & hold to confirm you are a human (and not a bot).
bot_wall | Sorry | Our systems have detected unusual traffic from your network.
forbidden | Attention | # Sorry, you have been blocked / You are unable to access marram.example
forbidden | Marram | Your IP address has been temporarily blocked.
forbidden | Marram | {"message":"Forbidden"}
gone | Marram | {"error":"not found"}
age_gate | Age check | # Are you 18 or older? / You must be 18 years old to enter this site.
queue | Queue | # You are now in line / The waiting room empties by itself.
maintenance | Marram | # Coming soon / Our new website is under construction.
parked | Welcome to nginx! | # Welcome to nginx! / Further configuration is required.
redirect | Privacy Policy | # Privacy Policy / This page has moved. See our new legal centre.
paywall | Subscribe | # Subscribe to continue reading / You have read your last free article.
paywall | Marram | # Please disable your ad blocker / Our site lives on advertising.
search | Search | # Search results / No results for “privacy”.
login | Session expired | # Your session has expired / Please log in again.
empty | Marram | Your browser is not supported. Please upgrade your browser.
empty | Privacy Policy | # Privacy Policy
empty | Privacy Policy | # Privacy Policy / Last updated: 3 May 2026
empty | Marram | /
"""
"""A wall a line: reason, title, blocks; an indented line goes on."""


def walls() -> list[tuple[str, str, list[str]]]:
    parts = (line.split(" | ") for line in WALLS.replace("\n    ", " ").strip().split("\n"))
    return [
        (reason, title, [block for block in blocks.split(" / ") if block != "/"])
        for reason, title, blocks in parts
    ]


@pytest.mark.parametrize(("reason", "title", "blocks"), walls())
def test_a_wall_is_refused_with_its_reason(reason: str, title: str, blocks: list[str]) -> None:
    refused = first_glance(Glance(title=title, shown=" ".join(blocks)), clauses(*blocks))

    assert refused is not None
    assert refused.reason == reason
    assert refused.detail


MENTIONS = [
    "We use a captcha to check that you are human. If you see “Access denied”, write to us.",
    "Our delivery network may show “Checking your browser” and stores a request ID of its own.",
    "We may interrupt the service for scheduled maintenance and will be back as soon as we can.",
    "Sign in to continue to your account; there you may erase your data.",
    "Cookies: you may accept all or manage your choices in the banner; our partners set none.",
    "If a page is not found (error 404), or an error has occurred, we log your address for a week.",
    "The shop is not available in every country.",
    "You will be redirected to the bank that you choose; its own terms apply.",
    "The domain name marram.example is for sale by nobody but us.",
    "Some functions require JavaScript to be enabled.",
]


@pytest.mark.parametrize("mention", MENTIONS)
def test_a_policy_that_mentions_a_wall_is_a_policy(mention: str) -> None:
    assert first_glance(Glance(title="Privacy Policy"), clauses(*POLICY, mention)) is None


@pytest.mark.parametrize("mention", MENTIONS)
def test_a_long_policy_that_mentions_walls_is_a_policy(mention: str) -> None:
    blocks = clauses(*POLICY * 5, mention)

    assert first_glance(Glance(title="Marram | Sign in"), blocks) is None


SHORT = [
    ("Privacy Policy", ["# Privacy Policy", "We collect no personal data at all."]),
    ("Privacybeleid", ["# Privacybeleid", "Wij verzamelen geen gegevens."]),
    ("Datenschutz", ["Wir erheben keine Daten."]),
    ("Politique de confidentialité", ["Nous ne collectons aucune donnée."]),
    ("Marram", ["# Cookies", "We set no cookies."]),
    ("Zásady ochrany", ["Neshromažďujeme žádné údaje o svých zákaznících."]),
    ("Terms", ["This service has ended. These terms no longer apply after 1 June 2026."]),
    ("Maintenance and Support Policy", ["We answer within two working days."]),
    ("Login policy", ["# Login policy", "Every account needs a password of twelve characters."]),
    ("Privacy Policy", ["We collect no data.", "We check with a captcha that you are human."]),
    ("Cookie policy", ["We set one cookie. You may accept all cookies or manage your choices."]),
    ("Age policy", ["# Age policy", "You must be 18 years old to use our service."]),
    ("Ochrana údajů", ["Stránka používá captcha.", *["Vaše údaje nikomu nepředáváme."] * 15]),
    ("プライバシーポリシー", ["当社は個人情報を収集しません。"]),
    ("Impressum", ["Marram GmbH, Dünenweg 1, Emden", "Geschäftsführerin: Ada Muster"]),
]


@pytest.mark.parametrize(("title", "blocks"), SHORT)
def test_a_very_short_policy_is_a_policy(title: str, blocks: list[str]) -> None:
    assert first_glance(Glance(title=title), clauses(*blocks)) is None


def test_a_page_that_asks_for_a_password_and_says_little_is_a_login() -> None:
    refused = first_glance(Glance(title="Marram", passwords=1), clauses("Welcome to our portal."))

    assert refused is not None
    assert refused.reason == "login"


def test_a_policy_with_a_login_form_in_its_header_is_a_policy() -> None:
    assert first_glance(Glance(title="Privacy Policy", passwords=1), clauses(*POLICY)) is None


def test_a_page_made_by_scripts_says_so() -> None:
    refused = first_glance(
        Glance(title="Marram", noscript="You need to enable JavaScript.", scripts=3), ()
    )

    assert refused is not None
    assert refused.reason == "empty"
    assert "JavaScript" in refused.detail


def test_a_stub_that_refreshes_elsewhere_is_a_redirect() -> None:
    refused = first_glance(Glance(title="", refresh_to="/legal/new"), clauses("Click here."))

    assert refused == Refusal("redirect", "sends the reader on to “/legal/new”")


def test_a_page_of_frames_is_empty() -> None:
    refused = first_glance(Glance(title="Privacy Policy", frames=2), ())

    assert refused is not None
    assert refused.detail == "no text outside of frames"


def test_a_long_error_page_is_refused_by_its_title() -> None:
    menu = [f"Wheels, saddles and bells of series {n} in many colours" for n in range(100)]

    refused = first_glance(Glance(title="Page not found"), clauses(*menu))

    assert refused is not None
    assert refused.reason == "gone"


@pytest.mark.parametrize(
    ("status", "reason"),
    [(401, "login"), (403, "forbidden"), (404, "gone"), (410, "gone"), (451, "forbidden")],
)
def test_a_status_that_denies_the_page_is_a_refusal(status: int, reason: str) -> None:
    assert by_status(status) == Refusal(reason, f"status {status}")


@pytest.mark.parametrize("status", [200, 304, 429, 500, 503])
def test_other_statuses_refuse_nothing_by_themselves(status: int) -> None:
    assert by_status(status, reading(*POLICY)) is None


def test_a_bot_wall_is_a_bot_wall_under_any_status() -> None:
    wall = Reading(refused=Refusal("bot_wall", "checks the browser"))

    assert by_status(503, wall) == wall.refused
    assert by_status(503, Reading(refused=Refusal("error_page", "oops"))) is None


# --- against what is in force ------------------------------------------------------------------

IN_FORCE = reading(*POLICY)
DUTCH = reading(
    "# Privacybeleid",
    "Wij verzamelen uw naam, uw adres en de bestellingen die u bij Marram Bikes plaatst.",
    "Wij bewaren uw persoonsgegevens twee jaar na uw laatste bestelling en wissen ze dan.",
    title="Privacybeleid",
    language="nl",
)


def test_an_edited_policy_may_be_a_new_version() -> None:
    edited = reading(*[line.replace("two years", "five years") for line in POLICY])

    assert against(IN_FORCE, edited) is None


def test_the_same_policy_in_another_language_is_refused() -> None:
    assert against(IN_FORCE, DUTCH) == Refusal("language", "the text in force is en, this is nl")


def test_a_policy_after_a_greeting_in_another_language_is_not_refused() -> None:
    greeting = reading(
        "# Marram Bikes", "The finest bells of the coast, since 1950.", title="Marram"
    )

    assert against(greeting, DUTCH) is None


def test_a_wrongly_told_language_refuses_nothing_that_shares_the_words() -> None:
    assert against(IN_FORCE, replace(IN_FORCE, language="fr", title="x")) is None


@pytest.mark.parametrize(
    "blocks",
    [
        ["# Summer sale", "All bells thirty percent off. You may return them within ten days."],
        [
            "# Our story",
            *[f"In {year} we built another {year} bells." for year in range(1950, 2020)],
        ],
        ["Postbus 1, Oostende"],
    ],
    ids=["home page", "long story", "footer only"],
)
def test_a_page_that_shares_nothing_and_speaks_of_something_else_is_refused(
    blocks: list[str],
) -> None:
    refused = against(IN_FORCE, reading(*blocks, title="Marram Bikes"))

    assert isinstance(refused, Refusal)
    assert refused.reason == "other_page"


def test_a_text_written_anew_may_be_a_new_version() -> None:
    anew = reading(
        "# Privacy Policy",
        "This notice explains which personal information Marram handles and on what grounds.",
        "The controller is Marram Bikes in Oostende; its data protection officer answers letters.",
        "Retention ends when the statutory limitation of claims does, at most ten years on.",
        "Consent once given can be withdrawn without reasons; a message to the officer suffices.",
        "Processors outside the Union are bound by standard clauses of the Commission.",
        "A complaint may be lodged with the supervisory authority of the country where one lives.",
    )

    assert against(IN_FORCE, anew) is None


def test_a_policy_that_lost_most_of_its_text_is_held_back() -> None:
    ended = reading(
        "# Privacy Policy", "Our shop has closed. This policy no longer applies after 1 June 2027."
    )

    held = against(IN_FORCE, ended)

    assert isinstance(held, Held)
    assert (held.reason, held.detail) == ("much_shorter", "20% of the length of the text in force")


def test_a_text_that_ends_within_a_clause_is_held_back() -> None:
    cut = reading(*POLICY[:-4], "# Your rights", "You may ask us at any time which da")

    held = against(IN_FORCE, cut)

    assert isinstance(held, Held)
    assert held.reason == "cut_short"


def test_a_section_taken_out_at_the_end_is_a_change() -> None:
    assert against(IN_FORCE, reading(*POLICY[:-2])) is None


def test_a_last_clause_made_shorter_is_a_change() -> None:
    shorter = (*POLICY[:-1], "We will tell you by e-mail")

    assert against(IN_FORCE, reading(*shorter)) is None


def test_a_language_we_do_not_know_is_judged_by_its_length_only() -> None:
    finnish = reading("Keräämme nimesi ja osoitteesi tilausta varten.", language="fi")
    other = reading("Emme luovuta tietojasi kolmansille osapuolille.", language="fi")
    stub = reading("Odota hetki.", language="fi")

    assert against(finnish, other) is None
    assert isinstance(against(finnish, stub), Refusal)


def test_a_long_page_without_policy_words_is_believed_where_its_title_names_no_wall() -> None:
    story = clauses(*[f"Wheel {n} turned past the dunes and the lighthouse" for n in range(100)])

    assert first_glance(Glance(title="Our story"), story) is None


def test_an_empty_page_that_reloads_itself_is_a_redirect() -> None:
    refused = first_glance(Glance(title="Marram", refresh_to=""), ())

    assert refused is not None
    assert refused.reason == "redirect"


def test_a_page_without_text_made_by_scripts_is_empty() -> None:
    refused = first_glance(Glance(title="Marram", scripts=2), ())

    assert refused == Refusal("empty", "no text; the page is made by scripts")


def test_the_links_of_a_footer_do_not_make_a_wall_a_policy() -> None:
    footer = tuple(
        Clause(f"f{n}", None, "", None, 0, "item", words, links=(Link(words, f"/{n}"),))
        for n, words in enumerate(["Privacy Policy", "Your rights", "Terms of Service", "Press"])
    )

    refused = first_glance(
        Glance(title="Marram"), (*clauses("# Sorry", "An error has occurred."), *footer)
    )

    assert refused is not None
    assert refused.reason == "error_page"


def test_a_list_of_linked_names_is_a_policy_where_it_is_named_one() -> None:
    names = tuple(
        Clause(f"n{n}", None, "", None, 0, "item", words, links=(Link(words, f"/{n}"),))
        for n, words in enumerate(["Cloudhost Ireland Ltd", "Briefpost GmbH", "Dune Couriers NV"])
    )

    assert first_glance(Glance(title="Our sub-processors"), names) is None


@pytest.mark.parametrize(("rules", "reason"), [(1, "login"), (2, None)])
def test_beside_two_signs_two_rules_are_needed(rules: int, reason: str | None) -> None:
    signs = ["Sign in to continue.", "Forgot your password? Log in with a code."]
    ruled = ["We may close accounts.", "You must be sixteen."][:rules]

    refused = first_glance(Glance(title="Marram"), clauses(*signs, *ruled))

    assert (refused.reason if refused else None) == reason


def test_a_titled_wall_with_one_strong_block_is_a_wall_and_with_two_a_policy() -> None:
    strong = ["We collect your address.", "Your rights are those of the law."]

    assert first_glance(Glance(title="Sign in"), clauses(strong[0])) is not None
    assert first_glance(Glance(title="Sign in"), clauses(*strong)) is None
