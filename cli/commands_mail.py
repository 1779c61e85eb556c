"""Commands about who is told: subscribe, deliver, retract, bounce, send-test, erase."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cli import say
from cli.errors import Exit, WrongUsageError
from cli.options import Json

if TYPE_CHECKING:
    from cli.wiring import World
    from storage.mailboxes import Mailbox

LONGEST_BOUNCE = 2**20  # bytes; what is longer is no answer to our mail

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="A mail address.")]


class Frequency(StrEnum):
    """How soon somebody is told."""

    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"


class Least(StrEnum):
    """From which significance on somebody is told."""

    COSMETIC = "cosmetic"
    WORDING = "wording"
    SUBSTANCE = "substance"


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(subscribe)
    app.command()(deliver)
    app.command()(retract)
    app.command()(bounce)
    app.command("send-test")(send_test)
    app.command()(erase)


def subscribe(
    context: typer.Context,
    address: Address,
    policies: Annotated[
        list[str] | None,
        typer.Argument(metavar="[POLICY]…", help="Which policies; one mail asks about all."),
    ] = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="NAME", help="Every policy of a service.")
    ] = None,
    everything: Annotated[bool, typer.Option("--everything", help="Every policy.")] = False,
    frequency: Annotated[Frequency, typer.Option("--frequency")] = Frequency.IMMEDIATE,
    min_significance: Annotated[Least, typer.Option("--min-significance")] = Least.WORDING,
    language: Annotated[
        str, typer.Option("--language", metavar="TAG", help="Of the mail: nl, fr, de or en.")
    ] = "en",
    topic: Annotated[
        list[str] | None,
        typer.Option("--topic", metavar="NAME", help="Only about this; repeat it for more."),
    ] = None,
    only_topics: Annotated[
        bool,
        typer.Option("--only-topics", help="Not what is about dates or about nothing known, too."),
    ] = False,
    time_zone: Annotated[
        str, typer.Option("--time-zone", metavar="ZONE", help="In which they live.")
    ] = "Europe/Brussels",
    confirmed_by: Annotated[
        str | None,
        typer.Option("--confirmed-by", metavar="TEXT", help="Who vouches that they agreed."),
    ] = None,
    json: Json = False,
) -> None:
    """Tell somebody about changes; without --confirmed-by they are asked by mail first."""
    from cli import wiring
    from notifier import subscribing
    from notifier.words import LANGUAGES
    from policy.interest import TOPIC_NAMES
    from policy.model import Significance
    from storage.subscriptions import Wish

    strange = [name for name in topic or () if name not in TOPIC_NAMES]
    if strange:
        raise WrongUsageError(
            f"No topic is called {strange[0]!r}; there are: {', '.join(TOPIC_NAMES)}."
        )
    with wiring.open_world(context.obj) as world:
        targets = _targets(world, policies or [], service, everything)
        if language.split("-")[0] not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise WrongUsageError(f"Mail is written in {known}; {language!r} is none of these.")
        wishes = [
            Wish(
                mailbox=_mailbox(world, address),
                target_kind=kind,
                target=target,
                language=language.split("-")[0],
                frequency=frequency.value,
                min_significance=Significance(min_significance.value),
                topics=tuple(topic or ()),
                only_topics=only_topics,
                time_zone=time_zone,
                source="operator",
            )
            for kind, target in targets
        ]
        office = world.office
        with world.database.transaction() as tx:
            made = subscribing.subscribe_all(tx, office, wishes, wiring.now(), confirmed_by)
    if json:
        all_made = [{"subscription": one.id, "state": one.state} for one in made]
        say.data(all_made[0] | ({"subscriptions": all_made} if len(made) > 1 else {}))
        return
    for one in made:
        say.line(f"Subscription {one.id} is {one.state}.")
    if any(one.state != "confirmed" for one in made):
        say.talk("A mail that asks them waits: clausewatch deliver")


def deliver(context: typer.Context, json: Json = False) -> None:
    """Announce what is unannounced and send what is due, once."""
    from cli import wiring
    from cli.telling import tell

    with wiring.open_world(context.obj) as world:
        told = tell(world)
    if json:
        say.data(told)
    else:
        say.line(", ".join(f"{count} {name}" for name, count in told.items()))
    if told["deferred"] or told["failed"] or told["unknown"]:
        say.talk(
            "Not everything was sent: what was deferred or unknown is tried again by itself; "
            "`clausewatch doctor` looks at the mail server."
        )
        raise typer.Exit(Exit.PARTLY)


def retract(
    context: typer.Context,
    change: Annotated[str, typer.Argument(metavar="CHANGE", help="Its name, as `diff` shows it.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in one sentence.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")],
    json: Json = False,
) -> None:
    """Take back a change we told wrongly: everybody told is told so, in the same thread."""
    from cli import wiring
    from notifier.correct import retract as take_back

    with wiring.open_world(context.obj) as world:
        office = world.office
        with world.database.transaction() as tx:
            told = take_back(tx, office, change, reason, by, wiring.now())
    if json:
        say.data({"change": change, "retracted": told is not None, "told": told or 0})
    elif told is None:
        say.line(f"{change} was retracted before.")
    else:
        waiting = "1 correction waits" if told == 1 else f"{told} corrections wait"
        say.line(f"{change} is retracted; {waiting}: clausewatch deliver")


def bounce(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Else stdin.")] = None,
    json: Json = False,
) -> None:
    """Take in one message that came back: a bounce, a complaint, a wish to stop."""
    from cli import wiring
    from cli.received import of_file
    from notifier import bounces

    raw = of_file(file)[0] if file else sys.stdin.buffer.read(LONGEST_BOUNCE)
    with wiring.open_world(context.obj) as world:
        kind = bounces.receive(world.database, world.office, raw, wiring.now())
        bounces.judge(world.database, world.office, wiring.now())
    if json:
        say.data({"message": kind})
    else:
        say.line(_CAME_BACK.get(kind, f"Kept as `{kind}`: it changes nothing."))


_CAME_BACK = {
    "not_ours": "It answers no letter of ours; nothing is kept.",
    "hard": "The mailbox is not there: who follows there gets no more mail, and whom a company has"
    " to tell stands in its list for another channel.",
    "soft": "The mailbox is full or out of reach; five such days within thirty end it.",
    "ours": "The server refuses us, not the mailbox: clausewatch outbox shows more.",
    "complaint": "A complaint: every subscription of that person has ended.",
    "stopped": "A wish to stop: what that letter was about has ended.",
}
"""What came back, by its kind, and what follows from it."""


def send_test(context: typer.Context, address: Address) -> None:
    """Send one test message, to see that the mail server takes our mail."""
    from cli import wiring
    from cli.telling import send_test as send

    with wiring.open_world(context.obj) as world:
        say.line(send(world, _mailbox(world, address)))


def erase(
    context: typer.Context,
    address: Address,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    at_once: Annotated[
        bool, typer.Option("--now", help="Also what a company still needs as evidence.")
    ] = False,
) -> None:
    """Erase a person: their key is destroyed, and nothing about them can be read again.

    What a company told them under a contract is evidence for a time; until then it is restricted.
    """
    from cli import telling, wiring
    from notifier import erasing

    if not yes:
        typer.confirm(
            f"Erase everything about {say.shown(address)} for ever?", abort=True, err=True
        )
    with wiring.open_world(context.obj) as world:
        mailbox, office = _mailbox(world, address), world.office
        term = world.settings.notice.restrict_for
        with world.database.transaction() as tx:
            kept = erasing.erase(tx, office, mailbox, term, wiring.now(), at_once=at_once)
        telling.forget_letters(world, mailbox)
        is_clean = world.database.scrub()
    if not kept:
        say.line("Erased. Whether anything was kept about this address is not said.")
    for one in kept:
        day, service = one.until.date().isoformat(), say.shown(one.service)
        say.line(
            f"Restricted until {day}: what {service} told this person under a contract is its "
            "evidence (GDPR, articles 17(3)(e) and 18). The address is sealed away, nothing "
            "is sent to it, and it serves for proof alone. Where the law asks for it: erase "
            "ADDRESS --now."
        )
    if not is_clean:
        say.talk(
            "Another process reads the database just now, so its write-ahead log still holds what "
            "was erased; say this again, or stop that process."
        )


def personal_data(world: World, address: str) -> dict[str, Any]:
    """Everything that is kept about one person."""
    from notifier import erasing

    mailbox = _mailbox(world, address)
    office = world.office
    with world.database.transaction() as tx:
        return erasing.export(tx, office, mailbox, world.settings.notice.restrict_for)


def _mailbox(world: World, address: str) -> Mailbox:
    from storage.mailboxes import BadAddressError, mailbox

    try:
        return mailbox(address, own=frozenset({world.settings.mail.sender}))
    except BadAddressError as error:
        raise WrongUsageError(str(error)) from None


def _targets(
    world: World, policies: list[str], service: str | None, everything: bool
) -> list[tuple[Literal["policy", "service", "everything"], str]]:
    from storage import policies as registry

    if sum((bool(policies), service is not None, everything)) != 1:
        raise WrongUsageError("Say what to follow: POLICY…, --service NAME, or --everything.")
    if everything:
        return [("everything", "")]
    with world.database.reading() as tx:
        if policies:
            names = [registry.get(tx, name).id for name in dict.fromkeys(policies)]
            return [("policy", name) for name in names]
        assert service is not None  # noqa: S101 - one of three is given
        if not registry.listed(tx, service=service):
            raise WrongUsageError(
                f"No policy of {service!r} is watched; `clausewatch policies` lists the services."
            )
    return [("service", service)]
