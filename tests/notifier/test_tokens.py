"""Links that prove a purpose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.tokens import MAX_AGE, Purpose, Tokens

NOW = datetime(2026, 12, 15, 6, tzinfo=UTC)
TOKENS = Tokens(b"t" * 32)
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_is_good_for_its_purpose_only(purpose: Purpose) -> None:
    token = TOKENS.issue(purpose, 7, NOW)

    for other in PURPOSES:
        read = TOKENS.read(other, token, NOW)
        assert (read.number if read else None) == (7 if other == purpose else None)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_ends_when_it_should(purpose: Purpose) -> None:
    token = TOKENS.issue(purpose, 7, NOW)
    age = MAX_AGE[purpose] or timedelta(days=9999)

    assert TOKENS.read(purpose, token, NOW + age)
    late = TOKENS.read(purpose, token, NOW + age + timedelta(seconds=1))
    assert (late is None) == (MAX_AGE[purpose] is not None)


def test_no_flipped_bit_is_accepted() -> None:
    token = TOKENS.issue("unsub", 7, NOW).encode()
    accepted = 0
    for place in range(len(token) * 8):
        forged = bytearray(token)
        forged[place // 8] ^= 1 << place % 8
        accepted += TOKENS.read("unsub", forged.decode("latin-1"), NOW) is not None

    assert accepted == 0


@given(st.text())
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert TOKENS.read("confirm", text, NOW) is None


@pytest.mark.parametrize("broken", ["", "v1", "v1...", "v1.x.y.z", "a" * 10_000, "v1.\x00.é.="])
def test_what_is_no_token_is_none(broken: str) -> None:
    assert TOKENS.read("unsub", broken, NOW) is None
    assert TOKENS.read("unsub", TOKENS.issue("unsub", 7, NOW)[:-1] + broken, NOW) is None


def test_a_link_made_with_a_retired_key_still_stops_mail() -> None:
    old = Tokens(b"o" * 32).issue("unsub", 7, NOW)

    assert TOKENS.read("unsub", old, NOW) is None
    assert Tokens(b"t" * 32, retired=(b"o" * 32,)).read("unsub", old, NOW)


def test_an_envelope_address_proves_itself() -> None:
    mac = TOKENS.short_mac("bounce", "01m-1")

    assert TOKENS.knows("bounce", "01m-1", mac)
    assert not TOKENS.knows("bounce", "01m-2", mac)
    assert not TOKENS.knows("proof", "01m-1", mac)
