"""Commands about what is watched: add, import, export, policies, pause, resume, remove, set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import say
from cli.errors import WrongUsageError
from cli.options import Fetch, Json, Language, PolicyId, Remove, Screenshot, Select

if TYPE_CHECKING:
    from sqlmodel import Session


FAILED = ("refused", "unreachable", "unreadable")


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(add)
    app.command("import")(import_)
    app.command()(export)
    app.command()(policies)
    app.command()(pause)
    app.command()(resume)
    app.command()(remove)
    app.command("set")(set_)


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
        language=language, select=select or (), remove=remove or (), fetch=_way(fetch),
        screenshot=bool(screenshot), id=policy_id,
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
        from cli.declaring import declaration_of
        from config.declarations import identifier, write
        from storage import policies as registry

        with world.database.reading() as tx:
            rows = registry.listed(tx)
            declared = [declaration_of(registry.wanted(tx, row.id)) for row in rows]
    folder.mkdir(parents=True, exist_ok=True)
    for service in sorted({one.service for one in declared}):
        file = folder / f"{identifier(service, '')}.toml"
        file.write_text(write(one for one in declared if one.service == service), encoding="utf-8")
        say.line(str(file))


def policies(
    context: typer.Context,
    health: Annotated[
        bool, typer.Option("--health", help="Only those that could not be read of late, and why.")
    ] = False,
    review: Annotated[
        bool, typer.Option("--review", help="Only those a person should look at.")
    ] = False,
    json: Json = False,
) -> None:
    """List what is watched and how it stands."""
    from cli import reviewing, wiring
    from storage import policies as registry

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        forms = [_form_of(tx, row.id) for row in registry.listed(tx)]
        if health:
            forms = [form for form in forms if form["outcome"] in FAILED]
        if review:
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
    names = ("policy", "state", "version", "outcome", "reason", "last_look_at", "next_look_at")
    if forms:
        head = [name.replace("_", " ") for name in names]
        say.table(head, ([form[name] for name in names] for form in forms))
    elif health or review:
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


def set_(
    context: typer.Context,
    policy: PolicyId,
    url: Annotated[str | None, typer.Option("--url", help="Where it is published now.")] = None,
    select: Select = None,
    remove: Remove = None,
    fetch: Fetch = None,
    screenshot: Screenshot = None,
    language: Language = None,
    interval: Annotated[str | None, typer.Option("--interval", help="How often, like 6h.")] = None,
    accepted_by: Annotated[
        str | None,
        typer.Option("--accepted-by", metavar="NAME", help="Who says its doubts are none."),
    ] = None,
    follow_move: Annotated[
        bool,
        typer.Option("--follow-move", help="Take the address that a lasting redirect leads to."),
    ] = False,
    visibility: Annotated[
        str | None,
        typer.Option(
            "--visibility",
            metavar="public|unlisted|private|withdrawn",
            help="Who may read it on the pages.",
        ),
    ] = None,
    because: Annotated[
        str | None,
        typer.Option("--because", metavar="TEXT", help="Why it is withdrawn; readers are told."),
    ] = None,
) -> None:
    """Change how a policy is watched, and who may read it."""
    from cli import reviewing, wiring
    from cli.declaring import wanted_of
    from config import declarations, durations
    from storage import policies as registry

    if visibility is not None:
        shown = _show(context, policy, visibility, because)
        others = (url, select, remove, language, interval, accepted_by, follow_move, fetch)
        if not any(others) and screenshot is None:
            say.line(f"{policy}: {shown}")
            return
    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        moved = registry.accept_move(tx, policy, wiring.now()) if follow_move else "same"
        wanted = registry.wanted(tx, policy)
        how = (url, select, remove, fetch)
        if len(wanted.sources) > 1 and (any(how) or screenshot is not None):
            raise WrongUsageError(
                f"{policy} has several sources: change its declaration and import it."
            )
        first = wanted.sources[0]
        checked = declarations.make(  # says what is wrong before anything is changed
            wanted.service, wanted.terms_type, url or first.url, id=policy,
            language=language if language is not None else wanted.language,
            select=select if select is not None else first.select,
            remove=remove if remove is not None else first.remove,
            fetch=_way(fetch) if fetch is not None else first.fetch,
            screenshot=screenshot if screenshot is not None else first.screenshot,
        )  # fmt: skip
        if interval is not None:
            try:
                seconds = round(durations.parse(interval).total_seconds())
            except ValueError as error:
                raise WrongUsageError(f"--interval: {error}") from None
            wanted = replace(wanted, interval_s=seconds)
        if accepted_by is not None:
            wanted = replace(
                wanted,
                options={
                    **wanted.options,
                    **reviewing.accepted(tx, _form_of(tx, policy), accepted_by),
                },
            )
        fresh = wanted_of(checked, wanted.interval_s)
        sources = (*fresh.sources, *wanted.sources[1:])
        answer = registry.put(
            tx, replace(wanted, sources=sources, language=fresh.language), wiring.now()
        )
    say.line(f"{policy}: {moved if answer == 'same' else answer}")


def _show(context: typer.Context, policy: str, visibility: str, because: str | None) -> str:
    """Say who may read a policy; what it came to."""
    from cli import wiring
    from storage import visibility as showing

    wanted = next((known for known in showing.VISIBILITIES if known == visibility), None)
    if wanted is None:
        raise WrongUsageError(f"--visibility is one of {', '.join(showing.VISIBILITIES)}.")
    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        changed = showing.put(tx, policy, wanted, wiring.now(), because)
    return visibility if changed else "same"


def _way(written: str | None) -> str | None:
    """How to fetch, as it is declared: nothing where it may turn out."""
    return None if written == "auto" else written


def _set_state(context: typer.Context, policy: str, state: str) -> None:
    from cli import wiring
    from storage import policies as registry

    changes = {"paused": registry.pause, "active": registry.resume, "removed": registry.remove}
    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        changes[state](tx, policy, wiring.now())
    say.line(f"{policy}: {state}")


def _form_of(tx: Session, policy: str) -> dict[str, Any]:
    """One policy as `policies` shows it."""
    from storage import checks
    from storage import policies as registry

    row, sources = registry.get(tx, policy), registry.sources(tx, policy)
    last = checks.last(tx, policy)
    return {
        "policy": row.id,
        "service": row.service,
        "type": row.terms_type,
        "language": row.language,
        "state": row.state,
        "visibility": row.visibility,
        "urls": [source.url for source in sources],
        "version": row.in_force,
        "outcome": last.outcome if last else None,
        "reason": last.reason if last else None,
        "detail": last.detail if last else None,
        "last_look_at": say.time(row.last_look_at),
        "next_look_at": say.time(row.next_look_at) if row.state == "active" else None,
        "moved_to": next((s.moved_to for s in sources if s.moved_to), None),
    }
