"""Every shared scenario about names, redirects and ways out (`connect_scenarios.json`), against
real sockets: each step of its vocabulary is played, each word of its expectation is measured.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from policy.model import Outcome
from storage import checks, versions
from storage.database import Database
from tests.conftest import missing
from tests.contracts.fault_server import Script, page, serving
from tests.contracts.test_browser import town
from tests.contracts.test_connect import (
    GOOD,
    OTHER,
    PUBLIC,
    Names,
    World,
    fetched,
    fetched_over_tls,
    redirect,
)
from tests.watcher.world import policy_page, watching_a_world
from watcher.answers import Failure, Fetched
from watcher.browser_program import installed
from watcher.robots import RobotsBook

HOME = "http://r.example/"
Case = Mapping[str, Any]


def cases(folder: Path) -> list[dict[str, Any]]:
    """All of them."""
    found: list[dict[str, Any]] = json.loads(
        (folder / "hostile" / "connect_scenarios.json").read_text()
    )["cases"]
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a case, named by it; without the folder one test that skips."""
    beside = Path(__file__).parents[3] / "shared"
    folder = Path(os.environ.get("CLAUSEWATCH_SHARED") or beside)
    if "case_id" in metafunc.fixturenames:
        known = [case["id"] for case in cases(folder)] if folder.is_dir() else [""]
        metafunc.parametrize("case_id", known)


def test_every_shared_scenario_is_a_test_of_its_own(shared: Path) -> None:
    known = [case["id"] for case in cases(shared)]

    assert len(set(known)) == len(known) >= 39


def steps_of(case: Case) -> dict[str, Any]:
    """The steps of a case, by their word; the last of the same word counts."""
    return {word: value for step in case["steps"] for word, value in step.items()}


def said(answer: Fetched | Failure) -> str:
    """What a fetch came to, in the scenario's words."""
    if isinstance(answer, Fetched):
        return "fetched"
    return "refused" if answer.outcome is Outcome.REFUSED else answer.reason


