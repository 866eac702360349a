"""Acts of the desk: pull what arrived, answer it; two custodians together open an identity."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.app.changes import Changes, Kind, changed
from field_doc.app.commands import intake as intakes
from field_doc.app.commands.office import client
from field_doc.base.errors import AccessRefused, FieldDocError, IntegrityFailure
from field_doc.base.progress import Progress, Reporter, Silent
from field_doc.formats import age, sdjwt, wire
from field_doc.formats.base64text import from_b64
from field_doc.schema import sealing
from field_doc.sync import desk as desks
from field_doc.sync.importer import Importer
from field_doc.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from field_doc.app.session import Services, Session
    from field_doc.formats.canonical import JSON
    from field_doc.sync.https import OfficeClient



@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull did: manifests accepted, and refused with the reason."""

    accepted: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    changes: Changes


class _FromServer:
    """Objects of a submission, from the server."""

    def __init__(self, office: OfficeClient) -> None:
        self._office = office

    def read(self, digest: str) -> Iterator[bytes]:
        """In pieces."""
        return self._office.desk_object(digest)


def pull(session: Session, *, reporter: Reporter | None = None) -> Pulled:
    """Fetch, decrypt, recompute every digest, accept; each submission whole or refused with its reason."""
    reporter = reporter or Silent()
    with client(session) as office:
        accepted, refused = _pull(session, office, reporter)
    intakes.decode_pending(session, reporter=reporter)
    return Pulled(tuple(accepted), tuple(refused), changed(Kind.RECORD, Kind.FILES, Kind.OFFICE))


def _pull(session: Session, office: OfficeClient, reporter: Reporter) -> tuple[list[str], list[tuple[str, str]]]:
    """Judge what waits at the server: manifests accepted, and refused with their reasons."""
    accepted: list[str] = []
    refused: list[tuple[str, str]] = []
    _send_unsent(session, office)
    waiting = office.desk_submissions("stored")
    for number, raw in enumerate(waiting):
        reporter.report(Progress("desk.pull", number, len(waiting)))
        data = from_b64(str(raw["manifest"])) or b""
        digest = wire.manifest_digest(data)
        if session.run(lambda s, d=digest: answered(s, d)):  # type: ignore[misc]
            # Judged when it came by stick, or its answer was lost: the server is told (again).
            session.run(lambda s, d=digest: _mark_sent(s, d, 0))  # type: ignore[misc]
            _send_unsent(session, office)
            continue
        reason = take(session, data, _FromServer(office), reporter)
        if reason is None:
            accepted.append(digest)
        else:
            refused.append((digest, reason))
        _send_unsent(session, office)
    return accepted, refused


def answered(services: Services, digest: str) -> bool:
    """Whether this submission was judged before: it is not taken twice."""
    return services.vault.records.value("SELECT 1 FROM pulled WHERE manifest = ?", (digest,)) is not None


def take(session: Session, data: bytes, source: desks.Objects, reporter: Reporter) -> str | None:
    """Fetch and judge one submission; None when it was accepted, else the reason it was refused for."""
    incoming = session.run(lambda s: s.vault.payloads.incoming)
    random = session.run(lambda s: s.random)

    def bring() -> desks.Submission:
        return desks.fetch(data, source, incoming, lambda: random(16).hex(), reporter)

    return judge(session, data, bring, reporter)


def judge(session: Session, data: bytes, bring: Callable[[], desks.Submission], reporter: Reporter) -> str | None:
    """Judge one submission that ``bring`` lays into ``incoming``; as ``take``."""
    incoming = session.run(lambda s: s.vault.payloads.incoming)
    found: desks.Submission | None = None
    try:
        found = bring()
        identities = session.run(desks.content_identities)
        desks.open_package(found, identities)
        own = session.run(lambda s: s.vault.identity.recipient())
        files = desks.judge_files(found, incoming, identities, own, reporter)
        opened = found
        published = session.run(lambda s: _accept(s, opened, files))
    except FieldDocError as error:
        _discard(session, found, ())
        if not desks.speaks_of_submission(error):
            raise
        session.run(lambda s, e=error: desks.refuse(s, data, e))  # type: ignore[misc]
        return error.code
    # Committed: should this fail, the next open of the vault does it again.
    session.run(lambda s: s.vault.payloads.publish(published))
    _discard(session, found, published)
    return None


