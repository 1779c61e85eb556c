"""Everything in one process: the ticks, and the pages beside them, until somebody says stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn

from cli import canary, disk, logs, say, wiring
from cli.certifying import certifier
from cli.declaring import declare_for
from cli.desk_tools import tools_for
from cli.errors import WrongUsageError
from cli.jobs import Ticks
from cli.proving import refusal_of, stand_of
from cli.telling import MISSING
from config.errors import Fault, SettingsError
from web import canary as canary_page
from web import metrics, reported
from web.app import create_app
from web.limits import Limits
from web.pages import Desk, Standing
from web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from starlette.routing import BaseRoute

    from cli.wiring import World
    from config.settings import Settings

GARBAGE = (100_000, 20, 100)
"""When Python looks for garbage: a policy of 14,000 clauses is so many objects that with its own
numbers (700, 10, 10) half of such a page's time goes into looking.
"""
CLOSING_S = 5  # how long an answer that is being written may take once we are told to stop


def serve(world: World, host: str, port: int, *, work: bool = True) -> None:
    """Serve until SIGTERM or SIGINT; what is under way is finished or left to be found again.

    Without `work` there are only the pages: workers of a fleet look and tell.
    """
    logs.to_stderr(world.settings.log)
    gc.set_threshold(*GARBAGE)
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: None)  # uvicorn repeats the signal once it has stopped
    asyncio.run(_serve(world, host, port, work))


async def _serve(world: World, host: str, port: int, work: bool) -> None:
    door = await open_door(world)
    listener = free_socket(host, port)
    server = uvicorn.Server(server_config(world))
    async with Ticks(world) if work else contextlib.nullcontext():
        bound = listener.getsockname()[1]
        say.talk(f"Serving at http://{host}:{bound}, known as {world.settings.base_url}.")
        time = asyncio.create_task(wiring.keeping_time(world.database))
        await server.serve(sockets=[listener])
        time.cancel()
    if door is not None:
        door.close()
    say.talk("Stopped.")


async def open_door(world: World) -> asyncio.AbstractServer | None:
    """Where mail that comes back is taken in, if that was set."""
    url, domain = world.settings.mail.listen, world.settings.mail.bounce_domain
    if url is None:
        return None
    if domain is None:
        raise SettingsError(
            [Fault("settings", "mail.listen", "needs mail.bounce_domain: mail for which domain?")]
        )
    try:
        from notifier.listener import Door, listen
    except ImportError as error:
        raise SettingsError([Fault("settings", "mail.listen", MISSING)]) from error
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 0
    door = Door(world.database, world.office, wiring.now)
    try:
        return await listen(door, domain, host, port, lmtp=parts.scheme == "lmtp")
    except OSError as error:
        raise SettingsError(
            [Fault("settings", "mail.listen", f"nothing can listen at {url}: {error.strerror}")]
        ) from error


def free_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the address; port 0 finds a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # whoever comes before the server is up waits instead of being refused
    except OSError as error:
        listener.close()
        raise WrongUsageError(
            f"Nothing can be served at {host}:{port}: {error.strerror}. Choose another --port."
        ) from None
    return listener


def standing_of(settings: Settings) -> Standing:
    """How this installation stands in public, with the operator's own texts."""
    web = settings.web
    files = {"privacy": web.privacy, "imprint": web.imprint}
    return Standing(
        noindex=web.noindex,
        contact=settings.operator.contact,
        texts={name: _in_languages(file) for name, file in files.items() if file is not None},
    )


def _in_languages(file: Path) -> dict[str, str]:
    """A text, and its forms in other languages that lie beside it."""
    forms = {language: file.with_suffix(f".{language}{file.suffix}") for language in LANGUAGES}
    found = {
        name: path.read_text(encoding="utf-8") for name, path in forms.items() if path.is_file()
    }
    return found | {"": file.read_text(encoding="utf-8")}


def _outside(world: World) -> Callable[[], metrics.Outside]:
    """What the numbers need that is not in the database."""
    return lambda: metrics.Outside(bool(refusal_of(world)), disk.days_left(world.database))


def server_config(world: World, more: Sequence[BaseRoute] = ()) -> uvicorn.Config:
    """How the pages are served: no access log, for it would hold addresses and links' secrets."""
    kept = world.settings.canary.mail is not None
    desk = Desk(
        world.database,
        world.office,
        wiring.now,
        Limits(in_all=world.settings.web.sign_ups_per_hour),
        log_folder=world.settings.log_dir,
        declare=declare_for(world),
        certify=certifier(world),
        tools=tools_for(world),
        witness=stand_of(world) if world.settings.ledger.witness_for else None,
        standing=standing_of(world.settings),
        refusal=lambda: refusal_of(world),
        canary=canary.patience_of(world.settings) if kept else None,
    )
    proxies = list(world.settings.web.trusted_proxies)
    secret = world.settings.mail.hook_secret
    token = world.settings.web.metrics_token
    told = (
        *reported.routes(secret.get_secret_value() if secret else None),
        *canary_page.routes(
            canary.place_of(world.office.tokens) if kept else None, world.settings.canary.every
        ),
        *metrics.routes(token.get_secret_value() if token else None, _outside(world)),
    )
    return uvicorn.Config(
        create_app(desk, [*more, *told]),
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_graceful_shutdown=CLOSING_S,
    )
