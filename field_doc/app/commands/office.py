"""Acts of the office: make it, issue cards, decide about devices. They need the offline root for a moment."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from field_doc.app.changes import Changes, Kind, changed
from field_doc.app.commands import continuing, office_setup
from field_doc.app.commands.continuing import Continues
from field_doc.base.clock import utc_iso
from field_doc.base.errors import FieldDocError, InputProblem, IntegrityFailure
from field_doc.formats import card as cards
from field_doc.formats import certificates
from field_doc.formats.base64text import from_b64
from field_doc.formats.card import Card
from field_doc.formats.enrolment import Enrolment, check_desk_mac, parse_enrolment
from field_doc.formats.keys import Purpose, VerifyKey
from field_doc.formats.shape import HEX32
from field_doc.sync.enrol import Membership, membership
from field_doc.sync.https import OfficeClient
from field_doc.vault.files import replace_durably

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from field_doc.app.session import Services, Session

_DEVICE_DAYS = 366


def client(session: Session) -> OfficeClient:
    """The office's server, logged in as this vault's device; to be closed (``with``)."""
    member: Membership = session.run(membership)
    made = OfficeClient(member.url, member.pins, member.server_id)
    made.login(session.run(lambda s: s.keys.device), session.run(lambda s: s.keys.auth), session.clock)
    return made


@dataclass(frozen=True, slots=True)
class CardIssued:
    """A card was written."""

    card_id: str
    code: str
    fingerprint: str
    expires: str


def issue_card(session: Session, folder: Path, *, code: str, out: Path, root_passphrase: str) -> CardIssued:
    """Issue an enrolment card for one device: signed by the root, registered at the server.

    Args:
        session: the desk's open session.
        folder: the office's folder with the root.
        code: documenter's or device's code.
        out: the card file.
        root_passphrase: opens the root for this signature.

    """
    if out.exists():
        raise InputProblem("export.exists")
    visible = code.strip()
    if not visible or len(visible) > 40:
        raise InputProblem("vault.documenter-code")
    if visible.upper() == office_setup.DESK_CODE:
        raise InputProblem("office.code-of-the-desk")  # certificates tell device and desk apart by it
    root, root_pem = office_setup.open_root(folder, root_passphrase, derive=session.derive)
    card = session.run(lambda s: _make_card(s, visible, root_pem))
    with client(session) as office:
        office.register_card(card.card_id, cards.server_half(card.token_a), card.expires, card.code)
    session.run(lambda s: _keep_card(s, card))
    replace_durably(out, (cards.sign_card(card, root) + "\n").encode("ascii"))
    return CardIssued(card.card_id, card.code, certificates.fingerprint(root_pem), card.expires)


def _make_card(services: Services, code: str, root_pem: str) -> Card:
    member = membership(services)
    now = services.clock.now().wall.astimezone(UTC)
    return Card(
        card_id=secrets.token_hex(16),
        code=code,
        office=member.office,
        country=member.country,
        url=member.url,
        server_id=member.server_id,
        pins=member.pins,
        root_pem=root_pem,
        desk_pem=member.desk_pem,
        server_pem=member.server_pem,
        content=member.content,
        custodians=(member.custodians[0], member.custodians[1]),
        token_a=services.random(cards.TOKEN_BYTES),
        token_b=services.random(cards.TOKEN_BYTES),
        issued=utc_iso(now),
        expires=utc_iso(now + timedelta(days=cards.LIFE_DAYS)),
    )


def _keep_card(services: Services, card: Card) -> None:
    with services.custody.act() as act:
        services.vault.records.execute(
            "INSERT INTO cards VALUES (?, ?, ?, ?)", (card.card_id, card.code, card.token_b, card.expires)
        )
        act.enter("card.issued", terms={"card": card.card_id}, detail={"code": card.code})


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device the office knows, or an enrolment that waits (state ``pending``).

    State ``forged``: the keys did not come from the holder of the card; ``device`` and ``fingerprint`` are what they
    claim to be. Such a row can only be looked at.
    """

    device: str
    code: str
    fingerprint: str
    state: str
    card_id: str
    card_used_twice: bool = False
    revoked_since: str | None = None
    continues: tuple[Continues, ...] = ()


FORGED = "forged"


