"""Types come from content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_doc.decode import media_types, sniff
from field_doc.decode.values import KINDS

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", "application/x-empty"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x00\x00\x00\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1\0\0\0\0mif1avif", "image/avif"),
        (b"\x00\x00\x00\x14ftypqt  \0\0\0\0qt  ", "video/quicktime"),
        (b"\x00\x00\x00\x14ftyp3gp4\0\0\0\0", "video/3gpp"),
        (b"\x00\x00\x00\x14ftypM4A \0\0\0\0", "audio/mp4"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/x-wav"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "video/webm"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"junk before\n%PDF-1.4\n", "application/pdf"),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml..word/document.xml", DOCX),
        (b"PK\x03\x04" + bytes(26) + b"photo.jpg", "application/zip"),
        (b"MZ" + bytes(100), "application/vnd.microsoft.portable-executable"),
        (b'<?xml version="1.0"?>\n<gpx version="1.1">', "application/gpx+xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><kml xmlns='x'>", "application/vnd.google-earth.kml+xml"),
        (b'{"type": "FeatureCollection", "features": []}', "application/geo+json"),
        (b'{"a": 1}', "application/json"),
        (b"<html><script>", "text/html"),
        ("Свідчення".encode(), "text/plain"),
        ("Свідчення".encode("utf-16"), "text/plain"),
        ("Свідчення".encode("cp1251"), "text/plain"),
        (b"\x47" + (bytes(187) + b"\x47") * 4, "video/mp2t"),
        (b"ID3\x04\0\0\0\0\0\0\xff\xfb\x90\0", "audio/mpeg"),
        (b"\x01\x02\x03\x04", "application/octet-stream"),
    ],
)  # fmt: skip
def test_types_by_content(head, expected):
    assert sniff.media_type_of(head) == expected


@pytest.mark.parametrize(
    ("media_type", "ending", "fits"),
    [
        ("image/jpeg", "jpg", True),
        ("image/jpeg", "exe", False),
        ("application/vnd.microsoft.portable-executable", "jpg", False),
        ("text/html", "txt", False),
        ("application/octet-stream", "dat", True),
        ("application/octet-stream", "jpg", False),
        ("image/jpeg", "", True),
        ("image/heic", "heif", True),
    ],
)
def test_endings(media_type, ending, fits):
    assert media_types.ending_fits(media_type, ending) is fits


@given(
    st.binary(max_size=600),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\0\0\0\x20ftyp", b"PK\x03\x04", b"ID3", b"II*\0", b"<"]),
)
def test_any_bytes_have_a_type_and_a_kind(tail, start):
    assert media_types.kind_of(sniff.media_type_of(start + tail)) in KINDS
