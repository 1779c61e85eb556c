"""The kinds of policies: Open Terms Archive's names, and `x-` names for what it lacks."""

from __future__ import annotations

import difflib

from policy.said import said

TERMS_TYPES = (
    "Acceptable Use Policy",
    "Brand Guidelines",
    "Business Mediation Policy",
    "Business Privacy Policy",
    "Closed Captioning Policy",
    "Commercial Terms",
    "Community Guidelines",
    "Complaints Policy",
    "Conditions of Carriage",
    "Copyright Claims Policy",
    "Data Controller Agreement",
    "Data Processor Agreement",
    "Deceased Users",
    "Developer Terms",
    "Editorial Policy",
    "General Conditions of Sale",
    "Human Rights Policy",
    "Imprint",
    "In-App Purchases Policy",
    "Law Enforcement Guidelines",
    "Live Policy",
    "Marketplace Buyers Conditions",
    "Marketplace Sellers Conditions",
    "Platform to Business Notice",
    "Premium Partner Conditions",
    "Privacy Policy",
    "Quality Guidelines",
    "Ranking Parameters Description",
    "Restricted Use Policy",
    "Review Guidelines",
    "Seller Warranty",
    "Service Level Agreement",
    "Single Sign-On Policy",
    "Terms of Service",
    "Trackers Policy",
    "User Consent Policy",
    "Vulnerability Disclosure Policy",
    "x-Subprocessors List",
)

ALIASES = {
    "cookie policy": "Trackers Policy",
    "cookies policy": "Trackers Policy",
    "cookie statement": "Trackers Policy",
    "terms of use": "Terms of Service",
    "terms and conditions": "Terms of Service",
    "general terms and conditions": "General Conditions of Sale",
    "privacy statement": "Privacy Policy",
    "privacy notice": "Privacy Policy",
    "data processing agreement": "Data Processor Agreement",
    "subprocessors list": "x-Subprocessors List",
    "subprocessor list": "x-Subprocessors List",
    "sub-processor list": "x-Subprocessors List",
    "sla": "Service Level Agreement",
}

_BY_NAME = {name.casefold(): name for name in TERMS_TYPES}


def resolve(written: str) -> str:
    """The terms type meant; `ValueError` names the nearest where there is none."""
    name = " ".join(written.split())
    known = _BY_NAME.get(name.casefold()) or ALIASES.get(name.casefold())
    if known:
        return known
    if name.casefold().startswith("x-") and len(name) > 2:
        return name
    near = difflib.get_close_matches(name.casefold(), [*_BY_NAME, *ALIASES], n=1, cutoff=0.5)
    hint = _BY_NAME.get(near[0]) or ALIASES[near[0]] if near else "Privacy Policy"
    raise ValueError(
        said(
            "%(given)s is no terms type; did you mean %(near)s? A kind of your own begins with x-",
            given=repr(written),
            near=repr(hint),
        )
    )
