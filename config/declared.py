"""What a declaration says, once read: the policies to be watched and their locations."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class SourceDeclaration:
    """One location that contributes to a policy."""

    url: str
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    fetch: str | None = None
    screenshot: bool = False


FETCHES = ("browser", "http")
ROBOTS = ("obey", "note")


@dataclass(frozen=True, slots=True)
class PolicyDeclaration:
    """One policy to be watched."""

    id: str
    service: str
    terms_type: str
    sources: tuple[SourceDeclaration, ...]
    language: str | None = None
    interval: timedelta | None = None
    filters: tuple[str, ...] = ()
    """Names of Open Terms Archive's filters: kept and shown, never run."""
    notices: tuple[str, ...] = ()
    """Ids of the watched pages on which notice of its changes is promised; the audit asks them."""

    robots: str = "obey"
    """`note`: it is looked at although robots.txt asks not to, and that is kept with the look."""


def identifier(service: str, terms_type: str, language: str | None = None) -> str:
    """The id a policy gets where its declaration names none: `allopro-privacy-policy`."""
    parts = [service, terms_type, *([language] if language else [])]
    folded = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", folded.lower()))[:119].strip("-") or "policy"
