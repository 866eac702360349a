"""MP4, MOV, 3GP, M4A: duration, size, the container's time, position and device, from boxes alone.

No codec runs here. Sources: ISO/IEC 14496-12 (``mvhd``, ``tkhd``), QuickTime File Format
specification (user data, metadata keys), 3GPP TS 26.244 (``loci``). ``mvhd`` times are UTC by
specification and local in practice: they are given without offset, with a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Final

from field_doc.decode import boxes, gps
from field_doc.decode.tags import clean
from field_doc.decode.values import Basis, Facts, Finding, Gps

_EPOCH: Final = datetime(1904, 1, 1, tzinfo=UTC)
_TEXT_LIMIT: Final = 4096
_MEDIA: Final = b"moov"


def facts(read_at: boxes.ReadAt, size: int) -> tuple[Facts, dict[str, str], list[Finding]]:
    """Facts, raw tags and findings of one ISO base media file; never raises on its bytes."""
    findings: list[Finding] = []
    moov = None
    for box in boxes.walk(read_at, 0, size):
        if box.clipped:
            findings.append(Finding.of("truncated", at_byte=size))
        if box.kind == _MEDIA:
            moov = box
            break
    if moov is None:
        return Facts(), {}, [*findings, Finding.of("no_movie_header")]
    raw = dict(_raw(read_at, moov))
    width, height = _frame_size(read_at, moov)
    when, basis = _when(raw, findings)
    return (
        Facts(
            captured_at=when,
            captured_at_basis=basis,
            gps=_position(raw, findings),
            make=_text(raw, "make", "©mak"),
            model=_text(raw, "model", "©mod"),
            software=_text(raw, "software", "©swr", "©too"),
            width=width,
            height=height,
            duration_ms=_duration(raw),
        ),
        raw,
        findings,
    )


def _raw(read_at: boxes.ReadAt, moov: boxes.Box) -> Iterator[tuple[str, str]]:
    mvhd = boxes.find(read_at, moov, b"mvhd")
    if mvhd is not None:
        yield from _movie_header(boxes.content(read_at, mvhd, 32))
    udta = boxes.find(read_at, moov, b"udta")
    if udta is not None:
        yield from _user_data(read_at, udta)
    for outer in (moov, udta):
        meta = boxes.find(read_at, outer, b"meta") if outer is not None else None
        if meta is not None:
            yield from _keys(read_at, meta)


def _movie_header(body: bytes) -> Iterator[tuple[str, str]]:
    if len(body) < 20:
        return
    wide = 8 if body[0] == 1 else 4
    created = int.from_bytes(body[4 : 4 + wide], "big")
    scale = int.from_bytes(body[4 + 2 * wide : 8 + 2 * wide], "big")
    length = int.from_bytes(body[8 + 2 * wide : 8 + 3 * wide], "big")
    if created:
        yield "QuickTime:CreateDate", _mac_time(created) or str(created)
    if scale and length != (1 << (8 * wide)) - 1:
        yield "QuickTime:Duration", f"{length}/{scale}"


def _mac_time(seconds: int) -> str | None:
    try:
        return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
    except OverflowError:
        return None


def _user_data(read_at: boxes.ReadAt, udta: boxes.Box) -> Iterator[tuple[str, str]]:
    for box in boxes.walk(read_at, udta.start, udta.end):
        body = boxes.content(read_at, box, _TEXT_LIMIT)
        if box.kind[:1] == b"\xa9" and len(body) > 4:
            length = int.from_bytes(body[:2], "big")
            name = "©" + box.kind[1:].decode("latin-1")
            yield f"UserData:{name}", clean(body[4 : 4 + length].decode("utf-8", "replace"))
        elif box.kind == b"loci":
            yield from _loci(body)


def _loci(body: bytes) -> Iterator[tuple[str, str]]:
    """3GPP location: name, role, longitude, latitude, altitude as 16.16 fixed point."""
    name_end = body.find(b"\x00", 6) + 1
    numbers = body[name_end + 1 : name_end + 13]
    if name_end and len(numbers) == 12:
        lon, lat, alt = (Fraction(int.from_bytes(numbers[i : i + 4], "big", signed=True), 65536) for i in (0, 4, 8))
        text = [gps.decimal_text(v) for v in (lat, lon, alt)]
        yield (
            "UserData:Location",
            "".join(v if v.startswith("-") else f"+{v}" for v in map(_with_point, text)) + "/",
        )


def _with_point(text: str) -> str:
    return text if "." in text else f"{text}.0"


def _keys(read_at: boxes.ReadAt, meta: boxes.Box) -> Iterator[tuple[str, str]]:
    """QuickTime metadata: ``keys`` names them, ``ilst`` holds a ``data`` box for each number."""
    for start in (meta.start, meta.start + 4):  # QuickTime: plain box; ISO: a version first
        parts = {box.kind: box for box in boxes.walk(read_at, start, meta.end)}
        if b"keys" in parts and b"ilst" in parts:
            break
    else:
        return
    box = parts[b"keys"]
    names = [
        boxes.content(read_at, k, 200).decode("utf-8", "replace") for k in boxes.walk(read_at, box.start + 8, box.end)
    ]
    for item in boxes.walk(read_at, parts[b"ilst"].start, parts[b"ilst"].end):
        number = int.from_bytes(item.kind, "big")
        data = boxes.find(read_at, item, b"data")
        if data is None or not 0 < number <= len(names):
            continue
        body = boxes.content(read_at, data, _TEXT_LIMIT)
        if body[:4] == b"\x00\x00\x00\x01":
            yield (
                f"Keys:{names[number - 1].removeprefix('com.apple.quicktime.')}",
                clean(body[8:].decode("utf-8", "replace")),
            )


def _frame_size(read_at: boxes.ReadAt, moov: boxes.Box) -> tuple[int | None, int | None]:
    for track in boxes.walk(read_at, moov.start, moov.end):
        header = boxes.find(read_at, track, b"tkhd") if track.kind == b"trak" else None
        if header is None:
            continue
        body = boxes.content(read_at, header, 104)
        width, height = (int.from_bytes(body[i : i + 4], "big") >> 16 for i in (len(body) - 8, len(body) - 4))
        if len(body) >= 84 and width and height:
            return width, height
    return None, None


def _when(raw: dict[str, str], findings: list[Finding]) -> tuple[str | None, Basis]:
    """Apple's own key carries an offset; ``mvhd`` does not, and is often local although it should be UTC."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([+-]\d\d):?(\d\d)", raw.get("Keys:creationdate", ""))
    if found and _possible(found[1]):
        return f"{found[1]}{found[2]}:{found[3]}", "container_with_offset"
    created = raw.get("QuickTime:CreateDate")
    if created is None or not _possible(created):
        return None, "none"
    if int(created[:4]) < 1990:
        findings.append(Finding.of("capture_time_invalid"))
        return None, "none"
    findings.append(Finding.of("no_offset"))
    return created, "container_no_offset"


def _possible(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _position(raw: dict[str, str], findings: list[Finding]) -> Gps | None:
    for key in ("Keys:location.ISO6709", "UserData:©xyz", "UserData:Location"):
        if key in raw:
            position, found = gps.from_iso6709(raw[key])
            findings += found
            return position
    return None


def _duration(raw: dict[str, str]) -> int | None:
    if "QuickTime:Duration" not in raw:
        return None
    millis = Fraction(raw["QuickTime:Duration"]) * 1000
    return round(millis) if millis < 10**12 else None


def _text(raw: dict[str, str], key: str, *others: str) -> str | None:
    for name in (f"Keys:{key}", f"Keys:com.android.{key}", *(f"UserData:{o}" for o in others)):
        if raw.get(name):
            return raw[name][:200]
    return None
