"""serve is killed at random moments of watching and telling; in the end everybody was told once.

Three vendors on loopback change their policies while `serve` runs and is killed (SIGKILL, ten
times). After the last start the same three mails must be there as without any kill. A mail whose
answer was lost may come a second time, with the same Message-ID, and is on record as unknown.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.smtp_sink import SmtpSink

ROUNDS = 3
KILLS = 10
COMMAND = Path(sys.executable).with_name("clausewatch")
READER = "ada@example.org"
VENDORS = {
    "zonnebloem": ("drie jaar", "vijf jaar"),
    "morgenrood": ("veertien dagen", "zeven dagen"),
    "zilverlinde": ("in België", "in België en Canada"),
}
"""Three invented firms, and what each writes before and after."""


def policy_of(vendor: str, words: str) -> bytes:
    """Return a vendor's policy as a page."""
    name = vendor.capitalize()
    return f"""<!doctype html><html lang="nl"><head><meta charset="utf-8">
<title>Privacybeleid van {name}</title></head><body><main><h1>Privacybeleid van {name}</h1>
<p>{name} verwerkt persoonsgegevens van klanten en bezoekers. Dit beleid legt uit hoe.</p>
<h2>1. Bewaren</h2><p>Wij houden uw gegevens bij gedurende of volgens het volgende: {words}.</p>
<h2>2. Delen</h2><p>Wij verkopen uw gegevens niet. Onze verwerkers volgen onze opdrachten.</p>
<h2>3. Uw rechten</h2><p>U kunt uw gegevens inzien, laten verbeteren en laten wissen.</p>
</main></body></html>""".encode()


@contextlib.contextmanager
def vendors() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Serve the vendors' pages; what is put into the dict is what the next request gets."""
    pages = {f"/{name}": policy_of(name, before) for name, (before, _) in VENDORS.items()}

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", pages
    server.shutdown()
    server.server_close()


def one_round(seed: int, folder: Path) -> None:
    """Kill one installation ten times, then see what its reader got."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    data = folder / f"data-{seed}"
    shutil.rmtree(data, ignore_errors=True)
    with vendors() as (site, pages), SmtpSink() as sink:
        environ = os.environ | {
            "CLAUSEWATCH_DATA_DIR": str(data),
            "CLAUSEWATCH_MAIL__URL": sink.url,
            "CLAUSEWATCH_MAIL__FROM": "notices@clausewatch.example",
            "CLAUSEWATCH_MAIL__UNKNOWN_RETRY": "2s",
            "CLAUSEWATCH_MAIL__LEASE": "2s",
            "CLAUSEWATCH_WATCH__LEASE": "2s",
            "CLAUSEWATCH_WATCH__ALLOW_NETWORKS": "127.0.0.0/8",
            "CLAUSEWATCH_WATCH__CONFIRM_AFTER": "0",
            "CLAUSEWATCH_WATCH__MIN_DELAY": "0",
            "CLAUSEWATCH_WATCH__INTERVAL": "1s",
        }

        def run(*words: str) -> Any:
            done = subprocess.run(
                [COMMAND, *words, "--json"], env=environ, capture_output=True, text=True, timeout=60
            )
            assert done.returncode == 0, f"{' '.join(words)}: {done.returncode}\n{done.stderr}"
            return json.loads(done.stdout)

        for name in VENDORS:
            policy = run("add", f"{site}/{name}", "--service", name, "--type", "Privacy Policy")
            run("subscribe", READER, policy["policy"], "--confirmed-by", "soak", "--language", "nl")
        assert {look["outcome"] for look in run("check", "--all")} == {"first"}

        changing = dict(zip(sorted(chance.sample(range(KILLS), 3)), VENDORS, strict=True))
        log = (folder / "serve.log").open("ab")
        for kill in range(KILLS):
            serve = subprocess.Popen(serve_command(chance), env=environ, stdout=log, stderr=log)
            if kill in changing:
                name = changing[kill]
                pages[f"/{name}"] = policy_of(name, VENDORS[name][1])
            sink.answer_after_s = chance.choice([0, 0.5, 2.0])
            time.sleep(chance.uniform(0.3, 6.0))
            serve.send_signal(signal.SIGKILL)
            serve.wait()

        sink.answer_after_s = 0
        serve = subprocess.Popen(serve_command(chance), env=environ, stdout=log, stderr=log)
        try:
            wait_until(lambda: len(message_ids(sink)) >= len(VENDORS), "three mails")
            time.sleep(6)  # longer than lease and retry: what would come twice has come
        finally:
            serve.send_signal(signal.SIGTERM)
            ended = serve.wait(60)
            log.close()

        ids = message_ids(sink)
        again = sum(ids.values()) - len(ids)
        assert ended == 0, f"serve ended with {ended}"
        assert len(ids) == len(VENDORS), f"{len(ids)} different mails: {list(ids)}"
        told = [name for mail in sink.to(READER) for name in VENDORS if name in mail.text.lower()]
        assert set(told) == set(VENDORS)
        assert again <= unknown_attempts(data), f"{again} mails came twice without a lost answer"
        print(f"  round {seed}: {KILLS} kills, {len(ids)} mails, {again} repeated as unknown")
    shutil.rmtree(data)


def serve_command(chance: random.Random) -> list[str | Path]:
    """Return the command that serves, on a port that is likely free."""
    return [COMMAND, "serve", "--host", "127.0.0.1", "--port", str(chance.randrange(20000, 30000))]


def message_ids(sink: SmtpSink) -> Counter[str]:
    """Return how often each Message-ID reached the reader."""
    return Counter(str(mail.message["message-id"]) for mail in sink.to(READER))


def unknown_attempts(data: Path) -> int:
    """Return how many attempts are on record whose answer was lost."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(data / "clausewatch.db")) as database:
        asked = "SELECT count(*) FROM attempt WHERE outcome = 'unknown'"
        return int(database.execute(asked).fetchone()[0])


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 90) -> None:
    """Wait for something, but not for ever."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"still no {what} after {seconds:.0f} s"
        time.sleep(0.2)
