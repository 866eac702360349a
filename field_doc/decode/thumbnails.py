"""Thumbnails: at most 512 pixels wide or high, upright, sRGB, JPEG made anew without any metadata."""

from __future__ import annotations

import io

from PIL import Image

from field_doc.decode import pictures
from field_doc.decode.limits import THUMBNAIL_EDGE

_QUALITY = 80


def make(media_type: str, data: bytes) -> tuple[bytes, tuple[int, int], bool]:
    """A thumbnail, its size, and whether the picture was cut short.

    Raises:
        pictures.TooManyPixels: not decoded.
        Exception: whatever the decoder raises.

    """
    try:
        image, truncated = _small(media_type, data), False
    except OSError:
        # A photo cut by a pulled card still shows something; a second try takes what there is.
        with pictures.tolerating_truncation():
            image, truncated = _small(media_type, data), True
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue(), image.size, truncated


def _small(media_type: str, data: bytes) -> Image.Image:
    with pictures.opened(media_type, data) as image:
        return pictures.plain(pictures.scaled(image, THUMBNAIL_EDGE))
