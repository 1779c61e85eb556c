"""The operator's desk: its routes as one list, each with who may see it and who may send it."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from notifier import campaign
from web import adding, desk_lists, drafting, hooks, logins, noticing, tending
from web.logins import EVERY_ROLE, OPERATORS, Visit, handed_in, looked_at
from web.pages import desk_of


def _notices(request: Request, visit: Visit) -> Response:
    return noticing.listed(request, visit.account)


def _notice(request: Request, visit: Visit) -> Response:
    rules = tending.tools_of(desk_of(request)).rules
    return noticing.shown(request, visit.account, visit.csrf, (), rules)


async def _step(request: Request, visit: Visit, form: FormData) -> Response:  # noqa: ARG001 - it is read again
    rules = tending.tools_of(desk_of(request)).rules
    return await noticing.act(request, visit.account, rules, visit.csrf)


def _unreached(request: Request, visit: Visit) -> Response:
    return noticing.unreached(request, visit.account)


ROUTES: tuple[BaseRoute, ...] = (
    Route("/desk/login", logins.login_form),
    Route("/desk/login", logins.login, methods=["POST"]),
    Route("/desk/account", looked_at(desk_lists.mine)),
    Route("/desk/logout", handed_in(logins.logout, EVERY_ROLE), methods=["POST"]),
    Route("/desk", looked_at(tending.front)),
    Route("/desk/policies", looked_at(tending.every)),
    Route("/desk/policies/{policy}", looked_at(tending.policy)),
    Route("/desk/policies/{policy}", handed_in(tending.mend), methods=["POST"]),
    Route("/desk/review", looked_at(tending.review)),
    Route("/desk/add", looked_at(adding.form, OPERATORS)),
    Route("/desk/add", handed_in(adding.look), methods=["POST"]),
    Route("/desk/add/{key}", looked_at(adding.shown, OPERATORS)),
    Route("/desk/add/{key}", handed_in(adding.keep), methods=["POST"]),
    Route("/desk/outbox", looked_at(desk_lists.outbox)),
    Route("/desk/following", looked_at(desk_lists.following)),
    Route("/desk/proposals", looked_at(desk_lists.proposed)),
    Route("/desk/proposals/{number:int}", handed_in(desk_lists.decline), methods=["POST"]),
    Route("/desk/settings", looked_at(desk_lists.settings)),
    Route("/desk/accounts", looked_at(desk_lists.people, OPERATORS)),
    Route("/desk/webhooks", looked_at(hooks.listed, OPERATORS)),
    Route("/desk/webhooks", handed_in(hooks.add), methods=["POST"]),
    Route("/desk/webhooks/{webhook}", looked_at(hooks.shown, OPERATORS)),
    Route("/desk/webhooks/{webhook}", handed_in(hooks.act), methods=["POST"]),
    Route("/desk/notices", looked_at(_notices)),
    Route("/desk/notices/draft", looked_at(drafting.form, campaign.ACTORS)),
    Route(
        "/desk/notices/draft",
        handed_in(drafting.draft, campaign.ACTORS, drafting.FILES),
        methods=["POST"],
    ),
    Route("/desk/notices/{notice}", looked_at(_notice)),
    Route("/desk/notices/{notice}", handed_in(_step, campaign.ACTORS), methods=["POST"]),
    Route("/desk/notices/{notice}/another-channel.csv", looked_at(_unreached, campaign.ACTORS)),
)
