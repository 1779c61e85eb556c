"""Style, script and sign: served by us, and kept by readers while the address names them."""

from __future__ import annotations

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_EVER = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """Files of this release. An address with a release's print never means another file."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be kept for ever where the address has a print, else asked about again."""
        answer = await super().get_response(path, scope)
        if answer.status_code == 200:
            printed = scope.get("query_string", b"").startswith(b"v=")
            answer.headers["Cache-Control"] = FOR_EVER if printed else "public, no-cache"
        return answer
