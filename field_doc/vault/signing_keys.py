"""Signing keys at rest: wrapped under a key that only the passphrase slot holds (R03).

Shares, backups and the office open data; none of them can sign. One key a purpose (R02).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from field_doc.base.errors import AccessRefused, IntegrityFailure
from field_doc.formats import labels
from field_doc.formats.keys import LogKeys, MlDsaKey, Purpose, SigningKey
from field_doc.vault.derive import hkdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from field_doc.vault.database import Database

_NONCE_BYTES = 12
_LOG_PQ = "log-pq"


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """The keys a device signs with; ``record`` names the device (RFC 7638 thumbprint)."""

    record: SigningKey
    log: LogKeys
    auth: SigningKey

    @property
    def device(self) -> str:
        """What names this device in everything signed."""
        return self.record.public.thumbprint()


def _bound_to(name: str, public: bytes) -> bytes:
    return labels.VAULT_SIGN_WRAP.data + b"\0" + name.encode("ascii") + b"\0" + public


class SigningKeyStore:
    """Rows of ``signing_keys``, opened with the signing wrap key."""

    def __init__(self, database: Database, wrap_key: bytes, random: Callable[[int], bytes]) -> None:
        self._database = database
        self._wrap = ChaCha20Poly1305(hkdf(wrap_key, labels.VAULT_SIGN_KEY))
        self._random = random

    def renew_device_keys(self) -> DeviceKeys:
        """Make all device keys anew; the old private keys are gone afterwards. Needs a transaction."""
        keys = DeviceKeys(
            SigningKey.generate(Purpose.RECORD),
            LogKeys(SigningKey.generate(Purpose.LOG), MlDsaKey.generate()),
            SigningKey.generate(Purpose.AUTH),
        )
        for key in (keys.record, keys.log.ed, keys.auth):
            self.store(key)
        self._write(_LOG_PQ, keys.log.pq.public_raw, keys.log.pq.seed())
        return keys

    def device_keys(self) -> DeviceKeys:
        """The device's keys.

        Raises:
            AccessRefused: this vault holds none (opened from a backup or by shares, not enrolled again).

        """
        log = LogKeys(self.load(Purpose.LOG), MlDsaKey.from_seed(self._read(_LOG_PQ)))
        return DeviceKeys(self.load(Purpose.RECORD), log, self.load(Purpose.AUTH))

    def store(self, key: SigningKey) -> None:
        """Keep a key under its purpose, replacing an older one."""
        self._write(key.purpose.value, key.public.raw, key.seed())

    def load(self, purpose: Purpose) -> SigningKey:
        """The key of a purpose."""
        return SigningKey.from_seed(purpose, self._read(purpose.value))

    def has_device_keys(self) -> bool:
        """Whether this vault can sign at all: it cannot after recovery or restore, until keys are renewed."""
        return self.has(Purpose.RECORD)

    def has(self, purpose: Purpose) -> bool:
        """Whether a key of that purpose is here."""
        return self._database.value("SELECT 1 FROM signing_keys WHERE purpose = ?", (purpose.value,)) is not None

    def _write(self, name: str, public: bytes, seed: bytes) -> None:
        nonce = self._random(_NONCE_BYTES)
        wrapped = nonce + self._wrap.encrypt(nonce, seed, _bound_to(name, public))
        self._database.execute(
            "INSERT INTO signing_keys (purpose, public, wrapped) VALUES (?, ?, ?)"
            " ON CONFLICT (purpose) DO UPDATE SET public = excluded.public, wrapped = excluded.wrapped",
            (name, public, wrapped),
        )

    def _read(self, name: str) -> bytes:
        row = self._database.row("SELECT public, wrapped FROM signing_keys WHERE purpose = ?", (name,))
        if row is None:
            raise AccessRefused("vault.no-signing-key", purpose=name)
        wrapped = row["wrapped"]
        try:
            return self._wrap.decrypt(
                wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], _bound_to(name, row["public"])
            )
        except InvalidTag as error:
            raise IntegrityFailure("vault.signing-key-damaged", purpose=name) from error
