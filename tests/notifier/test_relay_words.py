"""A relay's own log and a provider's posts: matched with our letters, kept sealed, grade raised."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from notifier import bounces, provider_words, relay_words
from notifier.mail import Relay
from notifier.relay_log import Reader
from notifier.relays import RelayMail
from storage.tables import AttemptRow, BounceRow, DeliveryRow, SuppressionRow
from tests.notifier.conftest import NOW, World, text
from tests.smtp_sink import SmtpSink

AT = "Dec 15 07:00:01 mail postfix"
SENT = (
    "{at}/smtp[411]: {id}: to=<ada@example.org>, relay={host}[{ip}]:25, delay=1.1, "
    "delays=0/0/0.6/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9ZZ1)"
)
BOUNCED = (
    "{at}/smtp[411]: {id}: to=<ada@example.org>, relay=mx.example.org[93.184.215.14]:25, delay=1, "
    "dsn={status}, status=bounced (host mx.example.org said: 550 {status} no)"
)


def cleanup(queue_id: str, message_id: str) -> str:
    return f"{AT}/cleanup[400]: {queue_id}: message-id={message_id}"


def sent(queue_id: str, host: str = "mx.example.org", ip: str = "93.184.215.14") -> str:
    return SENT.format(at=AT, id=queue_id, host=host, ip=ip)


@pytest.fixture
async def on_its_way(world: World, smtp_sink: SmtpSink) -> DeliveryRow:
    """Ada's letter, taken by the relay under the queue id 4Zx9QkABC1z2d."""
    head = replace(world.office.letterhead, bounce_domain="bounces.clausewatch.example")
    world.office = replace(world.office, letterhead=head)
    world.follow()
    world.see(text("vijf dagen"))
    world.announce()
    smtp_sink.answer = "250 2.0.0 Ok: queued as 4Zx9QkABC1z2d"
    mail = RelayMail(Relay("127.0.0.1", smtp_sink.port, starttls=False))
    await world.deliver(mail)
    await mail.aclose()
    return delivery(world)


def delivery(world: World) -> DeliveryRow:
    with world.database.reading() as tx:
        return tx.exec(select(DeliveryRow).where(DeliveryRow.kind == "change")).one()


def read(world: World, *lines: str) -> relay_words.Taken:
    taken = relay_words.read_log(world.database, world.office, Reader(), lines, world.now)
    bounces.judge(world.database, world.office, world.now)
    return taken


async def test_a_queue_id_is_kept_with_the_attempt(world: World, on_its_way: DeliveryRow) -> None:
    with world.database.reading() as tx:
        assert tx.exec(select(AttemptRow.queue_id)).all() == ["4Zx9QkABC1z2d"]


async def test_a_hand_over_by_the_relay_is_grade_e2r(world: World, on_its_way: DeliveryRow) -> None:
    assert on_its_way.grade == "E1"

    taken = read(world, cleanup("4Zx9QkABC1z2d", on_its_way.message_id), sent("4Zx9QkABC1z2d"))

    assert (taken.matched, taken.others) == (1, 0)
    assert (delivery(world).state, delivery(world).grade) == ("sent", "E2r")
    with world.database.reading() as tx:
        [row] = tx.exec(select(BounceRow)).all()
    assert (row.source, row.kind, row.host) == (
        "log",
        "handed_over",
        "mx.example.org[93.184.215.14]",
    )
    assert b"ada@" not in (row.raw_sealed or b"")
    again = read(world, sent("4Zx9QkABC1z2d"))
    assert (again.matched, again.known) == (0, 1)


@pytest.mark.parametrize(
    "lines",
    [
        [sent("4Zx9QkABC1z2d")],  # by the queue id of our own receipt
        [f"{AT}/qmgr[1]: AAAAAAA: from=<{{sender}}>, size=900, nrcpt=1 (queue active)",
         sent("AAAAAAA")],
        [cleanup("AAAAAAA", "{message_id}"), sent("AAAAAAA", "127.0.0.1", "127.0.0.1"),
         cleanup("BBBBBBB", "{message_id}"), sent("BBBBBBB")],  # through a filter and back
        [cleanup("AAAAAAA", "{message_id}").replace("Dec 15 07:00:01", "2026-12-15T07:00:01+01:00"),
         sent("AAAAAAA")],
    ],
)  # fmt: skip
async def test_a_letter_is_found_by_any_of_its_names(
    world: World, on_its_way: DeliveryRow, smtp_sink: SmtpSink, lines: list[str]
) -> None:
    names = {
        "message_id": on_its_way.message_id,
        "sender": smtp_sink.received[0].sender,
    }

    read(world, *(line.format(**names) for line in lines))

    assert delivery(world).grade == "E2r"


async def test_a_filter_on_the_relays_own_machine_is_no_hand_over(
    world: World, on_its_way: DeliveryRow
) -> None:
    read(
        world, cleanup("AAAAAAA", on_its_way.message_id), sent("AAAAAAA", "127.0.0.1", "127.0.0.1")
    )

    assert delivery(world).grade == "E1"


async def test_lines_about_other_mail_are_not_kept(world: World, on_its_way: DeliveryRow) -> None:
    taken = read(
        world, cleanup("AAAAAAA", "<someone@else.example>"), sent("AAAAAAA"), sent("CCCCCCC"),
        cleanup("DDDDDDD", f"<d.{'0' * 26}@clausewatch.example>"), sent("DDDDDDD"),
        "Dec 15 07:00:01 mail sshd[1]: Accepted publickey for root", "\x00\xff", "",
    )  # fmt: skip

    assert (taken.matched, taken.others) == (0, 3)
    with world.database.reading() as tx:
        assert tx.exec(select(BounceRow)).all() == []


