"""Promises about change: every pattern we know of, in our own sentences, and false friends."""

from __future__ import annotations

import pytest

from policy import promises
from policy.model import Clause, Promise


def clauses(*texts: str, heading: str | None = None) -> tuple[Clause, ...]:
    """Paragraphs under one heading."""
    return tuple(
        Clause(f"para_{n}", None, str(n), heading, 0, "paragraph", text)
        for n, text in enumerate(texts, 1)
    )


def only(*texts: str, heading: str | None = None) -> Promise:
    """The one promise of a text."""
    found = promises.find(clauses(*texts, heading=heading))
    assert len(found) == 1, found
    return found[0]


def values(found: tuple[Promise, ...], name: str) -> set[object]:
    """Every value a text gives for a field."""
    listed = [getattr(promise, name) for promise in found]
    return {one for each in listed for one in (each if isinstance(each, tuple) else (each,))}


Expected = dict[str, object]

CASES: list[tuple[str, Expected]] = [
    # --- English ----------------------------------------------------------------------------------
    (
        "We will tell you of changes to these terms at least 30 days before the changes take "
        "effect.",
        {"lead_time": "P30D", "anchor": "before_effect"},
    ),
    (
        "If we make material changes to this agreement, we notify you at least one month before "
        "they "
        "apply to you.",
        {
            "lead_time": "P1M",
            "anchor": "before_effect",
            "materiality": "material_only",
            "channels": "personal_unspecified",
        },
    ),
    (
        "All changes to this policy take effect 30 days after the update date shown above.",
        {"lead_time": "P30D", "anchor": "after_update_date"},
    ),
    (
        "Changes to these terms hold no sooner than 14 days after they are posted.",
        {"lead_time": "P14D", "anchor": "after_posting"},
    ),
    (
        "Changes of these terms become effective 15 days after posting on this page.",
        {"lead_time": "P15D", "anchor": "after_posting", "channels": "post_on_page"},
    ),
    (
        "Revisions of this agreement are effective 10 days following posting of the revision.",
        {"lead_time": "P10D", "anchor": "after_posting"},
    ),
    (
        "We amend these terms with at least 2 weeks notice. Word of every change goes to the email "
        "address we have, as a notice of change.",
        {"lead_time": "P14D", "anchor": "before_effect", "channels": "email"},
    ),
    (
        "We send you the amended conditions in writing at least eight weeks before their "
        "entry into force.",
        {"lead_time": "P56D", "anchor": "before_effect", "channels": "written_personal"},
    ),
    (
        "We may amend these terms with 30 days' notice by posting the amended terms on this page.",
        {"lead_time": "P30D", "anchor": "before_effect", "channels": "post_on_page"},
    ),
    (
        "We will give you at least 2 months (but no less than 60 days) notice of any change to "
        "this "
        "agreement.",
        {"lead_time": "P2M", "anchor": "before_effect"},
    ),
    (
        "Material changes to this policy become effective 30 days from their posting.",
        {"lead_time": "P30D", "anchor": "after_posting", "materiality": "material_only"},
    ),
    (
        "If we materially change these terms, we provide reasonable advance notice.",
        {"lead_time": "reasonable advance notice", "materiality": "material_only"},
    ),
    (
        "Changes to this agreement take effect 30 days after notice is given to you.",
        {"lead_time": "P30D", "anchor": "after_notice"},
    ),
    (
        "We may revise this policy; revisions are effective immediately upon posting.",
        {"lead_time": None, "anchor": "on_posting"},
    ),
    (
        "We may change these terms of use at any time without prior notice.",
        {"may_change_without_notice": True, "at_any_time": True},
    ),
    (
        "We may modify these terms by posting a notice on our site or by sending you an email.",
        {"channels": {"post_on_page", "email"}},
    ),
    (
        "We will e-mail you at least 30 days before a material change of these terms takes effect.",
        {
            "lead_time": "P30D",
            "anchor": "before_effect",
            "channels": "email",
            "materiality": "material_only",
        },
    ),
    (
        "Where appropriate, we may notify you of changes to this policy, for example by email.",
        {"channels": "email", "materiality": "where_appropriate", "firm": False},
    ),
    ("We will inform you of any update of this notice.", {"channels": "personal_unspecified"}),
    (
        "We will post a notice on this page when our privacy policy is updated.",
        {"channels": "post_on_page", "on_this_page": True},
    ),
    (
        "When we change this policy you receive a notice by email or a message in your app.",
        {"channels": {"email", "in_app"}},
    ),
    (
        'When we change this policy we will revise the "Last Updated" date at the top.',
        {"channels": "date_line"},
    ),
    (
        "We may update these terms. Your continued use of the service after such changes "
        "constitutes "
        "acceptance of them.",
        {"acceptance": "continued_use"},
    ),
    (
        "You are deemed to have accepted the changed terms on your first use following the "
        "alterations.",
        {"acceptance": "use"},
    ),
    (
        "Changes to this agreement hold only with your express consent, which we ask for at "
        "log-in.",
        {"acceptance": "express_consent"},
    ),
    (
        "Changes to this agreement become effective upon your assent, asked for at log-in.",
        {"anchor": "on_assent", "acceptance": "express_consent"},
    ),
    (
        "We may change these terms. If you do not agree to the changes, stop using the service.",
        {"exit_right": "stop_using"},
    ),
    (
        "We may change these terms. If you do not accept the new terms you can cancel your "
        "membership "
        "before they take effect.",
        {"exit_right": "cancel", "exit_before_effect": True},
    ),
    (
        "If you object to a change of this agreement you may close your account within 30 days "
        "of the "
        "posting of the change.",
        {"exit_right": "close_account", "exit_within": "P30D", "lead_time": None},
    ),
    (
        "We give 30 days' notice of changes to these terms by email, except for changes "
        "required by law "
        "or in urgent situations.",
        {"exemptions": {"law", "urgent"}, "lead_time": "P30D"},
    ),
    (
        "We will give ten (10) business days' notice of changes to these terms.",
        {"lead_time": "P10BD", "anchor": "before_effect"},
    ),
    (
        "Changes to this policy are announced with a prominent notice on our home page.",
        {"channels": "site_notice"},
    ),
    (
        "We notify users of changes to these terms in accordance with the procedure required by "
        "law.",
        {"channels": "as_law_requires"},
    ),
    # --- Dutch ------------------------------------------------------------------------------------
    (
        "Wij kunnen deze voorwaarden zonder voorafgaande kennisgeving aanpassen.",
        {"may_change_without_notice": True},
    ),
    (
        "Wijzigingen van deze voorwaarden gaan in tien dagen na de datum van aanpassing.",
        {"lead_time": "P10D", "anchor": "after_update_date"},
    ),
    (
        "Wij informeren u 15 dagen voorafgaand aan de inwerkingtreding van gewijzigde voorwaarden.",
        {"lead_time": "P15D", "anchor": "before_effect", "channels": "personal_unspecified"},
    ),
    (
        "Als wij dit privacybeleid wijzigen, wordt een melding op onze website gepubliceerd.",
        {"channels": "site_notice"},
    ),
    ("Wij kunnen dit privacybeleid op elk moment wijzigen.", {"at_any_time": True}),
    (
        "Wie na kennisgeving van de gewijzigde voorwaarden gebruik blijft maken van de dienst, "
        "aanvaardt die.",
        {"acceptance": "continued_use"},
    ),
    (
        "Wij kunnen deze voorwaarden wijzigen. Bent u het niet eens met de wijziging, dan kunt "
        "u de "
        "overeenkomst opzeggen.",
        {"exit_right": "terminate"},
    ),
    (
        "Bent u het niet eens met een wijziging van deze voorwaarden, dan kunt u tot die dag "
        "kosteloos opzeggen.",
        {"exit_right": "terminate", "exit_before_effect": True},
    ),
    (
        "Wij zullen wijzigingen van dit beleid minstens dertig (30) dagen vooraf per e-mail "
        "melden.",
        {"lead_time": "P30D", "anchor": "before_effect", "channels": "email"},
    ),
    (
        "Bij een wijziging van deze verklaring passen wij de datum bovenaan aan en de nieuwe "
        "versie is "
        "te vinden op deze website.",
        {"channels": {"date_line", "post_on_page"}},
    ),
    (
        "Wijzigingen van de algemene voorwaarden treden in werking een maand na de bekendmaking "
        "op de "
        "website.",
        {"lead_time": "P1M", "anchor": "after_posting"},
    ),
    (
        "Een wijziging van deze voorwaarden wordt van kracht acht dagen na de datum waarop zij op "
        "deze pagina is gepubliceerd.",
        {"lead_time": "P8D", "anchor": "after_posting", "channels": "post_on_page"},
    ),
    (
        "Bij wezenlijke wijzigingen van dit privacybeleid brengen wij u tijdig op de hoogte.",
        {"materiality": "material_only", "channels": "personal_unspecified"},
    ),
    # --- French -----------------------------------------------------------------------------------
    (
        "Nous pouvons modifier les présentes conditions à tout moment et sans préavis.",
        {"may_change_without_notice": True, "at_any_time": True},
    ),
    (
        "Nous pouvons modifier la présente politique à tout moment en publiant une nouvelle "
        "version sur "
        "le site.",
        {"channels": "post_on_page", "anchor": "on_posting"},
    ),
    (
        "Toute modification de ces conditions prendra effet dès sa publication sur le site.",
        {"channels": "post_on_page", "anchor": "on_posting"},
    ),
    (
        "En cas de changement important de cette politique, nous vous en informerons en temps "
        "utile via "
        "l'application ou par e-mail.",
        {
            "channels": {"in_app", "email"},
            "materiality": "material_only",
            "lead_time": "en temps utile",
        },
    ),
    (
        "Les utilisateurs sont informés par tout moyen en cas de modification significative de la "
        "politique.",
        {"channels": "any_means", "materiality": "material_only"},
    ),
    (
        "Nous vous informerons de tout changement important de cette charte.",
        {"channels": "personal_unspecified", "materiality": "material_only"},
    ),
    (
        "Les modifications des présentes conditions vous sont notifiées par courriel trente "
        "(30) jours "
        "avant leur entrée en vigueur.",
        {"lead_time": "P30D", "anchor": "before_effect", "channels": "email"},
    ),
    (
        "Nous modifierons ces conditions moyennant un préavis de quinze jours.",
        {"lead_time": "P15D", "anchor": "before_effect"},
    ),
    (
        "Nous pouvons modifier ces conditions. Le fait de continuer à utiliser le service après la "
        "modification vaut acceptation des nouvelles conditions.",
        {"acceptance": "continued_use"},
    ),
    (
        "Nous pouvons modifier ces conditions. Si vous refusez les modifications, vous pouvez "
        "résilier "
        "le contrat sans frais avant leur entrée en vigueur.",
        {"exit_right": "terminate", "exit_before_effect": True},
    ),
    (
        "Toute modification des CGU vous sera notifiée sur un support durable au moins 10 jours "
        "ouvrables avant sa prise d'effet.",
        {"lead_time": "P10BD", "channels": "durable_medium"},
    ),
    # --- German -----------------------------------------------------------------------------------
    (
        "Änderungen dieser Bedingungen teilen wir Ihnen mindestens 15 Tage vor Inkrafttreten "
        "auf einem "
        "dauerhaften Datenträger mit.",
        {"lead_time": "P15D", "anchor": "before_effect", "channels": "durable_medium"},
    ),
    (
        "Änderungen dieser AGB gelten als angenommen, wenn Sie nicht innerhalb von 15 Tagen nach "
        "Mitteilung widersprechen.",
        {"lead_time": "P15D", "anchor": "after_notice", "acceptance": "deemed_after_period"},
    ),
    (
        "Über Änderungen der AGB werden Sie in Textform informiert; sie werden wirksam, wenn "
        "Sie nicht "
        "spätestens 14 Tage nach Zugang der Änderungsmitteilung widersprechen.",
        {
            "lead_time": "P14D",
            "anchor": "after_notice",
            "channels": "written_personal",
            "acceptance": "deemed_after_period",
            "exit_right": "object",
        },
    ),
    (
        "Bouwhoek darf diese Nutzungsbedingungen zu gegebener Zeit aktualisieren.",
        {"materiality": "any", "channels": ()},
    ),
    (
        "Wir können diese Datenschutzerklärung jederzeit ohne Ankündigung ändern.",
        {"may_change_without_notice": True, "at_any_time": True},
    ),
    (
        "Änderungen dieser Geschäftsbedingungen bieten wir Ihnen spätestens sechs Wochen vor ihrem "
        "Inkrafttreten in Textform an.",
        {"lead_time": "P42D", "anchor": "before_effect", "channels": "written_personal"},
    ),
    (
        "Änderungen dieser Nutzungsbedingungen werden auf dieser Seite veröffentlicht.",
        {"channels": "post_on_page"},
    ),
    (
        "Wir können diese AGB ändern. Wenn Sie mit den Änderungen nicht einverstanden sind, "
        "können Sie "
        "den Vertrag kündigen.",
        {"exit_right": "terminate"},
    ),
    (
        "Wir können diese Bedingungen anpassen. Durch die weitere Nutzung stimmen Sie den "
        "geänderten "
        "Bedingungen zu.",
        {"acceptance": "continued_use"},
    ),
    (
        "Bei wesentlichen Änderungen dieser Datenschutzerklärung benachrichtigen wir Sie per "
        "E-Mail.",
        {"channels": "email", "materiality": "material_only"},
    ),
    # --- kin in other languages -------------------------------------------------------------------
    (
        "Estas condiciones pueden ser modificadas sin notificación previa.",
        {"may_change_without_notice": True},
    ),
    (
        "Væsentlige ændringer af disse vilkår varsles med minimum tredive (30) dages varsel.",
        {"lead_time": "P30D", "anchor": "before_effect"},
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:48] for text, _ in CASES])
def test_a_promise_is_read_as_data(text: str, expected: Expected) -> None:
    found = promises.find(clauses(text))

    for name, value in expected.items():
        got = values(found, name)
        if isinstance(value, set):
            assert value <= got, (name, found)
        elif value == ():
            assert not got, (name, found)
        else:
            assert value in got, (name, found)


