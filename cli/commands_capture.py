"""The command that hands on what a page said: an archive with its proofs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import say
from cli.errors import WrongUsageError
from cli.options import Json


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(capture)


def capture(
    context: typer.Context,
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="Its id.")],
    version: Annotated[int, typer.Argument(metavar="VERSION", min=1, help="Its number.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.wacz")],
    with_old: Annotated[
        bool, typer.Option("--with-old", help="Also the version before it, and their change.")
    ] = False,
    json: Json = False,
) -> None:
    """Write what a page said into a web archive (WACZ), with proofs of when it was on record."""
    from cli import proving, wiring
    from cli.version import version as release
    from storage.capture import Asked
    from storage.capture import capture as captured

    if output.exists():
        raise WrongUsageError(f"{output} is there already; choose another name.")
    with wiring.open_world(context.obj) as world:
        proving.sequence_now(world, everything=True)
        notary, software = proving.notary_of(world), f"Clausewatch {release()}"
        with world.database.reading() as tx:
            whole = captured(
                tx, Asked(policy, version, with_old), software, notary.roots, notary.now
            )
        output.write_bytes(whole)
    if json:
        say.data({"capture": str(output), "bytes": len(whole)})
    else:
        say.line(f"{output}: {len(whole)} bytes; evidence/README.txt in it says how to check it.")
