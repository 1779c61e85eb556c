"""Lists of sub-processors: rows with keys, and promises with an object of their own."""

from __future__ import annotations

from policy import promises
from policy.model import Clause
from policy.processors import Processor, processor_changes, processors


def rows(*cells: tuple[str, ...]) -> tuple[Clause, ...]:
    """A titled table."""
    title = Clause("title", None, "title", None, 1, "heading", "Our sub-processors")
    return (
        title,
        *(
            Clause(
                f"row_{n}", None, "", "Our sub-processors", 0, "row", " | ".join(each), cells=each
            )
            for n, each in enumerate(cells, 1)
        ),
    )


HEADER = ("Name", "Location", "Purpose")
HOSTING = ("Nordlicht AS", "Norway", "hosting")
MAIL = ("Postduif BV", "Belgium", "mail")


def test_columns_are_read_from_the_header() -> None:
    found = processors(rows(HEADER, HOSTING))

    assert found == (Processor("Nordlicht AS", "Norway", "hosting", "row_2"),)


def test_headers_are_understood_in_four_languages() -> None:
    dutch = processors(rows(("Partij", "Doel", "Vestiging"), ("Postduif", "mail", "België")))
    german = processors(rows(("Anbieter", "Zweck", "Standort"), ("Postduif", "Mail", "Belgien")))
    french = processors(
        rows(("Sous-traitant", "Pays", "Finalité"), ("Postduif", "Belgique", "mail"))
    )

    assert (dutch[0].country, dutch[0].purpose) == ("België", "mail")
    assert (german[0].country, german[0].purpose) == ("Belgien", "Mail")
    assert (french[0].country, french[0].purpose) == ("Belgique", "mail")


def test_a_new_party_is_told_with_country_and_purpose() -> None:
    changes = processor_changes(
        processors(rows(HEADER, MAIL)), processors(rows(HEADER, HOSTING, MAIL))
    )

    assert [each.reason for each in changes] == [
        "sub-processor added: Nordlicht AS, Norway, hosting"
    ]


def test_a_party_that_moves_is_neither_gone_nor_new() -> None:
    moved = ("Nordlicht AS", "India", "hosting")

    changes = processor_changes(processors(rows(HEADER, HOSTING)), processors(rows(HEADER, moved)))

    assert [each.kind for each in changes] == ["changed"]
    assert changes[0].reason == "sub-processor Nordlicht AS: country Norway → India"


def test_a_party_that_left_is_told() -> None:
    changes = processor_changes(
        processors(rows(HEADER, HOSTING, MAIL)), processors(rows(HEADER, MAIL))
    )

    assert [(each.kind, each.name) for each in changes] == [("removed", "Nordlicht AS")]


def test_rows_in_another_order_are_no_change() -> None:
    one = processors(rows(HEADER, HOSTING, MAIL))
    other = processors(rows(HEADER, MAIL, HOSTING))

    assert processor_changes(one, other) == ()


def test_two_rows_of_one_name_are_kept_apart() -> None:
    twice = rows(HEADER, HOSTING, ("Nordlicht AS", "Norway", "backup"))

    assert (
        processor_changes(processors(rows(HEADER, HOSTING)), processors(twice))[0].kind == "added"
    )


def test_in_a_list_of_sub_processors_notice_of_a_new_one_is_its_promise() -> None:
    promise = Clause(
        "para_9", None, "", None, 0, "paragraph",
        "We notify customers by email at least 30 days before a new sub-processor is engaged.",
    )  # fmt: skip

    found = promises.find((*rows(HEADER, HOSTING), promise))

    assert [(each.about, each.lead_time, each.channels) for each in found] == [
        ("sub_processors", "P30D", ("email",))
    ]
    assert promises.find((promise, promise)) == ()
