"""The inside of a stick, block by block: sizes known before, limits, and what is no consignment."""

from __future__ import annotations

import struct

import pytest

from field_doc.base.errors import Bug, FieldDocError, IntegrityFailure
from field_doc.formats import canonical
from field_doc.formats.courier import (
    MAX_HEAD,
    MAX_OBJECTS,
    STICK_PART,
    BlockSource,
    Inside,
    Item,
    inside_size,
    part_count,
    write_inside,
)
from field_doc.formats.digest import sha256_text

LABEL = "field-doc/courier/v1"
HEAD = canonical.encode({"type": LABEL})
ONE, TWO = b"one" * 1000, b"two"


def plain(content: bytes, *, length: int | None = None, zeros: bytes | None = None) -> bytes:
    """A plaintext around whatever content."""
    padding = bytes(-len(content) % 4096) if zeros is None else zeros
    return (len(content) if length is None else length).to_bytes(8, "big") + content + padding


def content(*objects: tuple[bytes, bytes], head: bytes = HEAD, count: int | None = None) -> bytes:
    out = struct.pack(">IQ", len(head), len(objects) if count is None else count) + head
    for name, data in objects:
        out += struct.pack(">IQ", len(name), len(data)) + name + data
    return out


def name(data: bytes) -> bytes:
    return sha256_text(data).encode("ascii")


def read_all(data: bytes, *, size: int | None = None, step: int = 1 << 20) -> list[tuple[str, bytes]]:
    blocks = (memoryview(data)[n : n + step] for n in range(0, len(data), step))
    inside = Inside(blocks, len(data) if size is None else size, LABEL)
    found = []
    while (item := inside.next_object()) is not None:
        found.append((item.digest, b"".join(inside.blocks())))
    inside.finish()
    return found


def refused(data: bytes, **options: int) -> str:
    with pytest.raises(FieldDocError) as caught:
        read_all(data, **options)
    assert isinstance(caught.value, IntegrityFailure)
    return caught.value.code


@pytest.mark.parametrize("step", [1, 7, 4096, 1 << 20])
def test_what_was_written_is_read_whatever_the_blocks(step):
    items = [Item(sha256_text(ONE), len(ONE)), Item(sha256_text(TWO), len(TWO))]
    data = {items[0].digest: ONE, items[1].digest: TWO}

    def pieces(item: Item):
        return (data[item.digest][n : n + step] for n in range(0, item.bytes, step))

    made = b"".join(write_inside(HEAD, items, pieces))
    assert len(made) == inside_size(HEAD, items)
    assert made == plain(content((name(ONE), ONE), (name(TWO), TWO)))
    assert read_all(made, step=step) == [(sha256_text(ONE), ONE), (sha256_text(TWO), TWO)]


@pytest.mark.parametrize("kept", [ONE[:-1], ONE + b"x", b"x" * len(ONE), b""])
def test_an_object_that_changed_in_the_vault_stops_the_writing(kept):
    with pytest.raises(IntegrityFailure) as caught:
        b"".join(write_inside(HEAD, [Item(sha256_text(ONE), len(ONE))], lambda _: iter([kept])))
    assert caught.value.code == "courier.object-differs"


def test_parts_are_counted_before():
    assert part_count(2000, 100) == 1
    header = 2000
    room = STICK_PART - 8 - header - 16
    fits = max(n for n in range(room - 5000, room) if n + 16 * -(-n // 65536) <= room)
    assert part_count(header, fits) == 1
    assert part_count(header, fits + 1) == 2


def test_limits_are_refused_by_name_before_memory_is_taken():
    for frame in (struct.pack(">IQ", MAX_HEAD + 1, 0), struct.pack(">IQ", len(HEAD), MAX_OBJECTS + 1)):
        size = 1 << 40
        data = plain(frame + HEAD, length=size)
        assert refused(data, size=8 + size) == "courier.limit"
    long_head = canonical.encode({"type": LABEL, "x": "a" * (MAX_HEAD - len(HEAD) - 7)})
    assert len(long_head) == MAX_HEAD
    assert read_all(plain(content(head=long_head))) == []
    too_long = canonical.encode({"type": LABEL, "x": "a" * (MAX_HEAD - len(HEAD) - 6)})
    assert refused(plain(content(head=too_long))) == "courier.limit"
    with pytest.raises(Bug):
        next(write_inside(too_long, [], lambda _: iter(())))
    with pytest.raises(Bug):
        next(write_inside(HEAD, [Item("", 0)] * (MAX_OBJECTS + 1), lambda _: iter(())))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        plain(content())[:-1],
        plain(content(), zeros=b""),
        plain(content(), zeros=bytes(4096 + -len(content()) % 4096)),
        plain(content(), zeros=b"\1" + bytes(-len(content()) % 4096 - 1)),
        plain(content(), length=len(content()) + 1),
        plain(content(), length=len(content()) - 1),
        plain(content(), length=(1 << 64) - 1),
        plain(content((name(ONE), ONE), count=2)),
        plain(content((name(ONE), ONE), count=0)),
        plain(content((b"sha256:short", ONE))),
        plain(content((b"\xff" * 71, ONE))),
        plain(content()[:12] + b"{}"),
        plain(content() + struct.pack(">IQ", 71, 1 << 63) + name(ONE), length=None),
        plain(content(head=canonical.encode({"type": "field-doc/courier-return/v1"}))),
        plain(content(head=b"[]")),
        plain(content(head=b"{} ")),
    ],
)
def test_what_is_no_consignment(data):
    code = refused(data)
    assert code == "courier.malformed" or code.startswith("canonical.")


def test_an_object_longer_than_the_rest_is_refused_before_a_byte_of_it():
    frame = struct.pack(">IQ", len(HEAD), 1) + HEAD + struct.pack(">IQ", 71, 1 << 40) + name(ONE)
    data = plain(frame + ONE)
    inside = Inside(iter([memoryview(data)]), len(data), LABEL)
    with pytest.raises(IntegrityFailure):
        inside.next_object()


def test_nothing_is_skipped():
    data = plain(content((name(ONE), ONE), (name(TWO), TWO)))
    inside = Inside(iter([memoryview(data)]), len(data), LABEL)
    inside.next_object()
    with pytest.raises(Bug):
        inside.next_object()
    with pytest.raises(Bug):
        inside.finish()


def test_a_source_of_blocks_fills_buffers_and_tells():
    told: list[int] = []
    source = BlockSource([b"", b"abc", b"", memoryview(b"defg")], told.append)
    out = []
    while count := source.readinto(buffer := memoryview(bytearray(2))):
        out.append(bytes(buffer[:count]))
    assert (b"".join(out), sum(told)) == (b"abcdefg", 7)
