"""What sync needs of an open vault; the session's services fit it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from field_doc.base.clock import Clock
    from field_doc.evidence.attachments import Attachments
    from field_doc.evidence.custody import Custody
    from field_doc.evidence.device_ledgers import DeviceLedgers
    from field_doc.evidence.identities import Identities
    from field_doc.evidence.intake import IntakeStore
    from field_doc.evidence.keyring import Keyring
    from field_doc.evidence.records import Records
    from field_doc.schema.registry import Registry
    from field_doc.vault.signing_keys import DeviceKeys
    from field_doc.vault.vault import Vault


class Stores(Protocol):
    """Used on the vault's thread only."""

    @property
    def vault(self) -> Vault:
        """The open vault."""
        ...

    @property
    def keys(self) -> DeviceKeys:
        """This device's signing keys."""
        ...

    @property
    def custody(self) -> Custody:
        """The ledger."""
        ...

    @property
    def records(self) -> Records:
        """Records and versions."""
        ...

    @property
    def attachments(self) -> Attachments:
        """Files."""
        ...

    @property
    def identities(self) -> Identities:
        """The identity store."""
        ...

    @property
    def keyring(self) -> Keyring:
        """Known public keys."""
        ...

    @property
    def intake(self) -> IntakeStore:
        """Payload headers."""
        ...

    @property
    def device_ledgers(self) -> DeviceLedgers:
        """Ledgers of devices (desk)."""
        ...

    @property
    def registry(self) -> Registry:
        """Schemas."""
        ...

    @property
    def clock(self) -> Clock:
        """Time."""
        ...

    @property
    def random(self) -> Callable[[int], bytes]:
        """Salts and tokens."""
        ...
