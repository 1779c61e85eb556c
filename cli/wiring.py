"""The only real world: clock, ids, environment, keys, database. Everything else is handed these."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from cli import say
from cli.version import version
from config.settings import Key, Settings, load

if TYPE_CHECKING:
    from notifier.office import Office
    from storage.database import Database
    from watcher.fetch import Fetcher

Options = Mapping[Key, object]

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


KEEP_TIME_EVERY_S = 60

_behind = timedelta(0)  # how far this machine's clock is behind the database's, once asked


def now() -> datetime:
    """The time, in UTC: the database's where several machines share one."""
    return datetime.now(UTC) + _behind


def keep_time(database: Database) -> timedelta:
    """Set the clock of this process by the database server's; how far the machine's was behind.

    Leases, due times and what stands in the records then mean the same on every machine. SQLite
    lives on the machine that uses it and changes nothing.
    """
    global _behind
    asked = datetime.now(UTC)
    told = database.clock()
    if told is not None:
        _behind = told - (asked + (datetime.now(UTC) - asked) / 2)
    return _behind


async def keeping_time(database: Database) -> None:
    """Keep the clock right as long as a process lives; a database that is away is asked later."""
    from storage.errors import StorageError

    while True:
        await asyncio.sleep(KEEP_TIME_EVERY_S)
        with suppress(StorageError):
            await asyncio.to_thread(keep_time, database)


def new_id() -> str:
    """A ULID: sorts by time, never comes twice."""
    number = int(now().timestamp() * 1000) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def worker_name() -> str:
    """Who claims a lease: this process on this machine."""
    return f"{socket.gethostname()}:{os.getpid()}"


def is_gone(worker: str) -> bool:
    """Whether a worker of this machine does not live any more; False where nobody can tell.

    Asked at the start only: whoever had our own number then was another process before us, as in
    a container, where it is always the same.
    """
    host, _, pid = worker.rpartition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    if int(pid) == os.getpid():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


@dataclass(frozen=True)
class World:
    """One installation, opened: settings and database, and what is made of them when asked for."""

    settings: Settings
    database: Database

    @cached_property
    def office(self) -> Office:
        """What mail and pages need to seal, sign and address."""
        from notifier.office import Letterhead, Office
        from notifier.tokens import Tokens
        from storage import keyfile, people

        keys = self.settings.keys_dir
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.database.transaction() as tx:
            vault = people.open_vault(tx, keys / "master.key")
        operator = self.settings.operator
        return Office(
            vault=vault,
            tokens=Tokens(keyfile.load_or_create(keys / "tokens.key")),
            letterhead=Letterhead(
                base_url=self.settings.base_url,
                from_address=self.settings.mail.sender,
                from_name="Clausewatch",
                reply_to=operator.contact if "@" in operator.contact else None,
                bounce_domain=self.settings.mail.bounce_domain,
                operator=", ".join(part for part in (operator.name, operator.place) if part),
            ),
        )


def open_fetcher(settings: Settings) -> Fetcher:
    """The guarded HTTP client, telling servers who asks and where to complain."""
    from policy.addresses import Exceptions
    from watcher.fetch import Fetcher

    return Fetcher(identity(settings), Exceptions.of(*settings.watch.allow_networks))


def identity(settings: Settings) -> str:
    """What servers are told: who asks, and where to complain."""
    return f"Clausewatch/{version()} (+{settings.operator.contact or settings.base_url})"


Upgrade = Literal["sqlite", "never"]


@contextmanager
def open_world(options: Options, *, upgrade: Upgrade = "sqlite") -> Iterator[World]:
    """The installation the settings name.

    A new database is made, an older SQLite file is upgraded after a backup, any other that does not
    fit is refused. With `never` its schema is left alone and not looked at.
    """
    with open_installation(load(options=options), upgrade=upgrade) as world:
        yield world


@contextmanager
def open_installation(settings: Settings, *, upgrade: Upgrade = "sqlite") -> Iterator[World]:
    """The installation of these settings; as `open_world`."""
    from storage import schema
    from storage.database import Database

    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.database_url)
    try:
        if upgrade == "sqlite":
            schema.prepare(database, now(), say.talk)
            keep_time(database)
        yield World(settings, database)
    finally:
        database.close()


def handed_socket() -> socket.socket | None:
    """The listening socket that the service manager handed us (sd_listen_fds); None without one."""
    handed = os.environ.get("LISTEN_FDS") == "1" and os.environ.get("LISTEN_PID") == str(
        os.getpid()
    )
    return socket.socket(fileno=3) if handed else None


def environment() -> Mapping[str, str]:
    """The environment, for a command that starts another program."""
    return os.environ
