"""Hostile pages shown as a change, in a real browser: nothing runs, nothing is loaded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from cli.serving import free_socket
from storage import changes, policies, versions
from storage.policies import Wanted, WantedSource
from tests.web.conftest import NOON
from web.app import create_app
from web.pages import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def served(desk: Desk) -> Iterator[str]:
    """The application on a free port of loopback; gives its address."""
    listener = free_socket("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(desk), log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


def keep_change(desk: Desk, name: str, before: bytes, after: bytes) -> bool:
    """Keep the change between two pages as one policy; False where the second is refused."""
    from policy.compare import compare
    from policy.identity import first_ids
    from policy.read import read

    old, new = (read(page, {"content-type": "text/html"}) for page in (before, after))
    if new.refused is not None:
        return False
    with desk.database.transaction() as tx:
        source = WantedSource(f"https://{name}.example/privacy")
        policies.add(tx, Wanted(name, name, "Privacy Policy", (source,), "en"), NOON)
        for number, reading in enumerate((old, new), 1):
            text_id = versions.keep_text(tx, name, reading, f"text {number}", NOON)
            versions.record(
                tx, name, number=number, kind="first" if number == 1 else "change",
                text_id=text_id, clause_ids=first_ids(reading.clauses, f"{name}/{number}"),
                first_seen_at=NOON, confirmed_at=NOON,
            )  # fmt: skip
        changes.record(
            tx, name, compare(old, new), kind="change", from_version=1, to_version=2,
            last_seen_old_at=NOON, first_seen_new_at=NOON, detected_at=NOON,
        )  # fmt: skip
    return True


def test_no_hostile_page_runs_or_loads_anything_when_it_is_shown(
    desk: Desk, served: str, tab: Page, shared: Path
) -> None:
    good = (shared / "hostile" / "pages" / "policy.html").read_bytes()
    pages = sorted((shared / "hostile" / "html_bad").glob("*.html"))
    names = [f"p{place}" for place in range(len(pages))]
    shown = [
        name
        for name, page in zip(names, pages, strict=True)
        if keep_change(desk, name, good, page.read_bytes())
    ]
    trouble: list[str] = []
    tab.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
    tab.on("pageerror", lambda error: trouble.append(str(error)))
    tab.on("console", lambda said: said.type == "error" and trouble.append(said.text))
    tab.on("request", lambda ask: ask.url.startswith(served) or trouble.append(ask.url))

    for name in shown:
        tab.goto(f"{served}/changes/{name}.2")

        assert not trouble, f"{pages[names.index(name)].name}: {trouble}"
        assert tab.locator("main script, main img, main iframe, main style").count() == 0

    assert len(shown) > len(pages) / 2
