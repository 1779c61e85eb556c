"""Moving an installation from SQLite to PostgreSQL and back: seconds, memory, and whether the
proofs of both ways are equal.

    python -m benchmarks.moving [POLICIES VERSIONS]     # default 1000 20
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.archive import NOW, build
from benchmarks.fleet import postgres_database
from benchmarks.harness import machine
from storage import schema
from storage.database import Database
from tests import postgres_server
from tests.stories.installation import COMMAND

MIB = 2**20


def main() -> None:
    """Build, move there and back, and print."""
    policies, versions = [int(size) for size in sys.argv[1:]] or [1000, 20]
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as name, postgres_server.running() as server:
        folder = Path(name)
        first, again = folder / "first.db", folder / "again.db"
        database = Database(f"sqlite:///{first}")
        schema.prepare(database, NOW)
        began = time.perf_counter()
        build(database, policies, versions)
        database.close()
        took, size = time.perf_counter() - began, first.stat().st_size / MIB
        print(f"{policies * versions} versions built in {took:.0f} s, {size:.0f} MiB", flush=True)
        with postgres_database(server, "moved") as address:
            there = moved(folder, f"sqlite:///{first}", address)
            back = moved(folder, address, f"sqlite:///{again}")
        print(f"proofs of both ways equal: {there == back}; {len(there)} tables", flush=True)


def moved(folder: Path, source: str, target: str) -> dict[str, tuple[int, str]]:
    """Move everything by the command; rows and hash of every table."""
    began = time.perf_counter()
    command = [*COMMAND, "migrate", "--from", source, "--to", target, "--json"]
    program = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE)
    assert program.stdout is not None
    told = json.loads(program.stdout.read())
    _, status, used = os.wait4(program.pid, 0)
    program.returncode = os.waitstatus_to_exitcode(status)
    assert program.returncode == 0
    rows = sum(one["rows"] for one in told)
    print(
        f"{source.split(':')[0]} → {target.split(':')[0]}: {time.perf_counter() - began:.1f} s, "
        f"{used.ru_utime + used.ru_stime:.1f} s of processor, {used.ru_maxrss / 1024:.0f} MiB, "
        f"{rows} rows",
        flush=True,
    )
    return {one["table"]: (one["rows"], one["sha256"]) for one in told}


if __name__ == "__main__":
    main()
