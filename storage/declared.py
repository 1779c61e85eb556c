"""What is declared of a source, as JSON in its row and as the value that reading takes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from policy.model import Declared


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
