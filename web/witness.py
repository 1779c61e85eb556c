"""The witness endpoint (C2SP tlog-witness): other installations have their checkpoints cosigned."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from storage import witnesses
from storage.tables_logged import WitnessedRow
from storage.witnesses import Verdict
from web.pages import desk_of


async def add_checkpoint(request: Request) -> Response:
    """Cosign a checkpoint that continues what we know of its log; it is kept before the answer."""
    desk = desk_of(request)
    stand = desk.witness
    if stand is None:
        raise HTTPException(404)
    asked = await request.body()

    def judge() -> Verdict:
        with desk.database.transaction() as tx:
            return witnesses.cosign(tx, stand, asked, desk.clock())

    said = await run_in_threadpool(judge)
    return Response(said.body, status_code=said.code, media_type=said.type)


def last_checkpoint(request: Request) -> Response:
    """The newest checkpoint of a log that we cosigned, by the hash of its origin."""
    wanted = request.path_params["origin"]
    with desk_of(request).database.reading() as tx:
        for row in tx.scalars(select(WitnessedRow)):
            if hashlib.sha256(row.origin.encode()).hexdigest() == wanted:
                return PlainTextResponse(row.note, headers={"Cache-Control": "no-cache"})
    raise HTTPException(404)
