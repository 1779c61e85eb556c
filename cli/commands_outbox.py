"""Commands about mail that leaves: outbox, resend, relay-log."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import say
from cli.errors import Exit, WrongUsageError
from cli.options import Json

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.leaving import Unsent

CHUNK = 65_536


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(outbox)
    app.command()(resend)
    app.command("relay-log")(relay_log)


def outbox(
    context: typer.Context,
    state: Annotated[
        list[str] | None, typer.Option("--state", metavar="STATE", help="List only these.")
    ] = None,
    json: Json = False,
) -> None:
    """Show what waits to be sent, what was given up and why, and how the mail servers stand."""
    from cli import wiring
    from storage import leaving

    for one in state or ():
        if one not in leaving.UNSENT:
            known = ", ".join(leaving.UNSENT)
            raise WrongUsageError(f"No letter waits as {one!r}; there are {known}.")
    with wiring.open_world(context.obj) as world, world.database.reading() as tx:
        form = _form(tx, tuple(state or leaving.UNSENT))
    if json:
        say.data(form)
        return
    say.line(", ".join(f"{n} {name}" for name, n in form["states"].items()) or "Nothing was sent.")
    if form["grades"]:
        say.line("Taken: " + ", ".join(f"{n} {name}" for name, n in form["grades"].items()))
    if form["oldest_due_at"]:
        say.line(f"The oldest should have left at {form['oldest_due_at']}.")
    for relay in form["relays"]:
        slow = f", {relay['per_minute']:.0f} a minute" if relay["per_minute"] else ""
        why = f": {relay['says']}" if relay["failures"] else ""
        say.line(f"{relay['name']} {_STANDS[relay['breaker']]}{slow}{why}")
    if form["slow_domains"]:
        domains = say.counted(form["slow_domains"], "domain is", "domains are")
        say.line(f"{domains} written to slowly.")
    for letter in form["unsent"]:
        answer = " ".join(str(part) for part in (letter["code"], letter["enhanced"]) if part)
        tries = say.counted(letter["attempts"], "try", "tries") + (f", {answer}" if answer else "")
        say.line(
            f"{letter['id']}  {letter['state']:<8} {letter['kind']} {letter['about']} ({tries})"
        )


_STANDS = {
    "closed": "takes our mail",
    "open": "kept failing and rests",
    "half_open": "kept failing and is tried with one letter",
}
"""How a relay stands, by its breaker."""


def resend(
    context: typer.Context,
    delivery: Annotated[list[str], typer.Argument(metavar="DELIVERY…", help="As `outbox` lists.")],
    json: Json = False,
) -> None:
    """Send again what was given up, refused or left in doubt; the Message-ID stays the same."""
    from cli import wiring
    from storage import waiting

    with wiring.open_world(context.obj) as world, world.database.transaction() as tx:
        again = waiting.again(tx, delivery, wiring.now())
    left = [one for one in delivery if one not in again]
    if json:
        say.data({"again": again, "left": left})
    elif again:
        go = "1 goes" if len(again) == 1 else f"{len(again)} go"
        say.line(f"{go} out again: clausewatch deliver")
    if left:
        say.talk(f"Left as they are (sent, waiting, or without an address): {', '.join(left)}")
        raise typer.Exit(Exit.PARTLY)


def relay_log(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Else stdin.")] = None,
    json: Json = False,
) -> None:
    """Read a relay's log (Postfix): to whom it handed our letters on, and what came back to it.

    Safe to repeat over the same file; as a pipe it goes on until its input ends.
    """
    from cli import wiring
    from notifier import bounces, relay_words
    from notifier.relay_log import Reader

    total = relay_words.Taken()
    with wiring.open_world(context.obj) as world:
        reader = Reader()
        for lines in _lines(file):
            taken = relay_words.read_log(world.database, world.office, reader, lines, wiring.now())
            total.add(taken)
            if taken.matched:
                bounces.judge(world.database, world.office, wiring.now())
    if json:
        say.data({"kept": total.matched, "known": total.known, "other_mail": total.others})
    else:
        kept = say.counted(total.matched, "line")
        say.line(
            f"{kept} about letters of ours kept, {total.known} known before, "
            f"{total.others} about other mail passed over."
        )


def _lines(file: Path | None) -> Iterator[list[str]]:
    """The lines as they come: whatever a pipe has is taken in before more is waited for."""
    try:
        source = file.open("rb", buffering=0) if file else sys.stdin.buffer
    except OSError as error:
        raise WrongUsageError(f"{file} cannot be read: {error.strerror}.") from None
    rest = b""
    with source:
        while chunk := os.read(source.fileno(), CHUNK):
            *whole, rest = (rest + chunk).split(b"\n")
            rest = rest[-CHUNK:]
            yield [line.decode("utf-8", "surrogateescape") for line in whole]
    if rest:
        yield [rest.decode("utf-8", "surrogateescape")]


def _form(tx: Session, states: tuple[str, ...]) -> dict[str, Any]:
    from cli import wiring
    from storage import leaving, relays, throttles

    found = leaving.overview(tx, wiring.now())
    return {
        "states": dict(sorted(found.states.items())),
        "grades": dict(sorted(found.grades.items())),
        "oldest_due_at": _time(found.oldest_due_at),
        "relays": [
            {
                "name": row.name, "breaker": row.breaker, "since": _time(row.changed_at),
                "failures": row.failures, "per_minute": row.per_minute, "says": row.says,
                "accepted_at": _time(row.accepted_at), "seen_at": _time(row.seen_at),
            }
            for row in relays.listed(tx)
        ],
        "slow_domains": throttles.count(tx),
        "unsent": [_unsent(one) for one in leaving.unsent(tx, states, wiring.now())],
    }  # fmt: skip


def _unsent(one: Unsent) -> dict[str, Any]:
    return {
        "id": one.id, "kind": one.kind, "about": one.about, "state": one.state,
        "due_at": _time(one.due_at), "attempts": one.attempts, "code": one.code,
        "enhanced": one.enhanced, "relay": one.relay,
    }  # fmt: skip


def _time(at: Any) -> str | None:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
