"""Commands about what is watched: add, import, export, policies, pause, resume, remove, set."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from cli import commands_set, say
from cli.errors import WrongUsageError
from cli.options import Fetch, Json, Language, PolicyId, Remove, Robots, Screenshot, Select, way
from cli.policy_forms import forms_of


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(add)
    app.command("import")(import_)
    app.command()(export)
    app.command()(policies)
    app.command()(pause)
    app.command()(resume)
    app.command()(remove)
    app.command("set")(commands_set.set_)


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where the policy is published.")],
    service: Annotated[str, typer.Option("--service", metavar="NAME", help="Who publishes it.")],
    terms_type: Annotated[
        str, typer.Option("--type", metavar="TYPE", help='Like "Privacy Policy".')
    ],
    language: Language = None,
    select: Select = None,
    remove: Remove = None,
    fetch: Fetch = None,
    screenshot: Screenshot = None,
    robots: Robots = None,
    policy_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Its name; else made from the others.")
    ] = None,
    json: Json = False,
) -> None:
    """Watch one more policy."""
    from cli import wiring
    from cli.declaring import wanted_of
    from config.declarations import make
    from storage import policies as registry

    declared = make(
        service, terms_type, url,
        language=language, select=select or (), remove=remove or (), fetch=way(fetch),
        screenshot=bool(screenshot), robots=robots, id=policy_id,
    )  # fmt: skip
    with wiring.open_world(context.obj) as world:
        wanted = wanted_of(declared, world.settings.watch.interval.total_seconds())
        with world.database.transaction() as tx:
            registry.add(tx, wanted, wiring.now())
    if json:
        say.data({"policy": declared.id})
    else:
        say.line(f"{declared.id} is watched. The first look: clausewatch check {declared.id}")


def import_(
    context: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help="A declaration or a folder; else <data>/policies."),
    ] = None,
    json: Json = False,
) -> None:
    """Watch what declarations say: our TOML or Open Terms Archive's JSON; twice is harmless."""
    from cli import wiring
    from cli.declaring import import_declarations

    with wiring.open_world(context.obj) as world:
        came = import_declarations(world, path or world.settings.declarations_dir)
    if json:
        say.data([{"policy": name, "import": answer} for name, answer in came.items()])
    else:
        for name, answer in came.items():
            say.line(f"{name}: {answer}")


def export(
    context: typer.Context,
    address: Annotated[
        str | None, typer.Argument(metavar="[ADDRESS]", help="Everything kept about a person.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--declarations", metavar="DIR", help="Write declarations there.")
    ] = None,
) -> None:
    """Write every declaration back as TOML, one file a service; or what is kept about a person."""
    if (address is None) == (folder is None):
        raise WrongUsageError("Say what to export: --declarations DIR, or one mail address.")
    from cli import wiring

    with wiring.open_world(context.obj) as world:
        if address is not None:
            from cli.commands_mail import personal_data

            say.data(personal_data(world, address))
            return
        assert folder is not None  # noqa: S101 - one of both is given
        from cli.declaring import declarations_of
        from config.declaration_toml import write
        from config.declared import identifier

        by_service = declarations_of(world)
    folder.mkdir(parents=True, exist_ok=True)
    taken = Counter[str]()  # names in other letters than a to z all leave the same
    for service, declared in by_service.items():
        name = identifier(service, "")
        taken[name] += 1
        file = folder / f"{name if taken[name] == 1 else f'{name}--{taken[name]}'}.toml"
        file.write_text(write(declared), encoding="utf-8")
        say.line(str(file))


def policies(
    context: typer.Context,
    health: Annotated[
        bool, typer.Option("--health", help="Only those in trouble, why, and what mends it.")
    ] = False,
    review: Annotated[
        bool, typer.Option("--review", help="Only those a person should look at.")
    ] = False,
    json: Json = False,
) -> None:
    """List what is watched and how it stands."""
    from cli import wiring
    from storage import policies as registry

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        if health:
            from cli import mending
            from cli.looking import setup_of

            browser = setup_of(world).browser is not None
            forms = mending.in_trouble(tx, wiring.now(), browser=browser)
            if not json:
                mending.show_health(tx, forms, wiring.now())
                return
        else:
            forms = forms_of(tx, [row.id for row in registry.listed(tx)])
        if review:
            from cli import reviewing

            forms = reviewing.to_review(tx, forms)
    if json:
        say.data(forms)
        return
    if review and forms:
        for form in forms:
            for doubt in form["doubts"]:
                say.line(f"{form['policy']}: {doubt['kind']}: {doubt['detail']}")
        say.talk("What is well as it is: clausewatch set POLICY --accepted-by NAME")
        return
    columns = ("policy", "state", "version", "outcome", "reason", "last_look_at", "next_look_at")
    if forms:
        head = [name.replace("_", " ") for name in columns]
        say.table(head, ([form[name] for name in columns] for form in forms))
    elif review:
        say.line("None.")
    else:
        say.line(
            "Nothing is watched yet. Begin with: clausewatch add URL --service NAME --type TYPE"
        )


def pause(context: typer.Context, policy: PolicyId) -> None:
    """Look at a policy no more, until it is resumed."""
    _set_state(context, policy, "paused")


def resume(context: typer.Context, policy: PolicyId) -> None:
    """Look at a paused policy again."""
    _set_state(context, policy, "active")


def remove(context: typer.Context, policy: PolicyId) -> None:
    """Watch a policy no longer; its history is kept."""
    _set_state(context, policy, "removed")


def _set_state(context: typer.Context, policy: str, state: str) -> None:
    from cli import wiring
    from storage import policies as registry

    changes = {"paused": registry.pause, "active": registry.resume, "removed": registry.remove}
    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        changes[state](tx, policy, wiring.now())
    say.line(f"{policy}: {state}")
