"""Declarations: ours and Open Terms Archive's, every mistake at once, and the way back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from config import declarations
from config.declaration_toml import write
from config.declared import identifier
from config.errors import DeclarationError

OURS = b"""
service = "Voorbeeldbouw"

[[policy]]
type = "privacy policy"
language = "nl"
interval = "12h"
robots = "note"
notices = ["voorbeeldbouw-berichten"]
url = "https://voorbeeldbouw.example/privacy"
select = "main"
remove = [".banner", { startBefore = "h1", endBefore = "footer" }]

[[policy]]
id = "voorbeeldbouw-afspraken"
type = "Data Processor Agreement"
select = ["main"]

[[policy.combine]]
url = "https://voorbeeldbouw.example/dpa"

[[policy.combine]]
url = "https://voorbeeldbouw.example/verwerkers"
select = ["article"]
"""

THEIRS = {
    "name": "Voorbeeldwolk",
    "terms": {
        "Cookies Policy": {
            "fetch": "https://voorbeeldwolk.example/cookies",
            "select": [{"startBefore": "h1", "endAfter": "#end"}],
            "remove": ".note",
            "filter": [{"removeQueryParams": ["sid"]}, "dropShareLinks"],
        },
        "Service Level Agreement": {"fetch": "https://voorbeeldwolk.example/sla.pdf"},
    },
}


def test_our_form_says_service_kind_and_place() -> None:
    first, second = declarations.parse(OURS, Path("voorbeeldbouw.toml"))

    assert first.id == "voorbeeldbouw-privacy-policy"
    assert (first.service, first.terms_type, first.language) == (
        "Voorbeeldbouw",
        "Privacy Policy",
        "nl",
    )
    assert first.interval == timedelta(hours=12)
    assert first.notices == ("voorbeeldbouw-berichten",)
    assert (first.robots, second.robots) == ("note", "obey")
    assert first.sources[0].select == ("main",)
    assert json.loads(first.sources[0].remove[1]) == {"startBefore": "h1", "endBefore": "footer"}
    assert [source.select for source in second.sources] == [("main",), ("article",)]


def test_open_terms_archive_s_form_is_accepted_and_its_filters_are_only_named() -> None:
    content = json.dumps(THEIRS).encode()

    cookies, sla = declarations.parse(content, Path("Voorbeeldwolk.json"))

    assert cookies.terms_type == "Trackers Policy", "their older name is resolved"
    assert cookies.filters == ("removeQueryParams", "dropShareLinks")
    assert sla.sources[0].url.endswith("sla.pdf")


@pytest.mark.parametrize(
    ("content", "name"), [(OURS, "a.toml"), (json.dumps(THEIRS).encode(), "a.json")]
)
def test_what_is_written_back_declares_the_same(content: bytes, name: str) -> None:
    declared = declarations.parse(content, Path(name))

    written = write(declared).encode()

    assert declarations.parse(written, Path("written.toml")) == declared


def test_every_mistake_is_told_at_once_with_file_and_field() -> None:
    wrong = b"""
    service = ""
    colour = "red"
    [[policy]]
    type = "Privcy Policy"
    language = "Dutch language"
    url = "ftp://files.example/policy"
    select = "["
    interval = "soon"
    [[policy]]
    type = "Imprint"
    id = "Not An Id"
    """

    with pytest.raises(DeclarationError) as caught:
        declarations.parse(wrong, Path("wrong.toml"))

    fields = {fault.field for fault in caught.value.faults}
    assert fields == {
        "service", "colour", "policy[1].type", "policy[1].language", "policy[1].url",
        "policy[1].select", "policy[1].interval", "policy[2].id", "policy[2].url",
    }  # fmt: skip
    assert all(fault.place == "wrong.toml" for fault in caught.value.faults)
    assert "did you mean 'Privacy Policy'?" in str(caught.value)


@pytest.mark.parametrize(
    "selector",
    ["[", "doc('file:///etc/passwd')", r"(\w+\s?)+$", ":is(" * 400 + "a" + ")" * 400, ""],
)
def test_what_is_no_css_selector_is_refused(selector: str) -> None:
    with pytest.raises(DeclarationError, match="selector"):
        declarations.make("A", "Imprint", "https://a.example", select=[selector])


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "javascript:alert(1)", "a.example/privacy", "https://", "http://[::1",
     "https://user:secret@a.example/", "https://a.example:99999/"],
)  # fmt: skip
def test_only_http_addresses_without_secrets_are_watched(url: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        declarations.make("A", "Imprint", url)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("content", [b"[", b"\xff\xfe", b"service = 3", b"", b"policy = 1"])
def test_a_broken_file_is_a_mistake_and_no_crash(content: bytes) -> None:
    for name in ("a.toml", "a.json"):
        with pytest.raises(DeclarationError):
            declarations.parse(content, Path(name))


def test_deeply_nested_json_is_a_mistake_and_no_crash() -> None:
    with pytest.raises(DeclarationError):
        declarations.parse(b"[" * 200_000, Path("deep.json"))


def test_a_folder_is_taken_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_bytes(OURS)
    (tmp_path / "bad.toml").write_text("service = 1\n")

    with pytest.raises(DeclarationError, match=r"bad\.toml"):
        declarations.load(tmp_path)


def test_two_declarations_cannot_share_an_id(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_bytes(OURS)
    (tmp_path / "two.toml").write_bytes(OURS)

    with pytest.raises(DeclarationError, match="declared twice"):
        declarations.load(tmp_path)


def test_an_id_is_made_of_plain_letters() -> None:
    assert identifier("Café Brücke & Söhne", "Privacy Policy") == (
        "cafe-brucke-sohne-privacy-policy"
    )
    assert identifier("例え", "x-Ünïque") == "x-unique"


BY_BROWSER = b"""
service = "Voorbeeldbouw"

[[policy]]
type = "Privacy Policy"
url = "https://voorbeeldbouw.example/privacy"
fetch = "browser"
screenshot = true

[[policy]]
type = "Terms of Service"
fetch = "browser"
combine = [
  { url = "https://voorbeeldbouw.example/one" },
  { url = "https://voorbeeldbouw.example/two", fetch = "http" },
]
"""


def test_how_a_page_is_fetched_is_declared_and_written_back() -> None:
    made = declarations.parse(BY_BROWSER, Path("a.toml"))

    assert [(s.fetch, s.screenshot) for one in made for s in one.sources] == [
        ("browser", True), ("browser", False), ("http", False),
    ]  # fmt: skip
    assert declarations.parse(write(made).encode(), Path("b.toml")) == made


def test_scripts_of_open_terms_archive_mean_a_browser() -> None:
    form = b"""{"name": "A", "terms": {"Privacy Policy":
        {"fetch": "https://a.example", "select": "main", "executeClientScripts": true}}}"""

    (made,) = declarations.parse(form, Path("a.json"))

    assert made.sources[0].fetch == "browser"


def test_a_way_of_fetching_that_there_is_not_is_a_mistake() -> None:
    wrong = BY_BROWSER.replace(b'"browser"\nscreenshot = true', b'"telnet"\nscreenshot = 3')

    with pytest.raises(DeclarationError) as caught:
        declarations.parse(wrong, Path("a.toml"))

    assert {f.field for f in caught.value.faults} == {"policy[1].fetch", "policy[1].screenshot"}
