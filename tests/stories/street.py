"""Five invented services on loopback whose policies go from round to round."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

BEFORE, AFTER = range(2)

WALL = (
    b"<!doctype html><html><head><title>Just a moment...</title></head><body><h1>Checking your "
    b"browser</h1><p>Please enable JavaScript and cookies to continue. Verifying you are human."
    b"</p></body></html>"
)


@dataclass(frozen=True)
class Service:
    """One service and what its policy says before and after."""

    name: str
    sentence: str
    reworded: str | None

    @property
    def path(self) -> str:
        """Where on the street it publishes."""
        return f"/{self.name.lower()}/privacy"


SERVICES = (
    Service(
        "Brugwachter", "Wij bewaren uw ritten acht weken.", "Wij bewaren uw ritten tien weken."
    ),
    Service("Kantlijn", "Uw notities deelt u met niemand.", "Uw notities leest ook een taalmodel."),
    Service("Zonnewijs", "U betaalt 12 euro per maand.", "U betaalt 15 euro per maand."),
    Service("Stilstand", "Hier verandert nooit een woord.", None),
    Service("Muurbloem", "Wij slaan een koekje op voor uw taal.", None),
)


@dataclass
class Street:
    """The web server of all five; set `round` to move every page on."""

    round: int = BEFORE
    port: int = 0
    hits: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    """What a service says from now on, by its name, whatever the round."""
    _fetches: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __enter__(self) -> Street:
        street = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                street.hits.append(self.path)
                body = street.page(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.port = self._server.server_address[1]
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, service: Service) -> str:
        """Return where a service publishes."""
        return f"http://127.0.0.1:{self.port}{service.path}"

    def page(self, path: str) -> bytes:
        """Return a page with other noise on every fetch; empty for a path there is not."""
        service = next((one for one in SERVICES if one.path == path), None)
        if service is None:
            return b""
        if service.name == "Muurbloem" and self.round == AFTER:
            return WALL
        sentence = (self.round == AFTER and service.reworded) or service.sentence
        sentence = self.said.get(service.name, sentence)
        fetch = next(self._fetches)
        return f"""<!doctype html><html lang="nl"><head><meta charset="utf-8">
<title>{service.name} | privacy</title><script>var n={fetch};</script></head><body>
<header><nav><ul><li><a href="/?s={fetch}">Start</a></li></ul></nav></header>
<main><h1>Privacybeleid van {service.name}</h1>
<p>Dit beleid zegt welke gegevens {service.name} gebruikt en waarom wij ze nodig hebben.</p>
<h2>1. Welke gegevens</h2><p>Wij gebruiken uw naam en uw mailadres om u te kunnen schrijven.</p>
<h2>2. Hoe wij ermee omgaan</h2><p>{sentence}</p>
<h2>3. Uw rechten</h2><p>U mag uw gegevens inkijken, laten verbeteren of laten wissen. Schrijf
ons en wij antwoorden binnen dertig dagen.</p></main>
<footer><p>Geladen in {fetch % 90} ms.</p></footer></body></html>""".encode()
