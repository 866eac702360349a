"""What a device sends to be enrolled: its public keys, under the desk's half of the card's token (R21)."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import canonical
from field_doc.formats.keys import ED25519_PUBLIC_BYTES, ML_DSA_PUBLIC_BYTES, Purpose, VerifyKey
from field_doc.formats.labels import CARD_TOKEN_DESK, ENROLMENT
from field_doc.formats.shape import ORIGIN, Shape

MAX_ENROLMENT_BYTES = 16 * 1024
_CARD_ID = re.compile(r"[0-9a-f]{32}")
_RECIPIENT = re.compile(r"age1pq1[0-9a-z]{1,4000}")
_CODE = "enrolment.malformed"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Public keys of a device, one a purpose, its age recipient, and the log it writes now."""

    card_id: str
    record: bytes
    log: bytes
    log_pq: bytes
    auth: bytes
    recipient: str
    origin: str

    @property
    def device(self) -> str:
        """What names the device: thumbprint of its record key."""
        return VerifyKey.from_raw(Purpose.RECORD, self.record).thumbprint()

    @property
    def fingerprint(self) -> str:
        """The same for people: ``sha256:`` and hex."""
        return VerifyKey.from_raw(Purpose.RECORD, self.record).fingerprint()


def enrolment_bytes(enrolment: Enrolment) -> bytes:
    """Canonical bytes."""
    return canonical.encode(
        {
            "auth": enrolment.auth.hex(),
            "card_id": enrolment.card_id,
            "log": enrolment.log.hex(),
            "log_pq": enrolment.log_pq.hex(),
            "origin": enrolment.origin,
            "recipient": enrolment.recipient,
            "record": enrolment.record.hex(),
            "type": ENROLMENT.text,
        }
    )


def parse_enrolment(data: bytes) -> Enrolment:
    """Read one; raises ``IntegrityFailure`` ``enrolment.malformed``."""
    shape = Shape.of_bytes(data, _CODE, type_label=ENROLMENT.text, max_bytes=MAX_ENROLMENT_BYTES)
    found = Enrolment(
        card_id=shape.text("card_id", _CARD_ID),
        record=shape.raw("record", ED25519_PUBLIC_BYTES),
        log=shape.raw("log", ED25519_PUBLIC_BYTES),
        log_pq=shape.raw("log_pq", ML_DSA_PUBLIC_BYTES),
        auth=shape.raw("auth", ED25519_PUBLIC_BYTES),
        recipient=shape.text("recipient", _RECIPIENT),
        origin=shape.text("origin", ORIGIN),
    )
    shape.end()
    return found


def desk_mac(token_b: bytes, data: bytes) -> bytes:
    """HMAC-SHA256 under the half of the token the server never sees."""
    return hmac.new(token_b, CARD_TOKEN_DESK.data + b"\0" + data, hashlib.sha256).digest()


def check_desk_mac(token_b: bytes, data: bytes, mac: bytes) -> None:
    """Refuse keys that did not come from the holder of the card."""
    if not hmac.compare_digest(desk_mac(token_b, data), mac):
        raise IntegrityFailure("enrolment.not-from-the-card")
