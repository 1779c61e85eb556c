"""Where a mail provider posts what became of our letters, behind a secret."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from notifier import provider_words, relay_words
from web.pages import desk_of


def routes(secret: str | None) -> tuple[Route, ...]:
    """The one address, where a secret is set; else there is none."""
    if not secret:
        return ()

    async def take(request: Request) -> Response:
        """Keep what is said of letters of ours. Others are passed over, so that nobody repeats."""
        desk = desk_of(request)
        body = await request.body()
        if not provider_words.is_genuine(secret, request.headers, body, desk.clock()):
            return PlainTextResponse("This is not signed with our secret.\n", status_code=401)
        words = provider_words.read(body)
        taken = await run_in_threadpool(
            relay_words.take_in, desk.database, desk.office, words, desk.clock()
        )
        return PlainTextResponse(f"{taken.matched} kept, {taken.known} known before.\n")

    return (Route("/hooks/mail", take, methods=["POST"]),)
