"""The example of a proxy is loaded by the proxy itself, and a visitor asks through it."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from tests import programs
from tests.conftest import PROJECT

DEPLOY = PROJECT / "deploy"


def test_the_proxy_s_file_is_accepted_and_passes_pages_and_visitors_on(tmp_path: Path) -> None:
    nginx = programs.found("nginx", "nginx")
    told: list[dict[str, str]] = []

    class Behind(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.append(dict(self.headers.items()))
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"pages")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    behind = ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    try:
        with proxy(nginx, tmp_path, behind.server_address[1]) as (plain, secure):
            context = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
            context.check_hostname = False  # it is asked for by its address
            with httpx.Client(verify=context, headers={"Host": "clausewatch.example"}) as visitor:
                forged = {"X-Forwarded-For": "192.0.2.9"}
                page = visitor.get(f"https://127.0.0.1:{secure}/u/secret?q=1", headers=forged)
                numbers = visitor.get(f"https://127.0.0.1:{secure}/metrics")
                moved = visitor.get(f"http://127.0.0.1:{plain}/about")
            said = (tmp_path / "clausewatch.log").read_text()
    finally:
        behind.shutdown()
        behind.server_close()

    assert (page.status_code, page.text) == (200, "pages")
    assert [one["X-Forwarded-For"] for one in told] == ["127.0.0.1"], "nobody writes it for us"
    assert (told[0]["Host"], told[0]["X-Forwarded-Proto"]) == ("clausewatch.example", "https")
    assert numbers.status_code == 404
    assert moved.headers["location"] == "https://clausewatch.example/about"
    assert said, "it logs"
    assert "secret" not in said
    assert "127.0.0.1" not in said


@contextlib.contextmanager
def proxy(nginx: str, folder: Path, behind: int) -> Iterator[tuple[int, int]]:
    """The example's proxy on free ports with a certificate of its own, as long as it is needed."""
    ports = []
    for _ in range(2):
        with socket.create_server(("127.0.0.1", 0)) as free:
            ports.append(free.getsockname()[1])
    plain, secure = ports
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=clausewatch.example", "-keyout", folder / "privkey.pem",
         "-out", folder / "fullchain.pem"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    text = (DEPLOY / "nginx.conf").read_text()
    for ours, here in (
        ("/etc/letsencrypt/live/clausewatch.example", str(folder)),
        ("/var/log/nginx/clausewatch.log", str(folder / "clausewatch.log")),
        ("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl"),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
    ):
        assert ours in text, ours
        text = text.replace(ours, here)
    text = re.sub(r"\n *listen \[::\][^\n]*", "", text)  # not every machine has IPv6
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\n"
        f"events {{}} http {{ {temporary} \n{text} }}\n"
    )
    checked = subprocess.run([nginx, "-t", "-c", whole], capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stderr
    with (folder / "said").open("wb") as said:
        running = programs.start([nginx, "-c", str(whole)], said, os.environ, folder)
    try:
        end = time.monotonic() + programs.ENDS_S
        while True:
            assert running.poll() is None, (folder / "said").read_text()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", plain), 1):
                break
            assert time.monotonic() < end, "the proxy does not listen"
            time.sleep(0.02)
        yield plain, secure
    finally:
        programs.stop([running])
