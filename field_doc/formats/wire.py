"""A submission: what a device sends in one go, named by digests under a signed head (docs/spec/submission.md).

The list of objects is a ledger entry under the very checkpoint the manifest carries, so that nobody can
exchange it under a receipt (R13). Objects are ciphertext; the server learns digests and sizes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from field_doc.formats import canonical
from field_doc.formats.base64text import b64, from_b64
from field_doc.formats.canonical import JSON
from field_doc.formats.digest import sha256_text
from field_doc.formats.labels import SUBMISSION
from field_doc.formats.shape import DIGEST, HEX32, ORIGIN, THUMBPRINT, Shape

PART_BYTES = 4 * 1024 * 1024
MAX_MANIFEST_BYTES = 32 * 1024 * 1024
MAX_OBJECTS = 100_000
MAX_OBJECT_BYTES = 1 << 42
MAX_PROOF = 64
MAX_TAIL_CHARS = 64 * 1024
KINDS = ("payload", "package", "identity")
_KIND = re.compile("|".join(KINDS))
_CODE = "wire.malformed"


@dataclass(frozen=True, slots=True)
class ObjectEntry:
    """One object of ciphertext: its SHA-256, its size, what it is for the receiver."""

    digest: str
    bytes: int
    kind: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a submission consists of.

    Attributes:
        device: thumbprint of the sending device's record key.
        origin: the log's epoch; ``checkpoint`` its outgoing head (both signature lines).
        consistency: RFC 9162 proof from the head of the previous submission of this epoch; empty for the first.
        previous: digest of the previous submission's manifest, None for the first.
        objects: in the order they are to be read; the package first.
        tail: the ledger entry that names this submission, as an age file to the office's content key: it
            cannot stand in the package, whose digest it covers.

    """

    device: str
    origin: str
    checkpoint: str
    consistency: tuple[bytes, ...]
    previous: str | None
    objects: tuple[ObjectEntry, ...]
    tail: bytes = b""


def body_digest(manifest: Manifest) -> str:
    """What the ledger enters: everything but checkpoint, consistency and tail, which come after the entry."""
    return sha256_text(canonical.encode(_body(manifest)))


def _body(manifest: Manifest) -> dict[str, JSON]:
    return {
        "device": manifest.device,
        "objects": [{"bytes": o.bytes, "digest": o.digest, "kind": o.kind} for o in manifest.objects],
        "origin": manifest.origin,
        "previous": manifest.previous,
        "type": SUBMISSION.text,
    }


def manifest_bytes(manifest: Manifest) -> bytes:
    """Canonical bytes; what is sent, and named by ``manifest_digest``."""
    return canonical.encode(
        {
            **_body(manifest),
            "checkpoint": manifest.checkpoint,
            "consistency": [node.hex() for node in manifest.consistency],
            "tail": b64(manifest.tail),
        }
    )


def parse_manifest(data: bytes) -> Manifest:
    """Read a manifest; raises ``IntegrityFailure`` ``wire.malformed`` for what ``manifest_bytes`` would not write."""
    shape = Shape.of_bytes(data, _CODE, type_label=SUBMISSION.text, max_bytes=MAX_MANIFEST_BYTES)
    manifest = Manifest(
        device=shape.text("device", THUMBPRINT),
        origin=shape.text("origin", ORIGIN),
        checkpoint=shape.text("checkpoint", limit=16_384),
        consistency=shape.items("consistency", lambda v: _node(v, shape), most=MAX_PROOF),
        previous=shape.maybe_text("previous", DIGEST),
        objects=shape.items("objects", _object, most=MAX_OBJECTS),
        tail=_tail(shape),
    )
    shape.end()
    if len({o.digest for o in manifest.objects}) != len(manifest.objects):
        raise shape.fail()
    return manifest


def _tail(shape: Shape) -> bytes:
    data = from_b64(shape.text("tail", limit=MAX_TAIL_CHARS))
    if data is None:
        raise shape.fail()
    return data


def _node(value: JSON, shape: Shape) -> bytes:
    if not isinstance(value, str) or not HEX32.fullmatch(value):
        raise shape.fail()
    return bytes.fromhex(value)


def _object(value: JSON) -> ObjectEntry:
    shape = Shape(value, _CODE)
    entry = ObjectEntry(
        shape.text("digest", DIGEST), shape.number("bytes", most=MAX_OBJECT_BYTES), shape.text("kind", _KIND)
    )
    shape.end()
    return entry


def manifest_digest(data: bytes) -> str:
    """How a submission is named everywhere."""
    return sha256_text(data)


def parts(size: int) -> int:
    """Number of parts of the fixed grid; an empty object has one empty part."""
    return max(1, -(-size // PART_BYTES))
