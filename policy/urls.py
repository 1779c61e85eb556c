"""Which URLs may be fetched at all: asked when one is declared, at every fetch, and at every hop
of a redirect.

One parser, strict: what two parsers could read differently is refused, never repaired. A host is
an IPv6 literal in brackets, four plain decimal numbers, or a name with a dot; every other way to
write a number (hexadecimal, octal, short, circled) is refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import idna

from policy.addresses import NO_EXCEPTIONS, USUAL_PORTS, Exceptions, verdict
from policy.model import Refusal
from policy.said import Said, said

MAX_LENGTH = 2048
LOCAL_NAMES = frozenset(
    ("localhost", "local", "internal", "lan", "home.arpa", "onion", "invalid", "test")
)

URL = re.compile(r"(?i:(https?)://)([^/?#]*)([^#]*)(?:#.*)?", re.DOTALL)
PORT = re.compile(r"[0-9]{1,5}")
PLAIN_V4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}")
NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
SAFE_IN_PATH = "/?:@!$&'()*+,;=-._~%[]"


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be fetched, in its parts; `host` is in ASCII (an A-label where the name is
    not).
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def literal(self) -> bool:
        """Whether the host is an address rather than a name."""
        return _is_literal(self.host)

    @property
    def origin(self) -> str:
        """Scheme, host and port, the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == (443 if self.scheme == "https" else 80)
        return f"{self.scheme}://{host}" + ("" if usual else f":{self.port}")

    @property
    def url(self) -> str:
        """The whole in one spelling."""
        return self.origin + self.path

    @property
    def lane(self) -> str:
        """Which lane it belongs to: the host, whatever its port."""
        return self.host


@lru_cache(maxsize=1024)
def inspect(url: str, exceptions: Exceptions = NO_EXCEPTIONS) -> Target | Refusal:
    """The parts of a URL that may be fetched, or why it may not.

    Never raises, whatever the string.

    Where an operator has made exceptions, local names and other ports pass here, for the address
    they lead to is checked again.
    """
    if len(url) > MAX_LENGTH:
        return _refused(said("longer than %(n)d characters", n=MAX_LENGTH))
    if not _is_plain(url):
        return _refused(said("white space, a control character or a backslash in it"))
    found = URL.fullmatch(url)
    if found is None:
        return _refused(said("not of the form http://… or https://…"))
    scheme, authority, path = found[1].lower(), found[2], found[3]
    if "@" in authority:
        return _refused(said("a name or password in it"))
    place = _place(authority, 443 if scheme == "https" else 80, exceptions)
    return place if isinstance(place, Refusal) else Target(scheme, *place, _path(path))


def follow(base: str, location: str) -> str:
    """The URL a redirect leads to; what cannot be joined comes back as it is, for `inspect` to
    refuse.
    """
    if any(c == "\\" or unicodedata.category(c) in ("Cc", "Cs") for c in location):
        return location
    try:
        return urljoin(base, location)
    except ValueError:
        return location


def lane_of(url: str) -> str:
    """The lane of a URL that was found good before: its host in ASCII."""
    target = inspect(url, Exceptions.of("0.0.0.0/0", "::/0"))
    return target.lane if isinstance(target, Target) else (urlsplit(url).hostname or "")


def _refused(why: Said) -> Refusal:
    return Refusal("forbidden_url", said("not a web address we fetch: %(why)s", why=why))


def _is_plain(url: str) -> bool:
    """Whether no sign of it is white space, a control character or a backslash."""
    if url.isascii():
        return url.isprintable() and " " not in url and "\\" not in url
    return not any(c == "\\" or c.isspace() or unicodedata.category(c) in ("Cc", "Cs") for c in url)


@lru_cache(maxsize=1024)  # many pages have one host
def _place(authority: str, usual: int, exceptions: Exceptions) -> tuple[str, int] | Refusal:
    """The host and port that may be asked, or why they may not."""
    host, port = _host_and_port(authority, usual)
    if port is None:
        return _refused(said("its port is none"))
    clean = _bracketed(host) if host.startswith("[") else _name(host, exceptions)
    if isinstance(clean, Refusal):
        return clean
    if _is_literal(clean):
        return verdict(clean, port, exceptions) or (clean, port)
    if port not in USUAL_PORTS and not exceptions.networks:
        return Refusal("forbidden_port", said("port %(port)d is none of 80 and 443", port=port))
    return clean, port


def _is_literal(host: str) -> bool:
    return ":" in host or PLAIN_V4.fullmatch(host) is not None


def _host_and_port(authority: str, usual: int) -> tuple[str, int | None]:
    """Host and port; the port None where what stands after the colon is no port."""
    if authority.startswith("["):
        host, bracket, rest = authority.partition("]")
        host += bracket
    else:
        host, colon, after = authority.partition(":")
        rest = colon + after
    if rest in ("", ":"):
        return host, usual
    digits = rest[1:]
    if not rest.startswith(":") or not PORT.fullmatch(digits) or not 0 < int(digits) < 65536:
        return host, None
    return host, int(digits)


def _bracketed(host: str) -> str | Refusal:
    try:
        address = IPv6Address(host[1:-1]) if host.endswith("]") else None
    except AddressValueError:
        address = None
    if address is None or address.scope_id:
        return _refused(said("what stands in brackets is no IPv6 address"))
    return str(address)


def _name(host: str, exceptions: Exceptions) -> str | Refusal:
    if PLAIN_V4.fullmatch(host):
        return host
    ascii_host = _ascii(host)
    if ascii_host is None:
        return _refused(
            said("its host is no name, or one that shows other characters than it means")
        )
    labels = ascii_host.removesuffix(".").split(".")
    if len(ascii_host) > 254 or not all(LABEL.fullmatch(label) for label in labels):
        return _refused(said("its host is no name"))
    if NUMBER.fullmatch(labels[-1]):
        return _refused(said("its host is a number in disguise"))
    local = len(labels) == 1 or any(".".join(labels[-n:]) in LOCAL_NAMES for n in (1, 2))
    if local and not exceptions.networks:
        return _refused(said("its host is a name of a local network"))
    return ".".join(labels)  # a last dot is for resolvers; in SNI and certificates it may not stand


def _ascii(host: str) -> str | None:
    """The host in ASCII (UTS 46, non-transitional); None where it is no name or maps to what it
    does not show.
    """
    if "%" in host or not host:
        return None
    shown = unicodedata.normalize("NFC", host.lower())
    if shown.isascii() and "xn--" not in shown:
        return shown
    try:
        mapped = idna.uts46_remap(host, std3_rules=True)
        if mapped != shown:
            return None
        return idna.encode(mapped, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError, ValueError, IndexError):
        return None


def _path(path: str) -> str:
    return quote(path if path.startswith("/") else "/" + path, safe=SAFE_IN_PATH)