FALSE_FRIENDS = [
    "We give you 30 days' notice of price changes.",
    "We will notify you 14 days before a new sub-processor is engaged.",
    "We may terminate your account at any time without prior notice.",
    "A refund is paid within 30 days after your notice.",
    "Back-ups are kept for 30 days and allow a full roll-back.",
    "We answer requests within three months after we receive them.",
    "You agree to notify us of any change of your address within 14 days.",
    "We send you important news and updates about your product by newsletter.",
    "We may change, suspend or discontinue any feature of the service without notice.",
    "You may change your preferences in your account at any time.",
    "Third parties may change their privacy policies from time to time.",
    "The site is updated regularly and may be changed without notice.",
    "Wij antwoorden binnen maximaal drie maanden na ontvangst van uw verzoek.",
    "U moet ons binnen 14 dagen inlichten over elke wijziging van uw adres.",
    "Uw adres gebruiken wij om u groot nieuws te melden in onze nieuwsbrief.",
    "Onze tarieven kunnen jaarlijks worden gewijzigd met een kennisgeving van 30 dagen.",
    "Lees ook het privacybeleid van deze derde partijen, dat vaak kan wijzigen.",
    "Belangrijke wijzigingen van onze systemen moeten gedocumenteerd worden.",
    "U kunt uw gegevens wijzigen via de instellingen van uw account.",
    "Nos tarifs peuvent être modifiés à tout moment sans préavis.",
    "Le client informe la société de tout changement d'adresse dans les 15 jours.",
    "Vous pouvez modifier vos données dans votre compte à tout moment.",
    "Preisänderungen teilen wir Ihnen sechs Wochen vorher mit.",
    "Der Nutzer ist verpflichtet, Änderungen seiner Daten unverzüglich mitzuteilen.",
    "Sie können Ihre Einstellungen jederzeit ändern.",
    "This agreement may be amended only in a writing that both parties signed.",
    "Änderungen dieses Vertrages bedürfen der Schriftform.",
    "We may assign this agreement without notice.",
    "We use your email to send you notices about changes of our terms.",
    "To tell you about changes of our policies.",
    "Wij gebruiken uw gegevens om u te melden dat deze voorwaarden wijzigen.",
    "Wir verwenden Ihre Adresse, um Sie über Änderungen unserer Bedingungen zu informieren.",
    "Either party may end this agreement with 30 days' written notice.",
    "We tell you of a breach of these terms within 72 hours.",
    "Your plan renews under these terms unless you cancel 30 days before.",
    "The site may change from time to time without notice, subject to these terms.",
    "Notices under this agreement are deemed received 5 days after posting.",
]


