"""Mail addresses: which we write to, and which of them are one person's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.mailboxes import BadAddressError, mailbox

OURS = frozenset({"notify@our-own-domain.example"})


def verdict(address: str) -> str:
    try:
        mailbox(address, OURS)
    except BadAddressError:
        return "refuse"
    return "accept"


def test_hostile_addresses_get_the_verdict_they_should(shared: Path) -> None:
    cases = json.loads((shared / "hostile" / "addresses.json").read_text())["cases"]
    wrong = []
    for case in cases:
        if case["verdict"] == "same_person":
            one, other = case["address"].split("|")
            if mailbox(one).identity != mailbox(other).identity:
                wrong.append(case["id"])
        elif verdict(case["address"]) not in case["verdict"]:
            wrong.append(case["id"])

    assert wrong == []


@pytest.mark.parametrize(
    "address",
    [
        "ada@example.org",
        "Ada.Lovelace+tag@sub.example.co",
        "o'brien@example.org",
        f"{'a' * 64}@example.org",
        "ada@bücher.example",
    ],
)
def test_ordinary_addresses_are_accepted(address: str) -> None:
    assert verdict(address) == "accept"


@pytest.mark.parametrize(
    "address",
    [
        "ada",
        "ada@example",
        "ada@1.2.3.4",
        "ada@[IPv6:::1]",
        '"ada b"@example.org',
        "ada%ben@example.org",
        "ada@example.org\x85",
        "ada@printer.local",
        "ådå@example.org",
        "ada@example-.org",
        f"{'a' * 65}@example.org",
        f"ada@{'b' * 64}.example",
        f"ada@{'b.' * 130}org",
    ],
)
def test_what_cannot_be_written_to_is_refused(address: str) -> None:
    assert verdict(address) == "refuse"


def test_a_domain_is_kept_as_its_a_label_and_shown_as_given() -> None:
    box = mailbox("Ada@Bücher.example")

    assert box.address == "Ada@xn--bcher-kva.example"
    assert box.shown == "Ada@Bücher.example"


def test_limits_count_one_person_once() -> None:
    assert mailbox("a.da+x@example.org").base == mailbox("ada+y@EXAMPLE.org").base


@given(st.text())
def test_any_text_is_a_mailbox_or_refused_with_a_sentence(text: str) -> None:
    if verdict(text) == "refuse":
        with pytest.raises(BadAddressError) as refused:
            mailbox(text)
        assert str(refused.value).isprintable()
        return

    address = mailbox(text).address
    assert address.isascii()
    assert address.count("@") == 1
    assert not set(address) & set(" \r\n\t<>,;:")
