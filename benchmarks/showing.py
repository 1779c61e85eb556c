"""What readers wait for: pages over 1,000 policies of 20 versions, and one of 14,000 clauses.

    python -m benchmarks.showing [POLICIES VERSIONS CLAUSES]     # default 1000 20 14000

The pages are served by a process of its own over a real socket, and asked for by another: the first
byte and the whole answer, once with nothing in memory and then the middle of five. Chromium then
opens the heavy ones. The same bytes served as a file are the measure of what cannot be saved.
"""

from __future__ import annotations

import gc
import http.client
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn

from benchmarks.archive import NOW, ZONE, build
from benchmarks.harness import machine
from benchmarks.texts import paragraphs
from cli.serving import GARBAGE, free_socket
from notifier.office import Letterhead, Office
from notifier.tokens import Tokens
from policy.compare import compare
from policy.identity import first_ids, inherit
from policy.model import Outcome
from policy.read import read
from storage import changes, checks, effects, policies, schema, versions
from storage.database import Database
from storage.people import Vault
from storage.policies import Wanted, WantedSource
from web.app import create_app
from web.assets import Assets
from web.limits import Limits
from web.pages import Desk

LONG = "longscroll-terms"
CHANGED = 100
LOOKS = 1460  # four a day for a year
ASKED = {
    "front page": "/",
    "all services": "/services",
    "search, rare words": "/search?q=%22partner+number+7%22",
    "search, words in every clause": "/search?q=records+months",
    "search, words gone": "/search?q=%2217+months%22&when=gone",
    "timeline": "/policies/firm-7-privacy-policy",
    "a version": "/policies/firm-7-privacy-policy/versions/3",
    "as of a day": "/policies/firm-7-privacy-policy/2026-03-01",
    "a change": "/changes/firm-7-privacy-policy.5",
    "first and last compared": "/policies/firm-7-privacy-policy/compare/1...{last}",
    "promises": "/policies/firm-7-privacy-policy/promises",
    "long: timeline": f"/policies/{LONG}",
    "long: the version": f"/policies/{LONG}/versions/2",
    "long: 100 changes": f"/changes/{LONG}.2",
    "long: 100 changes, split": f"/policies/{LONG}/compare/1...2?layout=split",
    "long: 100 changes, whole": f"/policies/{LONG}/compare/1...2?view=whole",
    "long: search": f"/search?q=photographs+consent&policy={LONG}",
    "the same bytes as a file": "/files/whole.html",
}
IN_CHROMIUM = ("timeline", "long: the version", "long: 100 changes", "long: 100 changes, whole")


def main() -> None:
    """Build, serve, ask, and print."""
    sizes = [int(size) for size in sys.argv[1:]] or [1000, 20, 14_000]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clausewatch.db"
        database = Database(f"sqlite:///{file}")
        schema.prepare(database, NOW)
        began = time.perf_counter()
        build(database, sizes[0], sizes[1])
        keep_long(database, sizes[2])
        effects.work_out(database, ZONE, NOW)
        size = file.stat().st_size / 1e6
        took = time.perf_counter() - began
        print(f"{sizes[0] * sizes[1]} versions: {took:.0f} s to build, {size:.0f} MB")
        database.close()
        listener = free_socket("127.0.0.1", 0)
        port = listener.getsockname()[1]
        server = multiprocessing.get_context("fork").Process(
            target=serve, args=(file, Path(folder), listener)
        )
        server.start()
        try:
            ask_all(port, sizes[1], Path(folder))
            open_all(port, sizes[1])
        finally:
            server.terminate()
            server.join(10)


