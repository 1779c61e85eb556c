"""`clausewatch webhook`: adding, testing, rotating and reading the log, as an operator does it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from standardwebhooks.webhooks import Webhook

from tests.cli.conftest import Desk


class Receiver:
    """A program that is called, on loopback."""

    def __init__(self) -> None:
        self.code = 204
        self.calls: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the library calls it so
                size = int(self.headers["Content-Length"])
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.calls.append((headers, self.rfile.read(size)))
                self.send_response(receiver.code)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server.server_port}/told"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def test_a_webhook_is_added_tested_rotated_and_its_log_read(
    installation: Desk, receiver: Receiver
) -> None:
    installation.set("WATCH__ALLOW_NETWORKS", "127.0.0.0/8")
    added = installation.run("webhook", "add", receiver.address)
    tested = installation.run("webhook", "test", added["webhook"])
    rotated = installation.run("webhook", "rotate", added["webhook"])
    installation.run("webhook", "test", added["webhook"])
    (shown,) = installation.run("webhook", "list")
    log = installation.run("webhook", "log", added["webhook"])

    Webhook(added["secret"]).verify(receiver.calls[0][1], receiver.calls[0][0])
    for secret in (added["secret"], rotated["secret"]):
        Webhook(secret).verify(receiver.calls[1][1], receiver.calls[1][0])
    assert json.loads(receiver.calls[0][1])["type"] == "webhook.test"
    assert (tested["outcome"], tested["code"]) == ("taken", 204)
    assert (shown["state"], shown["address"]) == ("active", receiver.address)
    assert [one["outcome"] for one in log] == ["taken", "taken"]
    assert added["secret"] not in json.dumps([shown, log])


def test_a_test_that_is_refused_says_so_and_ends_with_4(
    installation: Desk, receiver: Receiver
) -> None:
    installation.set("WATCH__ALLOW_NETWORKS", "127.0.0.0/8")
    added = installation.run("webhook", "add", receiver.address)
    receiver.code = 410

    done = installation.command("webhook", "test", added["webhook"])
    listed = installation.command("webhook", "list")
    installation.command("webhook", "enable", added["webhook"])
    receiver.code = 200
    (call,) = {one["call"] for one in installation.run("webhook", "log", added["webhook"])}
    again = installation.run("webhook", "again", call)

    assert (done.returncode, done.stdout) == (4, "gone 410\n")
    assert "it answered 410" in listed.stderr
    assert again["outcome"] == "taken"
    assert receiver.calls[0][0]["webhook-id"] == receiver.calls[1][0]["webhook-id"] == call


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://example.org/told", "needs https"),
        ("https://127.0.0.1/told", "cannot be called"),
        ("https://localhost/told", "cannot be called"),
        ("https://user:secret@example.org/", "cannot be called"),
        ("https://[::ffff:10.0.0.1]/", "cannot be called"),
        ("file:///etc/passwd", "cannot be called"),
        ("https://example.org:8443/", "cannot be called"),
    ],
)
def test_what_may_not_be_fetched_may_not_be_called(
    installation: Desk, address: str, says: str
) -> None:
    done = installation.command("webhook", "add", address)

    assert done.returncode == 2
    assert says in done.stderr
    assert installation.run("webhook", "list") == []


def test_a_name_that_leads_inside_is_refused_when_it_is_called(installation: Desk) -> None:
    added = installation.run("webhook", "add", "https://localhost.clausewatch.example/told")

    done = installation.command("webhook", "test", added["webhook"])

    assert done.returncode == 4
    assert done.stdout.startswith("unreachable")


@pytest.mark.parametrize(
    "words",
    [
        ("webhook", "add", "https://example.org/", "--topic", "weather"),
        ("webhook", "add", "https://example.org/", "--policy", "nobody"),
        ("webhook", "add", "https://example.org/", "--service", "Nobody"),
        ("webhook", "add", "exec:///bin/true", "--channel"),
        ("webhook", "add", "json://example.org/", "--channel"),
        ("webhook", "test", "nobody"),
        ("webhook", "log", "nobody"),
        ("webhook", "again", "nothing"),
    ],
)
def test_a_wrong_webhook_is_said_to_be_wrong(installation: Desk, words: tuple[str, ...]) -> None:
    done = installation.command(*words)

    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # a module that Apprise loads
def test_a_channel_of_apprise_is_told_in_words_and_its_address_is_shown_nowhere(
    installation: Desk, receiver: Receiver
) -> None:
    pytest.importorskip("apprise", reason="The extra channels is not installed.")
    receiver.code = 200
    place = receiver.address.removeprefix("http://127.0.0.1").removesuffix("/told")
    added = installation.run("webhook", "add", f"ntfy://127.0.0.1{place}/secret-topic", "--channel")

    tested = installation.run("webhook", "test", added["webhook"])
    listed = installation.command("webhook", "list").stdout

    assert tested["outcome"] == "taken"
    assert "a test" in receiver.calls[0][1].decode() + receiver.calls[0][0].get("x-title", "")
    assert "ntfy://…" in listed
    assert "secret-topic" not in listed
