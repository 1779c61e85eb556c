"""Forms that ask for mail: counted and kept, and nothing else before their answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from storage import asked
from web.pages import desk_of

LONGEST_ADDRESS = 400  # signs that are kept; an address has 254 at most (RFC 5321 with RFC 3696)


def ask_for_mail(request: Request, form: FormData, asks: Mapping[str, Any]) -> None:
    """Keep what is asked until it is taken up; 429 where one client asks too often.

    The address is not looked at: the same is done for one that is known, one that is not, and one
    that is none. So neither this answer nor the next one takes longer for either.
    """
    desk = desk_of(request)
    client = request.client.host if request.client else None
    if not desk.limits.allows(desk.database, desk.office.vault, client, desk.clock()):
        raise HTTPException(429)
    if form.get("website"):
        return  # only a robot fills what people do not see
    address = str(form.get("address", ""))[:LONGEST_ADDRESS]
    with desk.database.transaction() as tx:
        asked.keep(tx, desk.office.vault, {**asks, "address": address}, desk.clock())
