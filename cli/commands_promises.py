"""Commands about promises of notice: deadline, audit."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Annotated

import typer

from cli import say
from cli.errors import WrongUsageError
from cli.options import Json

if TYPE_CHECKING:
    from sqlmodel import Session

    from policy.audit import SeenNotice, SeenVersion


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(deadline)
    app.command()(audit)


def deadline(
    period: Annotated[
        str | None, typer.Option("--period", metavar="P8D", help="As P8D, P1M or P10BD.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATETIME", help="When notice is given.")
    ] = None,
    effective: Annotated[
        str | None, typer.Option("--effective", metavar="DATE", help="When it shall take effect.")
    ] = None,
    zone: Annotated[str, typer.Option("--zone", metavar="ZONE")] = "Europe/Brussels",
    calendar: Annotated[
        str | None, typer.Option("--calendar", metavar="COUNTRY", help="Whose holidays, like BE.")
    ] = None,
    counting: Annotated[
        str | None,
        typer.Option(
            "--counting",
            metavar="clear|inclusive",
            help="Whether the days of notice and effect are left out; clear is the safe answer.",
        ),
    ] = None,
    roll: Annotated[
        str | None,
        typer.Option("--roll", metavar="none|1182", help="Move an end that is no business day."),
    ] = None,
    regime: Annotated[
        list[str] | None,
        typer.Option("--regime", metavar="ID", help="A rule of law; may be given several times."),
    ] = None,
    json: Json = False,
) -> None:
    """Count a notice period: the first day a change may hold, or the last day to give notice."""
    from policy.periods import PeriodError, deadline_json
    from policy.periods import deadline as count

    if (start is None) == (effective is None):
        raise WrongUsageError("Give either --from (when notice is given) or --effective.")
    try:
        counted = count(
            period,
            start=_moment(start),
            effective=_day(effective),
            zone=zone,
            calendar=calendar,
            counting=counting,
            roll=roll,
            regime=regime or None,
        )
    except PeriodError as error:
        raise WrongUsageError(str(error)) from None
    form = deadline_json(counted)
    if json:
        say.data(form)
        return
    for name in ("first_effective_day", "last_acceptance_day"):
        if name in form:
            say.line(f"{name.replace('_', ' ').capitalize()}: {form[name]}")
    say.line(form["words"])
    for warning in form.get("warnings", ()):
        say.talk(f"Note: {warning}")


def audit(
    context: typer.Context,
    policies: Annotated[
        list[str] | None, typer.Argument(metavar="[POLICY]...", help="Which; else every one.")
    ] = None,
    notices: Annotated[
        list[str] | None,
        typer.Option(
            "--notices",
            metavar="POLICY",
            help="A watched page on which notice is promised, beside those declared.",
        ),
    ] = None,
    csv: Annotated[
        bool, typer.Option("--csv", help="One line a change, for a spreadsheet.")
    ] = False,
    json: Json = False,
) -> None:
    """Hold what each policy promises about its changes against what it did."""
    from cli import wiring
    from policy.audit import audit as judge
    from policy.audit_forms import audit_csv, audit_json, summary
    from storage import policies as registry

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        every = [row.id for row in registry.listed(tx, states=("active", "paused", "removed"))]
        names = [registry.get(tx, name).id for name in policies] if policies else every
        given = [registry.get(tx, page).id for page in notices or ()]
        pages = {name: [*given, *_declared_notices(tx, name, every)] for name in names}
        notice_pages = {page for named in pages.values() for page in named}
        judged = {
            name: judge(_history(tx, name), [n for page in pages[name] for n in _notices(tx, page)])
            for name in names
            if policies or name not in notice_pages
        }
    in_all = [verdict for verdicts in judged.values() for verdict in verdicts]
    if json:
        forms = [{"policy": name, **audit_json(found)} for name, found in judged.items()]
        form = {"format": "clausewatch.audit/1", "policies": forms, "summary": summary(in_all)}
        say.data(form)
    elif csv:
        for place, (name, found) in enumerate(judged.items()):
            lines = audit_csv(found, name).splitlines()
            for one in lines[1 if place else 0 :]:
                say.line(one)
    else:
        for name, found in judged.items():
            for verdict in found:
                say.line(
                    f"{name}  {verdict.from_version} → {verdict.to_version}  "
                    f"{verdict.finding.value}: {verdict.reason}"
                )
        say.line(str(summary(in_all)["words"]))


def _declared_notices(tx: Session, name: str, known: list[str]) -> list[str]:
    """The pages that the policy's declaration names; one that is not watched is told of."""
    from storage import policies as registry

    declared = registry.wanted(tx, name).options.get("notices", ())
    for page in declared:
        if page not in known:
            say.talk(f"{name} is promised to be told on {page}, which is not watched: add it.")
    return [page for page in declared if page in known]


def _notices(tx: Session, page: str) -> list[SeenNotice]:
    """Every change of a page on which notice is promised, and the looks between which it came."""
    from policy.audit import SeenNotice

    seen = [version for version in _history(tx, page) if not version.technical]
    return [
        SeenNotice(page, before.last_seen_at, after.first_seen_at)
        for before, after in pairwise(seen)
    ]


def _history(tx: Session, policy: str) -> list[SeenVersion]:
    """Every version with the looks between which it stood there, and how much led to it."""
    from policy.audit import SeenVersion
    from policy.model import Significance
    from storage import changes, checks, versions

    led = {row.to_version: row for row in changes.listed(tx, policy)}
    looks = checks.of(tx, policy)
    rows = versions.listed(tx, policy)
    seen = []
    for row, after in zip_longest(rows, rows[1:]):
        change = led.get(row.number)
        until = after.first_seen_at if after else None
        sightings = [
            look.at
            for look in looks
            if look.outcome in SEEN
            and look.version == row.number
            and not (until and look.at >= until)
        ]
        seen.append(
            SeenVersion(
                number=row.number,
                reading=versions.get(tx, policy, row.number).reading,
                first_seen_at=row.first_seen_at,
                last_seen_at=max([row.first_seen_at, *sightings]),
                significance=Significance(change.significance)
                if change and change.significance
                else None,
                technical=row.kind == "technical",
            )
        )
    return seen


SEEN = ("first", "same", "changed")
"""Outcomes of looks that saw the text of the version they name."""


def _moment(written: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(written) if written else None
    except ValueError:
        raise WrongUsageError(
            f"--from {written}: write it like 2026-12-21T09:30 or 2026-12-21T09:30+01:00."
        ) from None


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise WrongUsageError(f"--effective {written}: write it like 2026-12-21.") from None