def devices(session: Session) -> tuple[DeviceRow, ...]:
    """Enrolments that wait at the server, then devices already decided about."""
    with client(session) as office:
        waiting = office.desk_enrolments()
    rows = [session.run(lambda s, w=w: _waiting(s, w)) for w in waiting]  # type: ignore[misc]
    return (*[r for r in rows if r is not None], *session.run(known_devices))


def known_devices(services: Services) -> tuple[DeviceRow, ...]:
    """Devices decided about, from the desk's own store."""
    found = []
    for r in services.vault.records.rows("SELECT * FROM devices ORDER BY decided_at"):
        enrolment = parse_enrolment(bytes(r["enrolment"]))
        found.append(
            DeviceRow(r["thumbprint"], r["code"], enrolment.fingerprint, r["state"], r["card_id"],
                      revoked_since=r["revoked_since"], continues=continuing.of(services, enrolment))
        )  # fmt: skip
    return tuple(found)


def _waiting(services: Services, raw: dict[str, Any]) -> DeviceRow | None:
    """A waiting enrolment as a row; one that is not what its card vouches for keeps the others from nothing."""
    try:
        enrolment, _, code = _checked(services, raw)
    except (IntegrityFailure, InputProblem):
        return _forged(raw)
    known = services.vault.records.value("SELECT 1 FROM devices WHERE thumbprint = ?", (enrolment.device,))
    if known is not None:
        return None
    return DeviceRow(
        enrolment.device, code, enrolment.fingerprint, "pending", enrolment.card_id, bool(raw.get("used_twice")),
        continues=continuing.of(services, enrolment),
    )  # fmt: skip


def _forged(raw: dict[str, Any]) -> DeviceRow | None:
    """What can be said of keys the card does not vouch for; nothing where they cannot even be read."""
    try:
        claimed = parse_enrolment(from_b64(str(raw.get("enrolment"))) or b"")
    except IntegrityFailure:
        return DeviceRow(str(raw.get("device"))[:43], "", "", FORGED, "", bool(raw.get("used_twice")))
    return DeviceRow(
        claimed.device, "", claimed.fingerprint, FORGED, claimed.card_id, bool(raw.get("used_twice"))
    )


def _checked(services: Services, raw: dict[str, Any]) -> tuple[Enrolment, bytes, str]:
    """An enrolment whose keys came from the holder of the card (R21): the server cannot have exchanged them."""
    data = from_b64(str(raw.get("enrolment"))) or b""
    enrolment = parse_enrolment(data)
    row = services.vault.records.row("SELECT code, token_b FROM cards WHERE card_id = ?", (enrolment.card_id,))
    if row is None:
        raise InputProblem("office.card-not-ours")
    mac = str(raw.get("mac"))
    check_desk_mac(bytes(row["token_b"]), data, bytes.fromhex(mac) if HEX32.fullmatch(mac) else b"")
    return enrolment, data, str(row["code"])


@dataclass(frozen=True, slots=True)
class Decided:
    """The office decided about a device."""

    device: str
    fingerprint: str
    state: str
    changes: Changes


def confirm(session: Session, folder: Path, device: str, *, root_passphrase: str) -> Decided:
    """Certify a device whose fingerprint was compared with its holder.

    Args:
        session: the desk's open session.
        folder: the office's folder with the root.
        device: thumbprint, fingerprint or a unique beginning of one.
        root_passphrase: opens the root for these signatures.

    """
    with client(session) as office:
        raw = _find(session, office.desk_enrolments(), device)
        return _confirm(session, office, folder, raw, root_passphrase)


def _confirm(
    session: Session, office: OfficeClient, folder: Path, raw: dict[str, Any], root_passphrase: str
) -> Decided:
    enrolment, data, code = session.run(lambda s: _checked(s, raw))
    root, root_pem = office_setup.open_root(folder, root_passphrase, derive=session.derive)
    session.run(lambda s: continuing.check(s, enrolment))

    def certify(key: VerifyKey, pq: bytes | None) -> str:
        return certificates.issue(root, root_pem, key, code, _DEVICE_DAYS, session.clock, pq_public=pq)

    pems = {p.value: certify(key, pq) for p, key, pq in _keys(enrolment)}
    session.run(lambda s: _keep_device(s, enrolment, data, code, pems, certify))
    office.desk_decide(
        enrolment.device, enrolment.card_id, "confirmed", certificates=pems,
        keys={
            "record": enrolment.record.hex(), "log": enrolment.log.hex(), "log_pq": enrolment.log_pq.hex(),
            "auth": enrolment.auth.hex(),
        },
    )  # fmt: skip
    return Decided(enrolment.device, enrolment.fingerprint, "confirmed", changed(Kind.OFFICE))


