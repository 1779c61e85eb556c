"""Time stamps of RFC 3161: what an authority is asked, and what its answer proves. Pure.

A token counts when its signature leads to a root the operator named, at the token's own time: a
certificate that has expired since was good when it signed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import rfc3161_client
from cryptography import x509

ASK_TYPE, ANSWER_TYPE = "application/timestamp-query", "application/timestamp-reply"


class TokenError(ValueError):
    """The answer proves nothing here; the message says why and whether to keep it."""


class ForeignTokenError(TokenError):
    """The answer is over other bytes, or to another question: somebody mixed something up."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to an authority: the bytes to post, and the chance that ties the answer to it."""

    data: bytes
    nonce: int | None


def ask(stamped: bytes) -> Asked:
    """A question over these bytes, with a nonce, that wants the certificates in the answer."""
    builder = rfc3161_client.TimestampRequestBuilder().data(stamped)
    builder = builder.hash_algorithm(rfc3161_client.HashAlgorithm.SHA256)
    request = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    return Asked(request.as_bytes(), request.nonce)


def verify(
    answer: bytes,
    stamped: bytes,
    roots: Sequence[x509.Certificate],
    nonce: int | None = None,
) -> datetime:
    """The authority's time at which these bytes existed; TokenError where the answer shows none."""
    try:
        token = rfc3161_client.decode_timestamp_response(answer)
    except ValueError as error:
        raise TokenError(
            f"the answer is no time stamp that this program can take apart ({error}); where it is "
            "one, `openssl ts -verify` may still read it"
        ) from error
    if token.status != 0:
        words = "; ".join(token.status_string) or "no reason is given"
        raise TokenError(f"the authority refused to stamp: {words}")
    if token.tst_info.message_imprint.message != _imprint(token, stamped):
        raise ForeignTokenError("the time stamp is over other bytes than this checkpoint")
    if nonce is not None and token.tst_info.nonce != nonce:
        raise ForeignTokenError("the time stamp answers another question than ours")
    if not roots:
        raise TokenError(
            "no root certificate of an authority is known here: name a file of them in "
            "CLAUSEWATCH_LEDGER__AUTHORITY_ROOTS"
        )
    builder = rfc3161_client.VerifierBuilder(roots=list(roots), nonce=nonce)
    try:
        builder.build().verify_message(token, stamped)
    except (rfc3161_client.VerificationError, ValueError) as error:
        raise TokenError(f"the time stamp does not hold: {error}") from error
    return token.tst_info.gen_time.astimezone(UTC)


def claimed_time(answer: bytes) -> datetime | None:
    """The time an answer names, unverified; None where it cannot be taken apart."""
    try:
        token = rfc3161_client.decode_timestamp_response(answer)
        return token.tst_info.gen_time.astimezone(UTC)
    except ValueError:
        return None


def roots_of(pem: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file."""
    return x509.load_pem_x509_certificates(pem) if pem.strip() else []


def _imprint(token: rfc3161_client.TimeStampResponse, stamped: bytes) -> bytes | None:
    names = {
        "2.16.840.1.101.3.4.2.1": "sha256",
        "2.16.840.1.101.3.4.2.2": "sha384",
        "2.16.840.1.101.3.4.2.3": "sha512",
    }
    oid = token.tst_info.message_imprint.hash_algorithm.dotted_string
    return hashlib.new(names[oid], stamped).digest() if oid in names else None
