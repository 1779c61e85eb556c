"""Kept exchanges as WARC 1.1: request, response and metadata of each, as archives read them.

What is kept of a body is unpacked, so the headers that speak of its packing are set aside under
another name, as archives do; the metadata holds the exchange exactly as it was kept. Nothing here
depends on when it is written: the same exchanges are the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.entries import time_of

PACKING = frozenset({"content-encoding", "transfer-encoding", "content-length"})
ASIDE = "x-archive-orig-"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One kept exchange with the bytes that came."""

    at: datetime
    form: Mapping[str, Any]
    """As it is kept: address, request, answer, headers, who answered."""

    sha256: str
    """Of that form in its kept spelling; a look's entry in the ledger names it."""

    body: bytes
    facts: Mapping[str, Any]
    """What else is known of it: the look, the hash of the bytes."""

    @property
    def url(self) -> str:
        """Where it came from in the end."""
        plain = self.form.get("plain")
        return str(self.form.get("url") or (plain or {}).get("url", ""))

    @property
    def was_fetched(self) -> bool:
        """Whether a server answered us with these bytes; not so where a browser made the page of
        what it got, or a person brought a file.
        """
        return "by" not in self.form

    @property
    def mime(self) -> str:
        """What the answer says it is."""
        said = dict(self.form.get("headers", ())).get("content-type", "text/html")
        return str(said).partition(";")[0].strip()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record with bytes stands in the file, for its index."""

    exchange: Exchange
    offset: int
    length: int


def write(exchanges: Sequence[Exchange], software: str) -> tuple[bytes, list[Place]]:
    """The exchanges as one compressed file, and where each one's bytes stand in it."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    info = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    first = exchanges[0].at
    _put(writer, "", "warcinfo", info, first, "application/warc-fields")
    places = []
    for number, one in enumerate(exchanges):
        begin = out.tell()
        main = _put_bytes(writer, one, number)
        places.append(Place(one, begin, out.tell() - begin))
        around = {"WARC-Concurrent-To": main}
        if one.was_fetched:
            _put(
                writer, one.url, "request", b"", one.at, http=_request(one), around=around,
                salt=number,
            )  # fmt: skip
        facts = {**one.facts, "exchange": one.form, "exchange_sha256": one.sha256}
        said = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode()
        _put(
            writer,
            one.url,
            "metadata",
            said,
            one.at,
            "application/json",
            around=around,
            salt=number,
        )
    return out.getvalue(), places


def _put_bytes(writer: WARCWriter, one: Exchange, number: int) -> str:
    """The bytes that came; the name of their record."""
    around = {"WARC-IP-Address": str(one.form["address"])} if one.form.get("address") else {}
    if one.form.get("http") == "HTTP/2":
        around["WARC-Protocol"] = "h2"  # it has no status line; what stands there was made by us
    if one.was_fetched:
        return _put(
            writer, one.url, "response", one.body, one.at, http=_response(one), around=around,
            salt=number,
        )  # fmt: skip
    return _put(writer, one.url, "resource", one.body, one.at, one.mime, salt=number)


def _put(
    writer: WARCWriter,
    url: str,
    kind: str,
    payload: bytes,
    at: datetime,
    mime: str = "",
    http: StatusAndHeaders | None = None,
    around: Mapping[str, str] | None = None,
    salt: int = 0,
) -> str:
    """Write one record; its name follows from what it holds."""
    seed = b"\0".join([kind.encode(), url.encode(), str(salt).encode(), payload])
    name = f"<urn:uuid:{uuid.UUID(bytes=hashlib.sha256(seed).digest()[:16], version=4)}>"
    headers = {"WARC-Record-ID": name, "WARC-Date": time_of(at), **(around or {})}
    record = writer.create_warc_record(
        url,
        kind,
        payload=io.BytesIO(payload),
        length=len(payload),
        warc_content_type=mime,
        warc_headers_dict=headers,
        http_headers=http,
    )
    writer.write_record(record)
    return name


def _response(one: Exchange) -> StatusAndHeaders:
    status = int(one.form.get("status") or 200)
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    headers = [
        (ASIDE + name if name in PACKING else name, value) for name, value in one.form["headers"]
    ]
    headers.append(("content-length", str(len(one.body))))
    return StatusAndHeaders(f"{status} {phrase}", headers, protocol="HTTP/1.1")


def _request(one: Exchange) -> StatusAndHeaders:
    parts = urlsplit(one.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    asked = {"host": parts.netloc, **one.form.get("asked", {})}
    return StatusAndHeaders(f"GET {path} HTTP/1.1", list(asked.items()), is_http_request=True)
