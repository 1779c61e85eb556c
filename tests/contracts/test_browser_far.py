"""A browser in a service of its own: the same pages, asked for over a socket."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from policy.model import Outcome
from tests import programs
from tests.conftest import missing
from tests.contracts.fault_server import page, serving
from tests.contracts.test_browser import JSON, SHELL, Town, town, words_of
from tests.stories.installation import COMMAND
from watcher.answers import Failure, Fetched
from watcher.browser import Visited
from watcher.browser_far import FarBrowser, door
from watcher.browser_program import installed

WORDS = {
    "/privacy": [page(SHELL)],
    "/words.json": [page(b'["We keep your name."]', headers=JSON)],
    "/slow": [page(b"")],
}
PLAIN = Fetched("http://mill.example/", "http://mill.example/", 200, (), b"")


@pytest.fixture(scope="module")
def program() -> Path:
    """The browser of this machine."""
    found = installed()
    if found is None:
        missing("Chromium or playwright is missing: install the package chromium and the extra.")
    assert found is not None
    return found


@contextlib.asynccontextmanager
async def far(here: Town, place: Path) -> AsyncIterator[Town]:
    """The same town, its browser asked over a socket."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        async with door(here.browser, listener):
            yield replace(here, browser=FarBrowser(place))  # type: ignore[arg-type]  # it visits too


async def test_a_page_comes_as_from_the_browser_beside_us(program: Path, tmp_path: Path) -> None:
    async with town(program, WORDS) as here, far(here, tmp_path / "socket") as apart:
        near = await here.visit("/privacy", screenshot=True)
        came = await apart.visit("/privacy", screenshot=True)

    assert isinstance(near, Visited)
    assert isinstance(came, Visited)
    assert words_of(came) == words_of(near)
    assert came.screenshot.startswith(b"\x89PNG")
    assert replace(came.answer, exchange={}) == replace(near.answer, exchange={})
    assert came.answer.exchange.keys() == near.answer.exchange.keys()
    assert came.answer.exchange["browser"]["sandbox"] is True


async def test_what_may_be_reached_is_the_service_s_own_business(
    program: Path, tmp_path: Path
) -> None:
    async with town(program, WORDS) as here, far(here, tmp_path / "socket") as apart:
        asked = Fetched(*(f"http://127.0.0.1:{here.inside.port}/",) * 2, 200, (), b"")
        found = await apart.browser.visit(asked)
        nobody = here.nobody_came_inside()

    assert isinstance(found, Failure)
    assert (found.outcome, found.reason) == (Outcome.REFUSED, "forbidden_address")
    assert nobody


@pytest.mark.parametrize(
    "said",
    [b"", b"\x00\x00\x00\x02{}", b"\xff\xff\xff\xff", b"\x00\x00\x00\x03abc" + b"\0" * 8],
    ids=["nothing", "half", "far too long", "no answer of ours"],
)
async def test_an_answer_that_is_none_is_a_failed_visit(said: bytes, tmp_path: Path) -> None:
    async def answer(_: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        answers.write(said)
        answers.close()

    place = tmp_path / "socket"
    async with await asyncio.start_unix_server(answer, place):
        found = await FarBrowser(place).visit(PLAIN)

    assert isinstance(found, Failure)
    assert (found.outcome, found.reason) == (Outcome.UNREACHABLE, "browser_failed")


async def test_a_service_that_is_away_or_silent_ends_the_visit(tmp_path: Path) -> None:
    async def silent(question: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        with contextlib.closing(answers):
            await question.read()

    away = await FarBrowser(tmp_path / "none").visit(PLAIN)
    place = tmp_path / "socket"
    async with await asyncio.start_unix_server(silent, place):
        late = await FarBrowser(place, answered_within_s=0.2).visit(PLAIN)
        await asyncio.sleep(0)

    assert isinstance(away, Failure)
    assert isinstance(late, Failure)
    assert "gave no answer: FileNotFoundError" in away.detail
    assert "did not answer in 0.2 seconds" in late.detail


@pytest.mark.parametrize("asked", [b"\n", b"no question\n", b'{"url": 1}\n', b"{" * 70_000])
async def test_a_question_that_is_none_harms_nobody(
    asked: bytes, program: Path, tmp_path: Path
) -> None:
    place = tmp_path / "socket"
    async with town(program, WORDS) as here, far(here, place) as apart:
        answers, question = await asyncio.open_unix_connection(str(place))
        with contextlib.closing(question), contextlib.suppress(ConnectionError):
            question.write(asked)
            assert await answers.read() == b""
        found = await apart.browser.visit(PLAIN, "en")

    assert isinstance(found, Visited)


@pytest.fixture
def service(program: Path, tmp_path: Path) -> Iterator[Path]:
    """`clausewatch browser`, started by whoever first asks, as systemd would; its socket."""
    activate = shutil.which("systemd-socket-activate")
    if activate is None:
        missing("systemd-socket-activate is missing: install the package systemd.")
    assert activate is not None
    place = tmp_path / "socket"
    settings = {"CLAUSEWATCH_WATCH__ALLOW_NETWORKS": "127.0.0.0/8"}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CLAUSEWATCH_")}
    with (tmp_path / "said").open("wb") as said:
        passed = [f"--setenv={name}" for name in settings]
        running = programs.start(
            [activate, *passed, f"--listen={place}", *COMMAND, "browser"],
            said,
            environment | settings,
            tmp_path,
        )
    try:
        end = time.monotonic() + programs.ENDS_S
        while not place.exists():
            assert running.poll() is None, (tmp_path / "said").read_text()
            assert time.monotonic() < end, "the socket is not there"
            time.sleep(0.02)
        yield place
    finally:
        codes = programs.stop([running])
    assert codes == [0], (tmp_path / "said").read_text()


async def test_the_command_takes_the_socket_that_systemd_hands_over(service: Path) -> None:
    async with serving(lambda path: WORDS[path]) as here:
        url = f"http://127.0.0.1:{here.port}/privacy"
        found = await FarBrowser(service).visit(Fetched(url, url, 200, (), b""), "en")

    assert "We keep your name." in words_of(found)


def test_without_a_socket_the_command_says_what_to_do(program: Path, tmp_path: Path) -> None:
    done: subprocess.CompletedProcess[Any] = subprocess.run(
        [*COMMAND, "browser"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 2
    assert "--socket" in done.stderr
