"""The shared server scripts (`http_responses.json`) as scripts of our fault server."""

from __future__ import annotations

import base64
import gzip
import io
import re
import textwrap
import zlib
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import zstandard

from tests.contracts.fault_server import Close, Drip, Forever, Script, Sleep, Step
from tests.policy.test_extract_pdf import pdf


def script(parts: list[dict[str, Any]], pages: Path) -> Script:
    """What the server does in one case."""
    steps: list[Step] = []
    for part in parts:
        steps += _steps(part, pages)
    return steps


def _steps(part: dict[str, Any], pages: Path) -> list[Step]:
    if "t" in part:
        return [part["t"].encode("latin-1")]
    if "body" in part:
        body = _content(part["body"], pages)
        return [b"Content-Length: %d\r\n\r\n" % len(body) + body]
    if "page" in part:
        return [_content(part, pages)]
    if "chunked" in part:
        body = _content(part["chunked"], pages)
        trailers = part.get("trailers", "").encode()
        return [b"%x\r\n%s\r\n0\r\n%s\r\n" % (len(body), body, trailers)]
    if "repeat" in part:
        return [part["repeat"][0].encode("latin-1") * part["repeat"][1]]
    if "forever" in part:
        return [Forever(part["forever"].encode("latin-1"))]
    if "sleep_ms" in part:
        return [Sleep(part["sleep_ms"] / 1000)]
    if "drip_ms" in part or "drip_headers_ms" in part:
        return [Drip(part.get("drip_ms", part.get("drip_headers_ms")) / 1000)]
    if "close" in part:
        return [Close(part["close"])]
    raise NotImplementedError(sorted(part))


def _content(form: dict[str, Any], pages: Path) -> bytes:
    data = _plain(form, pages)
    for coding in form.get("enc", ()):
        data = _coded(coding, data)
    if form.get("corrupt") == "crc":
        data = data[:-8] + bytes(b ^ 0xFF for b in data[-8:-4]) + data[-4:]
    cut = form.get("cut")
    if cut is not None:
        data = data[: int(len(data) * cut) if isinstance(cut, float) else cut]
    return data


def _plain(form: dict[str, Any], pages: Path) -> bytes:
    if "page" in form:
        text = (pages / f"{form['page']}.html").read_text(encoding="utf-8")
        return text.encode(form.get("codec", "utf-8")) * form.get("repeat", 1)
    if "t" in form:
        plain: bytes = form["t"].encode("utf-8")
        return plain
    if "pdf" in form:
        return pdf(_lines((pages / f"{form['pdf']}.html").read_text(encoding="utf-8")))
    if "b64" in form:
        return base64.b64decode(form["b64"])
    if "repeat" in form:
        repeated: bytes = form["repeat"][0].encode() * form["repeat"][1]
        return repeated
    if "bomb_mib" in form:
        return bytes(form["bomb_mib"] << 20)
    if "gzip_empty_members" in form:
        return gzip.compress(b"", mtime=0) * form["gzip_empty_members"]
    raise NotImplementedError(sorted(form))


def _lines(html: str) -> list[str]:
    """The words of a page as lines on paper."""
    blocks = re.findall(r"<(h\d|p|li)\b[^>]*>(.*?)</\1>", html, re.DOTALL | re.IGNORECASE)
    texts = [" ".join(re.sub(r"<[^>]+>", "", block).split()) for _, block in blocks]
    return [line for text in texts for line in textwrap.wrap(text, 90)]


def _coded(coding: str, data: bytes) -> bytes:
    if coding == "gzip":
        packed = io.BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1, mtime=0) as stream:
            stream.write(data)
        return packed.getvalue()
    if coding == "deflate":
        return zlib.compress(data, 1)
    if coding == "br":
        coded: bytes = brotli.compress(data, quality=4)
        return coded
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=1).compress(data)
    raise NotImplementedError(coding)
