"""A vault on disk: created, opened, its keys held, closed. One thread owns it (ARCHITECTURE rule 3).

``NAME.fdvault/`` holds vault.json, records.db, identities.db, payloads/, incoming/ and lock, as
docs/spec/vault.md says. Opening by passphrase can sign; opening by recovery shares reads only (R03).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from field_doc.base.errors import AccessRefused, InputProblem, Unsupported, WorldProblem
from field_doc.base.ids import new_id
from field_doc.formats import age, labels
from field_doc.vault import header as slots
from field_doc.vault import kdf, making, shares
from field_doc.vault.database import Database, Row
from field_doc.vault.derive import hkdf
from field_doc.vault.files import WriterLock, fsync_folder, replace_durably
from field_doc.vault.header import Header, SlotContent, SlotKind
from field_doc.vault.kdf import KdfParameters
from field_doc.vault.payloads import PayloadFolder
from field_doc.vault.signing_keys import SigningKeyStore

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIX = ".fdvault"
HEADER = making.HEADER
RECORDS = making.RECORDS
IDENTITIES = making.IDENTITIES
LOCK = making.LOCK
_OWN_IDENTITY = "vault"
MIN_FORMAT = 1

Derive = Callable[[str, bytes, KdfParameters], bytes]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a secret opened: the slot's content and where it stands."""

    number: int
    content: SlotContent


