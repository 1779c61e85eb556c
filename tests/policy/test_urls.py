"""Which URLs and addresses may be fetched: one strict parser, one table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.addresses import Exceptions, verdict
from policy.model import Refusal
from policy.urls import Target, follow, inspect, lane_of


def cases(shared: Path, name: str) -> list[dict[str, Any]]:
    """All of them: both of what is allowed and of what is refused there must be some."""
    listed: list[dict[str, Any]] = json.loads((shared / "hostile" / name).read_text())["cases"]
    assert len({case["id"] for case in listed}) == len(listed) >= 75
    assert {case["verdict"] for case in listed} == {"allow", "refuse"}
    return listed


def test_every_shared_address_gets_its_verdict(shared: Path) -> None:
    wrong = [
        case["id"]
        for case in cases(shared, "ip_verdicts.json")
        if (verdict(case["ip"], 443) is None) != (case["verdict"] == "allow")
    ]

    assert wrong == []


def test_every_shared_url_gets_its_verdict(shared: Path) -> None:
    def allowed(case: dict[str, Any]) -> bool:
        target = inspect(case["url"])
        if isinstance(target, Refusal):
            return False
        addresses = case.get("resolve", {}).get(target.lane, [])
        return bool(addresses) and all(verdict(a, target.port) is None for a in addresses)

    wrong = [
        case["id"]
        for case in cases(shared, "ssrf_urls.json")
        if allowed(case) != (case["verdict"] == "allow")
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "address",
    [
        "10.8.0.1",
        "100.99.0.1",
        "169.254.169.254",
        "::1",
        "::ffff:1.1.1.1",
        "64:ff9b::1",
        "fe80::1%lo",
        "2002:a00:1::",
        "3fff::7",
        "not an address",
        "",
    ],
)
def test_an_inside_address_is_refused(address: str) -> None:
    refusal = verdict(address, 443)

    assert refusal is not None
    assert refusal.reason == "forbidden_address"


def test_a_public_address_is_asked_on_the_usual_ports_only() -> None:
    assert verdict("93.184.216.34", 443) is None
    assert verdict("2606:4700::1111", 80) is None
    assert verdict("93.184.216.34", 25) == Refusal(
        "forbidden_port", "port 25 is none of 80 and 443"
    )


def test_an_exception_of_the_operator_opens_its_network_on_every_port() -> None:
    inside = Exceptions.of("127.0.0.0/8")

    assert verdict("127.0.0.1", 8123, inside) is None
    assert verdict("10.0.0.1", 80, inside) is not None
    assert isinstance(inspect("http://127.0.0.1:8123/privacy", inside), Target)
    assert isinstance(inspect("http://localhost:8123/privacy", inside), Target)
    assert isinstance(inspect("http://0x7f.1/", inside), Refusal)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.1/",
        "http://1.2.3.4.5/",
        "http://mill.example.0x7f/",
        "https://mill.example\\@x.example/",
        "https://a@mill.example/",
        "https://mill.example:0443x/",
        "https://mill.example:70000/",
        "mill.example",
        "https://mill%2eexample/",
        "https://mil\u0131.example\u3002x/",
        "https://[::1",
        "https://-a-.example/",
        "https://mill.internal/",
        "ftp://mill.example/",
        "https://mill.example/a b",
        "https://" + "a" * 3000,
    ],
)
def test_a_url_two_parsers_may_read_differently_is_refused(url: str) -> None:
    assert isinstance(inspect(url), Refusal)


def test_a_good_url_comes_apart_in_one_way() -> None:
    target = inspect("HTTPS://Mühle.Example:443/Datenschutz erklärung".replace(" ", "%20") + "#4")

    assert isinstance(target, Target)
    assert target.url == "https://xn--mhle-0ra.example/Datenschutz%20erkl%C3%A4rung"
    assert lane_of(target.url) == "xn--mhle-0ra.example"


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://[", "https://a@"]))
def test_no_string_makes_the_parser_fail(text: str, start: str) -> None:
    url = follow("https://mill.example/privacy", start + text)

    assert isinstance(inspect(url), (Target, Refusal))
    assert isinstance(inspect(start + text), (Target, Refusal))


@given(st.text(max_size=40))
def test_what_is_accepted_is_accepted_again_in_its_own_spelling(text: str) -> None:
    target = inspect("https://mill.example/" + text)

    if isinstance(target, Target):
        assert inspect(target.url) == target
