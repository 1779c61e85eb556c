"""Which servers take mail for a domain, in which order. The resolver is handed in.

RFC 5321, 5.1: by preference, equal ones mixed; without MX the domain's own address. RFC 7505: a
single "." takes no mail at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

MOST = 5  # servers of one domain that are tried for one letter


class NoSuchNameError(Exception):
    """The name does not exist; asking again changes nothing."""


class LookupFailedError(Exception):
    """The name could not be looked up now; ask again later."""


class Resolver(Protocol):
    """Looks names up. An empty answer means: the name is there, without such a record."""

    async def mx(self, domain: str) -> Sequence[tuple[int, str]]:
        """Preference and name of every mail exchanger."""
        ...

    async def addresses(self, host: str) -> Sequence[str]:
        """Its addresses, IPv6 before IPv4."""
        ...


@dataclass(frozen=True, slots=True)
class Exchanger:
    """One server that takes a domain's mail, with its addresses."""

    name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoWay:
    """Why there is no server to ask, in the codes that SMTP has for it."""

    code: int
    text: str


async def find(resolver: Resolver, domain: str, key: str) -> list[Exchanger] | NoWay:
    """The exchangers of a domain, best first; `key` mixes equal ones, always in the same way."""
    try:
        records = await resolver.mx(domain)
        if [name.rstrip(".") for _, name in records] == [""]:
            return NoWay(556, "5.1.10 the domain takes no mail (null MX)")
        names = _ordered(records, key) or [domain]
        found = [Exchanger(name, tuple(await _addresses(resolver, name))) for name in names]
    except NoSuchNameError:
        return NoWay(550, "5.1.2 the domain does not exist")
    except LookupFailedError as error:
        return NoWay(451, f"4.4.3 the domain could not be looked up: {error}")
    usable = [exchanger for exchanger in found if exchanger.addresses]
    if usable:
        return usable
    if records:
        return NoWay(451, "4.4.4 none of the domain's mail exchangers has an address")
    return NoWay(550, "5.1.2 the domain has no mail exchanger and no address")


def _ordered(records: Sequence[tuple[int, str]], key: str) -> list[str]:
    def place(record: tuple[int, str]) -> tuple[int, bytes]:
        mixed = hashlib.sha256(f"{key} {record[1]}".encode()).digest()
        return record[0], mixed

    names = [name.rstrip(".").lower() for _, name in sorted(records, key=place)]
    return list(dict.fromkeys(name for name in names if name))[:MOST]


async def _addresses(resolver: Resolver, name: str) -> Sequence[str]:
    """Its addresses; none where an exchanger's name is not there: the next one may be."""
    try:
        return await resolver.addresses(name)
    except NoSuchNameError:
        return ()
