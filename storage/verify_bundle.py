#!/usr/bin/env python3
"""Verifies a bundle of evidence without anything of ours but this file: Python's standard library,
and the program `openssl` for signatures and time stamps. No network.

    python3 verify.py BUNDLE.zip|FOLDER … [--log KEY] [--roots FILE.pem] [--json]

It prints each claim as `proved` (follows from the signed log and the bytes here), `asserted` (the
log shows that it was said, not that it is so) or `not shown`. It ends with 0 where everything holds
and with 6 where anything does not; then nothing in the bundle should be believed. Of several
bundles each is verified for itself and named before what is said of it.

`--log` is the log's public key as its owner publishes it, `--roots` the certificates of the time
stamp authorities that you trust yourself. Without them the bundle's own are used, and it says so.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import hmac
import json
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FORMAT = "clausewatch.certificate/1"
HEAD = {"format", "kind", "notice", "service", "issued", "log", "limits", "claims"}
REFUSED = 6
MOST_BYTES = 1 << 30
MOST_FILES = 200_000
NOT_READ = "This does not show that anyone read it."
LIMITS = (
    NOT_READ,
    "The list of recipients is the company's; whether it is complete, only its books show.",
    "That a mail server accepted a letter is the word of who runs the log; the log fixes when it "
    "was said, and that it was not changed since.",
    "Outcomes of other channels are the company's own word.",
    "It gives no legal verdict on whether a period, a channel or a wording was enough.",
)
"""What every certificate says that it does not show."""

SERVERS = {
    "E1": "the sender's own relay took it",
    "E2": "the recipient's server took it, as the sender saw",
    "E2r": "the recipient's server took it, as a relay says",
    "E3": "another system says that it passed it on",
}
"""Whose server accepted a letter, by its grade."""

SUMS = "SHA256SUMS"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,3}")
HEX = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
ED25519_DER = bytes.fromhex("302a300506032b6570032100")
SENT = ("sent", "sent_late")
BACK = ("hard", "soft", "ours")  # kinds of bounces
SLACK = timedelta(seconds=5)


MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, IndexError)
"""What Python raises where JSON holds something else than it must: refused as well."""


class RefusedError(Exception):
    """Something in the bundle is not what it must be; the message says what."""


class UncheckedError(Exception):
    """The bundle could not be looked at, which says nothing of it; the message says why."""


def refuse_unless(holds: object, sentence: str) -> None:
    """Refuse the bundle with that sentence, unless it holds."""
    if not holds:
        raise RefusedError(sentence)


@dataclass(frozen=True)
class Claim:
    """One thing the bundle says, how far it is shown, and what was worked out for it."""

    id: str
    state: str  # proved, asserted, not shown
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def form(self) -> dict[str, Any]:
        """As it stands in certificate.json."""
        return {"id": self.id, "state": self.state, "text": self.text, "facts": dict(self.facts)}


# --- bytes, JSON, hashes --------------------------------------------------------------------------


def load(path: Path) -> dict[str, bytes]:
    """Every file of a bundle by name; refused where the zip plays tricks or one is not listed."""
    files = _folder(path) if path.is_dir() else _zip(path)
    refuse_unless(SUMS in files, f"{SUMS} is missing")
    listed = {}
    for line in _rows(files[SUMS], SUMS):
        digest, gap, name = line.partition("  ")
        refuse_unless(gap and HEX.fullmatch(digest), f"{SUMS} holds a line that is none")
        refuse_unless(name not in listed, f"{name} is listed twice in {SUMS}")
        listed[name] = digest
    refuse_unless(
        listed.keys() == files.keys() - {SUMS},
        f"the files are not those that {SUMS} lists: "
        f"{', '.join(sorted(listed.keys() ^ (files.keys() - {SUMS}))[:3])}",
    )
    for name, digest in listed.items():
        found = hashlib.sha256(files[name]).hexdigest()
        refuse_unless(found == digest, f"{name} is not the file that {SUMS} lists")
    return files


def sums(files: Mapping[str, bytes]) -> bytes:
    """The list of all files with their hashes."""
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items()]
    return "".join(sorted(lines, key=lambda line: line[66:])).encode()


def _zip(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            refuse_unless(len(members) <= MOST_FILES, "the zip holds too many files")
            refuse_unless(sum(one.file_size for one in members) <= MOST_BYTES, "it is too large")
            files: dict[str, bytes] = {}
            for one in members:
                refuse_unless(NAME.fullmatch(one.filename), f"{one.filename!r}: no name for a file")
                refuse_unless(one.filename not in files, f"{one.filename} is in the zip twice")
                files[one.filename] = archive.read(one)
            return files
    except (FileNotFoundError, PermissionError) as error:
        raise UncheckedError(f"{path} cannot be opened: {error.strerror}") from error
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
        raise RefusedError(f"this is no zip that can be read: {error}") from error
    except (EOFError, MemoryError, zlib.error) as error:
        raise RefusedError(f"the zip is damaged: {error}") from error


def _folder(path: Path) -> dict[str, bytes]:
    found = [one for one in path.rglob("*") if not one.is_dir()]
    refuse_unless(all(one.is_file() and not one.is_symlink() for one in found), "a link is no file")
    return {one.relative_to(path).as_posix(): one.read_bytes() for one in found}


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError(f"{name} is not UTF-8") from None


def _rows(data: bytes, name: str) -> list[str]:
    """The lines of a file, each ended by one line feed: one list has one spelling."""
    text = _text(data, name)
    refuse_unless(not text or text.endswith("\n"), f"{name}: its last line is not ended")
    return text.split("\n")[:-1]


class NotWholeError(ValueError):
    """A number with a fraction, or none at all."""


class TwiceError(ValueError):
    """A key that comes twice."""


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise TwiceError
    return found


def _no_fraction(number: str) -> Any:
    raise NotWholeError(number)


STRICT = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_no_fraction, parse_constant=_no_fraction
)


def strict_json(data: bytes, name: str) -> Any:
    """The value of JSON bytes; a key that comes twice or a number with a fraction is refused."""
    try:
        return STRICT.decode(_text(data, name))
    except TwiceError:
        raise RefusedError(f"{name}: a key stands there twice") from None
    except NotWholeError as error:
        raise RefusedError(f"{name}: {error} is no whole number") from None
    except (ValueError, RecursionError):
        raise RefusedError(f"{name} is no JSON") from None


def hash_of(written: object, name: str) -> bytes:
    """The 32 bytes of `sha256:…` or of bare hexadecimal in small letters."""
    digits = str(written).removeprefix("sha256:")
    refuse_unless(HEX.fullmatch(digits), f"{name} is no SHA-256 in small letters")
    return bytes.fromhex(digits)


def unbase64(written: str, name: str) -> bytes:
    """The bytes of canonical base64: one value has one spelling."""
    try:
        raw = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError(f"{name} is no base64") from None
    refuse_unless(base64.b64encode(raw).decode() == written, f"{name} is not canonical base64")
    return raw


def time_of(written: object, name: str) -> datetime:
    """A time as entries write it."""
    try:
        if isinstance(written, str) and TIME.fullmatch(written):
            return datetime.fromisoformat(written)
    except ValueError:
        pass
    raise RefusedError(f"{name}: {written!r} is no time")


def day_of(written: object, name: str) -> date:
    """A day in ISO 8601."""
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise RefusedError(f"{name}: {written!r} is no day") from None


# --- the tree (RFC 6962, RFC 9162 §2.1.3.2 and §2.1.4.2) ------------------------------------------


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two nodes."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = [node_hash(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0]


def root_by_path(leaf: bytes, index: int, size: int, path: Sequence[bytes], name: str) -> bytes:
    """The root that a leaf's path leads to; refused where it is too long or too short."""
    refuse_unless(0 <= index < size, f"{name}: the index lies outside the tree")
    at, last, root = index, size - 1, leaf
    for one in path:
        refuse_unless(last > 0, f"{name}: the proof has more hashes than it needs")
        if at % 2 or at == last:
            root = node_hash(one, root)
            while not at % 2 and at:
                at, last = at // 2, last // 2
        else:
            root = node_hash(root, one)
        at, last = at // 2, last // 2
    refuse_unless(last == 0, f"{name}: the proof has fewer hashes than it needs")
    return root


