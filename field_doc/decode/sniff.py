"""Tell a file's type from its first bytes, never from its name.

Pure functions over the head of a file (64 KiB are enough). Sources: the formats' own
specifications; brands of ISO base media files as registered at mp4ra.org.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from field_doc.decode.media_types import EMPTY, OTHER

HEAD: Final = 64 * 1024

_MAGIC: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\x8aMNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl"),
    (0, b"\xff\x0a", "image/jxl"),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (0, b"\xff\x4f\xff\x51", "image/x-jp2-codestream"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"DDS ", "image/vnd-ms.dds"),
    (0, b"FUJIFILMCCD-RAW", "image/x-fuji-raf"),
    (0, b"IIRO", "image/x-olympus-orf"),
    (0, b"IIRS", "image/x-olympus-orf"),
    (0, b"MMOR", "image/x-olympus-orf"),
    (0, b"IIU\x00", "image/x-panasonic-rw2"),
    (0, b"\x00MRM", "image/x-minolta-mrw"),
    (0, b"FOVb", "image/x-sigma-x3f"),
    (0, b"II\x1a\x00\x00\x00HEAPCCDR", "image/x-canon-crw"),
    (0, b"\x00\x00\x01\x00", "image/x-icon"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"%!PS", "application/postscript"),
    (0, b"{\\rtf", "text/rtf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
    (0, b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02", "application/mxf"),
    (0, b"\x00\x00\x01\xba", "video/mpeg"),
    (0, b"\x00\x00\x01\xb3", "video/mpeg"),
    (0, b"#!AMR-WB\n", "audio/amr-wb"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"fLaC", "audio/flac"),
    (0, b"caff\x00\x01", "audio/x-caf"),
    (0, b"MThd", "audio/midi"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"MSCF\x00\x00\x00\x00", "application/vnd.ms-cab-compressed"),
    (257, b"ustar", "application/x-tar"),
    (0x8001, b"CD001", "application/x-iso9660-image"),
    (8, b".FIT", "application/vnd.ant.fit"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"\xca\xfe\xba\xbe", "application/java-vm"),
)
_RIFF: Final = {b"WEBP": "image/webp", b"WAVE": "audio/x-wav", b"AVI ": "video/x-msvideo"}
_IMAGE_BRANDS: Final = {
    b"heic": "image/heic", b"heix": "image/heic", b"heim": "image/heic", b"heis": "image/heic",
    b"hevc": "image/heic", b"hevx": "image/heic", b"avif": "image/avif", b"avis": "image/avif",
    b"crx ": "image/x-canon-cr3", b"jxl ": "image/jxl", b"jp2 ": "image/jp2",
}  # fmt: skip
_GENERIC_IMAGE: Final = frozenset({b"mif1", b"msf1", b"miaf"})
_TIFF_MAKERS: Final = (
    (b"NIKON", "image/x-nikon-nef"),
    (b"SONY", "image/x-sony-arw"),
    (b"PENTAX", "image/x-pentax-pef"),
    (b"SAMSUNG", "image/x-samsung-srw"),
)
_GEOJSON: Final = re.compile(
    r'"type"\s*:\s*"(?:feature|featurecollection|geometrycollection|(?:multi)?(?:point|linestring|polygon))"'
)
_ZIP_OFFICE: Final = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)


def media_type_of(untrusted_head: bytes) -> str:
    """The media type of a file that begins with these bytes; ``application/octet-stream`` if unknown."""
    if not untrusted_head:
        return EMPTY
    for look in _LOOKS:
        found = look(untrusted_head)
        if found:
            return found
    return OTHER


def _late_pdf(head: bytes) -> str | None:
    """Readers accept the PDF mark anywhere in the first 1024 bytes (ISO 32000-1, Annex H.3)."""
    return "application/pdf" if b"%PDF-" in head[:1024] else None


def _by_magic(head: bytes) -> str | None:
    for offset, magic, media_type in _MAGIC:
        if head.startswith(magic, offset):
            return media_type
    return None


def _riff(head: bytes) -> str | None:
    if head[:4] not in (b"RIFF", b"RF64", b"BW64"):
        return None
    return _RIFF.get(head[8:12])


def _tiff(head: bytes) -> str | None:
    if head[:4] in (b"II+\x00", b"MM\x00+"):
        return "image/tiff"
    if head[:4] not in (b"II*\x00", b"MM\x00*"):
        return None
    if head[8:10] == b"CR":
        return "image/x-canon-cr2"
    little = head[:2] == b"II"
    if (b"\x12\xc6\x01\x00" if little else b"\xc6\x12\x00\x01") in head[:4096]:
        return "image/x-adobe-dng"  # DNGVersion, tag 0xC612, type BYTE
    compressed = b"\x03\x01\x03\x00\x01\x00\x00\x00" if little else b"\x01\x03\x00\x03\x00\x00\x00\x01"
    # A camera's own TIFF keeps its previews in SubIFDs (0x014A); a plain TIFF of the same maker does not.
    has_sub = (b"\x4a\x01\x04\x00" if little else b"\x01\x4a\x00\x04") in head[:2048]
    if has_sub and compressed in head[:2048]:
        for maker, media_type in _TIFF_MAKERS:
            if maker in head[:4096].upper():
                return media_type
    return "image/tiff"


def _iso_media(head: bytes) -> str | None:
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot") and head[8:12] != b"ftyp":
        return "video/quicktime" if head[4:8] != b"free" or b"moov" in head[:256] else None
    if head[4:8] != b"ftyp":
        return None
    size = min(int.from_bytes(head[:4], "big"), 512)
    major = head[8:12]
    brands = [head[i : i + 4] for i in range(16, max(size, 16), 4)]
    if major in _IMAGE_BRANDS:
        return _IMAGE_BRANDS[major]
    if major in _GENERIC_IMAGE:
        return next((_IMAGE_BRANDS[b] for b in brands if b in _IMAGE_BRANDS), "image/heif")
    return _moving_brand(major)


def _moving_brand(major: bytes) -> str:
    if major[:3] == b"M4A" or major[:3] in (b"M4B", b"M4P"):
        return "audio/mp4"
    if major[:3] in (b"3gp", b"3gr", b"3gs", b"3ge"):
        return "video/3gpp"
    if major[:3] == b"3g2":
        return "video/3gpp2"
    if major == b"qt  ":
        return "video/quicktime"
    return "video/x-m4v" if major[:3] == b"M4V" else "video/mp4"


def _zip(head: bytes) -> str | None:
    if head[:4] not in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return None
    if head[30:38] == b"mimetype":
        declared = re.match(rb"[a-z0-9.+/-]{1,80}", head[38:118])
        if declared:
            text = declared.group().split(b"PK")[0].decode("ascii")
            if text.startswith(("application/vnd.oasis.opendocument.", "application/epub+zip")):
                return text
    if b"[Content_Types].xml" in head or b"_rels/.rels" in head:
        for folder, media_type in _ZIP_OFFICE:
            if folder in head:
                return media_type
    if re.search(rb"PK\x03\x04.{26}[^\x00/]{1,60}\.kml", head[:4096], re.DOTALL):
        return "application/vnd.google-earth.kmz"
    return "application/zip"


def _matroska(head: bytes) -> str | None:
    if head[:4] != b"\x1a\x45\xdf\xa3":
        return None
    return "video/webm" if b"webm" in head[:64] else "video/x-matroska"


def _ogg(head: bytes) -> str | None:
    if head[:4] != b"OggS":
        return None
    return "video/ogg" if b"\x80theora" in head[:512] else "audio/ogg"


def _aiff(head: bytes) -> str | None:
    return "audio/x-aiff" if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC") else None


def _sqlite(head: bytes) -> str | None:
    if not head.startswith(b"SQLite format 3\x00"):
        return None
    return "application/geopackage+sqlite3" if head[68:72] == b"GPKG" else "application/vnd.sqlite3"


def _windows(head: bytes) -> str | None:
    if head[:2] != b"MZ" or len(head) < 64:
        return None
    return "application/vnd.microsoft.portable-executable"


def _bitmap(head: bytes) -> str | None:
    if head[:2] == b"BM" and len(head) > 26 and head[14] in (12, 40, 52, 56, 64, 108, 124):
        return "image/bmp"
    if re.match(rb"P[1-7][\s#]", head) and re.match(rb"P[1-6]\s(?:#[^\n]*\n|\s)*\d+\s+\d+\s|P7\n", head):
        return "image/x-portable-pixmap"
    return None


def _mpeg_audio(head: bytes) -> str | None:
    if head[:3] == b"ID3":
        return _after_id3(head)
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    version, layer, rate, sampling = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    # Layer I (3) is not looked for: a UTF-16 byte order mark would pass for it.
    plausible = version != 1 and layer in (1, 2) and rate not in (0, 15) and sampling != 3
    return "audio/mpeg" if plausible else None


def _after_id3(head: bytes) -> str:
    size = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
    body = head[size : size + 4]
    if body == b"fLaC":
        return "audio/flac"
    return "audio/aac" if len(body) > 1 and body[0] == 0xFF and body[1] & 0xF6 == 0xF0 else "audio/mpeg"


def _transport_stream(head: bytes) -> str | None:
    for first, step in ((0, 188), (4, 192)):
        places = range(first, min(len(head), first + step * 5), step)
        if len(places) >= 3 and all(head[i] == 0x47 for i in places):
            return "video/mp2t"
    return None


def _text(head: bytes) -> str | None:
    text = _decoded(head)
    if text is None:
        return None
    start = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html", "<head", "<script", "<body")):
        return "text/html"
    if start.startswith("<"):
        return _xml(start)
    if start.startswith(("{", "[")):
        return "application/geo+json" if _GEOJSON.search(start) else "application/json"
    return "text/plain"


def _decoded(head: bytes) -> str | None:
    """The head as text: UTF-8, UTF-16 with a mark, or an old 8-bit page without control characters."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        return None
    return head.decode("utf-8", "replace")


def _xml(start: str) -> str:
    for name, media_type in (
        ("gpx", "application/gpx+xml"),
        ("kml", "application/vnd.google-earth.kml+xml"),
        ("trainingcenterdatabase", "application/vnd.garmin.tcx+xml"),
        ("svg", "image/svg+xml"),
        ("html", "text/html"),
    ):
        if re.search(rf"<(?:\w+:)?{name}[\s>/]", start):
            return media_type
    return "text/xml" if re.match(r"<(?:\?xml|\?xpacket|[a-z_])", start) else "text/plain"


_LOOKS: Final[tuple[Callable[[bytes], str | None], ...]] = (
    _tiff, _by_magic, _riff, _iso_media, _zip, _matroska, _ogg, _aiff, _sqlite, _windows, _bitmap,
    _mpeg_audio, _transport_stream, _late_pdf, _text,
)  # fmt: skip
