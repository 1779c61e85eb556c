"""More ways to say the same, invented here: the class is learnt, not the sentence."""

from __future__ import annotations

import pytest

from policy import promises
from policy.model import Clause

SILENT = (None, "none_stated", "none", False)

# text, heading, and for each named field every value the text gives
CASES: list[tuple[str, str | None, dict[str, set[str]]]] = [
    (
        "Een aanpassing telt vanaf zes dagen nadat ze op deze bladzijde kwam te staan.",
        "Wijzigingen van dit beleid",
        {"lead_time": {"P6D"}, "anchor": {"after_posting"}},
    ),
    (
        "Een wijziging melden wij met een bericht op onze voorpagina.",
        "Wijzigingen",
        {"channels": {"site_notice"}},
    ),
    (
        (
            "Wij behouden ons het recht voor deze privacyverklaring te wijzigen. Controleer deze "
            "pagina regelmatig."
        ),
        None,
        {"channels": set(), "materiality": {"any"}},
    ),
    (
        "Wijzigingen in deze privacyverklaring zullen op deze website bekend worden gemaakt.",
        None,
        {"channels": {"post_on_page"}},
    ),
    (
        (
            "De meest recente versie van deze verklaring vindt u altijd op onze website. Wij "
            "kunnen deze verklaring wijzigen."
        ),
        None,
        {"channels": {"post_on_page"}},
    ),
    (
        (
            "Wij kunnen deze algemene voorwaarden eenzijdig wijzigen. U wordt hiervan ten minste "
            "30 dagen van tevoren per e-mail op de hoogte gesteld."
        ),
        None,
        {"lead_time": {"P30D"}, "anchor": {"before_effect"}, "channels": {"email"}},
    ),
    (
        (
            "Indien u niet akkoord gaat met de gewijzigde voorwaarden, heeft u het recht de "
            "overeenkomst kosteloos op te zeggen tot de datum waarop de wijziging ingaat."
        ),
        None,
        {"exit_right": {"terminate"}},
    ),
    (
        "Gewijzigde voorwaarden treden in werking veertien dagen na schriftelijke kennisgeving.",
        None,
        {"lead_time": {"P14D"}, "anchor": {"after_notice"}},
    ),
    (
        (
            "Wij kunnen de gebruiksvoorwaarden te allen tijde wijzigen. Door de site verder te "
            "gebruiken, aanvaardt u de gewijzigde voorwaarden."
        ),
        None,
        {"acceptance": {"continued_use"}},
    ),
    (
        "Wijzigingen worden minimaal één maand voor de ingangsdatum schriftelijk meegedeeld.",
        "Wijziging van de voorwaarden",
        {"lead_time": {"P1M"}, "anchor": {"before_effect"}, "channels": {"written_personal"}},
    ),
    (
        "Bij belangrijke wijzigingen van dit privacybeleid sturen wij u een e-mail.",
        None,
        {"channels": {"email"}, "materiality": {"material_only"}},
    ),
    (
        (
            "Wij kunnen deze cookieverklaring aanpassen. De datum van de laatste wijziging staat "
            "bovenaan deze pagina."
        ),
        None,
        {"channels": {"date_line"}},
    ),
    (
        "Wijzigingen van deze voorwaarden gelden onmiddellijk na publicatie op de website.",
        None,
        {"channels": {"post_on_page"}, "anchor": {"on_posting"}},
    ),
    (
        (
            "Als u binnen 30 dagen na de kennisgeving geen bezwaar maakt, wordt u geacht de "
            "wijziging van de voorwaarden te hebben aanvaard."
        ),
        None,
        {"lead_time": {"P30D"}, "anchor": {"after_notice"}, "acceptance": {"deemed_after_period"}},
    ),
    (
        "Änderungen teilen wir per E-Mail mit, mindestens vier Wochen bevor sie gelten.",
        "Änderungen",
        {"channels": {"email"}, "lead_time": {"P28D"}, "anchor": {"before_effect"}},
    ),
    (
        (
            "Wir behalten uns vor, diese Datenschutzerklärung anzupassen, damit sie stets den "
            "aktuellen rechtlichen Anforderungen entspricht."
        ),
        None,
        {"channels": set(), "materiality": {"any"}},
    ),
    (
        (
            "Für Ihren erneuten Besuch gilt dann die neue Datenschutzerklärung. Wir passen diese "
            "Datenschutzerklärung gelegentlich an."
        ),
        None,
        {"materiality": {"any"}},
    ),
    (
        (
            "Die jeweils aktuelle Datenschutzerklärung kann jederzeit auf der Website abgerufen "
            "werden. Wir können diese Datenschutzerklärung ändern."
        ),
        None,
        {"channels": {"post_on_page"}},
    ),
    (
        (
            "Der Anbieter ist berechtigt, diese AGB zu ändern. Er wird den Kunden die Änderungen "
            "mindestens sechs Wochen vor ihrem Wirksamwerden per E-Mail mitteilen."
        ),
        None,
        {"lead_time": {"P42D"}, "anchor": {"before_effect"}, "channels": {"email"}},
    ),
    (
        (
            "Widerspricht der Kunde den geänderten AGB nicht innerhalb von vier Wochen nach "
            "Zugang der Mitteilung, gelten die Änderungen als genehmigt."
        ),
        None,
        {
            "lead_time": {"P28D"},
            "anchor": {"after_notice"},
            "acceptance": {"deemed_after_period"},
            "exit_right": {"object"},
        },
    ),
    (
        (
            "Im Falle einer Änderung der Bedingungen hat der Nutzer das Recht, den Vertrag "
            "fristlos zu kündigen."
        ),
        None,
        {"exit_right": {"terminate"}},
    ),
    (
        (
            "Wir informieren Sie über wesentliche Änderungen dieser Nutzungsbedingungen mit "
            "einer Frist von 30 Tagen."
        ),
        None,
        {
            "lead_time": {"P30D"},
            "anchor": {"before_effect"},
            "materiality": {"material_only"},
            "channels": {"personal_unspecified"},
        },
    ),
    (
        (
            "Änderungen dieser Bedingungen treten mit ihrer Veröffentlichung auf dieser Seite in "
            "Kraft."
        ),
        None,
        {"channels": {"post_on_page"}, "anchor": {"on_posting"}},
    ),
    (
        (
            "Wir können diese Bedingungen jederzeit mit Wirkung für die Zukunft ändern, ohne "
            "dass wir Sie vorher informieren."
        ),
        None,
        {"may_change_without_notice": {"True"}},
    ),
    (
        (
            "Nous nous réservons le droit de modifier la présente politique de confidentialité. "
            "La date de la dernière mise à jour figure en haut de la page."
        ),
        None,
        {"channels": {"date_line"}, "materiality": {"any"}},
    ),
    (
        "Les CGU modifiées entrent en vigueur 30 jours après leur publication sur le site.",
        None,
        {"lead_time": {"P30D"}, "anchor": {"after_posting"}, "channels": {"post_on_page"}},
    ),
    (
        (
            "Nous vous informerons de toute modification des présentes conditions au moins un "
            "mois avant leur entrée en vigueur, par e-mail ou via votre compte."
        ),
        None,
        {"lead_time": {"P1M"}, "anchor": {"before_effect"}, "channels": {"in_app", "email"}},
    ),
    (
        (
            "À défaut d'opposition dans un délai de deux mois suivant la notification, vous "
            "serez réputé avoir accepté la modification du contrat."
        ),
        None,
        {"lead_time": {"P2M"}, "anchor": {"after_notice"}, "acceptance": {"deemed_after_period"}},
    ),
    (
        (
            "En cas de désaccord avec les nouvelles conditions, vous devez cesser d'utiliser le "
            "service."
        ),
        None,
        {"exit_right": {"stop_using"}},
    ),
    (
        (
            "La présente politique peut être modifiée. Nous vous invitons à la consulter "
            "régulièrement."
        ),
        None,
        {"channels": set(), "materiality": {"any"}},
    ),
    (
        (
            "Toute modification substantielle de la politique fera l'objet d'une information par "
            "voie d'affichage sur notre site."
        ),
        None,
        {"channels": {"post_on_page"}, "materiality": {"material_only"}},
    ),
    (
        (
            "En continuant à utiliser nos services après la modification de ces conditions, vous "
            "acceptez d'être lié par celles-ci."
        ),
        None,
        {"acceptance": {"continued_use"}},
    ),
    (
        "Les modifications de la présente charte prennent effet immédiatement.",
        None,
        {"anchor": {"on_posting"}},
    ),
    (
        (
            "We reserve the right to modify these Terms at any time. Please check these Terms "
            "periodically for changes."
        ),
        None,
        {"channels": set(), "materiality": {"any"}},
    ),
    (
        (
            "If we decide to change our privacy policy, we will post those changes to this "
            "privacy statement, the home page, and other places we deem appropriate."
        ),
        None,
        {"channels": {"post_on_page", "site_notice"}},
    ),
    (
        "We'll notify you before we make changes to these terms, so you can read them in peace.",
        None,
        {"channels": {"personal_unspecified"}, "anchor": {"before_effect"}},
    ),
    (
        (
            "Unless stated otherwise, the changes become effective 7 calendar days after we send "
            "you notice."
        ),
        "Changes to this policy",
        {"lead_time": {"P7D"}, "anchor": {"after_notice"}},
    ),
    (
        "We may revise these Terms; the most current version will always be on our website.",
        None,
        {"channels": {"post_on_page"}},
    ),
    (
        (
            "By continuing to access or use our Services after those revisions become effective, "
            "you agree to be bound by the revised Terms."
        ),
        None,
        {"acceptance": {"continued_use"}},
    ),
    (
        (
            "If you don't agree with the new terms, you are free to reject them; unfortunately, "
            "that means you will no longer be able to use our Services."
        ),
        "Changes to these terms",
        {"exit_right": {"reject"}},
    ),
    (
        (
            "We will provide you with at least fourteen days' advance notice of material changes "
            "to this Agreement via email or in the dashboard."
        ),
        None,
        {
            "lead_time": {"P14D"},
            "anchor": {"before_effect"},
            "channels": {"in_app", "email"},
            "materiality": {"material_only"},
        },
    ),
    (
        "Any changes will be effective upon posting of the revised Terms.",
        "Amendments",
        {"anchor": {"on_posting"}, "channels": {"post_on_page"}},
    ),
    (
        "We may make changes to this Cookie Policy at any time, effective when we post it.",
        None,
        {"anchor": {"on_posting"}},
    ),
    (
        (
            "We will obtain your consent before applying material changes to this policy to data "
            "already collected."
        ),
        None,
        {"acceptance": {"express_consent"}, "materiality": {"material_only"}},
    ),
    (
        (
            "Your sole remedy is to terminate your account if you do not agree to the modified "
            "agreement."
        ),
        "Modification of the agreement",
        {"exit_right": {"terminate"}},
    ),
    (
        "No changes to these terms will apply to disputes that arose before the change.",
        None,
        {"lead_time": set()},
    ),
    (
        "Changes will be notified to you in writing 60 days before they come into force.",
        "Changes to the agreement",
        {"lead_time": {"P60D"}, "anchor": {"before_effect"}, "channels": {"written_personal"}},
    ),
    (
        "We may amend this Agreement upon thirty (30) days' written notice.",
        None,
        {"lead_time": {"P30D"}, "anchor": {"before_effect"}, "channels": {"written_personal"}},
    ),
]


@pytest.mark.parametrize(
    ("text", "heading", "expected"), CASES, ids=[each[0][:48] for each in CASES]
)
def test_another_way_to_say_it(
    text: str, heading: str | None, expected: dict[str, set[str]]
) -> None:
    found = promises.find((Clause("para_1", None, "1", heading, 0, "paragraph", text),))

    for name, values in expected.items():
        given = [getattr(promise, name) for promise in found]
        flat = [one for each in given for one in (each if isinstance(each, tuple) else (each,))]
        assert {str(one) for one in flat if one not in SILENT} == values, (name, found)
