"""Writes declarations in our own form."""

from __future__ import annotations

import json
from collections.abc import Iterable

from config import durations
from config.declared import PolicyDeclaration


def write(declarations: Iterable[PolicyDeclaration]) -> str:
    """The TOML of one service's declarations, which `parse` reads back to the same values."""
    every = list(declarations)
    lines = [f"service = {_quoted(every[0].service)}"] if every else []
    for one in every:
        lines += ["", "[[policy]]", f"id = {_quoted(one.id)}", f"type = {_quoted(one.terms_type)}"]
        if one.language:
            lines.append(f"language = {_quoted(one.language)}")
        if one.interval is not None:
            lines.append(f"interval = {_quoted(durations.write(one.interval))}")
        if one.robots != "obey":
            lines.append(f"robots = {_quoted(one.robots)}")
        if one.filters:
            lines.append(f"filters = {_list(one.filters)}")
        if one.notices:
            lines.append(f"notices = {_list(one.notices)}")
        combined = len(one.sources) > 1
        for source in one.sources:
            lines += ["", "[[policy.combine]]"] if combined else []
            lines.append(f"url = {_quoted(source.url)}")
            lines += [
                f"{name} = {_list(chosen)}"
                for name, chosen in (("select", source.select), ("remove", source.remove))
                if chosen
            ]
            lines += [f"fetch = {_quoted(source.fetch)}"] if source.fetch else []
            lines += ["screenshot = true"] if source.screenshot else []
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace(
        "\x7f", "\\u007f"
    )  # TOML's basic strings escape as JSON does


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(_range(text) or _quoted(text) for text in texts) + "]"


def _range(selector: str) -> str:
    """A range as TOML's inline table; empty for any other text."""
    if not selector.startswith("{"):
        return ""
    ends = (f"{name} = {_quoted(value)}" for name, value in json.loads(selector).items())
    return "{ " + ", ".join(ends) + " }"
