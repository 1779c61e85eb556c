"""The ledger's rounds: sequence what waits, have witnesses and authorities vouch for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cli import wiring
from cli.version import version

if TYPE_CHECKING:
    from cryptography import x509
    from sqlmodel import Session

    from cli.wiring import World
    from storage.certificate_box import Notary
    from storage.log_files import LogFiles
    from storage.logs import Log
    from storage.sequencer import Installation, Sequenced
    from storage.signed_notes import Signature
    from storage.stamps import Wanted
    from storage.tables_logged import CheckpointRow
    from storage.witnesses import Stand, Witness
    from watcher.fetch import Fetcher

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WITNESSES_WITHIN_S = 10
"""How long a checkpoint waits for cosignatures before it is stamped without them."""

log = logging.getLogger("clausewatch.proving")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from somebody who vouches; a code of 0 where nothing did."""

    code: int
    body: bytes
    trouble: str = ""


Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[Answer]]


def files_of(world: World) -> LogFiles:
    """Where this installation's logs have their files."""
    from storage.log_files import LogFiles

    settings = world.settings
    return LogFiles(settings.keys_dir, settings.log_dir, settings.ledger.copy_to)


def installation_of(world: World) -> Installation:
    """What a log is opened with here."""
    from storage.sequencer import Installation

    return Installation(origin_of(world), f"Clausewatch {version()}")


def origin_of(world: World) -> str:
    """The name a new log gets: what the settings say, else one made of the public address.

    An installation that nobody outside reaches gets chance into its name: all of them have the
    same address.
    """
    if world.settings.ledger.origin:
        return world.settings.ledger.origin
    parts = urlsplit(world.settings.base_url)
    if parts.hostname in LOOPBACK:
        return f"{parts.netloc}/log/{wiring.new_id()}"
    return f"{parts.netloc}{parts.path}/log"


def refusal_of(world: World) -> str | None:
    """Why the ledger signs nothing now; None where it may, or is not begun."""
    from storage import logs
    from storage.errors import LedgerRefusesError

    files = files_of(world)
    try:
        with world.database.reading() as tx:
            current = logs.current(tx)
            if current is not None:
                logs.see_that_it_may_sign(tx, files, current)
                files.signer(current.no, current.origin, str(current.verifier))
    except LedgerRefusesError as error:
        return str(error)
    return None


def notary_of(world: World) -> Notary:
    """Who vouches here, for whoever makes a certificate."""
    from storage.certificate_box import Notary

    file = world.settings.ledger.authority_roots
    return Notary(
        roots=file.read_bytes() if file else b"",
        witnesses=tuple(one.partition(" ")[0] for one in world.settings.ledger.witnesses),
        now=wiring.now(),
    )


def sequence_now(world: World, *, everything: bool = False) -> Sequenced | None:
    """Take everything that is due into the log; None where another process is at it."""
    from storage import sequencer

    return sequencer.run_until_empty(
        world.database,
        files_of(world),
        installation_of(world),
        wiring.now(),
        everything=everything,
    )


async def vouch_now(world: World, *, at_once: bool = False) -> int:
    """Have others vouch for the newest checkpoint where it is time; how many tokens came.

    With `at_once` it is time.
    """
    settings = world.settings.ledger
    if not settings.authorities and not settings.witnesses:
        return 0
    async with wiring.open_fetcher(world.settings) as fetcher:
        post = _post(fetcher)
        await _freeze(world, post, timedelta(0) if at_once else settings.stamp_every)
        return await _stamp(world, post)


async def _freeze(world: World, post: Post, every: timedelta) -> None:
    """Collect cosignatures under the newest checkpoint, then fix its bytes for the stamps."""
    from storage import logs, stamps

    with world.database.reading() as tx:
        current = logs.current(tx)
        row = stamps.due_to_freeze(tx, current.no, every, wiring.now()) if current else None
    if current is None or row is None:
        return
    cosignatures = await _witnessed(world, post, current, row)
    with world.database.transaction() as tx:
        stamps.freeze(tx, row, cosignatures, world.settings.ledger.authorities, wiring.now())
    with world.database.reading() as tx:
        stamps.serve(tx, files_of(world), row.log_no, row.size)


async def _witnessed(world: World, post: Post, current: Log, row: CheckpointRow) -> list[Signature]:
    """What the witnesses signed in time, kept; each is asked beside the others."""
    from storage import stamps
    from storage.signed_notes import cosigned_at
    from storage.witnesses import Witness

    asked = [Witness.parse(written) for written in world.settings.ledger.witnesses]
    try:
        async with asyncio.timeout(WITNESSES_WITHIN_S):
            answers = await asyncio.gather(*(_ask(world, post, one, row) for one in asked))
    except TimeoutError:
        log.warning("witnesses of %s did not answer in time", current.origin)
        return []
    found = []
    for witness, cosignature in zip(asked, answers, strict=True):
        if cosignature is None:
            continue
        found.append(cosignature)
        seen_at, name = cosigned_at(cosignature), witness.key.name
        with world.database.transaction() as tx:
            stamps.keep_cosignature(tx, row, name, cosignature.line, seen_at, wiring.now())
    return found


