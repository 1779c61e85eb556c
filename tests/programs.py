"""Programs that a test starts and that must not outlive it.

Each runs in a session of its own, so that it can be killed with whatever it started; and where the
test run itself is killed, the kernel ends the program too.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

from tests.conftest import missing

PATIENCE_S = 240.0
"""For what a slow machine, on which every line is traced, should have done by then."""

ENDS_S = 60.0


def start(
    command: Sequence[str | Path],
    said: IO[bytes],
    environment: Mapping[str, str],
    folder: Path,
) -> subprocess.Popen[bytes]:
    """Start a program whose standard error goes to `said`."""
    leash = shutil.which("setpriv")
    bound = [leash, "--pdeathsig", "KILL", "--"] if leash else []
    return subprocess.Popen(
        [*bound, *command],
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stderr=said,
        start_new_session=True,
    )


def kill(program: subprocess.Popen[bytes]) -> None:
    """As a power cut would: the program and all that it started."""
    if program.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
    program.wait(ENDS_S)


def stop(programs: Iterable[subprocess.Popen[bytes]]) -> list[int | None]:
    """SIGTERM to all; the code each ended with, None for one that had to be killed."""
    asked = list(programs)
    for program in asked:
        program.send_signal(signal.SIGTERM)
    end = time.monotonic() + ENDS_S
    codes: list[int | None] = []
    for program in asked:
        try:
            codes.append(program.wait(max(end - time.monotonic(), 0.1)))
        except subprocess.TimeoutExpired:
            codes.append(None)
    for program in asked:
        kill(program)
    return codes


def found(name: str, package: str) -> str:
    """Where a program of Debian is; in CI a missing one is a failure."""
    place = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if place is None:
        missing(f"{name} is missing: install the package {package}.")
    assert place is not None
    return place
