"""An invented shop on loopback: its policy, an address that moved to it and one that is gone."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

CLAUSES = "".join(
    f"<h2>{number}. Your {what}</h2><p>We keep your {what} for {number} years. You may ask Kiosk "
    "to erase them at any time, and then we erase them within thirty days.</p>"
    for number, what in enumerate(("name", "orders", "address", "letters", "photos", "wishes"), 1)
)
POLICY = (
    "<!doctype html><html lang='en'><title>Privacy policy of Kiosk</title><body><main>"
    f"<h1>Privacy policy of Kiosk</h1>{CLAUSES}"
    "<p class='offers'>Buy our offers of this week: you must see them before they are gone.</p>"
    "</main></body></html>"
).encode()


class Kiosk:
    """The shop; `asked` are the addresses that were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shop.asked.append(self.path)
                body = POLICY if self.path == "/privacy" else b""
                moved = self.path == "/old"
                self.send_response(200 if body else 301 if moved else 404)
                if moved:
                    self.send_header("Location", "/privacy")
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)

    def url(self, path: str) -> str:
        """Return the address of one of its pages."""
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
