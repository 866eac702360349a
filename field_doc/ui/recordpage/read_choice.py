"""Files a person chooses for a field (a boundary from a receiver): the system's dialog, read off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog, QWidget

from field_doc.base.errors import InputProblem
from field_doc.vault.files import system_errors

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.tasks import Runner

LIMIT: Final = 20_000_000
Chosen = Callable[[bytes, str], None]


def _read(path: Path) -> bytes:
    with system_errors():
        if path.stat().st_size > LIMIT:
            raise InputProblem("ui.file-too-large", limit=LIMIT // 1_000_000)
        return path.read_bytes()


def reader(
    owner: QWidget, runner: Runner, words: Words, failed: Callable[[Exception], None]
) -> Callable[[Chosen], None]:
    """What ``FormContext.read_file`` wants: asks for a file, reads it, gives its bytes and name."""

    def choose(deliver: Chosen) -> None:
        dialog = QFileDialog(owner, words("From a file…"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)

        def chosen(name: str) -> None:
            path = Path(name)
            runner.submit(
                lambda _r: _read(path),
                owner=owner,
                done=lambda data: deliver(data, path.name),
                failed=failed,
                where="pool",
            )

        dialog.fileSelected.connect(chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    return choose