def is_consistent(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the tree of the new size begins with the tree of the old one."""
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    at, last = old - 1, new - 1
    while at % 2:
        at, last = at // 2, last // 2
    first = second = steps[0]
    for one in steps[1:]:
        if last == 0:
            return False
        if at % 2 or at == last:
            first, second = node_hash(one, first), node_hash(one, second)
            while not at % 2 and at:
                at, last = at // 2, last // 2
        else:
            second = node_hash(second, one)
        at, last = at // 2, last // 2
    return last == 0 and first == old_root and second == new_root


# --- signatures and time --------------------------------------------------------------------------


def openssl(*words: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run openssl; nothing is said of the bundle where it is not installed."""
    try:
        return subprocess.run(["openssl", *map(str, words)], capture_output=True, check=False)  # noqa: S603, S607 - the reader's own openssl
    except OSError:
        raise UncheckedError(
            "the program openssl is missing: install it and run this again"
        ) from None


@lru_cache(maxsize=1024)  # bundles of one log share their checkpoints
def _is_signed(public: bytes, text: bytes, signature: bytes) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        key, data, sig = (Path(folder) / name for name in ("key.der", "data", "sig"))
        key.write_bytes(ED25519_DER + public)
        data.write_bytes(text)
        sig.write_bytes(signature)
        done = openssl("pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", key,
                       "-rawin", "-in", data, "-sigfile", sig)  # fmt: skip
    return done.returncode == 0


@dataclass(frozen=True)
class Key:
    """A public key of the log or of a witness, as C2SP signed notes write it."""

    name: str
    kind: int
    public: bytes
    written: str

    @classmethod
    def parse(cls, written: str) -> Key:
        """A key of `name+id+base64`; refused where the id is not the key's."""
        name, _, rest = written.partition("+")
        key_id, _, key = rest.partition("+")
        raw = unbase64(key, "a public key")
        refuse_unless(len(raw) == 33 and raw[0] in (1, 4), f"{name}: a key of unknown kind")
        named = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
        refuse_unless(named.hex() == key_id, f"{name}: the key id does not belong to the key")
        return cls(name, raw[0], raw[1:], written)

    @property
    def id(self) -> bytes:
        """The four bytes that name the key in a signature line."""
        return hashlib.sha256(
            self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        ).digest()[:4]

    def signed(self, text: bytes, signature: bytes) -> bool:
        """Whether this key made that Ed25519 signature."""
        return _is_signed(self.public, text, signature)


@dataclass(frozen=True)
class Signed:
    """A checkpoint whose signature holds, and the time stamps over its bytes."""

    size: int
    root: bytes
    note: bytes
    stamped_at: tuple[datetime, ...]
    witnesses: tuple[str, ...]

    @property
    def not_after(self) -> datetime | None:
        """The earliest time by which an authority says these bytes existed."""
        return min(self.stamped_at, default=None)


@lru_cache(maxsize=1024)
def stamp_time(answer: bytes, stamped: bytes, roots: bytes, name: str) -> datetime:
    """The authority's time of a token over these bytes, verified as of that time."""
    with tempfile.TemporaryDirectory() as folder:
        token, data, trusted = (Path(folder) / one for one in ("token", "data", "roots.pem"))
        token.write_bytes(answer)
        data.write_bytes(stamped)
        trusted.write_bytes(roots)
        shown = openssl("ts", "-reply", "-in", token, "-text")
        found = re.search(rb"^Time stamp: (.+) GMT$", shown.stdout, re.MULTILINE)
        refuse_unless(shown.returncode == 0 and found, f"{name} is no time stamp")
        assert found is not None  # noqa: S101 - refused otherwise
        at = _openssl_time(found[1].decode(), name)
        done = openssl("ts", "-verify", "-data", data, "-in", token, "-CAfile", trusted,
                       "-attime", str(int(at.timestamp())))  # fmt: skip
    said = (done.stderr or done.stdout).decode(errors="replace")
    if "imprint mismatch" in said:
        raise RefusedError(f"{name} is a time stamp over another checkpoint")
    refuse_unless(done.returncode == 0, f"{name}: the time stamp does not hold")
    return at


def _openssl_time(written: str, name: str) -> datetime:
    plain = re.sub(r"\.\d+", "", " ".join(written.split()))
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    try:
        month, day, clock, year = plain.split(" ")
        hour, minute, second = map(int, clock.split(":"))
        return datetime(
            int(year), months.index(month) + 1, int(day), hour, minute, second, tzinfo=UTC
        )
    except ValueError:
        raise RefusedError(f"{name} names no time that can be told") from None


# --- what the log signed --------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One entry of the log that the bundle carries, opened, and the checkpoint it is proved in."""

    no: int
    type: str
    at: datetime
    subject: str
    body: Mapping[str, Any]
    signed: Signed


@dataclass
class Bundle:
    """The files of a bundle and everything that is worked out of them; each part verifies itself
    when it is first asked for.
    """

    files: Mapping[str, bytes]
    trusted_log: str | None = None
    trusted_roots: bytes | None = None
    now: datetime | None = None
    """Only for cosignatures under a checkpoint without time stamp: none is from the future."""

    @cached_property
    def head(self) -> dict[str, Any]:
        """certificate.json."""
        head = strict_json(self.file("certificate.json"), "certificate.json")
        refuse_unless(
            isinstance(head, dict) and head.get("format") == FORMAT,
            f"certificate.json is not of the form {FORMAT}: this program knows no other",
        )
        return dict(head)

    @cached_property
    def keys(self) -> tuple[Key, tuple[Key, ...]]:
        """The log's key, and those of the witnesses that the bundle names."""
        log, witnesses = None, []
        for line in _rows(self.file("policy.txt"), "policy.txt"):
            word, _, written = line.partition(" ")
            refuse_unless(word in ("log", "witness"), f"policy.txt: {word!r} is not known here")
            if word == "log":
                refuse_unless(log is None, "policy.txt names two logs")
                log = Key.parse(written)
            else:
                witnesses.append(Key.parse(written))
        refuse_unless(log is not None, "policy.txt names no log")
        assert log is not None  # noqa: S101 - refused otherwise
        refuse_unless(
            self.trusted_log in (None, log.written), "the bundle is of another log than --log names"
        )
        return log, tuple(witnesses)

    @cached_property
    def signed(self) -> dict[int, Signed]:
        """Every checkpoint of the bundle by size, each a beginning of the largest."""
        sizes = {name.split("/")[1] for name in self.files if name.startswith("checkpoints/")}
        refuse_unless(
            sizes and all(NUMBER.fullmatch(one) for one in sizes), "a checkpoint is missing"
        )
        found = {int(one): self._checkpoint(int(one)) for one in sizes}
        largest = found[max(found)]
        for size, one in found.items():
            if size == largest.size:
                continue
            name = f"checkpoints/{size}/consistency.txt"
            path = [unbase64(line, name) for line in _rows(self.file(name), name)]
            refuse_unless(
                is_consistent(size, largest.size, one.root, largest.root, path),
                f"the log of {largest.size} entries does not begin with the log of {size}: it was "
                "rewritten",
            )
        return found

    @cached_property
    def entries(self) -> dict[int, Entry]:
        """Every entry of the bundle by its place in the log."""
        numbers = [
            name.split("/")[1].removesuffix(".json")
            for name in self.files
            if name.startswith("entries/") and re.fullmatch(r"entries/[0-9]+\.json", name)
        ]
        return {int(one): self._entry(int(one)) for one in numbers}

    def file(self, name: str) -> bytes:
        """One file; refused where it is missing."""
        refuse_unless(name in self.files, f"{name} is missing")
        return self.files[name]

    def of(self, *types: str) -> list[Entry]:
        """The entries of these types about the bundle's notice, in the log's order."""
        notice = str(self.head.get("notice"))
        subjects = (notice, f"notice/{notice}")
        found = [
            one for one in self.entries.values() if one.type in types and one.subject in subjects
        ]
        return sorted(found, key=lambda one: one.no)

    def one(self, kind: str) -> Entry:
        """The only entry of a type."""
        found = self.of(kind)
        refuse_unless(len(found) == 1, f"{len(found)} entries of type {kind} instead of one")
        return found[0]

    def not_before(self, entry: Entry) -> datetime | None:
        """The latest time before which the entry cannot have been logged: a token that stands in
        the log before it did not exist earlier.
        """
        tokens = {
            hashlib.sha256(data).digest(): name
            for name, data in self.files.items()
            if name.endswith(".tsr")
        }
        times = []
        for anchor in self.entries.values():
            if anchor.type != "anchor.recorded" or anchor.no >= entry.no:
                continue
            name = tokens.get(hash_of(anchor.body.get("token"), "an anchor's token"))
            if name is not None:
                size = int(name.split("/")[1])
                times.append(stamp_time(self.files[name], self.signed[size].note, self.roots, name))
        return max(times, default=None)

    @cached_property
    def roots(self) -> bytes:
        """The certificates of authorities that are trusted."""
        return self.trusted_roots or self.files.get("authorities.pem", b"")

    def _checkpoint(self, size: int) -> Signed:
        folder = f"checkpoints/{size}"
        note = self.file(f"{folder}/checkpoint")
        log, witnesses = self.keys
        text, gap, below = _text(note, folder).rpartition("\n\n")
        lines = text.split("\n")
        refuse_unless(gap and len(lines) == 3, f"{folder} is no checkpoint")
        refuse_unless(lines[0] == log.name, f"{folder} is of another log: {lines[0]}")
        refuse_unless(lines[1] == str(size), f"{folder} is of another size")
        root = unbase64(lines[2], f"{folder}: the root")
        refuse_unless(len(root) == 32, f"{folder}: the root is no hash")
        signatures = _signatures(below, folder)
        plain = (text + "\n").encode()
        own = [value for name, key_id, value in signatures if (name, key_id) == (log.name, log.id)]
        refuse_unless(own, f"{folder} is not signed by {log.name}")
        refuse_unless(
            all(log.signed(plain, value) for value in own), f"{folder}: the signature does not hold"
        )
        stamped = tuple(
            stamp_time(data, note, self.roots, name)
            for name, data in sorted(self.files.items())
            if name.startswith(f"{folder}/") and name.endswith(".tsr")
        )
        latest = min(stamped, default=self.now)
        seen = [
            witness.name
            for witness in witnesses
            for name, key_id, value in signatures
            if (name, key_id) == (witness.name, witness.id)
            and _cosigned(witness, plain, value, latest, folder)
        ]
        return Signed(size, root, note, stamped, tuple(dict.fromkeys(seen)))

    def _entry(self, no: int) -> Entry:
        name = f"entries/{no}.json"
        data = self.file(name)
        form = strict_json(data, name)
        refuse_unless(
            isinstance(form, dict) and form.get("v") == 1, f"{name} is of an unknown version"
        )
        signed = self._proved(no, data)
        subject, body = form.get("subject", ""), form.get("body", {})
        if "commit" in form:
            subject, body = self._opened(no, str(form["commit"]))
        at = time_of(form.get("time"), name)
        if signed.not_after is not None:
            refuse_unless(
                at <= signed.not_after + SLACK, f"{name} is dated after its own time stamp"
            )
        return Entry(no, str(form.get("type")), at, str(subject), body, signed)

    def _proved(self, no: int, entry: bytes) -> Signed:
        name = f"entries/{no}.tlog-proof"
        head, gap, note = _text(self.file(name), name).partition("\n\n")
        lines = head.split("\n")
        refuse_unless(
            gap and lines[:2] == ["c2sp.org/tlog-proof@v1", f"index {no}"],
            f"{name} is no proof for entry {no}",
        )
        signed = next((one for one in self.signed.values() if one.note == note.encode()), None)
        refuse_unless(signed is not None, f"{name} is in a checkpoint that the bundle lacks")
        assert signed is not None  # noqa: S101 - refused otherwise
        path = [unbase64(line, name) for line in lines[2:]]
        refuse_unless(all(len(one) == 32 for one in path), f"{name}: a line is no hash")
        root = root_by_path(leaf_hash(entry), no, signed.size, path, name)
        refuse_unless(root == signed.root, f"{name} does not lead to the checkpoint's root")
        return signed

    def _opened(self, no: int, commitment: str) -> tuple[str, Mapping[str, Any]]:
        name = f"entries/{no}.opening.json"
        opening = strict_json(self.file(name), name)
        refuse_unless(
            isinstance(opening, dict) and opening.keys() == {"key", "opens"},
            f"{name} holds no key and body",
        )
        key = str(opening["key"])
        refuse_unless(
            HEX.fullmatch(key), f"{name}: the key has not exactly 32 bytes in small hexadecimal"
        )
        opens = str(opening["opens"]).encode()
        made = hmac.digest(bytes.fromhex(key), b"entry/v1\0" + opens, "sha256").hex()
        refuse_unless(
            hmac.compare_digest(f"hmac-sha256:{made}", commitment),
            f"{name} does not open what the log committed to",
        )
        form = strict_json(opens, name)
        return str(form["subject"]), form["body"]


def _signatures(below: str, name: str) -> list[tuple[str, bytes, bytes]]:
    found = []
    refuse_unless(below.endswith("\n"), f"{name} has no signatures")
    for line in below[:-1].split("\n"):
        match = re.fullmatch("— (\\S+) (\\S+)", line)
        refuse_unless(match, f"{name} holds a line that is no signature")
        assert match is not None  # noqa: S101 - refused otherwise
        raw = unbase64(match[2], f"{name}: a signature")
        refuse_unless(len(raw) > 4, f"{name}: a signature is too short")
        found.append((match[1], raw[:4], raw[4:]))
    return found


def _cosigned(key: Key, text: bytes, value: bytes, latest: datetime | None, name: str) -> bool:
    refuse_unless(key.kind == 4 and len(value) == 72, f"{name}: {key.name} signs as no witness")
    moment = int.from_bytes(value[:8], "big")
    said = f"cosignature/v1\ntime {moment}\n".encode() + text
    refuse_unless(
        key.signed(said, value[8:]), f"{name}: the cosignature of {key.name} does not hold"
    )
    refuse_unless(
        latest is None or moment <= latest.timestamp() + SLACK.total_seconds(),
        f"{name}: the cosignature of {key.name} is from the future",
    )
    return True


# --- a contract notice: what it says, to whom, and what is on record of it ------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """What is worked with of one private record, and the checkpoint that holds its batch."""

    type: str
    time: str
    notice: str
    recipient: str
    outcome: str | None
    final: str | None
    grade: str | None
    late: str | None  # what was said after the acceptance: hard, soft, ours, complaint, …
    signed: Signed

    @classmethod
    def of(cls, written: bytes, name: str, signed: Signed) -> Record:
        """The record of these bytes."""
        form = strict_json(written, name)
        body = form["body"]
        return cls(
            form["type"], form["time"], body["notice"], body["recipient"], body.get("outcome"),
            body.get("final"), body.get("grade"),
            body.get("kind") if form["type"] == "delivery.late" else None, signed,
        )  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What the records say of one recipient."""

    final: str | None
    grade: str | None
    accepted_at: tuple[datetime, ...]
    by: tuple[Signed, ...]
    """The checkpoints that hold the records of acceptance."""
    came_back: bool
    """Whether a letter that was accepted came back, before the closing or after it."""


@dataclass
class Notice:
    """Everything a bundle holds about one contract notice, worked out anew."""

    bundle: Bundle

    @cached_property
    def drafted(self) -> Entry:
        """The entry with both texts and the day of effect."""
        return self.bundle.one("notice.drafted")

    @cached_property
    def audiences(self) -> dict[int, Entry]:
        """The frozen audiences by number."""
        found = self.bundle.of("audience.frozen", "audience.supplement")
        numbers = {int(one.body["number"]): one for one in found}
        refuse_unless(found and len(numbers) == len(found), "an audience is missing or doubled")
        return numbers

    @cached_property
    def approved(self) -> dict[int, Entry]:
        """Which words each audience was to get, and its days."""
        return {int(one.body["audience"]): one for one in self.bundle.of("notice.approved")}

    @cached_property
    def batches(self) -> list[Entry]:
        """The entries that close the trees of records, in their order."""
        found = self.bundle.of("delivery.batch")
        if self.bundle.head.get("kind") == "campaign":
            numbers = [one.body["no"] for one in found]
            refuse_unless(
                numbers == list(range(1, len(found) + 1)), "a batch of records is missing"
            )
        return found

    @cached_property
    def leaves(self) -> dict[str, int]:
        """Every recipient of a campaign and the audience it stands in."""
        found: dict[str, int] = {}
        for number, entry in self.audiences.items():
            name = f"full/audience-{number}.txt"
            lines = _rows(self.bundle.file(name), name)
            refuse_unless(all(HEX.fullmatch(one) for one in lines), f"{name}: a line is no leaf")
            refuse_unless(
                all(one < later for one, later in pairwise(lines)),
                f"{name} is not in ascending order",
            )
            root = root_of([leaf_hash(bytes.fromhex(one)) for one in lines])
            refuse_unless(
                root == hash_of(entry.body["root"], "the audience's root")
                and len(lines) == entry.body["count"],
                f"{name} is not the audience that was frozen: somebody was added or dropped",
            )
            refuse_unless(not found.keys() & set(lines), "a recipient is in two audiences")
            found |= dict.fromkeys(lines, number)
        return found

    @cached_property
    def records(self) -> list[Record]:
        """Every record of a campaign, each batch's root worked out anew."""
        found: list[Record] = []
        for batch in self.batches:
            name = f"full/batch-{batch.no}.jsonl"
            written = self.bundle.file(name)
            refuse_unless(written.endswith(b"\n"), f"{name}: its last record is not ended")
            lines = written[:-1].split(b"\n")
            root = root_of([leaf_hash(line) for line in lines])
            refuse_unless(
                root == hash_of(batch.body["root"], "a batch's root")
                and len(lines) == batch.body["count"],
                f"{name}: the records are not those, or not in the order, that the log fixed",
            )
            found += [Record.of(line, name, batch.signed) for line in lines]
        return found

    @cached_property
    def own(self) -> tuple[str, list[Record]]:
        """The leaf of the one recipient of a recipient's bundle, and their records."""
        name = "recipient/opening.json"
        opening = strict_json(self.bundle.file(name), name)
        key, address = str(opening["key"]), str(opening["address"])
        refuse_unless(
            HEX.fullmatch(key), f"{name}: the key has not exactly 32 bytes in small hexadecimal"
        )
        secret = bytes.fromhex(key)
        leaf = hmac.digest(secret, b"recipient/v1\0" + address.encode(), "sha256").hex()
        audience = self.audiences.get(int(opening["audience"]))
        refuse_unless(audience is not None, f"{name} names an audience that is not here")
        assert audience is not None  # noqa: S101 - refused otherwise
        path = [hash_of(one, name) for one in opening["path"]]
        root = root_by_path(
            leaf_hash(bytes.fromhex(leaf)), opening["index"], audience.body["count"], path, name
        )
        refuse_unless(
            root == hash_of(audience.body["root"], "the audience's root"),
            f"{address} is not in the audience that was frozen",
        )
        return leaf, [
            self._own_record(name, leaf)
            for name in sorted(self.bundle.files)
            if name.startswith("recipient/record-")
        ]

    def _own_record(self, name: str, leaf: str) -> Record:
        form = strict_json(self.bundle.file(name), name)
        batch = next((one for one in self.batches if one.no == form["entry"]), None)
        refuse_unless(batch is not None, f"{name} is of a batch that is not here")
        assert batch is not None  # noqa: S101 - refused otherwise
        written = str(form["record"]).encode()
        path = [hash_of(one, name) for one in form["path"]]
        root = root_by_path(leaf_hash(written), form["index"], batch.body["count"], path, name)
        refuse_unless(
            root == hash_of(batch.body["root"], "a batch's root"),
            f"{name} is not in the batch that the log fixed",
        )
        record = Record.of(written, name, batch.signed)
        refuse_unless(record.recipient == leaf, f"{name} is of somebody else")
        return record

    @cached_property
    def told(self) -> dict[str, Told]:
        """What is on record of every recipient."""
        notice = self.bundle.head["notice"]
        if self.bundle.head["kind"] == "recipient":
            leaf, own = self.own
            by_leaf = {leaf: own}
        else:
            by_leaf = {leaf: [] for leaf in self.leaves}
            for one in self.records:
                refuse_unless(one.recipient in by_leaf, "a record speaks of nobody in the audience")
                by_leaf[one.recipient].append(one)
        for rows in by_leaf.values():
            refuse_unless(
                all(one.notice == notice for one in rows), "a record is of another notice"
            )
        return {leaf: _told(rows) for leaf, rows in by_leaf.items()}


def _told(rows: Sequence[Record]) -> Told:
    finals = [one for one in rows if one.type == "delivery.final"]
    refuse_unless(len(finals) <= 1, "a recipient has two final states")
    accepted = [one for one in rows if one.type == "delivery" and one.outcome == "accepted"]
    final = finals[0].final if finals else None
    refuse_unless(
        final not in SENT or accepted, "a recipient counts as sent and no acceptance is on record"
    )
    return Told(
        final,
        finals[0].grade if finals else None,
        tuple(time_of(one.time, "a record") for one in accepted),
        tuple(one.signed for one in accepted),
        any(one.late in BACK for one in rows),
    )


# --- claims ---------------------------------------------------------------------------------------


def claims(bundle: Bundle) -> list[Claim]:
    """Everything the bundle shows, worked out from its files alone; refused where any part of it
    does not hold.
    """
    kind = bundle.head.get("kind")
    refuse_unless(kind in ("campaign", "recipient"), f"{kind!r}: no kind of bundle known here")
    notice = Notice(bundle)
    found = [_log(bundle), _content(notice), _words(notice), _audience(notice)]
    found += [_totals(notice)] if kind == "campaign" else [_recipient(notice)]
    found += [_sent(notice), _period(notice), _elsewhere(notice)]
    return [*found, Claim("read", "not shown", NOT_READ)]


def _log(bundle: Bundle) -> Claim:
    largest = bundle.signed[max(bundle.signed)]
    said = [f"Log {bundle.keys[0].name}, {largest.size} entries; every entry here is in it."]
    said.append(
        f"Stamped by {_at(largest.not_after)}." if largest.not_after else "It is not stamped."
    )
    seen = ", ".join(largest.witnesses)
    said.append(f"Witnessed by {seen}." if seen else "It is not witnessed.")
    _ = bundle.entries
    facts = {"size": largest.size, "stamped_by": _at(largest.not_after), "witnesses": seen}
    return Claim("log", "proved", " ".join(said), facts)


def _content(notice: Notice) -> Claim:
    body = notice.drafted.body
    blob = f"blobs/{str(body['new_bytes']).removeprefix('sha256:')}"
    state = "asserted"
    if blob in notice.bundle.files:
        digest = hashlib.sha256(notice.bundle.files[blob]).hexdigest()
        refuse_unless(blob == f"blobs/{digest}", f"{blob} is not the text that was notified")
        state = "proved"
    facts = {name: body[name] for name in ("service", "terms_type", "new_bytes", "effective_on")}
    text = (
        f"The notice is about the {body['terms_type']} of {body['service']} with the digest "
        f"{body['new_bytes']}, to apply from {body['effective_on']}."
    )
    return Claim("content", state, text, facts)


def _words(notice: Notice) -> Claim:
    digests = {
        f"{language} ({number})": digest
        for number, entry in sorted(notice.approved.items())
        for language, digest in sorted(entry.body["words"].items())
    }
    here = 0
    for digest in digests.values():
        blob = f"blobs/{str(digest).removeprefix('sha256:')}"
        if blob in notice.bundle.files:
            found = hashlib.sha256(notice.bundle.files[blob]).hexdigest()
            refuse_unless(blob == f"blobs/{found}", f"{blob} is not what was approved")
            here += 1
    text = (
        f"The words of the mail were approved and fixed, {_many(len(digests), 'text', 'texts')} by "
        "language and audience; "
        f"{here} of them are enclosed."
    )
    return Claim("words", "proved" if here else "asserted", text, {"words": digests})


def _audience(notice: Notice) -> Claim:
    counts = {number: entry.body["count"] for number, entry in sorted(notice.audiences.items())}
    first = min((one.no for one in notice.batches), default=None)
    frozen = min(one.no for one in notice.audiences.values())
    refuse_unless(
        first is None or frozen < first, "letters were on record before the audience was frozen"
    )
    if notice.bundle.head["kind"] == "campaign":
        refuse_unless(len(notice.leaves) == sum(counts.values()), "the audiences do not add up")
    first_of_all = notice.bundle.entries[frozen]
    after, by = notice.bundle.not_before(first_of_all), first_of_all.signed.not_after
    text = (
        f"{_many(sum(counts.values()), 'recipient was', 'recipients were')} fixed in the log "
        "before the first letter was on "
        f"record{_between(after, by)}. That the list is complete is the company's word."
    )
    facts = {
        "recipients": sum(counts.values()), "fixed_after": _at(after), "fixed_by": _at(by),
    }  # fmt: skip
    return Claim("audience", "proved", text, facts)


def _between(after: datetime | None, by: datetime | None) -> str:
    if by is None:
        return " (no time stamp says when)"
    return f", between {_at(after)} and {_at(by)}" if after else f", by {_at(by)}"


def _totals(notice: Notice) -> Claim:
    closed = notice.bundle.of("notice.closed")
    if not closed:
        return Claim("totals", "not shown", "The notice is not closed: its totals are not final.")
    refuse_unless(len(closed) == 1, "the notice is closed twice")
    lacking = [leaf for leaf, one in notice.told.items() if one.final is None]
    refuse_unless(not lacking, f"{len(lacking)} recipients have no final state")
    counted = Counter(one.final for one in notice.told.values())
    said = {name: count for name, count in closed[0].body["totals"].items() if count}
    refuse_unless(counted == Counter(said), "the totals are not those that the log fixed")
    grades = Counter(one.grade or "E0" for one in notice.told.values() if one.final in SENT)
    refuse_unless(grades == Counter(closed[0].body["grades"]), "the grades do not add up")
    text = "Every recipient is in exactly one row: " + ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in sorted(said.items())
    )
    return Claim(
        "totals", "proved", text + ".", {"totals": said, "grades": dict(sorted(grades.items()))}
    )


