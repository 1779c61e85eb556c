"""The index over the words of passages, filled and asked in each database's own way.

Words are folded and cut apart here, before either sees them, so that both find the same:
no case, no accents, no punctuation, and every Chinese or Japanese sign a word of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, TableClause, Text, column, func, table, text
from sqlmodel import Session

from storage.tables_found import WORDS

LONGEST_WORD = 60  # signs; longer ones are cut, in the text and in what is asked alike
MOST_SIGNS = 200_000  # of one clause that are indexed: the largest honest one has a tenth of it
LONGEST_ASKED = 200  # signs of a question that are looked at
MOST_TERMS = 12
SHORTEST_PREFIX = 4  # a word of fewer signs must stand there as it is
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W_]+")
_TERM = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]?|([^\s\"“”„«»]+)")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand one after the other; `open_end`: the last may go on."""

    words: tuple[str, ...]
    open_end: bool = False


def spans(written: str) -> list[tuple[str, int, int]]:
    """The folded words of a text, each with the place where it stands."""
    found = []
    for match in _WORD.finditer(written):
        folded = _fold(match[0])[:LONGEST_WORD]
        if folded:
            found.append((folded, match.start(), match.end()))
    return found


def terms(asked: str) -> tuple[Term, ...]:
    """What a question asks for: words, and phrases between quotation marks."""
    found = []
    for phrase, word in _TERM.findall(asked[:LONGEST_ASKED]):
        words = tuple(folded for folded, _, _ in spans(phrase or word))
        if words:
            open_end = not phrase and len(words) == 1 and len(words[0]) >= SHORTEST_PREFIX
            found.append(Term(words, open_end))
    return tuple(found[:MOST_TERMS])


def of_policy(policy_no: int) -> Term:
    """What every passage of one policy holds, so that the index itself keeps to that policy."""
    return Term((f"policyno{policy_no}",))


def keep(tx: Session, policy_no: int, rows: Sequence[tuple[int, str]]) -> None:
    """Index the words of these passages of a policy, by their ids."""
    if not rows:
        return
    mark = of_policy(policy_no).words[0]
    if _is_sqlite(tx):
        statement = f"INSERT INTO {WORDS} (rowid, words) VALUES (:id, :words)"  # noqa: S608 - ours
    else:
        statement = f"INSERT INTO {WORDS} VALUES (:id, to_tsvector('simple', :words))"  # noqa: S608
    values = [{"id": id, "words": f"{_folded(written)} {mark}"} for id, written in rows]
    tx.connection().execute(text(statement), values)


def empty(tx: Session) -> None:
    """Forget every word; the way to an index built anew."""
    if _is_sqlite(tx):
        tx.execute(text(f"INSERT INTO {WORDS} ({WORDS}) VALUES ('delete-all')"))  # noqa: S608
    else:
        tx.execute(text(f"DELETE FROM {WORDS}"))  # noqa: S608 - the name is ours


@dataclass(frozen=True, slots=True)
class Asked:
    """How this database is asked: the table, the column of passages' ids, and the condition."""

    table: TableClause
    ids: ColumnElement[int]
    condition: ColumnElement[bool]


def asked_for(tx: Session, wanted: Sequence[Term]) -> Asked:
    """The question for passages with all of these terms."""
    if _is_sqlite(tx):
        # FTS5 takes a question through the hidden column that has its table's name
        index = table(WORDS, column("rowid", Integer), column(WORDS, Text))
        said = " AND ".join(map(_fts5, wanted))
        return Asked(index, index.c.rowid, index.c[WORDS].bool_op("MATCH")(said))
    index = table(WORDS, column("passage_id", Integer), column("words"))
    query = func.to_tsquery("simple", " & ".join(map(_tsquery, wanted)))
    return Asked(index, index.c.passage_id, index.c.words.bool_op("@@")(query))


def _fts5(term: Term) -> str:
    return '"' + " ".join(term.words) + '"' + ("*" if term.open_end else "")


def _tsquery(term: Term) -> str:
    return "(" + " <-> ".join(term.words) + (":*" if term.open_end else "") + ")"


def _folded(written: str) -> str:
    return " ".join(word for word, _, _ in spans(written[:MOST_SIGNS]))


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word).casefold()
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return "".join(sign for sign in plain if sign.isalnum())


def _is_sqlite(tx: Session) -> bool:
    return bool(tx.get_bind().dialect.name == "sqlite")
