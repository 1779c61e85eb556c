"""Commands that need no database: read, compare, replay."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import say
from cli.errors import WrongUsageError
from cli.options import Json, JsonLines, Language, Remove, Select
from cli.received import of_file, received

if TYPE_CHECKING:
    from policy.model import Declared, Reading
    from policy.replay import Page

SNAPSHOTS = {".html", ".pdf", ".md", ".txt"}


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(read)
    app.command()(compare)
    app.command()(replay)


def read(
    context: typer.Context,
    source: Annotated[
        str, typer.Argument(metavar="FILE|URL|-", help="HTML, PDF, Markdown or text.")
    ],
    select: Select = None,
    remove: Remove = None,
    language: Language = None,
    json: Json = False,
) -> None:
    """Show what would be kept of one document."""
    from policy.model import Declared

    declared = Declared(tuple(select or ()), tuple(remove or ()), language)
    reading = _reading(source, declared, context.obj)
    if json:
        from policy.jsonable import reading_to_json

        say.data(reading_to_json(reading))
    else:
        from cli import show

        show.reading(reading)


def compare(
    context: typer.Context,
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="File, address or - of the earlier document.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="File, address or - of the later one.")],
    select: Select = None,
    remove: Remove = None,
    language: Language = None,
    json: Json = False,
) -> None:
    """Compare two documents, clause by clause."""
    from policy.compare import compare as compare_readings
    from policy.model import Declared

    declared = Declared(tuple(select or ()), tuple(remove or ()), language)
    comparison = compare_readings(
        _reading(old, declared, context.obj), _reading(new, declared, context.obj)
    )
    if json:
        from policy.jsonable import comparison_to_json

        say.data(comparison_to_json(comparison))
    else:
        from cli import show

        show.comparison(comparison)


def replay(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Snapshots named by their time.")],
    json: JsonLines = False,
) -> None:
    """Run the snapshots of a folder through the same decisions as a live watch; nothing is kept."""
    from config.settings import load
    from policy.compare import compare as compare_readings
    from policy.decide import Rules
    from policy.replay import replay as replay_pages

    watch = load(options=context.obj).watch
    rules = Rules(confirm_after=watch.confirm_after, settle_after=watch.settle_after)
    for look in replay_pages(_pages(folder), rules, compare_readings):
        if json:
            say.data(look)
        else:
            _show_look(look)


def _pages(folder: Path) -> Iterator[Page]:
    from policy.replay import Page, time_of

    if not folder.is_dir():
        raise WrongUsageError(
            f"There is no folder {folder}. Give one with files like 2024-03-01T12-30-05Z.html."
        )
    timed = [(time_of(path.name), path) for path in folder.iterdir() if path.suffix in SNAPSHOTS]
    named = sorted((at, path) for at, path in timed if at is not None)
    if not named:
        say.talk(f"No file in {folder} has a time as its name, like 2024-03-01T12-30-05Z.html.")
    for at, path in named:
        yield Page(path.name, at, partial(_read_file, path))


def _read_file(path: Path) -> Reading:
    from policy.read import read as read_bytes

    return read_bytes(*of_file(path))


def _show_look(look: dict[str, object]) -> None:
    if look.get("summary"):
        counts = ("snapshots", "versions", "refused", "variants")
        say.line(", ".join(f"{look[name]} {name}" for name in counts))
        return
    said = [look["at"], look["outcome"]]
    for name in ("reason", "significance", "version", "first_seen", "returns_to"):
        if look.get(name) is not None:
            said.append(f"{name.replace('_', ' ')} {look[name]}")
    say.line("  ".join(str(part) for part in said))


def _reading(source: str, declared: Declared, options: dict[tuple[str, ...], object]) -> Reading:
    from policy.model import Reading
    from policy.read import read as read_bytes
    from policy.walls import by_status

    came = received(source, options)
    if came.refused is not None:
        return Reading(refused=came.refused)
    reading = read_bytes(came.body, came.headers, declared)
    refused = by_status(came.status, reading) if came.status != 200 else None
    return Reading(refused=refused) if refused else reading
