"""Commands about what visitors propose to watch: proposals, proposals accept, proposals decline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import say
from cli.errors import WrongUsageError
from cli.options import Json, Language

if TYPE_CHECKING:
    from storage.tables_asked import ProposalRow

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As `proposals` shows it.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(
        help="What visitors propose to watch; nothing of it is fetched before it is accepted.",
        invoke_without_command=True,
    )
    group.callback()(listed)
    group.command()(accept)
    group.command()(decline)
    app.add_typer(group, name="proposals")


def listed(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also those that were decided.")] = False,
    json: Json = False,
) -> None:
    """List the proposals that wait for a decision."""
    if context.invoked_subcommand is not None:
        return
    from cli import wiring
    from storage import proposals

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        forms = [_form_of(row) for row in proposals.listed(tx, None if every else "waiting")]
    if json:
        say.data(forms)
    elif forms:
        names = ("number", "state", "service", "type", "times", "proposed_at", "url")
        say.table(names, ([form[name] for name in names] for form in forms))
    else:
        say.line("None waits.")


def accept(
    context: typer.Context,
    number: Number,
    by: By,
    service: Annotated[
        str | None, typer.Option("--service", metavar="NAME", help="Else as it was proposed.")
    ] = None,
    terms_type: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="Else as it was proposed.")
    ] = None,
    language: Language = None,
    policy_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Its name; else made from the others.")
    ] = None,
    json: Json = False,
) -> None:
    """Watch what was proposed; its names are yours to set right, for mails will use them."""
    from cli import wiring
    from cli.declaring import wanted_of
    from config.declarations import make
    from storage import policies, proposals

    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        row = _waiting(proposals.get(tx, number))
        kind = terms_type or row.terms_type
        if not kind:
            raise WrongUsageError('Nobody said what it is: give --type, like "Privacy Policy".')
        declared = make(
            service or row.service, kind, row.url, language=language, select=(), remove=(),
            id=policy_id,
        )  # fmt: skip
        wanted = wanted_of(declared, world.settings.watch.interval.total_seconds())
        policies.add(tx, wanted, wiring.now())
        proposals.accept(tx, row, declared.id, by, wiring.now())
    if json:
        say.data({"proposal": number, "policy": declared.id})
    else:
        say.line(f"{declared.id} is watched. The first look: clausewatch check {declared.id}")


def decline(
    context: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in a sentence.")],
    by: By,
    json: Json = False,
) -> None:
    """Do not watch what was proposed; the reason stays on record."""
    from cli import wiring
    from storage import proposals

    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        row = _waiting(proposals.get(tx, number))
        proposals.decline(tx, row, reason, by, wiring.now())
    if json:
        say.data({"proposal": number, "state": "declined"})
    else:
        say.line(f"Proposal {number} is declined.")


def _waiting(row: ProposalRow) -> ProposalRow:
    if row.state != "waiting":
        raise WrongUsageError(f"Proposal {row.id} was {row.state} before.")
    return row


def _form_of(row: ProposalRow) -> dict[str, Any]:
    """One proposal as it is shown; what a stranger wrote is made fit for a terminal by `say`."""
    return {
        "number": row.id,
        "state": row.state,
        "url": row.url,
        "service": row.service,
        "type": row.terms_type or None,
        "times": row.times,
        "proposed_at": say.time(row.proposed_at),
        "decided_by": row.decided_by,
        "because": row.because,
        "policy": row.policy_id,
    }
