"""Rows of what search finds: where the words of a clause stood, and beside them the index over the
words, which each database makes in its own way.

SQLite keeps it in an FTS5 table without content, PostgreSQL in a table of tsvectors under a GIN
index. Neither is in the metadata; both come and go with `passage`.
"""

from __future__ import annotations

from sqlalchemy import DDL, Index, event
from sqlmodel import Field, SQLModel

from storage import tables_watched as tables_watched  # its rows are pointed to
from storage.columns import binary

WORDS = "passage_words"
MADE_WITH_IT = {
    "sqlite": (f"CREATE VIRTUAL TABLE {WORDS} USING fts5(words, content='')",),
    "postgresql": (
        f"CREATE TABLE {WORDS} (passage_id INTEGER PRIMARY KEY, words TSVECTOR NOT NULL)",
        f"CREATE INDEX ix_{WORDS} ON {WORDS} USING gin (words)",
    ),
}


class PassageRow(SQLModel, table=True):
    """The words of one clause over the versions in which they stood without a break.

    The words themselves are in the text of the first of these versions, and, to be searched, in
    the database's own index (`storage/passage_words.py`) under this row's id.
    """

    __tablename__ = "passage"
    __table_args__ = (Index("ix_passage_policy_no", "policy_no", "clause_id"),)

    id: int | None = Field(default=None, primary_key=True)
    policy_no: int = Field(foreign_key="policy.no")
    clause_id: str
    digest: bytes = binary()  # of the words: equal words are one passage
    from_number: int
    to_number: int | None = None  # the last version that had them; None where it is the newest


def _with_passages(when: str, dialect: str, statement: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy's own
    event.listen(SQLModel.metadata.tables["passage"], when, ddl.execute_if(dialect=dialect))


for _dialect, _statements in MADE_WITH_IT.items():
    for _statement in _statements:
        _with_passages("after_create", _dialect, _statement)
    _with_passages("before_drop", _dialect, f"DROP TABLE IF EXISTS {WORDS}")
