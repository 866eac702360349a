"""``field-doc demo DIR``: the whole way on made, harmless material, from the cellar to the court.

Office, enrolment, records, intake, seal, sync over TLS to an embedded server, desk, signed bundle, verify
with the demo's own root. Everything is left in DIR; the passphrase is printed.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from field_doc.app.commands import bundles, desk, intake, office, office_setup, records, sync, vaults
from field_doc.app.session import Session
from field_doc.base.clock import SystemClock
from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.cli import demo_material as material
from field_doc.cli.invocation import command
from field_doc.export.signing import make_signer
from field_doc.vault.files import replace_durably
from field_doc.vault.passphrase import generate

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.verifier import Verdict

_READY_S = 30
_NOT_VERIFIED = 1


@dataclass(frozen=True, slots=True)
class _Places:
    folder: Path
    vault: Path
    office: Path
    desk: Path
    signer: Path
    trust: Path
    bundle: Path


def demo(args: Namespace, words: Words, out: Output) -> int:
    """Run the whole way; ends with the bundle verified against the demo's own root."""
    folder: Path = args.dir
    if folder.exists() and any(folder.iterdir()):
        raise InputProblem("demo.place-taken")
    folder.mkdir(parents=True, exist_ok=True)
    places = _Places(
        folder, folder / "field.fdvault", folder / "office", folder / "office" / office_setup.DESK,
        folder / "signer.p12", folder / "office.trust", folder / "bundle",
    )  # fmt: skip
    way = _Way(places, generate(words.lang), words, out)
    verdict = way.walk(args.photos)
    verified = verdict.verdict.value == "holds" and verdict.trust.value == "anchored"
    result = {
        "vault": places.vault, "desk": places.desk, "server": places.office / office_setup.SERVER,
        "bundle": places.bundle, "bag": places.bundle / "bag", "report": places.bundle / "report.pdf",
        "trust_file": places.trust, "passphrase": way.passphrase, "trust": verdict.trust.value,
        "exhibits": way.exhibits, "verified": verified,
    }  # fmt: skip
    out.result(result, _text(way, verified=verified))
    return 0 if verified else _NOT_VERIFIED


def _text(way: _Way, *, verified: bool) -> str:
    words, places = way.words, way.places
    last = words("The bundle holds, anchored in the demo's office.") if verified else words("The bundle does not hold.")
    return "\n".join(
        (
            words("Vault: {path}", path=places.vault),
            words("Passphrase of every vault here: {passphrase}", passphrase=way.passphrase),
            words("Report: {path}", path=places.bundle / "report.pdf"),
            words("Check it yourself: {command}", command=command("verify", places.bundle, "--trust", places.trust)),
            last,
        )
    )


