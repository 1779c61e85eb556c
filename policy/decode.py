"""Received bytes → characters, with every doubt named.

The encoding is the one of the byte order mark, of the header, of the page's own declaration; but
bytes that prove to be another
one are read as that, with the note `encoding_guessed`. Only the labels of the WHATWG Encoding
Standard count as declared.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

from policy.encodings import codec_of, detect, looks_western, utf_16
from policy.model import Note, Refusal

_META = re.compile(
    rb"<meta\s[^>]{0,500}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.()-]{1,40})", re.IGNORECASE
)
_XML = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([a-zA-Z0-9_:.()-]{1,40})[\"']")
_PRESCAN = 4096  # the standard asks for 1,024; real pages put scripts before their declaration
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|main|article|section|p|div|span|h[1-6]|ul|ol|table|meta|"
    rb"title|script|style|br|a)\b",
    re.IGNORECASE,
)
_PDF_WINDOW = 1024
_STRAY_CONTROLS = 4  # so many control characters are dirt in a text
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAGIC = (
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
    b"\x7fELF",
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a body, the encoding they were read in, and the doubts about it."""

    text: str
    encoding: str
    notes: tuple[Note, ...] = ()


def media(body: bytes, headers: Mapping[str, str]) -> str:
    """`html pdf markdown plain`, by the content type, else by the first bytes; the signature of a
    PDF outweighs both."""
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if b"%PDF-" in body[:_PDF_WINDOW] and (
        kind not in ("text/html", "text/plain", "text/markdown") or body[:5] == b"%PDF-"
    ):
        return "pdf"
    if kind == "application/pdf":
        return "pdf" if not _HTML.search(body[:_PRESCAN]) else "html"
    if kind in ("text/markdown", "text/x-markdown"):
        return "markdown"
    if kind == "text/plain":
        return "plain"
    return "html" if "html" in kind or _HTML.search(body[:_PRESCAN]) else "plain"


def decode(body: bytes, headers: Mapping[str, str]) -> Decoded | Refusal:
    """The body as characters, or why it is no text."""
    if refusal := _incomplete(body, headers):
        return refusal
    for bom, codec in _BOMS:
        if body.startswith(bom):
            return _with_bom(body, bom, codec)
    declared, source = _declared(body, headers)
    text, codec, notes = _best(body, declared, source)
    if (share := _binary_share(text)) > 0.02 or body.startswith(_MAGIC):
        return Refusal("not_text", f"{share:.0%} of the characters are control characters")
    return Decoded(_clean(text), codec, notes)


def _incomplete(body: bytes, headers: Mapping[str, str]) -> Refusal | None:
    """A body that is shorter than its own header says ended early."""
    length = headers.get("content-length", "")
    coded = headers.get("content-encoding", "identity").strip().lower() not in ("", "identity")
    if length.isdecimal() and not coded and len(body) < int(length):
        return Refusal("truncated", f"{len(body)} of {length} bytes came")
    return None


def _with_bom(body: bytes, bom: bytes, codec: str) -> Decoded | Refusal:
    rest = body[len(bom) :]
    text = rest.decode(codec, "replace")
    if codec == "utf-8" and text.count("\ufffd") > rest.count(b"\xef\xbf\xbd"):
        guessed, better = detect(rest)
        note = Note("encoding_guessed", f"byte order mark of UTF-8, read as {guessed}")
        return Decoded(_clean(better), guessed, (note,))
    if _binary_share(text) > 0.02:
        return Refusal("not_text", "control characters")
    return Decoded(_clean(text), codec)


def _declared(body: bytes, headers: Mapping[str, str]) -> tuple[str | None, str]:
    """The declared encoding as a codec of Python, and who declared it."""
    found = re.search(
        r"charset\s*=\s*[\"']?([^\s\"';,]{1,40})", headers.get("content-type", ""), re.IGNORECASE
    )
    if found and (codec := codec_of(found[1])):
        return codec, f"header {found[1]}"
    start = body[:_PRESCAN]
    for pattern in (_META, _XML):
        if (hit := pattern.search(start)) and (codec := codec_of(hit[1].decode("ascii"))):
            # the standard: a page that could be searched for ASCII is not in UTF-16
            return (
                "utf-8" if codec.startswith("utf-16") else codec
            ), f"page {hit[1].decode('ascii')}"
    return None, ""


def _best(body: bytes, declared: str | None, source: str) -> tuple[str, str, tuple[Note, ...]]:
    """The characters, the codec that gave them, and a note where the bytes are not what was
    declared."""
    utf8 = _strict(body, "utf-8")
    if declared is None or declared == "utf-8":
        if utf8 is not None and not utf_16(body):
            return utf8, "utf-8", ()
        guessed, text = detect(body)
        return (
            text,
            guessed,
            (Note("encoding_guessed", f"{source or 'nothing declared'}, read as {guessed}"),),
        )
    if wide := utf_16(body):
        return body.decode(wide, "replace"), wide, _doubt(declared, source, wide)
    if utf8 is not None and not body.isascii() and not declared.startswith("iso2022"):
        return utf8, "utf-8", _doubt(declared, source, "utf-8")
    exact = _strict(body, declared)
    if exact is not None and (declared != "cp1252" or looks_western(exact)):
        return exact, declared, ()
    if exact is None:  # one bad byte in a page of a thousand does not make its declaration wrong
        text = body.decode(declared, "replace")
        high = len(body) - len(body.translate(None, bytes(range(128, 256))))
        if text.count("\ufffd") * 50 < high:
            return text, declared, ()
    guessed, text = detect(body)
    return text, guessed, _doubt(declared, source, guessed)


def _doubt(declared: str, source: str, guessed: str) -> tuple[Note, ...]:
    """A note where bytes are read in another encoding than the declared one."""
    return (
        () if guessed == declared else (Note("encoding_guessed", f"{source}, read as {guessed}"),)
    )


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _binary_share(text: str) -> float:
    """How much of the beginning is made of control characters that no text holds."""
    start = text[:8192]
    if not start:
        return 0.0
    controls = len(_BINARY.findall(start.encode("utf-8", "replace")))
    return controls / len(start) if controls > _STRAY_CONTROLS else 0.0


def _clean(text: str) -> str:
    """Without byte order marks at the start and without NUL, as a browser reads text."""
    return text.lstrip("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
