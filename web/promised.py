"""What a policy promises about its changes, and what became of that at each change."""

from __future__ import annotations

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from policy.audit import audit
from policy.audit_values import SeenVersion, Verdict
from policy.model import Significance
from storage import changes, sightings, versions, visibility
from storage.tables_watched import PolicyRow
from web.kept import Kept
from web.pages import desk_of, render

MOST_JUDGED = 60  # changes, the newest; older ones are a matter for `clausewatch audit`


def promised(request: Request) -> Response:
    """The promises of the text in force, and the verdict on every change."""
    name = request.path_params["policy"]
    with desk_of(request).database.reading() as tx:
        row = visibility.readable(tx, name)
        reading = versions.get(tx, name, row.in_force).reading if row.in_force else None
        verdicts = verdicts_of(tx, row, desk_of(request).verdicts)
        led = {one.to_version: one.id for one in changes.headlines(tx, name)}
    return render(
        request, "promises.html", indexed=row.visibility == "public", policy=row,
        promises=reading.promises if reading else (), verdicts=verdicts[::-1], led=led,
        language=reading.language if reading else None,
    )  # fmt: skip


def verdicts_of(
    tx: Session, row: PolicyRow, kept: Kept[tuple[Verdict, ...]]
) -> tuple[Verdict, ...]:
    """What was judged once stays so until another version comes."""
    key = (row.id, row.in_force)
    known = kept.get(key)
    return known if known is not None else kept.keep(key, audit(_history(tx, row)))


def _history(tx: Session, row: PolicyRow) -> list[SeenVersion]:
    """The newest versions with the looks between which each stood there."""
    led = {one.to_version: one for one in changes.headlines(tx, row.id)}
    seen = sightings.by_version(tx, row)
    found = []
    for one in versions.listed(tx, row.id)[-MOST_JUDGED - 1 :]:
        change = led.get(one.number)
        weighed = change.significance if change else None
        found.append(
            SeenVersion(
                number=one.number,
                reading=versions.get(tx, row.id, one.number).reading,
                first_seen_at=one.first_seen_at,
                last_seen_at=seen[one.number].last_at if one.number in seen else one.first_seen_at,
                significance=Significance(weighed) if weighed else None,
                technical=one.kind == "technical",
            )
        )
    return found
