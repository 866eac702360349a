"""The package's lines: what is written is read; malformed ones are refused by code, never by accident."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.base.errors import IntegrityFailure
from field_doc.sync import package
from field_doc.sync.package import Line

LINES = [
    package.head("A" * 43, "field-doc/log/v1/" + "0" * 32, 0, 2),
    package.entry(b"leaf", None),
    package.entry(b"leaf", b"detail"),
    package.make("record", id="x", title={"uk": "рядок\nз переносом"}),
]


def test_reads_back() -> None:
    assert list(package.decode(package.encode(LINES))) == LINES


def test_accessors_refuse_other_kinds() -> None:
    line = Line("file", {"text": 1, "number": True, "less": -1, "data": "***", "null": None})
    for read in (
        lambda: line.text("text"), lambda: line.text("gone"), lambda: line.number("number"), lambda: line.number("less"),
        lambda: line.number("gone"), lambda: line.data("data"), lambda: line.data("gone"), lambda: line.maybe("text"),
    ):  # fmt: skip
        with pytest.raises(IntegrityFailure) as caught:
            read()
        assert caught.value.code == "package.malformed"
    assert line.maybe("null") is None
    assert line.maybe("gone") is None


@pytest.mark.parametrize(
    "data", [b"", b"x", b'{"kind":"head"}', b"[]\n", b'{"kind":1}\n', b'{"kind":"nope"}\n', b"{}\n"]
)
def test_malformed(data) -> None:
    with pytest.raises(IntegrityFailure):
        list(package.decode(data))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data) -> None:
    try:
        list(package.decode(data + b"\n"))
    except IntegrityFailure:
        return


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_one_byte_changed_is_read_or_refused(at, value) -> None:
    data = bytearray(package.encode(LINES))
    data[at % len(data)] = value
    try:
        list(package.decode(bytes(data)))
    except IntegrityFailure:
        return
