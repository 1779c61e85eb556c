"""Time stamps of a real authority on loopback: taken, verified, logged, and refused where false."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cli.demo_authority import NoOpensslError, TimestampAuthority
from storage import ledger, logs, stamps, timestamps
from storage.database import Database
from storage.timestamps import ForeignTokenError, TokenError
from tests.conftest import missing
from tests.storage.ledger_world import LedgerWorld

STAMPED = b"clausewatch.example/log\n3\nAAAA\n"
EVERY = timedelta(minutes=10)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimestampAuthority]:
    """An authority that stamps."""
    try:
        with TimestampAuthority(tmp_path_factory.mktemp("authority")) as authority:
            yield authority
    except NoOpensslError as error:
        missing(str(error))


@pytest.fixture
def roots(authority: TimestampAuthority) -> list[x509.Certificate]:
    """Whom we believe."""
    return timestamps.roots_of(authority.roots.read_bytes())


@pytest.fixture
def world(database: Database, tmp_path: Path) -> LedgerWorld:
    """A log with a few entries."""
    world = LedgerWorld(database, tmp_path)
    world.many("version", 3)
    world.sequence()
    return world


def test_a_token_names_the_authoritys_time(
    authority: TimestampAuthority, roots: list[x509.Certificate]
) -> None:
    asked = timestamps.ask(STAMPED)

    answer = authority.stamp(asked.data)

    at = timestamps.verify(answer, STAMPED, roots, asked.nonce)
    assert at == timestamps.claimed_time(answer)
    assert at.tzinfo is UTC


def test_what_is_no_token_of_ours_is_refused_in_words(
    authority: TimestampAuthority, roots: list[x509.Certificate]
) -> None:
    asked = timestamps.ask(STAMPED)
    answer = authority.stamp(asked.data)

    with pytest.raises(ForeignTokenError, match="over other bytes"):
        timestamps.verify(answer, STAMPED + b"x", roots, asked.nonce)
    with pytest.raises(ForeignTokenError, match="another question"):
        timestamps.verify(answer, STAMPED, roots, 5)
    with pytest.raises(TokenError, match="no root certificate"):
        timestamps.verify(answer, STAMPED, [], asked.nonce)
    with pytest.raises(TokenError, match="does not hold"):
        timestamps.verify(answer[:-1] + bytes([answer[-1] ^ 1]), STAMPED, roots)
    with pytest.raises(TokenError, match="can take apart"):
        timestamps.verify(b"an error in words", STAMPED, roots)
    assert timestamps.claimed_time(b"an error in words") is None
    with pytest.raises(TokenError, match="refused to stamp"):
        timestamps.verify(authority.stamp(asked.data[:-4] + b"\x01\x01\xff\x05"), STAMPED, roots)


def test_the_token_of_an_authority_nobody_named_is_refused(
    authority: TimestampAuthority, tmp_path: Path
) -> None:
    other = TimestampAuthority(tmp_path / "other", "Maanwijzer")
    asked = timestamps.ask(STAMPED)

    with pytest.raises(TokenError, match="does not hold"):
        timestamps.verify(
            authority.stamp(asked.data), STAMPED, timestamps.roots_of(other.roots.read_bytes())
        )


def test_openssl_accepts_the_same_token(authority: TimestampAuthority, tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_bytes(STAMPED)
    (tmp_path / "token").write_bytes(authority.stamp(timestamps.ask(STAMPED).data))

    said = openssl(
        tmp_path, "ts", "-verify", "-data", "checkpoint", "-in", "token", "-CAfile",
        str(authority.roots),
    )  # fmt: skip

    assert "Verification: OK" in said


def test_a_certificate_that_expired_since_was_good_when_it_signed(
    authority: TimestampAuthority, tmp_path: Path
) -> None:
    """The token is of June 2024, its certificate ended in 2025."""
    answer, root = a_token_of_2024(authority, tmp_path)
    at = datetime(2024, 6, 1, 12, tzinfo=UTC)

    assert timestamps.verify(answer, STAMPED, [root]) == at

    (tmp_path / "checkpoint").write_bytes(STAMPED)
    (tmp_path / "token").write_bytes(answer)
    verify = ("ts", "-verify", "-data", "checkpoint", "-in", "token", "-CAfile", "root.pem")
    assert "Verification: FAILED" in openssl(tmp_path, *verify)
    moment = str(int(at.timestamp()))
    assert "Verification: OK" in openssl(tmp_path, *verify, "-attime", moment)


def test_a_certificate_that_was_over_when_it_signed_is_refused(
    authority: TimestampAuthority, tmp_path: Path
) -> None:
    answer, root = a_token_of_2024(authority, tmp_path, ended=datetime(2024, 5, 1, tzinfo=UTC))

    with pytest.raises(TokenError, match="does not hold"):
        timestamps.verify(answer, STAMPED, [root])


def test_a_stamp_is_asked_of_every_authority_and_logged_back(
    world: LedgerWorld, authority: TimestampAuthority, roots: list[x509.Certificate]
) -> None:
    urls = ("https://one.example/", "https://two.example/")
    frozen(world, urls)
    with world.database.reading() as tx:
        wanted = stamps.due(tx, world.now)
    assert [one.authority for one in wanted] == list(urls)

    for one in wanted:
        asked = timestamps.ask(one.frozen)
        answer = authority.stamp(asked.data)
        at = timestamps.verify(answer, one.frozen, roots, asked.nonce)
        with world.database.transaction() as tx:
            stamps.keep(tx, one, answer, at, world.now)
            stamps.keep(tx, one, answer, at, world.now)  # twice is once
    world.sequence()

    anchors = [leaf["body"] for leaf in world.leaves() if leaf["type"] == "anchor.recorded"]
    assert [one["by"] for one in anchors] == list(urls)
    assert {one["size"] for one in anchors} == {4}
    digest = hashlib.sha256(wanted[0].frozen).hexdigest()
    assert {one["checkpoint"] for one in anchors} == {f"sha256:{digest}"}
    with world.database.reading() as tx:
        stamps.serve(tx, world.files, 1, 4)
        assert stamps.due(tx, world.now + timedelta(days=9)) == []
        standing = ledger.standing(tx, world.files)
        after = ledger.checkpoint_before(tx, 1, 6)
    assert standing is not None
    assert (standing.stamped_size, standing.stamps_waiting) == (4, 0)
    assert after is not None
    assert after.size == 4
    served = world.files.public / "checkpoints"
    assert sorted(file.name for file in served.iterdir()) == ["4", "4.1.tsr", "4.2.tsr"]
    at = timestamps.verify((served / "4.2.tsr").read_bytes(), (served / "4").read_bytes(), roots)
    assert at.tzinfo is UTC


def test_an_authority_that_is_away_is_asked_again_and_again_but_not_for_ever(
    world: LedgerWorld,
) -> None:
    frozen(world, ("https://one.example/",))
    with world.database.reading() as tx:
        (wanted,) = stamps.due(tx, world.now)
    pauses = []
    for _ in range(stamps.GIVE_UP_AFTER):
        with world.database.transaction() as tx:
            stamps.fail(tx, wanted, "the authority answers 503", world.now)
            row = tx.get_one(stamps.StampRow, wanted.id)
            pauses.append(row.next_try_at - world.now if row.next_try_at else None)

    assert pauses[:5] == list(stamps.AGAIN_AFTER)
    assert pauses[-2:] == [timedelta(hours=6), None]
    with world.database.reading() as tx:
        (kept,) = stamps.of(tx, 1, 4)
    assert kept.trouble == "the authority answers 503"


def test_anchors_alone_call_for_no_further_stamp_until_a_day_is_over(world: LedgerWorld) -> None:
    frozen(world, ())
    world.happens("anchor", "clausewatch.example/log/4", size=4)
    world.sequence()
    world.later(minutes=30)

    assert due(world) is None

    world.happens("version")
    world.sequence()
    assert due(world) == 6
    world.later(minutes=-25)
    assert due(world) is None  # the last one was frozen less than ten minutes ago

    world.later(days=1)
    assert due(world) == 6


def due(world: LedgerWorld) -> int | None:
    """The size that would be frozen now."""
    with world.database.reading() as tx:
        row = stamps.due_to_freeze(tx, 1, EVERY, world.now)
    return row.size if row else None


def frozen(world: LedgerWorld, authorities: tuple[str, ...]) -> None:
    """Freeze the newest checkpoint for these authorities."""
    with world.database.transaction() as tx:
        row = logs.newest(tx, 1, signed=True)
        assert row is not None
        stamps.freeze(tx, row, [], authorities, world.now)


def openssl(folder: Path, *words: str) -> str:
    """What openssl says."""
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True)
    return done.stdout + done.stderr


def a_token_of_2024(
    authority: TimestampAuthority,
    folder: Path,
    ended: datetime = datetime(2025, 1, 1, tzinfo=UTC),
) -> tuple[bytes, x509.Certificate]:
    """A token whose time lies in 2024, signed under a certificate that ended then or later.

    The statement is taken out of a token of today, dated back, and signed anew.
    """
    begun = datetime(2023, 1, 1, tzinfo=UTC)
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = certificate("Oude wijzer root", root_key, "Oude wijzer root", root_key, begun, None)
    signer = certificate("Oude wijzer", key, "Oude wijzer root", root_key, begun, ended)
    (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    (folder / "signer.pem").write_bytes(signer.public_bytes(serialization.Encoding.PEM))
    (folder / "signer.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "today.tsr").write_bytes(authority.stamp(timestamps.ask(STAMPED).data))
    openssl(folder, "ts", "-reply", "-in", "today.tsr", "-token_out", "-out", "today.der")
    openssl(
        folder, "cms", "-verify", "-noverify", "-inform", "DER", "-in", "today.der", "-out", "said"
    )
    said = re.sub(rb"20\d{12}Z", b"20240601120000Z", (folder / "said").read_bytes())
    (folder / "said").write_bytes(said)
    openssl(
        folder, "cms", "-sign", "-binary", "-nodetach", "-in", "said", "-signer", "signer.pem",
        "-inkey", "signer.key", "-outform", "DER", "-out", "back.der", "-cades", "-md", "sha256",
        "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-nosmimecap",
    )  # fmt: skip
    openssl(folder, "ts", "-reply", "-in", "back.der", "-token_in", "-out", "back.tsr")
    return (folder / "back.tsr").read_bytes(), root


def certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    begun: datetime,
    ended: datetime | None,
) -> x509.Certificate:
    """A certificate; without an end it is a root of forty years."""
    is_root = ended is None
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(ended or begun + timedelta(days=14_610))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if is_root:
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    else:
        usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    return builder.add_extension(usage, critical=True).sign(issuer_key, hashes.SHA256())
