"""The desk refuses a device whose fingerprint is not the one its holder read out, or that nobody asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.changes import Kind, changed
from field_doc.app.commands.office import Decided, client
from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.formats.base64text import from_b64
from field_doc.formats.enrolment import parse_enrolment

if TYPE_CHECKING:
    from field_doc.app.session import Services, Session
    from field_doc.formats.enrolment import Enrolment


def refuse(session: Session, device: str) -> Decided:
    """Refuse a waiting enrolment; the device is told at its next sync, and its holder needs another card.

    Args:
        session: the desk's open session.
        device: thumbprint of the device.

    """
    with client(session) as office:
        for raw in office.desk_enrolments():
            data = from_b64(str(raw.get("enrolment"))) or b""
            try:
                enrolment = parse_enrolment(data)
            except IntegrityFailure:
                continue  # Not the one: its thumbprint could not even be computed.
            if enrolment.device == device and raw.get("state", "pending") == "pending":
                session.run(lambda s, e=enrolment, d=data: _keep(s, e, d))  # type: ignore[misc]
                office.desk_decide(enrolment.device, enrolment.card_id, "refused")
                return Decided(enrolment.device, enrolment.fingerprint, "refused", changed(Kind.OFFICE))
    raise InputProblem("office.device-unknown")


def _keep(services: Services, enrolment: Enrolment, data: bytes) -> None:
    database, now = services.vault.records, services.clock.now().iso()
    code = database.value("SELECT code FROM cards WHERE card_id = ?", (enrolment.card_id,))
    with services.custody.act() as act:
        database.execute(
            "INSERT INTO devices VALUES (?, ?, ?, ?, 'refused', NULL, ?) ON CONFLICT (thumbprint) DO NOTHING",
            (enrolment.device, str(code or ""), enrolment.card_id, data, now),
        )
        act.enter("desk.refused", terms={"device": enrolment.fingerprint, "card": enrolment.card_id})
