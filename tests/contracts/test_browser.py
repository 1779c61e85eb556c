"""Pages in a real browser on loopback: what scripts make is read, and what they try to reach
inside is not reached, measured at the servers there.

A public name leads to one server of ours (`Streets`); a second one stands for a machine inside
that nobody may ask.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from policy.addresses import NO_EXCEPTIONS, Exceptions
from policy.model import Outcome
from policy.read import read as extract
from tests.conftest import missing
from tests.contracts.fault_server import (
    Drip,
    FaultServer,
    Script,
    Streets,
    page,
    serving,
)
from tests.contracts.test_connect import self_signed
from watcher import descendants
from watcher.answers import Failure, Fetched
from watcher.browser import Browser, Visited, VisitLimits
from watcher.browser_program import installed
from watcher.browser_proxy import Allowance
from watcher.connect import GuardedBackend

PUBLIC = "93.184.216.34"
JSON = ["Content-Type: application/json"]
SHELL = b"""<!doctype html><html lang="en"><head><title>Privacy policy</title></head><body>
<div id="root"></div><script>
fetch("/words.json").then((answer) => answer.json()).then((words) => {
  document.getElementById("root").innerHTML =
    "<h1>Privacy policy</h1>" + words.map((word) => `<p>${word}</p>`).join("");
  const box = document.createElement("div");
  document.body.append(box);
  fetch("/slow");
  box.attachShadow({mode: "open"}).innerHTML = "<p>We delete it after 30 days.</p>";
});
</script></body></html>"""

ATTEMPTS = """<!doctype html><html lang="en"><head><title>Privacy policy</title>
<link rel="stylesheet" href="http://127.0.0.1:INSIDE/style.css">
<link rel="preconnect" href="http://127.0.0.1:INSIDE/">
<link rel="prefetch" href="http://127.0.0.1:INSIDE/prefetched">
<link rel="dns-prefetch" href="//inside.example">
<script src="http://127.0.0.1:INSIDE/script.js"></script></head><body>
<p id="said">We keep your name.</p>
<img src="http://127.0.0.1:INSIDE/picture.png"><img src="/jump">
<iframe src="http://127.0.0.1:INSIDE/frame"></iframe><iframe src="/jump"></iframe>
<iframe id="file" src="file:///etc/hostname"></iframe>
<object data="http://127.0.0.1:INSIDE/object"></object>
<video src="http://127.0.0.1:INSIDE/film.mp4" autoplay></video>
<form id="form" method="post" target="there" action="http://127.0.0.1:INSIDE/form">
<input name="a" value="b"></form><iframe name="there"></iframe>
<script>
const places = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1", "2130706433", "0x7f.1",
                "inside.example", "[::ffff:127.0.0.1]"];
