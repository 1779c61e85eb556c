"""A notice to 2,000 recipients is proved to strangers: the campaign's bundle and every recipient's,
each by the program that is enclosed; and of 2,000 single changed bits each is refused or provably
changes nothing that is claimed.

The setting `CERTIFICATES_OF` takes fewer recipients' bundles, evenly spread.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cli.demo_authority import TimestampAuthority
from cli.proving import notary_of
from cli.wiring import open_installation
from config.settings import load
from storage import verify_bundle
from storage.certificate import Certificates
from storage.mailboxes import mailbox
from tests.smtp_sink import SmtpSink
from tests.stories.installation import Installation
from tests.stories.test_certificate import Files, why_harmless, why_refused
from tests.stories.test_contract_notice import told_everybody

ROUNDS = 1
USERS = 2_000
FLIPS = 2_000
FLIPS_OF_ZIP = 500
AT_ONCE = 250
"""Bundles that one run of verify.py is given."""

LONGEST_S = 600
"""For one such run; it takes seconds on a quiet machine."""


def one_round(seed: int, folder: Path) -> None:
    """One notice, its certificates, and what an adversary may try."""
    shutil.rmtree(folder / "installation", ignore_errors=True)
    (folder / "installation").mkdir(parents=True)
    with SmtpSink() as sink, TimestampAuthority(folder / "installation/authority") as authority:
        installation = Installation(
            folder / "installation",
            {
                "MAIL__URL": sink.url, "MAIL__FROM": "notices@clausewatch.example",
                "WATCH__ALLOW_NETWORKS": "127.0.0.0/8",
                "LEDGER__AUTHORITIES": authority.url,
                "LEDGER__AUTHORITY_ROOTS": str(authority.roots), "LEDGER__STAMP_EVERY": "0",
            },
        )  # fmt: skip
        company, everybody = told_everybody(installation, sink, USERS)
        accepted = list(sink.received)
        company.bounces(accepted[0])
        installation.run("ledger", "sequence", "--everything", "--stamp")
        company.act("ben", "close", company.notice)
        company.bounces(accepted[-1])
        installation.run("ledger", "sequence", "--everything", "--stamp")
        whole = folder / "campaign.zip"
        whole.unlink(missing_ok=True)
        installation.run("certificate", company.notice, "-o", str(whole))
        step = max(1, USERS // int(os.environ.get("CERTIFICATES_OF", USERS)))
        begun = time.monotonic()
        own = _everybodys(installation, company.notice, everybody[::step], folder)
    print(f"{len(own)} recipients' bundles made in {time.monotonic() - begun:.0f} s", flush=True)
    begun = time.monotonic()
    _verify_elsewhere(folder, [whole.name])
    print(f"campaign of {USERS} verified: {whole.stat().st_size} bytes", flush=True)
    for first in range(0, len(own), AT_ONCE):
        _verify_elsewhere(folder, own[first : first + AT_ONCE])
    print(f"{len(own)} verified by verify.py in {time.monotonic() - begun:.0f} s", flush=True)
    _flip(seed, folder, own[-1])
    _flip_the_zip(seed, folder, own[-1])


def _everybodys(
    installation: Installation, notice: str, everybody: Sequence[str], folder: Path
) -> list[str]:
    """Make a bundle for each of these; the names of the files."""
    shutil.rmtree(folder / "own", ignore_errors=True)
    (folder / "own").mkdir()
    made = []
    with open_installation(load(environ=installation.environment)) as world:
        vault = world.office.vault
        for first in range(0, len(everybody), AT_ONCE):
            with world.database.transaction() as tx:
                certificates = Certificates(tx, notary_of(world), notice)
                for number, address in enumerate(everybody[first : first + AT_ONCE], first):
                    data = certificates.of(vault, mailbox(address))
                    (folder / f"own/{number}.zip").write_bytes(data)
                    made.append(f"own/{number}.zip")
    return made


def _verify_elsewhere(folder: Path, names: Sequence[str]) -> None:
    """Verify with the enclosed program, in a process that knows nothing of ours."""
    with zipfile.ZipFile(folder / names[0]) as archive:
        (folder / "verify.py").write_bytes(archive.read("verify.py"))
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", *names, "--json"], cwd=folder,
        capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"}, timeout=LONGEST_S,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()] if len(names) > 1 else []
    assert [one["bundle"] for one in said] == list(names) * (len(names) > 1)
    assert all(one["verified"] for one in said)


def _flip(seed: int, folder: Path, name_of_bundle: str) -> None:
    """Change single bits of a recipient's bundle, its list of hashes made anew each time."""
    chance = random.Random(seed)  # noqa: S311 - it only picks bits
    content = _content(folder / name_of_bundle)
    del content[verify_bundle.SUMS]
    accepted: Counter[str] = Counter()
    for _ in range(FLIPS):
        name = chance.choice(sorted(content))
        spoilt = _flipped(content[name], chance)
        if why_refused({**content, name: spoilt}, folder) is None:
            why = why_harmless(name, content, spoilt)
            assert why, f"{name}: a changed bit was not noticed"
            accepted[f"{name}: {why}"] += 1
    print(f"of {FLIPS} changed bits {FLIPS - accepted.total()} refused, the others:", flush=True)
    for line, count in sorted(accepted.items()):
        print(f"  {count:4} {line}", flush=True)


def _flip_the_zip(seed: int, folder: Path, name_of_bundle: str) -> None:
    """Change single bits of the zip as it lies there, as an accident does."""
    chance = random.Random(seed + 1)  # noqa: S311 - it only picks bits
    whole = (folder / name_of_bundle).read_bytes()
    content, harmless = _content(folder / name_of_bundle), 0
    for _ in range(FLIPS_OF_ZIP):
        (folder / "spoilt.zip").write_bytes(_flipped(whole, chance))
        try:
            found = verify_bundle.load(folder / "spoilt.zip")
        except verify_bundle.RefusedError:
            continue
        assert found == content, "another file came out of a damaged zip"
        harmless += 1
    print(
        f"of {FLIPS_OF_ZIP} changed bits of the zip {FLIPS_OF_ZIP - harmless} refused; after the "
        f"others ({harmless}: dates, attributes, what only other programs read) every file that "
        "comes out is the same",
        flush=True,
    )


def _content(file: Path) -> Files:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _flipped(data: bytes, chance: random.Random) -> bytes:
    spoilt, at = bytearray(data), chance.randrange(len(data) * 8)
    spoilt[at // 8] ^= 1 << at % 8
    return bytes(spoilt)
