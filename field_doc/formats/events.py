"""Register of the events a custody ledger may hold; entries refuse every other.

Beside each event stand the terms of the PREMIS event type vocabulary (Library of Congress,
id.loc.gov/vocabulary/preservation/eventType) that say the same to an archivist, where there are any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of act. ``code`` stands in entries; ``premis`` holds PREMIS labels, most fitting first."""

    code: str
    premis: tuple[str, ...] = ()


_DEVICE = (
    # vault and keys
    Event("vault.created"),
    Event("vault.unlocked"),
    Event("vault.unlock-failed"),
    Event("vault.locked"),
    Event("vault.passphrase-changed"),
    Event("vault.shares-made"),
    Event("vault.recovered", ("recovery",)),
    Event("epoch.started"),
    Event("backup.made", ("replication",)),
    Event("backup.restored", ("recovery",)),
    Event("settings.changed", ("policy assignment",)),
    Event("clock.anomaly"),
    Event("card.issued"),
    # records
    Event("draft.begun"),
    Event("draft.discarded"),
    Event("record.sealed", ("creation", "digital signature generation")),
    Event("record.amended", ("metadata modification", "digital signature generation")),
    Event("record.viewed", ("displaying",)),
    Event("record.printed", ("printing",)),
    Event("paper.reserved"),
    Event("paper.printed", ("printing",)),
    Event("paper.voided"),
    Event("paper.typed-in"),
    Event("paper.bound", ("metadata modification",)),
    Event("record.erased", ("deletion",)),
    Event("consent.withdrawn"),
    Event("identity.opened", ("displaying",)),
    Event("identity.closed"),
    Event("identity.compared"),
    Event("names.decided"),
    Event("unmasked", ("displaying",)),
    # files
    Event("intake.captured", ("message digest calculation", "ingestion", "encryption")),
    Event("intake.known", ("message digest calculation",)),
    Event("intake.failed"),
    Event("photo-gap.noted"),
    Event("file.detached"),
    Event("file.viewed", ("displaying",)),
    Event("file.exported", ("exporting", "decryption")),
    Event("fixity.checked", ("fixity check",)),
    Event("export.abandoned"),
    Event("redaction.made", ("redaction",)),
    Event("export.bundled", ("information package creation", "dissemination")),
    Event("custody.handed-over", ("transfer",)),
    # to the office and back
    Event("queue.added"),
    Event("submission.prepared", ("information package creation",)),
    Event("transfer.sent", ("transfer",)),
    Event("receipt.stored"),
    Event("receipt.accepted"),
    Event("receipt.refused"),
    Event("office.enrolled"),
    Event("office.anchored"),
    # at the desk
    Event("desk.pulled", ("transfer", "decryption")),
    Event("desk.accepted", ("accession", "fixity check")),
    Event("desk.refused", ("appraisal",)),
    Event("desk.device-confirmed"),
    Event("desk.device-continued"),
    Event("desk.device-revoked"),
)
_OFFICE_LOG = (
    Event("office-log.head-received"),
    Event("office-log.receipt-issued"),
    Event("office-log.certificate-issued"),
    Event("office-log.revoked"),
    Event("office-log.card-issued"),
    Event("office-log.bundle-numbered"),
    Event("office-log.vocabulary-issued"),
    Event("office-log.policy-issued", ("policy assignment",)),
    Event("office-log.release-issued"),
    Event("office-log.cosigned"),
    Event("office-log.timestamped"),
    Event("office-log.idle"),
)

EVENTS: Mapping[str, Event] = MappingProxyType({event.code: event for event in _DEVICE + _OFFICE_LOG})
"""Every event by its code."""
