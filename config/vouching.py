"""How those who vouch for the ledger are written in settings: authorities, witnesses, logs."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from config.values import is_web_address, listed

KEY = r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*"


def _origin(name: str) -> str:
    if name and (any(sign.isspace() for sign in name) or "+" in name or "://" in name):
        raise ValueError("is no name of a log; write it like clausewatch.example/log")
    return name


def _authority(url: str) -> str:
    if not is_web_address(url):
        raise ValueError("is no address of an authority; write it like https://stamps.example/tsr")
    return url


def _witness(written: str) -> str:
    key, _, url = written.partition(" ")
    if not re.fullmatch(KEY, key) or not is_web_address(url):
        raise ValueError(
            "is no witness; write its key, a space and its address: "
            "witness.example/w1+0123abcd+BASE64 https://witness.example/witness"
        )
    return written


def _log_key(written: str) -> str:
    if not re.fullmatch(KEY, written):
        raise ValueError("is no key of a log; `clausewatch ledger status` there shows it")
    return written


Origin = Annotated[str, AfterValidator(_origin)]
"""The name of a log."""

Authorities = Annotated[
    tuple[Annotated[str, AfterValidator(_authority)], ...], BeforeValidator(listed)
]
"""Where time stamps are asked for."""

Witnesses = Annotated[tuple[Annotated[str, AfterValidator(_witness)], ...], BeforeValidator(listed)]
"""The key of each witness, and where it is asked."""

LogKeys = Annotated[tuple[Annotated[str, AfterValidator(_log_key)], ...], BeforeValidator(listed)]
"""The keys of the logs we witness."""
