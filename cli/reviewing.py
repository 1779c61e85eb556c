"""Which policies a person should look at, and who said that all is well with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from policy import doubts
from policy.model import Declared, Note
from policy.said import said
from storage import declaring, policies, versions
from storage.policies import Wanted

Form = dict[str, Any]


def to_review(tx: Session, forms: Sequence[Form]) -> list[Form]:
    """Those with doubts nobody accepted, the heaviest first."""
    weighed, declared = [], declaring.wanted_many(tx, [form["policy"] for form in forms])
    for form in forms:
        wanted = declared[form["policy"]]
        found = _doubts(tx, wanted, form)
        taken = wanted.options.get("accepted", {}).get("kinds", ())
        left = tuple(doubt for doubt in found if doubt.kind not in taken)
        if left:
            named = [{"kind": one.kind, "detail": one.detail} for one in left]
            weighed.append((doubts.weight(left), {**form, "doubts": named}))
    return [form for _, form in sorted(weighed, key=lambda pair: -pair[0])]


def accepted(tx: Session, form: Form, by: str) -> Form:
    """The present doubts of a policy as accepted, with who did it: part of its declaration."""
    wanted = policies.wanted(tx, form["policy"])
    kinds = sorted({doubt.kind for doubt in _doubts(tx, wanted, form)})
    return {"accepted": {"by": by, "kinds": kinds}}


def _doubts(tx: Session, wanted: Wanted, form: Form) -> tuple[Note, ...]:
    """What is doubtful about a policy's reading and its address."""
    found: tuple[Note, ...] = ()
    if form["moved_to"]:
        found += (Note("moved", said("a lasting redirect leads to %(url)s", url=form["moved_to"])),)
    if form["outcome"] == "refused":
        found += (Note("refused", said("the last look was refused: %(why)s", why=form["reason"])),)
    if form["version"]:
        first = wanted.sources[0]
        declared = Declared(
            first.select, first.remove, wanted.language, wanted.service, wanted.terms_type
        )
        reading = versions.get(tx, wanted.id, form["version"]).reading
        answered = form["moved_to"] or first.url
        found += doubts.find(reading, declared, asked=first.url, answered=answered)
    return found
