"""How often one client may ask for mail: counted in memory, in this process."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SIGN_UPS_PER_CLIENT = 10  # an hour; an IPv6 network of a household counts as one client
SIGN_UPS_IN_ALL = 200  # an hour, before the operator should look
WINDOW = timedelta(hours=1)
MOST_CLIENTS = 50_000  # beyond that the oldest are forgotten: memory is a limit too


@dataclass
class Limits:
    """Counts requests of clients within the last hour."""

    per_client: int = SIGN_UPS_PER_CLIENT
    in_all: int = SIGN_UPS_IN_ALL
    _seen: dict[str, list[datetime]] = field(default_factory=dict)
    _all: list[datetime] = field(default_factory=list)

    def allows(self, client: str | None, now: datetime) -> bool:
        """Count one more request of this client; False where it was one too many."""
        key = client_key(client)
        mine = [at for at in self._seen.pop(key, []) if now - at < WINDOW]
        self._all = [at for at in self._all if now - at < WINDOW]
        allowed = len(mine) < self.per_client and len(self._all) < self.in_all
        if allowed:
            mine.append(now)
            self._all.append(now)
        self._seen[key] = mine  # put back at the end: the front is who was away longest
        while len(self._seen) > MOST_CLIENTS:
            self._seen.pop(next(iter(self._seen)))
        return allowed


def client_key(client: str | None) -> str:
    """Who counts as one client: an IPv4 address, or a /64 of IPv6."""
    try:
        address = ipaddress.ip_address(client or "")
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
