"""The window as ``field-doc --lang en open VAULT`` starts it, with somebody at the keys; ended by Ctrl+L.

Arguments: the vault and a folder. Once the vault is open and a record with the words of ``mark`` is shown, ``ready``
is written: the vault's key as hex. When ``go`` appears, Ctrl+L is pressed: what follows is the program's own doing.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from faults import PASSPHRASE  # noqa: E402
from PySide6.QtCore import Qt, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402

from field_doc.app.commands import records  # noqa: E402
from field_doc.cli.main import main  # noqa: E402
from field_doc.ui import program as programs  # noqa: E402

FOLDER = Path(sys.argv[2])
EVERY_MS = 50


class Somebody:
    """Unlocks, writes a note, waits, locks by the hotkey."""

    def __init__(self, program: programs.Program) -> None:
        self.program = program
        self.mark = (FOLDER / "mark").read_text(encoding="utf-8")
        self.step = self.unlock
        self.timer = QTimer(program)
        self.timer.timeout.connect(lambda: self.step())
        self.timer.start(EVERY_MS)

    def unlock(self) -> None:
        """Type the passphrase."""
        page = self.program.shell.page
        if hasattr(page, "open_button"):
            page.phrase.setText(PASSPHRASE)
            page.open_button.click()
            self.step = self.write

    def write(self) -> None:
        """A note with the marked words, open in the window."""
        session = self.program.session
        if session is None or self.program.shell.section is None or not self.program.frame.standing:
            return
        self.record = records.new_record(session, "incident", {"title": self.mark}).id
        self.program.open_record(self.record)
        self.step = self.tell

    def tell(self) -> None:
        """What the test must look for."""
        page = getattr(self.program.shell.section, "page", None)
        if getattr(page, "form", None) is None:
            return
        session = self.program.session
        self.key = session.run(lambda s: s.vault._content.vault_key).hex()
        (FOLDER / "ready.new").write_text(self.key)
        (FOLDER / "ready.new").rename(FOLDER / "ready")
        self.step = self.lock

    def lock(self) -> None:
        """Ctrl+L, in whatever has the focus."""
        if (FOLDER / "go").exists():
            self.step = lambda: None
            QTest.keyClick(self.program.shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


start = programs.Program.start


def started(program: programs.Program, vault: Path | None) -> None:
    """The program's own start, then somebody sits down."""
    start(program, vault)
    program.somebody = Somebody(program)


programs.Program.start = started  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main(["--lang", "en", "open", sys.argv[1]]))
