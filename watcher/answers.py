"""What a fetch is asked, may cost and comes to: values only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policy.model import Outcome
from policy.urls import Target

MIB = 1 << 20
BROWSER = "browser"
"""How an exchange came about that a browser had (`by`), where it was not simply fetched."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost."""

    total_s: float = 60.0
    connect_s: float = 10.0
    silence_s: float = 20.0  # between two pieces
    wire_bytes: int = 10 * MIB
    body_bytes: int = 20 * MIB
    pdf_wire_bytes: int = 30 * MIB
    pdf_body_bytes: int = 60 * MIB
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for: a URL, in which language, and unless it is still what we have.

    With a `body` it is posted there, with these headers.
    """

    url: str
    language: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A complete answer of any status.

    `body` is None where the server said that ours is still right (304).
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    hops: tuple[Hop, ...] = ()
    moved_to: str | None = None
    exchange: Mapping[str, Any] = field(default_factory=dict)

    def header(self, name: str) -> str | None:
        """The first header of that lower-case name."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer: the outcome of the look, its reason as a word and in a sentence."""

    url: str
    outcome: Outcome
    reason: str
    detail: str
    hops: tuple[Hop, ...] = ()
    exchange: Mapping[str, Any] = field(default_factory=dict)


Turn = Callable[[str], Awaitable[None]]
"""Waits until the lane (host) may be asked; called before every request, redirects included."""


Allowed = Callable[[Target], Awaitable["Failure | None"]]
"""Asked before every request, redirects included: None where we may, else why not."""


async def everywhere(_: Target) -> None:
    """Nobody is asked whether we may."""


async def at_once(_: str) -> None:
    """No politeness: for one page that a person asks for."""
