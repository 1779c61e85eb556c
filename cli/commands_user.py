"""Commands about accounts: who may act in this installation."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cli import say
from cli.errors import WrongUsageError
from cli.options import Json
from cli.passwords import PasswordFile

user = typer.Typer(
    help="Accounts: who drafts, approves or looks, under a name that every act keeps.",
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Of the account, like ada.")]


class RoleName(StrEnum):
    """What an account may do."""

    OPERATOR = "operator"
    APPROVER = "approver"
    VIEWER = "viewer"


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(user, name="user")


@user.command()
def add(
    context: typer.Context,
    name: Name,
    role: Annotated[RoleName, typer.Option("--role", help="What it may do.")],
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Make an account. An operator drafts and sends, an approver also approves, a viewer looks."""
    from cli import passwords, wiring
    from storage import accounts

    password = passwords.new(name, password_file)
    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        try:
            made = accounts.add(tx, name, accounts.Role(role.value), password, wiring.now())
        except ValueError as error:  # a name or password that cannot be one
            raise WrongUsageError(str(error)) from None
    if json:
        say.data({"account": made.name, "role": str(made.role)})
    else:
        say.line(f"{made.name} may act as {made.role}.")


@user.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """Show every account there ever was."""
    from cli import wiring
    from storage import accounts

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        found = accounts.listed(tx)
    if json:
        say.data(
            [
                {
                    "account": one.name,
                    "role": str(one.role),
                    "created_at": say.time(one.created_at),
                    "disabled": one.is_disabled,
                }
                for one in found
            ]
        )
        return
    say.table(
        ("Account", "Role", "Since", ""),
        [
            (one.name, one.role, say.time(one.created_at), "disabled" if one.is_disabled else "")
            for one in found
        ],
    )


@user.command()
def disable(context: typer.Context, name: Name) -> None:
    """Let an account act no more; its sessions end, its acts keep its name."""
    from cli import wiring
    from storage import accounts

    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        done = accounts.disable(tx, name, wiring.now())
    say.line(f"{name} acts no more." if done else f"{name} was disabled before.")


@user.command()
def enable(context: typer.Context, name: Name) -> None:
    """Let a disabled account act again."""
    from cli import wiring
    from storage import accounts

    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        done = accounts.enable(tx, name, wiring.now())
    say.line(f"{name} may act again." if done else f"{name} is not disabled.")


@user.command()
def password(context: typer.Context, name: Name, password_file: PasswordFile = None) -> None:
    """Give an account another password; its sessions end."""
    from cli import passwords, wiring
    from storage import accounts

    new = passwords.new(name, password_file)
    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        try:
            accounts.set_password(tx, name, new, wiring.now())
        except ValueError as error:
            raise WrongUsageError(str(error)) from None
    say.line(f"{name} has another password; its sessions have ended.")
