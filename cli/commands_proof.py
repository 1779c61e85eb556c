"""Commands that hand out evidence and verify it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import say
from cli.errors import Exit, WrongUsageError
from cli.options import Json


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(certificate)
    app.command()(verify)


def certificate(
    context: typer.Context,
    notice: Annotated[str, typer.Argument(metavar="NOTICE", help="Its name.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.zip")],
    recipient: Annotated[
        str | None, typer.Option("--recipient", metavar="ADDRESS", help="Of one recipient only.")
    ] = None,
    json: Json = False,
) -> None:
    """Write the evidence about a contract notice into a zip that a stranger can verify offline."""
    from cli import proving, wiring
    from storage import certificate as made
    from storage.mailboxes import mailbox

    if output.exists():
        raise WrongUsageError(f"{output} is there already; choose another name.")
    with wiring.open_world(context.obj) as world:
        proving.sequence_now(world, everything=True)
        notary, vault = proving.notary_of(world), world.office.vault
        with world.database.transaction() as tx:
            whole = (
                made.recipient_bundle(tx, vault, notary, notice, mailbox(recipient))
                if recipient
                else made.campaign_bundle(tx, notary, notice)
            )
        output.write_bytes(whole)
    if json:
        say.data({"certificate": str(output), "bytes": len(whole)})
    else:
        say.line(f"{output}: {len(whole)} bytes. `clausewatch verify {output}` says what it shows.")


def verify(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE.zip …", help="Or the unpacked folder.")
    ],
    log: Annotated[
        str | None, typer.Option("--log", metavar="KEY", help="The log's key, as published.")
    ] = None,
    roots: Annotated[
        Path | None, typer.Option("--roots", help="Certificates of authorities you trust.")
    ] = None,
    json: Json = False,
) -> None:
    """Verify evidence offline, by the program that is enclosed in it; 6 where any is refused."""
    from storage import verify_bundle

    for file in files:
        if not file.exists():
            raise WrongUsageError(f"{file} is not there.")
    words = [str(file) for file in files]
    words += ["--log", log] if log else []
    words += ["--roots", str(roots)] if roots else []
    words += ["--json"] if json else []
    if verify_bundle.main(words):
        raise typer.Exit(Exit.UNVERIFIED)
