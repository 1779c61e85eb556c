"""Commands about keys of the API: what programs may write with."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import say
from cli.errors import WrongUsageError
from cli.options import Json

key = typer.Typer(help="Keys with which programs may write through the API.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(key, name="key")


@key.command()
def add(
    context: typer.Context,
    label: Annotated[str, typer.Argument(metavar="LABEL", help="Whose it is, and for what.")],
    scope: Annotated[
        list[str], typer.Option("--scope", metavar="SCOPE", help="What it may do; several times.")
    ],
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DURATION", help="How long it holds, as 90d.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a key; it is shown here, once."""
    from cli import wiring
    from config import durations
    from storage import keys

    unknown = [one for one in scope if one not in keys.SCOPES]
    if unknown:
        raise WrongUsageError(f"{unknown[0]} is no scope; there are {', '.join(keys.SCOPES)}.")
    now = wiring.now()
    try:
        until = now + durations.parse(expires) if expires else None
    except ValueError as error:
        raise WrongUsageError(f"--expires: {error}") from None
    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        name = wiring.new_id()
        shown = keys.add(tx, name, label, scope, now, until)
    if json:
        say.data({"key": name, "secret": shown, "scopes": scope, "expires_at": say.time(until)})
    else:
        say.line(shown)
        say.talk(f"This is key {name}; it is not shown again. It goes into the header")
        say.talk("Authorization: Bearer … of a request, and nowhere else.")


@key.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """List the keys, without their secrets."""
    from cli import wiring
    from storage import keys

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        forms = [
            {
                "key": row.id,
                "label": row.label,
                "scopes": row.scopes.split(),
                "created_at": say.time(row.created_at),
                "expires_at": say.time(row.expires_at),
                "revoked_at": say.time(row.revoked_at),
            }
            for row in keys.listed(tx)
        ]
    if json:
        say.data(forms)
    elif not forms:
        say.line("There is no key. Reading needs none; for writing: clausewatch key add LABEL")
    else:
        names = ("key", "label", "scopes", "created_at", "expires_at", "revoked_at")
        rows = ([" ".join(v) if isinstance(v := f[n], list) else v for n in names] for f in forms)
        say.table([name.replace("_", " ") for name in names], rows)


@key.command()
def revoke(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="KEY", help="Its name, as `key list` shows it.")],
) -> None:
    """Let a key hold no more, from now on."""
    from cli import wiring
    from storage import keys

    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        was = keys.revoke(tx, name, wiring.now())
    say.line(f"{name} holds no more." if was else f"{name} was revoked before.")
