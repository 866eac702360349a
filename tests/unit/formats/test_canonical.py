"""Canonical JSON: one spelling per value, and every other spelling refused."""

from __future__ import annotations

import math

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.formats import canonical

ascii_names = st.text(st.characters(max_codepoint=127), max_size=8)
whole_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
integers = st.integers(-canonical.MAX_INTEGER, canonical.MAX_INTEGER)
values = st.recursive(
    st.none() | st.booleans() | integers | whole_texts,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(ascii_names, children, max_size=4),
    max_leaves=12,
)


def nested(depth):
    value = []
    for _ in range(depth - 1):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, b"null"),
        (True, b"true"),
        (0, b"0"),
        (-canonical.MAX_INTEGER, b"-9007199254740991"),
        ("", b'""'),
        ([], b"[]"),
        ({}, b"{}"),
        ({"b": 1, "a": [True, None]}, b'{"a":[true,null],"b":1}'),
        ({"": 0, "\n": 1, "A": 2, "a": 3}, b'{"":0,"\\n":1,"A":2,"a":3}'),
        ('\x00\x08\t\n\x0c\r\x1f\x7f"\\/', b'"\\u0000\\b\\t\\n\\f\\r\\u001f\x7f\\"\\\\/"'),
        ("Ізюм, «Лиман» 😀", '"Ізюм, «Лиман» 😀"'.encode()),
    ],
)
def test_spelling(value, expected):
    assert canonical.encode(value) == expected
    assert canonical.decode(expected) == value


@given(values)
@settings(max_examples=300)
def test_same_bytes_as_the_rfc8785_package(value):
    encoded = canonical.encode(value)
    assert encoded == rfc8785.dumps(value)
    decoded = canonical.decode(encoded)
    assert decoded == value
    assert canonical.encode(decoded) == encoded


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, "canonical.float"),
        (1.0, "canonical.float"),
        (math.nan, "canonical.float"),
        ([{"a": math.inf}], "canonical.float"),
        (canonical.MAX_INTEGER + 1, "canonical.integer-range"),
        (-canonical.MAX_INTEGER - 1, "canonical.integer-range"),
        ("\ud800", "canonical.surrogate"),
        (["Ї\udc00"], "canonical.surrogate"),
        ({"é": 1}, "canonical.name"),
        ({1: 1}, "canonical.name"),
        ({"a": (1,)}, "canonical.type"),
        ({"a": b"x"}, "canonical.type"),
        (nested(33), "canonical.depth"),
    ],
)
def test_what_is_not_in_the_subset_is_refused(value, code):
    with pytest.raises(InputProblem) as caught:
        canonical.encode(value)
    assert caught.value.code == code


def test_depth_is_counted_from_the_outermost_as_one():
    deepest = nested(canonical.MAX_DEPTH)
    assert canonical.decode(canonical.encode(deepest)) == deepest
    with pytest.raises(IntegrityFailure) as caught:
        canonical.decode(b"[" * 33 + b"]" * 33)
    assert caught.value.code == "canonical.depth"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "canonical.syntax"),
        (b"{", "canonical.syntax"),
        (b"1 1", "canonical.syntax"),
        (b"\xff", "canonical.syntax"),
        (b"\xef\xbb\xbfnull", "canonical.syntax"),
        (b"\xed\xa0\x80", "canonical.syntax"),
        (b'{"a":1,"a":1}', "canonical.duplicate"),
        (b'{"a":1,"\\u0061":2}', "canonical.duplicate"),
        (b"1.0", "canonical.float"),
        (b"1e2", "canonical.float"),
        (b"-0.0", "canonical.float"),
        (b"NaN", "canonical.float"),
        (b"-Infinity", "canonical.float"),
        (b"9007199254740992", "canonical.integer-range"),
        (b"1" * 5000, "canonical.integer-range"),
        (b'"\\ud800"', "canonical.surrogate"),
        ('{"é":1}'.encode(), "canonical.name"),
        (b" null", "canonical.not-canonical"),
        (b"null\n", "canonical.not-canonical"),
        (b"-0", "canonical.not-canonical"),
        (b'{"b":1,"a":2}', "canonical.not-canonical"),
        (b'["a", "b"]', "canonical.not-canonical"),
        (b'"\\u0061"', "canonical.not-canonical"),
        (b'"\\/"', "canonical.not-canonical"),
        (b'"\\u001F"', "canonical.not-canonical"),
        (b'"\\ud83d\\ude00"', "canonical.not-canonical"),
        (b"[" * 200_000, "canonical.depth"),
        (b'{"a":' * 100_000, "canonical.depth"),
    ],
)
def test_other_spellings_are_refused(data, code):
    with pytest.raises(IntegrityFailure) as caught:
        canonical.decode(data)
    assert caught.value.code == code


def test_size_is_checked_before_anything_is_read():
    with pytest.raises(IntegrityFailure) as caught:
        canonical.decode(b"x" * 11, max_bytes=10)
    assert caught.value.code == "canonical.size"
    assert canonical.decode(b'"12345678"', max_bytes=10) == "12345678"


@given(st.binary(max_size=40) | st.text('{}[],:"\\u0a1-.eE ntf', max_size=20).map(str.encode))
@settings(max_examples=400)
def test_arbitrary_bytes_are_themselves_or_refused(data):
    try:
        value = canonical.decode(data)
    except IntegrityFailure:
        return
    assert canonical.encode(value) == data


@given(values, st.data())
@settings(max_examples=150)
def test_a_changed_byte_changes_the_value_or_is_refused(value, data):
    encoded = bytearray(canonical.encode(value))
    place = data.draw(st.integers(0, len(encoded) - 1))
    encoded[place] ^= data.draw(st.integers(1, 255))
    changed = bytes(encoded)
    try:
        again = canonical.decode(changed)
    except IntegrityFailure:
        return
    # Equal values have equal bytes, so changed bytes can only be another value.
    assert canonical.encode(again) == changed


def test_words_of_the_parser_do_not_leak_the_document():
    with pytest.raises(IntegrityFailure) as caught:
        canonical.decode('{"name":"Оксана" "x"}'.encode())
    assert "Оксана" not in repr(caught.value) + str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
