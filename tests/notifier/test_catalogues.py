"""Every sentence stands in every language, with the same blanks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from notifier import catalogues, terms
from notifier.words import LANGUAGES, words

PART = re.compile(r"%\((\w+)\)[sd]")


def parts(text: str) -> set[str]:
    return set(PART.findall(text))


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    translated = catalogues.read(language)
    missing = []
    for message in catalogues.collected():
        if not message.id:
            continue
        found = translated.get(message.id, context=message.context)
        strings = found.string if found else ""
        strings = strings if isinstance(strings, tuple) else (strings,)
        if not found or not all(strings) or found.fuzzy:
            missing.append(message.id)

    assert missing == [], "run python -m notifier.catalogues and translate"


def test_no_sentence_hides_where_it_is_not_found() -> None:
    folder = Path(catalogues.__file__).parent
    hidden = re.compile(r"\{[^{}]*\b(?:say|count)\(['\"]")  # inside an f-string, before 3.12

    assert [file.name for file in folder.glob("*.py") if hidden.search(file.read_text())] == []


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_a_translation_has_the_same_blanks(language: str) -> None:
    wrong = []
    for message in catalogues.read(language):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if any(parts(string) != parts(ids[-1]) for string in strings):
            wrong.append(message.id)

    assert wrong == []


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_nothing_is_kept_that_nobody_says_any_more(language: str) -> None:
    used = {(message.context, message.id) for message in catalogues.collected()}

    assert {(message.context, message.id) for message in catalogues.read(language)} <= used


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    compiled = catalogues.po_file(language).with_suffix(".mo").read_bytes()

    assert compiled == catalogues.compiled(catalogues.read(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_policy_has_its_names(language: str) -> None:
    said = words(language)
    for kind in terms.NAMES:
        assert terms.name(said, kind)
        assert "Werfmeester" in terms.the(said, kind, "Werfmeester")
    assert "x-House Rules" in terms.theirs(said, "x-House Rules")
