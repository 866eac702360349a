"""When a picture says it was taken: the device's own clock, with an offset only if the file has one.

DateTimeOriginal (0x9003), SubSecTimeOriginal (0x9291) and OffsetTimeOriginal (0x9011) belong
together (Exif 2.32, 4.6.6); OffsetTime (0x9010) belongs to the modification time and is not used.
No zone is guessed: a local time stays local, and the finding ``no_offset`` says so.
"""

from __future__ import annotations

import re
from datetime import datetime

from field_doc.decode import gps
from field_doc.decode import tags as t
from field_doc.decode.tags import Tags
from field_doc.decode.values import Basis, Finding

_DATE = re.compile(r"(\d{4})[:\-/.](\d{2})[:\-/.](\d{2})[ T](\d{2}):(\d{2}):(\d{2})")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")


def captured_at(tags: Tags) -> tuple[str | None, Basis, list[Finding]]:
    """ISO 8601 text, what it rests on, and findings; ``(None, "none", …)`` if the file does not say."""
    stated = tags.text(t.EXIF, 0x9003)
    findings: list[Finding] = []
    local = _local(stated) if stated else None
    if stated and local is None and re.search(r"\d", stated):
        findings.append(Finding.of("capture_time_invalid"))
    if local is None:
        position_time = gps.time(tags)
        return (position_time, "gps_utc", findings) if position_time else (None, "none", findings)
    local += _subseconds(tags)
    offset = _offset(tags.text(t.EXIF, 0x9011))
    if offset is None:
        return local, "exif_original_no_offset", [*findings, Finding.of("no_offset")]
    return local + offset, "exif_original_with_offset", findings


def modified_after(tags: Tags) -> bool:
    """Whether IFD0 DateTime (last change) differs from DateTimeOriginal by more than two seconds."""
    original, changed = _local(tags.text(t.EXIF, 0x9003) or ""), _local(tags.text(t.IFD0, 0x0132) or "")
    if original is None or changed is None:
        return False
    return abs((_naive(changed) - _naive(original)).total_seconds()) > 2


def _naive(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _local(text: str) -> str | None:
    """``2023:07:09 20:36:33`` as ISO 8601; None for zeros, blanks and impossible dates."""
    found = _DATE.match(text)
    if not found:
        return None
    iso = "{}-{}-{}T{}:{}:{}".format(*found.groups())
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return None
    return iso


def _subseconds(tags: Tags) -> str:
    text = tags.text(t.EXIF, 0x9291) or ""
    return f".{text[:9]}" if re.fullmatch(r"[0-9]+", text) else ""


def _offset(text: str | None) -> str | None:
    if text == "Z":
        return "+00:00"
    found = _OFFSET.fullmatch(text or "")
    if not found or int(found[2]) > 14 or int(found[3]) > 59:
        return None
    return f"{found[1]}{found[2]}:{found[3]}"
