"""Readings written by hand in a few lines, for tests of what compares them."""

from __future__ import annotations

import re
from typing import Any

from policy.model import Clause, Link, Reading

_LABEL = re.compile(r"^((?:Artikel |Art\. |§ ?)?\d+(?:\.\d+)*\.?|\([a-z]\))\s+")


def reading(*lines: str, language: str | None = "en", **stated: Any) -> Reading:
    """`# Title`, `- item`, `| a | b |`, else a paragraph; a number or `(a)` in front is the label;
    `[words](target)` a link.
    """
    clauses: list[Clause] = []
    heading: str | None = None
    sections = places = 0
    for line in lines:
        kind, rest, level = "paragraph", line, 0
        if line.startswith("#"):
            level = len(line) - len(line.lstrip("#"))
            kind, rest = "heading", line.lstrip("# ")
            sections, places = sections + 1, 0
        elif line.startswith("- "):
            kind, rest = "item", line[2:]
        elif line.startswith("|"):
            kind, rest = "row", line
        places += 1
        label = _LABEL.match(rest) if kind != "row" else None
        cells = tuple(cell.strip() for cell in rest.strip("|").split("|")) if kind == "row" else ()
        text = " | ".join(cells) if cells else rest[label.end() :] if label else rest
        links = tuple(
            Link(words, target) for words, target in re.findall(r"\[([^\]]+)\]\(([^)]+)\)", text)
        )
        text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
        if kind == "heading":
            heading = text
        clauses.append(
            Clause(
                address=f"sec_{sections}"
                if kind == "heading"
                else f"sec_{sections}__{kind}_{places}",
                label=label[1] if label else None,
                cite=label[1].rstrip(".") if label else f"{heading or ''} ¶ {places}".strip(),
                heading=None if kind == "heading" else heading,
                level=level,
                kind=kind,  # type: ignore[arg-type]  # one of the four
                text=text,
                cells=cells,
                links=links,
            )
        )
    return Reading(language=language, clauses=tuple(clauses), **stated)
