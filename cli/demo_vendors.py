"""The demo's three vendors: invented services on loopback whose policies change when told to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

BEFORE, NOISE, AFTER = range(3)
"""The rounds: as published, with other page noise only, and with real changes."""

_TEASERS = ("Nieuw: onze app!", "Read our blog.", "4.8 stars, 1,204 reviews", "-10 % this week")


@dataclass(frozen=True, slots=True)
class Vendor:
    """One invented service and its policy."""

    name: str
    path: str
    terms_type: str
    language: str
    story: str
    """What happens to it in the last round, for whoever watches the demo."""


VENDORS = (
    Vendor(
        "Klinkerveld", "klinkerveld/privacy", "Privacy Policy", "nl",
        "keeps photos of building sites for 24 months instead of 12",
    ),
    Vendor(
        "Tidewrite", "tidewrite/terms", "Terms of Service", "en",
        "adds a clause about a language model; what follows is renumbered",
    ),
    Vendor(
        "Lumenpost", "lumenpost/cookies", "Trackers Policy", "en",
        "shows a bot wall instead of its policy",
    ),
)  # fmt: skip


def klinkerveld(changed: bool) -> str:
    """A Dutch policy with a promise of eight days and a right to leave."""
    months = "24 maanden" if changed else "12 maanden"
    return f"""<h1>Privacybeleid van Klinkerveld</h1>
<p>Klinkerveld helpt aannemers om leveringen op de werf te plannen. Hieronder leest u welke gegevens
wij daarvoor gebruiken en wat u daarover kunt beslissen.</p>
<h2>1. Wie wij zijn</h2>
<p>Klinkerveld bv is verantwoordelijk voor de verwerking.
U bereikt ons op privacy@klinkerveld.example.</p>
<h2>2. Welke gegevens wij bewaren</h2>
<ol type="a">
<li>Uw naam, uw bedrijf en uw mailadres, zolang u een rekening bij ons hebt.</li>
<li>Foto's van de werf die u bij een levering voegt: gedurende {months} na de levering.</li>
<li>De plaats van de levering, tot de factuur is betaald.</li>
</ol>
<h2>3. Met wie wij ze delen</h2>
<p>Wij geven uw gegevens alleen door aan de vervoerder die uw levering brengt.
Wij verkopen ze niet.</p>
<h2>4. Uw rechten</h2>
<p>U kunt uw gegevens inkijken, laten verbeteren of laten wissen. Schrijf ons; wij antwoorden
binnen dertig dagen.</p>
<h2>5. Wanneer dit beleid wijzigt</h2>
<p>Klinkerveld mag dit beleid aanpassen. Een wijziging wordt van kracht acht dagen na de datum
waarop zij op deze pagina is gepubliceerd. Bent u het niet eens met een belangrijke wijziging, dan
kunt u uw overeenkomst tot die dag kosteloos opzeggen.</p>"""


def tidewrite(changed: bool, effective: date) -> str:
    """English terms with numbered sections, one of which is new."""
    day = f"{effective.day} {effective:%B %Y}"
    model = f"""<h2>3. Language model</h2>
<p>From {day} on, drafts you mark as "assist" are sent to a language model run by a third party.
You may switch this off in your settings at any time.</p>"""
    after = 1 if changed else 0
    return f"""<h1>Terms of Service of Tidewrite</h1>
<p>{f"Effective date: {day}" if changed else "Effective date: 1 February 2026"}</p>
<h2>1. The service</h2>
<p>Tidewrite lets a group of people write one text together. We may add features; we tell you when
one is taken away.</p>
<h2>2. Your account</h2>
<p>You keep your password to yourself and tell us within 48 hours when somebody else may know
it.</p>
{model if changed else ""}
<h2>{3 + after}. Your texts</h2>
<p>Your texts stay yours. We store them so that you can read them, and for nothing else.</p>
<h2>{4 + after}. Payment</h2>
<p>A plan costs the price shown when you order it, per month, and ends when you cancel it.</p>
<h2>{5 + after}. Changes to these terms</h2>
<p>We may change these terms. We will e-mail you at least 30 days before a material change takes
effect. If you do not agree, you may close your account before that day.</p>"""


LUMENPOST = """<h1>Cookie policy of Lumenpost</h1>
<p>Lumenpost sends newsletters. This page lists what we store in your browser.</p>
<table><tr><th>Name</th><th>Purpose</th><th>Kept for</th></tr>
<tr><td>session</td><td>keeps you logged in</td><td>one day</td></tr>
<tr><td>theme</td><td>remembers light or dark</td><td>one year</td></tr></table>
<p>We set no cookies for advertising. When that changes, this page will say so first.</p>"""

BOT_WALL = b"""<!doctype html><html><head><title>Just a moment...</title></head><body>
<h1>Checking your browser</h1><p>Please enable JavaScript and cookies to continue.
Verifying you are human. This may take a few seconds.</p></body></html>"""


@dataclass
class Street:
    """The vendors' web server; set `round` to move every page on."""

    effective: date
    round: int = BEFORE
    port: int = 0
    fetches: Iterator[int] = field(default_factory=itertools.count)

    def url(self, vendor: Vendor) -> str:
        """Where a vendor publishes."""
        return f"http://127.0.0.1:{self.port}/{vendor.path}"

    def page(self, path: str) -> bytes | None:
        """The page at a path, as a browser would get it; its noise differs on every fetch."""
        changed = self.round == AFTER
        texts = {
            "klinkerveld/privacy": klinkerveld(changed),
            "tidewrite/terms": tidewrite(changed, self.effective),
            "lumenpost/cookies": LUMENPOST,
        }
        if path not in texts:
            return None
        if path == "lumenpost/cookies" and changed:
            return BOT_WALL
        vendor = next(vendor for vendor in VENDORS if vendor.path == path)
        return _around(texts[path], vendor, next(self.fetches))


def _around(text: str, vendor: Vendor, fetch: int) -> bytes:
    """The page around a policy: menu, banner, teaser and footer, which are none of its words."""
    teaser = _TEASERS[fetch % len(_TEASERS)]
    return f"""<!doctype html><html lang="{vendor.language}"><head><meta charset="utf-8">
<title>{escape(vendor.name)} | {escape(vendor.terms_type)}</title>
<script>var nonce={fetch};</script></head><body>
<header><nav><ul><li><a href="/?s={fetch}">Home</a></li></ul></nav></header>
<div role="dialog" id="cookie-banner"><p>We use cookies ({3 + fetch % 40} partners).</p>
<button>OK</button></div>
<main>{text}</main><aside><p>{teaser}</p></aside>
<footer><p>&copy; 2026 {escape(vendor.name)}. Loaded in {20 + fetch * 7 % 90} ms.</p></footer>
</body></html>""".encode()


@contextmanager
def open_street(effective: date) -> Iterator[Street]:
    """The vendors' web server on a free port of loopback."""
    street = Street(effective)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = street.page(self.path.strip("/"))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Nothing: the demo tells its own story."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    street.port = server.server_address[1]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield street
    finally:
        server.shutdown()
        server.server_close()
