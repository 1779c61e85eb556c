"""What every way out for mail promises, and the two that need no server: a folder and memory."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from notifier.receipts import Receipt

Begin = Callable[[], Awaitable[bool]]
"""Asked just before the bytes leave: True if the letter is still ours to send."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to leave: envelope and bytes, lines ended by CR LF."""

    id: str
    sender: str
    recipient: str
    data: bytes

    @property
    def domain(self) -> str:
        """Where it goes, without for whom."""
        return self.recipient.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class Standing:
    """How one mail server stands to us, as an operator wants to know it."""

    name: str
    breaker: str  # closed, open, half_open
    failures: int  # in a row
    per_minute: float | None  # how fast it is used at present; None: as fast as it takes mail
    says: str  # its last words when it failed


class Mail(Protocol):
    """A way out. `send` answers with a receipt and never raises for what a server does."""

    @property
    def grade(self) -> str:
        """What an acceptance is worth as evidence: E0 kept by ourselves, E1 taken by a relay, E2
        taken by the recipient's own server.
        """
        ...

    @property
    def width(self) -> int:
        """How many letters can be on their way at the same time."""
        ...

    def room(self) -> int | None:
        """How many letters may leave now; 0 while the way out rests, None where nothing limits."""
        ...

    def standing(self) -> Sequence[Standing]:
        """The mail servers behind it."""
        ...

    async def send(self, letter: Letter, begin: Begin) -> Receipt:
        """Hand one letter over."""
        ...

    async def aclose(self) -> None:
        """Say goodbye to whoever is connected."""
        ...


class FileMail:
    """Letters as `.eml` files, named by the delivery: a repeat replaces itself."""

    grade = "E0"
    width = 4

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def room(self) -> int | None:
        """A folder takes everything."""
        return None

    def standing(self) -> Sequence[Standing]:
        """No server is behind it."""
        return ()

    async def send(self, letter: Letter, begin: Begin) -> Receipt:
        """Write the letter whole, or not at all."""
        if not await begin():
            return Receipt("recipient", str(self.folder), given_back=True)
        path = self.folder / f"{letter.id}.eml"
        try:
            await asyncio.to_thread(_write, path, letter.data)
        except OSError as error:
            return Receipt("connect", str(self.folder), None, f"{path}: {error.strerror}")
        return Receipt("body", str(self.folder), 250, f"kept as {path.name}")

    def forget(self, address: str) -> int:
        """Delete every letter to this address; how many."""
        gone = 0
        for path in self.folder.glob("*.eml"):
            to = BytesHeaderParser(policy=SMTP).parsebytes(path.read_bytes())["To"]
            if to and any(one.addr_spec.lower() == address.lower() for one in to.addresses):
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    async def aclose(self) -> None:
        """Nothing is open."""


@dataclass
class MemoryMail:
    """Letters in a list: for tests and trials."""

    letters: list[Letter] = field(default_factory=list)
    grade = "E0"
    width: int = 4

    def room(self) -> int | None:
        """Memory takes everything."""
        return None

    def standing(self) -> Sequence[Standing]:
        """No server is behind it."""
        return ()

    async def send(self, letter: Letter, begin: Begin) -> Receipt:
        """Keep the letter."""
        if not await begin():
            return Receipt("recipient", "memory", given_back=True)
        self.letters.append(letter)
        return Receipt("body", "memory", 250, f"kept as number {len(self.letters)}")

    async def aclose(self) -> None:
        """Nothing is open."""


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
