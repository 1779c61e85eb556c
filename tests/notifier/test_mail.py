"""The way out, against real servers that fail at every step."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path
from typing import Any

import pytest

from notifier.mail import Relay
from notifier.receipts import Meaning, Receipt, meaning
from notifier.relays import RelayMail
from notifier.routes import MailUrlError, open_mail
from notifier.ways import FileMail, Letter, MemoryMail
from tests.notifier.faulty_smtp import FaultySmtp

LETTER = Letter(
    "01M9W4JKR02D8N489SGEFZKWRW",
    "notices@clausewatch.example",
    "ada@example.org",
    b"Subject: x\r\n\r\n.a dot\r\n..two dots\r\n" + b"words " * 200 + b"\r\n",
)
AFTER = {
    "queued": {Meaning.RELAY, Meaning.DEFERRED, Meaning.SOFT},
    "failed_permanent": {Meaning.HARD, Meaning.OURS},
    "failed_permanent_or_queued": {Meaning.SOFT, Meaning.HARD},
    "queued_or_unknown": {Meaning.RELAY, Meaning.UNKNOWN},
    "unknown": {Meaning.UNKNOWN},
    "unknown_or_sent": {Meaning.UNKNOWN, Meaning.ACCEPTED},
    "sent": {Meaning.ACCEPTED},
}
ELSEWHERE = {"kill", "timeline", "rate", "cert", "starttls_inject"}  # tested where they belong


async def yes() -> bool:
    return True


def relay(port: int, **more: Any) -> RelayMail:
    limits = {"connect_timeout_s": 0.5, "command_timeout_s": 0.5, "answer_timeout_s": 0.5}
    return RelayMail(Relay("127.0.0.1", port, starttls=False, **(limits | more)))


async def carried(script: dict[str, Any]) -> tuple[Receipt, FaultySmtp]:
    async with FaultySmtp(script) as server:
        user = {"user": "watch", "password": "not in the transcript"} if "AUTH" in script else {}
        mail = relay(server.port, **user)
        try:
            return await asyncio.wait_for(mail.send(LETTER, yes), 5), server
        finally:
            await mail.aclose()


async def test_every_fault_of_the_shared_scripts_ends_in_the_state_it_should(shared: Path) -> None:
    cases = json.loads((shared / "hostile" / "smtp_faults.json").read_text())["cases"]
    wrong = []
    for case in cases:
        script = case["script"]
        if ELSEWHERE & script.keys() or "connect" in script or isinstance(script.get("RCPT"), list):
            continue
        receipt, server = await carried(script)
        if meaning(receipt) not in AFTER[case["state_after"]]:
            wrong.append((case["id"], meaning(receipt), receipt.text))
        if len(server.kept) > case.get("copies_delivered_max", 1):
            wrong.append((case["id"], "copies", str(len(server.kept))))
        if "not in the transcript" in receipt.transcript:
            wrong.append((case["id"], "password", receipt.transcript))

    assert wrong == []


async def test_an_accepted_letter_arrives_as_it_was_and_leaves_a_transcript() -> None:
    receipt, server = await carried({})

    assert meaning(receipt) is Meaning.ACCEPTED
    assert receipt.enhanced == "2.0.0"
    assert str(server.kept[0].get_payload()).startswith(".a dot\r\n..two dots\r\n")
    assert "> RCPT TO:<ada@example.org>" in receipt.transcript
    assert "not encrypted" in receipt.transcript


async def test_one_refused_recipient_does_not_stop_the_next() -> None:
    async with FaultySmtp({"RCPT": ["550 5.1.1 no", "250 ok"]}) as server:
        mail = RelayMail(Relay("127.0.0.1", server.port, starttls=False), connections=1)
        first, second = await mail.send(LETTER, yes), await mail.send(LETTER, yes)
        await mail.aclose()

    assert [meaning(first), meaning(second)] == [Meaning.HARD, Meaning.ACCEPTED]
    assert sum(command.startswith("EHLO") for command in server.commands) == 1


async def test_what_is_no_longer_ours_is_not_sent() -> None:
    async def no() -> bool:
        return False

    async with FaultySmtp({}) as server:
        mail = relay(server.port)
        receipt = await mail.send(LETTER, no)
        await mail.aclose()

    assert receipt.given_back
    assert not server.kept
    assert "DATA" not in server.commands


async def test_a_relay_that_is_away_is_not_the_recipients_fault() -> None:
    receipt = await relay(1).send(LETTER, yes)

    assert receipt.stage == "connect"
    assert meaning(receipt) is Meaning.RELAY


async def test_a_connection_that_slept_is_replaced() -> None:
    async with FaultySmtp({}) as server:
        mail = relay(server.port)
        await mail.send(LETTER, yes)
        for writer in list(server._open):
            writer.transport.abort()
        receipt = await mail.send(LETTER, yes)
        await mail.aclose()

    assert meaning(receipt) is Meaning.ACCEPTED
    assert len(server.kept) == 2


async def test_without_encryption_nothing_is_said_to_a_server_elsewhere() -> None:
    async with FaultySmtp({}) as server:
        mail = RelayMail(Relay("127.0.0.1", server.port, starttls=True))
        receipt = await mail.send(LETTER, yes)

    assert meaning(receipt) is Meaning.RELAY
    assert not any(command.startswith("MAIL") for command in server.commands)


async def test_a_server_without_its_certificate_gets_nothing() -> None:
    async with FaultySmtp({}) as server:
        mail = RelayMail(
            Relay(
                "127.0.0.1", server.port, implicit_tls=True, starttls=False,
                tls=ssl.create_default_context(), connect_timeout_s=1,
            )
        )  # fmt: skip
        receipt = await mail.send(LETTER, yes)

    assert meaning(receipt) is Meaning.RELAY
    assert not server.kept


async def test_files_are_whole_and_a_repeat_replaces_itself(tmp_path: Path) -> None:
    mail = FileMail(tmp_path / "outbox")

    first, again = await mail.send(LETTER, yes), await mail.send(LETTER, yes)

    assert [meaning(first), meaning(again)] == [Meaning.ACCEPTED] * 2
    [file] = (tmp_path / "outbox").iterdir()
    assert file.read_bytes() == LETTER.data


async def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file, not a folder")

    receipt = await FileMail(tmp_path / "outbox").send(LETTER, yes)

    assert meaning(receipt) is Meaning.RELAY


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("smtp://127.0.0.1:2525", RelayMail),
        ("smtps://user@relay.example", RelayMail),
        ("file:///tmp/outbox", FileMail),
        ("memory:", MemoryMail),
    ],
)
def test_a_setting_names_the_way_out(url: str, kind: type) -> None:
    assert isinstance(open_mail(url), kind)


def test_another_scheme_is_refused_with_the_ways_there_are() -> None:
    with pytest.raises(MailUrlError, match="smtps://"):
        open_mail("imap://relay.example")


def test_a_password_does_not_show_itself() -> None:
    assert "secret" not in repr(Relay("relay.example", 25, password="secret"))
