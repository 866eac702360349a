"""Opening foreign pictures within bounds, upright and in sRGB (child only).

Only formats that a photograph or scan comes in are opened, each only when its first bytes say so:
fewer decoders, fewer holes. The number of pixels is checked before any is decoded.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pi_heif
from PIL import Image, ImageCms, ImageFile

from field_doc.decode.limits import MAX_PIXELS, MAX_PIXELS_JPEG

FORMATS: Final[dict[str, str]] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/bmp": "BMP",
    "image/webp": "WEBP",
    "image/tiff": "TIFF",
    "image/x-icon": "ICO",
    "image/x-portable-pixmap": "PPM",
    "image/heic": "HEIF",
    "image/heif": "HEIF",
    "image/avif": "AVIF",
    "image/jp2": "JPEG2000",
    "image/x-jp2-codestream": "JPEG2000",
    "image/x-adobe-dng": "TIFF",
    "image/x-canon-cr2": "TIFF",
    "image/x-nikon-nef": "TIFF",
    "image/x-sony-arw": "TIFF",
    "image/x-pentax-pef": "TIFF",
    "image/x-samsung-srw": "TIFF",
}
_CODECS: Final = (
    "ascii",
    "latin-1",
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "iso2022_jp",
    "cp1251",
    "cp1252",
)
_WHITE: Final = (255, 255, 255, 255)
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class TooManyPixels(Exception):
    """The picture states more pixels than we decode."""


def prepare() -> None:
    """Load every plugin and table now: afterwards no file can be opened any more."""
    pi_heif.register_heif_opener(thumbnails=False)
    Image.init()
    for codec in _CODECS:
        codecs.getincrementaldecoder(codec)
    Image.MAX_IMAGE_PIXELS = None  # ours is checked in ``opened``, for each format its own
    ImageCms.createProfile("sRGB")
    for mode, suffix in (("RGB", "JPEG"), ("RGB", "PNG"), ("RGB", "WEBP")):
        Image.new(mode, (1, 1)).save(io.BytesIO(), suffix)


def can_open(media_type: str) -> bool:
    """Whether we decode that type at all."""
    return media_type in FORMATS


def size_of(media_type: str, data: bytes) -> tuple[int, int] | None:
    """The size as the image library reads it, without decoding; None if it cannot."""
    if not can_open(media_type):
        return None
    try:
        with Image.open(io.BytesIO(data), formats=[FORMATS[media_type]]) as image:
            return image.size
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - decoders raise anything from SyntaxError to struct.error
        return None


@contextmanager
def opened(media_type: str, data: bytes) -> Iterator[Image.Image]:
    """The picture, its first frame, not decoded yet, its number of pixels checked.

    Raises:
        TooManyPixels: more than ``MAX_PIXELS`` (JPEG: ``MAX_PIXELS_JPEG``).
        Exception: whatever the decoder raises.

    """
    with Image.open(io.BytesIO(data), formats=[FORMATS[media_type]]) as image:
        bound = MAX_PIXELS_JPEG if image.format in ("JPEG", "MPO") else MAX_PIXELS
        if image.width * image.height > bound:
            raise TooManyPixels
        yield image


@contextmanager
def tolerating_truncation() -> Iterator[None]:
    """Inside, what a cut file still holds is decoded and the rest is grey."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def scaled(image: Image.Image, edge: int | None) -> Image.Image:
    """Decode and fit into a square of ``edge`` pixels (None: as it is); upright afterwards.

    A JPEG is scaled by powers of two while it is decoded, which is twice as fast (MEASURED 8).
    """
    if edge is not None:
        image.draft("RGB", (edge, edge))
    image.load()
    orientation = image.getexif().get(_ORIENTATION, 1)  # after load: some decoders turn by themselves
    if edge is not None and max(image.size) > edge:
        if image.mode in ("P", "1"):
            image = image.convert("RGBA" if "transparency" in image.info else "RGB")
        image = image.resize(_fitting(image.size, edge), Image.Resampling.BILINEAR, reducing_gap=2.0)
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _fitting(size: tuple[int, int], edge: int) -> tuple[int, int]:
    longest = max(size)
    return max(1, round(size[0] * edge / longest)), max(1, round(size[1] * edge / longest))


def plain(image: Image.Image, *, keep_alpha: bool = False) -> Image.Image:
    """The same pixels as 8-bit sRGB in a picture made anew: no metadata of the old one comes along."""
    profile = image.info.get("icc_profile")
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bit(image)
    if has_alpha:
        image = image.convert("RGBA")
        if not keep_alpha:
            ground = Image.new("RGBA", image.size, _WHITE)
            image = Image.alpha_composite(ground, image).convert("RGB")
    image = _to_srgb(image, profile)
    return Image.frombytes(image.mode, image.size, image.tobytes())


def _eight_bit(image: Image.Image) -> Image.Image:
    """16-bit and floating grey: 65535 is white for ``I;16``; otherwise the brightest pixel is."""
    wide = image.convert("F")
    top = 65535.0 if image.mode.startswith("I;16") else float(max(wide.getextrema()[1], 1.0))  # type: ignore[arg-type]
    return wide.point(lambda v: v * (255.0 / top)).convert("L")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    wanted = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=wanted)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None  # a broken profile: the numbers are shown as if they were sRGB
        if converted is not None:
            return converted
    return image if image.mode == wanted else image.convert(wanted)
