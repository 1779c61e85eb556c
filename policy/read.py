"""Bytes and headers → the reading of a policy: its clauses, or the reason why it is none.

The story of a reading: decode, extract, normalise, split into clauses, look whether it is a policy at all, find dates and promises.
"""

from __future__ import annotations

from collections.abc import Mapping

from policy import decode, extract_html, extract_markdown, extract_plain, language, normalise
from policy.clauses import split
from policy.extract_html import Extraction
from policy.model import Clause, Declared, Reading, Refusal

try:
    from policy import walls
except (ImportError, SyntaxError):  # pragma: no cover - while it is being written
    walls = None  # type: ignore[assignment]
try:
    from policy import dates
except (ImportError, SyntaxError):  # pragma: no cover
    dates = None  # type: ignore[assignment]
try:
    from policy import promises
except (ImportError, SyntaxError):  # pragma: no cover
    promises = None  # type: ignore[assignment]


def read(body: bytes, headers: Mapping[str, str] | None = None, declared: Declared = Declared()) -> Reading:  # noqa: B008 - frozen
    """What would be kept of one page. Any bytes end in clauses or in a named refusal."""
    headers = headers or {}
    media = decode.media(body, headers)
    decoded = decode.decode(body, headers)
    if isinstance(decoded, Refusal):
        return Reading(refused=decoded)
    if media == "html":
        found = extract_html.extract(decoded.text, declared)
        if isinstance(found, Refusal):
            return Reading(refused=found)
    elif media == "markdown":
        found = Extraction(extract_markdown.blocks_of(decoded.text))
    else:
        found = Extraction(extract_plain.blocks_of(decoded.text))
    blocks, notes, removed = normalise.normalise(found.blocks)
    clauses: tuple[Clause, ...] = split(blocks)
    title = found.title or next((clause.text for clause in clauses if clause.kind == "heading"), None)
    if not clauses:
        return Reading(refused=Refusal("empty", "no text"), title=title)
    lang = language.identify("\n".join(clause.text for clause in clauses), declared.language or found.language)
    stated = dates.find(clauses, lang) if dates else None
    return Reading(
        title=title,
        language=lang,
        clauses=clauses,
        notes=(*decoded.notes, *notes),
        removed=tuple(removed),
        updated_on=stated.updated_on if stated else None,
        effective_on=stated.effective_on if stated else None,
        version_label=stated.version_label if stated else None,
        promises=promises.find(clauses, lang) if promises else (),
    )
