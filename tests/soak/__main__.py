"""The long tests: `make soak`, or `python -m tests.soak reading --rounds 500 --seed 7`.

A soak runs in rounds. Every round draws from its own seed (printed when it fails), so one round
can be repeated alone; how far each soak came stands in `.soak/`, and the next run goes on there.
"""

from __future__ import annotations

import argparse
import importlib
import json
import secrets
import sys
import time
import traceback
from pathlib import Path

# One line a soak: a module of this folder with ROUNDS and `one_round(seed, folder)`.
SOAKS = {
    "reading": "damaged and mutated pages through read and compare: never an error, never a lie",
    "looks": "a look is killed at a named point; nothing is lost or doubled, looking goes on",
    "streets": "200 policies on 10 hosts, several workers: one request at a time, never too soon",
    "outbox": "two workers are killed while they tell hundreds; everybody is told once",
    "ledger": "the sequencer is killed at a named point; no fork, nothing acknowledged is lost",
    "years": "a year with outages, walls and flip-flops: all real changes told, nothing else",
    "notices": "a company tells 2,000 users over a moody mail server; the report adds up",
    "certificates": "2,000 recipients' certificates verified, 2,000 changed bits refused",
    "crowd": "10,000 policies on one host beside 1,000 on others; and a backup under that load",
    "kills": "serve is killed at random moments; the same mails arrive in the end, none twice",
}
STATE = Path(__file__).resolve().parents[2] / ".soak"


def main() -> int:
    """Run the named soaks, or all of them; 1 when a round failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(SOAKS)}; default: all")
    parser.add_argument("--rounds", type=int, help="default: the soak's own number")
    parser.add_argument("--seed", type=int, help="repeat from this seed instead of going on")
    parser.add_argument("--list", action="store_true", help="what there is, and how far it came")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(SOAKS):
        parser.error(f"no soak {', '.join(sorted(unknown))}; there are {', '.join(SOAKS)}")
    if asked.list:
        for name, what in SOAKS.items():
            print(f"{name:<10} {load(name)['done']:>7} rounds so far   {what}")
        return 0
    return max(run(name, asked.rounds, asked.seed) for name in asked.names or SOAKS)


def run(name: str, rounds: int | None, seed: int | None) -> int:
    """Run the rounds of one soak, keeping count; stop at the first that fails."""
    soak = importlib.import_module(f"tests.soak.{name}")
    came = load(name) if seed is None else {"seed": seed, "done": 0}
    folder = STATE / name
    folder.mkdir(parents=True, exist_ok=True)
    begin, count = time.monotonic(), rounds or soak.ROUNDS
    print(f"{name}: seed {came['seed']}, from round {came['done']}, {count} rounds", flush=True)
    for _ in range(count):
        this = came["seed"] + came["done"]
        try:
            soak.one_round(this, folder)
        except Exception:  # noqa: BLE001 - the round and its seed are told, whatever it was
            traceback.print_exc()
            print(f"{name}: failed; repeat it: make soak ARGS='{name} --rounds 1 --seed {this}'")
            return 1
        came["done"] += 1
        if seed is None:
            keep(name, came)
    print(f"{name}: {count} rounds passed in {time.monotonic() - begin:.0f} s", flush=True)
    return 0


def load(name: str) -> dict[str, int]:
    """Return the first seed of a soak and the rounds done since."""
    file = STATE / f"{name}.json"
    if file.exists():
        kept: dict[str, int] = json.loads(file.read_text())
        return kept
    return {"seed": secrets.randbelow(1_000_000) * 1000, "done": 0}


def keep(name: str, came: dict[str, int]) -> None:
    """Write down how far a soak came; whole or not at all."""
    STATE.mkdir(exist_ok=True)
    new = STATE / f"{name}.json.new"
    new.write_text(json.dumps(came))
    new.replace(STATE / f"{name}.json")


if __name__ == "__main__":
    sys.exit(main())
