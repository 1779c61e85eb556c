"""Clausewatch in the harness that measures watchers against each other; it is loaded by path, not
imported.

    python ../shared/peerbench/peers.py clausewatch --pages 1000 --mode lazy \\
        --plugin benchmarks/peerbench_clausewatch.py

A round is `check --all --confirm`: a change is told when it was seen twice, so the figures hold the
second look too. Without `--mode lazy` the pages are
declared with the selector `main`.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
COMMAND = str(PROJECT / ".venv" / "bin" / "clausewatch")


def clausewatch(bench: Any) -> None:
    """Declare every page, then run the rounds."""
    import measure  # the harness's own, beside the program that loads us

    data = bench.dir / "data"
    settings = {
        "CLAUSEWATCH_DATA_DIR": str(data),
        "CLAUSEWATCH_MAIL__URL": "file://" + str(bench.dir / "outbox"),
        "CLAUSEWATCH_WATCH__ALLOW_NETWORKS": '["127.0.0.0/8"]',
        "CLAUSEWATCH_WATCH__CONFIRM_AFTER": "0",
        "CLAUSEWATCH_WATCH__MIN_DELAY": "0",
    }
    select = "" if bench.args.mode == "lazy" else 'select = ["main"]\n'
    declared = ['service = "Street"\n']
    for number, url in enumerate(bench.urls()):
        name = f"page-{number}"
        declared.append(
            f'[[policy]]\ntype = "Privacy Policy"\nid = "{name}"\nurl = "{url}"\n{select}'
        )
    file = bench.dir / "street.toml"
    file.write_text("\n".join(declared))
    subprocess.run(
        [COMMAND, "import", str(file), "--json"],
        env=os.environ | settings,
        check=True,
        stdout=subprocess.DEVNULL,
    )

    def check(*what: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        log = bench.dir / "check.log"
        answers = bench.dir / "answers.json"
        command = ["sh", "-c", f'exec "$0" check "$@" --json > {answers}', COMMAND, *what]
        result = measure.run(command, bench.dir, log, env=settings, limit=bench.args.limit)
        rows: list[dict[str, Any]] = json.loads(answers.read_text())
        return result, rows

    def once(_: int) -> tuple[dict[str, Any], set[int], dict[str, Any]]:
        result, rows = check("--all", "--confirm")
        changed = {int(row["policy"][5:]) for row in rows if row["outcome"] == "changed"}
        counted: dict[str, int] = {}
        for row in rows:
            name = row["outcome"] + (f" {row['reason']}" if row["reason"] else "")
            counted[name] = counted.get(name, 0) + 1
        return result, changed, {"outcomes": counted}

    bench.rounds(once, data)
