"""Who writes, and with which keys: what every part that tells something has in its hands."""

from __future__ import annotations

from dataclasses import dataclass

from notifier.tokens import Tokens
from storage.people import Vault


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The sender as a reader meets it: addresses, names and the public place of the pages."""

    base_url: str
    from_address: str
    from_name: str = "Clausewatch"
    operator: str = ""  # name and place of whoever runs this installation
    reply_to: str | None = None
    bounce_domain: str | None = None
    time_zone: str = "Europe/Brussels"  # for readers who named none

    @property
    def domain(self) -> str:
        """What Message-IDs and List-IDs end in."""
        return self.from_address.rpartition("@")[2] or "localhost"

    def link(self, *steps: str) -> str:
        """The public address of one of our pages."""
        return "/".join([self.base_url.rstrip("/"), *steps])


@dataclass(frozen=True, slots=True)
class Office:
    """The letterhead, the vault of people's keys and the keys of links. Built once."""

    letterhead: Letterhead
    vault: Vault
    tokens: Tokens
