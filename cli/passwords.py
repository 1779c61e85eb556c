"""Passwords at the command line: asked for on a terminal, or the first line of a file; never an
argument, which every other user of the machine could read.
"""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import NotAllowedError, WrongUsageError

if TYPE_CHECKING:
    from cli.wiring import World
    from storage.accounts import Account

PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file", metavar="FILE", help="Its first line; - is stdin. Else it is asked for."
    ),
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="The account that acts.")]


def new(name: str, file: Path | None) -> str:
    """A new password for an account: asked for twice where a person types it."""
    if file is not None:
        return _of_file(file)
    first = _asked(f"New password for {name}: ")
    if first != _asked("The same again: "):
        raise WrongUsageError("The two passwords differ. Nothing was changed.")
    return first


def acting(world: World, name: str, file: Path | None) -> Account:
    """The account in whose name something is done, once its password was given."""
    from storage import accounts

    password = _of_file(file) if file is not None else _asked(f"Password of {name}: ")
    with world.database.reading() as tx:
        account = accounts.authenticate(tx, name, password)
    if account is None:
        raise NotAllowedError(
            f"The name {name} and this password do not belong together, or the account is disabled."
            " `clausewatch user list` shows the accounts."
        )
    return account


def _asked(question: str) -> str:
    if not sys.stdin.isatty():
        raise WrongUsageError(
            "There is no terminal to ask for a password: give --password-file FILE."
        )
    return getpass.getpass(question)


def _of_file(file: Path) -> str:
    try:
        written = sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsageError(f"--password-file {file} cannot be read: {error}.") from None
    first = written.split("\n", 1)[0].rstrip("\r")
    if not first:
        raise WrongUsageError(f"--password-file {file} begins with an empty line.")
    return first
