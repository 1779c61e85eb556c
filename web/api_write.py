"""What may be written through the API, each with a scope of the key: as the commands do it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from notifier import subscribing
from notifier.correct import retract
from policy.model import Significance
from storage import policies, visibility
from storage.errors import PolicyExistsError
from storage.mailboxes import BadAddressError, mailbox
from storage.subscriptions import Wish
from web import api_forms as forms
from web import api_rows
from web.api_answers import Asker, allowed, done, refuse
from web.api_read import Id

writing = APIRouter(tags=["writing"])

PolicyWriter = Annotated[Asker, Depends(allowed("policies:write"))]
LookWriter = Annotated[Asker, Depends(allowed("looks:write"))]
SubscriptionWriter = Annotated[Asker, Depends(allowed("subscriptions:write"))]
ChangeWriter = Annotated[Asker, Depends(allowed("changes:write"))]


@writing.post(
    "/policies", status_code=201, response_model=forms.Policy, operation_id="add_policy"
)  # fmt: skip
def add_policy(asker: PolicyWriter, wish: forms.NewPolicy) -> Response:
    """Watch one more policy, from now on. Its first look follows within moments."""
    if asker.desk.declare is None:
        refuse(503, "this process cannot add policies")
    try:
        wanted = asker.desk.declare(wish.model_dump())
    except ValueError as error:
        refuse(422, "; ".join(map(str, error.args)))
    with asker.desk.database.transaction() as tx:
        try:
            row = policies.add(tx, wanted, asker.desk.clock())
        except PolicyExistsError:
            refuse(409, f"a policy named {wanted.id} is watched already")
        (form,) = api_rows.policies(tx, asker, [row])
    return done(form, 201, f"/api/v1/policies/{row.id}")


@writing.patch("/policies/{policy}", response_model=forms.Policy, operation_id="change_policy")
def change_policy(asker: PolicyWriter, policy: Id, wish: forms.PolicyChange) -> Response:
    """Pause, resume or remove a policy (its history is kept), or say who may read it."""
    become = {"paused": policies.pause, "active": policies.resume, "removed": policies.remove}
    now = asker.desk.clock()
    with asker.desk.database.transaction() as tx:
        row = policies.get(tx, policy)
        if wish.state is not None:
            row = become[wish.state](tx, policy, now)
        if wish.visibility is not None:
            visibility.put(tx, policy, wish.visibility, now, wish.because)
        (form,) = api_rows.policies(tx, asker, [row])
    return done(form)


@writing.post(
    "/policies/{policy}/looks", status_code=202, response_model=forms.Policy,
    operation_id="look_now",
)  # fmt: skip
def look_now(asker: LookWriter, policy: Id) -> Response:
    """Have a policy looked at as soon as its host may be asked; see its looks for what came of
    it.
    """
    with asker.desk.database.transaction() as tx:
        row = policies.get(tx, policy)
        if row.state != "active":
            refuse(409, f"this policy is {row.state}")
        row.next_look_at = min(row.next_look_at, asker.desk.clock())
        tx.add(row)
        (form,) = api_rows.policies(tx, asker, [row])
    return done(form, 202)


@writing.post(
    "/policies/{policy}/subscriptions", status_code=201, response_model=forms.Subscribed,
    operation_id="subscribe",
)  # fmt: skip
def subscribe(asker: SubscriptionWriter, policy: Id, wish: forms.NewSubscription) -> Response:
    """Tell somebody when this policy changes. Without `confirmed_by` they are asked first, and
    whether they are known already is not said.
    """
    office = asker.desk.office
    try:
        box = mailbox(wish.address, own=frozenset({office.letterhead.from_address}))
    except BadAddressError as error:
        refuse(422, str(error))
    with asker.desk.database.transaction() as tx:
        kept = Wish(
            mailbox=box,
            target_kind="policy",
            target=policies.get(tx, policy).id,
            language=wish.language,
            frequency=wish.frequency,
            min_significance=Significance(wish.min_significance),
            source="operator",
        )
        now = asker.desk.clock()
        made = subscribing.subscribe(tx, office, kept, now, wish.confirmed_by)
    return done({"subscription": made.id, "state": made.state}, 201)


@writing.post(
    "/changes/{change}/retraction", response_model=forms.Retracted, operation_id="retract_change"
)
def retract_change(asker: ChangeWriter, change: str, wish: forms.Retraction) -> Response:
    """Take back a change that was told by mistake: everybody who was told is told so."""
    desk = asker.desk
    with desk.database.transaction() as tx:
        told = retract(tx, desk.office, change, wish.because, wish.by, desk.clock())
    return done({"change": change, "retracted": told is not None, "told": told or 0})