let tried = 0;
const attempt = (act) => { tried += 1; try { act(); } catch {} };
for (const place of places) {
  const there = `${place}:INSIDE`;
  attempt(() => fetch(`http://${there}/fetch`, {mode: "no-cors"}).catch(() => {}));
  attempt(() => fetch(`https://${there}/fetch`, {mode: "no-cors"}).catch(() => {}));
  attempt(() => new WebSocket(`ws://${there}/socket`));
  attempt(() => new WebSocket(`wss://${there}/socket`));
  attempt(() => new EventSource(`http://${there}/events`));
  attempt(() => navigator.sendBeacon(`http://${there}/beacon`, "secret"));
  attempt(() => { const r = new XMLHttpRequest(); r.open("POST", `http://${there}/x`); r.send(); });
  attempt(() => { new Image().src = `http://${there}/image.png`; });
  attempt(() => window.open(`http://${there}/window`));
}
attempt(() => fetch("/jump", {mode: "no-cors"}).catch(() => {}));
attempt(() => document.getElementById("form").submit());
attempt(() => navigator.serviceWorker.register("/worker.js").catch(() => {}));
attempt(() => new Worker("/worker.js"));
attempt(() => new SharedWorker("/worker.js"));
attempt(() => new WebTransport("https://127.0.0.1:PACKETS/"));
attempt(() => {
  const talk = new RTCPeerConnection({iceServers: [{urls: "stun:127.0.0.1:PACKETS"}]});
  talk.createDataChannel("x");
  talk.createOffer().then((offer) => talk.setLocalDescription(offer));
});
document.getElementById("said").textContent += ` We tried ${tried} ways.`;
</script></body></html>"""
WORKER = b"fetch('http://127.0.0.1:INSIDE/worker', {mode: 'no-cors'}).catch(() => {});"
WAYS = 9 * 9 + 7


@pytest.fixture(scope="module")
def program() -> Path:
    """The browser of this machine."""
    found = installed()
    if found is None:
        missing("Chromium or playwright is missing: install the package chromium and the extra.")
    assert found is not None
    return found


@dataclass
class Town:
    """A public server, a machine inside, and whoever listens for packets there."""

    public: FaultServer
    inside: FaultServer
    packets: socket.socket
    browser: Browser

    async def visit(self, path: str = "/", **how: Any) -> Visited | Failure:
        """Visit a page of `mill.example`."""
        url = f"http://mill.example{path}"
        return await self.browser.visit(Fetched(url, url, 200, (), b""), "en", **how)

    def nobody_came_inside(self) -> bool:
        """Neither a connection nor a packet."""
        with contextlib.suppress(BlockingIOError):
            self.packets.recv(1)
            return False
        return self.inside.connections == 0


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """The names of the test."""
    names = {
        "mill.example": (PUBLIC,),
        "other.example": (PUBLIC,),
        "inside.example": ("127.0.0.1",),
    }
    if host not in names:
        raise OSError("no such name")
    return names[host]


@contextlib.asynccontextmanager
async def town(
    program: Path,
    answers: dict[str, Script],
    limits: VisitLimits | None = None,
    exceptions: Exceptions = NO_EXCEPTIONS,
) -> AsyncIterator[Town]:
    """A town for as long as the block lasts; INSIDE and PACKETS in a page become real ports."""
    packets = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    packets.bind(("127.0.0.1", 0))
    packets.setblocking(False)
    missed: Script = [page(b"nothing here", status="404 Not Found")]

    def answer(path: str) -> Script:
        places = {b"INSIDE": b"%d" % inside.port, b"PACKETS": b"%d" % packets.getsockname()[1]}
        steps = []
        for step in answers.get(path.split("?")[0], missed):
            if isinstance(step, bytes):
                head, _, body = step.partition(b"\r\n\r\n")
                for word, number in places.items():
                    head, body = head.replace(word, number), body.replace(word, number)
                lines = [b"Content-Length: %d" % len(body) if b"content-length:" in one.lower()
                         else one for one in head.split(b"\r\n")]  # fmt: skip
                step = b"\r\n\r\n".join([b"\r\n".join(lines), body])
            steps.append(step)
        return steps

    async with serving(answer) as public, serving(lambda _: [page(b"a secret")]) as inside:
        streets = Streets(public.port)

        def backend() -> GuardedBackend:
            dial = streets if exceptions is NO_EXCEPTIONS else None
            return GuardedBackend(exceptions, resolve, dial)

        browser = Browser(
            program, "Clausewatch/test (+tests)", exceptions, limits=limits, backend=backend
        )
        with packets:
            yield Town(public, inside, packets, browser)


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Every visit ends with all of its processes: none outlives its folder (those of tests beside
    this one still have theirs).
    """
    yield
    left = []
    for pid in descendants.of(None, "clausewatch-visit-"):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
            folders = re.findall(r"/[^\0\s=]*clausewatch-visit-\w+", words)
            left += [words for folder in folders if not Path(folder).exists()]
    assert left == []


pytestmark = pytest.mark.usefixtures("nothing_left")


def words_of(found: Visited | Failure) -> str:
    """The page a visit brought."""
    assert isinstance(found, Visited), found
    return (found.answer.body or b"").decode()


