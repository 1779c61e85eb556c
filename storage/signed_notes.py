"""Signed notes of C2SP: a text, an empty line, and signatures by name and key id. Pure.

Two kinds of keys: 0x01 signs the text (Ed25519), 0x04 is a witness's cosignature/v1, which signs
the text together with the time at which it was seen.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519, COSIGNATURE = 0x01, 0x04
MARK = "— "  # before every signature line
LARGEST_NOTE = 1_000_000
MOST_SIGNATURES = 100
SIGNATURE_BYTES = 64
TIME_BYTES = 8


class NoteError(ValueError):
    """The bytes are no signed note, or a signature does not hold; the message says which."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose, under which key, and the signature itself."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """As it stands in the note."""
        return f"{MARK}{self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text (it ends in a newline) and the signatures below it, none of them checked."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def data(self) -> bytes:
        """The note as bytes."""
        return (self.text + "\n" + "".join(one.line for one in self.signatures)).encode()


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name, as a reader of notes trusts it."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        if not is_name(self.name) or len(self.public) != 32:
            raise NoteError(f"{self.name!r} is no key of a note")
        if self.kind not in (ED25519, COSIGNATURE):
            raise NoteError(f"{self.name}: keys of kind {self.kind:#04x} are not known here")

    @classmethod
    def parse(cls, written: str) -> Verifier:
        """A key as it is handed around: name, key id and key, with `+` between."""
        name, _, rest = written.strip().partition("+")
        key_id, _, key = rest.partition("+")
        raw = unbase64(key)
        if not raw:
            raise NoteError(f"{written!r} is no verifier key")
        verifier = cls(name, raw[0], raw[1:])
        if verifier.key_id.hex() != key_id:
            raise NoteError(f"{written!r}: the key id does not belong to this key")
        return verifier

    @property
    def key_id(self) -> bytes:
        """The four bytes that name the key in a signature line."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:4]

    def __str__(self) -> str:
        key = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    def holds(self, text: str, signature: Signature) -> bool:
        """Whether this key made that signature under this text."""
        value = signature.value
        if self.kind == COSIGNATURE:
            if len(value) != TIME_BYTES + SIGNATURE_BYTES:
                return False
            text = cosigned_text(text, time_of(signature))
            value = value[TIME_BYTES:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, text.encode())
        except InvalidSignature:
            return False
        return True

    def signature_in(self, note: Note) -> Signature | None:
        """This key's signature under the note; NoteError where one bears its name and is false."""
        found = None
        for one in note.signatures:
            if (one.name, one.key_id) != (self.name, self.key_id):
                continue
            if not self.holds(note.text, one):
                raise NoteError(f"the signature of {self.name} does not hold")
            found = found or one
        return found


class Signer:
    """A private key with its name; it signs, and says which public key checks it."""

    def __init__(self, name: str, seed: bytes, kind: int = ED25519) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, kind, self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """The signature under a text."""
        return Signature(self.verifier.name, self.verifier.key_id, self._key.sign(text.encode()))

    def cosign(self, text: str, at: datetime) -> Signature:
        """The witness's signature: this text, as seen at that time."""
        moment = int(at.timestamp())
        signed = self._key.sign(cosigned_text(text, moment).encode())
        value = moment.to_bytes(TIME_BYTES, "big") + signed
        return Signature(self.verifier.name, self.verifier.key_id, value)


def parse(data: bytes) -> Note:
    """The note of these bytes, nothing checked but its form; NoteError says what is wrong."""
    if len(data) > LARGEST_NOTE:
        raise NoteError("the note is too large")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError("the note is not UTF-8") from error
    if any(sign < " " and sign != "\n" for sign in whole):
        raise NoteError("the note holds control characters")
    text, empty_line, below = whole.rpartition("\n\n")
    if not empty_line or not below.endswith("\n"):
        raise NoteError("the note has no signatures")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError(f"the note has more than {MOST_SIGNATURES} signatures")
    return Note(text + "\n", tuple(_signature(line) for line in lines))


def signed_by(note: Note, verifiers: Iterable[Verifier]) -> list[Verifier]:
    """Those of the keys that signed the note; NoteError where one of them did so falsely."""
    return [one for one in verifiers if one.signature_in(note) is not None]


def write(text: str, signatures: Sequence[Signature]) -> bytes:
    """The note as bytes."""
    return Note(text, tuple(signatures)).data


def parse_lines(written: str) -> list[Signature]:
    """Signature lines that stand alone, as a witness answers them."""
    return [_signature(line) for line in written.splitlines() if line]


def cosigned_text(text: str, moment: int) -> str:
    """What a witness signs: its time in seconds since 1970, and the whole text."""
    return f"cosignature/v1\ntime {moment}\n{text}"


def time_of(cosignature: Signature) -> int:
    """Seconds since 1970 at which a witness says it saw the text."""
    return int.from_bytes(cosignature.value[:TIME_BYTES], "big")


def cosigned_at(cosignature: Signature) -> datetime:
    """The same as a time; NoteError where no calendar has it."""
    try:
        return datetime.fromtimestamp(time_of(cosignature), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise NoteError(f"the cosignature of {cosignature.name} names no real time") from error


def is_name(name: str) -> bool:
    """Whether a key may be called so."""
    return (
        bool(name)
        and "+" not in name
        and not any(sign.isspace() or unicodedata.category(sign) in ("Cc", "Cs") for sign in name)
    )


def unbase64(written: str) -> bytes:
    """The bytes of canonical base64; empty where it is not: one value has one spelling."""
    try:
        raw = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return raw if base64.b64encode(raw).decode() == written else b""


def _signature(line: str) -> Signature:
    name, space, written = line.removeprefix(MARK).partition(" ")
    raw = unbase64(written)
    if not line.startswith(MARK) or not space or not is_name(name) or len(raw) < 5:
        raise NoteError(f"{line[:80]!r} is no signature line")
    return Signature(name, raw[:4], raw[4:])
