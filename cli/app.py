"""The commands as one list; each group has a file and imports what it needs when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import (
    commands_backup,
    commands_capture,
    commands_key,
    commands_ledger,
    commands_looks,
    commands_mail,
    commands_notice,
    commands_notice_after,
    commands_notice_draft,
    commands_outbox,
    commands_policies,
    commands_promises,
    commands_proof,
    commands_proposals,
    commands_read,
    commands_run,
    commands_search,
    commands_upgrade,
    commands_user,
    commands_webhook,
)

app = typer.Typer(
    name="clausewatch",
    help="Watches published policies, says what changed, and tells the people concerned.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def options(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder of database, declarations, keys and outbox."),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Say the version and end.")] = False,
    traceback: Annotated[  # noqa: ARG001 - cli.main looks for it
        bool, typer.Option("--traceback", help="Show where an unexpected error happened.")
    ] = False,
) -> None:
    """What stands before the command."""
    if version:
        from cli.say import line
        from cli.version import version as installed

        line(f"clausewatch {installed()}")
        raise typer.Exit
    context.obj = {("data_dir",): data} if data else {}


GROUPS = (
    commands_read,
    commands_policies,
    commands_looks,
    commands_search,
    commands_promises,
    commands_proposals,
    commands_mail,
    commands_outbox,
    commands_notice_draft,
    commands_notice,
    commands_notice_after,
    commands_run,
    commands_backup,
    commands_ledger,
    commands_proof,
    commands_capture,
    commands_upgrade,
    commands_user,
    commands_key,
    commands_webhook,
)

for group in GROUPS:
    group.add_to(app)
