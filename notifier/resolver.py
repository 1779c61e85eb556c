"""Looks names up in the DNS: the only file that speaks it. Needs the extra `direct`."""

from __future__ import annotations

from collections.abc import Sequence

import dns.asyncresolver
import dns.exception
import dns.resolver

from notifier.exchangers import LookupFailedError, NoSuchNameError

LIFETIME_S = 10.0


class DnsResolver:
    """The resolver that this machine is set up with."""

    def __init__(self, lifetime_s: float = LIFETIME_S) -> None:
        self._resolver = dns.asyncresolver.Resolver()
        self._resolver.lifetime = lifetime_s

    async def mx(self, domain: str) -> Sequence[tuple[int, str]]:
        """Preference and name of every mail exchanger."""
        return [(one.preference, one.exchange.to_text()) for one in await self._ask(domain, "MX")]

    async def addresses(self, host: str) -> Sequence[str]:
        """Its addresses, IPv6 before IPv4."""
        return [one.address for kind in ("AAAA", "A") for one in await self._ask(host, kind)]

    async def texts(self, name: str) -> Sequence[str]:
        """What stands in its TXT records."""
        return [
            b"".join(one.strings).decode("utf-8", "replace") for one in await self._ask(name, "TXT")
        ]

    async def _ask(self, name: str, kind: str) -> dns.resolver.Answer | tuple[()]:
        try:
            return await self._resolver.resolve(name.rstrip(".") + ".", kind)
        except dns.resolver.NXDOMAIN as error:
            raise NoSuchNameError(name) from error
        except dns.resolver.NoAnswer:
            return ()
        except dns.exception.DNSException as error:
            raise LookupFailedError(f"{type(error).__name__}: {error}") from error
