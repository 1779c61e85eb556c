"""One clause for life: every wording it had, when each stood there, and what changed between."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from policy.model import Clause, Redline
from policy.redline import for_readers, redline
from storage import passages, versions, visibility
from storage.search import Stay, stays_of
from storage.tables_watched import PolicyRow
from web.pages import desk_of, render
from web.texts import number_of

MOST_WORDINGS = 200
LONGEST_ID = 40


@dataclass(frozen=True, slots=True)
class Wording:
    """What a clause said for a while, and how that differs from what it said before."""

    clause: Clause
    stay: Stay
    redline: Redline
    in_version: int  # the newest that has it


def clause(request: Request) -> Response:
    """The history of one clause, newest wording first."""
    name, id = request.path_params["policy"], request.path_params["clause"][:LONGEST_ID]
    with desk_of(request).database.reading() as tx:
        row = visibility.readable(tx, name)
        life = passages.of_clause(tx, row.no, id)
        if not life:
            raise HTTPException(404)
        wordings = wordings_of(tx, row, id, stays_of(tx, name, life[-MOST_WORDINGS:]))
    return render(
        request, "clause.html", indexed=row.visibility == "public", policy=row, id=id,
        wordings=wordings[::-1], language=row.language,
    )  # fmt: skip


def at_address(request: Request) -> Response:
    """A clause by its address within one version leads to the clause's page."""
    name, number = request.path_params["policy"], number_of(request, "number")
    with desk_of(request).database.reading() as tx:
        row = visibility.readable(tx, name)
        kept = versions.get(tx, row.id, number).reading
    wanted = request.path_params["address"]
    id = next((one.id for one in kept.clauses if one.address == wanted), None)
    if id is None:
        raise HTTPException(404)
    return RedirectResponse(f"/policies/{row.id}/clauses/{id}", 308)


def wordings_of(tx: Session, row: PolicyRow, id: str, stays: list[Stay]) -> list[Wording]:
    """Each wording with the one before it; the clause is shown as it stood last."""
    found: list[tuple[Clause, Stay, int]] = []
    for stay in stays:
        number = stay.passage.to_number or row.in_force or stay.passage.from_number
        kept = versions.clauses_of(tx, row.id, number, {id}).get(id)
        if kept is not None:
            found.append((kept, stay, number))
    before: list[Redline] = [()]
    before += [
        for_readers(redline(old.text, new.text)) for (old, _, _), (new, _, _) in pairwise(found)
    ]
    return [
        Wording(kept, stay, marked, number)
        for (kept, stay, number), marked in zip(found, before, strict=True)
    ]