def _recipient(notice: Notice) -> Claim:
    leaf, rows = notice.own
    final = notice.told[leaf].final
    opening = strict_json(notice.bundle.file("recipient/opening.json"), "opening")
    ended = f"How mail ended: {final.replace('_', ' ')}." if final else "It is not closed yet."
    text = (
        f"{opening['address']} is one of the recipients that were fixed; "
        f"{_many(len(rows), 'record speaks', 'records speak')} of it. {ended}"
    )
    return Claim("recipient", "proved", text, {"records": len(rows), "final": final})


def _sent(notice: Notice) -> Claim:
    sent = [one for one in notice.told.values() if one.accepted_at]
    if not sent:
        return Claim("sent", "not shown", "No server accepted a letter, as far as is on record.")
    bounds = [one.not_after for told in sent for one in told.by]
    by = max((one for one in bounds if one is not None), default=None)
    stamped = by is not None and None not in bounds
    times = sorted(at for told in sent for at in told.accepted_at[:1])
    grades = dict(sorted(Counter(one.grade for one in sent if one.grade).items()))
    back = sum(one.came_back for one in sent)
    text = (
        f"For {_many(len(sent), 'recipient', 'recipients')} it was on record"
        + (f" by {_at(by)} (time stamped)" if stamped else " (not time stamped)")
        + f" that the next mail server accepted the letter, {_when(times[0], times[-1])}. That it "
        "did, and when, rests on the word of who runs the log."
        + "".join(f" {many} at {one}: {SERVERS.get(one, one)}." for one, many in grades.items())
        + (f" {back} of them came back later." if back else "")
    )
    facts = {
        "recipients": len(sent), "not_after": _at(by) if stamped else None,
        "first": _at(times[0]), "last": _at(times[-1]), "grades": grades, "came_back": back,
    }  # fmt: skip
    return Claim("sent", "asserted", text, facts)


