"""The catalogues of messages: collected from code and templates, compiled for use.

`python -m notifier.catalogues` brings every .po up to date with the messages in use, and compiles.
What is new there waits for a translator; a test fails until it is translated.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from notifier import terms, topics
from notifier.words import CATALOGUES, DOMAIN, LANGUAGES

KEYWORDS = {"say": None, "count": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.*", "jinja2.ext:babel_extract")]
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")  # English is the source
EPOCH = datetime(2026, 11, 21, tzinfo=UTC)  # a date that moves would change every file every time


def collected() -> Catalog:
    """Every message that code and templates use."""
    catalogue = Catalog(project="Clausewatch", creation_date=EPOCH)
    found = extract_from_dir(
        Path(__file__).parent, METHODS, options_map={"**.*": {"trimmed": "true"}}, keywords=KEYWORDS
    )
    for _, _, message, comments, context in found:
        catalogue.add(message, None, auto_comments=comments, context=context)
    for context, message in (*terms.MESSAGES, *topics.MESSAGES):
        catalogue.add(message, None, context=context)
    return catalogue


def po_file(language: str) -> Path:
    """Where the translations of a language are written by hand."""
    return CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """The translations of a language."""
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext loads it."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def update(language: str) -> None:
    """Bring one .po file up to date and compile it."""
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = read(language) if path.exists() else Catalog(locale=language, domain=DOMAIN)
    catalogue.update(collected(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = EPOCH
    catalogue.project, catalogue.version, catalogue.fuzzy = "Clausewatch", "", False
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = ""
    catalogue.header_comment = f"# What Clausewatch writes; language: {language}."
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, omit_header=False, no_location=True, width=100)
    path.with_suffix(".mo").write_bytes(compiled(catalogue))


if __name__ == "__main__":
    for tongue in TRANSLATED:
        update(tongue)
