"""Signed notes, checkpoints and proofs in the C2SP formats; the vectors are those of the
specifications and of the Go project.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import commitments, signed_notes
from storage.checkpoint import Checkpoint, Proof, open_checkpoint
from storage.merkle import Tree, leaf_hash
from storage.signed_notes import COSIGNATURE, NoteError, Signer, Verifier

SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ON"
    "ncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
GO_KEYS = (
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
)
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZ"
    "b6KE6RyyBwJnAM=\n"
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33"
    "WWd1RvMc+QQ=\n"
)
SPEC_CHECKPOINT = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv"
    "2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2"
    "oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)

LOG = Signer("clausewatch.example/log", b"l" * 32)
WITNESS = Signer("witness.example/w1", b"w" * 32, COSIGNATURE)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_example_of_the_specification_holds() -> None:
    key = Verifier.parse(SPEC_KEY)

    note = signed_notes.parse(SPEC_NOTE.encode())

    assert note.text == "This is an example message.\n"
    assert signed_notes.signed_by(note, [key]) == [key]
    assert note.data == SPEC_NOTE.encode()
    assert str(key) == SPEC_KEY


def test_the_examples_of_the_go_project_hold() -> None:
    keys = [Verifier.parse(key) for key in GO_KEYS]

    note = signed_notes.parse(GO_NOTE.encode())

    assert signed_notes.signed_by(note, keys) == keys
    assert signed_notes.signed_by(note, [Verifier.parse(SPEC_KEY)]) == []


def test_the_checkpoint_of_the_specification_is_understood() -> None:
    note = signed_notes.parse(SPEC_CHECKPOINT.encode())
    checkpoint = Checkpoint.parse(note.text)

    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text == note.text
    assert signed_notes.time_of(note.signatures[1]) == 1679315147
    assert signed_notes.cosigned_text(note.text, 1679315147).startswith(
        "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
    )


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\n- example.com/foo AAAAAAAA\n",
        "text\n\n— example.com/foo AAAAAAAA".encode(),
        "text\n\n— example.com/foo AAAA\n".encode(),
        "text\n\n— example.com/foo AAAAAAB=\n".encode(),
        "text\n\n— example.com+foo AAAAAAAA\n".encode(),
        "te\txt\n\n— example.com/foo AAAAAAAA\n".encode(),
        b"\xff\n\n" + "— example.com/foo AAAAAAAA\n".encode(),
        ("text\n\n" + "— example.com/foo AAAAAAAA\n" * 101).encode(),
        b"x" * 1_000_001,
    ],
)
def test_what_is_no_note_is_refused(broken: bytes) -> None:
    with pytest.raises(NoteError):
        signed_notes.parse(broken)


@pytest.mark.parametrize(
    "broken",
    [
        "example.com/foo",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+BekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U==",
        "exa mple+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_what_is_no_key_is_refused(broken: str) -> None:
    with pytest.raises(NoteError):
        Verifier.parse(broken)


@pytest.mark.parametrize(
    "text",
    [
        "origin\n1\n",
        "origin\n01\nAAAA\n",
        "origin\n1\nAAAA\n",
        "origin\n-1\nAAAA\n",
        "\n1\nAAAA\n",
        "o\n1\nA",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        Checkpoint.parse(text)


def signed(size: int = 3, root: bytes = b"r" * 32, signer: Signer = LOG) -> bytes:
    """A checkpoint of the log, signed."""
    text = Checkpoint(LOG.verifier.name, size, root).text
    return signed_notes.write(text, [signer.sign(text)])


@given(st.integers(min_value=0))
def test_no_signed_checkpoint_survives_a_flipped_bit(bit: int) -> None:
    data = signed()
    bit %= len(data) * 8
    damaged = bytearray(data)
    damaged[bit // 8] ^= 1 << bit % 8

    with pytest.raises(NoteError):
        open_checkpoint(bytes(damaged), LOG.verifier)


def test_a_checkpoint_counts_only_with_its_own_logs_signature() -> None:
    other = Signer("other.example/log", b"o" * 32)

    assert open_checkpoint(signed(), LOG.verifier)[0].size == 3
    with pytest.raises(NoteError, match=r"not of other\.example"):
        open_checkpoint(signed(), other.verifier)
    with pytest.raises(NoteError, match="not signed by"):
        open_checkpoint(signed(signer=other), LOG.verifier)


def test_a_cosignature_says_when_and_holds_for_that_time_only() -> None:
    text = Checkpoint("clausewatch.example/log", 3, b"r" * 32).text
    seen = WITNESS.cosign(text, NOON)

    assert WITNESS.verifier.holds(text, seen)
    assert signed_notes.cosigned_at(seen) == NOON
    later = bytes([*seen.value[:7], seen.value[7] ^ 1, *seen.value[8:]])
    assert not WITNESS.verifier.holds(text, signed_notes.Signature(seen.name, seen.key_id, later))
    assert not WITNESS.verifier.holds(text, LOG.sign(text))
    never = signed_notes.Signature(seen.name, seen.key_id, b"\xff" * 8 + seen.value[8:])
    with pytest.raises(NoteError, match="no real time"):
        signed_notes.cosigned_at(never)
    assert signed_notes.parse_lines(seen.line) == [seen]


ENTRIES = [b"one", b"two", b"three"]
TREE = Tree.of(ENTRIES)


def proof() -> Proof:
    """The proof of the second of three entries."""
    return Proof(1, tuple(TREE.inclusion(1)), signed(3, TREE.root))


def test_a_proof_in_a_file_leads_from_the_entry_to_the_signed_checkpoint() -> None:
    written = proof().text

    assert written.startswith("c2sp.org/tlog-proof@v1\nindex 1\n")
    assert Proof.parse(written) == proof()
    assert Proof.parse(written).verify(b"two", LOG.verifier).size == 3
    extra = written.replace("index", "extra AAAA\nindex", 1)
    assert Proof.parse(extra) == proof()
    with pytest.raises(NoteError, match="does not lead"):
        proof().verify(b"three", LOG.verifier)


@pytest.mark.parametrize(
    "broken",
    ["", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\nindex 01\n\n",
     "c2sp.org/tlog-proof@v2\nindex 1\n\n", "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n",
     "c2sp.org/tlog-proof@v1\nindex 1\n" + "A" * 43 + "=\n" * 64 + "\n"],
)  # fmt: skip
def test_what_is_no_proof_is_refused(broken: str) -> None:
    with pytest.raises(NoteError):
        Proof.parse(broken)


@given(st.integers(min_value=0))
def test_no_proof_file_survives_a_flipped_bit(bit: int) -> None:
    data = bytearray(proof().text.encode())
    bit %= len(data) * 8
    data[bit // 8] ^= 1 << bit % 8

    with pytest.raises((NoteError, UnicodeDecodeError)):
        Proof.parse(bytes(data).decode()).verify(b"two", LOG.verifier)


def test_a_proof_without_any_hash_is_that_of_a_log_of_one() -> None:
    alone = Tree.of([b"one"])
    only = Proof(0, (), signed(1, alone.root))

    assert Proof.parse(only.text).verify(b"one", LOG.verifier).root == leaf_hash(b"one")


def test_a_commitment_opens_with_exactly_its_key_and_its_body() -> None:
    key, body = b"k" * 31 + b"\0", b'{"count":3}'
    made = commitments.commit(key, body)

    assert commitments.opens(made, key, body)
    assert not commitments.opens(made, b"k" * 31, body)  # HMAC alone would take it
    assert not commitments.opens(made, key + b"\0", body)
    assert not commitments.opens(made, b"j" * 32, body)
    assert not commitments.opens(made, key, b'{"count":4}')
    with pytest.raises(commitments.KeyLengthError):
        commitments.commit(b"k" * 31, body)


def test_a_recipient_is_known_within_one_notice_only() -> None:
    secret = b"s" * 32
    one, two = (commitments.notice_key(secret, notice) for notice in ("N1", "N2"))

    assert commitments.recipient(one, "ada@example.org") != commitments.recipient(
        two, "ada@example.org"
    )
    assert len(commitments.recipient(one, "ada@example.org")) == 64
    assert one != commitments.notice_key(b"t" * 32, "N1")