def _when(first: datetime, last: datetime) -> str:
    return f"at {_at(first)}" if first == last else f"between {_at(first)} and {_at(last)}"


def _period(notice: Notice) -> Claim:
    """The period is met where the last acceptance was on record in time."""
    said, states, facts = [], [], {}
    for number, entry in sorted(notice.approved.items()):
        body = entry.body
        applies = day_of(body["applies_on"], "applies_on")
        last = day_of(body["last_acceptance_on"], "last_acceptance_on")
        zone = ZoneInfo(str(body.get("zone", "UTC")))
        period = re.fullmatch(r"P(\d{1,4})D", str(notice.drafted.body.get("period")))
        if period is not None and body.get("counting", "clear") == "clear":
            refuse_unless(
                last + timedelta(days=int(period[1])) < applies,
                f"audience {number}: {period[1]} clear days do not fit from {last} to {applies}",
            )
        rows = [one for leaf, one in notice.told.items() if _audience_of(notice, leaf) == number]
        times = [at for one in rows if one.final in (*SENT, None) for at in one.accepted_at[:1]]
        late = [at for at in times if at.astimezone(zone).date() > last]
        bounds = [one.not_after for row in rows for one in row.by[:1]]
        in_time = bool(bounds) and all(
            one is not None and one.astimezone(zone).date() <= last for one in bounds
        )
        if not times:
            continue
        states.append("not shown" if late else "proved" if in_time else "asserted")
        said.append(
            f"Audience {number}: the last day for acceptance was {last}, the change applies from "
            f"{applies}; {_many(len(times) - len(late), 'acceptance was', 'acceptances were')} "
            f"in time, {len(late)} late, as "
            + ("recorded and stamped by then." if in_time else "the records say.")
        )
        facts[str(number)] = {"in_time": len(times) - len(late), "late": len(late)}
    state = next((one for one in ("not shown", "asserted", "proved") if one in states), "not shown")
    return Claim("period", state, " ".join(said) or "No acceptance is on record.", facts)


