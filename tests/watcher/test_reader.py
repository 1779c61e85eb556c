"""Reading in a worker process: used again, limited, and replaced when a page brings it down."""

from __future__ import annotations

import psutil
import pytest

from policy.model import Declared
from tests.watcher.world import policy_html
from watcher.reader import Reader, ReadFailure, ReadLimits, ReadText

HTML = {"content-type": "text/html"}
PLAIN = Declared()


async def test_a_page_is_read_as_the_pure_function_reads_it() -> None:
    from policy.fingerprint import fingerprint
    from policy.read import read

    async with Reader() as reader:
        told = await reader.read(policy_html(), HTML, Declared(language="en"))

    assert isinstance(told, ReadText)
    here = read(policy_html(), HTML, Declared(language="en"))
    assert told.reading() == here
    assert told.fingerprint == fingerprint(here)


async def test_one_process_reads_many_pages() -> None:
    async with Reader() as reader:
        for number in range(20):
            assert isinstance(await reader.read(policy_html(days=number), HTML, PLAIN), ReadText)

        assert (reader.started, reader.replaced) == (1, 0)


@pytest.mark.parametrize(
    ("limits", "body"),
    [
        (ReadLimits(wall_s=0.05), b"<p>" + b"<b>words " * 200_000),
        (ReadLimits(memory_bytes=150 << 20), b"<p>" + b"<i>x</i> y " * 3_000_000),
    ],
    ids=["time", "memory"],
)
async def test_a_page_that_hangs_or_swells_ends_its_worker_only(
    limits: ReadLimits, body: bytes
) -> None:
    async with Reader(limits) as reader:
        failed = await reader.read(body, HTML, PLAIN)

        assert isinstance(failed, ReadFailure)
        assert failed.reason == "too_complex"
        assert reader.replaced == 1


async def test_after_a_kill_the_next_page_is_read_by_a_new_worker() -> None:
    async with Reader() as reader:
        await reader.read(policy_html(), HTML, PLAIN)
        (child,) = [
            p for p in psutil.Process().children() if "watcher.reader_process" in p.cmdline()
        ]
        child.kill()  # as the kernel does when memory runs out
        first, second = [await reader.read(policy_html(), HTML, PLAIN) for _ in range(2)]

    assert isinstance(first, ReadText)
    assert isinstance(second, ReadText)
