"""Who is at the desk: logging in and out, the session's cookie, and the guards of its pages.

A form of the desk carries a token made of the session's own, beside what `guard.py` asks of where
it was sent from. Before anybody is known a cookie of its own ties the form to the browser; it is no
session, and a link from elsewhere, which brings no session along, ends none by renewing it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from asyncio import to_thread
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storage import accounts, knocks
from storage.accounts import LOGIN_LASTS, Account, Role
from storage.knocks import Limit
from web.limits import client_key
from web.noticing import MOST_WRITTEN
from web.pages import Desk, desk_of, render
from web.words import LANGUAGES

FRONT = "/desk"
LOGIN = "/desk/login"
EVERY_ROLE = frozenset(Role)
OPERATORS = frozenset({Role.OPERATOR})
TRIES = 10  # an hour for one account from one address
TRIES_OF_ACCOUNT, TRIES_OF_CLIENT = 100, 30
LASTS_S = int(LOGIN_LASTS.total_seconds())
LONGEST_NAME = 63
LONGEST_PASSWORD = 1024


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who is logged in, and the token their forms carry."""

    account: Account
    csrf: str
    token: str

    @property
    def may_act(self) -> bool:
        """Whether buttons about watching are theirs."""
        return self.account.role == Role.OPERATOR


Page = Callable[[Request, Visit], Response]
Act = Callable[[Request, Visit, FormData], Awaitable[Response]]


def looked_at(page: Page, roles: frozenset[Role] = EVERY_ROLE) -> Callable[[Request], Response]:
    """A page for those who are logged in and may see it; it changes nothing."""

    def answer(request: Request) -> Response:
        visit = visit_of(request)
        if visit is None:
            return _to_login(request)
        if visit.account.role not in roles:
            raise HTTPException(403)
        return page(request, visit)

    return answer


def handed_in(
    act: Act, roles: frozenset[Role] = OPERATORS, files: int = 1
) -> Callable[[Request], Awaitable[Response]]:
    """A form of those who are logged in and may send it; nothing of it is read before that."""

    async def answer(request: Request) -> Response:
        visit = await to_thread(visit_of, request)
        if visit is None:
            return _to_login(request)
        if visit.account.role not in roles:
            raise HTTPException(403)
        form = await request.form(max_files=files, max_part_size=MOST_WRITTEN)
        if not hmac.compare_digest(str(form.get("csrf", "")).encode(), visit.csrf.encode()):
            raise HTTPException(403)
        await to_thread(_touch, desk_of(request), visit.token)
        return await act(request, visit, form)

    return answer


def visit_of(request: Request) -> Visit | None:
    """Who this request comes from; None where nobody is logged in."""
    desk = desk_of(request)
    token = request.cookies.get(_cookie_name(desk), "")
    if not token:
        return None
    with desk.database.reading() as tx:
        account = accounts.find_login(tx, token, desk.clock())
    return Visit(account, _csrf(token), token) if account is not None else None


def login_form(request: Request) -> Response:
    """The form; whoever is logged in goes on."""
    if visit_of(request) is not None:
        return RedirectResponse(_wanted(request.query_params.get("to", "")), 303)
    return _form(request, trouble="")


async def login(request: Request) -> Response:
    """Begin a session. A wrong name and a wrong password are answered alike, and as slowly."""
    return await to_thread(_login, request, await request.form())


async def logout(request: Request, visit: Visit, form: FormData) -> Response:  # noqa: ARG001
    """End this session."""
    await to_thread(_end, desk_of(request), visit.token)
    answer = back(request, LOGIN)
    _give(answer, desk_of(request), "", "", lasts_s=0)
    return answer


def back(request: Request, path: str) -> RedirectResponse:
    """Go to a page of the desk, in the language that was asked for."""
    language = request.query_params.get("lang")
    if language in LANGUAGES:
        path += ("&" if "?" in path else "?") + f"lang={language}"
    return RedirectResponse(path, 303)


def _login(request: Request, form: FormData) -> Response:
    desk, now = desk_of(request), desk_of(request).clock()
    before = request.cookies.get(_cookie_name(desk, "-form"), "")
    if not before or not hmac.compare_digest(
        str(form.get("csrf", "")).encode(), _csrf(before).encode()
    ):
        return _form(request, trouble="old")
    name = str(form.get("name", "")).strip().lower()[: LONGEST_NAME + 1]
    if not _may_try(request, desk, name):
        return _form(request, trouble="often")
    with desk.database.reading() as tx:
        password = str(form.get("password", ""))[:LONGEST_PASSWORD]
        account = accounts.authenticate(tx, name, password)
    if account is None:
        return _form(request, trouble="wrong")
    with desk.database.transaction() as tx:
        accounts.end_login(tx, request.cookies.get(_cookie_name(desk), ""), now)
        token = accounts.begin_login(tx, account, now)
    answer = back(request, _wanted(str(form.get("to", ""))))
    _give(answer, desk, "", token)
    return answer


def _may_try(request: Request, desk: Desk, name: str) -> bool:
    """Count one more try, right or wrong, for the account and for the address it comes from."""
    client = client_key(request.client.host if request.client else None)
    tries = (
        Limit(("login", name, client), TRIES),
        Limit(("login account", name), TRIES_OF_ACCOUNT),
        Limit(("login client", client), TRIES_OF_CLIENT),
    )
    return knocks.allows(desk.database, desk.office.vault, tries, desk.clock())


def _form(request: Request, trouble: str) -> Response:
    """The form, with a cookie that only ties it to this browser."""
    desk = desk_of(request)
    token = request.cookies.get(_cookie_name(desk, "-form"), "") or secrets.token_urlsafe(32)
    answer = render(
        request, "desk_login.html", private=True, trouble=trouble, csrf=_csrf(token),
        to=_wanted(request.query_params.get("to", "")),
        status={"": 200, "often": 429, "old": 403}.get(trouble, 401),
    )  # fmt: skip
    _give(answer, desk, "-form", token)
    return answer


def _wanted(to: str) -> str:
    """A page of the desk that was asked for; never another site's."""
    inside = to == FRONT or to.startswith((FRONT + "/", FRONT + "?"))
    return to if inside and to.isprintable() and "\\" not in to and len(to) < 500 else FRONT


def _to_login(request: Request) -> Response:
    asked = request.url.path if request.method in ("GET", "HEAD") else FRONT
    return back(request, f"{LOGIN}?to={quote(asked)}")


def _touch(desk: Desk, token: str) -> None:
    with desk.database.transaction() as tx:
        accounts.touch_login(tx, token, desk.clock())


def _end(desk: Desk, token: str) -> None:
    with desk.database.transaction() as tx:
        accounts.end_login(tx, token, desk.clock())


def _csrf(token: str) -> str:
    return hmac.new(token.encode(), b"forms of the desk", hashlib.sha256).hexdigest()


def _is_secure(desk: Desk) -> bool:
    return desk.office.letterhead.base_url.startswith("https://")


def _cookie_name(desk: Desk, kind: str = "") -> str:
    return ("__Host-clausewatch" if _is_secure(desk) else "clausewatch") + kind


def _give(answer: Response, desk: Desk, kind: str, token: str, lasts_s: int = LASTS_S) -> None:
    answer.set_cookie(
        _cookie_name(desk, kind), token, max_age=lasts_s, path="/", secure=_is_secure(desk),
        httponly=True, samesite="strict",
    )  # fmt: skip
