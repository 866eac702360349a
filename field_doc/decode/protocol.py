"""Frames between parent and child: ``magic(4) header-length(u32) blob-length(u64) header blob``.

Numbers are big-endian; the header is UTF-8 JSON, an object; the blob is bytes. Reading checks the
lengths before it reserves memory. Both sides speak it; neither trusts the other's lengths.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO, Final

from field_doc.decode.limits import MAX_BLOB, MAX_HEADER

VERSION: Final = 1
MAGIC: Final = b"FDD1"
_PREFIX: Final = struct.Struct(">4sIQ")

Json = dict[str, Any]


class Closed(Exception):
    """The other side closed the pipe, at a frame border or inside one."""


class Garbled(Exception):
    """What came is no frame within the limits."""


def write_frame(pipe: BinaryIO, header: Json, blob: bytes | memoryview = b"") -> None:
    """Send one frame. The pipe may be raw or buffered; a short write is continued."""
    text = json.dumps(header, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")
    if len(text) > MAX_HEADER or len(blob) > MAX_BLOB:
        raise Garbled
    _write_all(pipe, _PREFIX.pack(MAGIC, len(text), len(blob)) + text)
    if len(blob):
        _write_all(pipe, blob)
    pipe.flush()


def read_frame(pipe: BinaryIO, *, max_blob: int = MAX_BLOB) -> tuple[Json, bytes]:
    """Read one frame.

    Raises:
        Closed: the other side is gone.
        Garbled: wrong magic, a length over its limit, or a header that is no JSON object.

    """
    magic, header_length, blob_length = _PREFIX.unpack(_read_exact(pipe, _PREFIX.size))
    if magic != MAGIC or header_length > MAX_HEADER or blob_length > max_blob:
        raise Garbled
    header = _parse(_read_exact(pipe, header_length))
    return header, _read_exact(pipe, blob_length)


def _parse(untrusted_text: bytes) -> Json:
    try:
        value = json.loads(untrusted_text.decode("ascii"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as failure:
        raise Garbled from failure
    if not isinstance(value, dict):
        raise Garbled
    return value


def _no_constant(_name: str) -> None:
    raise ValueError("no NaN or Infinity")


def _read_exact(pipe: BinaryIO, length: int) -> bytes:
    """Exactly ``length`` bytes, growing as they come: a lying length reserves nothing."""
    if length == 0:
        return b""
    parts = bytearray()
    while len(parts) < length:
        part = pipe.read(min(length - len(parts), 1 << 20))
        if not part:
            raise Closed
        parts += part
    return bytes(parts)


def _write_all(pipe: BinaryIO, data: bytes | memoryview) -> None:
    view = memoryview(data)
    while view:
        sent = pipe.write(view[: 1 << 20])
        view = view[sent:]
