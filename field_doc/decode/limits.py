"""Every bound of the decoder in one place (docs/spec/decoder.md explains each)."""

from __future__ import annotations

from typing import Final

KIB: Final = 1 << 10
MIB: Final = 1 << 20

MAX_HEADER: Final = 1 * MIB
"""Largest JSON header of a frame, either way."""
MAX_BLOB: Final = 300 * MIB
"""Largest blob of any frame; each operation has its own lower bound."""

EAGER: Final = 4 * MIB
"""A file up to this size is sent whole with the request; of a longer one this much of its head."""
MAX_IMAGE_BYTES: Final = 200 * MIB
"""Images are decoded from the whole file; longer ones are not decoded."""
MAX_OTHER_BYTES: Final = 24 * MIB
"""Of files that are no images at most this much plaintext is asked for."""
MAX_SENT: Final = MAX_IMAGE_BYTES + EAGER
"""What the parent sends of one item at most, whatever the child asks for."""
MAX_ASKS: Final = 2_000
"""How many ranges of one item the child may ask for."""
MAX_RANGE: Final = MAX_IMAGE_BYTES

MAX_PIXELS: Final = 120_000_000
MAX_PIXELS_JPEG: Final = 220_000_000
"""JPEG is scaled while it is decoded, so more pixels fit into the same memory."""
THUMBNAIL_EDGE: Final = 512
MAX_THUMBNAIL: Final = 512 * KIB
MAX_PREVIEW: Final = 64 * MIB
MAX_CLEAN: Final = 256 * MIB
MAX_EDGE: Final = 20_000

MAX_RAW_TAGS: Final = 600
MAX_RAW_KEY: Final = 120
MAX_RAW_TEXT: Final = 1_000
MAX_TEXT: Final = 200
MAX_FINDINGS: Final = 64
MAX_XMP: Final = 1 * MIB
MAX_EXIF: Final = 8 * MIB
MAX_BOXES: Final = 4_000
MAX_BOX_DEPTH: Final = 8
MAX_SEGMENTS: Final = 4_000

ITEMS_PER_CHILD: Final = 500
"""A child is replaced after so many items, so that nothing it picked up lives long."""
