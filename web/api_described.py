"""What the served description says beside the forms: a sentence for every field and parameter that
has none of its own, what each answer holds, and the calls of webhooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FIELDS: Mapping[str, str] = {
    "address": "The path of places in one version, like `sec_4__para_2__point_b`.",
    "anchor": "What the period is counted from or to, as `before_effect` or `after_update_date`.",
    "atom": "Address of the Atom feed.",
    "audit.summary": "How many verdicts there are of each kind.",
    "audit.verdicts": "A verdict for each promise and change, the newest first.",
    "basis": "Why that day, in one sentence, with the words of the text where they say it.",
    "because": "Why, in a sentence that readers are shown.",
    "by": "Who says so.",
    "calendar": "Address of the calendar.",
    "cancelled": "Whether the day no longer stands: the change was withdrawn or told by mistake.",
    "certainty": "How sure the day is: `stated` by the text, `derived` from a promise, and so on.",
    "change": "The id of a change, like `aldus-privacy-policy.2`.",
    "changed_at": "When its last change was confirmed.",
    "changes": "How many changes were found.",
    "channels": "The ways in which it promises to tell.",
    "cite": "How a person would name the clause, like `Preambule 4`.",
    "clause": "The id of a clause, the same for life in every version.",
    "dates": "Dates and stamps that the text states and that changed: before and after.",
    "day": "The day, like `2026-12-21`.",
    "detail": "More about it, in English; not to be parsed.",
    "effective_on": "From when the text says that it holds: a day, or a month like `2022-06`.",
    "frequency": "How often this reader is written to.",
    "from_version": "The number of the first or older version.",
    "gone_at": "By when it was seen gone; null where it stands still.",
    "heading": "The nearest heading above.",
    "hit.to_version": "The last version that held it; null where it stands still.",
    "id": "The name that addresses use; it never changes.",
    "json_feed": "Address of the JSON Feed.",
    "kind": "Of what kind it is, by the words listed here or in the glossary.",
    "label": "The number or letter as the page shows it; null where there is none.",
    "language": "The language as a tag, like `nl`.",
    "last_look_at": "When somebody last looked, whatever came of it.",
    "last_reason": "Why the last look brought no text; null where it did.",
    "latest": "The last day it may be, where that is not one day.",
    "lead_time": "How long, as an ISO 8601 duration (`P10BD`: business days), or a vague term.",
    "level": "How deep the clause stands: 1 is the outermost.",
    "limit": "At most so many entries.",
    "min_significance": "The least significance of a change this reader is written about.",
    "not_yet_at": "When it was last seen not to be there; null where it was there from the start.",
    "notes": "What is odd about the page: hidden text, damaged characters and the like.",
    "outcome": "What came of the look.",
    "page": "Address of the page for people.",
    "paused": "How many policies are paused.",
    "policies": "How many policies are watched.",
    "policy": "The id of a policy.",
    "quote": "The words of the text themselves.",
    "reason": "Why it brought no text, as one word; null where it did.",
    "reasons": "Why it matters as much as it says.",
    "retracted_because": "Why a change that was told is taken back; null where it stands.",
    "service": "Who publishes it, by the declared name.",
    "significance": "How much it matters; null where no words differ.",
    "state": "Where it stands.",
    "status": "The HTTP status, once more.",
    "subscription": "The number of the subscription.",
    "terms_type": "Its kind, by the names of Open Terms Archive, like `Privacy Policy`.",
    "text": "The words, without the label.",
    "title": "A title, as it reads.",
    "to_version": "The number of the last or newer version.",
    "type": "What kind of problem it is.",
    "uid": "What a calendar knows the day by; it stays while the day moves.",
    "url": "A web address.",
    "version": "The number of a version; the first is 1.",
    "version_label": "The number that the text gives itself, as it stands there.",
    "version.text": "The whole text: one line a clause, with its label.",
    "versions": "How many versions are kept.",
    "visibility": "Who may read it: everybody, who knows its address, or nobody.",
}  # fmt: skip
"""By the name of a field or parameter; `form.field` where one form means something of its own."""

CALLS: Mapping[str, str] = {
    "policy.changed": "A change was confirmed and announced.",
    "change.withdrawn": "An earlier text came back to stay.",
    "change.retracted": "We were wrong about a change; `retracted_because` says why.",
    "policy.effective": "The day has come from which a change holds that was known before.",
    "policy.unreachable": "A text could not be read for days: silence means nothing now.",
    "policy.back": "It can be read again.",
    "webhook.test": "Somebody tries the webhook.",
}  # fmt: skip
"""What webhooks are told, by type (docs/api.md has an example)."""

_HEADERS = {
    "webhook-id": "The same for every try of one call: remember the ids you have taken.",
    "webhook-timestamp": "When this try left, in seconds since 1970.",
    "webhook-signature": "One or two `v1,…` by the Standard Webhooks specification.",
}


def describe(made: dict[str, Any]) -> None:
    """Complete a description in place."""
    for name, schema in made["components"]["schemas"].items():
        for field, form in schema.get("properties", {}).items():
            if not form.get("description"):
                said = FIELDS.get(f"{name.lower()}.{field}") or FIELDS.get(field)
                if said:
                    form["description"] = said
    for path in made["paths"].values():
        for operation in path.values():
            _operation(operation)
    made["webhooks"] = {type_: {"post": _call(type_, told)} for type_, told in CALLS.items()}


def _operation(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        if not parameter.get("description") and parameter["name"] in FIELDS:
            parameter["description"] = FIELDS[parameter["name"]]
    said = operation.get("description", "").split("\n")[0]
    for code, answer in operation["responses"].items():
        if code.startswith("2") and answer.get("description") == "Successful Response":
            answer["description"] = said


def _call(type_: str, told: str) -> dict[str, Any]:
    """One call that a webhook gets."""
    body = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": type_, "description": "What happened."},
            "timestamp": {
                "type": "string", "format": "date-time", "description": "When it happened.",
            },
            "data": {"type": "object", "description": "`clausewatch.webhook/1`: see docs/api.md."},
        },
    }  # fmt: skip
    headers = [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"},
         "description": said}
        for name, said in _HEADERS.items()
    ]  # fmt: skip
    return {
        "operationId": "told_" + type_.replace(".", "_"),
        "summary": told,
        "description": f"{told} Calls are signed, tried again for days, and may come twice.",
        "parameters": headers,
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "2XX": {"description": "Taken."},
            "410": {"description": "No further calls, please: the webhook is switched off."},
        },
    }
