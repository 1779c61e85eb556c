"""A company's notice to its users as everybody may read it: both texts, what changes, from when.

It is there once the notice was approved, says nothing about who is told, and never changes: where a
notice was corrected, it leads to the one that replaced it.
"""

from __future__ import annotations

from collections import Counter

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from policy.redline import for_readers
from policy.summary import sentence
from storage import audiences, campaigns
from storage.errors import UnknownNoticeError
from web.pages import desk_of, render

PUBLIC = frozenset({"approved", "sending", "closed", "corrected"})


def public(request: Request) -> Response:
    """What a notice tells, for whoever follows the link in its mail."""
    name = request.path_params["notice"]
    with desk_of(request).database.reading() as tx:
        try:
            found = campaigns.get(tx, name)
        except UnknownNoticeError:
            raise HTTPException(404) from None
        if found.state not in PUBLIC:
            raise HTTPException(404)
        acts = campaigns.acts(tx, name)
        supplements = [one for one in audiences.of(tx, name)[1:] if one.applies_on]
    replaced_by = next((one.facts["by"] for one in acts if one.what == "corrected"), None)
    approved_at = next((one.at for one in acts if one.what == "approved"), None)
    shown = found.comparison.changes
    return render(
        request, "notice.html", notice=found, approved_at=approved_at, replaced_by=replaced_by,
        later=sorted({one.applies_on for one in supplements if one.applies_on}
                     - {found.effective_on}),
        changes=[one for one in shown if one.kind != "renumbered"],
        counts=Counter(one.kind for one in shown), redline_of=for_readers, sentence=sentence,
        language=found.new.language, indexed=False,
    )  # fmt: skip