async def _ask(world: World, post: Post, witness: Witness, row: CheckpointRow) -> Signature | None:
    """One witness's cosignature; where it knows us from another size, it is asked once more."""
    from storage import signed_notes, stamps, witnesses

    with world.database.reading() as tx:
        old = stamps.last_seen_by(tx, row.log_no, witness.key.name)
    for _ in range(2):
        with world.database.reading() as tx:
            question = witnesses.question(tx, row, old)
        answer = await post(f"{witness.url}/add-checkpoint", question, {})
        if answer.code == 200:
            try:
                text = signed_notes.parse(row.note or b"").text
                return witnesses.cosignature_of(witness, text, answer.body, wiring.now())
            except signed_notes.NoteError as error:
                log.warning("%s", error)
                return None
        said = answer.body.strip()
        if answer.code != 409 or not said.isdigit() or int(said) > row.size:
            break
        old = int(said)
    log.warning(
        "witness %s did not cosign %d leaves: %s %s",
        witness.key.name, row.size, answer.code or "", answer.trouble or answer.body[:200],
    )  # fmt: skip
    return None


async def _stamp(world: World, post: Post) -> int:
    """Ask for every stamp that is due; how many came."""
    from storage import stamps

    with world.database.reading() as tx:
        wanted = stamps.due(tx, wiring.now())
    roots = roots_of(world.settings.ledger.authority_roots) if wanted else []
    came = 0
    for one in wanted:
        came += await _stamped(world, post, one, roots)
    return came


async def _stamped(world: World, post: Post, wanted: Wanted, roots: list[x509.Certificate]) -> bool:
    from storage import stamps, timestamps

    asked = timestamps.ask(wanted.frozen)
    answer = await post(wanted.authority, asked.data, {"content-type": timestamps.ASK_TYPE})
    at, trouble = None, answer.trouble or f"the authority answers {answer.code}"
    token = answer.body if answer.code == 200 else None
    if token is not None:
        try:
            at = timestamps.verify(token, wanted.frozen, roots, asked.nonce)
        except timestamps.ForeignTokenError as error:
            trouble, token = str(error), None
        except timestamps.TokenError as error:
            trouble = str(error)
    with world.database.transaction() as tx:
        if at is not None and token is not None:
            stamps.keep(tx, wanted, token, at, wiring.now())
        else:
            stamps.fail(tx, wanted, trouble, wiring.now(), token)
    if at is None:
        log.warning("no time stamp from %s: %s", wanted.authority, trouble)
        return False
    with world.database.reading() as tx:
        stamps.serve(tx, files_of(world), wanted.log_no, wanted.size)
    return True


def roots_of(file: Path | None) -> list[x509.Certificate]:
    """The root certificates an operator believes."""
    from storage import timestamps

    return timestamps.roots_of(file.read_bytes()) if file else []


def check_tokens(tx: Session, world: World) -> list[str]:
    """What does not hold of the tokens that were taken, a sentence each."""
    from storage import stamps, timestamps

    roots = roots_of(world.settings.ledger.authority_roots)
    found = []
    for stamp, frozen in stamps.taken(tx):
        try:
            timestamps.verify(stamp.token or b"", frozen, roots)
        except timestamps.TokenError as error:
            found.append(f"the token of {stamp.authority} over {stamp.size} leaves: {error}")
    return found


def stand_of(world: World) -> Stand:
    """What we have as a witness of other logs: our key, and theirs."""
    from storage import keyfile
    from storage.signed_notes import COSIGNATURE, Signer, Verifier
    from storage.witnesses import Stand

    parts = urlsplit(world.settings.base_url)
    seed = keyfile.load_or_create(world.settings.keys_dir / "witness.key")
    known: dict[str, list[Verifier]] = {}
    for key in map(Verifier.parse, world.settings.ledger.witness_for):
        known.setdefault(key.name, []).append(key)
    return Stand(Signer(f"{parts.netloc}{parts.path}/witness", seed, COSIGNATURE), known)


def _post(fetcher: Fetcher) -> Post:
    """The guarded client's post, as those who vouch are asked."""

    async def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        from watcher.answers import Failure

        answer = await fetcher.post(url, body, headers)
        if isinstance(answer, Failure):
            return Answer(0, b"", f"{url}: {answer.detail or answer.reason}")
        return Answer(answer.status, answer.body or b"")

    return post
