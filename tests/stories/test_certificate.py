"""A sceptic verifies a company's notice on another path, with one file and openssl, and refuses
whatever was altered.
"""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.demo_authority import NoOpensslError, TimestampAuthority
from storage import verify_bundle
from storage.certificate_box import zipped
from tests.conftest import missing
from tests.smtp_sink import SmtpSink
from tests.stories.installation import Installation
from tests.stories.test_contract_notice import letters_took, told_everybody

USERS = 60
FLIPS = 100
SEED = 20261122
Files = dict[str, bytes]


@dataclass(frozen=True)
class Bundles:
    """The certificates of one notice: of the whole of it, and of one who was reached."""

    whole: Made
    own: Made
    reached: list[str]
    letters: list[str]
    known_before: str


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bundles]:
    """A notice from draft to closing: three refused, one answer lost, two bounced, one of them
    late, one reached by letter; the ledger was stamped on the way.
    """
    folder = tmp_path_factory.mktemp("certificates")
    try:
        authority = TimestampAuthority(folder / "authority")
    except NoOpensslError as reason:
        missing(str(reason))
    with SmtpSink() as sink, authority:
        installation = Installation(
            folder,
            {
                "MAIL__URL": sink.url,
                "MAIL__FROM": "notices@clausewatch.example",
                "WATCH__ALLOW_NETWORKS": "127.0.0.0/8",
                "LEDGER__AUTHORITIES": authority.url,
                "LEDGER__AUTHORITY_ROOTS": str(authority.roots),
                "LEDGER__STAMP_EVERY": "0",
            },
        )
        installation.run("ledger", "sequence", "--stamp")
        known_before = (folder / "log/checkpoint").read_text(encoding="utf-8")
        company, everybody = told_everybody(installation, sink, USERS)
        accepted = list(sink.received)
        company.bounces(accepted[0])
        for row in company.unreached()[:1]:
            company.file("back.csv", letters_took(row))
            company.act("ada", "outcomes", company.notice, "back.csv")
        installation.run("ledger", "sequence", "--everything", "--stamp")
        company.act("ben", "close", company.notice)
        company.bounces(accepted[-1])
        installation.run("ledger", "sequence", "--everything", "--stamp")
        told = {mail.recipient for mail in accepted[1:-1]}
        reached = [one for one in everybody if one in told]
        yield Bundles(
            certificate(installation, company.notice, "campaign.zip"),
            certificate(installation, company.notice, "own.zip", "--recipient", reached[0]),
            reached,
            [mail.text for mail in accepted],
            known_before,
        )


def test_a_stranger_verifies_the_bundle_offline_and_refuses_what_was_altered(
    bundles: Bundles, tmp_path: Path
) -> None:
    whole, own, reached = bundles.whole, bundles.own, bundles.reached

    said = verified_elsewhere(whole, tmp_path / "elsewhere")
    said_of_one = verified_elsewhere(own, tmp_path / "one")

    states = {one["id"]: one["state"] for one in said["claims"]}
    assert states["audience"] == states["totals"] == states["log"] == "proved"
    assert states["sent"] == "asserted", "that a server took it is the word of who runs the log"
    assert states["read"] == "not shown"
    page = whole.read_bytes_of("certificate.html")
    assert "This does not show that anyone read it." in page
    assert "<dt>stamped</dt>" in page, "the words of the page stand on it"
    [accepted] = [one for one in said["claims"] if one["id"] == "sent"]
    assert accepted["facts"]["came_back"] == 2
    assert "came back later" in accepted["text"]
    [who] = [one for one in said_of_one["claims"] if one["id"] == "recipient"]
    assert who["text"].startswith(f"{reached[0]} is one of the recipients")
    assert next(one for one in said["claims"] if one["id"] == "audience")["facts"]["fixed_by"]
    assert {one["id"]: one["state"] for one in said_of_one["claims"]}["recipient"] == "proved"
    nobody = b"".join(whole.files.values())
    assert not [one for one in reached if one.encode() in nobody], "a campaign shows no address"
    others = b"".join(own.files.values())
    assert not [one for one in reached[1:] if one.encode() in others]