@pytest.mark.parametrize("text", FALSE_FRIENDS)
def test_a_false_friend_is_no_promise_about_the_text(text: str) -> None:
    found = promises.find(clauses(text))

    assert found == ()


def test_no_notice_and_eight_days_are_both_true() -> None:
    found = only(
        "Bouwhoek mag deze voorwaarden zonder voorafgaande kennisgeving aanpassen. Zo'n aanpassing "
        "van de voorwaarden wordt van kracht acht dagen na de datum van aanpassing. Bij een "
        "belangrijke aanpassing mag de klant zijn contract beëindigen."
    )

    assert found.may_change_without_notice
    assert (found.lead_time, found.anchor) == ("P8D", "after_update_date")
    assert (found.exit_right, found.exit_condition) == ("terminate", "material_only")
    assert found.channels == ()
    assert found.materiality == "any"


def test_two_rules_by_condition_are_two_promises() -> None:
    found = promises.find(
        clauses(
            "Material changes to this policy become effective 30 days from their posting. "
            "All other changes to this policy are effective on the date they are posted."
        )
    )

    assert {(each.materiality, each.lead_time) for each in found} == {
        ("material_only", "P30D"),
        ("any", None),
    }


def test_the_items_below_a_condition_stand_under_it() -> None:
    heading = "Changes to our terms"
    listed = (
        Clause("p", None, "", heading, 0, "paragraph", "If a change is material, we will:"),
        Clause("i", None, "", heading, 0, "item", "email users 20 days before it takes effect"),
        Clause("q", None, "", heading, 0, "paragraph", "We post every change of these terms here."),
    )

    found = {each.address: each for each in promises.find(listed)}

    assert (found["i"].materiality, found["i"].lead_time) == ("material_only", "P20D")
    assert found["q"].materiality != "material_only"


