"""Runs the benchmarks by name: `make bench`, or `python -m benchmarks compare read --json`."""

from __future__ import annotations

import argparse
import importlib
import importlib.util

# One line a benchmark: a module of this folder whose `tables()` yields harness tables.
BENCHMARKS = ["read", "compare", "promises"]


def main() -> None:
    """Run the named benchmarks, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="default: all")
    parser.add_argument("--json", action="store_true", help="one JSON object a table")
    wanted = parser.parse_args()
    for name in wanted.names or BENCHMARKS:
        if importlib.util.find_spec(f"benchmarks.{name}") is None:
            print(f"{name}: not written yet")
            continue
        for table in importlib.import_module(f"benchmarks.{name}").tables():
            print(table.as_json() if wanted.json else f"{table}\n", flush=True)


if __name__ == "__main__":
    main()