def _find(session: Session, waiting: list[dict[str, Any]], typed: str) -> dict[str, Any]:
    wanted = typed.strip().removeprefix("sha256:").replace(" ", "")
    hits: list[dict[str, Any]] = []
    forged: FieldDocError | None = None
    for raw in waiting:
        try:
            enrolment, _, _ = session.run(lambda s, r=raw: _checked(s, r))  # type: ignore[misc]
        except (IntegrityFailure, InputProblem) as error:
            forged = error
            continue
        plain = enrolment.fingerprint.removeprefix("sha256:")
        if wanted and (enrolment.device.startswith(wanted) or plain.startswith(wanted.lower())):
            hits.append(raw)
    if not hits and forged is not None:
        raise forged  # it may be the one that is meant: whoever asks has to know
    if len(hits) != 1:
        raise InputProblem("office.device-unknown" if not hits else "office.device-ambiguous")
    return hits[0]


def _keys(enrolment: Enrolment) -> tuple[tuple[Purpose, VerifyKey, bytes | None], ...]:
    return (
        (Purpose.RECORD, VerifyKey.from_raw(Purpose.RECORD, enrolment.record), None),
        (Purpose.LOG, VerifyKey.from_raw(Purpose.LOG, enrolment.log), enrolment.log_pq),
        (Purpose.AUTH, VerifyKey.from_raw(Purpose.AUTH, enrolment.auth), None),
    )


def _keep_device(
    services: Services, enrolment: Enrolment, data: bytes, code: str, pems: dict[str, str],
    certify: Callable[[VerifyKey, bytes | None], str],
) -> None:  # fmt: skip
    database, now = services.vault.records, services.clock.now().iso()
    with services.custody.act() as act:
        database.execute(
            "INSERT INTO devices VALUES (?, ?, ?, ?, 'confirmed', NULL, ?) ON CONFLICT (thumbprint) DO NOTHING",
            (enrolment.device, code, enrolment.card_id, data, now),
        )
        for purpose, raw in (
            ("record", enrolment.record), ("log", enrolment.log), ("log-pq", enrolment.log_pq), ("auth", enrolment.auth)
        ):  # fmt: skip
            database.execute("INSERT OR REPLACE INTO device_keys VALUES (?, ?, ?)", (enrolment.device, purpose, raw))
        for purpose, pem in pems.items():
            database.execute(
                "INSERT OR REPLACE INTO certificates VALUES (?, ?, ?, ?)", (enrolment.device, purpose, code, pem)
            )
        act.enter("desk.device-confirmed", terms={"device": enrolment.fingerprint, "card": enrolment.card_id})
        continuing.keep(services, act, enrolment, code, certify)
        act.enter("office-log.certificate-issued", terms={"device": enrolment.fingerprint})


def revoke(session: Session, device: str, since: str) -> Decided:
    """From ``since`` on this device's signatures do not count unless anchored before (R14)."""
    try:
        moment = datetime.fromisoformat(since)
    except ValueError as error:
        raise InputProblem("office.time") from error
    if moment.tzinfo is None:
        raise InputProblem("office.time")
    row = session.run(lambda s: _revoke(s, device, utc_iso(moment)))
    with client(session) as office:
        office.desk_decide(row.device, row.card_id, "revoked", since=utc_iso(moment))
    return Decided(row.device, row.fingerprint, "revoked", changed(Kind.OFFICE))


def _revoke(services: Services, typed: str, since: str) -> DeviceRow:
    wanted = typed.strip().removeprefix("sha256:").replace(" ", "")
    hits = [
        d for d in known_devices(services)
        if d.device.startswith(wanted) or d.fingerprint.removeprefix("sha256:").startswith(wanted.lower())
    ]  # fmt: skip
    if len(hits) != 1:
        raise InputProblem("office.device-unknown" if not hits else "office.device-ambiguous")
    with services.custody.act() as act:
        services.vault.records.execute(
            "UPDATE devices SET state = 'revoked', revoked_since = ? WHERE thumbprint = ?", (since, hits[0].device)
        )
        terms = {"device": hits[0].fingerprint, "since": since.lower().replace("t", ".")}
        act.enter("desk.device-revoked", terms=terms)
        act.enter("office-log.revoked", terms=terms)
    return hits[0]
