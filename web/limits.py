"""How often one client may ask for mail: counted in the database, so for all processes together.

What is kept is a keyed hash of the client, for a day (`storage/knocks.py`).
"""

from __future__ import annotations

import ipaddress
import logging
from dataclasses import dataclass
from datetime import datetime

from storage import knocks
from storage.database import Database
from storage.knocks import Limit
from storage.people import Vault

log = logging.getLogger("clausewatch.web")

SIGN_UPS_PER_CLIENT = 10  # an hour; an IPv6 network of a household counts as one client
SIGN_UPS_IN_ALL = 200  # an hour, before the operator should look
PROPOSALS_PER_CLIENT = 5  # an hour
ADDRESSES_PER_PROOF = 10  # an hour: whoever holds a link shall not try out whose it is


@dataclass(frozen=True)
class Limits:
    """The limits of an installation, for the hour that ends now."""

    per_client: int = SIGN_UPS_PER_CLIENT
    in_all: int = SIGN_UPS_IN_ALL

    def allows(self, db: Database, vault: Vault, client: str | None, now: datetime) -> bool:
        """Count one more request for mail; False where it was one too many."""
        in_all = Limit(("sign up", "all"), self.in_all)
        mine = Limit(("sign up", client_key(client)), self.per_client)
        if knocks.allows(db, vault, (mine, in_all), now):
            return True
        self._say_ceiling(db, vault, in_all, now)
        return False

    def allows_proposal(
        self, db: Database, vault: Vault, client: str | None, now: datetime
    ) -> bool:
        """Count one more proposed address; False where it was one too many."""
        mine = Limit(("propose", client_key(client)), PROPOSALS_PER_CLIENT)
        return knocks.allows(db, vault, (mine, Limit(("propose", "all"), self.in_all)), now)

    def allows_proof(
        self, db: Database, vault: Vault, client: str | None, token: str, now: datetime
    ) -> bool:
        """Count one more address typed in behind a proof link; False where it was one too many."""
        mine = Limit(("proof by", client_key(client)), 2 * ADDRESSES_PER_PROOF)
        link = Limit(("proof of", token), ADDRESSES_PER_PROOF)
        return knocks.allows(db, vault, (mine, link), now)

    def _say_ceiling(self, db: Database, vault: Vault, in_all: Limit, now: datetime) -> None:
        """Tell the operator, once an hour, that everybody together asked too often."""
        with db.reading() as tx:
            if not knocks.is_reached(tx, vault, in_all, now):
                return
            if knocks.ceiling_reached_since(tx, now - knocks.HOUR):
                return
        with db.transaction() as tx:
            is_news = knocks.say_ceiling(tx, now)
        if is_news:
            log.error(
                "more than %d people asked to be written to within an hour; further ones are "
                "refused until it is calmer: see whether somebody abuses the forms",
                self.in_all,
            )


def client_key(client: str | None) -> str:
    """Who counts as one client: an IPv4 address, or a /64 of IPv6."""
    try:
        address = ipaddress.ip_address(client or "")
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
