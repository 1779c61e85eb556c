"""Every shared server script against a real socket: the fetch ends with its named outcome and in
time.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from policy.addresses import Exceptions
from policy.model import Reading
from policy.read import read
from storage import changes, versions
from storage.database import Database
from tests.contracts.fault_server import page, serving
from tests.contracts.hostile_scripts import script
from tests.watcher.world import watching_a_world
from watcher.answers import Ask, Failure, Fetched, Limits
from watcher.complete import doubt
from watcher.fetch import Fetcher

LOOPBACK = Exceptions.of("127.0.0.0/8")
LIMITS = Limits(total_s=1.5, silence_s=1.2)
SLOW_S = 10.0  # a busy machine may come so late; servers that are not cut off go on for minutes

OURS = {
    "truncated": {"truncated"},
    "suspect_incomplete": {"truncated", "unclosed"},
    "decode_error": {"decode_error"},
    "bad_encoding": {"bad_encoding"},
    "too_large": {"too_large"},
    "too_large_or_protocol_error": {"too_large", "protocol_error"},
    "any_clean_error": {"decode_error", "too_large"},
    "protocol_error": {"protocol_error", "connection_error"},
    "connection_error": {"connection_error"},
    "deadline": {"deadline"},
    "timeout": {"timeout", "deadline"},
    "empty": {"empty"},
    "bad_status": {"status"},
    "not_text": {"not_text", "binary", "empty"},
    "ok": {"ok"},
    "ok_flagged": {"ok", "noted"},
    "ok_or_protocol_error": {"ok", "protocol_error"},
    "wall_or_not_policy": {"bot_wall", "too_many", "error_page", "empty", "not_text"},
}
"""The shared set's kinds of result in our own words."""


def cases(shared: Path) -> list[dict[str, Any]]:
    """The cases of one request; time lines belong to the story of a look."""
    form = json.loads((shared / "hostile" / "http_responses.json").read_text())
    return [case for case in form["cases"] if "timeline" not in case["parts"][0]]


async def looked_at(case: dict[str, Any], shared: Path) -> tuple[str, float]:
    """What one case comes to, in our words, and after how many seconds it was fetched; making the
    answer, some hundred MiB packed small, is the test's own time, and so is reading it.
    """
    first = case["parts"][0]
    steps = [] if "tls_stall" in first else script(case["parts"], shared / "hostile" / "pages")
    async with serving(lambda _: steps) as server, Fetcher("test", LOOPBACK, LIMITS) as fetcher:
        scheme = "https" if "tls_stall" in first else "http"
        began = time.monotonic()
        answer = await fetcher.fetch(Ask(f"{scheme}://127.0.0.1:{server.port}/"))
        seconds = time.monotonic() - began
        return word_for(answer), seconds


def word_for(answer: Fetched | Failure) -> str:
    """The fetch's reason, or the reading's."""
    if isinstance(answer, Failure):
        return answer.reason
    if answer.status != 200:
        return "status"
    cut = doubt(answer)
    if cut is not None:
        return cut.reason
    reading: Reading = read(answer.body or b"", dict(answer.headers))
    if reading.refused:
        return reading.refused.reason
    return "noted" if reading.notes else "ok"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a case, named by it; without the folder one test that skips."""
    beside = Path(__file__).parents[3] / "shared"
    folder = Path(os.environ.get("CLAUSEWATCH_SHARED") or beside)
    if "case_id" in metafunc.fixturenames:
        known = [case["id"] for case in cases(folder)] if folder.is_dir() else [""]
        metafunc.parametrize("case_id", known)


def test_every_shared_answer_is_a_test_of_its_own(shared: Path) -> None:
    known = [case["id"] for case in cases(shared)]

    assert len(set(known)) == len(known) >= 59
    assert {case["expect"]["outcome"] for case in cases(shared)} == set(OURS)


async def test_a_hostile_answer_ends_with_its_name(case_id: str, shared: Path) -> None:
    case = next(case for case in cases(shared) if case["id"] == case_id)
    expected = case["expect"]["outcome"]

    word, seconds = await looked_at(case, shared)

    assert word in OURS[expected], case["what"]
    limit = case["expect"].get("seconds_max", 5)
    assert seconds < SLOW_S + (limit if isinstance(limit, int) else LIMITS.total_s + 2)


HOURS = {"h": 1, "d": 24}
STATUS = {"404": "404 Not Found", "410": "410 Gone"}


async def test_time_lines_of_the_shared_scripts_make_no_version_and_no_notice(
    shared: Path, database: Database
) -> None:
    """A page goes away for as long as each case says, and perhaps comes back."""
    form = json.loads((shared / "hostile" / "http_responses.json").read_text())
    lines = [case for case in form["cases"] if "timeline" in case["parts"][0]]
    good = page((shared / "hostile" / "pages" / "policy.html").read_bytes())
    async with watching_a_world(database) as world:
        for case in lines:
            world.add(f"/{case['id']}", id=case["id"])
            world.pages[f"/{case['id']}"] = [good]
            assert (await world.look(case["id"]))[0] == "first"
            for what, span in case["parts"][0]["timeline"]:
                away = what in STATUS
                world.pages[f"/{case['id']}"] = (
                    [page(b"<p>no</p>", status=STATUS[what])] if away else [good]
                )
                hours = int(span[:-1]) * HOURS[span[-1]] if span != "now" else 12
                for _ in range(0, hours, max(6, hours // 10)):
                    world.clock.pass_by(hours=max(6, hours // 10))
                    expected = ("refused", "gone") if away else ("same", None)
                    assert await world.look(case["id"]) == expected

    assert len(lines) >= 2
    with database.reading() as tx:
        assert changes.unannounced(tx) == []
        assert {len(versions.listed(tx, case["id"])) for case in lines} == {1}
