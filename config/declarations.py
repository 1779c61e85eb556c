"""Declarations: what an operator writes so that a policy is watched.

Ours is TOML, one file a service; Open Terms Archive's JSON is accepted and can be written back as
ours. Every mistake of every file is reported at once, with file and field; a declaration with a
mistake is never half taken over. Nothing in it is ever run.

    service = "Voorbeeldbouw"

    [[policy]]
    type = "Privacy Policy"
    language = "nl"                  # optional: the language the text should be in
    id = "voorbeeldbouw-privacy"     # optional: made from service and type
    interval = "6h"                  # optional: how often to look
    robots = "note"                  # optional: look although robots.txt asks not to, and note it
    notices = ["voorbeeldbouw-news"] # optional: ids of watched pages on which it promises notice
    url = "https://voorbeeldbouw.example/privacy"
    select = ["main"]                # optional: keep only this
    remove = [".banner"]             # optional: leave this out
    fetch = "browser"                # optional: "browser" for a page made by scripts, "http" never
    screenshot = true                # optional: keep a picture of what the browser shows

A policy on several pages has `[[policy.combine]]` tables with `url`, `select` and `remove` instead
of `url`. A selector is CSS, or a range such as `{ startBefore = "h1", endBefore = "footer" }`,
which is handed on as its JSON text.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from config.declaration_forms import FormReader
from config.declared import PolicyDeclaration
from config.errors import DeclarationError, Fault

LARGEST_FILE = 8 << 20  # bytes; some 80,000 policies


def load(path: Path) -> tuple[PolicyDeclaration, ...]:
    """Every declaration of a file or a folder's files; `DeclarationError` with all mistakes."""
    faults: list[Fault] = []
    found: list[PolicyDeclaration] = []
    for file in _files(path):
        try:
            found += parse(file.read_bytes(), file)
        except DeclarationError as error:
            faults += error.faults
        except OSError as error:
            faults.append(Fault(str(file), "", f"cannot be read: {error.strerror}"))
    places: dict[str, str] = {}
    for one in found:
        if one.id in places:
            faults.append(
                Fault(str(path), one.id, "is declared twice; give one of them another id")
            )
        places[one.id] = one.service
    if not found and not faults:
        faults.append(Fault(str(path), "", "holds no declaration; expected *.toml, or *.json"))
    if faults:
        raise DeclarationError(faults)
    return tuple(found)


def parse(content: bytes, file: Path) -> list[PolicyDeclaration]:
    """The declarations of one file, whose suffix says which form it has."""
    reader = FormReader(str(file))
    form: Any = None
    if len(content) > LARGEST_FILE:
        reader.fault("", f"is larger than {LARGEST_FILE >> 20} MiB; make several files of it")
    else:
        try:
            text = content.decode("utf-8")
            form = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
        except (ValueError, RecursionError) as error:  # both parsers' errors are ValueErrors
            reader.fault("", f"is no {file.suffix.removeprefix('.').upper()}: {error}")
    if form is None:
        found: list[PolicyDeclaration] = []
    elif file.suffix == ".json":
        found = reader.open_terms_archive(form)
    else:
        found = reader.ours(form)
    if reader.faults:
        raise DeclarationError(reader.faults)
    return found


def make(
    service: str,
    terms_type: str,
    url: str,
    *,
    language: str | None = None,
    select: Iterable[str] = (),
    remove: Iterable[str] = (),
    fetch: str | None = None,
    screenshot: bool = False,
    robots: str | None = None,
    id: str | None = None,
    place: str = "command line",
) -> PolicyDeclaration:
    """One declaration from the options of `add` or the fields of a form."""
    reader = FormReader(place)
    form: dict[str, Any] = {"type": terms_type, "url": url}
    optional = {
        "language": language, "select": list(select), "remove": list(remove), "fetch": fetch,
        "screenshot": screenshot, "robots": robots, "id": id,
    }  # fmt: skip
    form |= {name: value for name, value in optional.items() if value}
    made = reader.policy(form, reader.text({"service": service}, "service", "", required=True), "")
    if reader.faults or made is None:
        raise DeclarationError(reader.faults)
    return made


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    inside = [*path.glob("*.toml"), *path.glob("*.json")]
    others = (".history.json",)  # rules of the past: not what is watched now
    return sorted(file for file in inside if not file.name.endswith(others))
