"""What should make a person look at a first reading: it has nothing to compare with but its own
declaration.

A doubt is no refusal: the text is kept and watched. `policies --review` shows the policies with the
heaviest doubts first and keeps who accepted them.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from policy import walls
from policy.model import Declared, Note, Reading
from policy.said import said, said_many

FEW_CLAUSES = 5
"""Unusually few: only a twentieth of 1,831 published policies have less than fifteen blocks."""

SHORT_TEXT = 600
"""Characters below which a text is worth a second pair of eyes."""

WEIGHTS = {
    "refused": 9,
    "other_language": 6,
    "other_domain": 6,
    "other_name": 5,
    "not_like_a_policy": 5,
    "damaged_text": 4,
    "other_kind": 3,
    "hidden_text": 3,
    "few_clauses": 2,
    "short_text": 2,
    "unsure_encoding": 1,
}
"""How much each doubt weighs; unknown kinds weigh 1."""

_DAMAGE = {"mojibake": "damaged_text", "encoding_guessed": "unsure_encoding"}
_TRICKS = frozenset({"hidden_text", "bidi", "lookalike_letters", "combining_marks"})
_WORD = re.compile(r"[^\W_]+")
_LEGAL_FORMS = frozenset(
    "nv bv bvba sa sarl sas srl spa gmbh ag kg inc ltd llc plc oy ab aps as co corp company group "
    "the de het la le les der die das services service".split()
)
_SECOND_LEVEL = frozenset("co com org net gov gouv ac edu".split())


def find(
    reading: Reading, declared: Declared, *, asked: str = "", answered: str = ""
) -> tuple[Note, ...]:
    """The doubts about a first reading, heaviest first.

    `asked` is the address that was declared, `answered` the one that gave the page in the end.
    """
    if reading.refused is not None:
        return (Note("refused", f"{reading.refused.reason}: {reading.refused.detail}"),)
    doubts = [
        *_language(reading, declared),
        *_domain(asked, answered or asked),
        *_name(reading, declared, answered or asked),
        *_kind(reading, declared),
        *_size(reading),
        *_state(reading),
    ]
    return tuple(sorted(doubts, key=lambda doubt: -WEIGHTS.get(doubt.kind, 1)))


def weight(doubts: tuple[Note, ...]) -> int:
    """How much all doubts weigh together: the order of a review."""
    return sum(WEIGHTS.get(kind, 1) for kind in {doubt.kind for doubt in doubts})


def _language(reading: Reading, declared: Declared) -> list[Note]:
    wanted = (declared.language or "").split("-")[0].lower()
    if not wanted or not reading.language or reading.language == wanted:
        return []
    says = said("declared %(wanted)s, reads as %(found)s", wanted=wanted, found=reading.language)
    return [Note("other_language", says)]


def _domain(asked: str, answered: str) -> list[Note]:
    """Another site answered than was asked; `www.` and other names below one domain are no other
    site."""
    here, there = site(asked), site(answered)
    if here == there:
        return []
    says = said("asked %(here)s, answered by %(there)s", here=here, there=there)
    return [Note("other_domain", says)]


def site(url: str) -> str:
    """The registrable part of an address's host, near enough: two labels, three under `co.uk` and
    the like."""
    labels = (urlsplit(url).hostname or "").split(".")
    if all(label.isdigit() for label in labels):
        return ".".join(labels)
    few = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-few:])


def _name(reading: Reading, declared: Declared, answered: str) -> list[Note]:
    """The declared service is named neither in the text nor in its title: perhaps a copied or
    another firm's page."""
    if not declared.service:
        return []
    names = [word for word in _words(declared.service) if word not in _LEGAL_FORMS]
    spoken = " ".join(_words(f"{reading.title or ''} {reading.text}"))
    joined, squeezed = "".join(names), spoken.replace(" ", "")
    if not names or joined in squeezed or f" {names[0]}" in f" {spoken}":
        return []
    if not answered:
        says = said("“%(service)s” is not named in the text", service=declared.service)
    else:
        says = said(
            "“%(service)s” is not named in the text; the page is at %(site)s",
            service=declared.service,
            site=site(answered),
        )
    return [Note("other_name", says)]


def _words(text: str) -> list[str]:
    """Folded words without marks: `Société` and `Societe` are one."""
    plain = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).casefold())


def _kind(reading: Reading, declared: Declared) -> list[Note]:
    """No rule, right or duty in it, or titled as a policy of another kind than declared."""
    if not walls.has_substance(reading):
        return [Note("not_like_a_policy", said("no rule, right or duty that we can read"))]
    wanted = family(declared.terms_type or "")
    shown = {kind for head in walls.names(reading) if (kind := family(head))}
    if wanted and shown and wanted not in shown:
        kinds = ", ".join(sorted(shown))
        says = said(
            "declared %(kind)s, titled as %(kinds)s", kind=declared.terms_type or "", kinds=kinds
        )
        return [Note("other_kind", says)]
    return []


_FAMILIES = {
    "privacy": ("privacy", "privé", "confidentialité", "datenschutz", "données", "gegevensbesch",
                "privacidad", "privacidade", "protezione dei dati"),
    "cookies": ("cookie", "tracker", "traceurs"),
    "terms": ("terms", "conditions", "voorwaarden", "bedingungen", "agb", "términos", "condiciones",
              "termini", "condizioni", "termos", "condições", "agreement", "overeenkomst"),
    "imprint": ("imprint", "impressum", "mentions légales", "legal notice", "aviso legal"),
}  # fmt: skip


def family(text: str) -> str | None:
    """Which kind of policy a title names: the one whose word comes first in it."""
    folded = text.casefold()
    found = {
        folded.find(part): kind
        for kind, parts in _FAMILIES.items()
        for part in parts
        if part in folded
    }
    return found[min(found)] if found else None


def _size(reading: Reading) -> list[Note]:
    doubts = []
    if len(reading.clauses) < FEW_CLAUSES:
        few = said_many("%(n)d block", "%(n)d blocks", len(reading.clauses))
        doubts.append(Note("few_clauses", few))
    if len(reading.text) < SHORT_TEXT:
        short = said_many("%(n)d character", "%(n)d characters", len(reading.text))
        doubts.append(Note("short_text", short))
    return doubts


def _state(reading: Reading) -> list[Note]:
    """Damage and tricks that the reading noted; one doubt a kind, however often it was noted."""
    doubts: dict[str, Note] = {}
    for note in reading.notes:
        kind = "hidden_text" if note.kind in _TRICKS else _DAMAGE.get(note.kind)
        if kind:
            doubts.setdefault(kind, Note(kind, note.detail or note.kind, note.address))
    return list(doubts.values())