def keep_long(database: Database, clauses: int) -> None:
    """One policy of so many clauses, a hundred of which change; looked at for a year."""
    said = paragraphs(clauses)
    other = list(said)
    for place in range(0, clauses, max(1, clauses // CHANGED)):
        other[place] = other[place].replace(" days", " weeks", 1).replace("We ", "Our firm ", 1)
    readings = [
        read(_page(text), {"content-type": "text/html; charset=utf-8"}) for text in (said, other)
    ]
    assert all(reading.refused is None for reading in readings)
    comparison = compare(*readings)
    ids = first_ids(readings[0].clauses, "1")
    at = NOW - timedelta(days=400)
    with database.transaction() as tx:
        source = WantedSource("https://longscroll.example/terms")
        row = policies.add(tx, Wanted(LONG, "Longscroll", "Terms of Service", (source,), "en"), at)
        for number, reading in enumerate(readings, 1):
            if number == 2:
                ids = inherit(ids, comparison.pairs, len(reading.clauses), "2")
            kept = versions.keep_text(tx, LONG, reading, str(number), at)
            versions.record(
                tx, LONG, number=number, kind="first" if number == 1 else "change", text_id=kept,
                clause_ids=ids, first_seen_at=at, confirmed_at=at,
            )  # fmt: skip
            at += timedelta(days=200)
        changes.record(
            tx, LONG, comparison, kind="change", from_version=1, to_version=2,
            last_seen_old_at=at - timedelta(days=1), first_seen_new_at=at, detected_at=at,
        )  # fmt: skip
        for look in range(LOOKS):
            when = NOW - timedelta(hours=6 * (LOOKS - look))
            checks.record(tx, row.no, checks.Look(when, Outcome.SAME, version=2))
        row.in_force, row.last_confirmed_at, row.last_look_at = 2, NOW, NOW
        tx.add(row)


def serve(file: Path, folder: Path, listener: Any) -> None:
    """The pages, in a process of their own."""
    gc.set_threshold(*GARBAGE)
    letterhead = Letterhead("https://clausewatch.example", "notices@clausewatch.example")
    office = Office(letterhead, Vault(b"m" * 32), Tokens(b"t" * 32))
    desk = Desk(Database(f"sqlite:///{file}"), office, lambda: NOW, Limits())
    app = create_app(desk)
    app.mount("/files", Assets(directory=folder))
    uvicorn.Server(uvicorn.Config(app, log_config=None)).run(sockets=[listener])


def ask_all(port: int, length: int, folder: Path) -> None:
    """Ask for everything six times, and print how long a reader waits."""
    print(f"milliseconds until the first byte, and until the last   [{machine()}]")
    print(f"  {'':<32} {'first time':>17} {'then':>17} {'304':>8} {'kB':>8}")
    for name, address in ASKED.items():
        address = address.format(last=length)
        first, body, tag = _timed(port, address)
        if name == "long: 100 changes, whole":
            (folder / "whole.html").write_bytes(body)
        later = [_timed(port, address)[0] for _ in range(5)]
        then = [statistics.median(column) for column in zip(*later, strict=True)]
        known = statistics.median(_timed(port, address, tag)[0][1] for _ in range(5))
        print(
            f"  {name:<32} {first[0]:8.0f} {first[1]:8.0f} {then[0]:8.0f} {then[1]:8.0f} "
            f"{known:8.0f} {len(body) / 1e3:8.0f}",
            flush=True,
        )


def open_all(port: int, length: int) -> None:
    """Open the heavy pages in Chromium, and print when they could be read and when all was done."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        print("  Chromium is not here: the pages were not opened in a browser.")
        return
    print(f"Chromium, milliseconds until the text can be read, and until all is done [{machine()}]")
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name in IN_CHROMIUM:
            tab = browser.new_page()
            tab.goto(f"http://127.0.0.1:{port}{ASKED[name].format(last=length)}")
            ready, done = tab.evaluate(
                "(() => { const t = performance.getEntriesByType('navigation')[0];"
                " return [t.domContentLoadedEventEnd, t.loadEventEnd]; })()"
            )
            print(f"  {name:<32} {ready:8.0f} {done:8.0f}", flush=True)
            tab.close()
        browser.close()


def _timed(port: int, address: str, tag: str = "") -> tuple[tuple[float, float], bytes, str]:
    """First and last byte in milliseconds, the answer, and its entity tag."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(100):
        try:
            connection.connect()
            break
        except OSError:
            time.sleep(0.1)
    began = time.perf_counter()
    connection.request("GET", address, headers={"If-None-Match": tag} if tag else {})
    answer = connection.getresponse()
    start = time.perf_counter()
    body = answer.read()
    end = time.perf_counter()
    assert answer.status in (200, 304), (address, answer.status)
    connection.close()
    return ((start - began) * 1e3, (end - began) * 1e3), body, answer.headers.get("ETag", "")


def _page(said: list[str]) -> bytes:
    body = "".join(
        (f"<h2>{at // 20 + 1}. Part {at // 20 + 1}</h2>" if at % 20 == 0 else "") + f"<p>{text}</p>"
        for at, text in enumerate(said)
    )
    return f"<html lang='en'><main><h1>Terms of Service</h1>{body}</main></html>".encode()


if __name__ == "__main__":
    main()
