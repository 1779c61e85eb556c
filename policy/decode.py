"""Received bytes → characters, with every doubt named."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

from policy.model import Note, Refusal


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a body, the encoding they were read in, and the doubts about it."""

    text: str
    encoding: str
    notes: tuple[Note, ...] = ()


def decode(body: bytes, headers: Mapping[str, str]) -> Decoded | Refusal:
    """The body as text."""
    if body.startswith(codecs.BOM_UTF8):
        body = body[3:]
    try:
        text, encoding = body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = body.decode("cp1252", "replace"), "windows-1252"
    return Decoded(text.replace("\0", "\ufffd").replace("\ufeff", ""), encoding)


def media(body: bytes, headers: Mapping[str, str]) -> str:
    """`html pdf markdown plain`, by the content type or by the first bytes."""
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if body[:1024].lstrip().startswith(b"%PDF-") or kind == "application/pdf":
        return "pdf"
    if kind in ("text/markdown", "text/x-markdown"):
        return "markdown"
    if kind == "text/plain":
        return "plain"
    if "html" in kind or re.search(rb"<(?:!doctype|html|head|body|p|div|h1|table|meta|title)\b", body[:4096], re.IGNORECASE):
        return "html"
    return "plain"
