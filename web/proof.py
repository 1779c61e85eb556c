"""A recipient's own proof, behind the link of a contract notice's mail.

The link alone shows nothing: whoever opens it types in the address that the notice went to. A
wrong address, an erased one and one that never was get the same answer.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from notifier import on_record
from storage.errors import StorageError
from storage.mailboxes import BadAddressError, Mailbox, mailbox
from web.pages import desk_of, render


def form(request: Request) -> Response:
    """Ask for the address."""
    _see_the_link(request)
    return _page(request)


async def shown(request: Request) -> Response:
    """What is on record for that address, or the certificate of it."""
    return await run_in_threadpool(_shown, request, await request.form())


def _shown(request: Request, form: FormData) -> Response:
    _see_the_link(request)
    desk, token = desk_of(request), request.path_params["token"]
    client = request.client.host if request.client else None
    if not desk.limits.allows_proof(desk.database, desk.office.vault, client, token, desk.clock()):
        raise HTTPException(429)
    try:
        box = mailbox(str(form.get("address", "")))
    except BadAddressError:
        return _page(request, is_unknown=True)
    with desk.database.reading() as tx:
        found = on_record.look(tx, desk.office, token, box, desk.clock())
    if found is None:
        return _page(request, is_unknown=True)
    if form.get("action") == "download" and desk.certify is not None:
        try:
            return _download(desk.certify(found.notice, box), found.notice)
        except StorageError:
            return _page(request, found, box, is_too_early=True)
    return _page(request, found, box)


def _page(
    request: Request,
    found: on_record.OnRecord | None = None,
    box: Mailbox | None = None,
    *,
    is_unknown: bool = False,
    is_too_early: bool = False,
) -> Response:
    return render(
        request, "proof.html", private=True, found=found, address=box.address if box else "",
        is_unknown=is_unknown, is_too_early=is_too_early,
        has_certificate=desk_of(request).certify is not None,
    )  # fmt: skip


def _see_the_link(request: Request) -> None:
    desk = desk_of(request)
    with desk.database.reading() as tx:
        if not on_record.is_link(tx, desk.office, request.path_params["token"], desk.clock()):
            raise HTTPException(404)


def _download(bundle: bytes, notice: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{notice}-certificate.zip"',
        "Cache-Control": "no-store",
    }
    return Response(bundle, media_type="application/zip", headers=headers)
