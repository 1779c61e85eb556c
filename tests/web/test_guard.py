"""What surrounds every page: headers, foreign forms, limits, languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from notifier.campaign_report import GRADES, LIMITS
from storage import knocks
from storage.database import Database
from storage.people import Vault
from storage.tables import KnockRow
from tests.conftest import PACKAGES, PROJECT
from web.limits import Limits, client_key
from web.words import LANGUAGES, PageWords, chosen

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


VAULT = Vault(b"m" * 32)


USUAL = Limits()


def asked(database: Database, client: str, at: datetime = NOON, limits: Limits = USUAL) -> bool:
    return limits.allows(database, VAULT, client, at)


def test_one_client_may_ask_ten_times_an_hour(database: Database) -> None:
    allowed = [asked(database, "198.51.100.7") for _ in range(12)]

    assert allowed == [True] * 10 + [False] * 2
    assert asked(database, "198.51.100.8")
    assert asked(database, "198.51.100.7", NOON + timedelta(hours=1))


def test_another_process_counts_on(database: Database) -> None:
    other = Database(str(database.url.render_as_string(hide_password=False)))

    allowed = [asked(one, "198.51.100.7") for one in (database, other) * 6]

    other.close()
    assert allowed == [True] * 10 + [False] * 2


def test_no_client_stands_in_the_database(database: Database) -> None:
    asked(database, "198.51.100.7")

    with database.reading() as tx:
        kept = tx.exec(select(KnockRow.who)).all()
    assert kept
    assert not [who for who in kept if "198" in who or "sign" in who]


def test_an_ipv6_household_is_one_client() -> None:
    assert client_key("2001:db8::1") == client_key("2001:db8::ffff")
    assert client_key("2001:db8::1") != client_key("2001:db8:0:1::1")
    assert client_key(None) == client_key("nonsense") == "unknown"


def test_an_installation_has_a_ceiling_that_its_operator_is_told_of_once(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    few = Limits(in_all=3)

    allowed = [asked(database, f"198.51.100.{n}", limits=few) for n in range(6)]

    assert allowed == [True, True, True, False, False, False]
    assert len(caplog.records) == 1
    with database.reading() as tx:
        assert knocks.ceiling_reached_since(tx, NOON - timedelta(minutes=1))


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


def said_elsewhere() -> Iterator[str]:
    """Every sentence that the other packages make for whatever language a reader has."""
    for package in PACKAGES:
        for file in (PROJECT / package).glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                name = (
                    node.func.id
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                    else ""
                )
                if name in ("said", "said_many"):
                    assert isinstance(node, ast.Call)
                    assert isinstance(node.args[0], ast.Constant), f"{file.name}:{node.lineno}"
                    pattern = str(node.args[0].value)
                    if re.sub(r"%\(\w+\)[sd]", "", pattern).strip(" .:,;()"):
                        yield pattern


def test_every_sentence_is_translated_in_every_language() -> None:
    from web.pages import HERE

    used = set()
    for template in (HERE / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        used |= set(re.findall(r'\b(?:_|ngettext)\(\s*"((?:[^"\\]|\\.)*)"', text))
        used |= set(re.findall(r"\b_\(\s*'([^']*)'", text))
    assert len(used) > 80
    used |= set(said_elsewhere()) | {*GRADES.values(), *LIMITS}

    for language in LANGUAGES:
        if language == "en":
            continue
        words = PageWords(language, "Europe/Brussels")
        same = {text for text in used if words.gettext(text) == text}
        alike = {
            "Version",
            "Version %(number)d",
            "version %(number)d",
            "Links",
            "Service",
            "Site",
            "or",
            "Inbox",
            "objection",
            "Stop",
            "Versions",
            "Privacy",
            "Page",
            "open",
            "feed (Atom)",
            "feed (JSON)",
            "%(n)d contract",
            "%(n)d service",
            "Clause",
            "Clauses",
            "Account",
            "Accounts",
            "Server",
            "%(field)s: %(says)s",
            "%(name)s: %(what)s",
            "Webhook",
            "Webhooks",
            "urgent",
        }
        plural = {text for text in same if words.ngettext(text, text, 1) != text}
        assert same - plural <= alike, f"{language}: {same - plural - alike}"
