"""Which network addresses may be fetched: one table of our own, asked of the very address that is
about to be connected.

Python's `ipaddress` calls dozens of forbidden addresses global, so its flags are only a second
opinion. Sources: the IANA registries of special-purpose addresses for IPv4 (RFC 6890) and IPv6, as
of 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from policy.model import Refusal

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

FORBIDDEN_V4 = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private network"),
        ("100.64.0.0/10", "shared address space of providers"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local, where metadata services live"),
        ("172.16.0.0/12", "private network"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private network"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)

ALLOWED_V6 = IPv6Network("2000::/3")
"""Everything else is refused: mapped, compatible, translated, unique-local, link-local, multicast,
unallocated.
"""

FORBIDDEN_V6 = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("2001::/23", "protocol assignments, Teredo among them"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4, which carries an IPv4 address inside"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "documentation"),
    )
)


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Networks an operator allows although the table forbids them; there any port may be asked."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, *networks: str) -> Exceptions:
        """The networks written as CIDR; ValueError names the one that is none."""
        return cls(tuple(ip_network(network) for network in networks))

    def cover(self, address: Address) -> bool:
        """Whether the operator allows this address."""
        return any(address.version == n.version and address in n for n in self.networks)


NO_EXCEPTIONS = Exceptions()
USUAL_PORTS = (80, 443)


def verdict(address: str, port: int, exceptions: Exceptions = NO_EXCEPTIONS) -> Refusal | None:
    """Why no socket may be opened to `address` and `port`; None where it may."""
    try:
        ip = ip_address(address)
    except ValueError:
        return Refusal("forbidden_address", f"{address!r} is no address")
    if exceptions.cover(ip):
        return None
    what = _forbidden(ip)
    if what is not None:
        return Refusal("forbidden_address", f"{ip} is not a public address ({what})")
    if port not in USUAL_PORTS:
        return Refusal("forbidden_port", f"port {port} is none of 80 and 443")
    return None


def _forbidden(ip: Address) -> str | None:
    if isinstance(ip, IPv4Address):
        return next((what for network, what in FORBIDDEN_V4 if ip in network), _doubted(ip))
    if getattr(ip, "scope_id", None):
        return "with a zone"
    if ip not in ALLOWED_V6:
        return "outside 2000::/3"
    return next((what for network, what in FORBIDDEN_V6 if ip in network), None)


def _doubted(ip: IPv4Address) -> str | None:
    return None if ip.is_global else "not global"
