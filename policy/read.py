"""Bytes and headers → the reading of a policy: its clauses, or the reason why it is none.

The story of a reading: decode, extract, normalise, split into clauses, ask whether it is a policy
at all, find dates and promises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from policy import (
    dates,
    decode,
    extract_html,
    extract_markdown,
    extract_plain,
    language,
    normalise,
    promises,
    walls,
)
from policy.clauses import split
from policy.decode import Decoded
from policy.extraction import Extraction
from policy.glance import glance
from policy.lines import promote
from policy.model import Clause, Declared, Note, Reading, Refusal
from policy.mojibake import looks_damaged

_NOTHING_DECLARED = Declared()
_MAX_NOTES = 200  # of one kind; a page that is damaged all over says so often enough
MAX_BODY = 60 * 1024 * 1024  # a PDF; pages are cut off earlier, where they are fetched


def read(
    body: bytes,
    headers: Mapping[str, str] | None = None,
    declared: Declared = _NOTHING_DECLARED,
) -> Reading:
    """What would be kept of one page. Any bytes end in clauses or in a named refusal."""
    headers = headers or {}
    media = decode.media(body, headers)
    if len(body) > MAX_BODY:
        return Reading(refused=Refusal("too_large", f"{len(body)} bytes"))
    found = _extract(body, headers, declared, media)
    if isinstance(found, Refusal):
        return Reading(refused=found)
    blocks, doubts, removed, places = normalise.normalise(promote(found.blocks))
    clauses = split(blocks)
    title = found.title or next(
        (clause.text for clause in clauses if clause.kind == "heading"), None
    )
    text = "\n".join(clause.text for clause in clauses)
    spoken = language.identify(text, declared.language or found.language)
    notes = _notes(found.notes, doubts, places, clauses, text)
    refused = walls.first_glance(glance(found, title, media), clauses)
    if refused or not clauses:
        return Reading(
            refused=refused or Refusal("empty", "the page holds no text"),
            title=title,
            language=spoken,
            notes=notes,
        )
    stated = dates.find(clauses, spoken)
    return Reading(
        title=title,
        language=spoken,
        updated_on=stated.updated_on,
        effective_on=stated.effective_on,
        version_label=stated.version_label,
        clauses=clauses,
        promises=promises.find(clauses, spoken),
        notes=(*notes, *stated.notes),
        removed=(*found.removed, *removed),
    )


def _extract(
    body: bytes, headers: Mapping[str, str], declared: Declared, media: str
) -> Extraction | Refusal:
    """The blocks of a body, by its kind; the doubts of decoding stand first among its notes."""
    if media == "pdf":
        from policy import extract_pdf  # its library takes longer to load than a page to read

        return extract_pdf.extract(body)
    decoded = decode.decode(body, headers)
    if isinstance(decoded, Refusal):
        return decoded
    found = _from_text(decoded, declared, media)
    if isinstance(found, Extraction):
        found.notes[:0] = [(None, note) for note in decoded.notes]
    return found


def _from_text(decoded: Decoded, declared: Declared, media: str) -> Extraction | Refusal:
    if media == "html":
        return extract_html.extract(decoded.text, declared)
    if media == "markdown":
        return Extraction(extract_markdown.blocks_of(decoded.text))
    return Extraction(extract_plain.blocks_of(decoded.text))


def _notes(
    found: Sequence[tuple[int | None, Note]],
    doubts: Sequence[tuple[int, Note]],
    places: Sequence[int | None],
    clauses: Sequence[Clause],
    text: str,
) -> tuple[Note, ...]:
    """All doubts, each with the address of the clause it is about."""
    out: list[Note] = []
    for at, note in found:
        place = places[at] if at is not None and at < len(places) else None
        out.append(replace(note, address=clauses[place].address) if place is not None else note)
    out.extend(
        replace(note, address=clauses[at].address) for at, note in doubts if at < len(clauses)
    )
    if damaged := looks_damaged(text):
        out.append(Note("mojibake", damaged))
    counts: dict[str, int] = {}
    kept = []
    for note in out:
        counts[note.kind] = counts.get(note.kind, 0) + 1
        if counts[note.kind] <= _MAX_NOTES:
            kept.append(note)
    return tuple(kept)
