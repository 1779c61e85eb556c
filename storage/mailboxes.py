"""Which strings are mail addresses we write to, and which of them are one mailbox. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

import idna

from policy.said import Said, said

MAX_LOCAL = 64  # RFC 5321, 4.5.3.1.1
MAX_ADDRESS = 254  # RFC 5321, 4.5.3.1.3 less the angle brackets
# RFC 5322 atext, without what mail software reads as a route, a pipe or a shell: ! % | ` $
_LOCAL = re.compile(r"[A-Za-z0-9#&'*+/=?^_{}~-]+(?:\.[A-Za-z0-9#&'*+/=?^_{}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NOT_PUBLIC = frozenset({"localhost", "local", "internal", "lan", "onion", "invalid", "arpa"})
ROLES = frozenset(
    {
        "abuse", "hostmaster", "mailer-daemon", "maildaemon", "no-reply", "nobody", "noreply",
        "postmaster", "root",
    }
)  # fmt: skip
"""Boxes of a function, read by whoever is on duty (RFC 2142), or by nobody: they follow nothing."""


class BadAddressError(ValueError):
    """The string is no address we can write to; the message says why."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A checked address: `address` is what the mail server gets, `shown` what a person reads."""

    local: str
    domain: str
    shown: str

    @property
    def address(self) -> str:
        """As it stands in envelope and header: the domain as A-label."""
        return f"{self.local}@{self.domain}"

    @property
    def identity(self) -> str:
        """The same for every spelling of one mailbox."""
        return self.address.lower()

    @property
    def base(self) -> str:
        """Without tag and dots: what limits are counted on, so that one person gets no flood."""
        return f"{self.local.lower().split('+', 1)[0].replace('.', '')}@{self.domain}"


def mailbox(text: str, own: frozenset[str] = frozenset()) -> Mailbox:
    """The mailbox that `text` names.

    `own` are the addresses we write from: a mail to them would come back to us.
    """
    if len(text) > MAX_ADDRESS or not text.isprintable() or " " in text:
        raise BadAddressError(
            _sentence(text, said("it is too long, or has spaces or invisible signs in it"))
        )
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise BadAddressError(_sentence(text, said("it needs one name, one @ and one domain")))
    if len(local) > MAX_LOCAL or not _LOCAL.fullmatch(local) or local.startswith("-"):
        raise BadAddressError(
            _sentence(text, said("the part before the @ has signs that we do not write to"))
        )
    host = _host(text, domain)
    box = Mailbox(local, host, text)
    if len(box.address) > MAX_ADDRESS:
        raise BadAddressError(_sentence(text, said("it is too long")))
    if local.lower() in ROLES:
        raise BadAddressError(_sentence(text, said("it belongs to a function, not to a person")))
    if box.identity in {address.lower() for address in own}:
        raise BadAddressError(_sentence(text, said("it is the address we write from")))
    return box


def _host(text: str, domain: str) -> str:
    """The domain as A-labels in small letters."""
    host = domain.lower()
    try:
        host = idna.encode(domain, uts46=True, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError) as error:
        raise BadAddressError(_sentence(text, said("its domain is none"))) from error
    labels = host.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadAddressError(_sentence(text, said("its domain is none")))
    last = labels[-1]
    if len(last) < 2 or last.isdigit() or last in _NOT_PUBLIC:
        raise BadAddressError(
            _sentence(text, said("its domain cannot be reached from the internet"))
        )
    return host


def _sentence(text: str, why: Said) -> Said:
    shown = "".join(sign if sign.isprintable() else "·" for sign in text[:80])
    return said("“%(given)s” is no address we can write to: %(why)s", given=shown, why=why)
