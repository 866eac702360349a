"""Whether bytes about to be signed carry the label they are signed under.

The last door before a key: ``keys`` asks here, so that even a wrong call inside the program cannot
put one kind of artefact under the signature of another (R02).
"""

from __future__ import annotations

import json
from collections.abc import Callable

from field_doc.formats.base64text import from_b64url
from field_doc.formats.labels import SSHSIG, Kind, Label


def ssh_string(data: bytes) -> bytes:
    """Length (uint32, big endian) and bytes: RFC 4251 section 5."""
    return len(data).to_bytes(4, "big") + data


def _prefix(label: Label, message: bytes) -> bool:
    return message.startswith(label.data + b"\0")


def _jose(label: Label, message: bytes) -> bool:
    """A JWS signing input whose protected header names this ``typ`` and the one algorithm we use."""
    head, dot, _ = message.partition(b".")
    decoded = from_b64url(head.decode("ascii", "replace")) if dot else None
    if decoded is None:
        return False
    try:
        header = json.loads(decoded)
    except ValueError:
        return False
    return isinstance(header, dict) and header.get("typ") == label and header.get("alg") == "Ed25519"


def _ssh(label: Label, message: bytes) -> bool:
    return message.startswith(SSHSIG.data + ssh_string(label.data))


def _start(label: Label, message: bytes) -> bool:
    return message.startswith(label.data)


_FRAMES: dict[Kind, Callable[[Label, bytes], bool]] = {
    Kind.PREFIX: _prefix,
    Kind.JOSE_TYP: _jose,
    Kind.SSH_NAMESPACE: _ssh,
    Kind.ORIGIN: _start,
    Kind.COSIGNATURE: _start,
}


def carries(label: Label, message: bytes) -> bool:
    """Whether ``message`` is framed as ``label`` says; False for labels that are not of signatures."""
    frame = _FRAMES.get(label.kind)
    return frame is not None and frame(label, message)
