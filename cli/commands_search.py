"""The command that finds words in everything that ever stood: search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import say
from cli.errors import WrongUsageError
from cli.options import Json

if TYPE_CHECKING:
    from storage.search import Edge, Hit


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(search)


def search(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]...", help='All in one clause; "a phrase" in its order.'),
    ] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", metavar="POLICY", help="In this one only.")
    ] = None,
    gone: Annotated[bool, typer.Option("--gone", help="Only what stands there no longer.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 20,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the index of words anew from the versions.")
    ] = False,
    json: Json = False,
) -> None:
    """Find words in every version of every policy, and say when they stood there."""
    from cli import wiring
    from storage import passages, policies
    from storage import search as finding

    if rebuild == bool(words):
        raise WrongUsageError("Give words to find, or --rebuild, and not both.")
    with wiring.open_world(context.obj) as world:
        if rebuild:
            with world.database.transaction() as tx:
                count = passages.rebuild(tx)
            say.line(f"The index was made anew: {count} passages.")
            return
        with world.database.reading() as tx:
            one = policies.get(tx, policy) if policy else None
            hits = finding.search(
                tx, " ".join(words or ()), policy=one, when="gone" if gone else "ever",
                limit=limit, hidden=True,
            )  # fmt: skip
    if json:
        say.data([_form(hit) for hit in hits])
    elif not hits:
        say.line("Nothing found.")
    for hit in hits if not json else ():
        say.line(f"{hit.policy.id}  {hit.clause.cite or hit.clause.address}  {_stood(hit)}")
        say.line(f"    {hit.clause.text}")


def _stood(hit: Hit) -> str:
    passage, stay = hit.stay.passage, hit.stay
    since = f"version {passage.from_number}, first seen {say.time(stay.came.at)}"
    if stay.went is None:
        return f"stands since {since}"
    return (
        f"stood from {since}, to version {passage.to_number}, last seen "
        f"{say.time(stay.went.not_yet_at)}, gone at {say.time(stay.went.at)}"
    )


def _form(hit: Hit) -> dict[str, Any]:
    passage, stay = hit.stay.passage, hit.stay
    return {
        "policy": hit.policy.id,
        "clause": hit.clause.id,
        "cite": hit.clause.cite,
        "text": hit.clause.text,
        "from_version": passage.from_number,
        "to_version": passage.to_number,
        "came": _edge(stay.came),
        "went": _edge(stay.went) if stay.went else None,
    }


def _edge(edge: Edge) -> dict[str, Any]:
    """Between which looks words came or went; when they went, the last that saw them."""
    return {"after": say.time(edge.not_yet_at), "by": say.time(edge.at), "change": edge.change}
