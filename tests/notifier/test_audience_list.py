"""A company's list: read in whatever form its books write it, with every fault at once."""

from __future__ import annotations

import pytest

from notifier import audience_list, csv_lines
from notifier.audience_list import Listed

HEAD = "address,language,name,party\n"


def read(text: str | bytes, language: str | None = None) -> Listed:
    """Read a list."""
    data = text.encode() if isinstance(text, str) else text
    return audience_list.read(data, language, frozenset({"us@clausewatch.example"}))


def said(listed: Listed) -> list[str]:
    """The faults as somebody reads them."""
    return [str(fault) for fault in listed.faults]


def test_every_fault_is_told_at_once_with_its_line() -> None:
    listed = read(
        HEAD + "ada@example.org,nl,Ada,K-1\nnobody,nl,,\n,nl,Ben,\nben@example.org,es,,\n"
        "cy@example.org,,,\nus@clausewatch.example,nl,,\ndot@example.org,nl,\x07,\n"
        f"eva@example.org,xx,{'e' * 301},\n"
    )

    assert [fault.line for fault in listed.faults] == [3, 4, 5, 6, 7, 8, 9, 9]
    for place, words in enumerate(
        (
            "“nobody” is no address we can write to",
            "there is no address, and no postal address or party to reach this one by",
            "mail is written in nl, fr, de and en, not in 'es'",
            "there is no language",
            "it is the address we write from",
            "its name has signs in it that do not print",
            "not in 'xx'",
            "its name is longer than 300 signs",
        )
    ):
        assert words in said(listed)[place]


def test_one_mailbox_is_one_recipient_under_all_its_contracts() -> None:
    listed = read(
        HEAD + "ada@example.org,nl,Ada,K-1\nADA@Example.org,fr,,K-2\nada@example.org,nl,,K-1\n"
        "ben@example.org,nl,,K-2\ncy@example.org,nl,,\n"
    )

    assert [(one.contact.address, one.parties) for one in listed.members] == [
        ("ada@example.org", ["K-1", "K-2"]), ("ben@example.org", ["K-2"]), ("cy@example.org", []),
    ]  # fmt: skip
    assert (listed.parties, listed.repeated) == (3, 2)
    noted = "Line 3 is the recipient of line 2 in another language; the first counts."
    assert noted in listed.notes
    assert "2 lines repeat a recipient; each is told once." in listed.notes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(encoding: str, delimiter: str) -> None:
    rows = [("E-mail", "Language", "Name"), ("zoë@example.org", "nl-BE", "Zoë Müller")]
    rows[1] = ("zoe@example.org", *rows[1][1:])
    text = "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"

    listed = read(text.encode(encoding))

    assert said(listed) == []
    [one] = listed.members
    assert (one.contact.address, one.language, one.name) == (
        "zoe@example.org", "nl", "Zoë Müller",
    )  # fmt: skip
    assert bool(listed.notes) == (encoding == "cp1252")


def test_a_name_over_two_lines_keeps_the_count_of_lines() -> None:
    listed = read(HEAD + 'ada@example.org,nl,"Ada\nLovelace",\nnobody,nl,,\n')

    assert [fault.line for fault in listed.faults] == [2, 4]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no column is called address; there are: none"),
        (b"name,party\nAda,K-1\n", "no column is called address; there are: name, party"),
        (b"address,mail\na@example.org,b@example.org\n", "two columns are called address"),
        (b"address,language\n", "nobody stands in the list"),
        (b"PK\x03\x04\x00\x00spreadsheet", "is it a spreadsheet? Save it as CSV"),
        (b"\xff\xfea", "its bytes are no utf-16"),
        (b'address,language\n"ada@example.org,nl\n', "look for a quotation mark left open"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    assert words in said(read(data))[0]


def test_faults_beyond_what_a_person_reads_are_counted() -> None:
    listed = read(HEAD + "nobody,nl,,\n" * 1500)

    assert len(listed.faults) == 1001
    assert said(listed)[-1] == "and 500 more faults"


def test_a_notice_in_two_languages_has_no_readers_of_a_third() -> None:
    data = (HEAD + "ada@example.org,nl,,\nben@example.org,de,,\n").encode()

    listed = audience_list.read(data, None, written_in=("nl", "fr"))

    assert said(listed) == ["line 3: this notice is written in nl, fr, not in de"]


def test_who_has_no_mail_address_is_counted_and_named_in_a_note() -> None:
    listed = read("address,language,postal,party\n,nl,Kaai 1,\nada@example.org,nl,,\n")

    assert [type(one.contact).__name__ for one in listed.members] == ["Apart", "Mailbox"]
    assert listed.without_address == 1
    assert "has no mail address" in listed.notes[0]


def test_a_comma_in_a_name_moves_nothing_unseen() -> None:
    data = (
        b"address,name,party\nada@reader.example,Lovelace, Ada,K-1\nben@reader.example,Ben,K-2,,\n"
    )

    listed = audience_list.read(data, "en")

    assert [str(fault) for fault in listed.faults] == [
        "line 2: it has 4 cells and there are 3 columns: is a comma without quotation marks in it?"
    ]
    assert [member.name for member in listed.members] == ["Ben"]


def test_columns_we_do_not_keep_are_named() -> None:
    listed = read("address,birthday,language\nada@example.org,1815-12-10,en\n")

    assert listed.notes == ["Not kept: the columns birthday."]
    assert len(listed.members) == 1


def test_a_list_that_goes_out_runs_no_formula() -> None:
    text = csv_lines.write(("name",), iter([("=1+1",), ("+32 9 1",), ("@a",), ("Ada",)]))

    assert text.split("\r\n")[1:-1] == ["'=1+1", "'+32 9 1", "'@a", "Ada"]
