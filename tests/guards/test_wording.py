"""No mail, page or command claims that a mail was delivered, received or read (evidence grades).

A mail server's answer is all that can be seen from here. Words of claiming are forbidden in every
language; a sentence that uses one of something else (a text that *we* read) stands in the list of
those that may, so that the next one is looked at by a person.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from notifier.campaign_report import GRADES, LIMITS
from tests.conftest import PROJECT

CLAIMS = {
    "en": r"""\b(?:un)?delivered\b | \breceived\b | \breceipt\b
        | \b(?:was|were|been|has|have)\ (?:read|opened)\b""",
    "nl": r"""\b(?:af|uit)?geleverd\b | \bbezorgd\b | \bbesteld\b | \bontvangen\b
        | \bontving\w*\b | \bgelezen\b | \bgeopend\b""",
    "fr": r"""\b(?:dé)?livrée?s?\b | \bdistribuée?s?\b | \bremise?s?\ au\ destinataire\b
        | \breçue?s?\b | \b(?:a|ont|avez|avons|été)\ (?:\w+\ )?lue?s?\b
        | \bouvert\ (?:le|ce|votre)\b""",
    "de": r"""\bzugestellt\w*\b | \bausgeliefert\w*\b | \bzugegangen\w*\b | \berhalten\w*\b
        | \bempfangen\w*\b | \bgelesen\w*\b | \bgeöffnet\w*\b""",
}
"""Words that would claim more of a mail than anybody can see from here."""

OF_TEXTS = {
    "We have not read it yet; we are about to.",
    "The last text that we read",
    "The last text that we read:",
    "We read it last on %(day)s.",
    "We read it last on %(day)s; watching it is paused.",
    "We read it last on %(day)s; the looks since then failed. Until we can read it again, our"
    " silence does not mean that nothing has changed.",
    "No version was read yet.",
    "Read anew by better rules of ours",
    "Read through a browser, which ran the page's scripts.",
    "Until it can be read again, silence does not mean that nothing changes.",
}
"""Sentences about a policy's text that *we* read: their translations say so too."""

OF_OTHER_THINGS = {
    # whether a mailbox can take mail at all, before any was sent
    "If this address can receive mail, a link is on its way. Nothing is sent about changes until"
    " you press the button behind it.",
    # what we were shown in place of a policy
    "In between, on %(n)d day, we got a page that asks “are you human?” instead.",
    # the page of a policy, as we found it
    "nothing was ever read at this address; if it is wrong, give the right one",
    # the program that fetches pages
    "A program fetches the public page, at the pace the site allows, and keeps what it received. A"
    " new text counts once a second look has seen it. “Not changed” and “not looked” are different"
    " facts, and both are shown: a change lies between the last look that saw the old text and the"
    " first that saw the new one.",
}

CATALOGUES = sorted(PROJECT.glob("*/locale/*/LC_MESSAGES/*.po"))
TEMPLATES = sorted([*PROJECT.glob("notifier/templates/*"), *PROJECT.glob("web/templates/*")])
OF_OTHERS = {"notifier/reports.py", "notifier/relay_words.py", "notifier/provider_words.py",
             "notifier/relay_log.py"}  # fmt: skip
"""Where the words of mail systems themselves are understood (RFC 3464 says `delivered`)."""


def claims(language: str, text: str) -> list[str]:
    """Return the claiming words in a text."""
    return re.findall(CLAIMS[language], text, re.IGNORECASE | re.VERBOSE)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_sentence_of_mail_or_page_claims_more_than_a_server_s_answer(catalogue: Path) -> None:
    language = catalogue.parent.parent.name
    with catalogue.open("rb") as file:
        messages = [one for one in read_po(file, locale=language) if one.id]

    found = []
    for one in messages:
        ids = [one.id] if isinstance(one.id, str) else list(one.id)
        if {*ids} & (OF_TEXTS | OF_OTHER_THINGS):
            continue
        said = [one.string] if isinstance(one.string, str) else list(one.string)
        found += [text for text in ids if claims("en", text)]
        found += [text for text in said if claims(language, text)]

    assert found == [], "say what a server answered; or, of other things, name it in the list here"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_template_claims_more_than_a_server_s_answer(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    for sentence in OF_TEXTS | OF_OTHER_THINGS:
        text = text.replace(sentence, "")
    text = re.sub(r"{[#%].*?[#%]}", "", text)

    assert claims("en", text) == []


def test_no_command_claims_more_than_a_server_s_answer() -> None:
    found = {
        f"{file.relative_to(PROJECT)}: {text}"
        for package in ("cli", "notifier", "web")
        for file in sorted((PROJECT / package).rglob("*.py"))
        if str(file.relative_to(PROJECT)) not in OF_OTHERS
        for text in sentences(ast.parse(file.read_text(encoding="utf-8")))
        if re.search(r"\b(?:mail|letter|notice|recipient|message)s?\b", text)
        and re.search(r"\b(?:un)?delivered\b|\breceived\b|\b(?:was|were|been) read\b", text)
    }

    assert found == set()


def test_the_words_of_grades_and_limits_claim_no_more_either() -> None:
    said = [*GRADES.values(), *LIMITS]

    assert [text for text in said if claims("en", text)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Your notice was delivered to 20 people."), ("en", "Ada has read it."),
        ("nl", "Het bericht is door iedereen ontvangen."), ("nl", "Bezorgd op 3 maart."),
        ("fr", "Le message a été livré."), ("fr", "Vous avez bien reçu notre message."),
        ("fr", "Elle a lu le message."), ("de", "Die Mitteilung wurde zugestellt."),
        ("de", "Sie haben die Mail erhalten."), ("de", "Die Nachricht wurde gelesen."),
    ],
)  # fmt: skip
def test_the_guard_knows_a_claim_when_it_sees_one(language: str, text: str) -> None:
    assert claims(language, text)


def sentences(tree: ast.Module) -> Iterator[str]:
    """Yield every string of a file that is no docstring."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    alone = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, documented)
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value
