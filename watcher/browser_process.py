"""What runs in a process of its own for one visit: Playwright, which starts a browser, opens one
address and gives back what the page came to.

Its orders come as one line of JSON on standard input; the answer is three frames: a head (JSON),
the page as HTML, and a picture of it or nothing. It never leaves its proxy, and whoever started it
ends it when it takes too long or too much.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.async_api import Error, async_playwright

from watcher.browser_frames import written
from watcher.frames import LENGTH

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Frame, Page, Route

FLAGS = (
    "--proxy-bypass-list=<-loopback>",  # else loopback would be reached past the proxy
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # names are the proxy's business
    "--disable-quic",
    "--dns-prefetch-disable",
    "--no-pings",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--block-new-web-contents",
    "--deny-permission-prompts",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-notifications",
    "--disable-remote-fonts",
    "--disable-sync",
    "--mute-audio",
    "--no-first-run",
)

CLOSED_OFF = """
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel",
                    "WebTransport", "SharedWorker"]) {
  try { delete globalThis[name]; } catch {}
  try { Object.defineProperty(globalThis, name, {value: undefined}); } catch {}
}
"""
"""Ways out that know no proxy are not even there."""

NEVER = frozenset({"media", "font", "texttrack", "eventsource", "manifest", "ping", "other"})
"""Parts of a page that no text comes from; pictures are asked for only where one is taken."""

QUIET_MS = 500
LOOKS = 12
"""How often, each after `QUIET_MS`, a page is asked whether its text has come to rest."""

TALLEST = 8000
"""Pixels of a page that a picture holds."""


class Visit:
    """One address, opened once."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self.orders = orders
        self.host = urlsplit(orders["url"]).hostname
        self.led_to: str | None = None
        """Where a script or a redirect wanted to take the reader: another host."""

    async def run(self) -> tuple[dict[str, Any], bytes, bytes]:
        """The three frames of the answer."""
        orders = self.orders
        async with async_playwright() as engine:
            context = await engine.chromium.launch_persistent_context(
                orders["profile"],
                executable_path=orders["program"],
                chromium_sandbox=orders["sandbox"],
                args=[*FLAGS, f"--proxy-server=http://127.0.0.1:{orders['proxy']}"],
                timeout=orders["patience_ms"],
                locale=orders["language"] or "en",
                service_workers="block",
                accept_downloads=False,
                viewport={"width": 1280, "height": 1600},
                reduced_motion="reduce",
            )
            browser = context.browser
            told: dict[str, Any] = {"browser": browser.version if browser else None}
            html, picture = await self._visited(context, told)
            with contextlib.suppress(Error):
                await context.close()
        return told, html, picture

    async def _visited(self, context: BrowserContext, told: dict[str, Any]) -> tuple[bytes, bytes]:
        """The page when it has come to rest, and its picture."""
        await context.add_init_script(CLOSED_OFF)
        tab = context.pages[0] if context.pages else await context.new_page()
        await self._say_who(context, tab)
        context.on("page", lambda other: asyncio.ensure_future(other.close()))  # no pop-ups
        await context.route("**/*", lambda route: self._judge(route, tab.main_frame))
        patience = self.orders["patience_ms"]
        try:
            answer = await tab.goto(self.orders["url"], wait_until="load", timeout=patience)
        except Error as error:
            if tab.url in ("about:blank", "") or "ERR_" in error.message:
                told["failed"] = error.message.splitlines()[0]
                told["led_to"] = self.led_to
                return b"", b""
            answer = None  # it goes on loading: what stands there is looked at
        if answer is not None:
            told["status"] = answer.status
            told["headers"] = [
                [h["name"].lower(), h["value"]] for h in await answer.headers_array()
            ]
        await self._rest(tab)
        page = await written(tab.main_frame, self.orders["longest"])
        html = page.html
        told["url"], told["frames"] = tab.url, page.frames
        if self.led_to is None and urlsplit(tab.url).hostname != self.host:
            self.led_to = tab.url  # a redirect of the server's, which nobody could stop to judge
        told["led_to"] = self.led_to
        told["too_long"] = html is None
        picture = b""
        if self.orders["screenshot"] and self.led_to is None and html is not None:
            picture = await self._picture(tab)
        return (html if isinstance(html, str) else "").encode("utf-8", "replace"), picture

    async def _say_who(self, context: BrowserContext, tab: Page) -> None:
        """Our own name beside the browser's, so that nobody is deceived about who visits."""
        own = await tab.evaluate("() => navigator.userAgent")
        session = await context.new_cdp_session(tab)
        name = {"userAgent": f"{own} {self.orders['identity']}"}
        await session.send("Emulation.setUserAgentOverride", name)

    async def _judge(self, route: Route, main: Frame) -> None:
        """Let through what a reading needs; the page itself may not leave its host."""
        request = route.request
        with contextlib.suppress(Error):
            if request.is_navigation_request() and request.frame == main:
                parts = urlsplit(request.url)
                if parts.hostname != self.host or parts.scheme not in ("http", "https"):
                    self.led_to = request.url[:2000]
                    await route.abort()
                    return
            elif request.resource_type in NEVER or (
                request.resource_type == "image" and not self.orders["screenshot"]
            ):
                await route.abort()
                return
            await route.continue_()

    async def _rest(self, tab: Page) -> None:
        """Wait until the text stays the same and nothing is under way, or long enough."""
        with contextlib.suppress(Error):
            await tab.wait_for_load_state("networkidle", timeout=QUIET_MS * LOOKS)
        before, same = -1, 0
        for _ in range(LOOKS):
            size = await tab.evaluate("() => document.documentElement.textContent.length")
            same = same + 1 if size == before else 0
            if same >= 2:
                return
            before = size
            await tab.wait_for_timeout(QUIET_MS)

    async def _picture(self, tab: Page) -> bytes:
        tall = await tab.evaluate("() => document.documentElement.scrollHeight")
        tall = min(int(tall), TALLEST) if isinstance(tall, (int, float)) else 1600
        with contextlib.suppress(Error):
            await tab.set_viewport_size({"width": 1280, "height": max(tall, 200)})
            return await tab.screenshot(type="png", animations="disabled", timeout=10_000)
        return b""


async def main() -> None:
    """One visit; a failure of the browser is an answer too."""
    orders = json.loads(sys.stdin.buffer.readline())
    try:
        frames = await Visit(orders).run()
    except Error as error:
        frames = ({"broken": " ".join(error.message.split())[:500]}, b"", b"")
    head, html, picture = frames
    with os.fdopen(os.dup(1), "wb") as answers:
        for frame in (json.dumps(head).encode(), html, picture):
            answers.write(LENGTH.pack(len(frame)) + frame)


if __name__ == "__main__":
    asyncio.run(main())
