"""Whatever lies in an envelope, reading it ends: in what was written, or in an integrity failure."""

from __future__ import annotations

import itertools
import struct

from hypothesis import example, given, settings
from hypothesis import strategies as st

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import canonical
from field_doc.formats.courier import Inside, Item, inside_size, write_inside
from field_doc.formats.digest import sha256_text

LABEL = "field-doc/courier/v1"
HEAD = canonical.encode({"type": LABEL})
OBJECTS = st.lists(st.binary(max_size=5000), max_size=5, unique=True)


def written(objects: list[bytes]) -> bytes:
    items = [Item(sha256_text(o), len(o)) for o in objects]
    by_name = dict(zip([i.digest for i in items], objects, strict=True))
    made = b"".join(bytes(b) for b in write_inside(HEAD, items, lambda i: iter([by_name[i.digest]])))
    assert len(made) == inside_size(HEAD, items)
    return made


def read(data: bytes, cuts: list[int]) -> list[tuple[str, bytes]]:
    edges = [0, *sorted(c % (len(data) + 1) for c in cuts), len(data)]
    blocks = (memoryview(data)[a:b] for a, b in itertools.pairwise(edges))
    inside = Inside(blocks, len(data), LABEL)
    found = []
    while (item := inside.next_object()) is not None:
        given_bytes = b"".join(inside.blocks())
        assert len(given_bytes) == item.bytes
        found.append((item.digest, given_bytes))
    inside.finish()
    return found


@settings(deadline=None, max_examples=60)
@given(OBJECTS, st.lists(st.integers(0, 1 << 16), max_size=8))
def test_there_and_back(objects, cuts):
    assert read(written(objects), cuts) == [(sha256_text(o), o) for o in objects]


@settings(deadline=None, max_examples=120)
@given(OBJECTS, st.data())
def test_one_changed_octet_never_gives_other_objects_under_the_same_names(objects, data):
    whole = bytearray(written(objects))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    try:
        found = read(bytes(whole), [])
    except IntegrityFailure:
        return
    # Digests of contents are for the one who stages them: here an object was changed, or a name.
    assert found != [(sha256_text(o), o) for o in objects]
    assert len(found) == len(objects)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400), st.integers(0, 3), st.integers(0, 1 << 40), st.lists(st.integers(0, 400), max_size=3))
@example(b"", 0, 0, [])
def test_garbage_is_an_integrity_failure(rest, count, size, cuts):
    frames = (
        rest,
        struct.pack(">IQ", len(HEAD), count) + HEAD + rest,
        struct.pack(">IQ", len(HEAD), count) + HEAD + struct.pack(">IQ", 71, size) + b"sha256:" + b"a" * 64 + rest,
    )
    for frame in frames:
        data = len(frame).to_bytes(8, "big") + frame + bytes(-len(frame) % 4096)
        try:
            found = read(data, cuts)
        except IntegrityFailure:
            continue
        assert sum(len(content) for _, content in found) <= len(data)
