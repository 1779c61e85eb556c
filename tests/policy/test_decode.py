"""Bytes → characters: what was declared, what the bytes are, and when a doubt is named."""

from __future__ import annotations

import pytest

from policy.decode import Decoded, decode, media
from policy.model import Refusal

DUTCH = "<p>Wij bewaren gegevens in België. Géén uitzondering voor financiële coördinatie.</p>"
CZECH = "<p>Zpracováváme osobní údaje uživatelů v souladu se zákonem, žádné výjimky.</p>" * 3
RUSSIAN = "<p>Мы обрабатываем персональные данные пользователей по закону.</p>" * 8


def header(charset: str) -> dict[str, str]:
    return {"content-type": f"text/html; charset={charset}"}


def decoded(body: bytes, headers: dict[str, str]) -> Decoded:
    found = decode(body, headers)
    assert isinstance(found, Decoded)
    return found


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (DUTCH.encode(), header("utf-8")),
        (DUTCH.encode(), {}),
        (DUTCH.encode("cp1252"), header("iso-8859-1")),
        (b"\xef\xbb\xbf" + DUTCH.encode(), header("iso-8859-1")),
        (b"\xff\xfe" + DUTCH.encode("utf-16-le"), {}),
        (b'<meta charset="windows-1252">' + DUTCH.encode("cp1252"), {}),
        (b"<meta http-equiv=content-type content='a; charset=l1'>" + DUTCH.encode("cp1252"), {}),
        (RUSSIAN.encode("koi8-r"), header("koi8-r")),
    ],
)  # fmt: skip
def test_what_is_rightly_declared_brings_no_note(body: bytes, headers: dict[str, str]) -> None:
    found = decoded(body, headers)

    assert DUTCH in found.text or RUSSIAN in found.text
    assert not found.notes


@pytest.mark.parametrize(
    ("text", "codec", "headers"),
    [
        (DUTCH, "cp1252", header("utf-8")),
        (DUTCH, "utf-8", header("iso-8859-1")),
        (DUTCH, "utf-16-le", header("utf-8")),
        (DUTCH, "utf-16-be", header("iso-8859-1")),
        (RUSSIAN, "cp1251", header("utf-8")),
        (RUSSIAN, "cp1251", header("iso-8859-1")),
        (CZECH, "cp1250", header("utf-8")),
    ],
)
def test_what_is_wrongly_declared_is_read_rightly_and_named(
    text: str, codec: str, headers: dict[str, str]
) -> None:
    found = decoded(text.encode(codec), headers)

    assert [note.kind for note in found.notes] == ["encoding_guessed"]
    if codec != "cp1250":  # near relatives cannot be told apart in every letter
        assert found.text == text


def test_a_page_of_two_encodings_is_read_part_by_part() -> None:
    found = decoded("België, één, daß, ".encode() + "café".encode("cp1252"), header("utf-8"))

    assert found.text == "België, één, daß, café"
    assert [note.kind for note in found.notes] == ["encoding_guessed"]


@pytest.mark.parametrize("label", ["base64", "utf-7", "idna", "punycode", "undefined", "rot13", ""])
def test_labels_that_are_no_encoding_of_the_web_are_passed_over(label: str) -> None:
    assert decoded(DUTCH.encode(), header(label)).text == DUTCH


def test_a_body_that_is_shorter_than_its_header_says_is_truncated() -> None:
    found = decode(b"<p>We keep", {"content-length": "5000"})

    assert isinstance(found, Refusal)
    assert found.reason == "truncated"


def test_a_picture_is_no_text() -> None:
    found = decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1", {"content-type": "text/html"})

    assert isinstance(found, Refusal)
    assert found.reason == "not_text"


def test_every_byte_becomes_characters_that_can_be_written_again() -> None:
    for byte in range(256):
        text = decoded(b"<p>price " + bytes([byte]) + b" and so on, for all of us</p>", {}).text
        text.encode("utf-8")


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"%PDF-1.7 ...", "", "pdf"),
        (b"%PDF-1.7 ...", "text/html", "pdf"),
        (b"<!doctype html><p>x", "application/pdf", "html"),
        (b"# Title", "text/markdown; charset=utf-8", "markdown"),
        (b"<p>x", "text/plain", "plain"),
        (b"<div>x</div>", "", "html"),
        (b"Title\n\nText", "", "plain"),
        (b"<x-policy>x", "application/xhtml+xml", "html"),
    ],
)
def test_the_kind_of_document_is_stated_or_shows_itself(
    body: bytes, kind: str, expected: str
) -> None:
    assert media(body, {"content-type": kind}) == expected
