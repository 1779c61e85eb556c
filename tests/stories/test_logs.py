"""What a service says of itself names policies, letters and subscribers by their ids; nobody's
address or name, and nothing that a link in a mail proves itself with.
"""

from __future__ import annotations

import json
import logging
import re
import time

import httpx
import pytest

from cli.logs import JsonLines, nameless
from storage.bound import bound
from tests.programs import PATIENCE_S
from tests.smtp_sink import SmtpSink
from tests.stories.installation import Installation
from tests.stories.street import AFTER, SERVICES, Street

ADA = "ada.sentinel@reader.example"
OPERATOR = "olga.sentinel@watch.example"
SENTINELS = re.compile(r"sentinel|v1\.[A-Za-z0-9_-]{4,}\.", re.IGNORECASE)


def said(record: str, **ids: str | int) -> dict[str, str]:
    """How one saying is written down."""
    with bound(**ids):
        line = JsonLines().format(logging.makeLogRecord({"msg": record, "levelno": 40}))
    return dict(json.loads(line))


def test_what_is_said_carries_the_ids_of_its_work_and_of_no_other() -> None:
    with bound(policy="mill-terms"):
        inner = said("%", delivery="01J", notice=7)

    assert (inner["policy"], inner["delivery"], inner["notice"]) == ("mill-terms", "01J", "7")
    assert "policy" not in said("afterwards")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"550 5.1.1 <{ADA}>: no such mailbox", "550 5.1.1 <…@reader.example>: no such mailbox"),
        (f"to={ADA},relay=mx", "to=…@reader.example,relay=mx"),
        ("at https://host/u/v1.ab.cd.ef", "at https://host/u/v1.…"),
        ("smtp://relay.example:587", "smtp://relay.example:587"),
    ],
)
def test_addresses_and_links_are_left_out_whoever_said_them(text: str, left: str) -> None:
    assert nameless(text) == left
    assert said(text)["says"] == left


def test_no_log_of_a_whole_story_names_a_person(
    installation: Installation, street: Street, smtp_sink: SmtpSink
) -> None:
    smtp_sink.refusal = f"550 5.1.1 <{ADA}>: Recipient address rejected"
    installation.settings.update(LOG="info", OPERATOR__CONTACT=OPERATOR, WATCH__INTERVAL="1s")
    installation.run(
        "add", street.url(SERVICES[0]), "--service", "Brugwachter", "--type", "Privacy Policy"
    )  # fmt: skip
    for reader in (ADA, "ben.sentinel@reader.example"):
        installation.run("subscribe", reader, "--everything", "--confirmed-by", "Sentinel")
    installation.run("check", "--all")
    street.round = AFTER
    smtp_sink.behave("refuse")

    with installation.serving() as address, httpx.Client(base_url=address) as pages:
        pages.post("/manage", data={"address": "cy.sentinel@reader.example"})
        pages.get("/manage/v1.ab.cd.ef")
        end = time.monotonic() + PATIENCE_S
        while not smtp_sink.received or len(smtp_sink.attempts) < 2:
            assert time.monotonic() < end, "no letter was tried"
            time.sleep(0.1)

    logs = {file.name: file.read_text() for file in installation.folder.glob("*.log")}
    lines = [
        json.loads(line) for text in logs.values() for line in text.splitlines() if "{" in line
    ]
    assert [line for line in lines if SENTINELS.search(json.dumps(line))] == []
    assert not SENTINELS.search("".join(logs.values()))
    looks = [line for line in lines if line["says"].startswith("looked: ")]
    assert looks
    assert all(line["policy"] and int(line["look"]) > 0 for line in looks)
    assert len({line["look"] for line in looks}) == len(looks), "each look has an id of its own"
    assert {line["says"].split(":")[0] for line in lines if line.get("delivery")} >= {"sent"}