async def test_what_scripts_make_is_read(program: Path) -> None:
    words = page(b'["We keep your name.", "You may ask us what we keep."]', headers=JSON)

    never = [b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", Drip(0.5)]
    answers = {"/privacy": [page(SHELL)], "/words.json": [words], "/slow": never}

    async with town(program, answers) as here:
        found = await here.visit("/privacy", screenshot=True)

    html = words_of(found)
    assert isinstance(found, Visited)
    assert "<p>You may ask us what we keep.</p>" in html
    assert "<p>We delete it after 30 days.</p>" in html  # in an open shadow root
    assert found.screenshot.startswith(b"\x89PNG")
    assert found.answer.exchange["by"] == "browser"
    assert found.answer.exchange["browser"]["sandbox"] is True
    asked = dict(here.public.requests)
    assert asked["/privacy"]["user-agent"].endswith("Clausewatch/test (+tests)")
    assert asked["/privacy"]["host"] == "mill.example"


POLICY = b"".join(
    b"<p>We keep your name for %d days and tell nobody.</p>" % n for n in range(1, 40)
)
AROUND = b"""<!doctype html><html lang="en"><head><title>Privacy policy</title></head><body>
<nav><a href="/">Home</a></nav><p>Our policy:</p>
<iframe src="http://other.example/film" width="300" height="200"></iframe>
<iframe src="http://other.example/hidden" style="display:none"></iframe>
<iframe src="http://other.example/policy" width="800" height="600"></iframe></body></html>"""


async def test_a_frame_that_shows_the_policy_is_read_in_its_place(program: Path) -> None:
    answers: dict[str, Script] = {
        "/privacy": [page(AROUND)],
        "/film": [page(b"<p>A film about flour.</p>" * 5)],
        "/hidden": [page(b"<p>Nobody sees this.</p>" * 900)],
        "/policy": [page(b'<h1>Privacy "policy"</h1><iframe src="/inner"></iframe>')],
        "/inner": [page(b"<h2>What we keep</h2>" + POLICY)],
    }

    async with town(program, answers) as here:
        found = await here.visit("/privacy", screenshot=True)

    html = words_of(found)
    assert isinstance(found, Visited)
    text = extract(html.encode(), {"content-type": "text/html"}).text
    assert "What we keep" in text
    assert "We keep your name for 39 days" in text
    assert "Nobody sees this" not in text
    assert "film" not in text
    frames = found.answer.exchange["browser"]["frames"]
    assert frames == ["http://other.example/policy", "http://other.example/inner"]


async def test_frames_beside_a_page_s_own_text_are_none_of_it(program: Path) -> None:
    own = AROUND.replace(b"<p>Our policy:</p>", POLICY)
    answers: dict[str, Script] = {
        "/privacy": [page(own)],
        "/policy": [page(b"<p>Somebody else's words.</p>" * 80)],
    }

    async with town(program, answers) as here:
        found = await here.visit("/privacy")

    assert "Somebody else" not in words_of(found)
    assert isinstance(found, Visited)
    assert found.answer.exchange["browser"]["frames"] == []


async def test_a_frame_from_a_place_inside_is_not_reached(program: Path) -> None:
    inside = AROUND.replace(b"http://other.example/policy", b"http://127.0.0.1:INSIDE/policy")

    async with town(program, {"/privacy": [page(inside)]}) as here:
        found = await here.visit("/privacy")
        assert here.nobody_came_inside()

    assert isinstance(found, Visited)
    assert found.answer.exchange["browser"]["frames"] == []


async def test_a_set_of_frames_is_read_as_the_one_that_speaks(program: Path) -> None:
    answers: dict[str, Script] = {
        "/privacy": [page(b'<frameset cols="20%,80%"><frame src="/menu"><frame src="/policy">')],
        "/menu": [page(b"<p>Home</p>")],
        "/policy": [page(b"<h1>Privacy policy</h1>" + POLICY)],
    }

    async with town(program, answers) as here:
        found = await here.visit("/privacy")

    assert "We keep your name for 39 days" in words_of(found)


async def test_a_page_does_not_reach_what_is_inside(program: Path) -> None:
    jump = page(b"", status="302 Found", headers=["Location: http://127.0.0.1:INSIDE/jumped"])
    answers: dict[str, Script] = {
        "/": [page(ATTEMPTS.encode())],
        "/jump": [jump],
        "/worker.js": [page(WORKER, headers=["Content-Type: text/javascript"])],
    }

    async with town(program, answers) as here:
        found = await here.visit(screenshot=True)  # pictures are asked for, too

        html = words_of(found)
        assert f"We tried {WAYS} ways." in html
        assert here.nobody_came_inside()
    assert "a secret" not in html
    assert f">{socket.gethostname()}" not in html
    assert isinstance(found, Visited)
    refused = found.answer.exchange["browser"]["refused"]
    assert set(refused.values()) == {"forbidden_address", "forbidden_port", "forbidden_url"}


async def test_the_same_page_gets_there_where_an_operator_allows_it(program: Path) -> None:
    """The attempts are real ones: without the table they would arrive."""
    async with town(program, {"/": [page(ATTEMPTS.encode())]}, exceptions=LOOPBACK) as here:
        url = f"http://127.0.0.1:{here.public.port}/"
        await here.browser.visit(Fetched(url, url, 200, (), b""), "en", screenshot=True)

        ways = {path for path, _ in here.inside.requests}
    assert {"/fetch", "/socket", "/frame", "/script.js", "/picture.png"} <= ways


LOOPBACK = Exceptions.of("127.0.0.0/8")


@pytest.mark.parametrize(
    "way",
    [
        b"<meta http-equiv=refresh content='0;url=http://127.0.0.1:INSIDE/refreshed'>",
        b"<form method=post action='http://127.0.0.1:INSIDE/'></form><script>"
        b"location.href = 'file:///etc/hostname'; location.href = 'data:text/html,made';"
        b"document.forms[0].submit()</script>",
    ],
    ids=["refresh", "script"],
)
async def test_a_page_does_not_take_the_browser_inside(program: Path, way: bytes) -> None:
    async with town(program, {"/": [page(way)]}) as here:
        found = await here.visit()

        assert here.nobody_came_inside()
    assert isinstance(found, Failure)
    assert (found.outcome, found.reason) == (Outcome.REFUSED, "redirect")


async def test_a_redirect_of_the_page_itself_to_a_place_inside_is_refused(program: Path) -> None:
    jump = page(b"", status="302 Found", headers=["Location: http://127.0.0.1:INSIDE/"])

    async with town(program, {"/": [jump]}) as here:
        found = await here.visit()

        assert here.nobody_came_inside()
    assert isinstance(found, Failure)


async def test_a_page_that_goes_to_another_host_is_not_followed(program: Path) -> None:
    away = b"<script>location.replace('http://other.example/policy')</script>"

    async with town(program, {"/": [page(away)], "/policy": [page(b"<p>Other.</p>")]}) as here:
        found = await here.visit()

    assert isinstance(found, Failure)
    assert found.reason == "redirect"
    assert "http://other.example/policy" in found.detail
    assert [path for path, _ in here.public.requests] == ["/"]


@pytest.mark.parametrize(
    ("body", "limits", "reasons"),
    [
        (b"<p>stays</p><script>for (;;) {}</script>", VisitLimits(total_s=5), {"too_complex"}),
        (
            b"<p>x</p><script>const a = []; setInterval(() => {"
            b"for (let i = 0; i < 40; i++) a.push(new Uint8Array(4e6).fill(7)); }, 10)</script>",
            VisitLimits(total_s=25, memory_bytes=700 << 20),
            {"browser_failed"},
        ),
        (
            b"<p>x</p><script>for (let i = 0; i < 200; i++) fetch('/much?' + i)</script>",
            VisitLimits(total_s=25, allowance=Allowance(down_bytes=1 << 20)),
            {"too_large"},
        ),
    ],
    ids=["endless", "swelling", "many bytes"],
)
async def test_a_page_that_takes_too_much_ends_its_own_visit_only(
    program: Path, body: bytes, limits: VisitLimits, reasons: set[str]
) -> None:
    answers: dict[str, Script] = {
        "/": [page(b"<!doctype html><html><body>" + body)],
        "/much": [page(b"x" * 100_000)],
        "/good": [page(SHELL)],
        "/words.json": [page(b'["We keep your name."]', headers=JSON)],
    }

    async with town(program, answers, limits) as here:
        found = await here.visit()

    assert isinstance(found, Failure)
    assert found.reason in reasons


async def test_a_certificate_that_nobody_vouches_for_ends_the_visit(
    program: Path, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path))
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # the server's complaint
    async with serving(lambda _: [page(b"<p>We keep your name.</p>")], tls=context) as server:
        streets = Streets(server.port)
        backend = partial(GuardedBackend, NO_EXCEPTIONS, resolve, streets)
        browser = Browser(program, "Clausewatch/test", backend=backend)
        url = "https://mill.example/"
        found = await browser.visit(Fetched(url, url, 200, (), b""), "en")

    assert isinstance(found, Failure)
    assert (found.outcome, found.reason) == (Outcome.UNREACHABLE, "tls_error")
    assert streets.connected
    assert server.requests == []


async def test_a_browser_that_is_none_is_named(tmp_path: Path) -> None:
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)

    async with town(program, {}) as here:
        found = await here.visit()

    assert isinstance(found, Failure)
    assert found.reason == "browser_failed"