def test_a_promise_stands_anywhere() -> None:
    found = promises.find(
        clauses(
            "Cookies zijn kleine bestanden.",
            "Gezien de wet evolueert, kan het privacyluik van deze site worden aangepast.",
            heading="Cookies",
        )
    )

    assert [each.address for each in found] == ["para_2"]
    assert found[0].channels == ()


def test_the_section_about_changes_carries_sentences_that_do_not_name_the_text() -> None:
    found = promises.find(
        clauses(
            "We will let you know by e-mail at least 14 days before they take effect.",
            heading="Changes to these terms",
        )
    )

    assert values(found, "lead_time") == {"P14D"}
    assert values(found, "channels") == {"email"}


def test_the_same_sentence_under_another_heading_is_none() -> None:
    found = promises.find(
        clauses(
            "We will let you know by e-mail at least 14 days before they take effect.",
            heading="Prices",
        )
    )

    assert found == ()


def test_every_quote_stands_in_its_clause() -> None:
    text = (
        "Wij kunnen deze voorwaarden wijzigen. Wij melden wijzigingen per e-mail, 30 dagen vooraf. "
        "Wie niet akkoord gaat met de wijziging kan de overeenkomst opzeggen."
    )

    found = only(text)

    assert found.quote in text
    assert found.lead_quote in text
    assert found.exit_quote in text


def test_a_list_of_sub_processors_has_promises_with_their_own_object() -> None:
    about = clauses(
        "We will notify you by email at least 30 days before a new sub-processor is engaged. "
        "You may "
        "object within 14 days of the notice."
    )

    found = promises.about_processors(about)

    assert promises.find(about) == ()
    assert {each.about for each in found} == {"sub_processors"}
    assert "P30D" in values(found, "lead_time")
    assert "object" in values(found, "exit_right")


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("eight weeks", "P56D"),
        ("thirty (30) days", "P30D"),
        ("a 30-day notice", "P30D"),
        ("acht dagen", "P8D"),
        ("een maand", "P1M"),
        ("dix jours ouvrables", "P10BD"),
        ("ten business days", "P10BD"),
        ("zehn Werktage", "P10BD"),
        ("sechs Wochen", "P42D"),
        ("48 hours", "PT48H"),
        ("two months", "P2M"),
        ("no period at all", None),
    ],
)
def test_a_period_in_words_is_a_duration(words: str, iso: str | None) -> None:
    assert promises.period_in(words) == iso
