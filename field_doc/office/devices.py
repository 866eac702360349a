"""Cards, enrolments and the desk's decisions about devices (R21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from field_doc.base.clock import Clock, utc_iso
from field_doc.base.errors import AccessRefused, IntegrityFailure
from field_doc.formats import canonical, enrolment
from field_doc.formats.base64text import b64
from field_doc.formats.canonical import JSON
from field_doc.formats.certificates import verify_chain
from field_doc.formats.keys import Purpose, VerifyKey
from field_doc.formats.shape import Shape
from field_doc.office.database import Database
from field_doc.office.folder import DeviceKeys, OfficeFolder, device_keys
from field_doc.office.tables import CARDS, DEVICES, ENROLMENTS

CONFIRMED, REFUSED, REVOKED = "confirmed", "refused", "revoked"
STATES = (CONFIRMED, REFUSED, REVOKED)
CERTIFIED = (Purpose.RECORD, Purpose.LOG, Purpose.AUTH)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the desk says about a device; keys (hex) and certificates (PEM) come with ``confirmed``."""

    device: str
    card_id: str | None
    state: str
    since: str | None
    keys: dict[str, str] | None
    certificates: dict[str, str] | None


class Devices:
    """Who may log in, and how they came to."""

    def __init__(self, folder: OfficeFolder, database: Database, clock: Clock) -> None:
        self._folder, self._db, self._clock = folder, database, clock

    def _now(self) -> str:
        return utc_iso(self._clock.now().wall)

    def keys(self, device: str) -> DeviceKeys | None:
        """Keys of the desk or of a confirmed device; None for everybody else."""
        if device == self._folder.desk:
            return self._folder.desk_keys
        with self._db.read() as connection:
            row = connection.execute(select(DEVICES).where(DEVICES.c.device == device)).first()
        if row is None or row.state != CONFIRMED:
            return None
        return device_keys(Shape(canonical.decode(row.keys), "device.malformed"))

    def register_card(self, card_id: str, half: str, code: str, expires: str) -> None:
        """Know a card the desk issued. The same card again is no mistake; another under its id is."""
        new = {"card_id": card_id, "half": half, "code": code, "expires": expires}
        with self._db.write() as connection:
            clash = (CARDS.c.card_id == card_id) | (CARDS.c.half == half)
            known = connection.execute(select(CARDS).where(clash)).first()
            if known is None:
                connection.execute(insert(CARDS).values(**new))
            elif any(getattr(known, name) != value for name, value in new.items()):
                raise IntegrityFailure("enrol.card-differs")

    def enrol(self, half: str, document: bytes, mac: str) -> None:
        """Keep a device's keys for the desk. The same bytes again are one use (an answer may be lost).

        Raises:
            AccessRefused: ``enrol.card-unknown``, ``enrol.card-expired``, ``enrol.card-used``.
            IntegrityFailure: ``enrolment.malformed``.

        """
        found = enrolment.parse_enrolment(document)
        with self._db.write() as connection:
            card = connection.execute(select(CARDS).where(CARDS.c.half == half)).first()
            if card is None or card.card_id != found.card_id:
                raise AccessRefused("enrol.card-unknown")
            known = connection.execute(select(ENROLMENTS).where(ENROLMENTS.c.card_id == card.card_id)).first()
            if known is None:
                self._first_use(connection, card, found.device, document, mac)
                return
            if known.enrolment == document and known.mac == mac:
                return
            connection.execute(_one_more_use(card.card_id))
        raise AccessRefused("enrol.card-used")

    def _first_use(self, connection: Connection, card: Any, device: str, document: bytes, mac: str) -> None:
        if self._clock.now().wall.astimezone(UTC) >= datetime.fromisoformat(card.expires):
            raise AccessRefused("enrol.card-expired")
        row = {"card_id": card.card_id, "device": device, "enrolment": document, "mac": mac}
        connection.execute(insert(ENROLMENTS).values(**row, received_at=self._now()))

    def enrolment_state(self, card_id: str, device: str) -> dict[str, JSON]:
        """What became of an enrolment, for the device that sent it; ``used_twice`` is the alarm of R21."""
        with self._db.read() as connection:
            wanted = (ENROLMENTS.c.card_id == card_id) & (ENROLMENTS.c.device == device)
            if connection.execute(select(ENROLMENTS.c.n).where(wanted)).first() is None:
                raise AccessRefused("office.not-found")
            uses = connection.execute(select(CARDS.c.second_uses).where(CARDS.c.card_id == card_id)).scalar()
            row = connection.execute(select(DEVICES).where(DEVICES.c.device == device)).first()
        state: dict[str, JSON] = {"state": "pending" if row is None else row.state, "used_twice": bool(uses)}
        if row is not None and row.state == CONFIRMED:
            state["certificates"] = canonical.decode(row.certificates)
        return state

    def enrolments(self) -> list[JSON]:
        """For the desk: everything that came on a card, in order, with what was decided."""
        query = (
            select(ENROLMENTS, CARDS.c.second_uses, DEVICES.c.state)
            .join(CARDS, CARDS.c.card_id == ENROLMENTS.c.card_id)
            .outerjoin(DEVICES, DEVICES.c.device == ENROLMENTS.c.device)
            .order_by(ENROLMENTS.c.n)
        )
        with self._db.read() as connection:
            rows = connection.execute(query).all()
        return [
            {
                "card_id": row.card_id,
                "device": row.device,
                "enrolment": b64(row.enrolment),
                "mac": row.mac,
                "received_at": row.received_at,
                "used_twice": bool(row.second_uses),
                "state": row.state or "pending",
            }
            for row in rows
        ]

    def decide(self, decision: Decision) -> None:
        """Enter what the desk decided.

        Raises ``IntegrityFailure``: ``device.malformed``, ``device.keys-differ`` (keys, certificates and
        thumbprint do not fit), ``device.revoked`` (nothing makes a revoked key good again), ``certificate.*``.
        """
        confirmed = decision.state == CONFIRMED
        if confirmed:
            self._check(decision)
        row: dict[str, str | bytes | None] = {
            "card_id": decision.card_id,
            "state": decision.state,
            "since": decision.since,
            "decided_at": self._now(),
        }
        if confirmed:
            keys = {k: v for k, v in (decision.keys or {}).items() if k != "record"}
            row["keys"] = canonical.encode(dict(keys))
            row["certificates"] = canonical.encode(dict(decision.certificates or {}))
        with self._db.write() as connection:
            same = DEVICES.c.device == decision.device
            known = connection.execute(select(DEVICES.c.state).where(same)).scalar()
            if known == REVOKED and decision.state != REVOKED:
                raise IntegrityFailure("device.revoked")
            if known is None:
                connection.execute(insert(DEVICES).values(device=decision.device, **row))
            else:
                connection.execute(update(DEVICES).where(same).values(**row))

    def _check(self, decision: Decision) -> None:
        """Certificates of the root for exactly these keys, which are those of this device."""
        if decision.keys is None or decision.certificates is None:
            raise IntegrityFailure("device.malformed")
        shape = Shape(dict(decision.keys), "device.malformed")
        record = VerifyKey(Purpose.RECORD, shape.raw("record", 32))
        keys = device_keys(shape)
        shape.end()
        certified = {record.purpose: record, keys.log.purpose: keys.log, keys.auth.purpose: keys.auth}
        now = self._clock.now().wall.astimezone(UTC)
        for purpose in CERTIFIED:
            pem = decision.certificates.get(purpose.value, "")
            subject = verify_chain(pem, self._folder.root_pem, purpose, now)
            if subject.key != certified[purpose]:
                raise IntegrityFailure("device.keys-differ")
            if purpose is Purpose.LOG and not subject.certifies_pq(keys.log_pq):
                raise IntegrityFailure("device.keys-differ")
        if record.thumbprint() != decision.device or decision.device == self._folder.desk:
            raise IntegrityFailure("device.keys-differ")


def _one_more_use(card_id: str) -> Any:
    """Noted for the desk and for the device that came first."""
    return update(CARDS).where(CARDS.c.card_id == card_id).values(second_uses=CARDS.c.second_uses + 1)
