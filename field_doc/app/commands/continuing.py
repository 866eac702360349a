"""What an enrolment says it continues: a restored or recovered vault comes with new keys, linked to the old (R04).

The desk shows it to whoever compares the fingerprints. With the confirmation the old keys are certified too where
the office had never met them, so that what was sealed under them can be taken and verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure
from field_doc.evidence.device_families import DeviceFamilies, EndedEpoch
from field_doc.formats.keys import Purpose, VerifyKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from field_doc.app.session import Services
    from field_doc.evidence.custody import Act
    from field_doc.formats.enrolment import Continued, Enrolment
    from field_doc.vault.database import Database


@dataclass(frozen=True, slots=True)
class Continues:
    """An ended epoch as people decide about it.

    Attributes:
        fingerprint: of the device that made it.
        code: under which the office knows that device; empty where it never met it.
        state: confirmed, refused, revoked, or empty where the office never met it.
        size: entries up to where the new device goes on.
        held: entries the office has of it; more than ``size`` where the backup was older than the last sync.

    """

    fingerprint: str
    code: str
    state: str
    size: int
    held: int


def of(services: Services, enrolment: Enrolment) -> tuple[Continues, ...]:
    """What an enrolment continues, oldest first."""
    return tuple(_one(services, one) for one in enrolment.continues)


def _one(services: Services, one: Continued) -> Continues:
    row = services.vault.records.row("SELECT code, state FROM devices WHERE thumbprint = ?", (one.device,))
    code, state = (str(row["code"]), str(row["state"])) if row is not None else ("", "")
    return Continues(one.fingerprint, code, state, one.size, services.device_ledgers.size(one.origin))


def check(services: Services, enrolment: Enrolment) -> None:
    """Refuse a continuation whose keys or log are known here as something else.

    Raises:
        IntegrityFailure: ``office.continues-other``.

    """
    database = services.vault.records
    for one in enrolment.continues:
        known = _keys(database, one.device)
        row = database.row("SELECT device, log_public FROM device_epochs WHERE origin = ?", (one.origin,))
        same_log = row is None or (row["device"], bytes(row["log_public"])) == (one.device, one.log)
        if not same_log or any(known.get(name, raw) != raw for name, raw in _given(one).items()):
            raise IntegrityFailure("office.continues-other")


def _given(one: Continued) -> dict[str, bytes]:
    return {"record": one.record, "log": one.log, "log-pq": one.log_pq}


def _keys(database: Database, device: str) -> dict[str, bytes]:
    rows = database.rows("SELECT purpose, raw FROM device_keys WHERE device = ?", (device,))
    return {str(r["purpose"]): bytes(r["raw"]) for r in rows}


def keep(
    services: Services, act: Act, enrolment: Enrolment, code: str,
    certify: Callable[[VerifyKey, bytes | None], str],
) -> None:  # fmt: skip
    """Enter the links, and certificates for keys the office had not met. Inside the act that confirms the device.

    Args:
        services: the desk's.
        act: the act.
        enrolment: the new device's.
        code: of the card it came on.
        certify: the root's certificate for a key (and the ML-DSA key it binds).

    """
    families = DeviceFamilies(services.vault.records)
    for one in enrolment.continues:
        families.add(enrolment.device, EndedEpoch(one.origin, one.device, one.size, one.root))
        if not _keys(services.vault.records, one.device):
            _certify(services.vault.records, one, code, certify)
        act.enter(
            "desk.device-continued",
            terms={"device": enrolment.fingerprint, "continues": one.fingerprint, "size": str(one.size),
                   "root": "sha256:" + one.root.hex()},
        )  # fmt: skip


def _certify(
    database: Database, one: Continued, code: str, certify: Callable[[VerifyKey, bytes | None], str]
) -> None:
    for name, raw in _given(one).items():
        database.execute("INSERT INTO device_keys VALUES (?, ?, ?)", (one.device, name, raw))
    pairs = ((Purpose.RECORD, one.record, None), (Purpose.LOG, one.log, one.log_pq))
    for purpose, raw, pq in pairs:
        pem = certify(VerifyKey.from_raw(purpose, raw), pq)
        database.execute("INSERT INTO certificates VALUES (?, ?, ?, ?)", (one.device, purpose.value, code, pem))
