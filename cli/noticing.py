"""What the commands about contract notices share: texts to read, acts to do, words to say."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli import say
from cli.errors import CommandError, Exit, WrongUsageError
from cli.passwords import acting

log = logging.getLogger("clausewatch.notices")

if TYPE_CHECKING:
    from sqlmodel import Session

    from cli.wiring import World
    from notifier.campaign import Rules
    from notifier.csv_lines import Fault
    from storage.accounts import Account


class FaultsError(CommandError):
    """A list was handed in that has faults: all of them at once, by line."""

    exit_code = Exit.INVALID


@contextmanager
def refusals() -> Iterator[None]:
    """Refusals of the notifier and of the calendar as sentences of a command."""
    from notifier.campaign import RefusedError
    from policy.periods import PeriodError

    try:
        yield
    except (RefusedError, PeriodError) as error:
        says = str(error)
        first = says.partition(" ")[0]
        begins = says if "-" in first else f"{says[:1].upper()}{says[1:]}"  # a name stays a name
        raise WrongUsageError(begins) from None


def act(
    world: World,
    by: str,
    password_file: Path | None,
    do: Callable[[Session, Account], Any],
) -> Any:
    """Do something in the name of an account, once its password was given, in one transaction."""
    account = acting(world, by, password_file)
    office = world.office  # opened before the transaction: it has one of its own
    del office
    with refusals(), world.database.transaction() as tx:
        return do(tx, account)


def rules(world: World) -> Rules:
    """What the settings say about notices."""
    from notifier.campaign import Rules

    settings = world.settings.notice
    return Rules(four_eyes=settings.four_eyes, close_after=settings.close_after)


def covers(given: Sequence[str] | None) -> dict[str, str]:
    """A company's own words by language: `nl=FILE`."""
    found = {}
    for one in given or ():
        language, is_there, file = one.partition("=")
        if not is_there:
            raise WrongUsageError(f"--cover {one}: write it like nl=words.txt.")
        try:
            found[language] = Path(file).read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise WrongUsageError(f"--cover {one}: the file cannot be read: {error}.") from None
    return found


def day(written: str, option: str) -> date:
    """A day of an option."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise WrongUsageError(f"{option} {written}: write it like 2026-12-21.") from None


def refuse_faults(faults: Sequence[Fault], name: str) -> None:
    """All faults of a list at once; nothing of it is kept."""
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise FaultsError(f"{name} was not taken; nothing of it is kept:\n{lines}")


def say_plan(form: dict[str, Any]) -> None:
    """The days of a plan, for people."""
    for name in ("send_by", "latest_send_on", "list_on", "last_acceptance_on", "effective_on"):
        say.line(f"{_DAYS[name]:<44} {form[name]}")
    say.line(form["words"])
    say.line(form["advice"])
    for warning in form["warnings"]:
        say.talk(f"Note: {warning}")


_DAYS = {
    "send_by": "Send by (repeats and another channel)",
    "latest_send_on": "Send at the latest (repeats only)",
    "list_on": "List for another channel from",
    "last_acceptance_on": "Last acceptance, on any channel",
    "effective_on": "Takes effect",
}


def say_report(form: dict[str, Any]) -> None:
    """A report for people; every figure of it is in the JSON too."""
    say.line(f"{form['notice']}: {form['state']}, effective on {form['effective_on']}")
    _say_totals(form)
    contracts = form["contracts"]
    say.line(f"Contracts: {contracts['all']}; somebody told under {contracts['somebody_told']}")
    for name, count in form["elsewhere"].items():
        say.line(f"  another channel, {name}: {count}")
    say.line(f"Need another channel: {form['need_another_channel']}")
    if form["objections"]["all"]:
        say.line(f"Objections: {form['objections']['all']}, late {form['objections']['late']}")
    if form["late_because"]:
        say.line(f"Sent after the last day of acceptance, because: {form['late_because']}")
    for one in form["warnings"]:
        say.talk(f"{'Warning' if one['urgent'] else 'Note'}: {one['says']}\n    {one['command']}")
    for one in form["acts"]:
        say.line(f"{one['at']}  {one['what']:<10} {one['by'] or 'by itself'}")
    for one in form["limits"]:
        say.line(f"Not shown: {one}")


def _say_totals(form: dict[str, Any]) -> None:
    """Everybody in exactly one row, and the evidence there is."""
    say.line(f"Recipients frozen: {form['recipients']}")
    for name, count in form["totals"].items():
        if count:
            say.line(f"  {name.replace('_', ' '):<14} {count:>8}")
    say.line(f"  {'in all':<14} {sum(form['totals'].values()):>8}  {_adds_up(form['adds_up'])}")
    for grade, count in form["grades"].items():
        say.line(f"  {grade:<14} {count:>8}  {form['grades_mean'][grade]}")
    for name, count in form["since_closing"].items():
        say.line(f"  since closing, {name}: {count}")


def _adds_up(adds_up: bool) -> str:
    return "(adds up)" if adds_up else "(DOES NOT ADD UP)"


def compare_now(world: World) -> None:
    """Hold every notice that is under way against its page; what is new is kept and logged."""
    from cli import wiring
    from notifier import campaign_watch

    for name, one in campaign_watch.note(world.database, wiring.now()):
        log.warning("notice %s: %s", name, one.says)


def keep_preview(folder: Path, name: str, parts: dict[str, str]) -> None:
    """The files of a preview, for the drafter to read and pass round."""
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, text in parts.items():
        (folder / f"{name}.{suffix}").write_text(text, encoding="utf-8")
