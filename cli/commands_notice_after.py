"""Commands about a contract notice that was sent: its report, and what came of it elsewhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import noticing, say
from cli.commands_notice import Id, notice
from cli.errors import WrongUsageError
from cli.options import Json
from cli.passwords import By, PasswordFile

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.accounts import Account


class Kind(StrEnum):
    """What a recipient wrote."""

    OBJECTION = "objection"
    TERMINATION = "termination"


def add_to(app: typer.Typer) -> None:
    """Nothing more: these commands stand in the group of the others."""
    del app


@notice.command()
def report(
    context: typer.Context,
    name: Id,
    other_channel: Annotated[
        Path | None,
        typer.Option(
            "--other-channel", metavar="FILE.csv", help="Write whom mail did not reach; - prints."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Say who decided what, what mail servers answered, and who needs another channel."""
    from cli import wiring
    from notifier import campaign_report
    from notifier import other_channel as another
    from storage import campaigns

    with wiring.open_world(context.obj) as world:
        office = world.office
        with world.database.reading() as tx:
            found = campaigns.get(tx, name)
            form = campaign_report.report(tx, found, wiring.now())
            rows = another.listing(tx, office.vault, found) if other_channel else ""
    if other_channel is not None and str(other_channel) != "-":
        other_channel.write_text("\ufeff" + rows, encoding="utf-8", newline="")
        other_channel.chmod(0o600)
        who = say.counted(form["need_another_channel"], "recipient is", "recipients are")
        say.talk(f"{who} in {other_channel}; it holds addresses, so keep it to yourself.")
    if json:
        say.data(form)
    elif rows and str(other_channel) == "-":
        say.raw(rows)
    else:
        noticing.say_report(form)


@notice.command()
def outcomes(
    context: typer.Context,
    name: Id,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="recipient, channel, outcome, on, evidence.")
    ],
    by: By,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Take back what became of recipients on another channel than mail, with its evidence."""
    from cli import wiring
    from cli.received import of_file
    from notifier import outcomes as back
    from storage import campaigns

    data = of_file(file)[0]
    with wiring.open_world(context.obj) as world:

        def do(tx: Session, account: Account) -> Any:
            found = campaigns.get(tx, name)
            return back.take_back(tx, world.office.vault, found, data, account, wiring.now())

        taken, faults = noticing.act(world, by, password_file, do)
    noticing.refuse_faults(faults, str(file))
    if json:
        say.data({"notice": name, "taken": taken})
    else:
        new = say.counted(taken, "outcome is", "outcomes are")
        say.line(f"{new} recorded." if taken else "Nothing new: all of it was recorded before.")


@notice.command("object")
def object_(
    context: typer.Context,
    name: Id,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="When it came.")],
    by: By,
    address: Annotated[
        str | None, typer.Option("--address", metavar="ADDRESS", help="Who objects.")
    ] = None,
    party: Annotated[
        str | None, typer.Option("--party", metavar="REF", help="Under which contract.")
    ] = None,
    kind: Annotated[Kind, typer.Option("--kind")] = Kind.OBJECTION,
    words: Annotated[
        Path | None, typer.Option("--words", metavar="FILE", help="What they wrote.")
    ] = None,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Record an objection or a termination, and whether it came by its deadline."""
    from cli import wiring
    from cli.received import of_file
    from notifier import objections
    from storage import campaigns
    from storage.mailboxes import BadAddressError, mailbox

    if (address is None) == (party is None):
        raise WrongUsageError("Say who objects: --address or --party.")
    try:
        who = mailbox(address) if address else (party or "")
    except BadAddressError as error:
        raise WrongUsageError(str(error)) from None
    wrote = of_file(words)[0].decode("utf-8", "replace") if words else ""
    came_on = noticing.day(on, "--on")
    with wiring.open_world(context.obj) as world:

        def do(tx: Session, account: Account) -> Any:
            found = campaigns.get(tx, name)
            return objections.record(
                tx, world.office, found, who, kind.value, came_on, wrote, account, wiring.now()
            )  # fmt: skip

        in_time = noticing.act(world, by, password_file, do)
    if json:
        say.data({"notice": name, "kind": kind.value, "in_time": in_time})
    else:
        when = {True: "in time", False: "after its deadline", None: "no deadline was set"}[in_time]
        say.line(f"The {kind.value} is recorded: {when}.")
