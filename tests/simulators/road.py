"""An office, its server and devices on the way to it: what tests of the road share."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from faults import FAST, PASSPHRASE, cheap, made, unlocked

from field_doc.app.commands import office, office_setup, records, sync, vaults
from field_doc.app.session import Session
from field_doc.base.clock import SystemClock
from field_doc.office.serve import serve
from field_doc.vault.vault import Vault

TREE = Path(__file__).resolve().parents[2]
ALLOWED = ("cp_record", "cp_store", "cp_store_abroad", "cp_ua_authorities")


def free_port() -> int:
    """A port nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """An office's folder with its desk, and a server that can be started and stopped."""

    def __init__(self, folder: Path, *, country: str = "RO", name: str = "Test office") -> None:
        self.folder, self.port = folder, free_port()
        self.made = office_setup.init(
            folder, name=name, country=country, url=f"https://127.0.0.1:{self.port}", passphrase=PASSPHRASE,
            clock=SystemClock(), parameters=FAST, derive=cheap,
        )  # fmt: skip
        self._stack = contextlib.ExitStack()
        self.desk = self._stack.enter_context(unlocked(self.made.desk))
        self._server: tuple[threading.Thread, threading.Event] | None = None
        self.start()

    def start(self) -> None:
        """Let the server run in a thread."""
        ready, stop = threading.Event(), threading.Event()
        failed: list[BaseException] = []

        def run() -> None:
            try:
                serve(self.made.server, "127.0.0.1", self.port, ready=lambda _: ready.set(), stop=stop)
            except BaseException as error:  # noqa: BLE001 (raised below)
                failed.append(error)
                ready.set()

        thread = threading.Thread(target=run, daemon=True)  # a test that fails in its set-up must not hang the run
        thread.start()
        assert ready.wait(30)
        assert not failed, failed
        self._server = thread, stop

    def stop(self) -> None:
        """The server goes away."""
        if self._server is not None:
            thread, stop = self._server
            gc.collect()  # clients end with their objects; a server stopped under them leaves sockets behind
            stop.set()
            thread.join(30)
            assert not thread.is_alive()
            self._server = None

    def card(self, out: Path, code: str = "M-07") -> office.CardIssued:
        """A card for one device."""
        return office.issue_card(self.desk, self.folder, code=code, out=out, root_passphrase=PASSPHRASE)

    def enrol(self, field: Session, code: str = "M-07") -> None:
        """Card, enrolment, confirmation; the field learns of it at its next sync."""
        card = self.folder / f"card-{os.urandom(4).hex()}.fdcard"
        issued = self.card(card, code)
        joined = sync.enrol(field, card, fingerprint=issued.fingerprint)
        office.confirm(self.desk, self.folder, joined.device_fingerprint, root_passphrase=PASSPHRASE)

    def custodian(self, which: str) -> tuple[Path, str]:
        """Vault and passphrase of a custodian."""
        return self.folder / "custodians" / f"{which}.fdvault", PASSPHRASE

    def root(self) -> tuple:
        """The root key and its certificate."""
        return office_setup.open_root(self.folder, PASSPHRASE, derive=cheap)

    def close(self) -> None:
        """End everything."""
        self.stop()
        self._stack.close()


class ServerProcess:
    """The server as a program of its own, to be killed."""

    def __init__(self, folder: Path, port: int) -> None:
        self._command = [sys.executable, "-m", "field_doc", "office", "serve", str(folder), "--listen"]
        self._command.append(f"127.0.0.1:{port}")
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        self._process = subprocess.Popen(
            self._command, cwd=TREE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ)
        )
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._port), timeout=1):
                return
            assert self._process.poll() is None
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """-9."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(30)
            self._process = None


@contextlib.contextmanager
def site(folder: Path, **options: str) -> Iterator[Site]:
    """A running office."""
    made_site = Site(folder, **options)
    try:
        yield made_site
    finally:
        made_site.close()


def purposes(*allowed: str) -> dict[str, str]:
    """Answers of a consent record."""
    return dict.fromkeys(allowed, "yes")


class Account:
    """A case with one person's first account: person, consent, statement, identity."""

    def __init__(self, session: Session, allowed: tuple[str, ...] = ALLOWED, *, surname: str = "Surname") -> None:
        self.session = session
        self.case = records.new_record(session, "case", {"title": "Case"}).id
        self.person = records.new_record(
            session, "person", {"counting_unit": {"null": "nv_not_asked"}}, case=self.case
        ).id
        self.consent = records.new_record(session, "consent", self.consent_fields(allowed), case=self.case).id
        self.statement = records.new_record(
            session, "statement",
            {
                "case": self.case, "person": self.person, "consent": self.consent,
                "statement_kind": "sk_first_account", "had_prior_interview": "yn_no",
                "non_disclosure_warning": "yn_no", "self_incrimination": "yn_no", "information_at_risk": "yn_yes",
                "risk_decision": "rd_go", "vulnerability": {"null": "nv_not_observed"},
                "account": {"lang": "en", "paragraphs": ["An account."]},
            },
        ).id  # fmt: skip
        self.identity = records.new_record(
            session, "identity", {"person": self.person, "surname": {"lang": "en", "text": surname}}, case=self.case
        ).id

    def consent_fields(self, allowed: tuple[str, ...]) -> dict:
        """A written consent for these purposes."""
        return {
            "person": self.person, "given_at": "2026-09-16T11:40:00+03:00", "language": "en", "form": "cf_written",
            "status": "cs_given", "purposes": purposes(*allowed),
        }  # fmt: skip

    def all(self) -> tuple[str, ...]:
        """Ids in the order they are sealed."""
        return (self.case, self.person, self.consent, self.statement, self.identity)

    def seal(self) -> None:
        """Seal everything."""
        for record in self.all():
            records.seal(self.session, record)


def states(session: Session) -> dict[tuple[str, str, int], tuple[str, str | None]]:
    """The outbox: thing → state and reason."""
    return {(w.kind, w.subject, w.number): (w.state, w.reason) for w, _ in sync.outbox(session).rows}


__all__ = [
    "PASSPHRASE", "Account", "ServerProcess", "Site", "Vault", "cheap", "free_port", "made", "purposes", "site",
    "states", "unlocked", "vaults",
]  # fmt: skip
