"""What comes back: failures, complaints and replies, and what follows from them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from notifier import bounces, reports
from notifier.ways import MemoryMail
from storage.tables import BounceRow, DeliveryRow, SubscriptionRow, SuppressionRow
from tests.notifier.conftest import World, text

DSN = """From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not work.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} words

--b--
"""
ARF = """From: feedback@mx.example
To: {to}
Subject: Complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1

--b--
"""


@pytest.fixture
def bouncing(world: World) -> World:
    """Ada follows, and letters leave with an envelope address of ours."""
    head = replace(world.office.letterhead, bounce_domain="bounces.clausewatch.example")
    world.office = replace(world.office, letterhead=head)
    world.follow()
    return world


async def written(world: World, memory: MemoryMail, period: str = "vijf dagen") -> str:
    """The envelope address of a letter that was just sent."""
    world.see(text(period))
    world.announce()
    await world.deliver(memory)
    return memory.letters[-1].sender


def dsn(to: str, status: str, action: str = "failed") -> bytes:
    return DSN.format(to=to, status=status, action=action).replace("\n", "\r\n").encode()


def receive(world: World, raw: bytes) -> str:
    kind = bounces.receive(world.database, world.office, raw, world.now)
    bounces.judge(world.database, world.office, world.now)
    return kind


def state(world: World) -> tuple[str, list[str]]:
    with world.database.reading() as tx:
        sent = tx.exec(select(DeliveryRow.state).where(DeliveryRow.kind == "change")).first()
        return sent or "", list(tx.exec(select(SuppressionRow.reason)))


@pytest.mark.parametrize(
    ("status", "action", "kind"),
    [
        ("5.1.1", "failed", "hard"),
        ("5.1.10", "failed", "hard"),
        ("5.2.1", "failed", "hard"),
        ("5.2.2", "failed", "soft"),
        ("5.4.4", "failed", "soft"),
        ("4.4.7", "failed", "soft"),
        ("5.7.1", "failed", "ours"),
        ("5.7.26", "failed", "ours"),
        ("5.3.4", "failed", "ours"),
        ("4.4.1", "delayed", "delayed"),
        ("2.0.0", "relayed", "relayed"),
        ("2.0.0", "expanded", "relayed"),
        ("2.0.0", "delivered", "delivered"),
    ],
)
def test_a_report_means(status: str, action: str, kind: str) -> None:
    report = reports.read(dsn("x@example.org", status, action))

    assert (report.source, report.kind, report.enhanced) == ("dsn", kind, status)


def test_an_automatic_reply_is_no_bounce() -> None:
    raw = b"From: ada@example.org\r\nAuto-Submitted: auto-replied\r\n\r\nI am away."

    assert reports.read(raw).kind == "auto_reply"
    assert reports.read(b"From: ada@example.org\r\n\r\nThanks!").kind == "unknown"


@given(st.binary(max_size=2000))
def test_whatever_comes_is_read_without_a_fault(raw: bytes) -> None:
    assert reports.read(raw).source in ("dsn", "arf", "mail")


async def test_a_mailbox_that_is_gone_is_suppressed_and_shown(
    bouncing: World, memory: MemoryMail
) -> None:
    to = await written(bouncing, memory)

    assert receive(bouncing, dsn(to, "5.1.1")) == "hard"
    assert receive(bouncing, dsn(to, "5.1.1")) == "hard"

    assert state(bouncing) == ("bounced", ["hard_bounce"])
    with bouncing.database.reading() as tx:
        [kept] = tx.exec(select(BounceRow))
        assert b"ada@example.org" not in (kept.raw_sealed or b"")
    bouncing.see(text("tien dagen"))
    bouncing.announce()
    assert (await bouncing.deliver(memory)).sent == 0


async def test_what_we_did_wrong_is_not_held_against_the_person(
    bouncing: World, memory: MemoryMail
) -> None:
    to = await written(bouncing, memory)

    assert receive(bouncing, dsn(to, "5.7.1")) == "ours"

    assert state(bouncing) == ("bounced", [])


async def test_a_full_mailbox_is_given_five_days(bouncing: World, memory: MemoryMail) -> None:
    to = await written(bouncing, memory)
    for day in range(4):
        for hour in range(3):
            receive(bouncing, dsn(to, "5.2.2") + f"\r\n{day} {hour}".encode())
        bouncing.later(days=1)
    assert state(bouncing)[1] == []

    receive(bouncing, dsn(to, "5.2.2"))

    assert state(bouncing)[1] == ["soft_bounces"]


async def test_a_complaint_ends_everything(bouncing: World, memory: MemoryMail) -> None:
    to = await written(bouncing, memory)

    assert receive(bouncing, ARF.format(to=to).replace("\n", "\r\n").encode()) == "complaint"

    with bouncing.database.reading() as tx:
        assert tx.exec(select(SubscriptionRow)).one().ended_reason == "complained"
    assert state(bouncing)[1] == ["complaint"]


async def test_a_forged_or_old_address_counts_for_nothing(
    bouncing: World, memory: MemoryMail
) -> None:
    to = await written(bouncing, memory)
    forged = to.replace("@", "0@").replace("00@", "11@")[:-1] + "e"

    assert receive(bouncing, dsn(forged[:45] + "f" + forged[46:], "5.1.1")) == "not_ours"
    assert receive(bouncing, dsn("somebody@clausewatch.example", "5.1.1")) == "not_ours"
    bouncing.later(days=16)
    assert receive(bouncing, dsn(to, "5.1.1")) == "not_ours"
    assert state(bouncing) == ("sent", [])


async def test_a_mail_to_the_stop_address_stops(bouncing: World, memory: MemoryMail) -> None:
    await written(bouncing, memory)
    head = memory.letters[-1].data.decode().replace("\r\n ", "")
    address = head.split("<mailto:", 1)[1].split(">", 1)[0]

    assert receive(bouncing, f"From: x@example.org\r\nTo: {address}\r\n\r\n".encode()) == "stopped"

    with bouncing.database.reading() as tx:
        assert tx.exec(select(SubscriptionRow)).one().ended_reason == "mailto"
