"""Commands that do a step of a contract notice: freezing, approving, sending, closing, dropping."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import noticing, say
from cli.errors import Exit, WrongUsageError
from cli.options import Json
from cli.passwords import By, PasswordFile

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.accounts import Account

notice = typer.Typer(
    help="A company's own notice to its users, from draft to report.", no_args_is_help=True
)
Id = Annotated[str, typer.Argument(metavar="NOTICE", help="Its name, as `notice list` shows it.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in one sentence.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(notice, name="notice")


@notice.command()
def audience(
    context: typer.Context,
    name: Id,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="address, language, name and party.")
    ],
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who freezes it.")] = None,
    source: Annotated[
        str, typer.Option("--source", metavar="TEXT", help="Where the list comes from.")
    ] = "handed in by the company",
    declared: Annotated[
        int | None,
        typer.Option("--declared", metavar="N", help="How many users you say there are."),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="For lines without one.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only look for faults.")] = False,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Freeze who is told; once a notice has an audience, a further list is a supplement to it."""
    from cli import wiring
    from cli.passwords import acting
    from cli.received import of_file
    from notifier import audience_list, freezing
    from storage import campaigns

    data = of_file(file)[0]
    with wiring.open_world(context.obj) as world:
        with world.database.reading() as tx:
            written_in = campaigns.get(tx, name).written_in
        own = frozenset({world.settings.mail.sender})
        listed = audience_list.read(data, language, own, written_in)
        for note in listed.notes:
            say.talk(f"Note: {note}")
        noticing.refuse_faults(listed.faults, str(file))
        form: dict[str, Any] = {
            "notice": name,
            "recipients": len(listed.members),
            "without_address": listed.without_address,
            "contracts": listed.parties,
            "repeated": listed.repeated,
        }
        if not check:
            if by is None:
                raise WrongUsageError("Freezing is an act: give --by NAME. (--check only looks.)")
            account = acting(world, by, password_file)
            with noticing.refusals():
                frozen = freezing.freeze(
                    world.database, world.office, name, listed, source, declared, account,
                    wiring.now(),
                )  # fmt: skip
            form |= {"audience": frozen.number, "recipients": frozen.count, "root": frozen.root}
    if json:
        say.data(form)
    elif check:
        under = say.counted(form["contracts"], "contract")
        say.line(f"{say.counted(form['recipients'], 'recipient')} under {under}: no fault.")
    else:
        say.line(
            f"Audience {form['audience']} of {name} is frozen: "
            f"{say.counted(form['recipients'], 'recipient')},"
            f" {say.counted(form['contracts'], 'contract')}, root {form['root'][:16]}…"
        )


@notice.command()
def approve(
    context: typer.Context,
    name: Id,
    by: By,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Approve words and audience; somebody else than the drafter does it."""
    from cli import wiring
    from notifier import campaign
    from notifier.campaign_report import plan_json
    from storage import campaigns

    with wiring.open_world(context.obj) as world:

        def do(tx: Session, account: Account) -> Any:
            done = campaign.approve(
                tx, world.office, name, account, wiring.now(), noticing.rules(world)
            )
            numbers = {one.number: str(one.applies_on) for one in done}
            return numbers, plan_json(campaigns.get(tx, name), wiring.now())

        applies, form = noticing.act(world, by, password_file, do)
    if json:
        say.data({"notice": name, "approved": list(applies), "by": by, "plan": form})
    else:
        say.line(f"{name} is approved by {by}.")
        for number, day in applies.items():
            say.line(f"For audience {number} the change applies from {day}.")
        if 1 in applies:
            say.line(form["advice"])


@notice.command()
def send(
    context: typer.Context,
    name: Id,
    by: By,
    late: Annotated[
        str | None,
        typer.Option("--late", metavar="REASON", help="Send although the period is not kept."),
    ] = None,
    queue_only: Annotated[
        bool, typer.Option("--queue-only", help="Leave the sending to `serve` or `deliver`.")
    ] = False,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Put the letters of every approved audience into the outbox, each once, and send them."""
    from cli import wiring
    from cli.telling import tell
    from notifier import campaign

    with wiring.open_world(context.obj) as world:

        def do(tx: Session, account: Account) -> Any:
            return campaign.send(tx, world.office, name, account, wiring.now(), late)

        sent = noticing.act(world, by, password_file, do)
        told = {} if queue_only else tell(world)
    form = {"notice": name, "letters": sent.letters, "advice": sent.advice, **told}
    if json:
        say.data(form)
    else:
        letters = say.counted(sent.letters, "letter is", "letters are")
        say.line(f"{letters} in the outbox. {sent.advice}")
        if told:
            say.line(", ".join(f"{count} {word}" for word, count in told.items()))
    if told and (told["deferred"] or told["failed"] or told["unknown"]):
        raise typer.Exit(Exit.PARTLY)


@notice.command()
def close(
    context: typer.Context,
    name: Id,
    by: By,
    early: Annotated[
        str | None,
        typer.Option("--early", metavar="REASON", help="Before late mail can have come back."),
    ] = None,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Close a notice: its totals are counted, must add up, and are committed to."""
    from cli import wiring
    from notifier import campaign_close

    with wiring.open_world(context.obj) as world:

        def do(tx: Session, account: Account) -> Any:
            return campaign_close.close(
                tx, name, account, wiring.now(), noticing.rules(world), early
            )

        counts = noticing.act(world, by, password_file, do)
    if json:
        say.data({"notice": name, "state": "closed", "totals": counts})
    else:
        shown = ", ".join(
            f"{count} {word.replace('_', ' ')}" for word, count in counts.items() if count
        )
        say.line(f"{name} is closed: {shown}.")


@notice.command()
def drop(
    context: typer.Context, name: Id, reason: Reason, by: By, password_file: PasswordFile = None
) -> None:
    """Give up a notice before anybody was told."""
    from cli import wiring
    from notifier import campaign

    with wiring.open_world(context.obj) as world:
        noticing.act(
            world, by, password_file,
            lambda tx, account: campaign.drop(tx, name, account, reason, wiring.now()),
        )  # fmt: skip
    say.line(f"{name} is dropped.")
