"""An invented company with its terms, its books and its accounts, driven through commands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from tests.smtp_sink import Received
from tests.stories.installation import Installation

TERMS = """# Algemene voorwaarden van Torenkraan

## Over deze voorwaarden

1. Torenkraan verhuurt kranen aan aannemers en levert ze op de werf.
2. Torenkraan mag deze voorwaarden wijzigen. Wij informeren u per e-mail ten minste acht dagen
   voordat een wijziging van kracht wordt. Gaat u niet akkoord, dan mag u de overeenkomst
   beëindigen voor de wijziging ingaat.

## Betaling

3. U betaalt binnen {days} dagen na de factuur.
4. Bij laattijdige betaling is een rente van 8 procent verschuldigd.
"""
LANGUAGES = ("nl", "fr", "de", "en")
SECRET = "a lighthouse keeps 9 cats"
DAYS_AHEAD = 25


def day(ahead: int) -> str:
    """A day so many from now; commands live by the clock."""
    return (datetime.now(UTC) + timedelta(days=ahead)).date().isoformat()


@dataclass
class Company:
    """Torenkraan: Ada drafts and sends, Ben approves, Cy looks."""

    installation: Installation
    notice: str = ""
    names: tuple[tuple[str, str], ...] = (
        ("ada", "approver"),
        ("ben", "approver"),
        ("cy", "viewer"),
    )

    def __post_init__(self) -> None:
        """Write the two texts and make the accounts."""
        self.file("old.md", TERMS.format(days=30))
        self.file("new.md", TERMS.format(days=14))
        self.file("secret", SECRET + "\n")
        for name, role in self.names:
            words = ("user", "add", name, "--role", role, "--password-file", "secret")
            self.installation.run(*words)

    def file(self, name: str, text: str) -> Path:
        """Write one file of the company."""
        path = self.installation.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def users(self, count: int) -> list[str]:
        """Write a list of so many users; every fifth contract has two addresses."""
        rows = [
            f"user{n}@klant{n % 7}.example;{LANGUAGES[n % 4]};Gebruiker {n};K-{n - (n % 5 == 1)}"
            for n in range(count)
        ]
        self.file("users.csv", "\n".join(["address;language;name;party", *rows, ""]))
        return [row.split(";")[0] for row in rows]

    def draft(
        self, *more: str, ahead: int = DAYS_AHEAD, ok: tuple[int, ...] = (0,), by: str = "ada"
    ) -> Any:
        """Draft a notice of the new terms."""
        made = self.act(
            by, "draft", "new.md", "--old", "old.md", "--service", "Torenkraan",
            "--type", "Terms of Service", "--effective", day(ahead), *more, ok=ok,
        )  # fmt: skip
        self.notice = made["notice"]
        return made

    def act(self, by: str, *words: str, ok: tuple[int, ...] = (0,)) -> Any:
        """Do something about a notice in a name; return its JSON."""
        done = self.try_(by, *words, "--json")
        assert done.returncode in ok, f"{words}: {done.returncode}: {done.stderr}"
        return json.loads(done.stdout)

    def try_(self, by: str, *words: str) -> CompletedProcess[str]:
        """Do something about a notice in a name, whatever comes of it."""
        return self.installation.command("notice", *words, "--by", by, "--password-file", "secret")

    def report(self) -> Any:
        """The report of the notice."""
        return self.installation.run("notice", "report", self.notice)

    def unreached(self) -> list[list[str]]:
        """Whom mail did not reach, line by line."""
        self.installation.command(
            "notice", "report", self.notice, "--other-channel", "unreached.csv"
        )
        text = (self.installation.folder / "unreached.csv").read_text(encoding="utf-8-sig")
        return [line.split(",") for line in text.splitlines()[1:]]

    def bounces(self, mail: Received) -> None:
        """A letter that was accepted comes back after all."""
        report = self.file(
            "bounce.eml",
            f"To: {mail.sender}\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
            "--b\nContent-Type: text/plain\n\nNo such user.\n"
            "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
            f"Final-Recipient: rfc822; {mail.recipient}\nAction: failed\nStatus: 5.1.1\n\n--b--\n",
        )
        done = self.installation.command("bounce", str(report))
        assert "The mailbox is not there" in done.stdout, done.stdout + done.stderr
        self.installation.run("deliver", ok=(0, 4))  # judges what came back
