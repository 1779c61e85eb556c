"""A watchdog hands on what a page said: a web archive with its proofs, read by other programs."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from storage import merkle
from storage.checkpoint import Proof
from storage.signed_notes import Verifier
from tests.stories.installation import Installation
from tests.stories.street import AFTER, SERVICES, Street


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def still(page: bytes) -> bytes:
    """A page of the street without the numbers that differ at every request."""
    return re.sub(rb"(\bn=|\bs=|Geladen in )\d+", rb"\1", page)


@pytest.fixture
def watched(street: Street, tmp_path: Path) -> tuple[Installation, str, dict[int, bytes]]:
    """An installation that saw a page change: the policy, and what was served for each version."""
    installation = Installation(
        tmp_path,
        {
            "WATCH__ALLOW_NETWORKS": "127.0.0.0/8",
            "WATCH__CONFIRM_AFTER": "0",
            "WATCH__MIN_DELAY": "0",
        },
    )
    service = SERVICES[0]
    added = installation.run(
        "add", street.url(service), "--service", service.name, "--type", "Privacy Policy"
    )
    policy = added["policy"]
    served = {1: still(street.page(service.path))}
    installation.run("check", policy)
    street.round = AFTER
    served[2] = still(street.page(service.path))
    for _ in range(2):
        installation.run("check", policy, ok=(0, 4))
    return installation, policy, served


def opened(file: Path) -> dict[str, bytes]:
    """The files of a capture."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def records(files: dict[str, bytes]) -> list[tuple[str, Any, bytes]]:
    """Kind, record and body of each record, as another program reads them."""
    stream = ArchiveIterator(io.BytesIO(files["archive/data.warc.gz"]))
    return [(one.rec_type, one, one.content_stream().read()) for one in stream]


def proved(files: dict[str, bytes]) -> dict[int, Any]:
    """Every leaf whose proof holds under the key of the log."""
    log = Verifier.parse(files["evidence/policy.txt"].decode().split(" ", 1)[1].strip())
    found = {}
    for name, leaf in files.items():
        number = name.removeprefix("evidence/entry-").removesuffix(".json")
        if number.isdecimal():
            proof = Proof.parse(files[f"evidence/entry-{number}.tlog-proof"].decode())
            proof.verify(leaf, log)
            found[int(number)] = json.loads(leaf)
    return found


