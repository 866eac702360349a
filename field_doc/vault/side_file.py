"""Events while the vault is locked: sealed to its own recipient, entered at the next unlock (R25).

The ledger is inside the locked database, so a failed unlock cannot enter it. The side file is
bounded and unprotected: what it says is entered as "reported by an unprotected file", and its
absence proves nothing.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

from field_doc.base.errors import FieldDocError
from field_doc.formats import age, canonical, labels
from field_doc.vault.files import fsync_file, system_errors, write_all

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.formats.canonical import JSON

NAME = "locked-events"
MAX_EVENTS = 64
_LENGTH = struct.Struct(">I")
_MAX_RECORD = 8192
_MAX_BYTES = MAX_EVENTS * 2048  # no event is noted beyond, and no more is read: anybody can write this file


def note(vault: Path, recipient: str, event: str, wall: str) -> None:
    """Append an event; at most ``MAX_EVENTS``, later ones are dropped."""
    path = vault / NAME
    with system_errors():
        if path.exists() and path.stat().st_size > _MAX_BYTES:
            return
    plain = canonical.encode({"at": wall, "event": event, "type": labels.VAULT_SIDE_FILE.text})
    sealed = age.encrypt_bytes(plain, [age.HybridRecipient.from_text(recipient)])
    with system_errors():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            write_all(descriptor, _LENGTH.pack(len(sealed)) + sealed)
            fsync_file(descriptor)
        finally:
            os.close(descriptor)


def read(vault: Path, identity: age.HybridIdentity) -> list[dict[str, JSON]]:
    """What was noted; something unreadable in between is told as an event of its own."""
    path = vault / NAME
    if not path.exists():
        return []
    found: list[dict[str, JSON]] = []
    with system_errors(), path.open("rb") as reading:
        data = reading.read(_MAX_BYTES + _MAX_RECORD)
    while data:
        length = _LENGTH.unpack_from(data)[0] if len(data) >= _LENGTH.size else _MAX_RECORD + 1
        sealed, data = data[_LENGTH.size : _LENGTH.size + length], data[_LENGTH.size + length :]
        event = _open(sealed, identity) if 0 < length <= _MAX_RECORD else None
        if event is None:
            return [*found, {"event": "damaged"}]
        found.append(event)
    return found


def _open(sealed: bytes, identity: age.HybridIdentity) -> dict[str, JSON] | None:
    try:
        value = canonical.decode(age.decrypt_bytes(sealed, [identity]))
    except FieldDocError:
        return None
    if not isinstance(value, dict) or set(value) != {"at", "event", "type"}:
        return None
    # The recipient is public: what was sealed to it may be anything, also another artefact of ours.
    good = value["type"] == labels.VAULT_SIDE_FILE.text and all(isinstance(v, str) for v in value.values())
    return value if good else None


def clear(vault: Path) -> None:
    """After its events were entered."""
    with system_errors():
        (vault / NAME).unlink(missing_ok=True)
