"""Commands about the ledger: how it stands, whether it adds up, proofs out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import say
from cli.errors import Exit, WrongUsageError
from cli.options import Json

if TYPE_CHECKING:
    from cli.wiring import World
    from storage.ledger import Proven, Standing

ledger = typer.Typer(
    name="ledger", help="The append-only record of what happened.", no_args_is_help=True
)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(ledger)


@ledger.command()
def status(context: typer.Context, json: Json = False) -> None:
    """Say how the ledger stands: its name and key, what waits, who vouches for it."""
    from cli import wiring

    with wiring.open_world(context.obj) as world:
        told = standing_of(world)
    if json:
        say.data(told)
        return
    for line in in_words(told):
        say.line(line)


@ledger.command()
def check(context: typer.Context, json: Json = False) -> None:
    """Work out the whole ledger anew, from the kept entries to the files that are served."""
    from cli import proving, wiring
    from storage import ledger_check, logs

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        found = ledger_check.check(tx, proving.files_of(world))
        found += proving.check_tokens(tx, world)
        log = logs.current(tx)
        size = logs.size_of(tx, log.no) if log else 0
    if json:
        say.data({"size": size, "found": found})
    else:
        for sentence in found:
            say.line(sentence)
        leaves = say.counted(size, "leaf was", "leaves were")
        say.talk(f"{leaves} worked out anew: {len(found) or 'nothing'} to report.")
    if found:
        raise typer.Exit(Exit.UNVERIFIED)


@ledger.command()
def sequence(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--everything", help="Also what would still be gathered.")
    ] = False,
    stamp: Annotated[
        bool, typer.Option("--stamp", help="Have authorities and witnesses vouch for it at once.")
    ] = False,
    json: Json = False,
) -> None:
    """Take what waits into the ledger now; `serve` does so by itself."""
    import asyncio

    from cli import proving, wiring

    with wiring.open_world(context.obj) as world:
        proving.sequence_now(world, everything=everything)
        if stamp:
            asyncio.run(proving.vouch_now(world, at_once=True))
            proving.sequence_now(world)
        told = standing_of(world)
    if json:
        say.data(told)
        return
    for line in in_words(told):
        say.line(line)


@ledger.command()
def prove(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="Of the entry, like version or change.")],
    subject: Annotated[str, typer.Argument(help="What it speaks of, like example-terms/2.")],
    json: Json = False,
) -> None:
    """Print the proofs of what happened: the entry, and its way into a signed checkpoint."""
    from cli import wiring
    from storage import entries
    from storage.ledger import prove as proven

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        found = entries.of(tx, kind, subject)
        if not found:
            raise WrongUsageError(f"Nothing of kind {kind} happened to {subject}.")
        proofs = [proven(tx, entry) for entry in found]
        forms = [proof_form(proof) for proof in proofs if proof is not None]
    if json:
        say.data(forms)
        return
    for form in forms:
        say.line(form["leaf"])
        say.line(form["proof"])
    if len(forms) < len(found):
        say.talk(f"{len(found) - len(forms)} wait for the ledger: clausewatch ledger sequence")


@ledger.command()
def adopt(context: typer.Context) -> None:
    """Take the database's word for what was signed, where the marks beside the keys were lost."""
    from cli import proving, wiring
    from storage import succession

    with wiring.open_world(context.obj) as world:
        size = succession.adopt(world.database, proving.files_of(world))
    say.line(f"The mark stands at {size} leaves. An older database will be refused from now on.")


@ledger.command()
def reopen(context: typer.Context) -> None:
    """Begin a new log that names the last checkpoint of this one: after a loss, or a stolen key."""
    from cli import proving, wiring
    from cli.version import version
    from storage import succession

    with wiring.open_world(context.obj) as world:
        files = proving.files_of(world)
        log = succession.reopen(world.database, files, f"Clausewatch {version()}", wiring.now())
        proving.sequence_now(world)
    say.line(f"{log.origin} goes on where the log before it ended. Its key: {log.verifier}")


def standing_of(world: World) -> dict[str, Any]:
    """How the ledger stands, as JSON."""
    from cli import proving
    from storage import entries, logs
    from storage import ledger as kept
    from storage.errors import LedgerRefusesError

    files, settings = proving.files_of(world), world.settings.ledger
    witness = proving.stand_of(world).signer.verifier if settings.witness_for else None
    refuses = None
    with world.database.reading() as tx:
        log = logs.current(tx)
        waiting = entries.waiting(tx)
        try:
            if log is not None:
                logs.see_that_it_may_sign(tx, files, log)
                files.signer(log.no, log.origin, str(log.verifier))
            found = kept.standing(tx, files)
        except LedgerRefusesError as error:
            refuses, found = str(error), None
    return {
        "origin": log.origin if log else None,
        "key": str(log.verifier) if log else None,
        "refuses": refuses,
        "opened_at": say.time(log.opened_at) if log else None,
        "waiting": waiting,
        "authorities": list(settings.authorities),
        "witness_key": str(witness) if witness else None,
        **_facts(found),
    }


def _facts(found: Standing | None) -> dict[str, Any]:
    if found is None:
        return {"size": None, "signed_at": None, "stamped": None, "witnesses": {}, "trouble": None}
    stamped = {"size": found.stamped_size, "at": say.time(found.stamped_at)}
    return {
        "size": found.size,
        "signed_at": say.time(found.signed_at),
        "stamped": stamped if found.stamped_at else None,
        "stamps_waiting": found.stamps_waiting,
        "trouble": found.trouble,
        "witnesses": found.witnesses,
    }


def in_words(told: dict[str, Any]) -> list[str]:
    """How the ledger stands, for a person; what nobody vouches for is said to be so."""
    if told["origin"] is None:
        waiting = say.counted(told["waiting"], "entry waits", "entries wait")
        return [f"There is no log yet; {waiting}. `clausewatch serve` opens it."]
    lines = [f"log        {told['origin']}", f"key        {told['key']}"]
    if told["refuses"]:
        return [*lines, f"REFUSES    {told['refuses']}", f"waiting    {told['waiting']}"]
    lines.append(f"leaves     {told['size']}, signed at {told['signed_at']}")
    lines.append(f"waiting    {told['waiting']}")
    if told["stamped"]:
        lines.append(f"stamped    {told['stamped']['size']} leaves at {told['stamped']['at']}")
    else:
        why = "no answer yet" if told["authorities"] else "no authority is set"
        lines.append(f"not stamped: {why}; nobody else says when this was on record")
    if told["trouble"]:
        lines.append(f"trouble    {told['trouble']}")
    if told["witnesses"]:
        lines += [f"witnessed  {size} leaves by {name}" for name, size in told["witnesses"].items()]
    else:
        lines.append("not witnessed: two readers could be shown two different logs")
    if told["witness_key"]:
        lines.append(f"we witness others as {told['witness_key']}")
    return lines


def proof_form(proof: Proven) -> dict[str, Any]:
    """A proof as JSON."""
    gathered = proof.gathered
    return {
        "log": str(proof.log.verifier),
        "leaf_no": proof.leaf_no,
        "leaf": proof.leaf.decode(),
        "proof": proof.proof.text,
        "opening": proof.opening,
        "gathered": gathered
        and {
            "record": gathered.record.decode(),
            "index": gathered.index,
            "size": gathered.size,
            "path": [one.hex() for one in gathered.path],
        },
    }
