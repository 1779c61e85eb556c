"""What stood in a policy is found by its words, and dated; the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from policy.compare import compare
from policy.model import Clause, Reading
from storage import passage_words, passages, policies, search, versions, visibility
from storage.database import Database
from storage.policies import Wanted, WantedSource
from storage.search import Hit, When
from tests.storage.kept import Seen, keep_change, keep_version

DAY = timedelta(days=1)
MARCH = datetime(2025, 3, 1, 12, tzinfo=UTC)


def text(*said: str) -> Reading:
    clauses = (
        Clause(f"p{n}", f"{n}.", f"{n}", None, 1, "paragraph", words)
        for n, words in enumerate(said, 1)
    )
    return Reading(language="en", clauses=tuple(clauses))


def keep(database: Database, id: str, *texts: Reading, first: datetime = MARCH) -> None:
    """Watch a policy that says one text after the other, each ten days, seen the day before too."""
    with database.transaction() as tx:
        source = WantedSource(f"https://{id}.example/")
        row = policies.add(tx, Wanted(id, id.title(), "Privacy Policy", (source,)), first)
        ids: tuple[str, ...] = ()
        for number, reading in enumerate(texts, 1):
            at = first + 10 * DAY * (number - 1)
            comparison = compare(texts[number - 2], reading) if number > 1 else None
            seen = Seen(at, at - DAY, at)
            ids = keep_version(tx, id, number, reading, ids, comparison, seen)
            if comparison:
                keep_change(tx, id, number, comparison, seen)
        row.in_force = len(texts)
        tx.add(row)


WE_NEVER_SELL = "We will never sell what we know about you, not even to a buyer of our company."
WE_MAY_SELL = "We may share what we know about you with whoever buys our company."
KEPT = "Photos of your building site are kept for twelve months after the café has closed."


@pytest.fixture
def archive(database: Database) -> Database:
    """A policy that dropped a promise last year, and two others."""
    keep(
        database,
        "aldus",
        text(WE_NEVER_SELL, KEPT),
        text(WE_MAY_SELL, KEPT),
        text(WE_MAY_SELL, KEPT, "We now keep what you type."),
    )
    keep(database, "bergamot", text("Wij verkopen uw gegevens nooit.", "一切数据都会被保存。"))
    return database


def find(database: Database, asked: str, when: When = "ever") -> list[Hit]:
    with database.reading() as tx:
        return search.search(tx, asked, when=when)


def test_a_phrase_that_was_deleted_is_found_and_dated(archive: Database) -> None:
    (hit,) = find(archive, '"never sell what we know"')

    assert (hit.policy.id, hit.clause.text, hit.clause.label) == ("aldus", WE_NEVER_SELL, "1.")
    assert (hit.stay.passage.from_number, hit.stay.passage.to_number) == (1, 1)
    assert (hit.stay.came.not_yet_at, hit.stay.came.at) == (None, MARCH)
    assert hit.stay.went is not None
    assert (hit.stay.went.not_yet_at, hit.stay.went.at) == (MARCH + 9 * DAY, MARCH + 10 * DAY)
    assert hit.stay.went.change == "aldus.2"


def test_what_still_stands_has_no_end_and_one_row_for_all_its_versions(archive: Database) -> None:
    (hit,) = find(archive, "photos twelve months")

    assert (hit.stay.passage.from_number, hit.stay.passage.to_number) == (1, None)
    assert hit.stay.went is None


def test_it_may_be_asked_for_what_stands_or_for_what_went(archive: Database) -> None:
    assert [hit.clause.text for hit in find(archive, "what we know")] == [
        WE_MAY_SELL, WE_NEVER_SELL,
    ]  # fmt: skip
    assert [hit.clause.text for hit in find(archive, "what we know", "now")] == [WE_MAY_SELL]
    assert [hit.clause.text for hit in find(archive, "what we know", "gone")] == [WE_NEVER_SELL]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("CAFE", 1),  # neither case nor accents matter
        ("café", 1),
        ("verkop", 1),  # a word of four signs or more may go on
        ("ver", 0),
        ('"sell never"', 0),  # the words of a phrase stand in their order
        ("sell never", 1),
        ("“never sell”", 1),
        ("数据", 1),  # signs without spaces between them
        ("photos; nothing", 0),
        ("", 0),
        ("…!?", 0),
    ],
)
def test_words_are_found_as_people_write_them(archive: Database, asked: str, found: int) -> None:
    assert len(find(archive, asked)) == found


@pytest.mark.parametrize(
    "asked",
    ["%_", 'NEAR("a" "b"', '"', "* AND (", "' OR 1=1 --", "words:x", "a" * 10_000, ":asked", "\0",
     "!(a|b) & c:*", "-never", "{x}"],
)  # fmt: skip
def test_no_question_is_a_statement_of_the_database(archive: Database, asked: str) -> None:
    find(archive, asked)


def test_only_what_everybody_may_read_is_found(archive: Database) -> None:
    with archive.transaction() as tx:
        visibility.put(tx, "aldus", "unlisted", MARCH)

    assert find(archive, "photos") == []
    with archive.reading() as tx:
        row = policies.get(tx, "aldus")
        assert len(search.search(tx, "photos", policy=row)) == 1
    with archive.transaction() as tx:
        visibility.put(tx, "aldus", "private", MARCH)
    with archive.reading() as tx:
        assert search.search(tx, "photos", policy=policies.get(tx, "aldus")) == []


def test_one_policy_is_searched_alone(archive: Database) -> None:
    keep(archive, "citron", text(KEPT))

    with archive.reading() as tx:
        hits = search.search(tx, "photos", policy=policies.get(tx, "citron"))

    assert [hit.policy.id for hit in hits] == ["citron"]
    assert len(find(archive, "photos")) == 2


def test_answers_go_on_where_they_ended(archive: Database) -> None:
    with archive.reading() as tx:
        first = search.search(tx, "what we know", limit=1)
        rest = search.search(tx, "what we know", before=first[0].stay.passage.id)

    assert [hit.clause.text for hit in [*first, *rest]] == [WE_MAY_SELL, WE_NEVER_SELL]


def test_a_clause_has_a_life(archive: Database) -> None:
    with archive.reading() as tx:
        row = policies.get(tx, "aldus")
        clause = versions.get(tx, "aldus", 1).reading.clauses[0].id or ""
        life = search.stays_of(tx, "aldus", passages.of_clause(tx, row.no, clause))

    assert [(stay.passage.from_number, stay.passage.to_number) for stay in life] == [
        (1, 1), (2, None),
    ]  # fmt: skip


def test_the_index_built_anew_finds_the_same(archive: Database) -> None:
    asked = ("never sell", "photos", "数据", "what we know")
    before = [[hit.stay for hit in find(archive, one)] for one in asked]

    with archive.transaction() as tx:
        count = passages.rebuild(tx)

    after = [[hit.stay for hit in find(archive, one)] for one in asked]
    assert count == 6
    assert [[(s.came, s.went) for s in stays] for stays in after] == [
        [(s.came, s.went) for s in stays] for stays in before
    ]


def test_a_version_that_is_not_kept_leaves_no_words(archive: Database) -> None:
    def killed() -> None:
        with archive.transaction() as tx:
            kept = versions.keep_text(tx, "aldus", text("Unkept words."), "x", MARCH)
            versions.record(
                tx, "aldus", number=4, kind="change", text_id=kept, clause_ids=("u1",),
                first_seen_at=MARCH, confirmed_at=MARCH,
            )  # fmt: skip
            raise RuntimeError("here")

    with pytest.raises(RuntimeError, match="here"):
        killed()

    assert find(archive, "unkept") == []
    assert len(find(archive, "photos", "now")) == 1


def test_a_very_long_clause_is_kept(database: Database) -> None:
    keep(database, "long", text("word " * 60_000 + "end", "x" * 5000))

    assert len(find(database, "word word")) == 1
    assert len(find(database, "x" * 190)) == 1


def test_the_words_of_a_text_are_found_with_their_places() -> None:
    assert passage_words.spans("L’été, 30 Tage") == [
        ("l", 0, 1), ("ete", 2, 5), ("30", 7, 9), ("tage", 10, 14),
    ]  # fmt: skip