class Vault:
    """An open vault.

    Attributes:
        path: its folder.
        records: the record store, on the thread that opened the vault.
        payloads: payload files.
        header: vault.json as it stands on disk.

    """

    def __init__(self, path: Path, header: Header, opened: Opened, lock: WriterLock) -> None:
        self.path = path
        self.header = header
        self._lock = lock
        self._content = opened.content
        self._random = secrets.token_bytes
        self.payloads = PayloadFolder(path)
        self.records = Database(path / RECORDS, self._key(labels.VAULT_RECORDS_DB), "records")
        try:
            self.records.migrate()
            self._check_format()
            self.payloads.recover(str(r["name"]) for r in self._staged_rows())
            self.identity = age.HybridIdentity.from_text(self._own_identity())
        except BaseException:
            self.records.close()
            raise

    # making and opening

    @classmethod
    def create(
        cls,
        path: Path,
        passphrase: str,
        *,
        parameters: KdfParameters | None = None,
        derive: Derive = kdf.derive,
        first: Callable[[Vault], None] | None = None,
    ) -> Vault:
        """Make a new vault in a free place. Nothing half-made stays; what a kill leaves, the next one sweeps.

        Args:
            path: its folder; one that exists must be empty.
            passphrase: opens data and signing keys.
            parameters: Argon2id parameters.
            derive: key derivation.
            first: what belongs to a whole vault; done before vault.json makes it one.

        Raises:
            InputProblem: something is already there.
            WorldProblem: the disk cannot take it.

        """
        lock = making.begin(path)
        vault: Vault | None = None
        try:
            own = age.HybridIdentity.generate()
            header = slots.new_header(new_id(), own.recipient().text(), parameters or KdfParameters())
            number, content = secrets.randbelow(slots.SLOTS), _new_content()
            secret = derive(passphrase, header.kdf_salt, header.kdf)
            sealed = slots.seal_slot(header, secret, content, secrets.token_bytes)
            header = slots.with_slot(header, number, sealed, content.vault_key)
            cls._make_databases(path, number, content, own)
            vault = cls(path, header, Opened(number, content), lock)
            if first is not None:
                first(vault)
            replace_durably(path / HEADER, vault.header.to_bytes())
            fsync_folder(path.parent)
            making.complete(path)
        except BaseException:
            if vault is not None:
                vault.records.close()
            making.give_up(path, lock)
            raise
        return vault

    @staticmethod
    def _make_databases(path: Path, number: int, content: SlotContent, own: age.HybridIdentity) -> None:
        PayloadFolder(path).prepare()
        vault_key = content.vault_key
        records = Database(path / RECORDS, hkdf(vault_key, labels.VAULT_RECORDS_DB), "records", create=True)
        try:
            records.migrate()
            with records.transaction():
                records.execute("INSERT INTO meta VALUES ('min_format', ?)", (str(MIN_FORMAT),))
                records.execute(
                    "INSERT INTO slots VALUES (?, 'passphrase', ?, datetime('now'))", (number, content.slot_id)
                )
                records.execute(
                    "INSERT INTO age_identities VALUES (?, ?, ?, datetime('now'))",
                    (_OWN_IDENTITY, own.text(), own.recipient().text()),
                )
        finally:
            records.close()
        identities = Database(path / IDENTITIES, hkdf(vault_key, labels.VAULT_IDENTITIES_DB), "identities", create=True)
        try:
            identities.migrate()
        finally:
            identities.close()

    @classmethod
    def open(cls, path: Path, passphrase: str, *, derive: Derive = kdf.derive) -> Vault:
        """Open with the passphrase.

        Raises:
            AccessRefused: wrong passphrase, or the vault is open elsewhere.
            Unsupported: written by a newer Field Doc.
            IntegrityFailure: vault.json or a database is not what was written.

        """
        header = read_header(path)
        return cls._open(path, header, lambda: derive(passphrase, header.kdf_salt, header.kdf))

    @classmethod
    def open_with_shares(cls, path: Path, mnemonics: Sequence[str]) -> Vault:
        """Open to read with recovery shares; ``signing_keys`` refuses."""
        return cls._open(path, read_header(path), lambda: shares.combine(mnemonics))

    @classmethod
    def _open(cls, path: Path, header: Header, secret: Callable[[], bytes]) -> Vault:
        lock = WriterLock(path / LOCK)
        try:
            number, content = slots.open_slot(header, secret())
            making.complete(path)
            return cls(path, header, Opened(number, content), lock)
        except BaseException:
            lock.release()
            raise

    # keys

    @property
    def vault_id(self) -> str:
        """The vault's UUID."""
        return self.header.vault_id

    @property
    def signing_keys(self) -> SigningKeyStore:
        """Private keys, if this vault was opened by passphrase."""
        if self._content.signing_wrap is None:
            raise AccessRefused("vault.reads-only")
        return SigningKeyStore(self.records, self._content.signing_wrap, self._random)

    @property
    def may_sign(self) -> bool:
        """Whether the slot that opened this vault may use its signing keys."""
        return self._content.signing_wrap is not None

    @staticmethod
    def check_passphrase(path: Path, passphrase: str, *, derive: Derive = kdf.derive) -> None:
        """Raise ``AccessRefused`` unless the passphrase opens a slot; opens nothing else."""
        header = read_header(path)
        slots.open_slot(header, derive(passphrase, header.kdf_salt, header.kdf))

    def set_passphrase(self, passphrase: str, *, derive: Derive = kdf.derive) -> None:
        """Replace the passphrase slot. After recovery by shares this gives a new, empty signing wrap key."""
        wrap = self._content.signing_wrap or secrets.token_bytes(32)
        content = SlotContent(SlotKind.PASSPHRASE, self._content.vault_key, wrap, secrets.token_bytes(16))
        secret = derive(passphrase, self.header.kdf_salt, self.header.kdf)
        self._write_slot(secret, content, forget_signing=self._content.signing_wrap is None)
        self._content = content

    def make_shares(self, threshold: int, count: int) -> list[str]:
        """New recovery shares; older ones open nothing afterwards."""
        slot_key = secrets.token_bytes(shares.SLOT_KEY_BYTES)
        mnemonics = shares.split(slot_key, threshold, count)
        self._write_slot(slot_key, SlotContent(SlotKind.SHARES, self._content.vault_key, None, secrets.token_bytes(16)))
        return mnemonics

    def _write_slot(self, secret: bytes, content: SlotContent, *, forget_signing: bool = False) -> None:
        """Rewrite the slot of that kind, or take a free one at random; the row and the file agree afterwards."""
        number = self._slot_for(content.kind)
        sealed = slots.seal_slot(self.header, secret, content, self._random)
        changed = slots.with_slot(self.header, number, sealed, content.vault_key)
        if forget_signing:
            # Durable before vault.json holds the new wrap key: keys wrapped under the old one would lock us out.
            with self.records.transaction():
                self.records.execute("DELETE FROM signing_keys")
        with self.records.transaction():
            self.records.execute(
                "INSERT INTO slots VALUES (?, ?, ?, datetime('now')) ON CONFLICT (number) DO UPDATE SET"
                " kind = excluded.kind, slot_id = excluded.slot_id, made_at = excluded.made_at",
                (number, content.kind.name.lower(), content.slot_id),
            )
            replace_durably(self.path / HEADER, changed.to_bytes())
        self.header = changed

    def _slot_for(self, kind: SlotKind) -> int:
        used = {int(r["number"]): str(r["kind"]) for r in self.records.rows("SELECT number, kind FROM slots")}
        for number, name in used.items():
            if name == kind.name.lower():
                return number
        free = [n for n in range(slots.SLOTS) if n not in used]
        if not free:
            raise InputProblem("vault.slots-full")
        return secrets.choice(free)

    def has_shares(self) -> bool:
        """Whether recovery shares exist; until then the window reminds."""
        return self.records.value("SELECT 1 FROM slots WHERE kind = 'shares'") is not None

    @contextmanager
    def identities(self) -> Iterator[Database]:
        """The identity store, open for the length of one act; closed by default (R07)."""
        database = Database(self.path / IDENTITIES, self._key(labels.VAULT_IDENTITIES_DB), "identities")
        try:
            database.migrate()
            yield database
        finally:
            database.close()

    def copy_databases(self, folder: Path) -> None:
        """Consistent copies under the same keys, without the signing keys (R03)."""
        self.records.copy_to(folder / RECORDS, self._key(labels.VAULT_RECORDS_DB))
        copy = Database(folder / RECORDS, self._key(labels.VAULT_RECORDS_DB), "records")
        try:
            copy.execute("DELETE FROM signing_keys")
            copy.execute("VACUUM")
        finally:
            copy.close()
        with self.identities() as identities:
            identities.copy_to(folder / IDENTITIES, self._key(labels.VAULT_IDENTITIES_DB))

    def close(self) -> None:
        """Empty the logs, close the databases, let the next one in."""
        self.records.close()
        self._lock.release()

    def derived_key(self, label: labels.Label) -> bytes:
        """A key for a registered use, such as the MAC of a backup."""
        return self._key(label)

    def _key(self, label: labels.Label) -> bytes:
        return hkdf(self._content.vault_key, label)

    def _staged_rows(self) -> list[Row]:
        lying = [p.name for p in self.payloads.incoming.iterdir()] if self.payloads.incoming.is_dir() else []
        found: list[Row] = []
        for name in lying:
            found += self.records.rows("SELECT name FROM payloads WHERE name = ?", (name,))
        return found

    def _own_identity(self) -> str:
        return str(self.records.value("SELECT identity FROM age_identities WHERE name = ?", (_OWN_IDENTITY,)))

    def _check_format(self) -> None:
        floor = int(self.records.value("SELECT value FROM meta WHERE name = 'min_format'") or MIN_FORMAT)
        if floor > MIN_FORMAT:
            raise Unsupported("vault.newer-format", version=floor)


def read_header(path: Path) -> Header:
    """vault.json of a folder.

    Raises:
        InputProblem: there is no vault.
        WorldProblem: it cannot be read.

    """
    try:
        data = (path / HEADER).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputProblem("vault.none-here") from error
    except OSError as error:
        raise WorldProblem("disk.io-error", errno=error.errno or 0) from error
    return slots.parse(data)


def _new_content() -> SlotContent:
    """New keys for the passphrase slot of a new vault."""
    return SlotContent(SlotKind.PASSPHRASE, secrets.token_bytes(32), secrets.token_bytes(32), secrets.token_bytes(16))
