"""Look at the frame of a JPEG without decoding it: size, components, which segments it carries.

Our own derivatives are placed into the report byte for byte. Before that, and before a derivative
goes into a bag, its segments are checked: nothing but what is needed to show the picture (R08).
Source: ITU-T T.81 annex B; JFIF 1.02; Adobe TN 5116 (APP14).
"""

from __future__ import annotations

from dataclasses import dataclass

from field_doc.base.errors import IntegrityFailure

_SOF = {0xC0, 0xC1, 0xC2}
_STANDALONE = {0x01, *range(0xD0, 0xD9)}
# JFIF header without a thumbnail, ICC profile and the Adobe colour marker describe colour, not the scene.
_HARMLESS_APP = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_NEEDED = {0xC4, 0xDB, 0xDD, *_SOF}


@dataclass(frozen=True, slots=True)
class JpegFrame:
    """Width and height in pixels, colour components (1, 3, 4), and whether it carries anything more."""

    width: int
    height: int
    components: int
    clean: bool


def look(data: bytes) -> JpegFrame:
    """Read the segments up to the first scan.

    Raises:
        IntegrityFailure: ``jpeg.malformed`` when it is no JPEG this reader understands.

    """
    if data[:2] != b"\xff\xd8":
        raise IntegrityFailure("jpeg.malformed")
    position, clean, shape = 2, True, None
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker in _STANDALONE or marker == 0xFF:
            position += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        body = data[position + 4 : position + 2 + length]
        if length < 2 or len(body) != length - 2:
            break
        if marker == 0xDA:
            return _frame(shape, clean=clean and _ends_once(data))
        if marker in _SOF and len(body) >= 6:
            shape = body
        clean = clean and _is_harmless(marker, body)
        position += 2 + length
    raise IntegrityFailure("jpeg.malformed")


def _frame(shape: bytes | None, *, clean: bool) -> JpegFrame:
    """The frame header's numbers: precision, height, width, components."""
    if shape is None or shape[0] != 8 or shape[5] not in {1, 3, 4}:
        raise IntegrityFailure("jpeg.malformed")
    height, width = int.from_bytes(shape[1:3], "big"), int.from_bytes(shape[3:5], "big")
    if not width or not height:
        raise IntegrityFailure("jpeg.malformed")
    return JpegFrame(width, height, shape[5], clean)


def _is_harmless(marker: int, body: bytes) -> bool:
    """Whether a segment only says how to draw the picture."""
    if marker in _NEEDED:
        return True
    if marker not in _HARMLESS_APP or not body.startswith(_HARMLESS_APP[marker]):
        return False
    return marker != 0xE0 or len(body) == 14  # a longer JFIF header holds a thumbnail


def _ends_once(data: bytes) -> bool:
    """Nothing hangs behind the end marker, and no second picture does."""
    return data.rstrip(b"\0").endswith(b"\xff\xd9") and data.count(b"\xff\xd8\xff") == 1
