"""Commands about contract notices: drafting, freezing, approving, sending and closing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import drafting, noticing, say
from cli.errors import Exit, WrongUsageError
from cli.options import Json, Remove, Select
from cli.passwords import By, PasswordFile

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.accounts import Account

notice = typer.Typer(
    help="A company's own notice to its users, from draft to report.", no_args_is_help=True
)
Id = Annotated[str, typer.Argument(metavar="NOTICE", help="Its name, as `notice list` shows it.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in one sentence.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(notice, name="notice")


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
    from notifier import campaign
    from policy.compare import compare
    from policy.fingerprint import fingerprint
    from storage import snapshots
    from storage.campaigns import Draft

    with wiring.open_world(context.obj) as world:
        today = drafting.today(world, policy, old, service, terms_type, context.obj)
        declared = drafting.declared(today["declared"], select, remove)
        new, body, digest = noticing.upcoming(source, context.obj, declared)
        days = world.settings.notice.other_channel.days
        asked_counting = noticing.counting(
            period=period, regimes=regime, counting=counting, roll=roll, zone=zone,
            calendar=calendar, old=today["reading"],
            other_channel_days=days if other_channel_days is None else other_channel_days,
        )  # fmt: skip
        asked: dict[str, Any] = {
            "service": today["service"],
            "terms_type": today["terms_type"],
            "old": today["reading"],
            "new": new,
            "comparison": compare(today["reading"], new),
            "new_source": source,
            "new_sha256": digest,
            "effective_on": noticing.day(effective, "--effective"),
            "counting": asked_counting,
            "old_fingerprint": fingerprint(today["reading"]),
            "new_fingerprint": fingerprint(new),
            "policy_id": today["policy"],
            "old_version": today["version"],
            "objections_until": noticing.day(objections_until, "--objections-until"),
            "contact": contact,
            "covers": noticing.covers(cover),
            "corrects": corrects,
            "wrong": wrong,
        }

        def do(tx: Session, account: Account) -> Any:
            kept = snapshots.keep_body(tx, body, None)
            return campaign.draft(
                tx, world.office, Draft(**asked, blob_id=kept.blob_id), account, wiring.now()
            )

        made = noticing.act(world, by, password_file, do)
        form = _drafted(made)
    if json:
        say.data(form)
        return
    say.line(f"{form['notice']} is {form['state']}: {form['changes']} changes,"
             f" {form['significance']}.")  # fmt: skip
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
    from notifier.words import LANGUAGES
    from storage import campaigns

    with wiring.open_world(context.obj) as world:
        office = world.office
        with world.database.reading() as tx:
            found = campaigns.get(tx, name)
            wanted = [language] if language else sorted(LANGUAGES)
            if not set(wanted) <= set(LANGUAGES):
                raise WrongUsageError(f"Mail is written in nl, fr, de and en, not in {language}.")
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
        say.talk(f"{len(forms)} mails are in {out}, each as text and as HTML.")


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


@notice.command()
def audience(
    context: typer.Context,
    name: Id,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="address, language, name and party.")
    ],
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who freezes it.")] = None,
    source: Annotated[
        str, typer.Option("--source", metavar="TEXT", help="Where the list comes from.")
    ] = "handed in by the company",
    declared: Annotated[
        int | None,
        typer.Option("--declared", metavar="N", help="How many users you say there are."),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="For lines without one.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only look for faults.")] = False,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Freeze who is told; once a notice has an audience, a further list is a supplement to it."""
    from cli import wiring
    from cli.received import of_file
    from notifier import audience_list, campaign

    data = of_file(file)[0]
    with wiring.open_world(context.obj) as world:
        listed = audience_list.read(data, language, frozenset({world.settings.mail.sender}))
        for note in listed.notes:
            say.talk(f"Note: {note}")
        noticing.refuse_faults(listed.faults, str(file))
        form: dict[str, Any] = {
            "notice": name,
            "recipients": len(listed.members),
            "contracts": listed.parties,
            "repeated": listed.repeated,
        }
        if not check:
            if by is None:
                raise WrongUsageError("Freezing is an act: give --by NAME. (--check only looks.)")

            def do(tx: Session, account: Account) -> Any:
                return campaign.freeze(
                    tx, world.office, name, listed, source, declared, account, wiring.now()
                )

            frozen = noticing.act(world, by, password_file, do)
            form |= {"audience": frozen.number, "recipients": frozen.count, "root": frozen.root}
    if json:
        say.data(form)
    elif check:
        say.line(f"{form['recipients']} recipients under {form['contracts']} contracts: no fault.")
    else:
        say.line(
            f"Audience {form['audience']} of {name} is frozen: {form['recipients']} recipients,"
            f" {form['contracts']} contracts, root {form['root'][:16]}…"
        )


