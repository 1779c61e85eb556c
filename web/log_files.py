"""The ledger as static files (C2SP tlog-tiles): what a stranger needs to check all of it."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from storage import tiles
from web.pages import desk_of

FOR_EVER = "public, max-age=31536000, immutable"
SECONDS = "public, max-age=5"
CHECKPOINTS = re.compile(r"checkpoints/\d{1,19}(?:\.\d{1,2}\.tsr)?")
NUMBERED = re.compile(r"(?:[1-9]\d{0,3}/)?(.+)")
"""A later log of this installation lies under its number."""


def served(request: Request) -> Response:
    """A tile, a bundle of entries, or a checkpoint."""
    folder = desk_of(request).log_folder
    path = request.path_params["path"]
    below = NUMBERED.fullmatch(path)
    headers = _headers(below[1]) if below and ".." not in path else None
    if folder is None or headers is None:
        raise HTTPException(404)
    file = folder / path
    if not file.is_file():
        raise HTTPException(404)
    media = headers.pop("Content-Type")
    return FileResponse(file, media_type=media, headers=headers)


def _headers(path: str) -> dict[str, str] | None:
    """Type and life of what lies under a path; None where nothing of the log can."""
    if path == "checkpoint":
        return {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": SECONDS}
    if path.startswith("tile/") and tiles.PATH.fullmatch(path.removeprefix("tile/")):
        return {"Content-Type": "application/octet-stream", "Cache-Control": FOR_EVER}
    if CHECKPOINTS.fullmatch(path):
        is_token = path.endswith(".tsr")
        media = "application/timestamp-reply" if is_token else "text/plain; charset=utf-8"
        return {"Content-Type": media, "Cache-Control": FOR_EVER}
    return None
