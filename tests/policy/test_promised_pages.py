"""Where notice is promised: on this very page, or on another, where its absence cannot be seen."""

from __future__ import annotations

import pytest

from policy.model import Clause
from policy.promises import find

HERE = [
    "We post every change of these terms on this page at least 30 days before it takes effect.",
    "Wijzigingen van dit beleid plaatsen wij 30 dagen vooraf op deze pagina.",
    "Nous publions toute modification de ces conditions sur cette page 30 jours à l'avance.",
    "Änderungen dieser Bedingungen veröffentlichen wir 30 Tage vorher auf dieser Seite.",
]
ELSEWHERE = [
    "We post notice of every change of these terms on our Policy Updates page 30 days ahead.",
    "We will publish changes of these terms on our website at least 30 days in advance.",
    "We post every change of this policy on our announcements page 30 days before it holds.",
    "Wijzigingen van dit beleid plaatsen wij 30 dagen vooraf op onze nieuwspagina.",
    "Nous publions toute modification de ces conditions sur notre page Actualités un mois avant.",
    "Änderungen dieser Bedingungen veröffentlichen wir 30 Tage vorher auf unserer News-Seite.",
]


def on_this_page(text: str) -> bool:
    found = find((Clause("para_1", None, "1", "Changes", 0, "paragraph", text),))
    assert found, text
    return found[0].on_this_page


@pytest.mark.parametrize("text", HERE)
def test_a_notice_on_this_page_can_be_seen(text: str) -> None:
    assert on_this_page(text)


@pytest.mark.parametrize("text", ELSEWHERE)
def test_a_notice_on_another_page_cannot(text: str) -> None:
    assert not on_this_page(text)
