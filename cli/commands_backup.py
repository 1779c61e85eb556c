"""Commands for the worst day: backup and restore."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import say
from cli.errors import Exit
from cli.options import Json

if TYPE_CHECKING:
    from storage.backing_up import Place
    from storage.restoring import Restored

File = Annotated[Path, typer.Argument(metavar="FILE", help="The file of the backup.")]
NOT_IN_IT = (
    "settings (clausewatch.toml, the environment) and their secrets, such as the mail password"
)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(backup)
    app.command()(restore)


def backup(
    context: typer.Context,
    file: File,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", help="Copy the keys too, into this file; keep it elsewhere."),
    ] = None,
    json: Json = False,
) -> None:
    """Copy a running installation into one file; its keys, apart, into another."""
    from cli import wiring
    from cli.backups import note_down, place_of
    from cli.version import version
    from storage.backing_up import back_up, back_up_keys, refuse_existing

    for target in filter(None, (file, keys)):
        refuse_existing(target)
    with wiring.open_world(context.obj, upgrade="never") as world:
        place = place_of(world.settings)
        form = back_up(
            world.database,
            place,
            file,
            software=f"Clausewatch {version()}",
            now=wiring.now(),
            environ=wiring.environment(),
        )
        held = back_up_keys(place, keys, wiring.now()) if keys else None
        note_down(world.settings, file, wiring.now())
    rows = sum(table["rows"] for table in form["tables"])
    told = {"file": str(file), "rows": rows, "members": len(form["members"])}
    told["keys"] = len(held["members"]) if held else 0
    if json:
        say.data(told | {"made_at": form["made_at"]})
        return
    say.line(f"{file}: {rows} rows and {told['members']} files, each with its SHA-256.")
    if held:
        say.line(
            f"{keys}: {told['keys']} keys. Keep it apart: both files together open everything."
        )
    else:
        say.talk(
            f"Not in it: the keys in {place.files.keys}. Without them nobody reads the "
            "subscribers' addresses again: copy them with --keys FILE, and keep that file apart."
        )
    say.talk(f"Not in it either: {NOT_IN_IT}.")


def restore(
    context: typer.Context,
    file: File,
    keys: Annotated[
        Path | None, typer.Option("--keys", help="The file that holds the keys.")
    ] = None,
    ledger_copy: Annotated[
        Path | None,
        typer.Option("--ledger-copy", help="Folder with the ledger's copy off the machine."),
    ] = None,
    json: Json = False,
) -> None:
    """Make an installation from a backup on an empty machine, and verify every hash of it."""
    import tempfile

    from cli import wiring
    from cli.backups import place_of
    from config.settings import load
    from storage.restoring import restore as put_back

    settings = load(options=context.obj)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = place_of(settings)
    with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".restoring-") as held:
        done = put_back(
            file,
            keys,
            settings.database_url,
            place,
            Path(held),
            copied=ledger_copy or settings.ledger.copy_to,
            now=wiring.now(),
            environ=wiring.environment(),
            say=say.talk,
        )
    lacking = _lacking(done, place)
    if json:
        say.data(_form(done, lacking))
    else:
        say.line(f"Restored as of {done.made_at}: {done.rows} rows, {done.pages} pages kept.")
        for line in lacking:
            say.line(f"lacking: {line}")
    if not done.has_keys:
        raise typer.Exit(Exit.PARTLY)


def _form(done: Restored, lacking: list[str]) -> dict[str, Any]:
    return asdict(done) | {"lacking": lacking}


def _lacking(done: Restored, place: Place) -> list[str]:
    """What an operator still has to do."""
    found = [NOT_IN_IT]
    if not done.has_keys:
        found.insert(0, f"the keys: put the files of the keys' backup into {place.files.keys}")
    if done.caught_up:
        found.append(
            f"what happened after the backup: the ledger names {done.caught_up} things more than "
            "this database holds"
        )
    if done.refuses:
        found.append(
            f"the ledger signs nothing yet ({done.refuses}). Restore with --ledger-copy, or, where "
            "nothing was signed after the backup, `clausewatch ledger adopt`; else "
            "`clausewatch ledger reopen`"
        )
    return found
