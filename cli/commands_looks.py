"""Commands about what was seen: check, history, diff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import say
from cli.by_hand import look
from cli.errors import Exit, WrongUsageError
from cli.options import Json, PolicyId

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from policy.takes_effect import TakesEffect
    from storage.tables_seen import ChangeRow, CheckRow, VersionRow
    from storage.tables_watched import SourceRow

FAILED = ("refused", "unreachable", "unreadable")


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(check)
    app.command()(look)
    app.command()(history)
    app.command()(diff)


def check(
    context: typer.Context,
    policies: Annotated[
        list[str] | None, typer.Argument(metavar="[POLICY]...", help="Which; else those due.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every one, due or not.")] = False,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Wait, and look at new texts a second time.")
    ] = False,
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="Exit with 5 where a change was found.")
    ] = False,
    json: Json = False,
) -> None:
    """Look now, once, at the named policies, at every one, or at those that are due."""
    from cli import wiring
    from storage import policies as registry

    looks: list[dict[str, Any]] = []
    with wiring.open_world(context.obj) as world:
        with world.database.reading() as tx:
            if policies:
                chosen = [registry.get(tx, name).id for name in dict.fromkeys(policies)]
            elif every:
                chosen = [row.id for row in registry.listed(tx, states=["active"])]
            else:
                chosen = [name for name, _ in registry.due(tx, wiring.now())]
        if chosen:
            from cli.looking import look_at  # half of the start: not where nothing is due

            looks = look_at(world, chosen, confirm=confirm)
    if json:
        say.data(looks)
    elif not looks:
        say.line("Nothing is due. `clausewatch check --all` looks at every policy.")
    else:
        names = ("policy", "outcome", "reason", "version")
        say.table(names, ([look[name] for name in names] for look in looks))
    outcomes = {look["outcome"] for look in looks}
    if outcomes & set(FAILED):
        raise typer.Exit(Exit.PARTLY)
    if fail_on_change and "changed" in outcomes:
        raise typer.Exit(Exit.CHANGED)


def history(
    context: typer.Context,
    policy: PolicyId,
    clause: Annotated[
        str | None,
        typer.Option("--clause", metavar="ID|ADDRESS@VERSION", help="Of one clause only."),
    ] = None,
    screenshots: Annotated[
        Path | None,
        typer.Option("--screenshots", metavar="DIR", help="Write the kept pictures there."),
    ] = None,
    json: Json = False,
) -> None:
    """Show every version of a policy and every look at it; or the life of one clause."""
    from cli import wiring
    from storage import changes, checks, versions
    from storage import policies as registry

    if screenshots is not None:
        from cli.by_hand import write_screenshots

        write_screenshots(context, policy, screenshots)
        return
    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        registry.get(tx, policy)
        if clause is not None:
            form = _clause_history(tx, policy, clause)
        else:
            led = {row.to_version: row for row in changes.listed(tx, policy)}
            origins = checks.origins(tx, policy)
            form = {
                "policy": policy,
                "versions": [
                    _version_form(tx, row, led.get(row.number), origins)
                    for row in versions.listed(tx, policy)
                ],
                "addresses": [_address_form(row) for row in registry.addresses(tx, policy)],
                "looks": [_look_form(row) for row in checks.of(tx, policy)],
            }
    if json:
        say.data(form)
    elif clause is not None:
        _show_clause(form)
    else:
        _show_history(form)


def diff(
    context: typer.Context,
    policy: PolicyId,
    versions: Annotated[
        list[int] | None, typer.Argument(metavar="[FROM TO]", help="Two versions; else the last.")
    ] = None,
    json: Json = False,
) -> None:
    """Show what differs between two versions of a policy, clause by clause."""
    from cli import show, wiring
    from policy.jsonable import comparison_to_json
    from storage import policies as registry
    from storage import versions as kept
    from web.comparing import between

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        registry.get(tx, policy)
        numbers = [row.number for row in kept.listed(tx, policy)]
        if versions is not None and len(versions) != 2:
            raise WrongUsageError("Give two versions, FROM and TO, or none for the last two.")
        if versions is None and len(numbers) < 2:
            raise WrongUsageError(
                f"{policy} has {len(numbers) or 'no'} version so far: there is nothing to compare."
            )
        old, new = versions or numbers[-2:]
        found = between(tx, policy, old, new)
    ours = found.change is not None and found.change.kind == "technical"
    effect = None if ours else _effect_form(found.effect)
    if json:
        change = found.change.id if found.change else None
        kind = found.change.kind if found.change else None
        form = {"policy": policy, "from": old, "to": new, "change": change, "kind": kind}
        form |= comparison_to_json(found.comparison)
        say.data(form | ({"takes_effect": effect} if effect else {}))
    else:
        say.talk(f"{policy}, version {old} → {new}")
        if ours:
            say.line("By our doing, told to nobody: we read the same page otherwise.")
        show.comparison(found.comparison)
        if effect:
            say.line()
            say.line(f"Takes effect on {effect['on']}: {effect['basis']}")
            if (effect["days_left"] or 0) > 0:
                say.line(f"Days left, counted from {effect['counted_from']}: {effect['days_left']}")
            if right := effect.get("exit_right"):
                until = f", until {right['until']}" if right["until"] else ""
                say.line(f"A way out{until}: “{right['quote']}”")


def _effect_form(effect: TakesEffect) -> dict[str, Any] | None:
    """From when a change holds, with the days left counted from a stated day."""
    from cli import wiring
    from policy.takes_effect import days_left

    form, today = effect.to_json(), wiring.now().date()
    return form and form | {
        "days_left": days_left(effect, today),
        "counted_from": today.isoformat(),
    }


def _effect_of(tx: Session, change: ChangeRow) -> dict[str, Any] | None:
    """From when a kept change holds; what only we read anew changes nothing."""
    from policy.takes_effect import takes_effect
    from storage import versions

    if change.kind == "technical":
        return None
    before = versions.get(tx, change.policy_id, change.from_version).reading
    after = versions.get(tx, change.policy_id, change.to_version).reading
    return _effect_form(
        takes_effect(before, after, change.last_seen_old_at, change.first_seen_new_at)
    )


def _address_form(row: SourceRow) -> dict[str, Any]:
    return {"url": row.url, "from": say.time(row.added_at), "until": say.time(row.ended_at)}


def _version_form(
    tx: Session, row: VersionRow, change: ChangeRow | None, origins: dict[datetime, str]
) -> dict[str, Any]:
    return {
        "version": row.number,
        "kind": row.kind,
        "returns_to": row.returns_to,
        "origin": origins.get(row.first_seen_at) or origins.get(row.confirmed_at),
        "first_seen_at": say.time(row.first_seen_at),
        "confirmed_at": say.time(row.confirmed_at),
        "change": change.id if change else None,
        "significance": change.significance if change else None,
        "takes_effect": _effect_of(tx, change) if change else None,
    }


def _look_form(row: CheckRow) -> dict[str, Any]:
    return {
        "at": say.time(row.at),
        "outcome": row.outcome,
        "reason": row.reason,
        "detail": row.detail,
        "version": row.version,
        "links_only": row.links_only,
        "origin": row.origin,
    }


def _clause_history(tx: Session, policy: str, named: str) -> dict[str, Any]:
    """What became of one clause: its words in each version that changed them."""
    from storage import versions

    kept = [versions.get(tx, policy, row.number) for row in versions.listed(tx, policy)]
    address, _, number = named.rpartition("@")
    wanted = named
    if address:
        of_number = next((one for one in kept if str(one.number) == number), None)
        found = of_number and next(
            (c for c in of_number.reading.clauses if c.address == address), None
        )
        if not found:
            raise WrongUsageError(f"{policy} has no clause {address} in version {number}.")
        wanted = found.id or ""
    life: list[dict[str, Any]] = []
    for one in kept:
        clause = next((c for c in one.reading.clauses if c.id == wanted), None)
        form = {
            "version": one.number,
            "first_seen_at": say.time(one.first_seen_at),
            "cite": clause.cite if clause else None,
            "address": clause.address if clause else None,
            "text": clause.text if clause else None,
        }
        if life or clause:
            life.append(form)
    if not life:
        raise WrongUsageError(
            f"{policy} has no clause {named}; `clausewatch diff {policy} --json` shows their ids."
        )
    return {"policy": policy, "clause": wanted, "history": life}


def _show_history(form: dict[str, Any]) -> None:
    for one in form["versions"]:
        extra = f", {one['significance']}" if one["significance"] else ""
        back = f", back to version {one['returns_to']}" if one["returns_to"] else ""
        effect = one["takes_effect"]
        holds = f", takes effect on {effect['on']}" if effect else ""
        right = effect.get("exit_right") if effect else None
        until = f", a way out until {right['until']}" if right and right["until"] else ""
        came = f" ({one['origin']})" if one["origin"] else ""
        line = f"version {one['version']}  {one['first_seen_at']}  {one['kind']}{came}{extra}{back}"
        say.line(line + holds + until)
    say.line()
    if any(one["until"] for one in form["addresses"]):
        for one in form["addresses"]:
            until = f" until {one['until']}" if one["until"] else ""
            say.line(f"from {one['from']}{until} at {one['url']}")
    names = ["at", "outcome", "reason", "version"]
    if any(look["origin"] for look in form["looks"]):
        names.append("origin")
    say.table(names, ([look[name] for name in names] for look in form["looks"]))


def _show_clause(form: dict[str, Any]) -> None:
    before = None
    for one in form["history"]:
        if one["text"] != before:
            say.line(
                f"version {one['version']}  {one['first_seen_at']}  {one['cite'] or 'removed'}"
            )
            if one["text"]:
                say.line(f"  {one['text']}")
        before = one["text"]
