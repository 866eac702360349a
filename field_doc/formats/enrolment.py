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
from field_doc.formats.merkle import HASH_BYTES
from field_doc.formats.shape import ORIGIN, Shape

MAX_ENROLMENT_BYTES = 32 * 1024
MAX_CONTINUES = 8
_CARD_ID = re.compile(r"[0-9a-f]{32}")
_RECIPIENT = re.compile(r"age1pq1[0-9a-z]{1,4000}")
_CODE = "enrolment.malformed"


@dataclass(frozen=True, slots=True)
class Continued:
    """An ended epoch this device goes on from: its keys, and the head at which it was taken up (R04).

    ``size`` and ``root``: of the tree as the next epoch's entry 0 names it, not as far as anybody else may know it.
    """

    origin: str
    size: int
    root: bytes
    record: bytes
    log: bytes
    log_pq: bytes

    @property
    def device(self) -> str:
        """The device of that epoch: thumbprint of its record key."""
        return VerifyKey.from_raw(Purpose.RECORD, self.record).thumbprint()

    @property
    def fingerprint(self) -> str:
        """The same for people: ``sha256:`` and hex."""
        return VerifyKey.from_raw(Purpose.RECORD, self.record).fingerprint()


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Public keys of a device, one a purpose, its age recipient, and the log it writes now.

    ``continues``: ended epochs of the same vault, oldest first, at most ``MAX_CONTINUES``: what was made in
    them and never sent arrives under this device (restored backup, recovery).
    """

    card_id: str
    record: bytes
    log: bytes
    log_pq: bytes
    auth: bytes
    recipient: str
    origin: str
    continues: tuple[Continued, ...] = ()

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
            "continues": [_continued_json(one) for one in enrolment.continues],
            "log": enrolment.log.hex(),
            "log_pq": enrolment.log_pq.hex(),
            "origin": enrolment.origin,
            "recipient": enrolment.recipient,
            "record": enrolment.record.hex(),
            "type": ENROLMENT.text,
        }
    )


def _continued_json(one: Continued) -> canonical.JSON:
    return {
        "log": one.log.hex(),
        "log_pq": one.log_pq.hex(),
        "origin": one.origin,
        "record": one.record.hex(),
        "root": one.root.hex(),
        "size": one.size,
    }


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
        continues=shape.items("continues", _continued, most=MAX_CONTINUES),
    )
    shape.end()
    origins = [found.origin, *(one.origin for one in found.continues)]
    keys = [found.record, *(one.record for one in found.continues)]
    if len(set(origins)) != len(origins) or len(set(keys)) != len(keys):
        raise IntegrityFailure(_CODE)
    return found


def _continued(value: canonical.JSON) -> Continued:
    shape = Shape(value, _CODE)
    found = Continued(
        origin=shape.text("origin", ORIGIN),
        size=shape.number("size"),
        root=shape.raw("root", HASH_BYTES),
        record=shape.raw("record", ED25519_PUBLIC_BYTES),
        log=shape.raw("log", ED25519_PUBLIC_BYTES),
        log_pq=shape.raw("log_pq", ML_DSA_PUBLIC_BYTES),
    )
    shape.end()
    if not found.size:
        raise IntegrityFailure(_CODE)  # an epoch holds at least its entry 0
    return found


def desk_mac(token_b: bytes, data: bytes) -> bytes:
    """HMAC-SHA256 under the half of the token the server never sees."""
    return hmac.new(token_b, CARD_TOKEN_DESK.data + b"\0" + data, hashlib.sha256).digest()


def check_desk_mac(token_b: bytes, data: bytes, mac: bytes) -> None:
    """Refuse keys that did not come from the holder of the card."""
    if not hmac.compare_digest(desk_mac(token_b, data), mac):
        raise IntegrityFailure("enrolment.not-from-the-card")
