"""The browser as a service of its own: it visits pages for whoever may speak to its socket."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from cli import logs, say, wiring
from cli.errors import WrongUsageError
from cli.extras import INSTALL
from policy.addresses import Exceptions
from watcher.browser_program import installed

if TYPE_CHECKING:
    from config.settings import Settings


def browse(settings: Settings, place: Path | None) -> None:
    """Visit pages until SIGTERM or SIGINT; a visit that is under way then is ended."""
    program = installed()
    if program is None:
        raise WrongUsageError(
            f"There is no browser here: apt install chromium && {INSTALL.format('browser')}"
        )
    listener = wiring.handed_socket() or (_made(place) if place else None)
    if listener is None:
        raise WrongUsageError(
            "Name the socket to listen at with --socket, or let systemd hand one over."
        )
    logs.to_stderr(settings.log)
    with contextlib.closing(listener):
        asyncio.run(_browse(settings, program, listener))


async def _browse(settings: Settings, program: Path, listener: socket.socket) -> None:
    from watcher.browser import Browser
    from watcher.browser_far import door

    browser = Browser(
        program,
        wiring.identity(settings),
        Exceptions.of(*settings.watch.allow_networks),
        sandbox=settings.watch.browser_sandbox,
    )
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with door(browser, listener):
        say.talk(f"Visiting pages with {program}, for who asks at {listener.getsockname()}.")
        await stopped.wait()
    say.talk("Stopped.")


def _made(place: Path) -> socket.socket:
    """A socket at this place, which nobody but its owner may speak to."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if place.is_socket():
            place.unlink()  # of one that was killed; a file of another kind is left alone
        listener.bind(str(place))
        place.chmod(0o600)
        listener.listen()
    except OSError as error:
        listener.close()
        raise WrongUsageError(
            f"Nothing can listen at {place}: {error.strerror}. Choose another --socket."
        ) from None
    return listener
