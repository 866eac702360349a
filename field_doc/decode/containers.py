"""Where image files keep their metadata: JPEG segments, PNG chunks, RIFF chunks, boxes, camera raws.

Each function takes the whole file and returns ``Blocks``: TIFF-structured Exif blocks, XMP packets,
the size the file states, and what is odd about it. Nothing here decodes pixels; no bytes make it raise.
Sources: ITU-T T.81 Annex B, Exif 2.32 (CIPA DC-008), PNG 3rd edition, RIFF/WebP container
specification, JPEG XL ISO/IEC 18181-2, JPEG 2000 ISO/IEC 15444-1 Annex I.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from field_doc.decode import boxes, heif
from field_doc.decode.limits import MAX_EXIF, MAX_SEGMENTS, MAX_XMP
from field_doc.decode.values import Finding

TIFF_MARKS: Final = (b"II*\x00", b"MM\x00*")
_XMP_HEAD: Final = b"http://ns.adobe.com/xap/1.0/\x00"
_MOTION_MARKS: Final = (b"MotionPhoto_Data", b'MotionPhoto="1"', b'MicroVideo="1"', b"MotionPhoto>1<")


@dataclass(slots=True)
class Blocks:
    """What a container gave. ``tiff_is_file``: the file itself is a TIFF structure."""

    exif: list[bytes] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    size: tuple[int, int] | None = None
    findings: list[Finding] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)


def read(media_type: str, data: bytes) -> Blocks:
    """The metadata blocks of an image file of that type."""
    reader = _READERS.get(media_type)
    if reader is None:
        return Blocks()
    blocks = reader(data)
    blocks.exif = list(dict.fromkeys(blocks.exif))  # the same block for two pictures of a file is one
    if len(blocks.exif) > 1 and media_type != "image/x-canon-cr3":
        blocks.findings.append(Finding.of("multiple_exif", count=len(blocks.exif)))
    return blocks


def _jpeg(data: bytes) -> Blocks:
    blocks, at = Blocks(), 2
    for _ in range(MAX_SEGMENTS):
        at = data.find(b"\xff", at)
        if at < 0 or at + 4 > len(data):
            blocks.findings.append(Finding.of("truncated", at_byte=len(data)))
            return blocks
        marker = data[at + 1]
        if marker in (0xFF, 0x00) or 0xD0 <= marker <= 0xD8 or marker == 0x01:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in (0xD9, 0xDA):
            break
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        _jpeg_segment(marker, data[at + 4 : at + 2 + length], blocks)
        at += 2 + max(length, 2)
    _jpeg_end(data, at, blocks)
    return blocks


def _jpeg_segment(marker: int, body: bytes, blocks: Blocks) -> None:
    if marker == 0xE1 and body.startswith(b"Exif\x00"):
        blocks.exif.append(body[6:])
    elif marker == 0xE1 and body.startswith(_XMP_HEAD):
        blocks.xmp.append(body[len(_XMP_HEAD) :])
    elif marker in range(0xC0, 0xD0) and marker not in (0xC4, 0xC8, 0xCC) and len(body) >= 6:
        if blocks.size is None:
            height, width = struct.unpack(">HH", body[1:5])
            blocks.size = width, height
    elif marker == 0xFE:
        blocks.comments["File:Comment"] = body.decode("utf-8", "replace")


def _jpeg_end(data: bytes, at: int, blocks: Blocks) -> None:
    """What stands after the picture: nothing, padding, further pictures (MPO), a video, something else."""
    end = _end_of_scan(data, at)
    if end is None:
        blocks.findings.append(Finding.of("truncated", at_byte=len(data)))
        return
    rest = data[end:]
    if _is_motion(data, rest):
        blocks.findings.append(Finding.of("has_motion_part", trailing_bytes=len(rest)))
    elif rest.strip(b"\x00\xff\r\n ") and not rest.lstrip(b"\x00").startswith(b"\xff\xd8"):
        blocks.findings.append(Finding.of("trailing_data", bytes=len(rest)))


def _end_of_scan(data: bytes, at: int) -> int | None:
    """Offset after the EOI marker of the first picture; entropy-coded data holds no bare marker."""
    for _ in range(MAX_SEGMENTS * 100):
        at = data.find(b"\xff", at)
        if at < 0 or at + 2 > len(data):
            return None
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2
        if marker in (0x00, 0xFF) or 0xD0 <= marker <= 0xD7:
            at += 1 if marker == 0xFF else 2
        else:
            at += 2 + max(int.from_bytes(data[at + 2 : at + 4], "big"), 2)
    return len(data)


def _is_motion(data: bytes, rest: bytes) -> bool:
    return any(mark in data[: 1 << 18] for mark in _MOTION_MARKS[1:]) or (
        _MOTION_MARKS[0] in rest or b"ftyp" in rest[:64] or (b"ftypmp4" in rest or b"ftypisom" in rest)
    )


def _png(data: bytes) -> Blocks:
    blocks, at = Blocks(), 8
    for _ in range(MAX_SEGMENTS):
        if at + 8 > len(data):
            blocks.findings.append(Finding.of("truncated", at_byte=len(data)))
            return blocks
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + min(length, MAX_EXIF)]
        if kind == b"IEND":
            break
        _png_chunk(kind, body, blocks)
        at += 12 + length
    if len(data) - at - 12 > 0:
        blocks.findings.append(Finding.of("trailing_data", bytes=len(data) - at - 12))
    return blocks


def _png_chunk(kind: bytes, body: bytes, blocks: Blocks) -> None:
    if kind == b"IHDR" and len(body) >= 8:
        blocks.size = struct.unpack(">II", body[:8])
    elif kind == b"eXIf":
        blocks.exif.append(body.removeprefix(b"Exif\x00\x00"))
    elif kind in (b"tEXt", b"zTXt", b"iTXt"):
        name, text = _png_text(kind, body)
        if name == b"XML:com.adobe.xmp":
            blocks.xmp.append(text)
        elif name.startswith(b"Raw profile type"):
            _raw_profile(name, text, blocks)
        elif text:
            key = "PNG:" + name.decode("latin-1")[:60]
            blocks.comments[key] = text.decode("utf-8" if kind == b"iTXt" else "latin-1", "replace")


def _png_text(kind: bytes, body: bytes) -> tuple[bytes, bytes]:
    name, _, rest = body.partition(b"\x00")
    if kind == b"tEXt":
        return name, rest
    if kind == b"zTXt":
        return name, _inflate(rest[1:])
    packed, rest = rest[:1] == b"\x01", rest[2:]
    text = rest.split(b"\x00", 2)[-1]
    return name, _inflate(text) if packed else text


def _inflate(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MAX_XMP)
    except zlib.error:
        return b""


def _raw_profile(name: bytes, text: bytes, blocks: Blocks) -> None:
    """ImageMagick's way to keep Exif and XMP in PNG text: a length and hexadecimal digits."""
    parts = text.split(None, 2)
    try:
        body = bytes.fromhex(parts[2].decode("ascii")) if len(parts) == 3 else b""
    except ValueError:
        return
    if name.endswith((b"exif", b"APP1")) and body.startswith(b"Exif\x00"):
        blocks.exif.append(body[6:])
    elif body.startswith(_XMP_HEAD) or name.endswith(b"xmp"):
        blocks.xmp.append(body.removeprefix(_XMP_HEAD))


