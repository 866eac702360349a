"""No bytes make the readers of containers, boxes and XMP raise."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from field_doc.decode import containers, heif, video, xmp

STARTS = {
    "image/jpeg": b"\xff\xd8\xff\xe1\x00\x20Exif\0\0II*\0",
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\x08eXIf",
    "image/webp": b"RIFF\x40\0\0\0WEBPEXIF",
    "image/heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\1\0meta\0\0\0\0",
    "image/jp2": b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x40jp2h\0\0\0\x16ihdr",
    "image/x-minolta-mrw": b"\0MRM\0\0\0\x40\0TTW",
    "image/x-fuji-raf": b"FUJIFILMCCD-RAW ".ljust(84, b"0"),
}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(STARTS)), st.binary(max_size=400))
def test_containers(media_type, tail):
    blocks = containers.read(media_type, STARTS[media_type] + tail)
    assert all(isinstance(block, bytes) for block in blocks.exif + blocks.xmp)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([b"iloc", b"iinf", b"infe", b"pitm", b"iprp", b"ipco", b"ipma", b"ispe", b"uuid"])),
    st.binary(max_size=200),
)
def test_heif_items(kinds, filler):
    inner = b"".join((8 + len(filler)).to_bytes(4, "big") + kind + filler for kind in kinds)
    heif.read((12 + len(inner)).to_bytes(4, "big") + b"meta\0\0\0\0" + inner)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([b"mvhd", b"udta", b"meta", b"keys", b"ilst", b"trak", b"\xa9xyz", b"loci"])),
    st.binary(max_size=200),
)
@example([b"mvhd"], b"\1" + b"\xff" * 40)
def test_movies(kinds, filler):
    inner = b"".join((8 + len(filler)).to_bytes(4, "big") + kind + filler for kind in kinds)
    data = (8 + len(inner)).to_bytes(4, "big") + b"moov" + inner
    facts, raw, _ = video.facts(lambda o, n: data[o : o + n], len(data))
    assert facts.duration_ms is None or facts.duration_ms >= 0
    assert all(isinstance(text, str) for text in raw.values())


def test_xmp_with_entities_is_not_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x:xmpmeta xmlns:x="y">&b;</x:xmpmeta>'
    raw, findings = xmp.read(bomb)
    assert raw == {}
    assert [f.code for f in findings] == ["xmp_hostile"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_xmp(tail):
    xmp.read(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + tail)
