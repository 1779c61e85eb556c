"""The public JSON forms of a reading and a comparison, and the way back, so that what was kept can
be read again.

The forms are those of `docs/json.md` (`clausewatch.reading/1`, `clausewatch.comparison/1`); fields
may be added, never renamed.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from policy.model import (
    Clause,
    ClauseChange,
    Comparison,
    Fact,
    Link,
    Note,
    Promise,
    Reading,
    RedlinePart,
    Refusal,
    Removal,
    Significance,
)

READING = "clausewatch.reading/1"
COMPARISON = "clausewatch.comparison/1"

Json = dict[str, Any]


def reading_to_json(reading: Reading) -> Json:
    """The reading in its public form, without loss."""
    return {
        "format": READING,
        "refused": refusal_to_json(reading.refused),
        "title": reading.title,
        "language": reading.language,
        "updated_on": reading.updated_on,
        "effective_on": reading.effective_on,
        "version_label": reading.version_label,
        "clauses": [clause_to_json(clause) for clause in reading.clauses],
        "promises": [promise_to_json(promise) for promise in reading.promises],
        "notes": [asdict(note) for note in reading.notes],
        "removed": [asdict(removal) for removal in reading.removed],
        "rules": reading.rules,
        "text": reading.text,
    }


def promise_to_json(promise: Promise) -> Json:
    """One promise, as it stands in a reading."""
    return _lists(asdict(promise))


def promise_from_json(form: Json) -> Promise:
    """The promise that was written; fields that are younger than the row keep their defaults."""
    values: Json = {
        name: tuple(value) if isinstance(value, list) else value for name, value in form.items()
    }
    return Promise(**values)


def reading_from_json(form: Json) -> Reading:
    """The reading that `reading_to_json` wrote."""
    return Reading(
        refused=refusal_from_json(form["refused"]),
        title=form["title"],
        language=form["language"],
        updated_on=form["updated_on"],
        effective_on=form["effective_on"],
        version_label=form["version_label"],
        clauses=tuple(clause_from_json(clause) for clause in form["clauses"]),
        promises=tuple(promise_from_json(promise) for promise in form["promises"]),
        notes=tuple(Note(**note) for note in form["notes"]),
        removed=tuple(Removal(**removal) for removal in form["removed"]),
        rules=form["rules"],
    )


def comparison_to_json(comparison: Comparison) -> Json:
    """The comparison in its public form; `refused` stands in it only where a side was refused."""
    form: Json = {
        "format": COMPARISON,
        "significance": comparison.significance,
        "reasons": list(comparison.reasons),
        "dates": {name: list(pair) for name, pair in comparison.dates.items()},
        "notes": [asdict(note) for note in comparison.notes],
        "changes": [change_to_json(change) for change in comparison.changes],
        "pairs": [list(pair) for pair in comparison.pairs],
    }
    if comparison.refused_old or comparison.refused_new:
        form["refused"] = {
            "old": refusal_to_json(comparison.refused_old),
            "new": refusal_to_json(comparison.refused_new),
        }
    return form


def comparison_from_json(form: Json) -> Comparison:
    """The comparison that `comparison_to_json` wrote."""
    refused = form.get("refused") or {}
    return Comparison(
        significance=Significance(form["significance"]) if form["significance"] else None,
        reasons=tuple(form["reasons"]),
        changes=tuple(change_from_json(change) for change in form["changes"]),
        dates={name: (old, new) for name, (old, new) in form["dates"].items()},
        notes=tuple(Note(**note) for note in form["notes"]),
        refused_old=refusal_from_json(refused.get("old")),
        refused_new=refusal_from_json(refused.get("new")),
        pairs=tuple((old, new) for old, new in form["pairs"]),
    )


def clause_to_json(clause: Clause) -> Json:
    """One clause; `cells` and `links` only where it has any."""
    form: Json = {
        "address": clause.address,
        "label": clause.label,
        "cite": clause.cite,
        "heading": clause.heading,
        "level": clause.level,
        "kind": clause.kind,
        "text": clause.text,
        "id": clause.id,
    }
    if clause.cells:
        form["cells"] = list(clause.cells)
    if clause.links:
        form["links"] = [asdict(link) for link in clause.links]
    return form


def clause_from_json(form: Json) -> Clause:
    """The clause that `clause_to_json` wrote. Field by field: a long policy has thousands."""
    return Clause(
        form["address"],
        form["label"],
        form["cite"],
        form["heading"],
        form["level"],
        form["kind"],
        form["text"],
        form["id"],
        tuple(form["cells"]) if "cells" in form else (),
        tuple(Link(**link) for link in form["links"]) if "links" in form else (),
    )


def change_to_json(change: ClauseChange) -> Json:
    """One change of one clause; `redline` only for a rewording, `moved` and the like only where
    they hold.
    """
    form: Json = {
        "kind": change.kind,
        "significance": change.significance,
        "reasons": list(change.reasons),
        "old": clause_to_json(change.old) if change.old else None,
        "new": clause_to_json(change.new) if change.new else None,
        "topics": list(change.topics),
        "facts": [asdict(fact) for fact in change.facts],
    }
    if change.redline:
        form["redline"] = [[part.op, part.text] for part in change.redline]
    if change.moved:
        form["moved"] = True
    if change.split_from:
        form["split_from"] = change.split_from
    if change.merged_into:
        form["merged_into"] = change.merged_into
    return form


def change_from_json(form: Json) -> ClauseChange:
    """The change that `change_to_json` wrote."""
    return ClauseChange(
        kind=form["kind"],
        significance=Significance(form["significance"]),
        reasons=tuple(form["reasons"]),
        old=clause_from_json(form["old"]) if form["old"] else None,
        new=clause_from_json(form["new"]) if form["new"] else None,
        redline=tuple(RedlinePart(op, text) for op, text in form.get("redline", ())),
        moved=form.get("moved", False),
        split_from=form.get("split_from"),
        merged_into=form.get("merged_into"),
        topics=tuple(form["topics"]),
        facts=tuple(Fact(**fact) for fact in form["facts"]),
    )


def refusal_to_json(refusal: Refusal | None) -> Json | None:
    """The reason a page was refused, or None."""
    return asdict(refusal) if refusal else None


def refusal_from_json(form: Json | None) -> Refusal | None:
    """The refusal that `refusal_to_json` wrote."""
    return Refusal(**form) if form else None


def _lists(form: Json) -> Json:
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in form.items()
    }
