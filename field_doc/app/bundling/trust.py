"""The office behind this vault as bundles state it: root, certificates, revocations, trust file (R01, R14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from field_doc.app.bundling import anchors, ledgers
from field_doc.base.clock import utc_iso
from field_doc.base.errors import AccessRefused
from field_doc.export.model import CertificateInput, LedgerPart, RevocationState, Revoked
from field_doc.formats import sshsig
from field_doc.formats import trust as trust_files
from field_doc.formats.keys import Purpose, VerifyKey
from field_doc.formats.labels import NS_TAG_MANIFEST
from field_doc.sync.enrol import membership

if TYPE_CHECKING:
    from field_doc.app.session import Services

# The name the printed ssh-keygen command gives the signer.
PRINCIPAL = "office"
_IN_BUNDLES = (Purpose.BUNDLE, Purpose.RECORD, Purpose.LOG)


@dataclass(frozen=True, slots=True)
class State:
    """What a bundle says of its office."""

    office: str
    code: str
    root_pem: str
    certificates: tuple[CertificateInput, ...]
    revocation: RevocationState


def state(services: Services, devices: frozenset[str] | None = None) -> State:
    """Office, certificates and revocations as known now.

    Args:
        services: the desk's.
        devices: thumbprints of the devices whose keys are needed; None: all the office knows.

    Raises:
        AccessRefused: this vault joined no office: nobody could check its bundles.

    """
    member = membership(services)
    if member.state not in {"desk", "confirmed"}:
        raise AccessRefused("bundle.no-office")
    rows = services.vault.records.rows("SELECT * FROM certificates ORDER BY device, purpose")
    certificates = tuple(
        CertificateInput(Purpose(r["purpose"]), r["code"], r["pem"])
        for r in rows
        if r["purpose"] in _IN_BUNDLES and (devices is None or r["device"] in devices)
    )
    as_of = utc_iso(services.clock.now().wall)
    own = code_of(services, services.keys.device)
    return State(
        member.office, own, member.root_pem, certificates,
        RevocationState(as_of, services.custody.size(), _revoked(services)),
    )  # fmt: skip


def _revoked(services: Services) -> tuple[Revoked, ...]:
    """Every signing key of each revoked device, and where this office's ledger says since when (R14)."""
    named = {k.leaf.terms["device"]: k.seq for k in ledgers.own_events(services, anchors.REVOKED)}
    found = []
    for row in services.vault.records.rows("SELECT * FROM devices WHERE state = 'revoked' ORDER BY thumbprint"):
        keys = services.vault.records.rows(
            "SELECT purpose, raw FROM device_keys WHERE device = ? AND purpose IN ('record', 'log') ORDER BY purpose",
            (row["thumbprint"],),
        )
        known = {str(k["purpose"]): VerifyKey.from_raw(Purpose(k["purpose"]), bytes(k["raw"])) for k in keys}
        position = named.get(known["record"].fingerprint(), 0)
        found += [Revoked(key.thumbprint(), row["revoked_since"], position) for key in known.values()]
    return tuple(found)


def code_of(services: Services, device: str) -> str:
    """The code a device's certificates carry; its thumbprint's beginning where none is known."""
    found = services.vault.records.value("SELECT code FROM certificates WHERE device = ? LIMIT 1", (device,))
    return str(found) if found is not None else device[:8]


def device_codes(services: Services, parts: Sequence[LedgerPart]) -> dict[str, str]:
    """Code of the device behind each log."""
    own = {str(r["origin"]) for r in services.vault.records.rows("SELECT origin FROM epochs")}
    return {
        part.origin: code_of(services, services.keys.device if part.origin in own else part.device) for part in parts
    }


def file_text(services: Services) -> str:
    """The trust file for whoever verifies this office's bundles; handed over on another road than the bundle."""
    known = state(services)
    key = services.vault.signing_keys.load(Purpose.BUNDLE).public
    line = sshsig.allowed_signers_line(PRINCIPAL, key, (NS_TAG_MANIFEST,))
    revoked = tuple(
        trust_files.TrustedRevocation(r.thumbprint, datetime.fromisoformat(r.since)) for r in known.revocation.revoked
    )
    return trust_files.encode(known.root_pem, (line,), revoked)
