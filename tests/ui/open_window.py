"""A window on a real vault made in a temporary folder, for tests of screens."""

from __future__ import annotations

import gc
import hashlib
from pathlib import Path

from field_doc.app.commands import records, vaults
from field_doc.app.session import Session
from field_doc.base.i18n import Words
from field_doc.ui.main import build
from field_doc.ui.memory import Forgetful
from field_doc.ui.program import Host
from field_doc.vault.kdf import KdfParameters

PASSPHRASE = "stork lantern barley window copper thirteen"
FAST = KdfParameters(memory_kib=65536, passes=1, lanes=4)


def cheap(passphrase, salt, parameters):
    """In place of Argon2id."""
    assert parameters.memory_kib
    return hashlib.sha256(salt + passphrase.encode()).digest()


def new_session() -> Session:
    return Session(derive=cheap)


def make_vault(path: Path, fill=None):
    """A vault; ``fill(session)`` puts records into it."""
    with new_session() as session:
        vaults.create_vault(
            session, path, documenter="Test Documenter", code="T-01", passphrase=PASSPHRASE, parameters=FAST
        )
        return fill(session) if fill is not None else None


def unlocked(path: Path) -> Session:
    session = new_session()
    vaults.unlock(session, path, PASSPHRASE)
    return session


class Window:
    """The program in a test: drives the event loop, ends instead of starting a new process."""

    def __init__(self, qtbot, lang="uk", memory=None, sessions=None):
        gc.collect()
        self.qtbot = qtbot
        self.ended: list[Path | None] = []
        self.memory = memory or Forgetful()
        self.program, self.runner = build(self.memory, Words(lang), Host(sessions or new_session, self.ended.append))
        self.shell = self.program.shell
        qtbot.addWidget(self.shell)
        self.shell.show()

    def wait(self, condition, timeout=15_000):
        self.qtbot.waitUntil(condition, timeout=timeout)

    def unlock(self, path: Path):
        self.program.start(path)
        page = self.shell.page
        page.phrase.setText(PASSPHRASE)
        page.open_button.click()
        self.wait(lambda: self.shell.section is not None and bool(self.program.frame.standing))
        return self

    @property
    def page(self):
        return self.shell.section.page

    def open(self, record_id):
        self.program.open_record(record_id)
        self.wait(lambda: getattr(self.shell.section, "page", None) is not None and self.shown(record_id))
        return self.page

    def shown(self, record_id):
        page = self.page
        return page.record_id == record_id and page.view is not None and page._loaded.view.shown.row.id == record_id

    def new(self, record_type, fields=None):
        self.program.new_record(record_type, fields or {})
        self.wait(lambda: bool(self.page.record_id) and self.shown(self.page.record_id))
        return self.page

    def saved(self):
        """Everything typed so far is durable."""
        self.page.leave()
        self.wait(lambda: not self.page.presenter.unsaved)

    def idle(self):
        self.wait(lambda: self.runner.running == 0)

    def close(self):
        if self.program.session is not None:
            self.program.quit()
        self.runner.close()


def begin(session, record_type, **fields):
    return records.new_record(session, record_type, fields).id
