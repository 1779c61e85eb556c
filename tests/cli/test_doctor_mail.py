"""What the doctor finds about mail: names in the DNS, servers, letters that wait."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from cli.doctor import Finding
from cli.doctor_mail import examine, records
from config.settings import Settings, load
from notifier.exchangers import LookupFailedError, NoSuchNameError
from tests.notifier.faulty_smtp import FaultySmtp
from tests.smtp_sink import SmtpSink

T = TypeVar("T")


@dataclass
class Names:
    """A DNS that holds what it is told."""

    txt: dict[str, list[str]] = field(default_factory=dict)
    exchangers: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    hosts: dict[str, list[str]] = field(default_factory=dict)
    away: bool = False

    async def texts(self, name: str) -> Sequence[str]:
        return self._look(self.txt, name)

    async def mx(self, domain: str) -> Sequence[tuple[int, str]]:
        return self._look(self.exchangers, domain)

    async def addresses(self, host: str) -> Sequence[str]:
        return self._look(self.hosts, host)

    def _look(self, known: dict[str, list[T]], name: str) -> list[T]:
        if self.away:
            raise LookupFailedError(name)
        if name not in known:
            raise NoSuchNameError(name)
        return known[name]


def settings(folder: Path, **mail: str) -> Settings:
    given = {("mail", name): value for name, value in mail.items()}
    given.setdefault(("mail", "from"), "notices@watch.test")
    return load(environ={}, folder=folder, options=given)


def grades(findings: list[Finding]) -> dict[str, str]:
    return {one.what: one.grade for one in findings}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A key that signs mail, in a file, and its public half as the DNS holds it."""
    private = rsa.generate_private_key(65537, 2048)
    file = tmp_path_factory.mktemp("dkim") / "dkim.pem"
    file.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return file, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


async def test_a_domain_that_is_set_up_is_found_so(tmp_path: Path, key: tuple[Path, str]) -> None:
    asked = settings(
        tmp_path, url="direct://out.watch.test", dkim_key=str(key[0]), dkim_selector="s1",
        bounce_domain="bounces.watch.test",
    )  # fmt: skip
    names = Names(
        {"watch.test": ["v=spf1 -all", "something else"], "_dmarc.watch.test": ["v=DMARC1; p=none"],
         "s1._domainkey.watch.test": [key[1]]},
        {"bounces.watch.test": [(10, "out.watch.test.")]},
        {"out.watch.test": ["192.0.2.1"]},
    )  # fmt: skip

    assert set(grades(await records(names, asked)).values()) == {"ok"}


async def test_what_is_missing_or_wrong_is_said_with_the_name(
    tmp_path: Path, key: tuple[Path, str]
) -> None:
    asked = settings(
        tmp_path, url="direct://out.watch.test", dkim_key=str(key[0]), dkim_selector="s1",
        bounce_domain="bounces.watch.test",
    )  # fmt: skip
    names = Names(
        {
            "watch.test": ["v=spf1 -all", "v=spf1 +all"],
            "s1._domainkey.watch.test": ["v=DKIM1; p=AA"],
        }
    )

    found = await records(names, asked)

    assert [(one.what, one.grade) for one in found] == [
        ("SPF", "fail"), ("DMARC", "warn"), ("DKIM", "fail"), ("bounces", "fail"), ("mail", "fail"),
    ]  # fmt: skip
    assert "s1._domainkey.watch.test" in found[2].says


async def test_a_silent_dns_is_a_doubt_and_no_failure(
    tmp_path: Path, key: tuple[Path, str]
) -> None:
    asked = settings(
        tmp_path, url="smtp://127.0.0.1:1", dkim_key=str(key[0]), bounce_domain="b.watch.test"
    )

    assert set(grades(await records(Names(away=True), asked)).values()) == {"warn"}


def test_a_server_that_lets_us_in_is_told_from_one_that_does_not(tmp_path: Path) -> None:
    with SmtpSink() as sink:
        [found] = [one for one in examine(settings(tmp_path, url=sink.url)) if one.what == "mail"]

    assert found.grade == "ok"


async def test_a_wrong_password_is_found_before_a_letter_is_lost(tmp_path: Path) -> None:
    async with FaultySmtp({"AUTH": "535 5.7.8 bad credentials"}) as server:
        asked = settings(
            tmp_path, url=f"smtp://watch@127.0.0.1:{server.port}", password="not the one"
        )
        found = await asyncio.to_thread(examine, asked)

    [mail] = [one for one in found if one.what == "mail"]
    assert mail.grade == "fail"
    assert "535" in mail.says
    assert "not the one" not in mail.says


def test_without_a_bounce_domain_the_doctor_says_what_is_lost(tmp_path: Path) -> None:
    found = examine(settings(tmp_path, url="smtp://127.0.0.1:1"))

    assert grades(found)["bounces"] == "warn"
