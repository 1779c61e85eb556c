"""The demo: three invented vendors, a subscriber, real HTTP and SMTP on loopback, nothing else.

Everything lives in a folder that is gone afterwards; neither settings nor environment are read.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from cli import commands_ledger, proving, wiring
from cli.demo_authority import TimestampAuthority, open_authority
from cli.demo_sink import Sink, open_sink
from cli.demo_vendors import AFTER, NOISE, VENDORS, Street, open_street
from cli.errors import CommandError
from cli.looking import Looker
from cli.say import shown
from cli.serving import free_socket, server_config
from cli.telling import announce_now, deliver_now, open_mail
from config.declared import identifier
from config.settings import Key, load
from notifier import subscribing
from policy.model import Significance
from storage import changes, policies
from storage.mailboxes import mailbox
from storage.policies import Wanted, WantedSource
from storage.subscriptions import Wish
from web.inbox import inbox_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from cli.wiring import World

READER = "ada@reader.example"
NOTICE_PERIOD = timedelta(days=30)
STEPS = 9
CHANGING = 2  # of the three vendors; each brings one mail


def run(*, once: bool, port: int) -> None:
    """The whole demo; without `once` the pages stay until somebody presses Ctrl-C."""
    console = Console(highlight=False)
    effective = wiring.now().date() + NOTICE_PERIOD
    with (
        tempfile.TemporaryDirectory(prefix="clausewatch-demo-") as folder,
        open_street(effective) as street,
        suppress(KeyboardInterrupt),
    ):
        asyncio.run(_run(Path(folder), street, console, once=once, port=port))


async def _run(folder: Path, street: Street, console: Console, *, once: bool, port: int) -> None:
    async with AsyncExitStack() as stack:
        sink = await stack.enter_async_context(open_sink(wiring.now))
        listener = free_socket("127.0.0.1", port)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        authority = stack.enter_context(open_authority(folder / "authority"))
        options = _options(folder, sink, address) | _vouching(authority)
        settings = load({}, folder, options)
        world = stack.enter_context(wiring.open_installation(settings))
        config = server_config(world, inbox_routes(sink.letters))
        server = await stack.enter_async_context(_serving(uvicorn.Server(config), listener))
        play = Play(world, street, sink, console)
        await play.act()
        if len(sink.letters) != CHANGING:
            raise CommandError(
                f"The demo promised {CHANGING} mails and brought {len(sink.letters)}: something is "
                "broken. `clausewatch doctor` may say what."
            )
        _links(console, world, address)
        if once:
            console.print("The demo is over; everything it made is gone.")
        else:
            console.print("The pages stay until you press [bold]Ctrl-C[/bold].")
            await server


def _options(folder: Path, sink: Sink, address: str) -> dict[Key, object]:
    return {
        ("data_dir",): folder,
        ("base_url",): address,
        ("mail", "url"): f"smtp://127.0.0.1:{sink.port}",
        ("mail", "from"): "notices@clausewatch.example",
        ("operator", "name"): "the Clausewatch demo",
        ("watch", "allow_networks"): "127.0.0.0/8",
        ("watch", "confirm_after"): "0",
        ("watch", "min_delay"): "0",
    }


def _vouching(authority: TimestampAuthority | None) -> dict[Key, object]:
    if authority is None:
        return {}
    return {
        ("ledger", "authorities"): (authority.url,),
        ("ledger", "authority_roots"): authority.roots,
    }


@asynccontextmanager
async def _serving(server: uvicorn.Server, listener: Any) -> AsyncIterator[asyncio.Task[None]]:
    """The pages, served beside the story."""
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield task
    finally:
        server.should_exit = True
        await task


@dataclass
class Play:
    """What happens, step by step, and how it is told."""

    world: World
    street: Street
    sink: Sink
    console: Console

    async def act(self) -> None:
        """Every step in its order, with a display of how far it is."""
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24))
        with Progress(*columns, console=self.console, transient=True) as progress:
            task = progress.add_task("Setting up", total=STEPS)
            async with Looker(self.world) as looker:
                for description, step in (
                    ("Declaring three vendors", self._declare),
                    ("Looking for the first time", lambda: self._look(looker, "first")),
                    ("Looking again: only the pages' noise differs", lambda: self._noise(looker)),
                    ("The vendors change their policies", self._change),
                    ("Looking: a new text is held until it is seen again",
                     lambda: self._look(looker, "held")),
                    ("Looking once more", lambda: self._look(looker, "sure")),
                    ("Telling Ada", self._tell),
                    ("Telling again: nobody is told twice", self._tell_again),
                    ("Putting all of it on record", self._record),
                ):  # fmt: skip
                    progress.update(task, description=description)
                    await step()
                    progress.advance(task)
        self._show_mails()

    async def _declare(self) -> None:
        self._title("1. Three vendors publish a policy; Ada follows all of them")
        box = mailbox(READER)
        with self.world.database.transaction() as tx:
            for vendor in VENDORS:
                name = identifier(vendor.name, vendor.terms_type)
                source = WantedSource(self.street.url(vendor))
                wanted = Wanted(name, vendor.name, vendor.terms_type, (source,), vendor.language)
                policies.add(tx, wanted, wiring.now())
                wish = Wish(box, "policy", name, "en", "immediate", Significance.WORDING)
                subscribing.subscribe(tx, self.world.office, wish, wiring.now(), "the demo")
                self._line(f"{name}  [dim]{self.street.url(vendor)}[/dim]")

    async def _look(self, looker: Looker, act: str) -> None:
        title = {
            "first": "2. The first look keeps a first version of each; that is no change",
            "held": "5. A new text is pending at first sight; a bot wall is refused",
            "sure": "6. Seen again, it is a change; the wall stays refused",
        }[act]
        self._title(title)
        self._looks(await looker.check(self._names()))

    async def _noise(self, looker: Looker) -> None:
        self._title("3. Banners, nonces and load times differ on every fetch: nobody is told")
        self.street.round = NOISE
        self._looks(await looker.check(self._names()))

    async def _change(self) -> None:
        self._title("4. Something happens at each vendor")
        self.street.round = AFTER
        for vendor in VENDORS:
            self._line(f"{vendor.name} {vendor.story}")

    async def _tell(self) -> None:
        self._title("7. Announce and deliver: one mail a changed policy")
        told = await self._deliver()
        self._line(f"{told['announced']} changes announced, {told['sent']} mails sent")

    async def _tell_again(self) -> None:
        self._title("8. Delivering twice tells nobody twice")
        told = await self._deliver()
        self._line(f"{told['announced']} changes announced, {told['sent']} mails sent")

    async def _record(self) -> None:
        self._title("9. All of it goes on record: signed by us, its time by somebody else")
        await asyncio.to_thread(proving.sequence_now, self.world, everything=True)
        await proving.vouch_now(self.world, at_once=True)
        await asyncio.to_thread(proving.sequence_now, self.world)
        for line in commands_ledger.in_words(commands_ledger.standing_of(self.world)):
            self.console.print(Text(f"  {line}"), soft_wrap=True)

    async def _deliver(self) -> dict[str, int]:
        mail = open_mail(self.world)
        try:
            announced = await asyncio.to_thread(announce_now, self.world)
            return {"announced": announced, **await deliver_now(self.world, mail)}
        finally:
            await mail.aclose()

    def _looks(self, looks: Sequence[dict[str, Any]]) -> None:
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
        for look in looks:
            reason = f" ({look['reason']})" if look["reason"] else ""
            version = f"version {look['version']}" if look["version"] else ""
            outcome = Text(f"{look['outcome']}{reason}", _STYLES.get(look["outcome"], ""))
            table.add_row(look["policy"], outcome, version)
        self.console.print(table)

    def _show_mails(self) -> None:
        for letter in self.sink.letters:
            headers = dict(letter.headers)
            head = f"From:    {headers['From']}\nTo:      {letter.to}\n"
            text = Text(f"{head}Subject: ", "dim")
            text.append(shown(letter.subject), "bold not dim")
            text.append("\n\n" + shown(letter.text.strip()), "not dim")
            self.console.print()
            self.console.print(Panel(text, width=min(96, self.console.width)))

    def _names(self) -> list[str]:
        return [identifier(one.name, one.terms_type) for one in VENDORS]

    def _title(self, text: str) -> None:
        self.console.print(f"\n[bold]{text}[/bold]")

    def _line(self, text: str) -> None:
        self.console.print(f"  {text}")


_STYLES = {"changed": "bold yellow", "pending": "yellow", "refused": "red", "first": "green"}


def _links(console: Console, world: World, address: str) -> None:
    with world.database.reading() as tx:
        found = changes.recent(tx, 1)
    name = identifier(VENDORS[0].name, VENDORS[0].terms_type)
    console.print("\n[bold]Have a look yourself[/bold]")
    console.print(f"  Timeline  {address}/policies/{name}", soft_wrap=True)
    if found:
        console.print(f"  Redline   {address}/changes/{found[0].id}", soft_wrap=True)
    console.print(f"  Inbox     {address}/inbox", soft_wrap=True)
    console.print(f"  Ledger    {address}/log/checkpoint", soft_wrap=True)
    console.print('  Next      clausewatch add URL --service NAME --type "Privacy Policy"\n')