@pytest.mark.parametrize(
    ("status", "suppressed"), [("5.1.1", ["hard_bounce"]), ("5.7.1", []), ("5.2.2", [])]
)
async def test_a_bounce_in_the_log_is_judged_like_one_that_came_by_mail(
    world: World, on_its_way: DeliveryRow, status: str, suppressed: list[str]
) -> None:
    read(world, BOUNCED.format(at=AT, id="4Zx9QkABC1z2d", status=status))

    assert delivery(world).state == "bounced"
    with world.database.reading() as tx:
        assert tx.exec(select(SuppressionRow.reason)).all() == suppressed


async def test_a_doubt_ends_where_the_relay_says_it_handed_the_letter_on(
    world: World, smtp_sink: SmtpSink
) -> None:
    world.follow()
    world.see(text("vijf dagen"))
    world.announce()
    smtp_sink.behave("hang_up_after_data")
    mail = RelayMail(Relay("127.0.0.1", smtp_sink.port, starttls=False))
    await world.deliver(mail)
    assert delivery(world).state == "unknown"

    read(world, cleanup("AAAAAAA", delivery(world).message_id), sent("AAAAAAA"))
    world.later(hours=1)
    await world.deliver(mail)
    await mail.aclose()

    assert (delivery(world).state, delivery(world).grade) == ("sent", "E2r")
    assert len(smtp_sink.received) == 1


EVENTS = {
    "flat": lambda id_: {"event": "delivered", "smtp-id": id_, "email": "ada@example.org"},
    "camel": lambda id_: {"RecordType": "Delivery", "Metadata": {}, "MessageID": id_},
    "nested": lambda id_: {
        "event-data": {"event": "delivered", "delivery-status": {"mx-host": "mx.example.org"},
                       "message": {"headers": {"message-id": id_.strip("<>")}}},
    },
    "typed": lambda id_: {"type": "email.delivered", "data": {"message_id": id_}},
    "listed": lambda id_: [{"event": "processed", "smtp-id": id_},
                           {"event": "delivered", "smtp-id": id_}],
}  # fmt: skip


@pytest.mark.parametrize("shape", EVENTS)
async def test_a_providers_post_is_read_in_the_shapes_in_use(
    world: World, on_its_way: DeliveryRow, shape: str
) -> None:
    body = json.dumps(EVENTS[shape](on_its_way.message_id)).encode()

    taken = relay_words.take_in(world.database, world.office, provider_words.read(body), world.now)
    bounces.judge(world.database, world.office, world.now)

    assert taken.matched == 1
    assert delivery(world).grade == "E2r"


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"event": "bounce", "status": "5.1.1"}, "hard"),
        ({"event": "bounce", "type": "blocked", "reason": "550 5.7.1 spam"}, "ours"),
        ({"event": "failed", "severity": "permanent"}, "hard"),
        ({"event": "failed", "severity": "temporary"}, "soft"),
        ({"RecordType": "SpamComplaint"}, "complaint"),
        ({"notificationType": "Complaint"}, "complaint"),
        ({"event": "deferred"}, "delayed"),
        ({"event": "open"}, None),
        ({"event": "click"}, None),
        ({"nothing": "of use"}, None),
    ],
)
def test_an_event_means(event: dict[str, str], kind: str | None) -> None:
    words = provider_words.read(json.dumps({**event, "message-id": "<x@y.example>"}).encode())

    assert [word.kind for word in words] == ([kind] if kind else [])


def test_two_events_of_one_post_are_kept_apart() -> None:
    one, two = '{"event": "delivered", "id":  "AAAAA"}', '{"event":"bounced","id":"BBBBB"}'

    words = provider_words.read(f" [{one} ,\n{two}]".encode())

    assert [word.raw.decode() for word in words] == [one, two]


FORMS = st.recursive(
    st.none() | st.text(max_size=9) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
)


@given(st.binary(max_size=500) | FORMS.map(lambda form: json.dumps(form).encode()))
def test_whatever_is_posted_is_read_without_a_fault(body: bytes) -> None:
    assert isinstance(provider_words.read(body), list)


def test_only_who_has_the_secret_is_believed() -> None:
    secret, body = "whsec_" + base64.b64encode(b"k" * 24).decode(), b'{"event":"delivered"}'
    basic = base64.b64encode(f"us:{secret}".encode()).decode()
    plain = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    at = str(int(NOW.timestamp()))
    standard = {
        "webhook-id": "m1", "webhook-timestamp": at,
        "webhook-signature": "v1,AAAA v1," + base64.b64encode(
            hmac.new(b"k" * 24, f"m1.{at}.".encode() + body, hashlib.sha256).digest()
        ).decode(),
    }  # fmt: skip

    def genuine(headers: dict[str, str], posted: bytes = body) -> bool:
        return provider_words.is_genuine(secret, headers, posted, NOW)

    assert genuine({"authorization": f"Bearer {secret}"})
    assert genuine({"authorization": f"Basic {basic}"})
    assert genuine({"x-signature": f"sha256={plain}"})
    assert genuine(standard)
    assert not genuine({})
    assert not genuine({"authorization": "Bearer guess"})
    assert not genuine({"authorization": "Basic ///"})
    assert not genuine({"x-signature": plain}, body + b" ")
    assert not genuine(standard, body + b" ")
    assert not genuine({**standard, "webhook-timestamp": str(int(at) - 900)})