def test_whatever_an_adversary_does_is_refused_with_the_right_sentence(
    bundles: Bundles, tmp_path: Path
) -> None:
    whole, own = bundles.whole.files, bundles.own.files

    for sentence, files, spoil in (
        ("somebody was added or dropped", whole, dropped_recipient),
        ("the records are not those", whole, reordered_batch),
        ("is no proof for entry", whole, swapped_proof),
        ("fewer hashes", whole, truncated_proof),
        ("over another checkpoint", whole, token_of_another_checkpoint),
        ("not exactly 32 bytes", whole, short_key),
        ("the signature does not hold", whole, second_root),
        ("claims something else", whole, larger_claim),
        ("is missing", whole, without_an_entry),
        ("is not in the audience", own, another_address),
    ):
        spoilt = dict(files)
        spoil(spoilt)
        del spoilt[verify_bundle.SUMS]
        spoilt[verify_bundle.SUMS] = verify_bundle.sums(spoilt)
        with pytest.raises(verify_bundle.RefusedError, match=sentence):
            verify_bundle.verify(verify_bundle.Bundle(loaded(spoilt, tmp_path)))


def test_every_letter_holds_what_the_log_had_signed_when_it_was_approved(bundles: Bundles) -> None:
    origin, size, root, *_ = bundles.known_before.splitlines()

    assert bundles.letters
    for text in bundles.letters:
        [line] = [one for one in text.splitlines() if root in one]
        assert origin in line
        assert f" {size} " in line


