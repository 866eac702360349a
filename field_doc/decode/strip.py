"""Derivatives without metadata (R08): pixels decoded, set upright, converted to sRGB, encoded anew.

Nothing of the old file's structure comes along: no Exif, XMP, IPTC, comment, embedded thumbnail,
ICC profile (profiles carry device names), MPO pictures, motion part or trailing bytes.
"""

from __future__ import annotations

import io
from typing import Final, Literal

from PIL import Image

from field_doc.decode import pictures

_LOSSLESS: Final = frozenset({"image/png", "image/gif", "image/bmp", "image/x-icon", "image/x-portable-pixmap"})
_QUALITY_CLEAN: Final = 93
_QUALITY_PREVIEW: Final = 88

Want = Literal["clean", "clean-jpeg", "preview", "pixels"]


def derive_clean_image(media_type: str, data: bytes, max_edge: int | None = None) -> tuple[bytes, str, tuple[int, int]]:
    """A derivative for an edition: bytes, media type (JPEG or PNG), size. Raises what decoders raise."""
    return _encoded(_decoded(media_type, data, max_edge), media_type, _QUALITY_CLEAN)


def derive_clean_jpeg(media_type: str, data: bytes, max_edge: int | None = None) -> tuple[bytes, str, tuple[int, int]]:
    """The same as a JPEG whatever it came from, white behind transparency. Raises what decoders raise."""
    with pictures.opened(media_type, data) as image:
        flat = pictures.plain(pictures.scaled(image, max_edge))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY_CLEAN, subsampling="4:4:4")
    return out.getvalue(), "image/jpeg", flat.size


def derive_preview(media_type: str, data: bytes, max_edge: int) -> tuple[bytes, str, tuple[int, int]]:
    """A picture for the viewer: bytes, media type (JPEG or PNG), size. Raises what decoders raise."""
    return _encoded(_decoded(media_type, data, max_edge), media_type, _QUALITY_PREVIEW)


def derive_pixels(media_type: str, data: bytes, max_edge: int) -> tuple[bytes, str, tuple[int, int]]:
    """Bare RGB pixels for the viewer, white behind transparency. Raises what decoders raise."""
    with pictures.opened(media_type, data) as image:
        flat = pictures.plain(pictures.scaled(image, max_edge))
    return flat.tobytes(), "application/octet-stream", flat.size


def _decoded(media_type: str, data: bytes, max_edge: int | None) -> Image.Image:
    with pictures.opened(media_type, data) as image:
        return pictures.plain(pictures.scaled(image, max_edge), keep_alpha=True)


def _encoded(image: Image.Image, source: str, quality: int) -> tuple[bytes, str, tuple[int, int]]:
    out = io.BytesIO()
    if image.mode == "RGBA" or source in _LOSSLESS:
        image.save(out, "PNG", compress_level=4)
        return out.getvalue(), "image/png", image.size
    image.save(out, "JPEG", quality=quality, subsampling="4:4:4")
    return out.getvalue(), "image/jpeg", image.size
