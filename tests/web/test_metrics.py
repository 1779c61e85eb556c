"""Numbers are told to whoever has the token, and name nobody."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import httpx
import pytest

from web.app import create_app
from web.metrics import routes
from web.pages import Desk

TOKEN = "a-token-of-the-operator"
LINE = re.compile(r'clausewatch_[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? [-+.e\d]+')


def ask(desk: Desk, token: str | None, header: str, refuses: str | None = None) -> httpx.Response:
    """Ask for the numbers."""
    app = create_app(desk, routes(token, lambda: refuses))
    there = httpx.ASGITransport(app=app)

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=there, base_url="http://testserver") as client:
            return await client.get("/metrics", headers={"Authorization": header})

    return asyncio.run(asked())


def test_without_a_token_there_is_no_such_address(desk: Desk) -> None:
    assert ask(desk, None, "").status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer another", "Basic YTpi"])
def test_without_the_right_token_nothing_is_told(desk: Desk, header: str) -> None:
    answer = ask(desk, TOKEN, header)

    assert answer.status_code == 401
    assert "clausewatch_" not in answer.text


def test_every_line_is_in_the_text_format(desk: Desk) -> None:
    answer = ask(desk, TOKEN, f"Bearer {TOKEN}", "an older copy")
    samples = [line for line in answer.text.splitlines() if not line.startswith("#")]

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert [line for line in samples if not LINE.fullmatch(line)] == []
    assert "clausewatch_ledger_refuses 1" in samples
    assert any(line.startswith("clausewatch_changes_unannounced ") for line in samples)


def names(text: str) -> Iterator[str]:
    """Yield the names that were told."""
    yield from re.findall(r"^# TYPE (\S+) gauge$", text, re.MULTILINE)


def test_no_name_is_told_twice(desk: Desk) -> None:
    told = list(names(ask(desk, TOKEN, f"Bearer {TOKEN}").text))

    assert len(told) == len(set(told)) > 10
