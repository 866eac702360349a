"""Public keys this vault knows: its own devices of every epoch, and those an office certified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import sdjwt
from field_doc.formats.keys import Purpose, VerifyKey

if TYPE_CHECKING:
    from field_doc.vault.database import Database


class Keyring:
    """Looks up the key that sealed a version, by the device's thumbprint (RFC 7638)."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._known: dict[str, VerifyKey] = {}

    def record_key(self, device: str) -> VerifyKey:
        """The record key of a device.

        Raises:
            IntegrityFailure: no such device is known here.

        """
        if device not in self._known:
            self._read()
        if device not in self._known:
            raise IntegrityFailure("keyring.unknown-device")
        return self._known[device]

    def _read(self) -> None:
        for row in self._db.rows("SELECT record_public FROM epochs"):
            key = VerifyKey.from_raw(Purpose.RECORD, bytes(row["record_public"]))
            self._known[key.thumbprint()] = key
        for row in self._db.rows("SELECT raw FROM device_keys WHERE purpose = 'record'"):
            key = VerifyKey.from_raw(Purpose.RECORD, bytes(row["raw"]))
            self._known[key.thumbprint()] = key

    def open(self, sealed: sdjwt.Sealed) -> sdjwt.RecordVersion:
        """A version with every part of it; signature and disclosures checked."""
        return sdjwt.open_complete(sealed, self.record_key(sdjwt.key_thumbprint(sealed)))

    def open_any(self, sealed: sdjwt.Sealed) -> sdjwt.PartialVersion:
        """A version of which parts may be withheld; signature checked."""
        return sdjwt.open_partial(sealed, self.record_key(sdjwt.key_thumbprint(sealed)))

