"""Commands that run, prepare or examine an installation: serve, migrate, doctor, demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import say
from cli.errors import Exit
from cli.options import Json


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(serve)
    app.command()(worker)
    app.command()(browser)
    app.command()(migrate)
    app.command()(doctor)
    app.command()(demo)


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
    work: Annotated[
        bool,
        typer.Option("--work/--no-work", help="Look and tell too; without it only the pages."),
    ] = True,
) -> None:
    """Run everything in one process: looking when due, telling, and the pages."""
    from cli import wiring
    from cli.declaring import import_declarations
    from cli.serving import serve as run

    with wiring.open_world(context.obj) as world:
        folder = world.settings.declarations_dir
        if folder.is_dir() and any(folder.iterdir()):
            import_declarations(world, folder, only_new=True)
        run(world, host, port, work=work)


def worker(
    context: typer.Context,
    queues: Annotated[
        str, typer.Option("--queues", help="Which work to do, joined by commas.")
    ] = "lanes,mail,house",
    concurrency: Annotated[
        int, typer.Option("--concurrency", min=1, max=64, help="Things done side by side.")
    ] = 8,
) -> None:
    """Run one worker of a fleet: it looks and tells, as PostgreSQL and the engine wake it."""
    from cli import wiring
    from cli.errors import WrongUsageError
    from cli.extras import FLEET, extra

    chosen = tuple(dict.fromkeys(part.strip() for part in queues.split(",") if part.strip()))
    if not chosen or not set(chosen) <= {"lanes", "mail", "house"}:
        raise WrongUsageError(
            f"--queues {queues!r}: choose among lanes (looking), mail (telling) and house (the "
            "rest), joined by commas."
        )
    with extra("fleet", FLEET, "a fleet"):
        from cli.working import work
    with wiring.open_world(context.obj) as world:
        work(world, chosen, concurrency)


def browser(
    context: typer.Context,
    at: Annotated[
        Path | None, typer.Option("--socket", help="Where to listen, where nobody hands one over.")
    ] = None,
) -> None:
    """Visit pages that scripts make, in a service of its own, for `serve` and `worker`."""
    from cli.browsing import browse
    from config.settings import load

    browse(load(options=context.obj), at)


def migrate(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Only say how it stands.")] = False,
    fleet: Annotated[
        bool | None,
        typer.Option("--fleet/--no-fleet", help="Put the engine for workers in, or take it out."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="URL", help="Move everything from here …")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--to", metavar="URL", help="… into this new database.")
    ] = None,
    json: Json = False,
) -> None:
    """Bring the database's schema to this version; a copy of an SQLite file is made first.

    With --from and --to move an installation into another database, with proof that nothing was
    lost; stop whatever uses it before.
    """
    from cli import wiring
    from cli.migrating import check_engine, migrate_engine, move_installation
    from storage import schema

    if source or target:
        moved = move_installation(*_both(source, target))
        if json:
            say.data(moved)
        return
    with wiring.open_world(context.obj, upgrade="never") as world:
        database = world.database
        stands = schema.state(database)
        if check:
            schema.check(database)
            check_engine(database, fleet)
            say.line(f"{database.place}: the schema fits this version.")
            return
        if stands is schema.SchemaState.EMPTY:
            schema.create(database)
        elif stands is schema.SchemaState.OLDER:
            if database.file is not None:
                copy = schema.backup_copy(database.file, wiring.now())
                say.talk(f"The state before is kept in {copy}.")
            schema.migrate(database)
        schema.check(database)
        migrate_engine(database, fleet)
        say.line(f"{database.place}: the schema fits this version.")


def _both(source: str | None, target: str | None) -> tuple[str, str]:
    from cli.errors import WrongUsageError

    if not source or not target:
        raise WrongUsageError(
            "To move an installation name both: --from sqlite:///… --to postgresql://…"
        )
    return source, target


def doctor(context: typer.Context, json: Json = False) -> None:
    """Look whether everything this installation needs is there and works."""
    from cli.doctor import examine

    findings = examine(context.obj)
    if json:
        say.data([finding.form() for finding in findings])
    else:
        for finding in findings:
            say.line(f"{finding.grade:<5} {finding.what}: {finding.says}")
    if any(finding.grade == "fail" and finding.of_settings for finding in findings):
        raise typer.Exit(Exit.INVALID)
    if any(finding.grade == "fail" for finding in findings):
        raise typer.Exit(Exit.PARTLY)


def demo(
    once: Annotated[bool, typer.Option("--once", help="End by itself.")] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Of the pages; 0 finds a free one.")
    ] = 0,
) -> None:
    """Watch invented vendors change, without network, in a folder that is gone afterwards."""
    from cli.demo import run

    run(once=once, port=port)
