"""What surrounds every page: headers, foreign forms, limits, languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from web.limits import Limits, client_key
from web.words import LANGUAGES, PageWords, chosen

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_one_client_may_ask_ten_times_an_hour() -> None:
    limits = Limits()

    allowed = [limits.allows("198.51.100.7", NOON) for _ in range(12)]

    assert allowed == [True] * 10 + [False] * 2
    assert limits.allows("198.51.100.8", NOON)
    assert limits.allows("198.51.100.7", NOON + timedelta(hours=1))


def test_an_ipv6_household_is_one_client() -> None:
    assert client_key("2001:db8::1") == client_key("2001:db8::ffff")
    assert client_key("2001:db8::1") != client_key("2001:db8:0:1::1")
    assert client_key(None) == client_key("nonsense") == "unknown"


def test_an_installation_has_a_ceiling_of_its_own() -> None:
    limits = Limits(in_all=3)

    allowed = [limits.allows(f"198.51.100.{n}", NOON) for n in range(5)]

    assert allowed == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("nl", "fr", "nl"),
        (None, "fr-BE,nl;q=0.9", "fr"),
        (None, "es, de;q=0.3, nl;q=0.8", "nl"),
        ("xx", "", "en"),
        (None, "nl;q=much,,;", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_or_the_first_we_have(
    asked: str | None, accepted: str, language: str
) -> None:
    assert chosen(asked, accepted) == language


def test_every_sentence_is_translated_in_every_language() -> None:
    import re

    from web.pages import HERE

    used = set()
    for template in (HERE / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        used |= set(re.findall(r'\b(?:_|ngettext)\(\s*"((?:[^"\\]|\\.)*)"', text))
        used |= set(re.findall(r"\b_\(\s*'([^']*)'", text))
    assert len(used) > 80

    for language in LANGUAGES:
        if language == "en":
            continue
        words = PageWords(language, "Europe/Brussels")
        same = {text for text in used if words.gettext(text) == text}
        alike = {"Version", "Version %(number)d", "version %(number)d", "Links", "Service", "Site",
                 "or", "Inbox", "Stop", "Versions"}  # fmt: skip
        plural = {text for text in same if words.ngettext(text, text, 1) != text}
        assert same - plural <= alike, f"{language}: {same - plural - alike}"
