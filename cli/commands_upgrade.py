"""Reading what is kept anew: what that would change, and doing it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import say
from cli.errors import WrongUsageError
from cli.options import Json

if TYPE_CHECKING:
    from cli.wiring import World
    from policy.model import Comparison, Promise
    from watcher.upgrade import Foresight


NAMED = 10
"""So many policies that read as before are named."""


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(upgrade)


def upgrade(
    context: typer.Context,
    policies: Annotated[
        list[str] | None,
        typer.Argument(metavar="[POLICY]...", help="Which; else those that other rules read."),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show what would change; nothing is written.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Do it now.")] = False,
    json: Json = False,
) -> None:
    """Read kept pages anew, as is done by itself before the next look once our rules or a
    declaration changed. What differs by our doing is told to nobody; a change that was missed is.
    """
    if preview and apply:
        raise WrongUsageError("Give either --preview, which writes nothing, or --apply.")
    import asyncio

    from cli import wiring

    with wiring.open_world(context.obj) as world:
        forms = asyncio.run(_read_anew(world, policies, apply=apply))
    if json:
        say.data(forms)
        return
    if not forms:
        say.line("Everything kept was read by today's rules. Name a policy to read it anew.")
    as_before = [form["policy"] for form in forms if not _news(form)]
    for form in filter(_news, forms):
        _show(form)
    if as_before:
        say.line(f"Read as before: {', '.join(as_before[:NAMED])}{_and_more(as_before)}.")
    if forms and not apply:
        say.talk("Nothing was written. `--apply` does it now; else the next look does.")


async def _read_anew(world: World, names: list[str] | None, *, apply: bool) -> list[dict[str, Any]]:
    from cli import wiring
    from cli.looking import setup_of
    from storage import policies as registry
    from storage import watched
    from watcher.reader import Reader
    from watcher.upgrade import foresee, is_needed, keep

    setup = setup_of(world)
    forms = []
    with world.database.reading() as tx:
        rows = [registry.get(tx, name) for name in names] if names else registry.listed(tx)
        chosen = [watched.watched(tx, row.id) for row in rows if row.in_force is not None]
    async with Reader(setup.read_limits) as reader:
        for policy in chosen:
            if not names and not is_needed(policy):
                continue
            foreseen = await foresee(world.database, reader, policy)
            differs = is_needed(policy) or foreseen.technical or foreseen.late
            done = bool(apply and differs) and keep(world.database, policy, foreseen, wiring.now())
            forms.append(_form(policy.id, foreseen, applied=done))
    return forms


def _form(id: str, foreseen: Foresight, *, applied: bool) -> dict[str, Any]:
    from policy.jsonable import comparison_to_json, promise_to_json

    technical = foreseen.technical
    kept, today = foreseen.promises
    return {
        "policy": id,
        "applied": applied,
        "technical": comparison_to_json(technical) if technical else None,
        "promises": [
            {"was": was and promise_to_json(was), "is": now and promise_to_json(now)}
            for was, now in _otherwise(kept, today)
        ],
        "late": [
            {
                "last_seen_old_at": say.time(one.last_seen_old_at),
                "first_seen_new_at": say.time(one.first_seen_new_at),
                **comparison_to_json(one.comparison),
            }
            for one in foreseen.late
        ],
        "unread": list(foreseen.unread),
    }


def _otherwise(
    kept: tuple[Promise, ...], today: tuple[Promise, ...]
) -> Iterator[tuple[Promise | None, Promise | None]]:
    """Promises that are read otherwise, before and today; None where there is none of that
    quote.
    """
    was = {(one.address, one.quote): one for one in kept}
    now = {(one.address, one.quote): one for one in today}
    for key in dict.fromkeys((*was, *now)):
        if was.get(key) != now.get(key):
            yield was.get(key), now.get(key)


def _show(form: dict[str, Any]) -> None:
    from cli import show
    from policy.jsonable import comparison_from_json

    say.line(form["policy"])
    if form["technical"]:
        say.line("By our doing, told to nobody:")
        _show_technical(comparison_from_json(form["technical"]), form["promises"])
    for late in form["late"]:
        between = f"between {late['last_seen_old_at']} and {late['first_seen_new_at']}"
        say.line(f"Missed until now, happened {between}, told to those who follow it:")
        show.comparison(comparison_from_json(late))
    if form["unread"]:
        numbers = ", ".join(map(str, form["unread"]))
        say.line(f"Cannot be read anew, stays as it is: version {numbers}.")
    say.line()


def _news(form: dict[str, Any]) -> bool:
    """Whether it reads otherwise, or cannot be read."""
    return bool(form["technical"] or form["late"] or form["unread"])


def _and_more(names: list[str]) -> str:
    return f" and {len(names) - NAMED} more" if len(names) > NAMED else ""


def _show_technical(comparison: Comparison, promises: list[dict[str, Any]]) -> None:
    from cli import show

    if comparison.changes or comparison.dates:
        show.comparison(comparison)
    else:
        say.line("No words differ.")
    for promise in promises:
        quote = (promise["is"] or promise["was"])["quote"]
        how = (
            "read otherwise"
            if promise["was"] and promise["is"]
            else ("found now" if promise["is"] else "no longer taken for one")
        )
        say.line(f"promise about change, {how}: {quote}")
