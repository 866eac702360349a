"""Receipts: a signed statement of what was received (R13, docs/spec/receipt.md).

``stored`` is signed by the server's key and only ends uploading. ``accepted`` and ``refused`` are signed
by the desk after it opened everything and recomputed every digest; a server key cannot make them.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.formats.canonical import JSON
from field_doc.formats.digest import sha256_text
from field_doc.formats.keys import SigningKey, VerifyKey
from field_doc.formats.labels import RECEIPT, TYP_RECEIPT_ACCEPTED, TYP_RECEIPT_STORED, Label
from field_doc.formats.sdjwt import jws
from field_doc.formats.shape import DIGEST, HEX32, ORIGIN, THUMBPRINT, Shape
from field_doc.formats.wire import MAX_OBJECTS

STORED, ACCEPTED, REFUSED = "stored", "accepted", "refused"
MAX_RECEIPT_CHARS = 16 * 1024 * 1024
_KIND = re.compile("stored|accepted|refused")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_REASON = re.compile(r"[a-z0-9.-]{1,80}")
_CODE = "receipt.malformed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was received.

    Attributes:
        kind: ``stored``, ``accepted`` or ``refused``.
        device: thumbprint of the sending device.
        origin: its epoch; ``size`` and ``root_hex`` the head the submission carried.
        manifest: digest of the submission's manifest.
        objects: digest of every object received.
        office_log_index: entry of the office's log about it; None for ``stored``.
        time: UTC to the second, of the signer.
        previous: digest of the receipt before this one to the same device, None for the first.
        reason: error code, for ``refused`` only.

    """

    kind: str
    device: str
    origin: str
    size: int
    root_hex: str
    manifest: str
    objects: tuple[str, ...]
    office_log_index: int | None
    time: str
    previous: str | None
    reason: str | None = None


def sign_stored(receipt: Receipt, key: SigningKey) -> str:
    """The server's receipt."""
    if receipt.kind != STORED:
        raise Bug("receipt.wrong-kind")
    return jws.sign(TYP_RECEIPT_STORED, _claims(receipt), key)


def sign_desk(receipt: Receipt, key: SigningKey) -> str:
    """The desk's receipt: accepted or refused."""
    if receipt.kind not in {ACCEPTED, REFUSED}:
        raise Bug("receipt.wrong-kind")
    return jws.sign(TYP_RECEIPT_ACCEPTED, _claims(receipt), key)


def open_stored(text: str, key: VerifyKey) -> Receipt:
    """A server's receipt, its signature checked."""
    return _read(jws.verify(text, TYP_RECEIPT_STORED, key, max_chars=MAX_RECEIPT_CHARS), {STORED})


def open_desk(text: str, key: VerifyKey) -> Receipt:
    """A desk's receipt, its signature checked."""
    return _read(jws.verify(text, TYP_RECEIPT_ACCEPTED, key, max_chars=MAX_RECEIPT_CHARS), {ACCEPTED, REFUSED})


def read_unverified(text: str, typ: Label) -> Receipt:
    """What a receipt says WITHOUT checking its signature: to show it to somebody who has no certificate for it."""
    kinds = {STORED} if typ == TYP_RECEIPT_STORED else {ACCEPTED, REFUSED}
    return _read(jws.peek(text, typ, max_chars=MAX_RECEIPT_CHARS), kinds)


def receipt_digest(text: str) -> str:
    """How a receipt is named."""
    return sha256_text(text.encode("ascii"))


def _claims(receipt: Receipt) -> dict[str, JSON]:
    return {**asdict(receipt), "objects": list(receipt.objects), "type": RECEIPT.text}


def _read(claims: dict[str, JSON], kinds: set[str]) -> Receipt:
    shape = Shape(claims, _CODE)
    if shape.take("type") != RECEIPT.text:
        raise shape.fail()
    receipt = Receipt(
        kind=shape.text("kind", _KIND),
        device=shape.text("device", THUMBPRINT),
        origin=shape.text("origin", ORIGIN),
        size=shape.number("size"),
        root_hex=shape.text("root_hex", HEX32),
        manifest=shape.text("manifest", DIGEST),
        objects=shape.items("objects", _digest, most=MAX_OBJECTS),
        office_log_index=shape.maybe_number("office_log_index"),
        time=shape.text("time", _TIME),
        previous=shape.maybe_text("previous", DIGEST),
        reason=shape.maybe_text("reason", _REASON),
    )
    shape.end()
    if receipt.kind not in kinds or (receipt.reason is not None) != (receipt.kind == REFUSED):
        raise shape.fail()
    return receipt


def _digest(value: JSON) -> str:
    if not isinstance(value, str) or not DIGEST.fullmatch(value):
        raise IntegrityFailure(_CODE)
    return value
