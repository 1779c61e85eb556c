"""One change told to many readers over a relay on loopback, every row and receipt written.

    python -m benchmarks.mailing [READERS …]        # default 20000; two numbers give a projection

The mail server is a program of its own. Beside ours stands bare aiosmtplib: the same bytes over as
many connections, with nothing kept.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.harness import machine
from notifier import announce, deliver
from notifier.office import Letterhead, Office
from notifier.relays import RelayMail
from notifier.routes import open_mail
from notifier.tokens import Tokens
from notifier.ways import Letter, MemoryMail
from policy.compare import compare
from policy.read import read
from storage import changes, policies, schema, versions
from storage.database import Database
from storage.mailboxes import mailbox
from storage.people import Vault
from storage.policies import Wanted, WantedSource
from storage.subscriptions import Wish, subscribe

NOW = datetime(2026, 12, 15, 6, tzinfo=UTC)
POLICY = "werfmeester-privacy-policy"
CONNECTIONS = 8
BARE = 2000  # letters sent without anything around them
PAGE = """# Privacybeleid van Werfmeester

1. Werfmeester verhuurt werfketen en bewaart daarvoor gegevens van zijn klanten.
2. Elke wijziging geldt {period} na de datum van aanpassing.
3. Gegevens van klanten blijven {years} bewaard. Schrijf naar privacy@werfmeester.example.
"""


def main() -> None:
    """Measure and print."""
    sizes = [int(size) for size in sys.argv[1:]] or [20_000]
    took = {}
    with mail_server() as port:
        for size in sizes:
            took[size] = asyncio.run(measured(size, port))
        rate = asyncio.run(bare(port))
    print(f"bare aiosmtplib, the same bytes, nothing kept: {rate:.0f} mails/s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the sending process: {peak:.0f} MiB")
    if len(sizes) > 1:
        first, last = sizes[0], sizes[-1]
        each = (took[last] - took[first]) / (last - first)
        whole = took[last] + each * (100_000 - last)
        print(f"100,000 readers, projected from {first} and {last}: {whole / 60:.1f} min")


async def measured(readers: int, port: int) -> float:
    """Announce one change to this many and send it; seconds of the sending."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'clausewatch.db'}")
        office = followed(database, readers)
        begun = time.perf_counter()
        announce.announce(database, office, NOW)
        planned, worked = time.perf_counter(), time.process_time()
        mail = open_mail(f"smtp://127.0.0.1:{port}", connections=CONNECTIONS)
        tally = await deliver.deliver(
            database, office, mail, clock=lambda: datetime.now(UTC).replace(year=2027),
            lease=timedelta(minutes=3), unknown_retry=timedelta(minutes=15), worker="bench",
        )  # fmt: skip
        ended, worked = time.perf_counter(), time.process_time() - worked
        await mail.aclose()
        database.close()
    assert tally.sent == readers, tally
    print(
        f"{readers} readers: planned in {planned - begun:.1f} s, sent in {ended - planned:.1f} s, "
        f"{readers / (ended - planned):.0f} mails/s, {1000 * worked / readers:.2f} ms of processor "
        f"time each   [{machine()}]"
    )
    return ended - planned


def followed(database: Database, readers: int) -> Office:
    """A policy that changed, and everybody who follows it."""
    schema.prepare(database, NOW)
    vault = Vault(b"m" * 32)
    texts = [
        read(PAGE.format(period=period, years=years).encode(), {"content-type": "text/markdown"})
        for period, years in (("acht dagen", "twee jaar"), ("vijf dagen", "drie jaar"))
    ]
    source = WantedSource("https://werfmeester.example/privacy")
    with database.transaction() as tx:
        policies.add(tx, Wanted(POLICY, "Werfmeester", "Privacy Policy", (source,)), NOW)
        for number, reading in enumerate(texts, start=1):
            text = versions.keep_text(tx, POLICY, reading, str(number), NOW)
            versions.record(
                tx, POLICY, number=number, kind="first" if number == 1 else "change", text_id=text,
                clause_ids=[str(place) for place in range(len(reading.clauses))],
                first_seen_at=NOW, confirmed_at=NOW,
            )  # fmt: skip
        changes.record(
            tx, POLICY, compare(*texts), kind="change", from_version=1, to_version=2,
            last_seen_old_at=NOW - timedelta(hours=12), first_seen_new_at=NOW, detected_at=NOW,
        )  # fmt: skip
        for number in range(readers):
            wish = Wish(mailbox(f"reader{number}@example.org"), "policy", POLICY, language="nl")
            subscribe(tx, vault, wish, NOW, "benchmark")
    letterhead = Letterhead("https://clausewatch.example", "notices@clausewatch.example")
    return Office(letterhead, vault, Tokens(b"t" * 32))


async def bare(port: int) -> float:
    """Letters a second that aiosmtplib hands over by itself."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'clausewatch.db'}")
        office = followed(database, 1)
        announce.announce(database, office, NOW)
        memory = MemoryMail()
        await deliver.deliver(
            database, office, memory, clock=lambda: NOW, lease=timedelta(minutes=3),
            unknown_retry=timedelta(minutes=15), worker="bench",
        )  # fmt: skip
        database.close()
    mail = open_mail(f"smtp://127.0.0.1:{port}", connections=CONNECTIONS)
    assert isinstance(mail, RelayMail)
    begun = time.perf_counter()
    await asyncio.gather(*(_sent(mail, memory.letters[0]) for _ in range(BARE)))
    rate = BARE / (time.perf_counter() - begun)
    await mail.aclose()
    return rate


async def _sent(mail: RelayMail, letter: Letter) -> None:
    async def yes() -> bool:
        return True

    await mail.send(letter, yes)


@contextmanager
def mail_server() -> Iterator[int]:
    """A mail server on loopback that takes everything, in its own process."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    yield int(ours.recv())
    server.terminate()
    server.join()


def serve(pipe: Connection) -> None:
    """Take mail until ended."""

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink ESMTP\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 2.0.0 Ok: queued\r\n")
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 2.1.0 ok\r\n")
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(client, "127.0.0.1", 0, limit=2**22)
        pipe.send(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    asyncio.run(run())


if __name__ == "__main__":
    main()
