"""Straight to the recipients' servers: a resolver that is handed in, real servers on loopback."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from notifier.direct import DirectMail
from notifier.exchangers import Exchanger, LookupFailedError, NoSuchNameError, NoWay, find
from notifier.receipts import Meaning, meaning
from notifier.ways import Letter
from tests.notifier.conftest import World, text
from tests.notifier.faulty_smtp import FaultySmtp
from tests.notifier.test_deliver import states
from tests.notifier.test_mail import yes
from tests.smtp_sink import SmtpSink

LETTER = Letter("01M9", "b@clausewatch.example", "ada@example.org", b"Subject: x\r\n\r\nHi\r\n")


@dataclass
class Names:
    """A resolver that knows what it is told; what it is not told does not exist."""

    exchangers: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    hosts: dict[str, list[str]] = field(default_factory=dict)
    away: bool = False

    async def mx(self, domain: str) -> list[tuple[int, str]]:
        if self.away:
            raise LookupFailedError("timeout")
        if domain not in self.exchangers and domain not in self.hosts:
            raise NoSuchNameError(domain)
        return self.exchangers.get(domain, [])

    async def addresses(self, host: str) -> list[str]:
        if host not in self.hosts and host not in self.exchangers:
            raise NoSuchNameError(host)
        return self.hosts.get(host, [])


def direct(names: Names, port: int) -> DirectMail:
    return DirectMail(
        names, lambda address: address.startswith("127."), hello="watch.example", port=port,
        connect_timeout_s=2,
    )  # fmt: skip


async def test_exchangers_come_by_preference_and_equal_ones_mixed() -> None:
    hosts = {f"mx{n}.example": [f"127.0.0.{n}"] for n in range(1, 5)}
    names = Names({"example.org": [(20, "mx4.example."), (10, "mx1.example."),
                                   (10, "mx2.example."), (5, "mx3.example.")]}, hosts)  # fmt: skip

    orders = set()
    for key in range(20):
        found = await find(names, "example.org", str(key))
        assert isinstance(found, list)
        orders.add(tuple(one.name for one in found))

    assert {order[0] for order in orders} == {"mx3.example"}
    assert {order[3] for order in orders} == {"mx4.example"}
    assert {order[1] for order in orders} == {"mx1.example", "mx2.example"}


@pytest.mark.parametrize(
    ("names", "code", "status"),
    [
        (Names({"example.org": [(0, ".")]}), 556, "5.1.10"),
        (Names(), 550, "5.1.2"),
        (Names(away=True), 451, "4.4.3"),
        (Names({"example.org": []}), 550, "5.1.2"),
        (Names({"example.org": [(10, "gone.example.")]}), 451, "4.4.4"),
    ],
)
async def test_a_domain_without_a_server_is_told_apart(
    names: Names, code: int, status: str
) -> None:
    found = await find(names, "example.org", "key")

    assert isinstance(found, NoWay)
    assert (found.code, found.text.split()[0]) == (code, status)


async def test_without_exchangers_the_domain_itself_is_asked() -> None:
    names = Names(hosts={"example.org": ["2001:db8::1", "127.0.0.1"]})

    assert await find(names, "example.org", "key") == [
        Exchanger("example.org", ("2001:db8::1", "127.0.0.1"))
    ]


async def test_the_recipients_server_takes_the_letter_as_e2() -> None:
    with SmtpSink() as sink:
        names = Names({"example.org": [(10, "mx.example.")]}, {"mx.example": ["127.0.0.1"]})
        mail = direct(names, sink.port)
        receipt = await mail.send(LETTER, yes)
        await mail.aclose()

    assert (mail.grade, meaning(receipt)) == ("E2", Meaning.ACCEPTED)
    assert receipt.relay == f"mx.example[127.0.0.1]:{sink.port}"
    assert "not encrypted" in receipt.transcript


async def test_the_next_exchanger_is_asked_where_one_is_away() -> None:
    with SmtpSink(host="127.0.0.2") as sink:
        names = Names(
            {"example.org": [(10, "away.example."), (20, "mx.example.")]},
            {"away.example": ["127.0.0.9", "127.0.0.8"], "mx.example": ["127.0.0.2"]},
        )
        mail = direct(names, sink.port)
        receipt = await mail.send(LETTER, yes)
        await mail.aclose()

    assert receipt.relay.startswith("mx.example[127.0.0.2]")
    assert len(sink.received) == 1


async def test_a_refusal_is_final_and_no_other_exchanger_is_asked() -> None:
    async with FaultySmtp({"RCPT": "550 5.1.1 no such user"}, "127.0.0.2") as server:
        names = Names(
            {"example.org": [(10, "a.example."), (20, "b.example.")]},
            {"a.example": ["127.0.0.2"], "b.example": ["127.0.0.3"]},
        )
        mail = direct(names, server.port)
        receipt = await mail.send(LETTER, yes)
        await mail.aclose()

    assert meaning(receipt) is Meaning.HARD


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({"greeting": "421 busy"}, Meaning.DEFERRED),
        ({"greeting": "554 5.7.1 blocked"}, Meaning.OURS),
        ({"MAIL": "550 5.7.1 SPF fails"}, Meaning.OURS),
        ({"MAIL": "550 5.1.8 sender's domain does not exist"}, Meaning.OURS),
        ({"RCPT": "450 greylisted"}, Meaning.DEFERRED),
        ({"DATA": "354", "then": "close"}, Meaning.UNKNOWN),
    ],
)
async def test_one_domains_trouble_is_that_letters_alone(
    script: dict[str, str], expected: Meaning
) -> None:
    async with FaultySmtp(script) as server:
        names = Names({"example.org": [(10, "mx.example.")]}, {"mx.example": ["127.0.0.1"]})
        mail = direct(names, server.port)
        receipt = await mail.send(LETTER, yes)
        await mail.aclose()

    assert meaning(receipt) is expected
    assert not receipt.speaks_of_relay
    assert mail.room() is None


async def test_nobody_leads_us_to_an_address_inside() -> None:
    with SmtpSink() as sink:
        names = Names({"example.org": [(10, "mx.example.")]}, {"mx.example": ["10.0.0.7"]})
        receipt = await direct(names, sink.port).send(LETTER, yes)

    assert meaning(receipt) is Meaning.DEFERRED
    assert not sink.received


async def test_encryption_is_taken_where_offered_and_the_certificate_is_noted(
    certificate: Path,
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with SmtpSink(tls=context) as sink:
        names = Names({"example.org": [(10, "mx.example.")]}, {"mx.example": ["127.0.0.1"]})
        mail = direct(names, sink.port)
        receipt = await mail.send(LETTER, yes)
        await mail.aclose()

    assert meaning(receipt) is Meaning.ACCEPTED
    assert "TLSv1.3" in receipt.transcript
    assert "certificate sha256" in receipt.transcript
    assert "not verified" in receipt.transcript


async def test_a_handshake_that_fails_is_left_out_and_said() -> None:
    async with FaultySmtp({"EHLO_lines": ["STARTTLS"], "STARTTLS": "220 go on"}) as server:
        names = Names({"example.org": [(10, "mx.example.")]}, {"mx.example": ["127.0.0.1"]})
        mail = direct(names, server.port)
        receipt = await mail.send(LETTER, yes)
        await mail.aclose()

    assert meaning(receipt) is Meaning.ACCEPTED
    assert "not encrypted (STARTTLS failed" in receipt.transcript


async def test_an_outbox_goes_out_directly_domain_by_domain(world: World) -> None:
    for address in ("ada@here.example", "ben@nowhere.example", "cy@later.example"):
        world.follow(address)
    world.see(text("vijf dagen"))
    world.announce()
    with SmtpSink() as sink:
        names = Names(
            {"here.example": [(10, "mx.example.")], "later.example": [(10, "gone.example.")],
             "nowhere.example": [(0, ".")]},
            {"mx.example": ["127.0.0.1"]},
        )  # fmt: skip
        mail = direct(names, sink.port)
        tally = await world.deliver(mail)
        await mail.aclose()

    assert (tally.sent, tally.failed, tally.deferred) == (1, 1, 1)
    assert states(world) == ["sent", "failed", "pending"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody vouches for, with its key, in one file."""
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(self_signed("127.0.0.1"))
    return file


def self_signed(address: str) -> bytes:
    """Return a key and a certificate for one address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mx.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), False
        )
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + made.public_bytes(serialization.Encoding.PEM)
