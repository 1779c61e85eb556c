"""Pages that only exist after their scripts have run: read through a browser, each visit in a
process of its own with a fresh profile, over a proxy that judges every address.

The page was fetched as any other before: what that says (moved, gone, forbidden, a PDF) needs no
browser. The visit has limits of time, bytes and memory; one that passes them is killed with its
whole family of processes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pwd
import shlex
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from policy.addresses import NO_EXCEPTIONS, Exceptions
from policy.model import Outcome, Refusal
from policy.urls import Target, inspect
from watcher import descendants
from watcher.answers import BROWSER, Failure, Fetched
from watcher.browser_proxy import Allowance, Proxy, open_proxy
from watcher.connect import GuardedBackend
from watcher.frames import LENGTH

ROOT = Path(__file__).resolve().parent.parent
NOBODY = "nobody"
WEIGHED_EVERY_S = 0.25
HTML = ("content-type", "text/html; charset=utf-8")
"""Of which kind the rendered page is, whatever the server called its own bytes."""


@dataclass(frozen=True, slots=True)
class VisitLimits:
    """What one visit may cost."""

    total_s: float = 60.0
    patience_s: float = 30.0
    """How long the page itself may take to load before what stands there is read."""

    html_bytes: int = 20 << 20
    memory_bytes: int = 1536 << 20
    allowance: Allowance = field(default_factory=Allowance)


@dataclass(frozen=True, slots=True)
class Visited:
    """What a visit brought: the page as the scripts made it, and a picture of it where one was
    asked for.
    """

    answer: Fetched
    screenshot: bytes = b""


class BrokenError(Exception):
    """The browser gave no answer; the message says what is known of it."""


class Browser:
    """Opens pages one at a time; `program` is the browser, started anew for each."""

    def __init__(
        self,
        program: Path,
        identity: str,
        exceptions: Exceptions = NO_EXCEPTIONS,
        *,
        sandbox: bool = True,
        limits: VisitLimits | None = None,
        backend: Callable[[], GuardedBackend] | None = None,
    ) -> None:
        self.exceptions = exceptions
        self._program = program
        self._identity = identity
        self._sandbox = sandbox
        self._limits = limits or VisitLimits()
        self._backend = backend or (lambda: GuardedBackend(exceptions))
        self._free = asyncio.Semaphore(1)  # one browser is heavy enough

    async def visit(
        self, plain: Fetched, language: str | None = None, *, screenshot: bool = False
    ) -> Visited | Failure:
        """The page that `plain` is the plain answer of, as a reader's browser would show it."""
        limits = self._limits
        forbidden = inspect(plain.final_url, self.exceptions)
        if isinstance(forbidden, Refusal):
            outcome, reason = Outcome.REFUSED, forbidden.reason
            return Failure(plain.url, outcome, reason, forbidden.detail, plain.hops)
        async with (
            self._free,
            open_proxy(self._backend(), self.exceptions, limits.allowance) as proxy,
        ):
            orders = {
                "url": plain.final_url,
                "sandbox": self._sandbox,
                "proxy": proxy.port,
                "identity": self._identity,
                "language": language,
                "patience_ms": round(limits.patience_s * 1000),
                "longest": limits.html_bytes,
                "screenshot": screenshot,
            }
            try:
                told, html, picture = await self._answered(orders)
            except BrokenError as error:
                return _failure(plain, proxy, Outcome.UNREADABLE, "browser_failed", str(error))
            except TimeoutError:
                says = f"the browser was not done after {limits.total_s:g} seconds"
                return _failure(plain, proxy, Outcome.UNREADABLE, "too_complex", says)
            return self._judged(plain, proxy, told, html, picture)

    def _judged(
        self, plain: Fetched, proxy: Proxy, told: dict[str, Any], html: bytes, picture: bytes
    ) -> Visited | Failure:
        """What the browser's answer comes to, in our own names."""
        if "broken" in told:
            return _failure(plain, proxy, Outcome.UNREACHABLE, "browser_failed", told["broken"])
        refused = self._refused(plain, proxy)
        if refused is not None:
            return _failure(plain, proxy, Outcome.REFUSED, *refused)
        if told.get("led_to"):
            says = f"a script sends the reader on to {told['led_to']}"
            return _failure(plain, proxy, Outcome.REFUSED, "redirect", says, told)
        if proxy.exhausted:
            return _failure(plain, proxy, Outcome.REFUSED, "too_large", proxy.exhausted, told)
        if told.get("failed"):
            return _failure(plain, proxy, *_named(told["failed"]), told)
        if told.get("too_long") or len(html) > self._limits.html_bytes:
            says = f"the page grew to more than {self._limits.html_bytes} bytes"
            return _failure(plain, proxy, Outcome.REFUSED, "too_large", says, told)
        status = int(told.get("status") or plain.status)
        answer = replace(
            plain,
            final_url=told["url"],
            status=status,
            headers=(HTML,),
            body=html,
            exchange=_exchange(plain, proxy, told, sandbox=self._sandbox)
            | {"url": told["url"], "status": status, "headers": [list(HTML)]},
        )
        return Visited(answer, picture)

    def _refused(self, plain: Fetched, proxy: Proxy) -> tuple[str, str] | None:
        """Why the page itself was not let through, where it was not."""
        target = inspect(plain.final_url, self.exceptions)
        place = f"{target.host}:{target.port}" if isinstance(target, Target) else ""
        why = proxy.refused.get(place)
        return None if why is None else (why.reason, why.detail)

    async def _answered(self, orders: dict[str, Any]) -> tuple[dict[str, Any], bytes, bytes]:
        """The frames of one visit's process, which is over when this returns, however it ends."""
        with tempfile.TemporaryDirectory(prefix="clausewatch-visit-") as home:
            profile, program = _own_corner(Path(home), self._program, self._sandbox)
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "watcher.browser_process",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=_environment(home),
                cwd=home,
                start_new_session=True,
                limit=1 << 26,
            )
            scale = asyncio.create_task(self._weigh(process, home))
            try:
                async with asyncio.timeout(self._limits.total_s):
                    return await _frames(process, orders | {"profile": profile, "program": program})
            except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
                heavy = scale.done() and not scale.cancelled()
                says = "it took more memory than is allowed" if heavy else "it ended by itself"
                raise BrokenError(says) from error
            finally:
                scale.cancel()
                alive = process.returncode is None
                descendants.end(process.pid if alive else None, home)
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    async def _weigh(self, process: asyncio.subprocess.Process, home: str) -> None:
        """End the visit as soon as its processes hold too much; returns only then."""
        while True:
            await asyncio.sleep(WEIGHED_EVERY_S)
            family = descendants.of(process.pid, home)
            if descendants.weight(family) > self._limits.memory_bytes:
                descendants.end(process.pid, home)
                return