def _accept(services: Services, found: desks.Submission, files: list[desks.Judged]) -> list[str]:
    _, publish = Importer(services, found, files).accept()
    return publish


def _discard(session: Session, found: desks.Submission | None, published: tuple[str, ...] | list[str]) -> None:
    """Take away staged objects that were not taken in; the next open would sweep them too."""
    if found is None:
        return
    payloads = session.run(lambda s: s.vault.payloads)
    for one in found.objects.values():
        if one.staged is not None and one.staged not in published:
            with suppress(FieldDocError):
                payloads.discard(one.staged)


def _send_unsent(session: Session, office: OfficeClient) -> None:
    """Send every answer the server does not have yet."""
    rows = session.run(
        lambda s: [
            (str(r["manifest"]), str(r["receipt"]))
            for r in s.vault.records.rows("SELECT manifest, receipt FROM pulled WHERE sent = 0 ORDER BY rowid")
        ]
    )
    for manifest, text in rows:
        try:
            office.desk_receipt(manifest, text)
        except IntegrityFailure as error:
            # Came by stick: the server does not have it (yet); when it does, the pull sends the answer again.
            if error.code != "receipt.wrong-submission":
                raise
        session.run(lambda s, m=manifest: _mark_sent(s, m, 1))  # type: ignore[misc]


def _mark_sent(services: Services, manifest: str, sent: int) -> None:
    with services.vault.records.transaction():
        services.vault.records.execute("UPDATE pulled SET sent = ? WHERE manifest = ?", (sent, manifest))


def open_identity(
    session: Session, record: str, custodian_a: tuple[Path, str], custodian_b: tuple[Path, str], reason: str
) -> dict[str, JSON]:
    """Open one identity with both custodians present; entered with its reason (R07).

    Args:
        session: the desk's open session.
        record: id or code of the identity record.
        custodian_a: vault and passphrase of the outer custodian.
        custodian_b: vault and passphrase of the inner one.
        reason: why; stands in the erasable detail.

    Returns:
        The identity's fields.

    """
    if not reason.strip():
        raise AccessRefused("identity.reason-needed")
    row, envelope, number = session.run(lambda s: _envelope(s, record, reason.strip()))
    inner = age.decrypt_bytes(envelope, [_identity(session, *custodian_a)])
    text = age.decrypt_bytes(inner, [_identity(session, *custodian_b)]).decode("utf-8")
    opened = session.run(lambda s: s.keyring.open(sdjwt.parse(text)))
    if (opened.record_id, opened.version) != (row, number):
        raise IntegrityFailure("identity.other-record")
    record_type = session.run(lambda s: s.registry.record_type("identity"))
    return dict(sealing.unseal(record_type, opened.fields))


def _identity(session: Session, path: Path, passphrase: str) -> age.HybridIdentity:
    vault = Vault.open(path, passphrase, derive=session.derive)
    try:
        return vault.identity
    finally:
        vault.close()


def _envelope(services: Services, record: str, reason: str) -> tuple[str, bytes, int]:
    record_id = services.records.resolve(record)
    row = services.records.row(record_id)
    found = services.vault.records.row(
        "SELECT envelope, number FROM identity_envelopes WHERE record_id = ? ORDER BY number DESC LIMIT 1", (record_id,)
    )
    if found is None:
        raise AccessRefused("identity.no-envelope")
    with services.custody.act() as act:
        act.enter(
            "unmasked", subject=record_id, case=row.case_id, terms={"code": row.code}, detail={"reason": reason}
        )
    return record_id, bytes(found["envelope"]), int(found["number"])