@notice.command()
def approve(
    context: typer.Context,
    name: Id,
    by: By,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Approve words and audience; somebody else than the drafter does it."""
    from cli import wiring
    from notifier import campaign
    from notifier.campaign_report import plan_json
    from storage import campaigns

    with wiring.open_world(context.obj) as world:

        def do(tx: Session, account: Account) -> Any:
            done = campaign.approve(
                tx, world.office, name, account, wiring.now(), noticing.rules(world)
            )
            return [one.number for one in done], plan_json(campaigns.get(tx, name), wiring.now())

        numbers, form = noticing.act(world, by, password_file, do)
    if json:
        say.data({"notice": name, "approved": numbers, "by": by, "plan": form})
    else:
        say.line(f"{name} is approved by {by}. {form['advice']}")


@notice.command()
def send(
    context: typer.Context,
    name: Id,
    by: By,
    late: Annotated[
        str | None,
        typer.Option("--late", metavar="REASON", help="Send although the period is not kept."),
    ] = None,
    queue_only: Annotated[
        bool, typer.Option("--queue-only", help="Leave the sending to `serve` or `deliver`.")
    ] = False,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Put the letters of every approved audience into the outbox, each once, and send them."""
    from cli import wiring
    from cli.telling import tell
    from notifier import campaign

    with wiring.open_world(context.obj) as world:

        def do(tx: Session, account: Account) -> Any:
            return campaign.send(tx, world.office, name, account, wiring.now(), late)

        sent = noticing.act(world, by, password_file, do)
        told = {} if queue_only else tell(world)
    form = {"notice": name, "letters": sent.letters, "advice": sent.advice, **told}
    if json:
        say.data(form)
    else:
        say.line(f"{sent.letters} letters are in the outbox. {sent.advice}")
        if told:
            say.line(", ".join(f"{count} {word}" for word, count in told.items()))
    if told and (told["deferred"] or told["failed"] or told["unknown"]):
        raise typer.Exit(Exit.PARTLY)


@notice.command()
def close(
    context: typer.Context,
    name: Id,
    by: By,
    early: Annotated[
        str | None,
        typer.Option("--early", metavar="REASON", help="Before late mail can have come back."),
    ] = None,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    """Close a notice: its totals are counted, must add up, and are committed to."""
    from cli import wiring
    from notifier import campaign_close

    with wiring.open_world(context.obj) as world:

        def do(tx: Session, account: Account) -> Any:
            return campaign_close.close(
                tx, name, account, wiring.now(), noticing.rules(world), early
            )

        counts = noticing.act(world, by, password_file, do)
    if json:
        say.data({"notice": name, "state": "closed", "totals": counts})
    else:
        shown = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
        say.line(f"{name} is closed: {shown}.")


@notice.command()
def drop(
    context: typer.Context, name: Id, reason: Reason, by: By, password_file: PasswordFile = None
) -> None:
    """Give up a notice before anybody was told."""
    from cli import wiring
    from notifier import campaign

    with wiring.open_world(context.obj) as world:
        noticing.act(
            world, by, password_file,
            lambda tx, account: campaign.drop(tx, name, account, reason, wiring.now()),
        )  # fmt: skip
    say.line(f"{name} is dropped.")


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
