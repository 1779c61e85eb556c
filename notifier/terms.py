"""What a kind of policy is called in a sentence, and in a subject, in each language.

Open Terms Archive's names are declared; the catalogue has each by itself, as something of
somebody's ("its privacy policy") and with the service. A kind we have no words for is quoted.
"""

from __future__ import annotations

from notifier.words import Words

# By declared name: what the catalogue calls it, in each of its three forms (`MESSAGES`).
NAMES = {
    "Acceptable Use Policy": "acceptable use policy",
    "Business Privacy Policy": "privacy policy for businesses",
    "Commercial Terms": "commercial terms",
    "Community Guidelines": "community guidelines",
    "Complaints Policy": "complaints policy",
    "Conditions of Carriage": "conditions of carriage",
    "Copyright Claims Policy": "copyright policy",
    "Data Controller Agreement": "data controller agreement",
    "Data Processor Agreement": "data processing agreement",
    "Developer Terms": "developer terms",
    "General Conditions of Sale": "general conditions of sale",
    "Imprint": "imprint",
    "Marketplace Buyers Conditions": "conditions for buyers",
    "Marketplace Sellers Conditions": "conditions for sellers",
    "Privacy Policy": "privacy policy",
    "Review Guidelines": "review guidelines",
    "Service Level Agreement": "service level agreement",
    "Terms of Service": "terms of service",
    "Trackers Policy": "cookie policy",
    "User Consent Policy": "consent policy",
    "Vulnerability Disclosure Policy": "vulnerability disclosure policy",
    "x-Subprocessors List": "list of sub-processors",
}

# By declared name: a shorter one, for subjects where the other has no room.
SHORT = {
    **NAMES,
    "Acceptable Use Policy": "acceptable use",
    "Business Privacy Policy": "privacy for businesses",
    "Data Controller Agreement": "controller agreement",
    "Data Processor Agreement": "processing agreement",
    "General Conditions of Sale": "conditions of sale",
    "Service Level Agreement": "service levels",
    "Vulnerability Disclosure Policy": "vulnerabilities",
    "x-Subprocessors List": "sub-processors",
}

_ELIDES = frozenset("aeiouyàâéèêëîïôöûü")
"""Before these a French "de" loses its vowel: "la politique d’Allopro"."""

_FORMS = tuple(
    (context, form.format(name=name))
    for name in NAMES.values()
    for context, form in (
        ("kind of policy", "{name}"),
        ("its kind of policy", "its {name}"),
        ("the kind of policy of a service", "the {name} of %(service)s"),
    )
)
MESSAGES = (*_FORMS, *(("kind of policy, in short", name) for name in SHORT.values()))
"""Context and id of every message that is made here: no extractor finds them."""


def name(words: Words, terms_type: str) -> str:
    """By itself, as in a subject: "privacy policy"."""
    known = NAMES.get(terms_type)
    return words.name("kind of policy", known) if known else terms_type


def short(words: Words, terms_type: str) -> str:
    """The same in fewer signs, where the language has such a name."""
    known = SHORT.get(terms_type)
    return words.name("kind of policy, in short", known) if known else terms_type


def theirs(words: Words, terms_type: str) -> str:
    """As somebody's, after "of" or as an object: "its privacy policy"."""
    known = NAMES.get(terms_type)
    if known:
        return words.name("its kind of policy", f"its {known}")
    return words.say("its text “%(name)s”", name=terms_type)


def the(words: Words, terms_type: str, service: str) -> str:
    """With the service: "the privacy policy of Acme"."""
    known = NAMES.get(terms_type)
    if known:
        form = words.name("the kind of policy of a service", f"the {known} of %(service)s")
        if words.language == "fr" and service[:1].lower() in _ELIDES:
            form = form.replace("de %(service)s", "d’%(service)s")
        return form % {"service": service}
    return words.say("the text “%(name)s” of %(service)s", name=terms_type, service=service)
