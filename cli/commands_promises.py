"""Commands about promises of notice: deadline."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from cli import say
from cli.errors import WrongUsageError
from cli.options import Json


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(deadline)


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