class _Way:
    """The demo's steps, in the order a record travels."""

    def __init__(self, places: _Places, passphrase: str, words: Words, out: Output) -> None:
        self.places = places
        self.passphrase = passphrase
        self.words = words
        self._out = out
        self.exhibits: tuple[str, ...] = ()

    def walk(self, photos: int) -> Verdict:
        """Everything; returns the verdict over the bundle."""
        port = _free_port()
        self._say("Office: root, custodians, desk, server")
        made = office_setup.init(
            self.places.office, name="Demo Office", country="RO", url=f"https://127.0.0.1:{port}",
            passphrase=self.passphrase, clock=SystemClock(),
        )  # fmt: skip
        with serving(made.server, port), Session() as desk_session:
            vaults.unlock(desk_session, made.desk, self.passphrase)
            card = self.places.folder / "card.fdcard"
            self._say("Enrolment card")
            office.issue_card(desk_session, self.places.office, code="M-07", out=card, root_passphrase=self.passphrase)
            with Session() as field:
                case = self._field(field, photos)
                self._join(field, desk_session, card, made.fingerprint)
                self._deliver(field, desk_session)
            return self._issue(desk_session, case)

    def _say(self, text: str) -> None:
        self._out.note("· " + self.words(text))

    def _field(self, session: Session, photos: int) -> str:
        self._say("Field vault, records, intake, sealing")
        made = material.make(self.places.folder / "material", photos)
        vaults.create_vault(
            session, self.places.vault, documenter="Demo Documenter", code="M-07", passphrase=self.passphrase
        )
        case = records.new_record(session, "case", material.case_fields()).id
        incident = records.new_record(session, "incident", material.incident_fields(case)).id
        person = records.new_record(session, "person", material.person_fields(), case=case).id
        consent = records.new_record(session, "consent", material.consent_fields(person), case=case).id
        statement = records.new_record(session, "statement", material.statement_fields(case, person, consent)).id
        identity = records.new_record(session, "identity", material.identity_fields(person), case=case).id
        site = records.new_record(session, "burial_site", material.site_fields(case, material.boundary_geometry())).id
        for paths, into in (([made.photos], incident), ([made.document], site)):
            done = intake.take_in(session, paths, into, source_kind="card")
            if done.failed:
                raise IntegrityFailure("demo.intake")
        for record in (case, person, consent, incident, statement, identity, site):
            records.seal(session, record)
        records.amend(
            session, incident, {"impact": {"lang": "uk", "text": "Уточнено для показу."}}, "Уточнення для показу"
        )
        return case

    def _join(self, field: Session, desk_session: Session, card: Path, fingerprint: str) -> None:
        self._say("Enrolment, fingerprints compared both ways")
        joined = sync.enrol(field, card, fingerprint=fingerprint)
        office.confirm(desk_session, self.places.office, joined.device_fingerprint, root_passphrase=self.passphrase)

    def _deliver(self, field: Session, desk_session: Session) -> None:
        self._say("Sync, desk, receipts")
        sync.sync_now(field)
        pulled = desk.pull(desk_session)
        back = sync.sync_now(field)
        states = {w.state for w, _ in sync.outbox(field).rows}
        if pulled.refused or not pulled.accepted or "accepted" not in back.receipts or states != {"accepted"}:
            raise IntegrityFailure("demo.not-accepted", states=",".join(sorted(states)))

    def _issue(self, session: Session, case: str) -> Verdict:
        self._say("Signed bundle, verified")
        root, root_pem = office_setup.open_root(self.places.office, self.passphrase)
        p12 = make_signer(root, root_pem, "Demo Office", self.passphrase.encode(), SystemClock())
        replace_durably(self.places.signer, p12)
        replace_durably(self.places.trust, bundles.trust_file(session).encode("ascii"))
        purpose = "cp_ua_authorities"
        seen = bundles.look_ahead(
            session, edition="pseudonymised", purpose=purpose, language=self.words.lang, case=case
        )
        made = bundles.issue(
            session, out=self.places.bundle, edition="pseudonymised", recipient="Demo Prosecutor",
            purpose=purpose, signer=self.places.signer, signer_passphrase=self.passphrase,
            language=self.words.lang, case=case, reviewed=seen.suspects,
        )  # fmt: skip
        self.exhibits = made.exhibits
        return bundles.verify(self.places.bundle, str(self.places.trust))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(folder: Path, port: int) -> Iterator[None]:
    """An office server in a thread for as long as the block runs."""
    from field_doc.office.serve import serve

    ready, stop = threading.Event(), threading.Event()
    failure: list[BaseException] = []

    def run() -> None:
        try:
            serve(folder, "127.0.0.1", port, ready=_setter(ready), stop=stop)
        except BaseException as error:  # noqa: BLE001 (raised below, in the caller's thread)
            failure.append(error)
            ready.set()

    thread = threading.Thread(target=run, name="office", daemon=True)
    thread.start()
    if not ready.wait(_READY_S) or failure:
        raise failure[0] if failure else IntegrityFailure("demo.server")
    try:
        yield
    finally:
        stop.set()
        thread.join(_READY_S)


def _setter(event: threading.Event) -> Callable[[int], None]:
    return lambda _port: event.set()
