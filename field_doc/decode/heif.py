"""HEIF family (HEIC, AVIF, CR3): the Exif and XMP items and the primary picture's size.

Source: ISO/IEC 23008-12 and 14496-12 (``meta``: ``pitm``, ``iinf``, ``iloc``, ``iprp``). The boxes are
read by us, not by the image library, so that a picture which cannot be decoded still tells its facts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from field_doc.decode import boxes
from field_doc.decode.bytes_reader import Reader
from field_doc.decode.limits import MAX_EXIF, MAX_XMP

_META_LIMIT = 4 << 20


@dataclass(slots=True)
class HeifMeta:
    """What the ``meta`` box gave: TIFF blocks, XMP packets, stored size of the primary picture."""

    exif: list[bytes] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    size: tuple[int, int] | None = None
    rotation: int = 0
    has_motion_part: bool = False
    truncated: bool = False


def read(data: bytes) -> HeifMeta:
    """Read the metadata items. Malformed parts are left out; never raises on any bytes."""
    result = HeifMeta()

    def read_at(offset: int, length: int) -> bytes:
        return data[offset : offset + length]

    for box in boxes.walk(read_at, 0, len(data)):
        result.truncated |= box.clipped
        if box.kind == b"meta":
            _meta(data, box, result)
        elif box.kind == b"mpvd":
            result.has_motion_part = True
        elif box.kind == b"moov":
            _canon_raw(read_at, box, result)
    return result


def _meta(data: bytes, meta: boxes.Box, result: HeifMeta) -> None:
    def read_at(offset: int, length: int) -> bytes:
        return data[offset : offset + length]

    inner = boxes.Box(b"meta", meta.start + 4, meta.end)
    parts = {box.kind: box for box in boxes.walk(read_at, inner.start, inner.end)}
    kinds = _item_kinds(read_at, parts.get(b"iinf"))
    places = _places(read_at, parts.get(b"iloc"))
    idat = parts.get(b"idat")
    for item, (kind, mime) in kinds.items():
        if kind == b"Exif":
            _add_exif(_item_bytes(data, places.get(item), idat, MAX_EXIF), result)
        elif kind == b"mime" and mime.startswith(b"application/rdf+xml"):
            packet = _item_bytes(data, places.get(item), idat, MAX_XMP)
            if packet:
                result.xmp.append(packet)
    pitm = parts.get(b"pitm")
    if pitm is not None:
        primary = boxes.content(read_at, pitm, 8)
        number = int.from_bytes(primary[4:8] if primary[:1] == b"\x01" else primary[4:6], "big")
        _primary_size(read_at, parts.get(b"iprp"), number, result)


def _add_exif(item: bytes, result: HeifMeta) -> None:
    """An Exif item begins with the offset of its TIFF header (23008-12 Annex A.2.1)."""
    if len(item) < 12:
        return
    start = 4 + int.from_bytes(item[:4], "big")
    for candidate in (start, 4, 10, 0):
        if item[candidate : candidate + 4] in (b"II*\x00", b"MM\x00*"):
            result.exif.append(item[candidate:])
            return


def _item_kinds(read_at: boxes.ReadAt, iinf: boxes.Box | None) -> dict[int, tuple[bytes, bytes]]:
    if iinf is None:
        return {}
    version = read_at(iinf.start, 1)
    first = iinf.start + (6 if version == b"\x00" else 8)
    kinds: dict[int, tuple[bytes, bytes]] = {}
    for box in boxes.walk(read_at, first, iinf.end):
        entry = boxes.content(read_at, box, 512)
        if box.kind != b"infe" or entry[:1] not in (b"\x02", b"\x03"):
            continue
        wide = 4 if entry[0] == 3 else 2
        number = int.from_bytes(entry[4 : 4 + wide], "big")
        after = entry[4 + wide + 2 :]
        _name, _, mime = after[4:].partition(b"\x00")
        kinds[number] = (after[:4], mime)
    return kinds


@dataclass(frozen=True, slots=True)
class _Place:
    method: int
    base: int
    extents: tuple[tuple[int, int], ...]


def _places(read_at: boxes.ReadAt, iloc: boxes.Box | None) -> dict[int, _Place]:
    if iloc is None:
        return {}
    reader = Reader(boxes.content(read_at, iloc, _META_LIMIT))
    version = reader.number(1)
    reader.skip(3)
    sizes = reader.number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    places: dict[int, _Place] = {}
    for _ in range(min(reader.number(4 if version == 2 else 2), 20_000)):
        if reader.left <= 0:
            break
        item = reader.number(4 if version == 2 else 2)
        method = reader.number(2) & 15 if version in (1, 2) else 0
        reader.skip(2)
        base = reader.number(base_size)
        extents = []
        for _extent in range(min(reader.number(2), 1_000)):
            reader.skip(index_size if version in (1, 2) else 0)
            extents.append((reader.number(offset_size), reader.number(length_size)))
        places[item] = _Place(method, base, tuple(extents))
    return places


def _item_bytes(data: bytes, place: _Place | None, idat: boxes.Box | None, limit: int) -> bytes:
    if place is None or place.method not in (0, 1) or (place.method == 1 and idat is None):
        return b""
    origin = idat.start if place.method == 1 and idat is not None else 0
    out = bytearray()
    for offset, length in place.extents:
        start = origin + place.base + offset
        out += data[start : start + min(length or limit, limit - len(out))]
    return bytes(out)


def _primary_size(read_at: boxes.ReadAt, iprp: boxes.Box | None, item: int, result: HeifMeta) -> None:
    if iprp is None:
        return
    ipco, ipma = boxes.find(read_at, iprp, b"ipco"), boxes.find(read_at, iprp, b"ipma")
    if ipco is None or ipma is None:
        return
    properties = list(boxes.walk(read_at, ipco.start, ipco.end))
    for index in _associations(boxes.content(read_at, ipma, _META_LIMIT), item):
        if not 0 < index <= len(properties):
            continue
        found = properties[index - 1]
        value = boxes.content(read_at, found, 12)
        if found.kind == b"ispe" and len(value) == 12:
            result.size = int.from_bytes(value[4:8], "big"), int.from_bytes(value[8:12], "big")
        elif found.kind == b"irot" and value:
            result.rotation = value[0] & 3


def _associations(ipma: bytes, item: int) -> list[int]:
    reader = Reader(ipma)
    version = reader.number(1)
    flags = reader.number(3)
    for _ in range(min(reader.number(4), 20_000)):
        if reader.left <= 0:
            break
        number = reader.number(2 if version < 1 else 4)
        wide = 2 if flags & 1 else 1
        found = [reader.number(wide) & (0x7FFF if wide == 2 else 0x7F) for _n in range(reader.number(1))]
        if number == item:
            return found
    return []


_CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")


def _canon_raw(read_at: boxes.ReadAt, moov: boxes.Box, result: HeifMeta) -> None:
    """CR3 keeps IFD0, Exif, maker notes and GPS as four TIFF blocks in Canon's uuid box."""
    for box in boxes.walk(read_at, moov.start, moov.end):
        if box.kind == b"uuid" and read_at(box.start, 16) == _CANON:
            for part in boxes.walk(read_at, box.start + 16, box.end):
                if part.kind in (b"CMT1", b"CMT2", b"CMT4"):
                    result.exif.append(boxes.content(read_at, part, MAX_EXIF))
