"""C2SP tlog-cosignature, ML-DSA-44 (signature type 0x06, message ``subtree/v1``).

Two uses: the second line a log puts under its own outgoing head (R17), and the line a cosigner adds
to say that the log grew consistently (R13, R15). Timestamp 0 asserts no time.
"""

from __future__ import annotations

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.formats import note
from field_doc.formats.keys import ML_DSA_SIGNATURE_BYTES, MlDsaKey, ml_dsa_verifies
from field_doc.formats.labels import COSIGNATURE

TIMESTAMP_BYTES = 8
MAX_TIMESTAMP = 2**63 - 1


def _opaque(text: str) -> bytes:
    """``opaque x<1..2^8-1>`` of TLS presentation language (RFC 8446 section 3.4)."""
    data = text.encode("utf-8")
    if not 1 <= len(data) <= 255:
        raise Bug("cosignature.name-length", length=len(data))
    return bytes([len(data)]) + data


def cosigned_message(cosigner: str, timestamp: int, origin: str, end: int, root: bytes, start: int = 0) -> bytes:
    """The ``cosigned_message`` structure; for a head ``start`` is 0 and ``end`` the tree size."""
    if start and timestamp:
        raise Bug("cosignature.subtree-time")
    return b"".join(
        (
            COSIGNATURE.data,
            _opaque(cosigner),
            timestamp.to_bytes(8, "big"),
            _opaque(origin),
            start.to_bytes(8, "big"),
            end.to_bytes(8, "big"),
            root,
        )
    )


def cosign(
    origin: str, size: int, root: bytes, key: MlDsaKey, *, cosigner: str | None = None, timestamp: int = 0
) -> note.SignatureLine:
    """Signature line over a head. The log itself signs under its origin (``cosigner`` None).

    Whoever calls this has checked that the head continues every earlier one it signed for that origin.
    """
    name = origin if cosigner is None else cosigner
    message = cosigned_message(name, timestamp, origin, size, root)
    signature = timestamp.to_bytes(TIMESTAMP_BYTES, "big") + key.sign_as(COSIGNATURE, message)
    return note.SignatureLine(name, note.key_id(name, note.ML_DSA_44, key.public_raw), signature)


def open_line(line: note.SignatureLine, origin: str, size: int, root: bytes, public: bytes) -> int:
    """Check a line against a head; returns its timestamp (POSIX seconds, 0: no time asserted).

    Raises ``IntegrityFailure`` ``cosignature.malformed`` or ``cosignature.invalid``.
    """
    stamp, signature = line.signature[:TIMESTAMP_BYTES], line.signature[TIMESTAMP_BYTES:]
    timestamp = int.from_bytes(stamp, "big")
    if len(signature) != ML_DSA_SIGNATURE_BYTES or timestamp > MAX_TIMESTAMP:
        raise IntegrityFailure("cosignature.malformed")
    if not 1 <= len(line.name.encode("utf-8")) <= 255:
        raise IntegrityFailure("cosignature.malformed")
    message = cosigned_message(line.name, timestamp, origin, size, root)
    if not ml_dsa_verifies(public, COSIGNATURE, message, signature):
        raise IntegrityFailure("cosignature.invalid")
    return timestamp
