"""Somebody told under a contract asks to be erased: the proofs hold, and nothing speaks of them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from sqlmodel import select

from storage import audiences, people, retention
from storage.database import Database
from storage.mailboxes import mailbox
from storage.tables import PersonRow, RecipientRow
from tests.stories.company import Company
from tests.stories.installation import Installation

USERS = 6
ADDRESS, NAME = "user3@klant3.example", "Gebruiker 3"
TERM = timedelta(days=2190)


def spellings(text: str) -> Iterator[bytes]:
    """A text as it could stand in a file."""
    for form in {text, text.lower(), text.upper()}:
        for raw in (form.encode(), form.encode("utf-16-le"), form.encode("utf-16-be")):
            yield raw
            yield raw.hex().encode()
            yield raw.hex().upper().encode()
            for shift in range(3):  # base64 differs by what stands before
                coded = base64.b64encode(b"\0" * shift + raw)
                yield coded[4 if shift else 0 : len(coded) // 4 * 4 - 4]


def where(folder: Path, *texts: str) -> set[str]:
    """The files that hold one of these texts, however it is spelled."""
    wanted = [one for text in texts for one in spellings(text)]
    return {
        path.relative_to(folder).parts[0]
        for path in folder.rglob("*")
        if path.is_file() and any(one in path.read_bytes() for one in wanted)
    }


def holding(folder: Path, data: bytes) -> set[str]:
    """The files that hold these bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.name for path in files if data in path.read_bytes()}


@pytest.fixture
def told(tmp_path: Path) -> Iterator[tuple[Company, Database]]:
    """Six users were told; the embedded database is open elsewhere too, so its log stays."""
    folder = tmp_path / "data"
    folder.mkdir()
    company = Company(Installation(folder, {"NOTICE__CLOSE_AFTER": "0"}))
    company.users(USERS)
    company.draft()
    company.act("ada", "audience", company.notice, "users.csv")
    (folder / "users.csv").unlink()  # the company's own file
    company.act("ben", "approve", company.notice)
    company.act("ada", "send", company.notice, ok=(0, 4))
    database = Database(f"sqlite:///{folder / 'clausewatch.db'}")
    with database.reading() as tx:
        tx.exec(select(PersonRow.id)).first()
    company.installation.run("deliver", ok=(0, 4))
    company.installation.run("ledger", "sequence", "--everything")
    yield company, database
    database.close()


def wrapped_key(company: Company, database: Database) -> bytes:
    """The sealed key of the person, as it lies in the database."""
    vault = vault_of(company, database)
    with database.reading() as tx:
        row = audiences.recipient_at(
            tx, vault, company.notice, "Torenkraan", mailbox(ADDRESS.title())
        )
        assert row is not None
        key = tx.get_one(PersonRow, row.person_id).wrapped_key
    assert key is not None
    return key


def vault_of(company: Company, database: Database) -> people.Vault:
    with database.reading() as tx:
        return people.open_vault(tx, company.installation.folder / "keys" / "master.key")


def opened(company: Company, database: Database, *, for_proof: bool = False) -> list[str]:
    """Whose places in the audience open."""
    vault = vault_of(company, database)
    with database.reading() as tx:
        found = audiences.opened(tx, vault, company.notice, for_proof=for_proof)
        return [one.address for one in found.values() if one.address]


def exported(company: Company) -> Any:
    """What the person is given who asks what is kept about them."""
    return json.loads(company.installation.command("export", ADDRESS).stdout)


def certified(company: Company, name: str, *of: str) -> CompletedProcess[str]:
    """Write a certificate of the notice outside of the installation, or say why not."""
    file = company.installation.folder.parent / name
    return company.installation.command("certificate", company.notice, "-o", str(file), *of)


def checked(company: Company) -> list[str]:
    """What is wrong with the ledger, every batch and leaf worked out anew."""
    found: list[str] = company.installation.run("ledger", "check")["found"]
    return found


def test_erasing_while_it_is_evidence_restricts_and_erasing_at_once_leaves_only_the_trees(
    told: tuple[Company, Database],
) -> None:
    company, database = told
    installation, folder = company.installation, company.installation.folder
    assert where(folder, ADDRESS) == {"outbox"}, "letters are files here, and nothing else tells"
    export = exported(company)

    said = installation.command("erase", ADDRESS, "--yes")
    restricted = exported(company)

    until = (datetime.now(UTC) + TERM).date().isoformat()
    assert f"Restricted until {until}" in said.stdout, said.stdout + said.stderr
    assert "Torenkraan" in said.stdout
    assert where(folder, ADDRESS, NAME) == set()
    assert ADDRESS not in opened(company, database), "it is used for nothing"
    assert ADDRESS in opened(company, database, for_proof=True), "but proof"
    assert checked(company) == []
    [before], [after] = export["told_under_contract"], restricted["told_under_contract"]
    assert before["notices"][0]["letters"][0]["grade"] == "E0"
    assert (before["restricted_since"], after["address"]) == (None, ADDRESS)
    assert after["notices"] == before["notices"]

    own = certified(company, "own.zip", "--recipient", ADDRESS)
    assert own.returncode == 0, "a restricted record still proves: " + own.stderr
    key = wrapped_key(company, database)
    assert holding(folder, key)
    leaf = after["notices"][0]["commitment"]
    said = installation.command("erase", ADDRESS.upper(), "--yes", "--now")

    assert said.returncode == 0, said.stderr
    assert "Restricted" not in said.stdout
    assert (folder / "clausewatch.db-wal").exists(), "somebody has the database open"
    assert holding(folder, key) == set(), "the key is nowhere, not in the write-ahead log either"
    assert where(folder, ADDRESS, NAME) == set()
    assert len(opened(company, database, for_proof=True)) == USERS - 1
    assert exported(company) == {}
    installation.run("ledger", "sequence", "--everything")
    assert checked(company) == []
    gone = certified(company, "gone.zip", "--recipient", ADDRESS)
    everybody = certified(company, "everybody.zip")
    assert gone.returncode != 0
    assert "erased" in gone.stderr
    assert everybody.returncode == 0, everybody.stderr
    for bundle in ("own.zip", "everybody.zip"):
        verified = installation.command("verify", str(folder.parent / bundle))
        assert verified.returncode == 0, verified.stdout + verified.stderr
    with database.reading() as tx:
        assert leaf in tx.exec(select(RecipientRow.leaf)).all(), "the tree is as it was"
    assert company.report()["recipients"] == USERS


def test_after_the_evidence_term_everybody_goes_by_themselves(
    told: tuple[Company, Database],
) -> None:
    company, database = told
    key = wrapped_key(company, database)
    now = datetime.now(UTC)

    early = retention.purge(database, now + TERM - timedelta(days=1), TERM)
    kept = len(opened(company, database))
    late = retention.purge(database, now + TERM + timedelta(days=1), TERM)
    assert database.scrub()

    people_gone = "people told under a contract"
    assert (early[people_gone], kept, late[people_gone]) == (0, USERS, USERS)
    assert holding(company.installation.folder, key) == set()
    assert opened(company, database, for_proof=True) == []
    assert checked(company) == []