async def test_a_shared_scenario_ends_as_it_should(
    case_id: str,
    shared: Path,
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = next(case for case in cases(shared) if case["id"] == case_id)
    play = PLAYS[case["class"]]

    await play(case, tmp_path, sqlite_template, monkeypatch)


async def rebind(case: Case, *_: Any) -> None:
    """The name's answers come in order, each once and the last for ever."""
    answers: list[tuple[str, ...]] = []
    for step in case["steps"]:
        if "resolve" in step or "resolve_once_then_fail" in step:
            answers.append(tuple((step.get("resolve") or step["resolve_once_then_fail"])[1]))
        elif "resolve_cycle" in step:
            answers += [tuple(one) for one in step["resolve_cycle"][1]]
    registers = any("register" in step for step in case["steps"])
    times = 2 if registers or "fetch_n" in steps_of(case) else 1

    found, world, requests = await fetched(HOME, {"r.example": answers}, times=times)

    expected = case["expect"]
    if "fetch" in expected or "second" in expected:
        assert said(found[-1]) == expected.get("fetch", expected.get("second"))
        assert world.streets.connected == ([PUBLIC] if times == 2 else [])
    else:
        assert world.streets.connected == expected["connects_to"]
        assert world.looked_up == ["r.example"]
        assert requests[0][1]["host"] == expected["host_header"]


async def mixed(case: Case, *_: Any) -> None:
    """One answer of several addresses."""
    (found,), world, _ = await fetched(HOME, {"r.example": [tuple(case["steps"][0]["resolve"][1])]})

    assert said(found) == case["expect"]["fetch"]
    assert world.streets.connected == case["expect"].get("sockets_to", [])


async def tls(case: Case, folder: Path, *_: Any) -> None:
    """A certificate that nobody vouches for."""
    found, server, _ = await fetched_over_tls(folder, "https://mill.example/", trusted=False)

    assert said(found) == case["expect"]["fetch"]
    assert server.requests == []


async def redirected(case: Case, *_: Any) -> None:
    """A redirect to where nobody may go; the next page is fetched by the same client."""
    told = steps_of(case)["serve"]
    answers = {"/": [redirect(told["location"], told["status"])], "/next": [GOOD]}
    async with serving(lambda path: answers[path]) as server:
        world = World(server.port, {"r.example": [(PUBLIC,)]})
        found = await world.fetcher.fetch(ask(HOME))
        after = await world.fetcher.fetch(ask(f"{HOME}next"))
        await world.fetcher.aclose()

    assert said(found) == case["expect"]["fetch"]
    assert set(world.streets.connected) == {PUBLIC}
    assert [path for path, _ in server.requests] == ["/", "/next"]
    assert isinstance(after, Fetched)


async def looped(case: Case, *_: Any) -> None:
    """Redirects without an end."""
    told = steps_of(case)
    count = 0

    def answer(_: str) -> Script:
        nonlocal count
        count += 1
        where = told["serve"]["location"] if "serve" in told else f"/{count}"
        return [redirect(where)]

    (found,), _, requests = await fetched(HOME, {"r.example": [(PUBLIC,)]}, answer)

    assert said(found) == case["expect"]["fetch"]
    assert len(requests) <= case["expect"]["requests_max"]


async def redirected_otherwise(
    case: Case, folder: Path, template: Path, _: pytest.MonkeyPatch
) -> None:
    """To another host, to the home page, or by the page itself."""
    told, expected = steps_of(case), case["expect"]
    if "redirect_to_host" in told:
        other = told["redirect_to_host"]
        answers = {
            "/": [
                redirect(f"http://{other}/there").replace(b"\r\n", b"\r\nSet-Cookie: a=b\r\n", 1)
            ],
            "/there": [GOOD],
        }
        names: Names = {"r.example": [(PUBLIC,)], other: [(OTHER,)]}
        _found, _world, requests = await fetched(HOME, names, lambda path: answers[path])
        assert not set(expected["headers_not_sent"]) & set(requests[1][1])
    elif "html" in told:
        body = page(told["html"].encode())
        (found,), _world, requests = await fetched(
            HOME, {"r.example": [(PUBLIC,)]}, lambda _: [body]
        )
        assert isinstance(found, Fetched)
        assert len(requests) == expected["requests"]
    else:
        assert told["home_has_no_policy"]
        database = _database(folder, template)
        await _home_instead(database)
        database.close()


def _database(folder: Path, template: Path) -> Database:
    (folder / "clausewatch.db").write_bytes(template.read_bytes())
    return Database(f"sqlite:///{folder / 'clausewatch.db'}")


async def _home_instead(database: Database) -> None:
    """A policy whose address begins to lead to the home page."""
    home = (
        b"<html lang=en><title>The Mill</title><h1>Fresh flour</h1><p>" + b"Taste our bread. " * 90
    )
    async with watching_a_world(database) as world:
        world.pages["/privacy"] = policy_page()
        world.add("/privacy")
        await world.look()
        world.pages |= {"/privacy": [redirect("/")], "/": [page(home)]}
        for _ in range(3):
            world.clock.pass_by(hours=6)
            assert (await world.look())[0] == "refused"
    with database.reading() as tx:
        assert len(versions.listed(tx, "mill")) == 1
        assert len(checks.of(tx, "mill")) == 4


async def environment(
    case: Case, folder: Path, _template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the environment says of proxies and passwords is not asked."""
    told = steps_of(case)
    for name, value in told.get("env", {}).items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(name.lower(), value)
        monkeypatch.setenv("ALL_PROXY", value)
    if "netrc" in told:
        (folder / ".netrc").write_text(told["netrc"])
        (folder / ".netrc").chmod(0o600)
        monkeypatch.setenv("HOME", str(folder))

    (found,), world, requests = await fetched(HOME, {"r.example": [(PUBLIC,)]})
    (inside,), _, _ = await fetched(HOME, {"r.example": [("127.0.0.1",)]})

    assert isinstance(found, Fetched)
    assert world.streets.connected == [PUBLIC]
    assert "authorization" not in requests[0][1]
    assert said(inside) == "refused"


TARGETS = ("http://169.254.169.254/", "http://inside.example/")
INSIDE: Names = {"inside.example": [("127.0.0.1",)]}


async def every_path(
    case: Case, folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever speaks HTTP goes through the one client; what we do not have cannot go round it."""
    path = case["what"].partition(": ")[2]
    async with serving(lambda _: [GOOD]) as server:
        world = World(server.port, INSIDE)
        database = _database(folder, template)
        try:
            for target in TARGETS:
                found = await WAYS_OUT.get(path, by_fetch)(
                    target, world, database, monkeypatch, folder
                )
                assert said(found) == "refused", path
        finally:
            database.close()
            await world.fetcher.aclose()

    assert world.streets.connected == []
    assert server.connections == 0


async def by_fetch(target: str, world: World, *_: Any) -> Fetched | Failure:
    """A page, a feed, an icon, a preview: there is only this one client (the import contracts)."""
    return await world.fetcher.fetch(ask(target))


async def by_post(target: str, world: World, *_: Any) -> Fetched | Failure:
    """A webhook."""
    return await world.fetcher.post(target, b"{}", {"content-type": "application/json"})


async def by_robots(target: str, world: World, database: Database, *_: Any) -> Fetched | Failure:
    """robots.txt of a host: the same client, whatever it is asked about."""
    from datetime import timedelta

    from policy.urls import Target, inspect
    from tests.watcher.world import Clock
    from watcher.politeness import Manners, holding

    clock = Clock()
    judged = inspect(target)
    if not isinstance(judged, Target):
        return await by_fetch(target, world)
    manners = Manners(min_delay=timedelta(0))
    async with holding(database, "test", manners, clock, clock.sleep) as held:
        await RobotsBook(database, world.fetcher, "test").ask(judged, held)
        return await world.fetcher.fetch(ask(f"{judged.origin}/robots.txt"))


async def by_browser(target: str, *_: Any) -> Fetched | Failure:
    """The browser's own navigation."""
    program = installed()
    if program is None:
        missing("Chromium or playwright is missing: install the package chromium.")
    async with town(program, {}) as here:
        found = await here.browser.visit(Fetched(target, target, 200, (), b""), "en")
        assert here.nobody_came_inside()
        assert here.public.connections == 0
    assert isinstance(found, Failure)
    return found


async def by_import(
    target: str, world: World, _: Database, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> Fetched | Failure:
    """An import takes files; an address is none."""
    words = ["clausewatch", "--data", str(folder / "data"), "import", target]
    monkeypatch.setattr("sys.argv", words)
    assert main() == 3
    return await by_fetch(target, world)


WAYS_OUT: Mapping[str, Callable[..., Any]] = {
    "webhook URL": by_post,
    "sitemap or robots.txt": by_robots,
    "browser main navigation": by_browser,
    "import-from-URL": by_import,
}
"""By the scenario's words; anything else there is would be a fetch."""


async def browser(case: Case, *_: Any) -> None:
    """What a page embeds or uses; see also test_browser.py."""
    program = installed()
    if program is None:
        missing("Chromium or playwright is missing: install the package chromium.")
    told = steps_of(case)
    embedded = [url.replace("PORT", "INSIDE") for url in told.get("page_embeds", ())]
    tags = "".join(f"<iframe src='{u}'></iframe><img src='{u}'>" for u in embedded)
    tags += "".join(f"<script>fetch('{url}').catch(() => {{}})</script>" for url in embedded)
    if "page_uses" in told:
        tags += (
            "<link rel=dns-prefetch href='//inside.example'><script>try {"
            "const talk = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:PACKETS'}]});"
            "talk.createDataChannel('x');"
            "talk.createOffer().then((offer) => talk.setLocalDescription(offer));"
            "} catch {}</script>"
        )
    answer = page(
        f"<html><body><p>We keep your name.</p>{tags}</body></html>".encode(),
        headers=["Content-Type: text/html", 'Alt-Svc: h3=":443"'],
    )

    async with town(program, {"/": [answer]}) as here:
        found = await here.visit(screenshot=True)
        assert here.nobody_came_inside()

    assert not isinstance(found, Failure)
    html = (found.answer.body or b"").decode()
    assert "We keep your name." in html
    assert f">{os.uname().nodename}" not in html


def ask(url: str) -> Any:
    """One question."""
    from watcher.answers import Ask

    return Ask(url)


PLAYS: Mapping[str, Callable[..., Any]] = {
    "rebind": rebind,
    "mixed": mixed,
    "cname": mixed,
    "tls": tls,
    "redirect-private": redirected,
    "redirect-target": redirected,
    "redirect-loop": looped,
    "redirect-other": redirected_otherwise,
    "proxy-env": environment,
    "every-path": every_path,
    "browser": browser,
}
