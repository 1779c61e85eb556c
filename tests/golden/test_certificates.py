"""Certificates that were given out stay verifiable by every later version.

The two beside this file are of an invented company, made as `tests/stories/test_certificate.py`
makes its own. Nothing writes them anew. Whoever changes what a certificate says or how it is formed
gives it another `FORMAT`, keeps reading this one, and puts certificates of the new one beside them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage import verify_bundle
from tests.conftest import missing

KEPT = Path(__file__).parent / "certificates"
PROVED = {"log", "content", "words", "audience"}


@pytest.mark.parametrize("name", ["campaign.zip", "recipient.zip"])
def test_a_certificate_given_out_before_is_verified_by_the_program_of_today(name: str) -> None:
    if shutil.which("openssl") is None:
        missing("openssl is missing: install the package openssl.")

    judged = verify_bundle.judged(KEPT / name, None, None)

    assert judged["verified"], judged.get("because")
    states = {one["id"]: one["state"] for one in judged["claims"]}
    assert {id for id in PROVED if states[id] != "proved"} == set()
    assert states["read"] == "not shown"