def _webp(data: bytes) -> Blocks:
    blocks, at = Blocks(), 12
    claimed = 8 + int.from_bytes(data[4:8], "little")
    if claimed > len(data):
        blocks.findings.append(Finding.of("truncated", at_byte=len(data)))
    for _ in range(MAX_SEGMENTS):
        if at + 8 > len(data):
            break
        kind, length = struct.unpack("<4sI", data[at : at + 8])
        body = data[at + 8 : at + 8 + min(length, MAX_EXIF)]
        if kind == b"EXIF":
            blocks.exif.append(body.removeprefix(b"Exif\x00\x00"))
        elif kind == b"XMP ":
            blocks.xmp.append(body)
        elif kind == b"VP8X" and len(body) >= 10:
            blocks.size = (1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little"))
        at += 8 + length + (length & 1)
    return blocks


def _heif(data: bytes) -> Blocks:
    meta = heif.read(data)
    blocks = Blocks(exif=meta.exif, xmp=meta.xmp, size=meta.size)
    if meta.truncated:
        blocks.findings.append(Finding.of("truncated", at_byte=len(data)))
    if meta.has_motion_part:
        blocks.findings.append(Finding.of("has_motion_part"))
    return blocks


def _jxl_or_jp2(data: bytes) -> Blocks:
    blocks = Blocks()

    def read_at(offset: int, length: int) -> bytes:
        return data[offset : offset + length]

    for box in boxes.walk(read_at, 0, len(data)):
        if box.kind == b"Exif":
            item = boxes.content(read_at, box, MAX_EXIF)
            blocks.exif.append(item[4 + int.from_bytes(item[:4], "big") :])
        elif box.kind == b"xml ":
            blocks.xmp.append(boxes.content(read_at, box, MAX_XMP))
        elif box.kind == b"uuid":
            _jp2_uuid(boxes.content(read_at, box, MAX_EXIF), blocks)
        elif box.kind == b"jp2h":
            header = boxes.find(read_at, box, b"ihdr")
            if header is not None and header.size >= 8:
                height, width = struct.unpack(">II", read_at(header.start, 8))
                blocks.size = width, height
    return blocks


def _jp2_uuid(body: bytes, blocks: Blocks) -> None:
    if body.startswith(b"JpgTiffExif->JP2"):
        blocks.exif.append(body[16:])
    elif body.startswith(bytes.fromhex("be7acfcb97a942e89c71999491e3afac")):
        blocks.xmp.append(body[16:])


def _tiff(data: bytes) -> Blocks:
    return Blocks(exif=[data])


def _remarked(data: bytes) -> Blocks:
    """Olympus and Panasonic raws: a TIFF structure under another mark."""
    little = data[:2] == b"II"
    return Blocks(exif=[(b"II*\x00" if little else b"MM\x00*") + data[4:]])


def _raf(data: bytes) -> Blocks:
    """Fujifilm raw: a full JPEG stands at the offset and length given at byte 84."""
    start, length = struct.unpack(">II", data[84:92].ljust(8, b"\x00"))
    blocks = _jpeg(data[start : start + length])
    blocks.size = None
    return blocks


def _mrw(data: bytes) -> Blocks:
    """Minolta raw: blocks behind ``\\0MRM``; ``\\0TTW`` holds a TIFF structure, ``\\0PRD`` the size."""
    blocks, at = Blocks(), 8
    end = 8 + int.from_bytes(data[4:8], "big")
    while at + 8 <= min(end, len(data)):
        kind, length = struct.unpack(">4sI", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind == b"\x00TTW":
            blocks.exif.append(body)
        elif kind == b"\x00PRD" and len(body) >= 16:
            height, width = struct.unpack(">HH", body[12:16])
            blocks.size = width, height
        at += 8 + length
    return blocks


_READERS: Final[dict[str, Callable[[bytes], Blocks]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/heic": _heif,
    "image/heif": _heif,
    "image/avif": _heif,
    "image/x-canon-cr3": _heif,
    "image/jxl": _jxl_or_jp2,
    "image/jp2": _jxl_or_jp2,
    "image/tiff": _tiff,
    "image/x-adobe-dng": _tiff,
    "image/x-canon-cr2": _tiff,
    "image/x-nikon-nef": _tiff,
    "image/x-sony-arw": _tiff,
    "image/x-pentax-pef": _tiff,
    "image/x-samsung-srw": _tiff,
    "image/x-olympus-orf": _remarked,
    "image/x-panasonic-rw2": _remarked,
    "image/x-fuji-raf": _raf,
    "image/x-minolta-mrw": _mrw,
}
