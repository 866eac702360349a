"""The test vectors of RFC 8785's author against ``canonical``; what the subset leaves out must be refused."""

from __future__ import annotations

import json

import pytest

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.formats import canonical

APPLICABLE = ("arrays", "structures", "unicode")
#: Vectors outside our subset: the reason, and the code with which they are refused.
NOT_APPLICABLE = {
    "french": ("member names outside ASCII; the subset has ASCII names only", "canonical.name"),
    "values": ("numbers with fractions and exponents; the subset has integers only", "canonical.float"),
    "weird": ("member names outside ASCII; the subset has ASCII names only", "canonical.name"),
}


def whole_floats_as_integers(text):
    """JSON's 56.0, which JavaScript cannot tell from 56."""
    number = float(text)
    return int(number) if number.is_integer() else number


def test_every_vector_is_named_here(corpus_dir):
    present = {path.stem for path in (corpus_dir / "vectors/jcs/output").iterdir()}
    assert present == {*APPLICABLE, *NOT_APPLICABLE}


@pytest.mark.parametrize("name", APPLICABLE)
def test_vector(corpus_dir, name):
    folder = corpus_dir / "vectors/jcs"
    expected = bytes.fromhex((folder / f"outhex/{name}.txt").read_text())
    assert (folder / f"output/{name}.json").read_bytes() == expected
    given = json.loads(
        (folder / f"input/{name}.json").read_text(encoding="utf-8"), parse_float=whole_floats_as_integers
    )
    assert canonical.encode(given) == expected
    assert canonical.decode(expected) == given


@pytest.mark.parametrize("name", APPLICABLE)
def test_inputs_that_are_not_canonical_are_refused_as_stored_bytes(corpus_dir, name):
    data = (corpus_dir / f"vectors/jcs/input/{name}.json").read_bytes()
    with pytest.raises(IntegrityFailure):
        canonical.decode(data)


@pytest.mark.parametrize("name", NOT_APPLICABLE)
def test_vector_outside_the_subset(corpus_dir, name):
    data = (corpus_dir / f"vectors/jcs/output/{name}.json").read_bytes()
    code = NOT_APPLICABLE[name][1]
    with pytest.raises(IntegrityFailure) as stored:
        canonical.decode(data)
    with pytest.raises(InputProblem) as given:
        canonical.encode(json.loads(data))
    assert (stored.value.code, given.value.code) == (code, code)
