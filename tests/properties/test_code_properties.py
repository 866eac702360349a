"""The check character of visible codes (DOMAIN 0.10): one wrong character or two exchanged ones never pass."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.base import ids

BODIES = st.text(alphabet=ids.ALPHABET, min_size=4, max_size=4)
PREFIXES = st.sampled_from(["W", "I", "S", "VS", "MP"])


@settings(max_examples=40, deadline=None)
@given(PREFIXES, BODIES, st.integers(0, 4), st.sampled_from(ids.ALPHABET))
def test_0_10_one_wrong_character_is_noticed(prefix, body, place, wrong) -> None:
    signs = body + ids.check_character(body)
    typed = signs[:place] + wrong + signs[place + 1 :]
    found = ids.read_code(f"{prefix}-{typed[:4]}-{typed[4]}")
    assert (found is None) == (typed != signs)


@settings(max_examples=40, deadline=None)
@given(PREFIXES, BODIES, st.integers(0, 3))
def test_0_10_two_neighbours_exchanged_are_noticed(prefix, body, place) -> None:
    signs = body + ids.check_character(body)
    typed = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    found = ids.read_code(f"{prefix}-{typed[:4]}-{typed[4]}")
    assert (found is None) == (typed != signs)


def test_0_10_every_error_of_one_body_is_noticed() -> None:
    """All of them, so that the two properties above are not a matter of luck."""
    body = "7K3Q"
    signs = body + ids.check_character(body)
    single = {signs[:i] + c + signs[i + 1 :] for i in range(5) for c in ids.ALPHABET} - {signs}
    swapped = {signs[:i] + signs[i + 1] + signs[i] + signs[i + 2 :] for i in range(4)} - {signs}
    assert len(single) == 5 * (len(ids.ALPHABET) - 1)
    for typed in single | swapped:
        assert ids.read_code(f"W-{typed[:4]}-{typed[4]}") is None, typed
