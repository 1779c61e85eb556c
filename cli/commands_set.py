"""The command that changes how a policy is watched, and who may read it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from cli import say
from cli.errors import WrongUsageError
from cli.options import Fetch, Language, PolicyId, Remove, Robots, Screenshot, Select, way
from cli.policy_forms import form_of


def set_(
    context: typer.Context,
    policy: PolicyId,
    url: Annotated[str | None, typer.Option("--url", help="Where it is published now.")] = None,
    select: Select = None,
    remove: Remove = None,
    fetch: Fetch = None,
    screenshot: Screenshot = None,
    robots: Robots = None,
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
    successor: Annotated[
        str | None,
        typer.Option("--successor", metavar="URL", help="Where a moved or dead address lives on."),
    ] = None,
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
    from cli import mending, reviewing, wiring
    from cli.declaring import wanted_of
    from config import declarations, durations
    from storage import policies as registry

    if visibility is not None:
        shown = _show(context, policy, visibility, because)
        others = (
            url, select, remove, language, interval, accepted_by, follow_move, fetch, successor,
            robots,
        )  # fmt: skip
        if not any(others) and screenshot is None:
            say.line(f"{policy}: {shown}")
            return
    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        moved: registry.Put = "same"
        if follow_move:
            moved = registry.accept_move(tx, policy, wiring.now())
        if successor is not None:
            moved = mending.succeed(tx, policy, successor)
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
            fetch=way(fetch) if fetch is not None else first.fetch,
            screenshot=screenshot if screenshot is not None else first.screenshot,
            robots=robots,
        )  # fmt: skip
        if interval is not None:
            try:
                seconds = round(durations.parse(interval).total_seconds())
            except ValueError as error:
                raise WrongUsageError(f"--interval: {error}") from None
            wanted = replace(wanted, interval_s=seconds)
        if robots is not None:
            rest = {name: value for name, value in wanted.options.items() if name != "robots"}
            wanted = replace(wanted, options={**rest, **wanted_of(checked, 0).options})
        if accepted_by is not None:
            wanted = replace(
                wanted,
                options={
                    **wanted.options,
                    **reviewing.accepted(tx, form_of(tx, policy), accepted_by),
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
