"""The folder a server runs on: what ``office init`` laid there, read once at the start.

Nothing in it opens evidence: a TLS key, the key of ``stored`` receipts, public keys of root and desk.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from field_doc.base.errors import IntegrityFailure, WorldProblem
from field_doc.formats import canonical
from field_doc.formats.certificate_check import load_certificate
from field_doc.formats.keys import ED25519_PUBLIC_BYTES, ML_DSA_PUBLIC_BYTES, Purpose, SigningKey, VerifyKey
from field_doc.formats.shape import THUMBPRINT, Shape

_CODE = "office.folder"
_MAX_FILE = 64 * 1024
TLS_CERTIFICATE, TLS_KEY, DATABASE, OBJECTS = "tls.pem", "tls.key", "server.db", "objects"


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """Public keys a device was confirmed with; ``log_pq`` is the raw ML-DSA-44 key (1312 bytes)."""

    log: VerifyKey
    log_pq: bytes
    auth: VerifyKey


@dataclass(frozen=True, slots=True)
class OfficeFolder:
    """What the server knows of itself and its desk.

    Attributes:
        path: the folder; ``server.db`` and ``objects/`` are made in it.
        server_id: as the enrolment card names it.
        root_pem: certificate of the office root.
        tls_spki: SHA-256 of this server's SubjectPublicKeyInfo.
        receipt: key of ``stored`` receipts.
        desk: thumbprint of the desk, which may always log in with ``desk_keys``.
        desk_receipt: key the desk's receipts are signed with.

    """

    path: Path
    server_id: str
    root_pem: str
    tls_spki: bytes
    receipt: SigningKey
    desk: str
    desk_keys: DeviceKeys
    desk_receipt: VerifyKey


def read_folder(path: Path) -> OfficeFolder:
    """Read it; raises ``IntegrityFailure`` ``office.folder`` or ``WorldProblem`` ``office.unreadable``."""
    about = Shape(canonical.decode(_file(path, "server.json")), _CODE)
    desk = Shape(canonical.decode(_file(path, "desk.json")), _CODE)
    keys = device_keys(desk)
    return OfficeFolder(
        path=path,
        server_id=about.text("server_id"),
        root_pem=_text(path, "root.pem"),
        tls_spki=spki_digest(_first_certificate(_text(path, TLS_CERTIFICATE))),
        receipt=SigningKey.from_seed(Purpose.SERVER_RECEIPT, _seed(_text(path, "receipt.seed"))),
        desk=desk.text("device", THUMBPRINT),
        desk_keys=keys,
        desk_receipt=VerifyKey(Purpose.DESK_RECEIPT, desk.raw("receipt_key", ED25519_PUBLIC_BYTES)),
    )


def device_keys(shape: Shape) -> DeviceKeys:
    """The members ``log``, ``log_pq`` and ``auth`` (hex) of a document."""
    return DeviceKeys(
        log=VerifyKey(Purpose.LOG, shape.raw("log", ED25519_PUBLIC_BYTES)),
        log_pq=shape.raw("log_pq", ML_DSA_PUBLIC_BYTES),
        auth=VerifyKey(Purpose.AUTH, shape.raw("auth", ED25519_PUBLIC_BYTES)),
    )


def spki_digest(pem: str) -> bytes:
    """SHA-256 of the SubjectPublicKeyInfo: what a card pins."""
    public = load_certificate(pem).public_key()
    return hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()


def _first_certificate(chain: str) -> str:
    """The server's own certificate; its issuers may follow."""
    end = "-----END CERTIFICATE-----"
    return chain.partition(end)[0] + end


def _file(path: Path, name: str) -> bytes:
    try:
        with (path / name).open("rb") as file:
            return file.read(_MAX_FILE)
    except OSError as error:
        raise WorldProblem("office.unreadable", errno=error.errno) from None


def _text(path: Path, name: str) -> str:
    try:
        return _file(path, name).decode("ascii")
    except UnicodeDecodeError:
        raise IntegrityFailure(_CODE) from None


def _seed(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise IntegrityFailure(_CODE) from None
