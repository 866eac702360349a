"""What stands beside the grid: results of an intake, the chosen file's facts, and the acts on that file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.views.media.facts import FactsPane
from field_doc.ui.views.media.panels import ActPanel, ResultList
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.text import label, set_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field_doc.base.i18n import Words
    from field_doc.ui.views.media.presenter import Line, MediaPresenter
    from field_doc.ui.views.media.tiles import Tile


def own_dialog(parent: QWidget, title: str) -> QFileDialog:
    """The toolkit's own dialog: a system's may make previews of what it lists, in this process."""
    dialog = QFileDialog(parent, title)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


class FileSide(QWidget):
    """The pane beside; ``filled`` tells that there is something in it or no longer.

    Signals:
        open_wanted: show the file in the viewer.
        filled: whether the pane says something.
    """

    open_wanted = Signal(object)
    filled = Signal(bool)

    def __init__(self, words: Words, presenter: MediaPresenter) -> None:
        super().__init__()
        theme = current()
        self._words, self._presenter = words, presenter
        self._tile: Tile | None = None
        self._pending = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(14))
        column.setSpacing(theme.px(12))
        self.said = label("", "small", wrap=True)
        self.results, self.facts, self.panel = ResultList(words), FactsPane(words), ActPanel(words)
        self.acts = QWidget()
        flow = FlowLayout(self.acts, gap=theme.px(12), row_gap=6)
        self.open_button = Button("", "small")
        self.copy_button, self.remove_button = Button("", "link"), Button("", "link")
        for button in (self.open_button, self.copy_button, self.remove_button):
            flow.addWidget(button)
        for widget in (self.said, self.panel, self.results, self.facts, self.acts):
            column.addWidget(widget)
        column.addStretch(1)
        for widget in (self.said, self.panel, self.acts):
            widget.hide()
        self.open_button.clicked.connect(self._open)
        self.copy_button.clicked.connect(self.ask_copy)
        self.remove_button.clicked.connect(self._ask_remove)
        self.panel.done.connect(self._panel_done)
        self.panel.left.connect(self.leave_panel)
        self.retranslate(words)

    def _tell(self) -> None:
        self.filled.emit(self.is_filled)

    @property
    def is_filled(self) -> bool:
        """Whether the pane says something."""
        return not self.said.isHidden() or self._tile is not None or self.results.count > 0

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show what became of paths that were not simply taken in."""
        self.results.show_lines(lines)
        self._tell()

    def say(self, text: str, *, problem: bool = False) -> None:
        """Say what an act did, or why it could not."""
        set_role(self.said, "problem" if problem else "small")
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self._tell()

    @Slot(object)
    def show_tile(self, tile: Tile) -> None:
        """Show a file's facts and what can be done with it."""
        self._tile = tile
        self.facts.show_tile(tile)
        self.leave_panel()
        self.acts.setVisible(bool(tile.series))
        self.remove_button.setVisible(self._presenter.may_detach(tile))
        self._tell()

    @Slot()
    def _open(self) -> None:
        if self._tile is not None and self._tile.series:
            self.open_wanted.emit(self._tile)

    @Slot()
    def ask_copy(self) -> None:
        """Ask why a plain copy is needed, and say what remains of it on the disk."""
        words = self._words
        self._pending = "copy"
        self.panel.ask(
            words("Write a copy outside the vault"),
            words(
                "The copy is not encrypted: whoever has the disk can read it. Erasing it later may leave traces"
                " on the disk. The ledger notes that it was written and why."
            ),
            words("Why the copy is needed"),
            words("Choose the place…"),
            words("Write why; it will stand in the ledger."),
        )

    @Slot()
    def _ask_remove(self) -> None:
        words = self._words
        self._pending = "remove"
        self.panel.ask(
            words("Remove from this record"),
            words("All files of this intake go from the record together. The bytes and the ledger entries are kept."),
            words("Why they do not belong here"),
            words("Remove"),
            words("Write why; it will stand in the ledger."),
        )

    @Slot(str)
    def _panel_done(self, text: str) -> None:
        tile = self._tile
        if tile is None:
            return
        if self._pending == "remove":
            self._presenter.detach(tile, text)
            self.leave_panel()
            return
        dialog = own_dialog(self, self._words("Where to write the copy"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(tile.name)
        dialog.fileSelected.connect(lambda chosen: self.write_copy(tile, Path(chosen), text))
        dialog.open()

    def write_copy(self, tile: Tile, out: Path, purpose: str) -> None:
        """Write a plain copy to a place that was chosen."""
        self.leave_panel()
        self.say(self._words("Writing the copy…"))
        self._presenter.export(tile, out, purpose)

    @Slot()
    def leave_panel(self) -> bool:
        """Close the panel of an act; whether one was open."""
        was = not self.panel.isHidden()
        self._pending = ""
        self.panel.hide()
        return was

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.open_button.setText(words("Open"))
        self.copy_button.setText(words("Write a copy outside the vault…"))
        self.remove_button.setText(words("Remove from this record…"))
        self.panel.cancel_button.setText(words("Cancel"))
        self.results.retranslate(words)
        self.facts.retranslate(words)
