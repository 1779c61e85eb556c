"""Headers: a fixed list, whatever stands in names and titles."""

from __future__ import annotations

import email
import email.policy
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier import headers, letter
from notifier.letter import About, Stationery
from notifier.office import Letterhead, Office
from notifier.tokens import Tokens
from storage.outbox import Claim
from storage.people import Vault
from storage.tables import NoticeRow

NOW = datetime(2026, 12, 15, 6, tzinfo=UTC)
NAMES = [
    "To", "Message-ID", "Date", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Help", "From",
    "Subject",
    "In-Reply-To", "References", "List-ID", "List-Archive", "Auto-Submitted",
    "X-Auto-Response-Suppress", "Content-Language", "Notice-Digest", "MIME-Version",
    "Content-Type",
]  # fmt: skip
CLAIM = Claim(
    id="01M9W4JKR02D8N489SGEFZKWRW", notice_id=1, kind="change", subscription_id=1,
    subscriber_id=1, lease_no=1, number=2, deferrals=0, unknowns=0,
    message_id="<d.01M9W4JKR02D8N489SGEFZKWRW@clausewatch.example>", address_sealed=None,
    wrapped_key=None, requested_at=NOW, confirmed_at=NOW, target_kind="policy",
)  # fmt: skip


def written(subject: str, list_words: str, from_name: str, bounces: str | None = None) -> bytes:
    head = Letterhead(
        "https://clausewatch.example", "notices@clausewatch.example", from_name,
        bounce_domain=bounces,
    )  # fmt: skip
    office = Office(head, Vault(b"m" * 32), Tokens(b"t" * 32))
    notice = NoticeRow(
        id=1, kind="change", about="c", language="nl", time_zone="Europe/Brussels", sha256="a" * 64,
        subject=subject, text="words\n", html="<p>words</p>",
        thread="<p.x@clausewatch.example> <c.y@clausewatch.example>",
    )  # fmt: skip
    about = About(list_words, "werfmeester-privacy-policy", "https://clausewatch.example/p", "it")
    stationery = Stationery(notice, about, head)
    return letter.write(office, stationery, CLAIM, "ada@example.org", NOW).data


def assert_in_order(data: bytes) -> None:
    """Read as a strict and as a forgiving reader would: our headers, and no others."""
    for policy in (email.policy.default, email.policy.compat32):
        message = email.message_from_bytes(data, policy=policy)  # type: ignore[arg-type]
        assert list(message.keys()) == NAMES
        assert str(message["To"]) == "ada@example.org"
    head = data.split(b"\r\n\r\n", 1)[0]
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert head.isascii()


def test_no_hostile_string_becomes_a_header(shared: Path) -> None:
    cases = json.loads((shared / "hostile" / "headers.json").read_text())["cases"]
    fields = {"policy_title", "subscriber_name", "vendor_name", "from_display_name"}
    for case in cases:
        if case["field"] in fields:
            value = case["value"] or ""
            assert_in_order(written(value, value, value))


@given(st.text(), st.text(), st.text())
def test_no_text_at_all_becomes_a_header(subject: str, list_words: str, from_name: str) -> None:
    assert_in_order(written(subject, list_words, from_name))


def test_the_headers_are_those_that_were_agreed() -> None:
    message = email.message_from_bytes(
        written("Onderwerp: één", "Werfmeester, privacybeleid", "Clausewatch", "b.example"),
        policy=email.policy.default,
    )

    assert message["Subject"] == "Onderwerp: één"
    assert message["Message-ID"] == CLAIM.message_id
    assert str(message["List-Unsubscribe"]).startswith("<https://clausewatch.example/u/v1.")
    assert "<mailto:unsub+v1." in str(message["List-Unsubscribe"])
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["List-ID"] == (
        '"Werfmeester, privacybeleid" <werfmeester-privacy-policy.policies.clausewatch.example>'
    )
    assert {part.get_content_type() for part in message.walk()} == {
        "multipart/alternative", "text/plain", "text/html",
    }  # fmt: skip


def test_an_address_too_long_for_a_mailbox_is_not_offered() -> None:
    head = Letterhead("https://c.example", "notices@c.example", bounce_domain="b.example")
    office = Office(head, Vault(b"m" * 32), Tokens(b"t" * 32))
    notice = NoticeRow(
        id=1, kind="change", about="c", language="nl", time_zone="UTC", sha256="a" * 64,
        subject="x", text="words", html="words",
    )  # fmt: skip
    claim = replace(CLAIM, subscription_id=10**12)

    data = letter.write(office, Stationery(notice, About(), head), claim, "a@b.example", NOW).data

    assert b"List-Unsubscribe: <https://c.example/u/" in data
    assert b"mailto:" not in data


def test_a_bounce_address_is_short_and_proves_itself() -> None:
    head = Letterhead("https://c.example", "notices@c.example", bounce_domain="bounces.c.example")
    office = Office(head, Vault(b"m" * 32), Tokens(b"t" * 32))

    local = letter.envelope_sender(office, CLAIM).split("@")[0]

    assert len(local) <= 64
    name, _, mac = local.removeprefix("b-").rpartition("-")
    assert office.tokens.knows("bounce", name, mac)


@pytest.mark.parametrize(
    "data",
    [
        b"To: ada@example.org\r\nBcc: eve@example.org\r\n\r\n",
        b"To: ada@example.org, eve@example.org\r\n\r\n",
        b"To: ada@example.org\nBcc: eve@example.org\r\n\r\n",
        b"To: ada@example.org\r\n",
        b"To: ada@example.org\r\n " + b"x" * 1000 + b"\r\n\r\n",
    ],
)
def test_what_does_not_read_back_is_not_sent(data: bytes) -> None:
    with pytest.raises(headers.HeadersBrokenError):
        headers.check(data, ("To",), "ada@example.org")


@pytest.mark.parametrize(
    "data",
    [
        b"To: ada@example.org\r\nBcc: eve@example.org\r\n\r\n",
        b"To: ada@example.org, eve@example.org\r\n\r\n",
    ],
)
def test_what_another_parser_reads_otherwise_is_not_sent(data: bytes) -> None:
    with pytest.raises(headers.HeadersBrokenError):
        headers.check_as_others_read(data, ("To",), "ada@example.org")
