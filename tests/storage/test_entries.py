"""An entry has one spelling, that of RFC 8785, whichever way it was come by."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from storage import entries

PLAIN = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
FORMS = st.dictionaries(
    st.text(),
    st.recursive(
        PLAIN,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=16,  # beyond that the time goes into making forms, not into spelling them
    ),
)


@given(FORMS)
def test_every_form_is_spelled_as_rfc_8785_spells_it(form: dict[str, object]) -> None:
    try:
        expected = rfc8785.dumps(form)  # type: ignore[arg-type]
    except rfc8785.CanonicalizationError:
        with pytest.raises((rfc8785.CanonicalizationError, UnicodeEncodeError)):
            entries.canonical(form)
        return

    assert entries.canonical(form) == expected


def test_names_beyond_the_first_plane_are_ordered_as_rfc_8785_orders_them() -> None:
    form: dict[str, Any] = {"\U0001f600": 1, "\ufb33": 2, "a": '\x7f\u2028\x1f"\\/'}

    assert entries.canonical(form) == rfc8785.dumps(form)


def test_a_number_that_is_not_exact_everywhere_is_refused() -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        entries.canonical({"n": 2**53})
    with pytest.raises(TypeError, match="no fractions"):
        entries.canonical({"n": 0.5})
