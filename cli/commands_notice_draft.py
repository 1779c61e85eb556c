"""Commands about a contract notice before it is decided: drafting it, and looking at it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cli import drafting, noticing, say
from cli.commands_notice import Id, notice
from cli.errors import WrongUsageError
from cli.options import Json, Remove, Select
from cli.passwords import By, PasswordFile


def add_to(app: typer.Typer) -> None:
    """Nothing more: these commands stand in the group of the others."""
    del app


@notice.command()
def draft(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FILE|URL", help="The text that is to come.")],
    effective: Annotated[
        str, typer.Option("--effective", metavar="DATE", help="From when it shall apply.")
    ],
    by: By,
    policy: Annotated[
        str | None, typer.Option("--policy", metavar="ID", help="The watched policy it changes.")
    ] = None,
    old: Annotated[
        str | None,
        typer.Option("--old", metavar="FILE|URL", help="The text of today, if it is not watched."),
    ] = None,
    service: Annotated[str | None, typer.Option("--service", metavar="NAME")] = None,
    terms_type: Annotated[str | None, typer.Option("--type", metavar="TYPE")] = None,
    period: Annotated[
        str | None,
        typer.Option("--period", metavar="P8D", help="Else what the text of today promises."),
    ] = None,
    regime: Annotated[
        list[str] | None,
        typer.Option("--regime", metavar="ID", help="A rule of law; may be given several times."),
    ] = None,
    counting: Annotated[str | None, typer.Option("--counting", metavar="clear|inclusive")] = None,
    roll: Annotated[str | None, typer.Option("--roll", metavar="none|1182")] = None,
    zone: Annotated[str, typer.Option("--zone", metavar="ZONE")] = "Europe/Brussels",
    calendar: Annotated[str | None, typer.Option("--calendar", metavar="COUNTRY")] = None,
    other_channel_days: Annotated[
        int | None,
        typer.Option("--other-channel-days", min=0, help="Left for whom mail does not reach."),
    ] = None,
    objections_until: Annotated[
        str | None, typer.Option("--objections-until", metavar="DATE")
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option("--contact", metavar="TEXT", help="Where questions and objections go."),
    ] = None,
    cover: Annotated[
        list[str] | None,
        typer.Option("--cover", metavar="nl=FILE", help="Your own words, for each language."),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="TAG", help="It is written in these; else in all four."),
    ] = None,
    corrects: Annotated[
        str | None, typer.Option("--corrects", metavar="NOTICE", help="The one that was wrong.")
    ] = None,
    wrong: Annotated[
        str | None, typer.Option("--wrong", metavar="TEXT", help="What was wrong in it.")
    ] = None,
    select: Select = None,
    remove: Remove = None,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Draft a notice from an upcoming text; says what changes and by when it must leave."""
    from cli import wiring
    from cli.passwords import acting
    from notifier import freezing
    from notifier.drafting import Asked, draft_of

    with wiring.open_world(context.obj) as world:
        found = drafting.today(world, policy, old, service, terms_type, context.obj)
        wanted = drafting.declared(found, select, remove)
        new = drafting.upcoming(source, context.obj, wanted)
        days = world.settings.notice.other_channel.days
        asked = Asked(
            effective_on=noticing.day(effective, "--effective"),
            other_channel_days=days if other_channel_days is None else other_channel_days,
            period=period, regimes=tuple(regime or ()), counting=counting, roll=roll, zone=zone,
            calendar=calendar,
            objections_until=noticing.day(objections_until, "--objections-until")
            if objections_until else None,
            contact=contact, covers=noticing.covers(cover), languages=tuple(language or ()),
            corrects=corrects, wrong=wrong,
        )  # fmt: skip
        account = acting(world, by, password_file)
        with noticing.refusals():
            made = freezing.draft(
                world.database, world.office, draft_of(found, new, asked), new.body, account,
                wiring.now(),
            )  # fmt: skip
        form = _drafted(made)
    if json:
        say.data(form)
        return
    changes = say.counted(form["changes"], "change")
    state = "a draft" if form["state"] == "draft" else form["state"]
    say.line(f"{form['notice']} is {state}: {changes}, {form['significance']}.")
    noticing.say_plan(form["plan"])


@notice.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """Show every notice and where it stands."""
    from cli import wiring
    from storage import campaigns

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        rows = campaigns.listed(tx)
    if json:
        say.data(
            [
                {
                    "notice": row.id,
                    "state": row.state,
                    "service": row.service,
                    "effective_on": row.effective_on.isoformat(),
                    "created_at": say.time(row.created_at),
                }
                for row in rows
            ]
        )
        return
    if not rows:
        say.line("There is no notice yet. Begin with: clausewatch notice draft FILE --help")
        return
    say.table(("Notice", "State", "Effective on"), [(r.id, r.state, r.effective_on) for r in rows])


@notice.command()
def preview(
    context: typer.Context,
    name: Id,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the mails as files, too.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="Only this one.")
    ] = None,
    json: Json = False,
) -> None:
    """Show the redline, and the mail in each language as it would be approved."""
    from cli import show, wiring
    from notifier import blanks, campaign
    from storage import campaigns

    with wiring.open_world(context.obj) as world:
        office = world.office
        with world.database.reading() as tx:
            found = campaigns.get(tx, name)
            wanted = [language] if language else sorted(found.written_in)
            if not set(wanted) <= set(found.written_in):
                written = ", ".join(found.written_in)
                raise WrongUsageError(f"It is written in {written}, not in {language}.")
            mails = {one: campaign.rendered(tx, office, found, one) for one in wanted}
    proof = {"proof": office.letterhead.link("p", "…")}
    forms = {
        one: {
            "subject": mail.subject,
            "text": blanks.fill(mail.text, proof),
            "html": blanks.fill(mail.html, proof),
        }
        for one, mail in mails.items()
    }
    for one, form in forms.items():
        if out is not None:
            parts = {"txt": f"{form['subject']}\n\n{form['text']}", "html": form["html"]}
            noticing.keep_preview(out, f"{name}.{one}", parts)
    if json:
        from policy.jsonable import comparison_to_json

        say.data({"notice": name, "comparison": comparison_to_json(found.comparison),
                  "mails": forms})  # fmt: skip
        return
    show.comparison(found.comparison)
    for one, form in forms.items():
        say.line()
        say.line(f"=== {one}: {form['subject']}")
        say.line(form["text"])
        _talk_of_size(form["html"])
    if out is not None:
        written = say.counted(len(forms), "mail is", "mails are")
        say.talk(f"{written} in {out}, each as text and as HTML.")


@notice.command()
def plan(context: typer.Context, name: Id, json: Json = False) -> None:
    """Say by when it must leave, and what may be done where that is past."""
    from cli import wiring
    from notifier.campaign_report import plan_json
    from storage import campaigns

    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        form = plan_json(campaigns.get(tx, name), wiring.now())
    if json:
        say.data({"notice": name, **form})
    else:
        noticing.say_plan(form)


def _drafted(made: Any) -> dict[str, Any]:
    from cli import wiring
    from notifier.campaign_report import plan_json

    return {
        "notice": made.id,
        "state": made.state,
        "significance": made.comparison.significance,
        "changes": len(made.comparison.changes),
        "effective_on": made.effective_on.isoformat(),
        "plan": plan_json(made, wiring.now()),
    }


def _talk_of_size(html: str) -> None:
    from notifier.contract_letter import LARGE

    size = len(html.encode())
    if size > LARGE:
        say.talk(f"Note: the HTML part has {size} bytes; some mailboxes show the first 100,000.")
