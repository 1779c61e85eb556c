"""A notice to 2,000 recipients is proved to strangers: the campaign's bundle and every recipient's,
and 2,000 single changed bits are refused or change only what is for reading.

The setting `CERTIFICATES_OF` takes fewer recipients' bundles, evenly spread.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import zipfile
from collections import Counter
from pathlib import Path

from cli.demo_authority import TimestampAuthority
from cli.proving import notary_of
from cli.wiring import open_installation
from config.settings import load
from storage import certificate, verify_bundle
from storage.mailboxes import mailbox
from tests.smtp_sink import SmtpSink
from tests.stories.installation import Installation
from tests.stories.test_certificate import is_harmless, refuses
from tests.stories.test_contract_notice import told_everybody

ROUNDS = 1
USERS = 2_000
FLIPS = 2_000


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
    found = verify_bundle.verify(verify_bundle.Bundle(verify_bundle.load(whole)))
    print({one.id: one.state for one in found}, f"{whole.stat().st_size} bytes", flush=True)
    step = max(1, USERS // int(os.environ.get("CERTIFICATES_OF", USERS)))
    own = _everybodys(installation, company.notice, everybody[::step], folder)
    print(f"{own} recipients' bundles verified", flush=True)
    _flip(seed, folder)


def _everybodys(installation: Installation, notice: str, everybody: list[str], folder: Path) -> int:
    """Make and verify a bundle for each of these; how many."""
    settings = load(environ=installation.environment)
    file = folder / "own.zip"
    with open_installation(settings) as world:
        for address in everybody:
            with world.database.transaction() as tx:
                data = certificate.recipient_bundle(
                    tx, world.office.vault, notary_of(world), notice, mailbox(address)
                )
            file.write_bytes(data)
            verify_bundle.verify(verify_bundle.Bundle(verify_bundle.load(file)))
    return len(everybody)


def _flip(seed: int, folder: Path) -> None:
    """Change single bits of a recipient's bundle, its list of hashes made anew each time."""
    chance = random.Random(seed)  # noqa: S311 - it only picks bits
    with zipfile.ZipFile(folder / "own.zip") as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    del content[verify_bundle.SUMS]
    accepted: Counter[str] = Counter()
    for _ in range(FLIPS):
        name = chance.choice(sorted(content))
        data, at = bytearray(content[name]), chance.randrange(len(content[name]) * 8)
        data[at // 8] ^= 1 << at % 8
        if refuses({**content, name: bytes(data)}, folder) is None:
            accepted[name] += 1
            assert is_harmless(name, content[name], bytes(data)), name
    print(f"{FLIPS - accepted.total()} refused, accepted: {json.dumps(accepted)}", flush=True)
