"""Lists of sub-processors compared: who came, went or moved is told, and is substance."""

from __future__ import annotations

from policy.compare import compare
from policy.model import Comparison, Significance
from policy.read import read

HEADER = ("Name", "Location", "Purpose")
HOSTING = ("Nordlicht AS", "Norway", "hosting")
MAIL = ("Postduif BV", "Belgium", "mail")
CALLS = ("Bellweather Ltd", "Ireland", "telephone support")


def page(*rows: tuple[str, ...], title: str = "Our sub-processors") -> bytes:
    """An invented page with one table."""
    table = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>" for cells in rows
    )
    return (
        f"<html lang=en><body><main><h1>{title}</h1><p>Marram Bikes uses the parties below to "
        "process personal data on its behalf, under a written agreement.</p>"
        f"<table>{table}</table></main></body></html>"
    ).encode()


def compared(old: bytes, new: bytes) -> Comparison:
    headers = {"content-type": "text/html; charset=utf-8"}
    return compare(read(old, headers), read(new, headers))


def test_a_party_that_came_is_substance_with_country_and_purpose() -> None:
    found = compared(page(HEADER, HOSTING, MAIL), page(HEADER, HOSTING, CALLS, MAIL))

    assert found.significance is Significance.SUBSTANCE
    assert found.reasons == ("sub-processor added: Bellweather Ltd, Ireland, telephone support",)
    assert [change.kind for change in found.changes] == ["added"]


def test_a_party_that_went_is_substance() -> None:
    found = compared(page(HEADER, HOSTING, MAIL), page(HEADER, HOSTING))

    assert found.significance is Significance.SUBSTANCE
    assert found.reasons == ("sub-processor removed: Postduif BV, Belgium, mail",)


def test_another_country_is_a_change_of_that_party() -> None:
    moved = ("Nordlicht AS", "India", "hosting")

    found = compared(page(HEADER, HOSTING, MAIL), page(HEADER, moved, MAIL))

    assert found.significance is Significance.SUBSTANCE
    assert found.reasons[0] == "sub-processor Nordlicht AS: country Norway → India"


def test_a_party_in_the_place_of_another_is_one_gone_and_one_come() -> None:
    replaced = ("Nordlys AS", "Norway", "hosting")

    found = compared(page(HEADER, HOSTING, MAIL), page(HEADER, replaced, MAIL))

    assert found.significance is Significance.SUBSTANCE
    assert {
        "sub-processor removed: Nordlicht AS, Norway, hosting",
        "sub-processor added: Nordlys AS, Norway, hosting",
    } <= set(found.reasons)


def test_the_same_parties_in_another_order_are_no_new_ones() -> None:
    found = compared(page(HEADER, HOSTING, CALLS, MAIL), page(HEADER, MAIL, HOSTING, CALLS))

    assert not any("sub-processor" in reason for reason in found.reasons)
    assert found.significance is Significance.WORDING


def test_a_table_of_other_things_names_no_party() -> None:
    header = ("Name", "Provider", "Purpose")
    cookies = [("basket", "Marram", "remembers the basket"), ("theme", "Marram", "dark pages")]

    found = compared(
        page(header, cookies[0], title="Cookies"), page(header, *cookies, title="Cookies")
    )

    assert found.significance is Significance.SUBSTANCE
    assert not any("sub-processor" in reason for reason in found.reasons)


def test_a_list_in_an_annex_is_known_by_its_header() -> None:
    header = ("Sub-processor", "Country", "Purpose")

    found = compared(
        page(header, HOSTING, title="Data processing agreement"),
        page(header, HOSTING, MAIL, title="Data processing agreement"),
    )

    assert found.reasons == ("sub-processor added: Postduif BV, Belgium, mail",)
