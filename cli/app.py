"""The commands as one list; each group has a file, imported when one of its commands is asked for,
and imports what it needs when it runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

COMMANDS = {
    "commands_read": "compare read replay",
    "commands_policies": "add export import pause policies remove resume set",
    "commands_looks": "check diff history look",
    "commands_search": "search",
    "commands_promises": "audit deadline",
    "commands_proposals": "proposals",
    "commands_mail": "bounce deliver erase retract send-test subscribe",
    "commands_outbox": "outbox relay-log resend",
    "commands_notice_draft": "notice",
    "commands_notice": "notice",
    "commands_notice_after": "notice",
    "commands_run": "browser demo doctor migrate serve worker",
    "commands_backup": "backup restore",
    "commands_ledger": "ledger",
    "commands_proof": "certificate verify",
    "commands_capture": "capture",
    "commands_upgrade": "upgrade",
    "commands_user": "user",
    "commands_key": "key",
    "commands_webhook": "webhook",
}
"""Which commands stand in which file. To make them all takes longer than most of them run."""


def app_for(arguments: Sequence[str] = ()) -> typer.Typer:
    """The program with the commands that these arguments need: one file of them, or all where the
    arguments name none.
    """
    app = typer.Typer(
        name="clausewatch",
        help="Watches published policies, says what changed, and tells the people concerned.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(options)
    asked = _named(arguments)
    ours = [file for file, names in COMMANDS.items() if asked in names.split()]
    for file in ours or COMMANDS:
        import_module(f"cli.{file}").add_to(app)
    return app


def _named(arguments: Sequence[str]) -> str | None:
    """The first word that is neither an option nor the value of one."""
    words = iter(arguments)
    for word in words:
        if word == "--data":
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None


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
