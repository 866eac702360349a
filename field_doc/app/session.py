"""The composition root: an open vault, its services, its one thread, the decoder child.

One thread owns the vault (ARCHITECTURE rule 3). ``Session.run`` hands a short step to it and waits;
long steps (hashing, decoding, PDF, network) run on the caller's own thread between such steps.
"""

from __future__ import annotations

import secrets
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

from field_doc.base.clock import Clock, SystemClock
from field_doc.base.errors import AccessRefused, Bug, FieldDocError
from field_doc.decode.client import Decoder
from field_doc.evidence import relation_index
from field_doc.evidence.attachments import Attachments
from field_doc.evidence.custody import Custody, ledger_stands
from field_doc.evidence.device_ledgers import DeviceLedgers
from field_doc.evidence.identities import Identities
from field_doc.evidence.intake import IntakeStore
from field_doc.evidence.keyring import Keyring
from field_doc.evidence.records import Records
from field_doc.export.paper import layouts
from field_doc.schema import layout
from field_doc.schema import registry as schemas
from field_doc.sync import enrol
from field_doc.sync.outbox import Outbox
from field_doc.vault import kdf, side_file
from field_doc.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.formats.canonical import JSON
    from field_doc.schema.registry import Registry
    from field_doc.vault.signing_keys import DeviceKeys

T = TypeVar("T")
# A vault from before the table of references: so much of it is made at opening, the rest in the background.
_RELATIONS_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Services:
    """What works on an open vault; used on the vault's thread only."""

    vault: Vault
    keys: DeviceKeys
    custody: Custody
    records: Records
    attachments: Attachments
    identities: Identities
    keyring: Keyring
    intake: IntakeStore
    outbox: Outbox
    device_ledgers: DeviceLedgers
    registry: Registry
    clock: Clock
    random: Callable[[int], bytes]


class Session:
    """An unlocked vault and everything that works on it."""

    def __init__(self, *, clock: Clock | None = None, derive: Callable[..., bytes] = kdf.derive) -> None:
        # Intake's threads hand short native calls back and forth; the default of 5 ms makes each wait for the
        # window's thread (measured: 0.66 of the SHA-256 rate before, 0.9 with this).
        sys.setswitchinterval(0.0005)
        self.clock: Clock = clock or SystemClock()
        self.derive = derive
        self._owner: threading.Thread | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vault", initializer=self._note_owner)
        self._services: Services | None = None
        self._decoder: Decoder | None = None
        self._decoder_lock = threading.Lock()

    # the vault's thread

    def run(self, step: Callable[[Services], T]) -> T:
        """Run a short step on the vault's thread and wait for it.

        Raises:
            Bug: ``session.nested``, asked from within such a step: the thread would wait for itself for ever.

        """
        return self.run_bare(lambda: step(self._open_services()))

    def run_bare(self, step: Callable[[], T]) -> T:
        """Run a step that opens or closes the vault on its thread."""
        if threading.current_thread() is self._owner:
            raise Bug("session.nested")
        return self._thread.submit(step).result()

    def _note_owner(self) -> None:
        self._owner = threading.current_thread()

    def _open_services(self) -> Services:
        if self._services is None:
            raise AccessRefused("vault.locked")
        return self._services

    @property
    def is_open(self) -> bool:
        """Whether a vault is open."""
        return self._services is not None

    # opening and closing

    def adopt(self, make: Callable[[], Vault], *, begin: Callable[[Services], None] | None = None) -> None:
        """Open a vault on its thread and build the services over it.

        Args:
            make: opens or creates the vault.
            begin: first acts (epoch, entries) in the new vault; without it the unlock is entered.

        """
        layout.check_all(schemas.load())  # a wrong file of the program is refused before the vault is touched
        layouts.check_all(schemas.load())  # the same for the forms on paper
        self.run_bare(lambda: self._adopt(make(), begin))

    def _adopt(self, vault: Vault, begin: Callable[[Services], None] | None) -> None:
        if self._services is not None:
            raise Bug("session.already-open")
        try:
            services = build(vault, self.clock)
            (begin or self._enter_unlock)(services)
            services.identities.sweep()
            relation_index.make_some(vault.records, services.records, _RELATIONS_SECONDS)
        except BaseException:
            vault.close()
            raise
        self._services = services

    @staticmethod
    def _enter_unlock(services: Services) -> None:
        noted = side_file.read(services.vault.path, services.vault.identity)
        with services.custody.act() as act:
            services.custody.continue_under_own_keys(act)
            for event in noted:
                act.enter(
                    "vault.unlock-failed",
                    terms={"reported": "unprotected-file"},
                    detail={"at": _short(event.get("at")), "event": _short(event.get("event"))},
                )
            act.enter("vault.unlocked")
        side_file.clear(services.vault.path)

    def close(self) -> None:
        """Enter the lock, empty the logs, close. Safe to call twice."""
        try:
            if self._services is not None:
                self.run_bare(self._close)
        finally:
            if self._decoder is not None:
                self._decoder.close()
                self._decoder = None
            self._thread.shutdown(wait=True)

    def _close(self) -> None:
        services, self._services = self._open_services(), None
        try:
            with services.custody.act() as act:
                act.enter("vault.locked")
        finally:
            services.vault.close()

    @property
    def decoder(self) -> Decoder:
        """The child that decodes foreign bytes; started when first needed."""
        with self._decoder_lock:
            if self._decoder is None:
                self._decoder = Decoder()
            return self._decoder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        try:
            self.close()
        except FieldDocError:
            if error is None:
                raise  # otherwise what went wrong first is told: a damaged vault cannot enter its lock either


def _short(noted: JSON) -> str | None:
    """A word of the unprotected side file: anybody can write there, so nothing long or nested goes on from it."""
    return noted[:40] if isinstance(noted, str) else None


def build(vault: Vault, clock: Clock, random: Callable[[int], bytes] = secrets.token_bytes) -> Services:
    """Services over an open vault; makes device keys where there are none (new, recovered, restored)."""
    store = vault.signing_keys
    broken = store.has_device_keys() and not ledger_stands(vault.records)
    if broken or not store.has_device_keys():
        with vault.records.transaction():
            store.renew_device_keys()
            enrol.forget(vault.records)
            if broken:
                # It stays as it was found; this device goes on in a new epoch, as after a restore.
                vault.records.execute("INSERT OR REPLACE INTO meta VALUES ('epoch_cause', 'ledger-broken')")
    keys = store.device_keys()
    registry = schemas.load()
    custody = Custody(vault.records, keys, clock, random)
    attachments = Attachments(vault.records, random)
    outbox = Outbox(vault.records, clock)
    identities = Identities(vault, outbox.custodians())
    keyring = Keyring(vault.records)
    records = Records(vault.records, custody, registry, keys, clock, random, attachments, identities, keyring)
    intake = IntakeStore(
        vault.records, custody, records, attachments, vault.payloads, vault.identity.recipient(), clock
    )
    return Services(
        vault=vault,
        keys=keys,
        custody=custody,
        records=records,
        attachments=attachments,
        identities=identities,
        keyring=keyring,
        intake=intake,
        outbox=outbox,
        device_ledgers=DeviceLedgers(vault.records),
        registry=registry,
        clock=clock,
        random=random,
    )


def vault_path(path: Path) -> Path:
    """The vault folder somebody means: with or without its suffix."""
    return path if path.suffix else path.with_name(path.name + ".fdvault")
