"""Login of a device at the office server: what the ``auth`` key signs (R02).

The server's nonce is data of another's choosing. It stands length-prefixed behind a label that no
other artefact begins with, in a message of fixed shape, so whatever a hijacked server sends, the
signature is good for a login and nothing else. The hash of the TLS key ties it to this connection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from field_doc.base.errors import AccessRefused, IntegrityFailure
from field_doc.formats.keys import SigningKey, VerifyKey
from field_doc.formats.labels import AUTH

NONCE_BYTES = 32
SPKI_HASH_BYTES = 32
_SERVER_ID = re.compile(r"[a-z0-9][a-z0-9.:_-]{0,99}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True, slots=True)
class LoginChallenge:
    """What both sides have agreed on before the device signs.

    Args:
        server_id: id of the server as the enrolment card names it.
        server_nonce: 32 random bytes of the server; device_nonce: 32 of the device.
        time: UTC to the second with ``Z``, of the device.
        tls_spki: SHA-256 of the SubjectPublicKeyInfo the device saw on this connection.

    """

    server_id: str
    server_nonce: bytes
    device_nonce: bytes
    time: str
    tls_spki: bytes

    def __post_init__(self) -> None:
        nonces = len(self.server_nonce) == len(self.device_nonce) == NONCE_BYTES
        texts = _SERVER_ID.fullmatch(self.server_id) and _TIME.fullmatch(self.time)
        if not nonces or not texts or len(self.tls_spki) != SPKI_HASH_BYTES:
            raise IntegrityFailure("login.malformed")


def signed_bytes(challenge: LoginChallenge) -> bytes:
    """Label, 0x00, then each field behind its length (uint16, big endian), in the order of the class."""
    parts = (
        challenge.server_id.encode("ascii"),
        challenge.server_nonce,
        challenge.device_nonce,
        challenge.time.encode("ascii"),
        challenge.tls_spki,
    )
    return AUTH.data + b"\0" + b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def sign_login(challenge: LoginChallenge, key: SigningKey) -> bytes:
    """The device's answer (64 bytes)."""
    return key.sign_as(AUTH, signed_bytes(challenge))


def verify_login(challenge: LoginChallenge, signature: bytes, key: VerifyKey) -> None:
    """Raise ``AccessRefused`` ``login.refused`` unless the device's ``auth`` key signed this challenge.

    The server fills ``server_nonce`` and ``tls_spki`` from its own memory, never from the answer, uses
    a nonce once, and judges ``time`` itself.
    """
    if not key.verifies(AUTH, signed_bytes(challenge), signature):
        raise AccessRefused("login.refused")
