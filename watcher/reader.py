"""Reading in a limited worker process that is used again; a page that makes it hang or swell kills
it, and only it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policy.jsonable import reading_from_json, refusal_from_json
from policy.model import Declared, Link, Reading, Refusal
from watcher.frames import LENGTH

DIED = (asyncio.IncompleteReadError, ConnectionError)
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What reading one page may cost."""

    cpu_s: int = 20
    wall_s: float = 30.0
    memory_bytes: int = 1 << 30


@dataclass(frozen=True, slots=True)
class ReadText:
    """What the worker made of one page.

    The reading itself is unpacked only where somebody needs it.
    """

    fingerprint: str
    links: str
    rules: int
    refused: Refusal | None
    packed: bytes
    sketch: str | None = None

    def reading(self) -> Reading:
        """The whole reading."""
        return reading_from_json(json.loads(self.packed.decode("utf-8", "surrogatepass")))


@dataclass(frozen=True, slots=True)
class ReadSame:
    """The page differs from the one before in nothing that its reading depends on."""

    sketch: str | None = None


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """The worker died of the page, or did not finish in time."""

    reason: str
    detail: str


class Reader:
    """A few worker processes, started when first needed; each reads one page at a time."""

    def __init__(self, limits: ReadLimits | None = None, workers: int = 1) -> None:
        self._limits = limits or ReadLimits()
        self._free = asyncio.Semaphore(workers)
        self._idle: list[asyncio.subprocess.Process] = []
        self.started = 0
        self.replaced = 0

    async def __aenter__(self) -> Reader:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End the workers."""
        while self._idle:
            await _end(self._idle.pop())

    async def read(
        self,
        body: bytes,
        headers: Mapping[str, str],
        declared: Declared,
        sketch: str | None = None,
    ) -> ReadText | ReadSame | ReadFailure:
        """What the page says, or how it brought the worker down; with `sketch` perhaps only that it
        says what the page of that sketch said.
        """
        head = json.dumps(
            {
                "headers": dict(headers),
                "sketch": sketch,
                "declared": {
                    "select": declared.select,
                    "remove": declared.remove,
                    "language": declared.language,
                    "service": declared.service,
                    "terms_type": declared.terms_type,
                },
            }
        ).encode()
        try:
            told, packed = await self._asked(head, body)
        except TimeoutError:
            return ReadFailure("too_complex", f"not read after {self._limits.wall_s:g} seconds")
        except DIED:
            return ReadFailure("too_complex", "reading it took more time or memory than is allowed")
        form = json.loads(told)
        if "mistake" in form:
            return ReadFailure("reading_failed", f"a mistake of ours: {form['mistake']}")
        if "same" in form:
            return ReadSame(form["sketch"])
        return ReadText(
            fingerprint=form["fingerprint"],
            links=form["links"],
            rules=form["rules"],
            refused=refusal_from_json(form["refused"]),
            packed=packed,
            sketch=form["sketch"],
        )

    async def links(self, body: bytes, headers: Mapping[str, str], url: str) -> list[Link]:
        """Every link of a page received from `url`; none where it brought the worker down."""
        head = json.dumps({"headers": dict(headers), "links_of": url}).encode()
        try:
            told, _ = await self._asked(head, body)
        except (TimeoutError, *DIED):
            return []
        return [Link(words, target) for words, target in json.loads(told).get("links", ())]

    async def _asked(self, head: bytes, body: bytes) -> tuple[bytes, bytes]:
        """Both frames of a worker's answer.

        One that was weak before gets no say: a fresh one is asked too.
        """
        async with self._free:
            if self._idle:
                with contextlib.suppress(*DIED):
                    return await self._asked_of(self._idle.pop(), head, body)
            return await self._asked_of(await self._start(), head, body)

    async def _asked_of(
        self, process: asyncio.subprocess.Process, head: bytes, body: bytes
    ) -> tuple[bytes, bytes]:
        """The answer of this worker, which is used again only where it answered in time."""
        answered = False
        try:
            async with asyncio.timeout(self._limits.wall_s):
                frames = await _ask(process, head, body)
            answered = True
            return frames
        finally:
            if answered:
                self._idle.append(process)
            else:
                self.replaced += 1
                await _end(process)

    async def _start(self) -> asyncio.subprocess.Process:
        self.started += 1
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "watcher.reader_process",
            str(self._limits.cpu_s),
            str(self._limits.memory_bytes),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
            start_new_session=True,  # Ctrl-C is for us; it ends when its input closes
            limit=1 << 26,
        )


async def _ask(
    process: asyncio.subprocess.Process, head: bytes, body: bytes
) -> tuple[bytes, bytes]:
    """Send one page and wait for both frames of the answer."""
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    for frame in (head, body):
        process.stdin.write(LENGTH.pack(len(frame)))
        process.stdin.write(frame)
    await process.stdin.drain()
    return await _frame(process.stdout), await _frame(process.stdout)


async def _frame(stream: asyncio.StreamReader) -> bytes:
    (size,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
    return await stream.readexactly(size)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
