"""French puts a space before `:` `;` `?` `!` and inside its quotes: one at which no line breaks.

A sign alone at the start of a line, as a telephone would set it, is no French.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from policy.reader_words import in_words_of
from policy.vocabulary_sentences import COUNTS, QUOTES, REASONS, SENTENCES
from tests.conftest import PROJECT

FALLS_OFF = re.compile(r"(?:« | [:;?!»%])|[^\s:]\w[;?!](?=\s|$)|[^\W\d]:(?=\s|$)|«\S|\S»")
"""A space that breaks before such a sign, or none at all."""
FINE = re.compile("«\u00a0|\u00a0»")
BLANK = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CATALOGUES = sorted(PROJECT.glob("*/locale/fr/LC_MESSAGES/*.po"))


def faults(said: str) -> list[str]:
    return [found[0] for found in FALLS_OFF.finditer(FINE.sub("\u00a0", BLANK.sub("x", said)))]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_no_sign_of_a_french_sentence_falls_off_its_line(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    said = [
        one
        for message in catalogue
        if message.id
        for one in (message.string if isinstance(message.string, tuple) else (message.string,))
    ]

    assert said
    assert {one: faults(one) for one in said if faults(one)} == {}


def test_nor_does_one_of_the_sentences_about_a_change() -> None:
    said = [*SENTENCES["fr"].values(), *REASONS["fr"].values(), QUOTES["fr"]]
    said += [one for forms in COUNTS["fr"].values() for one in forms]

    assert {one: faults(one) for one in said if faults(one)} == {}
    assert in_words_of("fr", "percentage", "5 procent") == "5\u00a0%"


@pytest.mark.parametrize(
    "said", ["Quoi ?", "Quoi?", "Voici : x", "Voici: x", "« x »", "«x»", "a ;"]
)
def test_the_guard_sees_a_space_that_breaks_and_one_that_is_missing(said: str) -> None:
    assert faults(said)
