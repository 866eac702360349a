"""Whatever JSON a child answers, the parent says Implausible or makes a bounded value."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.decode import answers
from field_doc.decode.limits import MAX_RAW_TEXT
from field_doc.decode.values import Report

GOOD: dict[str, Any] = {
    "media_type": "image/jpeg",
    "kind": "image",
    "facts": {
        "captured_at": "2023-07-09T20:36:33+03:00",
        "captured_at_basis": "exif_original_with_offset",
        "gps": {"lat": "50.45", "lon": "-30.5", "alt": None, "datum": "WGS-84", "direction_ref": "T"},
        "make": "Canon",
        "orientation": 1,
        "width": 10,
        "height": 10,
    },
    "raw": {"IFD0:Make": "Canon"},
    "findings": [["truncated", {"at_byte": 7}]],
    "problem": None,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(p for key, v in inner for p in places(v, (*path, key)))]


PLACES = [path for path in places(GOOD) if path]


def test_a_sound_answer_is_taken():
    report = answers.report(GOOD, ("seccomp",))
    assert report.facts.gps is not None
    assert report.facts.gps.lon == "-30.5"
    assert report.findings[0].details == (("at_byte", 7),)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), JSON)
def test_any_value_anywhere_is_refused_or_bounded(path, odd):
    spoiled = copy.deepcopy(GOOD)
    inner = spoiled
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = odd
    try:
        report = answers.report(spoiled, ())
    except answers.Implausible:
        return
    assert isinstance(report, Report)
    assert all(len(text) <= MAX_RAW_TEXT for text in report.raw.values())


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["size", "problem", "media_type", "truncated", "protections"]), JSON),
    st.binary(max_size=8),
)
def test_other_frames_are_refused_or_taken(header, blob):
    for check in (
        lambda: answers.problem(header),
        lambda: answers.protections(header),
        lambda: answers.thumbnail(header, blob),
        lambda: answers.picture_type(header, blob),
        lambda: answers.size(header, 512),
    ):
        try:
            check()
        except answers.Implausible:
            continue


@pytest.mark.parametrize(
    ("name", "value"),
    [("lat", "90.0001"), ("lon", "181"), ("lat", "1e5"), ("lat", None), ("direction_ref", "X"), ("time", "now")],
)
def test_impossible_positions_are_refused(name, value):
    spoiled = copy.deepcopy(GOOD)
    spoiled["facts"]["gps"][name] = value
    with pytest.raises(answers.Implausible):
        answers.report(spoiled, ())


def test_control_characters_do_not_come_through():
    spoiled = copy.deepcopy(GOOD)
    spoiled["facts"]["make"] = "Ca\x1b[31mnon\x00"
    assert answers.report(spoiled, ()).facts.make == "Ca[31mnon"
