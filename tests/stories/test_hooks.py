"""Webhooks at the operator's desk in real Chromium: added, tested, given a new secret, with the log
of calls; with and without scripts. Signatures are checked by the library of the specification.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from standardwebhooks.webhooks import Webhook

from tests.cli.test_webhook import Receiver
from tests.smtp_sink import SmtpSink
from tests.stories.installation import Installation
from tests.stories.test_desk import PASSWORD, log_in
from tests.stories.test_pages_of_readers import beside
from tests.web.test_in_a_browser import press

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program that is called, on loopback."""
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join(10)
    made.server.server_close()


@pytest.fixture
def staffed(tmp_path: Path, smtp_sink: SmtpSink) -> Installation:
    """An installation with an operator and an approver."""
    installation = Installation(
        tmp_path, {"MAIL__URL": smtp_sink.url, "WATCH__ALLOW_NETWORKS": "127.0.0.0/8"}
    )
    password = tmp_path / "password"
    password.write_text(PASSWORD + "\n", encoding="utf-8")

    def prepare() -> None:
        for name, role in (("olga", "operator"), ("ada", "approver")):
            installation.run("user", "add", name, "--role", role, "--password-file", str(password))

    beside(prepare)
    return installation


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_an_operator_adds_tests_and_rotates_a_webhook_and_reads_its_log(
    staffed: Installation, receiver: Receiver, browser: Browser, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script, locale="en-GB")
    tab = context.new_page()
    with staffed.serving() as address:
        log_in(tab, address, "olga")
        press(tab, "Webhooks")
        tab.get_by_label("Web address that is called").fill("ftp://127.0.0.1/told")
        tab.get_by_role("button", name="Call it from now on").click()
        tab.get_by_text("This address cannot be called:").wait_for()
        tab.get_by_label("Web address that is called").fill(receiver.address)
        tab.get_by_label("it can be read again").uncheck()
        form = {
            name: tab.locator(f"[name={name}]").first.input_value()
            for name in ("csrf", "new", "url", "topic")
        }
        tab.get_by_role("button", name="Call it from now on").click()
        first = (tab.locator("pre").text_content() or "").strip()
        twice = context.request.post(f"{address}/desk/webhooks", form=form)
        assert twice.ok
        assert first not in twice.text(), "the form came twice, its secret is shown once"

        press(tab, "Call it now, as a test")
        tab.get_by_text("The call was made:").wait_for()
        tab.get_by_role("button", name="Make a new secret").click()
        second = (tab.locator("pre").text_content() or "").strip()
        receiver.code = 500
        tab.get_by_role("button", name="Call it now, as a test").click()
        tab.get_by_text("refused (500)").first.wait_for()
        receiver.code = 204
        tab.get_by_role("button", name="Call again").first.click()
        tab.get_by_text("The call was made:").wait_for()
        assert tab.get_by_role("row").count() == 1 + 3

        tab.goto(f"{address}/desk/webhooks")
        assert tab.get_by_role("row").count() == 1 + 1
        tab.get_by_role("link", name=receiver.address).click()
        tab.get_by_role("button", name="Switch it off").click()
        tab.get_by_text("switched off at the desk").wait_for()
        tab.locator("summary", has_text="Remove it").click()
        tab.get_by_role("button", name="Yes, remove it").click()
        tab.get_by_text("Nobody is called yet.").wait_for()
    context.close()
    old, *later = receiver.calls
    assert json.loads(old[1])["type"] == "webhook.test"
    Webhook(first).verify(old[1], old[0])
    for headers, body in later:
        Webhook(first).verify(body, headers)
        Webhook(second).verify(body, headers)
    assert later[-1] == (later[-1][0], old[1]), "made again: the same words"
    assert later[-1][0]["webhook-id"] == old[0]["webhook-id"]


def test_an_approver_sees_no_webhooks(staffed: Installation, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    tab = context.new_page()
    with staffed.serving() as address:
        log_in(tab, address, "ada")
        assert tab.get_by_role("link", name="Webhooks").count() == 0
        refused = tab.goto(f"{address}/desk/webhooks")
        assert refused is not None
        assert refused.status == 403
        tab.get_by_role("heading", name="Not open to you").wait_for()
    context.close()
