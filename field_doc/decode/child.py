"""The child's main: confine itself, then answer requests until the pipe closes.

Started by name (``python -m field_doc.decode.child``, frozen: ``field-doc __decode-child``). It knows
no vault and no keys, reads requests from standard input and writes answers to what was standard
output; its own standard output and error lead nowhere.
"""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Any, BinaryIO

from field_doc.decode import examine, pictures, probe, protocol, sandbox, sniff, strip
from field_doc.decode.limits import MAX_EDGE, MAX_IMAGE_BYTES, MIB
from field_doc.decode.remote import RemoteFile
from field_doc.decode.values import MEMORY, TOO_LARGE, UNREADABLE

_LIVES = 20
"""CPU seconds of a child's whole life, in time limits of one item."""


Serve = Callable[[protocol.Json, bytes, BinaryIO, BinaryIO], None]


def main() -> int:
    """Run until the parent closes the pipe. Returns 0; a broken protocol is 1."""
    return run(pictures.prepare, _serve)


def run(prepare: Callable[[], None], serve: Serve) -> int:
    """The life of a child: ``prepare`` loads libraries, then it is confined, then each request is served."""
    pipe_in, pipe_out = _pipes()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    try:
        start, _ = protocol.read_frame(pipe_in)
        prepare()
        timeout_s = int(start["timeout_s"])
        protections = sandbox.confine(
            memory_bytes=int(start["memory_mb"]) * MIB, cpu_seconds=max(timeout_s * _LIVES, 60)
        )
        protocol.write_frame(pipe_out, {"protocol": protocol.VERSION, "protections": list(protections)})
        while True:
            _alarm(0)
            request, head = protocol.read_frame(pipe_in)
            _alarm(timeout_s * 2 + 5)
            serve(request, head, pipe_in, pipe_out)
            del head
    except protocol.Closed:
        return 0
    except protocol.Garbled:
        return 1


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Our two ends; descriptors 1 and 2 then lead nowhere, so no library can spoil the protocol."""
    pipe_in, pipe_out = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(pipe_in, os.O_BINARY)
        msvcrt.setmode(pipe_out, os.O_BINARY)
    return io.FileIO(pipe_in, "rb"), io.FileIO(pipe_out, "wb")


def _alarm(seconds: int) -> None:
    """End ourselves if the parent, whose task it is, has died in the meantime."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _serve(request: protocol.Json, head: bytes, pipe_in: BinaryIO, pipe_out: BinaryIO) -> None:
    if request.get("op") == "probe":
        protocol.write_frame(pipe_out, {"done": True, "probe": probe.attempts()})
        return
    item = RemoteFile(pipe_in, pipe_out, int(request["size"]), head)
    if request.get("op") == "examine":
        _examine(item, request, pipe_out)
    else:
        answer, blob = _picture(item, request)
        protocol.write_frame(pipe_out, answer | {"done": True}, blob)


def _examine(item: RemoteFile, request: protocol.Json, pipe_out: BinaryIO) -> None:
    try:
        found = examine.look(item, request.get("ending"))
    except MemoryError:
        protocol.write_frame(pipe_out, {"done": True, "problem": MEMORY})
        return
    protocol.write_frame(pipe_out, found.header())
    data, size, problem, truncated = examine.thumbnail(found)
    answer = {"done": True, "size": size, "problem": problem, "truncated": truncated}
    protocol.write_frame(pipe_out, answer, data)


def _picture(item: RemoteFile, request: protocol.Json) -> tuple[dict[str, Any], bytes]:
    """Make a derivative; the answer names its type and size or the problem."""
    edge = request.get("max_edge")
    max_edge = min(int(edge), MAX_EDGE) if edge is not None else None
    try:
        media_type = sniff.media_type_of(item.read_at(0, sniff.HEAD))
        if not pictures.can_open(media_type):
            return {"problem": UNREADABLE}, b""
        if item.size > MAX_IMAGE_BYTES:
            return {"problem": TOO_LARGE}, b""
        data, made, size = _derive(request["op"], media_type, item.everything(), max_edge)
    except pictures.TooManyPixels:
        return {"problem": TOO_LARGE}, b""
    except MemoryError:
        return {"problem": MEMORY}, b""
    except (protocol.Closed, protocol.Garbled):
        raise
    except Exception:  # noqa: BLE001 - decoders raise anything
        return {"problem": UNREADABLE}, b""
    return {"media_type": made, "size": size}, data


def _derive(want: str, media_type: str, data: bytes, edge: int | None) -> tuple[bytes, str, tuple[int, int]]:
    if want == "clean":
        return strip.derive_clean_image(media_type, data, edge)
    if want == "clean-jpeg":
        return strip.derive_clean_jpeg(media_type, data, edge)
    if want == "pixels":
        return strip.derive_pixels(media_type, data, edge or MAX_EDGE)
    return strip.derive_preview(media_type, data, edge or MAX_EDGE)


if __name__ == "__main__":
    sys.exit(main())
