"""The family of a program we started: what it weighs, and its end.

A browser is a dozen processes in groups of their own, so ending the first is not enough. Where
there is no /proc only the first is known.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections import defaultdict
from pathlib import Path

PROC = Path("/proc")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def of(pid: int | None, mark: str | None = None) -> list[int]:
    """A process, all that descend from it, and those whose command line names `mark`, which stay
    behind when their parent dies. With no process, those only.
    """
    children: dict[int, list[int]] = defaultdict(list)
    marked: list[int] = []
    for folder in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            fields = stat.rpartition(")")[2].split()
            if fields[0] == "Z":
                continue
            own = int(folder.name)
            children[int(fields[1])].append(own)
            if mark is not None and mark.encode() in (folder / "cmdline").read_bytes():
                marked.append(own)
    found: dict[int, None] = {}
    waiting = marked if pid is None else [pid, *marked]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += children[one]
    return list(found)


def weight(pids: list[int]) -> int:
    """Bytes of memory that they hold and share with no file."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = (PROC / str(pid) / "statm").read_text(encoding="ascii").split()
            total += (int(fields[1]) - int(fields[2])) * PAGE_BYTES
    return total


def end(pid: int | None, mark: str | None = None) -> None:
    """Kill a process and its whole family, also those that are born meanwhile."""
    for _ in range(5):
        family = [one for one in of(pid, mark) if one != os.getpid()]
        for one in family:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(one, signal.SIGKILL)
        if len(family) <= 1:
            return