def test_a_misshapen_bundle_is_refused_in_words_and_as_json(
    bundles: Bundles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = {name: data for name, data in bundles.own.files.items() if name != verify_bundle.SUMS}
    misshapen = []
    for number, (name, data) in enumerate(
        (
            ("recipient/opening.json", b'{"key": 1}\n'),
            ("recipient/opening.json", b"[]\n"),
            ("recipient/record-0000.json", b'{"entry": null}\n'),
            ("certificate.json", b"null\n"),
            ("certificate.json", b"\xff"),
        )
    ):
        file = tmp_path / f"{number}.zip"
        spoilt = {**own, name: data}
        file.write_bytes(zipped({**spoilt, verify_bundle.SUMS: verify_bundle.sums(spoilt)}))
        misshapen.append(str(file))

    alone = [(verify_bundle.main([file, "--json"]), capsys.readouterr().out) for file in misshapen]
    many = verify_bundle.main([str(bundles.own.file), *misshapen, "--json"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    for code, said in alone:
        form = json.loads(said)
        assert (code, form["verified"]) == (6, False)
        assert "json" in form["because"] or "not formed as it must be" in form["because"]
    assert many == 6
    assert [one["verified"] for one in lines] == [True] + [False] * len(misshapen)
    assert lines[0]["bundle"] == str(bundles.own.file)


def test_no_single_bit_of_a_bundle_can_be_changed(bundles: Bundles, tmp_path: Path) -> None:
    own = bundles.own
    chance = random.Random(SEED)  # noqa: S311 - it only picks bits
    content = {name: data for name, data in own.files.items() if name != verify_bundle.SUMS}

    accepted = []
    for _ in range(FLIPS):
        name = chance.choice(sorted(content))
        at = chance.randrange(len(content[name]) * 8)
        data = bytearray(content[name])
        data[at // 8] ^= 1 << at % 8
        if why_refused({**content, name: bytes(data)}, tmp_path) is None:
            accepted.append((name, why_harmless(name, content, bytes(data))))

    assert {name for name, why in accepted if not why} == set()


class Made:
    """A certificate that was written: its file and what is in it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        with zipfile.ZipFile(file) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}

    def read_bytes_of(self, name: str) -> str:
        """One file as text."""
        return self.files[name].decode()


def certificate(installation: Installation, notice: str, name: str, *words: str) -> Made:
    """Have a certificate made."""
    file = installation.folder / name
    installation.run("certificate", notice, *words, "-o", str(file))
    return Made(file)


def verified_elsewhere(made: Made, folder: Path) -> Any:
    """Unpack a bundle and verify it with the file that is in it and nothing of ours."""
    shutil.unpack_archive(made.file, folder)
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", ".", "--json"],
        cwd=folder, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def loaded(files: Files, folder: Path) -> Files:
    """The files as the program reads them from a zip."""
    file = folder / "spoilt.zip"
    file.write_bytes(zipped(files))
    return verify_bundle.load(file)


def why_refused(files: Files, folder: Path) -> str | None:
    """Why a bundle is refused whose list of hashes was made anew; None where it is accepted."""
    whole = {**files, verify_bundle.SUMS: verify_bundle.sums(files)}
    try:
        verify_bundle.verify(verify_bundle.Bundle(loaded(whole, folder)))
    except (verify_bundle.RefusedError, *verify_bundle.MISSHAPEN) as error:
        return str(error) or type(error).__name__
    return None


FOR_READING = {
    "README.txt": "for reading: no claim is worked out of it",
    "certificate.html": "for reading: no claim is worked out of it",
    "verify.py": "a program is read, or taken from elsewhere, before it is believed",
}


def why_harmless(name: str, files: Files, after: bytes) -> str | None:
    """Why every claim still stands after such a change of a file; None where that is not shown."""
    if name in FOR_READING:
        return FOR_READING[name]
    if name == "certificate.json":
        forms = [json.loads(data) | {"issued": ""} for data in (files[name], after)]
        return "when it says it was made, which no claim rests on" if forms[0] == forms[1] else None
    tokens = {one: data for one, data in files.items() if one.endswith(".tsr")}
    roots = files["authorities.pem"]
    if name == "authorities.pem":
        same = all(at(files, one, data, roots) == at(files, one, data, after)
                   for one, data in tokens.items())  # fmt: skip
        return "outside what time stamps are verified by; a reader has their own" if same else None
    if name in tokens and at(files, name, tokens[name], roots) == at(files, name, after, roots):
        return "outside what the authority signed: same time, same checkpoint"
    return None


def at(files: Files, name: str, token: bytes, roots: bytes) -> object:
    """The time of a token over the checkpoint beside it."""
    note = files[f"{name.rpartition('/')[0]}/checkpoint"]
    return verify_bundle.stamp_time(token, note, roots, name)


def of(files: Files, start: str, end: str) -> str:
    """The first file of such a name."""
    return min(name for name in files if name.startswith(start) and name.endswith(end))


def dropped_recipient(files: Files) -> None:
    name = of(files, "full/audience-", ".txt")
    files[name] = b"".join(files[name].splitlines(keepends=True)[1:])


def reordered_batch(files: Files) -> None:
    name = max(
        (one for one in files if one.startswith("full/batch-")), key=lambda one: len(files[one])
    )
    first, second, *rest = files[name].splitlines(keepends=True)
    files[name] = b"".join([second, first, *rest])


def swapped_proof(files: Files) -> None:
    names = sorted(one for one in files if one.endswith(".tlog-proof"))
    files[names[0]] = files[names[1]]


def truncated_proof(files: Files) -> None:
    name = of(files, "entries/", ".tlog-proof")
    head, gap, note = files[name].partition(b"\n\n")
    files[name] = head.rpartition(b"\n")[0] + gap + note


def token_of_another_checkpoint(files: Files) -> None:
    names = sorted(one for one in files if one.endswith(".tsr"))
    files[names[0]] = files[names[1]]


def short_key(files: Files) -> None:
    name = of(files, "entries/", ".opening.json")
    form = json.loads(files[name])
    form["key"] = form["key"][:-2]
    files[name] = json.dumps(form).encode()


def second_root(files: Files) -> None:
    name = of(files, "checkpoints/", "/checkpoint")
    origin, size, root, *rest = files[name].split(b"\n")
    swapped = bytes([root[1], root[0]]) + root[2:]
    files[name] = b"\n".join([origin, size, swapped if swapped != root else root[::-1], *rest])
    folder = name.rpartition("/")[0]
    for token in [one for one in files if one.startswith(folder) and one.endswith(".tsr")]:
        del files[token]


def larger_claim(files: Files) -> None:
    form = json.loads(files["certificate.json"])
    for claim in form["claims"]:
        claim["state"] = "proved"
    files["certificate.json"] = json.dumps(form).encode()


def without_an_entry(files: Files) -> None:
    del files[of(files, "entries/", ".tlog-proof")]


def another_address(files: Files) -> None:
    form = json.loads(files["recipient/opening.json"])
    form["address"] = "mallory@elsewhere.example"
    files["recipient/opening.json"] = json.dumps(form).encode()


def test_a_zip_that_plays_tricks_is_refused(tmp_path: Path) -> None:
    for names in (["../up"], ["/root"], ["twice", "twice"], ["a/b/c/d/e/f"]):
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as archive:
            for name in names:
                if name in archive.namelist():
                    with pytest.warns(UserWarning, match="Duplicate"):
                        archive.writestr(name, b"x")
                else:
                    archive.writestr(name, b"x")
        file = tmp_path / "tricks.zip"
        file.write_bytes(whole.getvalue())

        with pytest.raises(verify_bundle.RefusedError):
            verify_bundle.load(file)
