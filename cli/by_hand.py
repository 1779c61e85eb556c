"""Pages that a person saved, kept as looks; and the pictures that were kept of looks."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import say
from cli.errors import Exit, WrongUsageError
from cli.options import Json, PolicyId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.wiring import World
    from watcher.by_hand import Saved
    from watcher.keeping import Looked

LARGEST_FILE = 60 << 20
LONGEST_NAME = 80


def look(
    context: typer.Context,
    policy: PolicyId,
    files: Annotated[
        list[Path],
        typer.Option("--file", metavar="PAGE", help="The saved page; one a source, in order."),
    ],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who saved it; it is shown.")],
    seen: Annotated[str, typer.Option("--seen", metavar="TIME", help="When it was seen.")],
    json: Json = False,
) -> None:
    """Keep a page that a person saved (behind a wall or a login, from an app) as a look."""
    from cli import wiring
    from cli.looking import form_of

    with wiring.open_world(context.obj) as world:
        seen_at = _moment(seen, wiring.now())
        found = _keep(world, policy, _pages(world, policy, files), _name(by), seen_at)
    form = form_of(found)
    if json:
        say.data(form)
    else:
        reason = f" ({form['reason']})" if form["reason"] else ""
        version = f", version {form['version']} in force" if form["version"] else ""
        say.line(f"{policy}: {form['outcome']}{reason}{version}")
        if form["outcome"] == "pending":
            say.talk("A new text counts when a later look sees it again: save the page once more.")
    if form["outcome"] in ("refused", "unreadable"):
        raise typer.Exit(Exit.PARTLY)


def write_screenshots(context: typer.Context, policy: str, folder: Path) -> None:
    """Write every picture kept of a policy, named by the time of its look."""
    from cli import wiring
    from storage import policies as registry
    from storage import snapshots

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        registry.get(tx, policy)
        folder.mkdir(parents=True, exist_ok=True)
        for at, picture in snapshots.screenshots(tx, policy):
            file = folder / f"{policy}-{at:%Y-%m-%dT%H-%M-%SZ}.png"
            file.write_bytes(picture)
            say.line(str(file))


def _keep(world: World, policy: str, pages: Sequence[Saved], by: str, seen_at: datetime) -> Looked:
    from cli import wiring
    from cli.looking import setup_of
    from watcher.by_hand import NotInOrderError, keep_saved
    from watcher.politeness import Holding
    from watcher.reader import Reader

    setup = setup_of(world)
    held = Holding(world.database, setup.worker, setup.manners, wiring.now, asyncio.sleep)

    async def kept() -> Looked:
        async with Reader(setup.read_limits) as reader:
            return await keep_saved(
                policy, pages, by, seen_at,
                db=world.database, reader=reader, rules=setup.rules, held=held,
            )  # fmt: skip

    try:
        return asyncio.run(kept())
    except NotInOrderError as error:
        raise WrongUsageError(
            f"--seen {say.time(seen_at)} does not lie after the last look at {policy} "
            f"({say.time(error.last)}), and looks are kept in the order of time. What was seen "
            "earlier can be read and compared (clausewatch read, clausewatch compare), not kept."
        ) from None


def _pages(world: World, policy: str, files: Sequence[Path]) -> list[Saved]:
    """The saved pages, one for each address of the policy."""
    from cli.received import of_file
    from storage import policies as registry
    from watcher.by_hand import Saved

    with world.database.reading() as tx:
        row, sources = registry.get(tx, policy), registry.sources(tx, policy)
    if row.state == "removed":
        raise WrongUsageError(
            f"{policy} is watched no longer; `clausewatch resume {policy}` first."
        )
    if len(files) != len(sources):
        urls = "\n".join(f"  {source.url}" for source in sources)
        raise WrongUsageError(
            f"{policy} has {len(sources)} addresses and {len(files)} files were given; give one "
            f"--file for each, in this order:\n{urls}"
        )
    pages = []
    for file in files:
        body, headers = of_file(file)
        if len(body) > LARGEST_FILE:
            raise WrongUsageError(f"{file} is larger than {LARGEST_FILE} bytes.")
        pages.append(Saved(file.name, body, headers))
    return pages


def _name(by: str) -> str:
    name = re.sub(r"\s+", " ", by).strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise WrongUsageError("--by takes the name or role of a person, of at most 80 letters.")
    return name


def _moment(written: str, now: datetime) -> datetime:
    """The time of a sighting: exact, with its zone, and not in the future."""
    try:
        seen_at = datetime.fromisoformat(written.strip())
    except ValueError:
        seen_at = None
    if seen_at is None or seen_at.tzinfo is None:
        raise WrongUsageError(
            f"--seen {written!r} is no time with its zone; write it like 2026-03-01T14:30:00+01:00."
        )
    if seen_at > now:
        raise WrongUsageError(
            f"--seen {written} lies in the future: it is {say.time(now)}. Nobody saw it yet."
        )
    return seen_at.astimezone(now.tzinfo)
