"""Commands about webhooks: who is called, with which secret, and how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import say
from cli.errors import Exit, WrongUsageError
from cli.options import Json

if TYPE_CHECKING:
    from cli.wiring import World
    from notifier.retrying import Reply
    from storage.tables_shown import WebhookRow

webhook = typer.Typer(
    help="Programs that are called when something happened.", no_args_is_help=True
)
Id = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Its name, as `webhook list` shows it.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(webhook, name="webhook")


@webhook.command()
def add(
    context: typer.Context,
    address: Annotated[str, typer.Argument(metavar="URL", help="What is called, by POST.")],
    policy: Annotated[
        str | None, typer.Option("--policy", metavar="ID", help="About one policy only.")
    ] = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="NAME", help="About one service only.")
    ] = None,
    topic: Annotated[
        list[str] | None,
        typer.Option(
            "--topic", metavar="TOPIC", help="About this only; may be given several times."
        ),
    ] = None,
    channel: Annotated[
        bool,
        typer.Option("--channel", help="URL is a channel of Apprise (needs the extra channels)."),
    ] = False,
    json: Json = False,
) -> None:
    """Call an address from now on; its secret is shown here, once."""
    from cli import wiring
    from notifier.signatures import new_secret
    from storage import webhooks

    with wiring.open_world(context.obj) as world:
        wanted = _wanted(world, address, policy, service, topic or [], channel=channel)
        secret = None if channel else new_secret()
        vault = world.office.vault
        with world.database.transaction() as tx:
            row = webhooks.add(tx, vault, wiring.new_id(), wanted, secret, wiring.now())
    if json:
        say.data({"webhook": row.id, "secret": secret})
        return
    say.line(row.id)
    if secret:
        say.line(secret)
        say.talk("The second line is the secret its calls are signed with; it is not shown again.")
    say.talk(f"Try it: clausewatch webhook test {row.id}")


@webhook.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """List who is called, and how it goes."""
    from cli import wiring
    from storage import webhooks

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        forms = [_form(row) for row in webhooks.listed(tx)]
    if json:
        say.data(forms)
    elif not forms:
        say.line("Nobody is called. Begin with: clausewatch webhook add URL")
    else:
        names = ("webhook", "address", "about", "topics", "state", "failing_since")
        say.table(
            [name.replace("_", " ") for name in names], ([f[n] for n in names] for f in forms)
        )
        for form in forms:
            if form["disabled_because"]:
                say.talk(f"{form['webhook']} is disabled: {form['disabled_because']}")


@webhook.command("test")
def try_(context: typer.Context, name: Id, json: Json = False) -> None:
    """Call a webhook now with a test, and show what it answers."""
    from cli import wiring
    from cli.calling import call_one
    from notifier import calling

    with wiring.open_world(context.obj) as world:
        office = world.office
        with world.database.transaction() as tx:
            nonce = wiring.new_id()
            call_id = calling.plan_test(tx, office, name, nonce, wiring.now())
        reply = call_one(world, call_id)
    _show_reply(call_id, reply, json=json)


@webhook.command()
def again(
    context: typer.Context,
    call: Annotated[str, typer.Argument(metavar="CALL", help="Its id, as the log shows it.")],
    json: Json = False,
) -> None:
    """Make a call once more that has ended, with the same id and words."""
    from cli import wiring
    from cli.calling import call_one
    from storage import calls

    with wiring.open_world(context.obj) as world:
        with world.database.transaction() as tx:
            if not calls.again(tx, call, wiring.now()):
                raise WrongUsageError(f"There is no ended call {call}; see `webhook log WEBHOOK`.")
        reply = call_one(world, call)
    _show_reply(call, reply, json=json)


@webhook.command()
def rotate(
    context: typer.Context,
    name: Id,
    keep: Annotated[
        str, typer.Option("--keep", metavar="DURATION", help="How long the old one signs too.")
    ] = "24h",
    json: Json = False,
) -> None:
    """Give a webhook a new secret; for a while its calls are signed with both."""
    from cli import wiring
    from config import durations
    from notifier.signatures import new_secret
    from storage import webhooks

    try:
        kept = durations.parse(keep)
    except ValueError as error:
        raise WrongUsageError(f"--keep: {error}") from None
    with wiring.open_world(context.obj) as world:
        secret, vault = new_secret(), world.office.vault
        with world.database.transaction() as tx:
            if webhooks.get(tx, name).way != "http":
                raise WrongUsageError(f"{name} is a channel: it has no secret of ours.")
            webhooks.rotate(tx, vault, name, secret, kept, wiring.now())
    if json:
        say.data({"webhook": name, "secret": secret})
    else:
        say.line(secret)
        say.talk(f"The secret before it signs beside it for {keep}.")


@webhook.command()
def enable(context: typer.Context, name: Id) -> None:
    """Call a webhook again that was disabled."""
    from cli import wiring
    from storage import webhooks

    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        webhooks.enable(tx, name, wiring.now())
    say.line(f"{name} is called again; what happened while it was disabled is not told twice.")


@webhook.command()
def remove(context: typer.Context, name: Id) -> None:
    """Call a webhook no more, and forget its secret."""
    from cli import wiring
    from storage import webhooks

    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        webhooks.remove(tx, name, wiring.now())
    say.line(f"{name} is called no more.")


@webhook.command()
def log(context: typer.Context, name: Id, json: Json = False) -> None:
    """Show the last fifty calls of a webhook and what it answered."""
    from cli import wiring
    from storage import calls, webhooks

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        webhooks.get(tx, name)
        rows = calls.log(tx, name)
    forms = [
        {
            "call": call.id,
            "topic": call.topic,
            "about": call.about,
            "state": call.state,
            "next_try_at": say.time(call.due_at) if call.state == "pending" else None,
            "try": answer.number if answer else None,
            "at": say.time(answer.at) if answer else None,
            "took_ms": answer.took_ms if answer else None,
            "code": answer.code if answer else None,
            "outcome": answer.outcome if answer else None,
            "said": answer.said if answer else None,
        }
        for call, answer in rows
    ]
    if json:
        say.data(forms)
    elif not forms:
        say.line("It was not called yet.")
    else:
        names = ("call", "topic", "about", "state", "try", "at", "code", "outcome", "said")
        say.table(names, ([form[name] for name in names] for form in forms))


def _wanted(
    world: World,
    address: str,
    policy: str | None,
    service: str | None,
    topics: list[str],
    *,
    channel: bool,
) -> Any:
    from notifier import callees
    from notifier.channels import ChannelError, check
    from policy.addresses import Exceptions
    from storage.webhooks import Wanted

    target = (policy or "", service or "", topics)
    try:
        with world.database.reading() as tx:
            if not channel:
                exceptions = Exceptions.of(*world.settings.watch.allow_networks)
                return callees.wanted(tx, address, exceptions, *target)
            kind, about = callees.about(tx, *target)
        return Wanted("apprise", address, check(address), tuple(topics), kind, about)
    except (callees.CalleeError, ChannelError) as error:
        sentence = str(error)
        raise WrongUsageError(
            f"{say.shown(sentence)[:1].upper()}{sentence[1:].rstrip('.')}."
        ) from None


def _form(row: WebhookRow) -> dict[str, Any]:
    return {
        "webhook": row.id,
        "address": row.shown,
        "about": row.target or row.target_kind,
        "topics": row.topics or "all",
        "state": row.state,
        "disabled_because": row.disabled_because,
        "failing_since": say.time(row.failing_since),
        "created_at": say.time(row.created_at),
    }


def _show_reply(call: str, reply: Reply | None, *, json: bool) -> None:
    """What an answer was; exit code 4 where it was no success."""
    if reply is None:
        raise WrongUsageError(f"{call} cannot be made now: its webhook is disabled or busy.")
    form = {"call": call, "outcome": reply.outcome, "code": reply.code, "said": reply.said}
    if json:
        say.data(form)
    else:
        say.line(" ".join(str(part) for part in (reply.outcome, reply.code, reply.said) if part))
    if reply.outcome != "taken":
        raise typer.Exit(Exit.PARTLY)