async def _frames(
    process: asyncio.subprocess.Process, orders: dict[str, Any]
) -> tuple[dict[str, Any], bytes, bytes]:
    """Give the orders and wait for the answer."""
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(json.dumps(orders).encode() + b"\n")
    await process.stdin.drain()
    head, html, picture = [await _frame(process.stdout) for _ in range(3)]
    told: dict[str, Any] = json.loads(head)
    return told, html, picture


async def _frame(stream: asyncio.StreamReader) -> bytes:
    (size,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
    return await stream.readexactly(size)


def _environment(home: str) -> dict[str, str]:
    """Nothing of ours: neither settings nor secrets."""
    return {
        "HOME": home,
        "TMPDIR": home,
        "XDG_CONFIG_HOME": home,
        "XDG_CACHE_HOME": home,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _own_corner(home: Path, program: Path, sandbox: bool) -> tuple[str, str]:
    """A fresh profile and the program to start; as root that is one that becomes `nobody` first,
    for the sandbox of a browser refuses to run as root.
    """
    profile = home / "profile"
    profile.mkdir(mode=0o700)
    if os.geteuid() != 0 or not sandbox:
        return str(profile), str(program)
    user = pwd.getpwnam(NOBODY)
    for place in (home, profile):
        os.chown(place, user.pw_uid, user.pw_gid)
    starter = home / "start"
    ids = f"--reuid={user.pw_uid} --regid={user.pw_gid} --clear-groups"
    starter.write_text(f'#!/bin/sh\nexec setpriv {ids} -- {shlex.quote(str(program))} "$@"\n')
    starter.chmod(0o755)
    return str(profile), str(starter)


def _exchange(
    plain: Fetched, proxy: Proxy, told: dict[str, Any], *, sandbox: bool = True
) -> dict[str, Any]:
    """What is kept beside the rendered page: how it came about, and the plain exchange before."""
    host = urlsplit(plain.final_url).hostname or ""
    return {
        "by": BROWSER,
        "browser": {
            "version": told.get("browser"),
            "sandbox": sandbox,
            "status": told.get("status"),
            "headers": told.get("headers", []),
            "connections": proxy.connections,
            "bytes": proxy.down_bytes,
            "address": next((a for p, a in proxy.peers.items() if p.startswith(f"{host}:")), None),
            "led_to": told.get("led_to"),
            "frames": told.get("frames", []),
            "refused": {place: why.reason for place, why in proxy.refused.items()},
        },
        "plain": dict(plain.exchange),
    }


def _failure(
    plain: Fetched,
    proxy: Proxy,
    outcome: Outcome,
    reason: str,
    detail: str,
    told: dict[str, Any] | None = None,
) -> Failure:
    exchange = _exchange(plain, proxy, told or {}) | {"url": plain.final_url}
    return Failure(plain.url, outcome, reason, detail[:500], plain.hops, exchange)


def _named(said: str) -> tuple[Outcome, str, str]:
    """Our name for an error of the browser's network."""
    if "ERR_CERT" in said or "ERR_SSL" in said:
        return Outcome.UNREACHABLE, "tls_error", said
    if "TIMED_OUT" in said or "Timeout" in said:
        return Outcome.UNREACHABLE, "timeout", said
    if "Download" in said:
        return Outcome.UNREADABLE, "not_text", "the browser would save it as a file"
    return Outcome.UNREACHABLE, "connection_error", said
