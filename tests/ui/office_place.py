"""An office with its vaults in a temporary folder, under a cheap key derivation; a server when it is asked for."""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from pathlib import Path

from field_doc.app.commands import office_setup, records, vaults
from field_doc.app.session import Session
from field_doc.base.clock import SystemClock
from field_doc.export import signing
from field_doc.office.serve import serve
from field_doc.vault.kdf import KdfParameters

# As in the program (ui/collector.py): what a test leaves of its window is never collected by another test's thread.
gc.disable()

PHRASE = "шість слів для перевірки вікна тут"
CHEAP = KdfParameters(65536, 1, 4)


def make_office(folder: Path, port: int = 1, country: str = "UA") -> office_setup.Office:
    return office_setup.init(
        folder, name="Офіс (зразок)", country=country, url=f"https://127.0.0.1:{port}", passphrase=PHRASE,
        clock=SystemClock(), parameters=CHEAP,
    )  # fmt: skip


@contextmanager
def served(folder: Path, port: int = 0):
    """The server in a thread; yields its port."""
    ports, ended, started = [], threading.Event(), threading.Event()

    def ready(port: int) -> None:
        ports.append(port)
        started.set()

    def run() -> None:
        try:
            serve(folder, "127.0.0.1", port, ready=ready, stop=ended)
        finally:
            started.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert started.wait(30)
        yield ports[0]
    finally:
        # Collecting is off (see above): clients that were dropped have to let go of their connections first.
        gc.collect()
        ended.set()
        thread.join(30)


@contextmanager
def opened(path: Path):
    """A vault, unlocked."""
    session = Session()
    vaults.unlock(session, path, PHRASE)
    try:
        yield session
    finally:
        session.close()


@contextmanager
def field_vault(path: Path):
    """A new vault of a documenter."""
    session = Session()
    vaults.create_vault(session, path, documenter="Документаторка", code="D-07", passphrase=PHRASE, parameters=CHEAP)
    try:
        yield session
    finally:
        session.close()


def sealed_incident(session: Session, title: str = "Обстріл вулиці") -> str:
    begun = records.new_record(session, "incident", {"title": title})
    records.seal(session, begun.id)
    return begun.id


def report_signer(office: office_setup.Office, out: Path, passphrase: str = "signer phrase") -> Path:
    root, pem = office_setup.open_root(office.folder, PHRASE)
    out.write_bytes(signing.make_signer(root, pem, "Офіс (зразок)", passphrase.encode(), SystemClock()))
    return out
