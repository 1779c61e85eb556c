"""Reads declarations from the forms that TOML, JSON and the command line give, ours and Open Terms
Archive's, and collects every mistake in them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import timedelta
from typing import Any

from config import durations
from config.checks import selector_fault, url_fault
from config.declared import FETCHES, ROBOTS, PolicyDeclaration, SourceDeclaration, identifier
from config.errors import Fault
from config.terms_types import resolve
from policy.said import said

SHORTEST_INTERVAL = timedelta(minutes=1)

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,118}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)


class FormReader:
    """Reads forms of one place and collects every mistake in them."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.faults: list[Fault] = []

    def fault(self, field: str, says: str) -> None:
        self.faults.append(Fault(self.place, field, says))

    def ours(self, form: Any) -> list[PolicyDeclaration]:
        self.unknown(form, {"service", "policy"}, "")
        service = self.text(form, "service", "", required=True)
        policies = form.get("policy")
        if not isinstance(policies, list) or not policies:
            self.fault("policy", "is missing; write at least one [[policy]] table")
            return []
        made = [
            self.policy(one, service, f"policy[{place}]") for place, one in enumerate(policies, 1)
        ]
        return [one for one in made if one]

    def policy(self, form: Any, service: str, at: str) -> PolicyDeclaration | None:
        if not isinstance(form, dict):
            self.fault(at, "is no table")
            return None
        allowed = {"id", "type", "language", "interval", "filters", "url", "select", "remove"}
        allowed |= {"combine", "notices", "fetch", "screenshot", "robots"}
        self.unknown(form, allowed, at)
        terms_type = self.terms_type(form.get("type"), _below(at, "type"))
        language = self.text(form, "language", at)
        if language and not _LANGUAGE.fullmatch(language):
            self.fault(
                _below(at, "language"),
                said(
                    "%(given)s is no language tag; write it like nl or pt-BR", given=repr(language)
                ),
            )
        own_id = self.text(form, "id", at) or identifier(service, terms_type)
        if not _ID.fullmatch(own_id):
            self.fault(
                _below(at, "id"),
                said(
                    "%(given)s is no id; use small letters, digits and hyphens", given=repr(own_id)
                ),
            )
        return PolicyDeclaration(
            id=own_id,
            service=service,
            terms_type=terms_type,
            sources=self.sources(form, "url", at),
            language=language or None,
            interval=self.interval(form, at),
            filters=tuple(self.texts(form, "filters", at)),
            notices=tuple(self.ids(form, "notices", at)),
            robots=self.robots(form, at),
        )

    def robots(self, form: dict[str, Any], at: str) -> str:
        """Whether robots.txt is obeyed, or only noted."""
        robots = form.get("robots", "obey")
        if robots not in ROBOTS:
            self.fault(_below(at, "robots"), f"{robots!r} is none of: {', '.join(ROBOTS)}")
        return str(robots)

    def ids(self, form: dict[str, Any], key: str, at: str) -> list[str]:
        named = self.texts(form, key, at)
        for one in named:
            if not _ID.fullmatch(one):
                self.fault(_below(at, key), f"{one!r} is no id of a policy")
        return named

    def open_terms_archive(self, form: Any) -> list[PolicyDeclaration]:
        if not isinstance(form, dict):
            self.fault("", "is no service declaration: an object with name and terms is expected")
            return []
        self.unknown(form, {"name", "terms", "importedFrom", "documents"}, "")
        service = self.text(form, "name", "", required=True)
        terms = form.get("terms", form.get("documents"))  # `documents` is its name of before 2023
        if not isinstance(terms, dict) or not terms:
            self.fault("terms", "is missing; expected an object of terms types")
            return []
        made = []
        for written, below in terms.items():
            at = f"terms.{written}"
            terms_type = self.terms_type(written, at)
            if not isinstance(below, dict):
                self.fault(at, "is no object")
                continue
            self.unknown(
                below,
                {"fetch", "select", "remove", "filter", "executeClientScripts", "combine"},
                at,
            )
            sources = self.sources(below, "fetch", at)
            filters = _filter_names(below, *_dicts(below.get("combine")))
            made.append(
                PolicyDeclaration(
                    identifier(service, terms_type), service, terms_type, sources, filters=filters
                )
            )
        return made

    def sources(self, form: dict[str, Any], url_key: str, at: str) -> tuple[SourceDeclaration, ...]:
        """One source, or those of `combine` with what stands outside as their defaults."""
        select, remove = self.selectors(form, "select", at), self.selectors(form, "remove", at)
        fetch, screenshot = self.way(form, url_key, at)
        combined = form.get("combine")
        if combined is None:
            url = self.url(form, url_key, at)
            return (SourceDeclaration(url, select, remove, fetch, screenshot),)
        if url_key in form:
            self.fault(_below(at, url_key), "stands beside combine; only one of them may")
        if not isinstance(combined, list) or not combined:
            self.fault(_below(at, "combine"), "is no list of sources")
            return ()
        found: list[SourceDeclaration] = []
        for place, one in enumerate(combined, 1):
            below = _below(at, f"combine[{place}]")
            if not isinstance(one, dict):
                self.fault(below, "is no table")
                continue
            ours = {"fetch", "screenshot"} if url_key == "url" else {"executeClientScripts"}
            self.unknown(one, {url_key, "select", "remove", "filter"} | ours, below)
            url = self.url(one, url_key, below)
            if any(url == earlier.url for earlier in found):
                self.fault(_below(below, url_key), "is the same as an earlier one")
            own_select = self.selectors(one, "select", below) if "select" in one else select
            own_remove = self.selectors(one, "remove", below) if "remove" in one else remove
            own_fetch, own_screenshot = self.way(one, url_key, below)
            found.append(
                SourceDeclaration(
                    url, own_select, own_remove, own_fetch or fetch, own_screenshot or screenshot
                )
            )
        return tuple(found)

    def way(self, form: dict[str, Any], url_key: str, at: str) -> tuple[str | None, bool]:
        """How a source is fetched, and whether pictures of it are kept."""
        if url_key == "fetch":  # Open Terms Archive's form
            return "browser" if form.get("executeClientScripts") is True else None, False
        fetch, screenshot = form.get("fetch"), form.get("screenshot", False)
        if fetch is not None and fetch not in FETCHES:
            self.fault(
                _below(at, "fetch"),
                said(
                    "%(given)s is none of: %(known)s", given=repr(fetch), known=", ".join(FETCHES)
                ),
            )
        if not isinstance(screenshot, bool):
            self.fault(_below(at, "screenshot"), "is neither true nor false")
        elif screenshot and fetch == "http":
            self.fault(_below(at, "screenshot"), 'needs fetch = "browser"')
        return fetch if isinstance(fetch, str) else None, screenshot is True

    def url(self, form: dict[str, Any], key: str, at: str) -> str:
        url = self.text(form, key, at, required=True)
        says = url and url_fault(url)
        if says:
            self.fault(_below(at, key), says)
        return url

    def terms_type(self, written: Any, at: str) -> str:
        if not isinstance(written, str) or not written.strip():
            self.fault(at, 'is missing; write it like type = "Privacy Policy"')
            return ""
        try:
            return resolve(written)
        except ValueError as error:
            self.fault(at, error.args[0])
            return ""

    def interval(self, form: dict[str, Any], at: str) -> timedelta | None:
        if "interval" not in form:
            return None
        try:
            interval = durations.parse(form["interval"])
        except ValueError as error:
            self.fault(_below(at, "interval"), str(error))
            return None
        if interval < SHORTEST_INTERVAL:
            self.fault(_below(at, "interval"), "is too short: one minute is the least")
        return interval

    def selectors(self, form: dict[str, Any], key: str, at: str) -> tuple[str, ...]:
        """CSS selectors, and ranges as their JSON text."""
        written = form.get(key, [])
        every = written if isinstance(written, list) else [written]
        found = []
        for one in every:
            text = json.dumps(one, sort_keys=True) if isinstance(one, dict) else one
            says = selector_fault(one)
            if says:
                self.fault(_below(at, key), says)
            else:
                found.append(text)
        return tuple(found)

    def text(self, form: dict[str, Any], key: str, at: str, *, required: bool = False) -> str:
        value = form.get(key)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.fault(_below(at, key), said("is missing or no text"))
            return ""
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in value) or len(value) > 4000:
            self.fault(_below(at, key), said("holds line breaks or other controls, or is too long"))
            return ""
        return " ".join(value.split())

    def texts(self, form: dict[str, Any], key: str, at: str) -> list[str]:
        value = form.get(key, [])
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return value
        self.fault(_below(at, key), "is no list of texts")
        return []

    def unknown(self, form: Any, allowed: set[str], at: str) -> None:
        for key in form if isinstance(form, dict) else ():
            if key not in allowed:
                self.fault(
                    _below(at, str(key)), f"is unknown; known here: {', '.join(sorted(allowed))}"
                )


def _filter_names(*forms: dict[str, Any]) -> tuple[str, ...]:
    names: list[str] = []
    for form in forms:
        every = form.get("filter", [])
        for one in every if isinstance(every, list) else [every]:
            names += [str(key) for key in one] if isinstance(one, dict) else [str(one)]
    return tuple(dict.fromkeys(names))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _below(at: str, field: str) -> str:
    return f"{at}.{field}" if at else field
