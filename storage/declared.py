"""What is declared: of a policy as a value, of its sources as JSON in their rows and as the value
that reading takes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policy.model import Declared

DEFAULT_INTERVAL_S = 6 * 3600


@dataclass(frozen=True, slots=True)
class WantedSource:
    """One address of a policy as it is declared, with selectors in Open Terms Archive's sense."""

    url: str
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    fetch: str | None = None
    """`browser`: through one; `http`: never through one; None: where it turns out to need one."""

    screenshot: bool = False
    """Whether a picture is kept of what the browser shows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A policy as it is declared: what `add` and `put` take, and what `wanted` gives back."""

    id: str
    service: str
    terms_type: str
    sources: tuple[WantedSource, ...]
    language: str | None = None
    interval_s: int = DEFAULT_INTERVAL_S
    options: Mapping[str, Any] = field(default_factory=dict)
    """Further declared things as JSON; `lane` joins several hosts of one vendor."""


def declared_json(
    select: Sequence[str],
    remove: Sequence[str],
    fetch: str | None = None,
    *,
    screenshot: bool = False,
) -> str:
    """What is declared of one source, as it is kept: selectors, and how it is fetched."""
    form = {"select": list(select), "remove": list(remove)}
    how = {"fetch": fetch, "screenshot": screenshot}
    return json.dumps(form | {k: v for k, v in how.items() if v}, ensure_ascii=False)


def selectors_of(declared: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The selectors that were kept: what to select, what to remove."""
    form = json.loads(declared)
    return tuple(form.get("select", ())), tuple(form.get("remove", ()))


def fetch_of(declared: str) -> tuple[str | None, bool]:
    """How it is fetched (`browser`, `http`, None for either), and whether pictures are kept."""
    form = json.loads(declared)
    return form.get("fetch"), bool(form.get("screenshot", False))


def declared_of(
    declared: str, language: str | None, service: str | None, terms_type: str | None
) -> Declared:
    """What reading is told of a source."""
    select, remove = selectors_of(declared)
    return Declared(
        select=select, remove=remove, language=language, service=service, terms_type=terms_type
    )
