"""The ledger from the command line: sequenced, stamped by a real authority, cosigned by another
installation, and honest about what nobody vouches for.
"""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.demo_authority import NoOpensslError, TimestampAuthority
from config.settings import load
from storage import signed_notes
from storage.checkpoint import Proof, open_checkpoint
from storage.signed_notes import Verifier
from tests.cli.conftest import Desk
from tests.conftest import missing
from tests.listening import listening

PAGE = """# Privacybeleid van Werfkeet

1. Werfkeet verhuurt keten en bewaart daarvoor gegevens van zijn klanten.
2. Gegevens van klanten blijven drie jaar bewaard. Schrijf naar privacy@werfkeet.example.
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimestampAuthority]:
    """An authority that stamps."""
    try:
        with TimestampAuthority(tmp_path_factory.mktemp("authority")) as authority:
            yield authority
    except NoOpensslError as error:
        missing(str(error))


@pytest.fixture
def kept(installation: Desk) -> Desk:
    """An installation in which something happened."""
    installation.run(
        "user", "add", "ada", "--role", "viewer", "--password-file", password(installation)
    )
    return installation


def password(installation: Desk) -> str:
    """A file with a password."""
    file = installation.folder / "password"
    file.write_text("a long and quiet sentence\n")
    return str(file)


def test_a_new_ledger_says_that_nobody_vouches_for_it(kept: Desk) -> None:
    before = kept.command("ledger", "status")
    after = kept.command("ledger", "sequence")

    assert "There is no log yet; 1 entry waits." in before.stdout
    assert "leaves     2, signed at" in after.stdout
    assert "not stamped: no authority is set" in after.stdout
    assert "not witnessed" in after.stdout
    assert kept.run("ledger", "check") == {"size": 2, "found": []}


def test_what_happened_is_proved_to_whoever_has_the_key(kept: Desk) -> None:
    told = kept.run("ledger", "sequence")

    (form,) = kept.run("ledger", "prove", "account", "1")

    log = Verifier.parse(told["key"])
    proof = Proof.parse(form["proof"])
    assert proof.verify(form["leaf"].encode(), log).size == told["size"] == 2
    assert form["opening"]["opens"]["body"]["role"] == "viewer"
    nothing = kept.command("ledger", "prove", "version", "werfkeet/1")
    assert nothing.returncode == 2
    assert "Nothing of kind version happened to werfkeet/1" in nothing.stderr


def test_an_authority_stamps_and_the_token_holds_for_openssl(
    kept: Desk, authority: TimestampAuthority
) -> None:
    kept.set("WATCH__ALLOW_NETWORKS", "127.0.0.0/8")
    kept.set("LEDGER__AUTHORITIES", authority.url)
    kept.set("LEDGER__AUTHORITY_ROOTS", str(authority.roots))

    told = kept.run("ledger", "sequence", "--stamp")

    assert told["stamped"]["size"] == 2
    assert told["size"] == 3  # the anchor is in the log as well
    assert told["trouble"] is None
    checkpoints = kept.folder / "log" / "checkpoints"
    said = subprocess.run(
        ["openssl", "ts", "-verify", "-data", "2", "-in", "2.1.tsr", "-CAfile", authority.roots],
        cwd=checkpoints, capture_output=True, text=True,
    )  # fmt: skip
    assert "Verification: OK" in said.stdout + said.stderr
    assert "stamped    2 leaves at" in kept.command("ledger", "status").stdout
    assert kept.run("ledger", "check")["found"] == []


def test_a_stamp_that_does_not_come_is_said_and_wanted_on(
    kept: Desk, authority: TimestampAuthority
) -> None:
    kept.set("WATCH__ALLOW_NETWORKS", "127.0.0.0/8")
    kept.set("LEDGER__AUTHORITIES", authority.url)
    kept.set("LEDGER__AUTHORITY_ROOTS", str(authority.roots))
    honest = authority.answer
    try:
        authority.answer = lambda _: b""
        away = kept.run("ledger", "sequence", "--stamp")
    finally:
        authority.answer = honest

    assert away["stamped"] is None
    assert away["stamps_waiting"] == 1
    assert "answers 503" in away["trouble"]
    doctor = kept.command("doctor").stdout
    assert "a time stamp is late" in doctor


def test_the_token_of_another_checkpoint_is_refused(
    kept: Desk, authority: TimestampAuthority
) -> None:
    kept.set("WATCH__ALLOW_NETWORKS", "127.0.0.0/8")
    kept.set("LEDGER__AUTHORITIES", authority.url)
    kept.set("LEDGER__AUTHORITY_ROOTS", str(authority.roots))
    kept.run("ledger", "sequence", "--stamp")
    first, second = (kept.folder / "log" / "checkpoints" / name for name in ("2.1.tsr", "2"))
    token = first.read_bytes()
    honest = authority.answer
    try:
        authority.answer = lambda _: token
        kept.run("user", "add", "ben", "--role", "viewer", "--password-file", password(kept))
        told = kept.run("ledger", "sequence", "--stamp")
    finally:
        authority.answer = honest

    assert second.exists()
    assert told["stamped"]["size"] == 2  # only the first
    assert "over other bytes" in told["trouble"]


def test_the_doctor_says_what_nobody_vouches_for(kept: Desk) -> None:
    kept.run("ledger", "sequence")

    said = kept.command("doctor").stdout

    assert "warn  ledger: not stamped" in said
    assert "warn  ledger: not witnessed" in said


def test_a_lost_mark_is_refused_until_the_operator_adopts(kept: Desk) -> None:
    kept.run("ledger", "sequence")
    (kept.folder / "keys" / "log-1.mark").unlink()
    (kept.folder / "log" / "checkpoint").unlink()

    refused = kept.command("ledger", "sequence")
    status = kept.command("ledger", "status")
    doctor = kept.command("doctor")
    adopted = kept.command("ledger", "adopt")

    assert refused.returncode == 6
    assert "ledger adopt" in refused.stderr
    assert "REFUSES" in status.stdout
    assert "fail  ledger" in doctor.stdout
    assert adopted.returncode == 0
    assert "The mark stands at 2 leaves" in adopted.stdout
    assert kept.command("ledger", "sequence").returncode == 0
    again = kept.command("ledger", "adopt")
    assert again.returncode == 6
    assert "known outside the database" in again.stderr


def test_a_log_that_cannot_go_on_is_followed_by_another_that_names_it(kept: Desk) -> None:
    old = kept.run("ledger", "sequence")
    last = (kept.folder / "log" / "checkpoint").read_bytes()

    said = kept.command("ledger", "reopen")
    told = kept.run("ledger", "status")

    assert said.returncode == 0
    assert told["origin"] == f"{old['origin']}/2"
    assert told["key"] != old["key"]
    assert told["size"] == 1
    new = (kept.folder / "log" / "2" / "checkpoint").read_bytes()
    open_checkpoint(new, Verifier.parse(told["key"]))
    opened = (kept.folder / "log" / "2" / "tile" / "entries" / "000.p" / "1").read_bytes()
    assert hashlib.sha256(last).hexdigest().encode() in opened
    assert (kept.folder / "log" / "checkpoint").read_bytes() == last
    assert kept.run("ledger", "check")["found"] == []


# --- two installations cosign each other -----------------------------------------------------


@contextmanager
def served(folder: Path, log_key: str, origin: str) -> Iterator[tuple[str, str]]:
    """Another installation that witnesses that log: its address, and its key as a witness."""
    from cli import proving, wiring
    from cli.serving import free_socket, server_config

    listener = free_socket("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = load(
        {
            "CLAUSEWATCH_DATA_DIR": str(folder),
            "CLAUSEWATCH_BASE_URL": address,
            "CLAUSEWATCH_LEDGER__WITNESS_FOR": log_key,
        },
        folder=folder,
    )
    with wiring.open_installation(settings) as world:
        key = str(proving.stand_of(world).signer.verifier)
        with listening(server_config(world), listener):
            yield address, key


def test_two_installations_cosign_each_other(kept: Desk, tmp_path: Path) -> None:
    told = kept.run("ledger", "sequence")
    other = tmp_path / "other"
    other.mkdir()
    kept.set("WATCH__ALLOW_NETWORKS", "127.0.0.0/8")

    with served(other, told["key"], told["origin"]) as (address, key):
        kept.set("LEDGER__WITNESSES", f"{key} {address}/witness")
        first = kept.run("ledger", "sequence", "--stamp")
        kept.run("user", "add", "ben", "--role", "viewer", "--password-file", password(kept))
        second = kept.run("ledger", "sequence", "--stamp")

    name = Verifier.parse(key).name
    assert first["witnesses"] == {name: 2}
    assert second["witnesses"] == {name: 4}
    frozen = (kept.folder / "log" / "checkpoints" / "4").read_bytes()
    note = signed_notes.parse(frozen)
    assert signed_notes.signed_by(note, [Verifier.parse(told["key"]), Verifier.parse(key)])
    assert len(note.signatures) == 2
    assert "witnessed  4 leaves by" in kept.command("ledger", "status").stdout


async def test_a_refusal_is_said_once_and_stops_nothing_else(
    kept: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    from cli import duties, wiring

    kept.run("ledger", "sequence")
    (kept.folder / "keys" / "log-1.mark").write_bytes(b"altered")

    with wiring.open_world({}) as world:
        async with duties.Hands(world) as hands:
            for _ in range(3):
                await duties.sequence(hands)
            await duties.keep_house(hands)

    said = [record.message for record in caplog.records if "signs nothing" in record.message]
    assert len(said) == 1
