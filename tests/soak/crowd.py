"""10,000 policies on one host beside 1,000 on 200 others, looked at by a fleet of two workers:
nobody starves, the crowd goes on meanwhile, and a backup made under that load is whole elsewhere.

The size shrinks with `CROWD` in the environment, for a trial.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg

from tests import postgres_server
from tests.contracts.fleet import open_fleet
from tests.contracts.town import open_town
from tests.stories.installation import Installation

ROUNDS = 1
SIZE = int(os.environ.get("CROWD", "10000"))
OTHERS, HOSTS = max(SIZE // 10, 20), max(SIZE // 50, 4)
ONE_DAY_S = 86_400
PATIENCE_S = 3600.0


def one_round(seed: int, folder: Path) -> None:
    """Everything once; the figures are printed."""
    home = folder / str(seed)
    (home / "copy").mkdir(parents=True)  # of the ledger, as if on another machine
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server.running())
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            for name in ("crowd", "elsewhere"):
                connection.execute(f"CREATE DATABASE {name}".encode())
        town = stack.enter_context(open_town())
        settings = {"LEDGER__COPY_TO": str(home / "copy")}
        fleet = stack.enter_context(open_fleet(home, f"{server}/crowd", **settings))
        town.answer_after_s = 0.02
        crowd = fleet.watch(town, hosts=1, each=SIZE, every_s=ONE_DAY_S)
        others = fleet.watch(town, hosts=HOSTS, each=OTHERS // HOSTS, first=2, every_s=ONE_DAY_S)
        for _ in range(2):
            fleet.worker()

        began = time.monotonic()
        half = len(others) // 2
        fleet.until(lambda: fleet.looked_at(others) >= half, "half of the others", PATIENCE_S)
        backed_up = fleet.installation.command(
            "backup", str(home / "now.backup"), "--keys", str(home / "now.keys")
        )
        fleet.until(
            lambda: fleet.looked_at(others) == len(others), "a look at every other", PATIENCE_S
        )
        took, seen = time.monotonic() - began, fleet.looked_at(crowd)
        fleet.stop()
        print(
            f"  {len(others)} policies on {HOSTS} hosts seen in {took:.0f} s beside {len(crowd)} "
            f"on one, {seen} of which were seen meanwhile; overlaps {town.overlaps()}",
            flush=True,
        )
        assert 0 < seen < len(crowd), "neither the crowd nor the others wait for all of the rest"
        assert town.overlaps() == 0
        assert backed_up.returncode == 0, backed_up.stderr
        _restored_elsewhere(home, f"{server}/elsewhere", half)


def _restored_elsewhere(home: Path, url: str, least: int) -> None:
    """The backup of the loaded fleet on an empty machine: verified, and good for looking."""
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    again = Installation(elsewhere, {"DATABASE_URL": url})
    words = [str(home / "now.backup"), "--keys", str(home / "now.keys")]
    done = again.command("restore", *words, "--ledger-copy", str(home / "copy"))
    assert done.returncode == 0, done.stderr
    held = again.command("ledger", "check")
    assert held.returncode == 0, (done.stderr, held.stdout, held.stderr)
    seen = [one for one in again.run("policies") if one["last_look_at"]]
    assert len(seen) >= least, f"{len(seen)} policies were seen before the backup"