def test_a_capture_holds_both_sides_of_a_change_as_they_were_served_and_proves_them(
    watched: tuple[Installation, str, dict[int, bytes]], tmp_path: Path
) -> None:
    installation, policy, served = watched
    file = tmp_path / "change.wacz"

    said = installation.run("capture", policy, "2", "-o", str(file), "--with-old")
    again = installation.command("capture", policy, "2", "-o", str(file))

    files = opened(file)
    read = records(files)
    assert said["bytes"] == file.stat().st_size
    assert again.returncode == 2, "nothing is written over"
    kinds = [kind for kind, _, _ in read]
    assert kinds == ["warcinfo", *["response", "request", "metadata"] * 2]
    names = [one.rec_headers.get_header("WARC-Record-ID") for _, one, _ in read]
    assert len(set(names)) == len(names)
    bodies = [body for kind, _, body in read if kind == "response"]
    assert [still(body) for body in bodies] == [served[1], served[2]]
    leaves = proved(files)
    looks = {name: json.loads(data) for name, data in files.items() if "/record-look-" in name}
    received, exchanges = set(), set()
    for form in looks.values():
        record = form["record"].encode()
        assert merkle.verify_inclusion(
            merkle.leaf_hash(record), form["index"], form["size"],
            [bytes.fromhex(step) for step in form["way"]],
            bytes.fromhex(leaves[form["entry"]]["body"]["root"].removeprefix("sha256:")),
        )  # fmt: skip
        received |= set(json.loads(record)["body"]["received"])
        exchanges |= set(json.loads(record)["body"]["exchanges"])
    assert {sha256(body) for body in bodies} == received
    for kind, _, body in read:
        if kind == "metadata":
            form = json.loads(body)["exchange"]
            spelled = json.dumps(form, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            assert sha256(spelled.encode()) in exchanges
    texts = {leaf["body"]["text"] for leaf in leaves.values() if leaf["type"] == "policy.version"}
    assert texts == {sha256(files[f"evidence/text-{n}.compared.txt"]) for n in (1, 2)}
    assert "diff.computed" in {leaf["type"] for leaf in leaves.values()}


def test_another_program_finds_nothing_wrong_with_the_archive(
    watched: tuple[Installation, str, dict[int, bytes]], tmp_path: Path
) -> None:
    installation, policy, served = watched
    file = tmp_path / "one.wacz"

    installation.run("capture", policy, "1", "-o", str(file))
    files = opened(file)
    warc = tmp_path / "data.warc.gz"
    warc.write_bytes(files["archive/data.warc.gz"])

    checker = Checker(type("Asked", (), {"inputs": [str(warc)], "verbose": False})())
    checker.process_one(str(warc))
    assert checker.exit_value == 0
    package = json.loads(files["datapackage.json"])
    named = {one["path"]: one for one in package["resources"]}
    assert set(named) == set(files) - {"datapackage.json", "datapackage-digest.json"}
    assert all(re.fullmatch(r"[-a-z0-9._/]+", one["name"]) for one in named.values())
    assert len({one["name"] for one in named.values()}) == len(named)
    assert max(path.count("/") for path in named) == 1, "validators look one folder deep"
    assert all(one["hash"] == f"sha256:{sha256(files[path])}" for path, one in named.items())
    digest = json.loads(files["datapackage-digest.json"])
    assert digest["hash"] == f"sha256:{sha256(files['datapackage.json'])}"
    [line] = files["indexes/index.cdxj"].decode().splitlines()
    entry = json.loads(line.split(" ", 2)[2])
    begin, length = int(entry["offset"]), int(entry["length"])
    part = files["archive/data.warc.gz"][begin : begin + length]
    [record] = [one.content_stream().read() for one in ArchiveIterator(io.BytesIO(part))]
    assert still(record) == served[1]
    with zipfile.ZipFile(file) as archive:
        stored = archive.getinfo("archive/data.warc.gz").compress_type
    assert stored == zipfile.ZIP_STORED, "players read it by its offsets"
    pages = [json.loads(row) for row in files["pages/pages.jsonl"].splitlines()]
    assert (pages[0]["format"], pages[1]["url"]) == ("json-pages-1.0", entry["url"])


def test_a_page_that_a_person_brought_is_no_answer_of_a_server_and_nobody_is_named(
    watched: tuple[Installation, str, dict[int, bytes]], tmp_path: Path
) -> None:
    installation, policy, served = watched
    saved = tmp_path / "saved.html"
    saved.write_bytes(served[2].replace(b"dertig dagen", b"zestig dagen"))
    words = ("look", policy, "--file", str(saved), "--by", "A. Visitor", "--seen")
    for _ in range(2):
        installation.run(*words, datetime.now(UTC).isoformat(), ok=(0, 4))
    number = 3

    installation.run("capture", policy, str(number), "-o", str(tmp_path / "by_hand.wacz"))
    files = opened(tmp_path / "by_hand.wacz")
    read = records(files)

    assert [kind for kind, _, _ in read] == ["warcinfo", "resource", "metadata"]
    assert read[1][2] == saved.read_bytes()
    assert not any(b"Visitor" in body for _, _, body in read)
    assert json.loads(read[2][2])["exchange"]["by"] == "by hand"


def test_what_cannot_be_captured_is_said(
    watched: tuple[Installation, str, dict[int, bytes]], tmp_path: Path
) -> None:
    installation, policy, _ = watched

    first = installation.command("capture", policy, "1", "-o", "a.wacz", "--with-old")
    unknown = installation.command("capture", policy, "9", "-o", "b.wacz")
    nobody = installation.command("capture", "nobody", "1", "-o", "c.wacz")

    assert "he first version has none before it" in first.stderr
    assert 0 not in {first.returncode, unknown.returncode, nobody.returncode}
    assert "Unexpected" not in first.stderr + unknown.stderr + nobody.stderr
    assert not list(tmp_path.glob("*.wacz"))
