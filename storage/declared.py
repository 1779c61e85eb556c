"""What is declared of a source, as JSON in its row and as the value that reading takes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from policy.model import Declared


def declared_json(select: Sequence[str], remove: Sequence[str]) -> str:
    """The selectors of one source, as they are kept."""
    return json.dumps({"select": list(select), "remove": list(remove)}, ensure_ascii=False)


def selectors_of(declared: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The selectors that were kept: what to select, what to remove."""
    form = json.loads(declared)
    return tuple(form.get("select", ())), tuple(form.get("remove", ()))


def declared_of(
    declared: str, language: str | None, service: str | None, terms_type: str | None
) -> Declared:
    """What reading is told of a source."""
    select, remove = selectors_of(declared)
    return Declared(
        select=select, remove=remove, language=language, service=service, terms_type=terms_type
    )
