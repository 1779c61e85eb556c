"""The certificates of a notice to 20,000: how long they take to make and to verify, and the memory.

    python -m benchmarks.certificates [RECIPIENTS] [FOLDER]

A company of ours tells everybody over a relay on loopback and closes the notice; the ledger is
stamped on the way. Every step that is measured is a program of its own, so its peak memory is its
own. With FOLDER the company is kept there, and the next run measures it again.

Beside it stands what a prototype took for the private tree alone (records, commitments and tree of
20,000; no proofs, no texts, no claims): 1.6 s, 9.0 MB of records, and 0.1 s to work its root out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness import machine
from benchmarks.mailing import mail_server
from cli.demo_authority import TimestampAuthority
from tests.stories.company import Company
from tests.stories.installation import COMMAND, Installation

RECIPIENTS = 20_000
ALONE = 5
"""Recipients whose own certificates are made and verified one by one."""


@dataclass(frozen=True)
class Took:
    """What one program took."""

    seconds: float
    processor_s: float
    peak_mib: float

    def __str__(self) -> str:
        return (
            f"{self.seconds:6.2f} s ({self.processor_s:5.2f} s of processor), "
            f"{self.peak_mib:4.0f} MiB at most"
        )


def main() -> None:
    """Measure and print."""
    recipients = int(sys.argv[1]) if len(sys.argv) > 1 else RECIPIENTS
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else temporary).absolute()
        kept = folder / "notice.json"
        if not kept.exists():
            begun = time.perf_counter()
            kept.write_text(json.dumps(told(folder, recipients)))
            print(f"a notice to {recipients:,}, told, closed and stamped: {_since(begun)}\n")
        known = json.loads(kept.read_text())
        print(f"certificates of a notice to {known['recipients']:,}   [{machine()}]")
        measure(folder, known)


def measure(folder: Path, known: dict[str, str]) -> None:
    """The whole notice, then some of its recipients."""
    installation = Installation(folder, known["settings"])  # type: ignore[arg-type]  # as kept
    out = folder / "out"
    out.mkdir(exist_ok=True)
    whole = certified(installation, known["notice"], out / "whole.zip")
    print(f"  the whole notice, made       {whole}   {_size(out / 'whole.zip')}")
    print(f"  the whole notice, verified   {verified(out, 'whole.zip')}")
    step = max(1, len(known["everybody"]) // ALONE)
    for number, address in enumerate(known["everybody"][::step][:ALONE]):
        file = out / f"{number}.zip"
        own = certified(installation, known["notice"], file, "--recipient", address)
        print(f"  one recipient, made          {own}   {_size(file)}")
        print(f"  one recipient, verified      {verified(out, file.name)}")


def certified(installation: Installation, notice: str, file: Path, *words: str) -> Took:
    """Have a certificate made by the command."""
    file.unlink(missing_ok=True)
    words = ("certificate", notice, *words, "-o", str(file))
    return run([*COMMAND, *words], installation.folder, installation.environment)


def verified(folder: Path, name: str) -> Took:
    """Verify with the program that is enclosed, and nothing of ours around it."""
    with zipfile.ZipFile(folder / name) as archive:
        (folder / "verify.py").write_bytes(archive.read("verify.py"))
    return run([sys.executable, "-I", "verify.py", name], folder, {"PATH": "/usr/bin:/bin"})


def run(command: Sequence[str], folder: Path, environment: dict[str, str]) -> Took:
    """Run one program to its end and see what it took of this machine.

    It is started by a small one: a child counts the memory of whoever forked it as its own.
    """
    started = [sys.executable, "-I", "-S", "-c", STARTER, *command]
    done = subprocess.run(
        started, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    seconds, processor_s, peak_kib = map(float, done.stdout.split())
    return Took(seconds, processor_s, peak_kib / 1024)


STARTER = """
import os, sys, time
begun = time.perf_counter()
child = os.fork()
if not child:
    os.dup2(2, 1)
    os.execvp(sys.argv[1], sys.argv[1:])
_, state, used = os.wait4(child, 0)
print(time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(state))
"""


def told(folder: Path, recipients: int) -> dict[str, object]:
    """A notice from draft to closing."""
    folder.mkdir(parents=True, exist_ok=True)
    with mail_server() as port, TimestampAuthority(folder / "authority") as authority:
        settings = {
            "MAIL__URL": f"smtp://127.0.0.1:{port}", "MAIL__FROM": "notices@clausewatch.example",
            "WATCH__ALLOW_NETWORKS": "127.0.0.0/8",
            "LEDGER__AUTHORITIES": authority.url,
            "LEDGER__AUTHORITY_ROOTS": str(authority.roots), "LEDGER__STAMP_EVERY": "0",
            "NOTICE__CLOSE_AFTER": "0",
        }  # fmt: skip
        installation = Installation(folder, settings)
        installation.run("ledger", "sequence", "--stamp")
        company = Company(installation)
        everybody = company.users(recipients)
        company.draft()
        for who, what, *words in (
            ("ada", "audience", "users.csv"), ("ben", "approve"), ("ada", "send"),
        ):  # fmt: skip
            begun = time.perf_counter()
            company.act(who, what, company.notice, *words)
            print(f"  {what}: {_since(begun)}", flush=True)
        begun = time.perf_counter()
        installation.run("deliver")
        print(f"  letters: {_since(begun)}", flush=True)
        installation.run("ledger", "sequence", "--everything", "--stamp")
        begun = time.perf_counter()
        company.act("ben", "close", company.notice)
        print(f"  closing: {_since(begun)}", flush=True)
        installation.run("ledger", "sequence", "--everything", "--stamp")
    return {
        "recipients": recipients, "notice": company.notice, "everybody": everybody,
        "settings": settings,
    }  # fmt: skip


def _since(begun: float) -> str:
    return f"{time.perf_counter() - begun:.1f} s"


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.2f} MB"


if __name__ == "__main__":
    main()
