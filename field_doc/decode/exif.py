"""Exif (a TIFF structure) read by ExifRead, and by Pillow where ExifRead gives up.

ExifRead knows more maker notes, Pillow survives more damage. Whatever either raises is survived and
told as a finding; the bytes are untrusted and this runs in the confined child only.
"""

from __future__ import annotations

import io
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import exifread
from PIL import ExifTags, Image

from field_doc.decode import tags as t
from field_doc.decode.containers import TIFF_MARKS
from field_doc.decode.tags import Tags, Value, Values
from field_doc.decode.values import Finding

_GROUPS: Final = {
    "Image": t.IFD0,
    "Thumbnail": t.IFD1,
    "EXIF": t.EXIF,
    "GPS": t.GPS,
    "Interoperability": t.INTEROP,
}
_EXIFREAD_S: Final = 2.0
_BIG_TIFF: Final = (b"II+\x00", b"MM\x00+")
_POINTERS: Final = frozenset({0x8769, 0x8825, 0xA005})
_UNSHOWN: Final = frozenset({0x0201, 0x0111, 0x0117, 0x0144, 0x0145, 0x02BC})


def read(untrusted_tiff: bytes) -> tuple[Tags, list[Finding]]:
    """The tags of one TIFF structure and what went wrong; no bytes make it raise but MemoryError."""
    if untrusted_tiff[:4] in TIFF_MARKS:
        for details in (True, False):
            tags = _with_exifread(untrusted_tiff, details=details)
            if tags:
                return tags, [] if details else [Finding.of("exif_damaged", part="maker_notes")]
    tags = _with_pillow(untrusted_tiff)
    if tags:
        return tags, [Finding.of("exif_damaged")] if untrusted_tiff[:4] in TIFF_MARKS else []
    return tags, [Finding.of("exif_unreadable", bytes=len(untrusted_tiff))]


def raw(tags: Tags) -> dict[str, str]:
    """The tags as group-qualified names and text, as far as they are not binary tables."""
    out: dict[str, str] = {}
    for (group, number), values in tags.standard.items():
        if number not in _POINTERS and number not in _UNSHOWN:
            out[f"{group}:{name(group, number)}"] = t.show(number, values)
    out.update({f"{t.MAKER}:{key}": text for key, text in tags.maker.items()})
    return out


def name(group: str, number: int) -> str:
    """The specification's name of a tag; its number if it has none."""
    table = ExifTags.GPSTAGS if group == t.GPS else ExifTags.TAGS
    return table.get(number, f"0x{number:04X}")


def _with_exifread(tiff: bytes, *, details: bool) -> Tags:
    try:
        with _time_boxed(_EXIFREAD_S):
            found = exifread.process_file(
                io.BytesIO(tiff), details=details, truncate_tags=False, extract_thumbnail=False
            )
    except MemoryError:
        raise
    except _TookTooLong:
        return Tags()
    except Exception:  # noqa: BLE001 - the library raises anything from AssertionError to struct.error
        return Tags()
    tags = Tags()
    for key, tag in found.items():
        group, _, rest = key.partition(" ")
        if group == "MakerNote":
            tags.maker[rest] = t.clean(str(getattr(tag, "printable", "")))
        elif group in _GROUPS and hasattr(tag, "values"):
            values = _exifread_values(tag)
            if values:
                tags.standard[_GROUPS[group], tag.tag] = values
    return tags


class _TookTooLong(BaseException):
    """Not an Exception: the library must not swallow it."""


@contextmanager
def _time_boxed(seconds: float) -> Iterator[None]:
    """Bound the processor time of what is inside: a tag that claims 2^32 values keeps ExifRead busy for minutes.

    Only where timers of processor time exist (not on Windows), and only in the main thread, which
    is where the child works; elsewhere the parent's watchdog alone bounds it.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def expire(_number: int, _frame: object) -> None:
        raise _TookTooLong

    before = signal.signal(signal.SIGVTALRM, expire)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _exifread_values(tag: Any) -> Values:
    if isinstance(tag.values, str):
        return (tag.values,)
    if isinstance(tag.values, bytes):
        return (tag.values,)
    if int(tag.field_type) in (6, 7) or (int(tag.field_type) == 1 and len(tag.values) > 8):
        return (bytes(v & 0xFF for v in tag.values if isinstance(v, int)),)
    return tuple(_exifread_value(v) for v in tag.values)


def _exifread_value(value: Any) -> Value:
    if isinstance(value, int | str):
        return value
    return (value.num, value.den) if hasattr(value, "num") else str(value)


def _with_pillow(tiff: bytes) -> Tags:
    tags = Tags()
    try:
        exif = _pillow_exif(tiff)
        for group, pointer in ((t.EXIF, 0x8769), (t.GPS, 0x8825), (t.INTEROP, 0xA005)):
            _take(tags, group, exif.get_ifd(pointer))
        _take(tags, t.IFD0, dict(exif))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - as above; what was read until then is kept
        return tags
    return tags


def _pillow_exif(tiff: bytes) -> Image.Exif:
    if tiff[:4] in _BIG_TIFF:
        with Image.open(io.BytesIO(tiff), formats=["TIFF"]) as image:
            return image.getexif()
    exif = Image.Exif()
    exif.load(b"Exif\x00\x00" + tiff)
    return exif


def _take(tags: Tags, group: str, found: dict[int, Any]) -> None:
    for number, value in found.items():
        if number not in _POINTERS:
            values = _pillow_values(value)
            if values:
                tags.standard[group, number] = values


def _pillow_values(value: Any) -> Values:
    if isinstance(value, int | str | bytes):
        return (value,)
    if hasattr(value, "numerator"):
        return (_pair(value),)
    if isinstance(value, tuple | list):
        return tuple(v if isinstance(v, int | str | bytes) else _pair(v) for v in value)
    return ()


def _pair(value: Any) -> tuple[int, int]:
    """Numerator and denominator; Pillow keeps 0 denominators and non-finite values as they came."""
    try:
        return int(value.numerator), int(value.denominator)
    except (AttributeError, TypeError, ValueError, OverflowError):
        return 0, 0
