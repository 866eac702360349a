"""Heads of the ledger as C2SP tlog-checkpoints (c2sp.org/tlog-checkpoint; R17).

Inside the vault a head has one line, Ed25519 (0x01). A head that leaves has a second, ML-DSA-44
(0x06, timestamp 0), both under the origin as key name; whoever receives it demands both, because a
note alone is good with either. No extension lines: the ML-DSA line does not cover them.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.base.ids import RandomBytes
from field_doc.formats import cosignature, note
from field_doc.formats.base64text import b64, from_b64
from field_doc.formats.keys import LogKeys, SigningKey, VerifyKey
from field_doc.formats.labels import DEVICE_LOG_ORIGIN, OFFICE_LOG_ORIGIN, Label
from field_doc.formats.merkle import EMPTY_ROOT, HASH_BYTES

ORIGIN_BYTES = 16
MAX_SIZE = 2**53 - 1
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_ORIGINS = (DEVICE_LOG_ORIGIN, OFFICE_LOG_ORIGIN)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Head of a log: ``origin`` names the epoch, ``size`` counts entries, ``root`` is the tree's root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64(self.root)}\n"


def new_origin(kind: Label = DEVICE_LOG_ORIGIN, random: RandomBytes = secrets.token_bytes) -> str:
    """Origin of a new epoch: the label and 32 random hex digits, so that it tells nothing."""
    return kind.text + random(ORIGIN_BYTES).hex()


def origin_kind(origin: str) -> Label | None:
    """Which log an origin is of, or None if it is not one of ours."""
    for kind in _ORIGINS:
        if re.fullmatch(r"[0-9a-f]{32}", origin.removeprefix(kind.text)) and origin.startswith(kind):
            return kind
    return None


def _kind(checkpoint: Checkpoint) -> Label:
    """Label a head is signed under; refuses a head that cannot be one."""
    kind = origin_kind(checkpoint.origin)
    if kind is None or not _possible(checkpoint):
        raise Bug("checkpoint.not-a-head", size=checkpoint.size)
    return kind


def _possible(checkpoint: Checkpoint) -> bool:
    sized = 0 <= checkpoint.size <= MAX_SIZE and len(checkpoint.root) == HASH_BYTES
    return sized and (checkpoint.size > 0 or checkpoint.root == EMPTY_ROOT)


def _ed_line(checkpoint: Checkpoint, key: SigningKey) -> note.SignatureLine:
    signature = key.sign_as(_kind(checkpoint), checkpoint.text().encode("ascii"))
    name = checkpoint.origin
    return note.SignatureLine(name, note.key_id(name, note.ED25519, key.public.raw), signature)


def sign_inside(checkpoint: Checkpoint, key: SigningKey) -> str:
    """Note with the Ed25519 line: for the vault's own last head."""
    return note.write(checkpoint.text(), [_ed_line(checkpoint, key)])


def sign_outgoing(checkpoint: Checkpoint, keys: LogKeys) -> str:
    """Note with both lines: for a head that leaves. The caller has committed it durably before."""
    first = _ed_line(checkpoint, keys.ed)
    second = cosignature.cosign(checkpoint.origin, checkpoint.size, checkpoint.root, keys.pq)
    return note.write(checkpoint.text(), [first, second])


def read_unverified(data: str | bytes) -> Checkpoint:
    """What a head claims, before any key is known: only to look up the keys of its origin."""
    return _parse(note.parse(data).text)


def open_checkpoint(data: str | bytes, ed: VerifyKey, pq: bytes | None, *, require_pq: bool = True) -> Checkpoint:
    """The head, once its signatures hold.

    Args:
        data: the note as received or stored.
        ed: the log's Ed25519 key. Its line is always demanded.
        pq: the log's ML-DSA-44 key (1312 bytes). Whenever it is given, a line of it must hold.
        require_pq: demand the ML-DSA line; False only for a vault reading its own inner head.

    Raises ``IntegrityFailure``: ``note.malformed``, ``checkpoint.malformed``, ``checkpoint.incomplete``
    (a demanded line is missing), ``checkpoint.signature``, ``checkpoint.timestamp``.

    """
    if require_pq and pq is None:
        raise Bug("checkpoint.key-missing")
    signed = note.parse(data)
    checkpoint = _parse(signed.text)
    _check_ed(signed, checkpoint, ed)
    if pq is not None:
        _check_pq(signed, checkpoint, pq, require=require_pq)
    return checkpoint


def _check_ed(signed: note.Note, checkpoint: Checkpoint, ed: VerifyKey) -> None:
    lines = signed.by(checkpoint.origin, note.key_id(checkpoint.origin, note.ED25519, ed.raw))
    if not lines:
        raise IntegrityFailure("checkpoint.incomplete", line="ed25519")
    kind = origin_kind(checkpoint.origin)
    message = signed.text.encode("utf-8")
    if kind is None or not all(ed.verifies(kind, message, line.signature) for line in lines):
        raise IntegrityFailure("checkpoint.signature", line="ed25519")


def _check_pq(signed: note.Note, checkpoint: Checkpoint, pq: bytes, *, require: bool) -> None:
    lines = signed.by(checkpoint.origin, note.key_id(checkpoint.origin, note.ML_DSA_44, pq))
    if require and not lines:
        raise IntegrityFailure("checkpoint.incomplete", line="ml-dsa-44")
    for line in lines:
        try:
            stamp = cosignature.open_line(line, checkpoint.origin, checkpoint.size, checkpoint.root, pq)
        except IntegrityFailure:
            raise IntegrityFailure("checkpoint.signature", line="ml-dsa-44") from None
        if stamp:
            # Our logs assert no time in a head: a fast clock must not make it look forged (R17).
            raise IntegrityFailure("checkpoint.timestamp")


def _parse(text: str) -> Checkpoint:
    """The three lines, spelled in the one way we write them; extension lines are refused."""
    lines = text.split("\n")
    if len(lines) != 4 or not _SIZE.fullmatch(lines[1]):
        raise IntegrityFailure("checkpoint.malformed")
    root = from_b64(lines[2])
    found = Checkpoint(lines[0], int(lines[1]), root or b"")
    if origin_kind(found.origin) is None or not _possible(found):
        raise IntegrityFailure("checkpoint.malformed")
    return found
