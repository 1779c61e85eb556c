"""Readings and comparisons for people at a terminal."""

from __future__ import annotations

from cli import say
from policy.model import Clause, ClauseChange, Comparison, Reading


def reading(reading: Reading) -> None:
    """The text on stdout; what is known about it on stderr."""
    if reading.refused:
        say.line(f"Refused: {reading.refused.reason}. {reading.refused.detail}".rstrip())
        return
    facts = {
        "Title": reading.title,
        "Language": reading.language,
        "Updated on": reading.updated_on,
        "Effective on": reading.effective_on,
        "Version": reading.version_label,
    }
    for name, value in facts.items():
        if value:
            say.talk(f"{name}: {value}")
    for note in reading.notes:
        say.talk(
            "Note: " + " ".join(part for part in (note.kind, note.address, note.detail) if part)
        )
    for promise in reading.promises:
        say.talk(f"Promise about change ({promise.address}): {promise.quote}")
    say.line(reading.text)


def comparison(comparison: Comparison) -> None:
    """What differs, clause by clause, in words."""
    for side, refused in (("old", comparison.refused_old), ("new", comparison.refused_new)):
        if refused:
            say.line(f"The {side} side is refused: {refused.reason}. {refused.detail}".rstrip())
    if comparison.refused_old or comparison.refused_new:
        return
    if not comparison.changes and comparison.significance is None:
        say.line("No words differ." if comparison.dates else "Nothing differs.")
        dates(comparison)
        return
    say.line(_headline(comparison))
    dates(comparison)
    for change in comparison.changes:
        say.line()
        _change(change)


def dates(comparison: Comparison) -> None:
    """Dates that are stated otherwise, a line each."""
    for name, (old, new) in comparison.dates.items():
        say.line(f"{name}: {old or 'not stated'} → {new or 'not stated'}")


def _headline(comparison: Comparison) -> str:
    kinds = [change.kind for change in comparison.changes]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    reasons = f": {'; '.join(comparison.reasons)}" if comparison.reasons else ""
    return f"{comparison.significance}{reasons} ({counts or 'dates only'})"


def _change(change: ClauseChange) -> None:
    clause = change.new or change.old
    if clause is None:
        say.line("Link targets changed; no words did.")
        return
    moved = ", moved" if change.moved else ""
    reasons = f" ({'; '.join(change.reasons)})" if change.reasons else ""
    say.line(f"{_place(clause)}: {change.kind}{moved}, {change.significance}{reasons}")
    if change.kind == "renumbered" and change.old and change.new:
        say.line(f"  {change.old.label} → {change.new.label}: {_short(change.new.text)}")
    elif change.redline:
        say.line("  " + "".join(_MARKS[part.op].format(part.text) for part in change.redline))
    else:
        if change.old and change.kind != "moved":
            say.line(f"  Removed: {change.old.text}")
        if change.new:
            say.line(f"  {'Moved' if change.kind == 'moved' else 'Added'}: {change.new.text}")


_MARKS = {"=": "{}", "-": "[removed: {}]", "+": "[added: {}]"}


def _place(clause: Clause) -> str:
    if clause.heading and clause.heading not in clause.cite:
        return f"{clause.cite} · {clause.heading}"
    return clause.cite or clause.address


def _short(text: str, longest: int = 90) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