def _audience_of(notice: Notice, leaf: str) -> int:
    if notice.bundle.head["kind"] == "campaign":
        return notice.leaves[leaf]
    return int(strict_json(notice.bundle.file("recipient/opening.json"), "opening")["audience"])


def _elsewhere(notice: Notice) -> Claim:
    rows = notice.own[1] if notice.bundle.head["kind"] == "recipient" else notice.records
    found = [one for one in rows if one.type == "delivery.elsewhere"]
    if not found:
        return Claim("elsewhere", "not shown", "Nothing is on record of other channels than mail.")
    many = _many(len(found), "outcome", "outcomes")
    text = f"{many} of other channels on record, on the company's word."
    return Claim("elsewhere", "asserted", text, {"outcomes": len(found)})


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _at(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


# --- the program ----------------------------------------------------------------------------------


def verify(bundle: Bundle) -> list[Claim]:
    """The claims of a bundle, worked out anew and compared with what it says of itself."""
    found = claims(bundle)
    said = bundle.head.get("claims")
    refuse_unless(
        said == json.loads(json.dumps([one.form for one in found])),
        "certificate.json claims something else than its own evidence shows",
    )
    refuse_unless(
        bundle.head.get("limits") == list(LIMITS), "certificate.json does not say what it lacks"
    )
    refuse_unless(
        bundle.head.keys() == HEAD
        and bundle.head["log"] == bundle.keys[0].written
        and bundle.head["service"] == Notice(bundle).drafted.body["service"],
        "certificate.json names another log or service than its evidence",
    )
    return found


def cautions(bundle: Bundle) -> list[str]:
    """What the reader should still do or know."""
    found = []
    if bundle.trusted_log is None:
        found.append(
            f"The log's key is the bundle's own: compare it with the one that {bundle.keys[0].name}"
            " publishes (--log KEY)."
        )
    if bundle.trusted_roots is None and bundle.roots:
        found.append(
            "The authorities' certificates are the bundle's own: use yours (--roots FILE.pem)."
        )
    return found


def main(words: Iterable[str] | None = None) -> int:
    """Verify the bundles that were named; 0, or 6 where one was refused or could not be checked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bundle", type=Path, nargs="+")
    parser.add_argument("--log", help="the log's public key, as its owner publishes it")
    parser.add_argument("--roots", type=Path, help="certificates of authorities that you trust")
    parser.add_argument("--json", action="store_true", help="one object; of several bundles lines")
    asked = parser.parse_args(list(words) if words is not None else None)
    are_many, code = len(asked.bundle) > 1, 0
    for path in asked.bundle:
        form = judged(path, asked.log, asked.roots)
        code = code if form["verified"] else REFUSED
        if asked.json:
            named = {"bundle": str(path)} if are_many else {}
            said = json.dumps(named | form, indent=None if are_many else 1)
        else:
            said = shown("\n".join([str(path)] * are_many + _lines(form)))
        sys.stdout.write(said + "\n")
    return code


def judged(path: Path, log: str | None, roots: Path | None) -> dict[str, Any]:
    """What is to be said of one bundle: its claims, or why it is refused."""
    try:
        bundle = Bundle(load(path), log, _trusted(roots))
        found = verify(bundle)
        return {
            "verified": True,
            "claims": [one.form for one in found],
            "cautions": cautions(bundle),
        }
    except UncheckedError as error:
        return {"verified": False, "because": str(error), "unchecked": True}
    except (RefusedError, OSError) as error:
        return {"verified": False, "because": str(error)}
    except MISSHAPEN as error:
        said = f"the bundle is not formed as it must be: {type(error).__name__}: {error}"
        return {"verified": False, "because": said}


def _trusted(roots: Path | None) -> bytes | None:
    try:
        return roots.read_bytes() if roots else None
    except OSError as error:
        raise UncheckedError(f"--roots {roots} cannot be opened: {error.strerror}") from None


def _lines(form: Mapping[str, Any]) -> list[str]:
    if form.get("unchecked"):
        return [f"NOT CHECKED: {form['because']}", "This says nothing of the bundle."]
    if not form["verified"]:
        return [f"REFUSED: {form['because']}", "Nothing in this bundle should be believed."]
    claimed = [f"{one['state']:<9} {one['id']}: {one['text']}" for one in form["claims"]]
    return [*claimed, *form["cautions"]]


def shown(text: str) -> str:
    """The text without signs that would drive a terminal: a bundle may be a stranger's."""
    return "".join(
        sign if sign == "\n" or sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text
    )


if __name__ == "__main__":
    sys.exit(main())
