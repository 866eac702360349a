"""docs/spec/decoder.md: its example is what the code sends, its bounds are the code's."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from field_doc.decode import limits, protocol

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "spec" / "decoder.md").read_text("utf-8")


def example() -> bytes:
    found = re.search(r"```hex\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return bytes.fromhex(found[1])


def test_the_example_reads_and_writes():
    header, blob = protocol.read_frame(io.BytesIO(example()))
    assert (header, blob) == ({"op": "examine", "size": 3, "ending": "jpg"}, b"\xff\xd8\xff")
    out = io.BytesIO()
    protocol.write_frame(out, header, blob)
    assert out.getvalue() == example()


def test_every_truncation_of_the_example_is_refused():
    for length in range(len(example())):
        with pytest.raises(protocol.Closed):
            protocol.read_frame(io.BytesIO(example()[:length]))


@pytest.mark.parametrize(
    "spoiled",
    [
        b"FDD2" + example()[4:],
        example()[:4] + b"\xff" * 12,
        b"FDD1" + (2).to_bytes(4, "big") + bytes(8) + b"[]",
        b"FDD1" + (7).to_bytes(4, "big") + bytes(8) + b'{"a":NaN}'[:7],
        b"FDD1" + (9).to_bytes(4, "big") + bytes(8) + b'{"a":NaN}',
        b"FDD1" + (3).to_bytes(4, "big") + bytes(8) + b'{"\xff',
    ],
)
def test_what_is_no_frame_is_refused(spoiled):
    with pytest.raises(protocol.Garbled):
        protocol.read_frame(io.BytesIO(spoiled))


def test_a_blob_over_its_bound_is_refused():
    with pytest.raises(protocol.Garbled):
        protocol.read_frame(io.BytesIO(example()), max_blob=2)


def test_bounds_are_the_ones_of_the_page():
    assert limits.MAX_IMAGE_BYTES == 200 << 20
    assert limits.MAX_OTHER_BYTES == 24 << 20
    assert (limits.MAX_PIXELS, limits.MAX_PIXELS_JPEG) == (120_000_000, 220_000_000)
    assert (limits.THUMBNAIL_EDGE, limits.MAX_THUMBNAIL) == (512, 512 << 10)
    assert (limits.MAX_RAW_TAGS, limits.MAX_FINDINGS, limits.ITEMS_PER_CHILD) == (600, 64, 500)
