"""The page of the canary: its words change on schedule. Who does not know its place finds nothing.

It is asked for by our own watcher, at the public address, like the page of any service; so names,
certificate and proxy are tried with it.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from web.pages import desk_of

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex">
<title>Terms of the canary</title></head><body><main>
<h1>Terms of the canary</h1>
<p>This page belongs to the installation of Clausewatch that watches it, and binds nobody. It is
there so that somebody is told when changes are no longer noticed.</p>
<h2>1. What the canary does</h2>
<p>The canary sits in its cage and sings. It keeps nothing about anybody, asks for nothing, and
sells nothing to anyone.</p>
<h2>2. What changes</h2>
<p>The canary is paid {seeds} seeds for each song.</p>
<h2>3. What does not change</h2>
<p>Whoever runs this installation gets one mail about every new song. When no mail comes, the
canary is silent, and it is time to look why.</p>
</main></body></html>
"""


PLACE = "/canary/"


def routes(secret: str | None, every: timedelta) -> tuple[Route, ...]:
    """The one address, where a canary is kept; else there is none."""
    if secret is None:
        return ()

    def sings(request: Request) -> Response:
        """The words of this moment, for whoever knows where they stand."""
        if not hmac.compare_digest(request.path_params["place"].encode(), secret.encode()):
            raise HTTPException(404)
        return HTMLResponse(
            PAGE.format(seeds=edition(desk_of(request).clock(), every)),
            headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"},
        )

    return (Route(f"{PLACE}{{place}}", sings),)


def edition(now: datetime, every: timedelta) -> int:
    """Which of its texts the page shows; the next one begins so long after this one."""
    return int(now.timestamp() // every.total_seconds())
