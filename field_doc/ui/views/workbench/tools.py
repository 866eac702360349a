"""The line above the paragraphs: marks, certification and removal of the paragraph at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from field_doc.ui.forms.inputs import Line
from field_doc.ui.theme import current
from field_doc.ui.views.workbench.paragraphs import YES, Paragraph, clock, from_clock
from field_doc.ui.widgets.controls import Button, CheckBox, ToolButton
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

_NO = "yn_no"


class ParagraphTools(QWidget):
    """Emits what a person wants with the paragraph at hand; shows how it stands."""

    mark = Signal()
    jump = Signal()
    marks_typed = Signal(object, object)
    certified = Signal(str, str)
    remove = Signal()

    def __init__(self, words: Words, *, reading: bool = False) -> None:
        """``reading``: a sealed version; only going to the time of a paragraph is left."""
        super().__init__()
        theme = current()
        self._words, self._reading = words, reading
        self._author = ""
        flow = FlowLayout(self, gap=theme.px(8), row_gap=theme.px(6))
        flow.setContentsMargins(theme.px(24), theme.px(10), theme.px(24), theme.px(6))
        self.marker = Button(words("Time mark"), "small", icon_name="map-pin")
        self.marker.clicked.connect(self.mark)
        self.start, self.end = Line(words("Begins at")), Line(words("Ends at"))
        for line in (self.start, self.end):
            line.setPlaceholderText("0:00:00")
            line.setFixedWidth(theme.px(96))
            line.editingFinished.connect(self._typed)
        self.dash = label("–", "help")
        self.jumper = ToolButton("play", words("To the time of the paragraph"), "tiny")
        self.jumper.clicked.connect(self.jump)
        self.tick = CheckBox(words("Certified"))
        self.tick.clicked.connect(self._ticked)
        self.certifier = Line(words("Certified by (code)"), words("Certified by (code)"))
        self.certifier.setFixedWidth(theme.px(150))
        self.certifier.editingFinished.connect(self._named)
        self.remover = ToolButton("trash-2", words("Remove the paragraph"), "tiny")
        self.remover.clicked.connect(self.remove)
        for widget in (
            self.marker, self.start, self.dash, self.end, self.jumper, self.tick, self.certifier, self.remover,
        ):  # fmt: skip
            flow.addWidget(widget)

    def set_author(self, code: str) -> None:
        """Who is at work: offered as the certifier."""
        self._author = code

    def show_marks(self, *, on: bool) -> None:
        """Marks only where there is a recording, or marks already."""
        for widget in (self.marker, self.start, self.dash, self.end):
            widget.setVisible(on and not self._reading)
        self.jumper.setVisible(on)
        self.tick.setVisible(not self._reading)
        self.remover.setVisible(not self._reading)

    def set_keys(self, mark: str) -> None:
        """Which key marks."""
        self.marker.setToolTip(f"{self._words('Time mark here')} ({mark})")

    def show_paragraph(self, paragraph: Paragraph) -> None:
        """How the paragraph at hand stands."""
        for line, value in ((self.start, paragraph.start_ms), (self.end, paragraph.end_ms)):
            line.show_text(clock(value) if value is not None else "")
            line.setProperty("wrong", False)
        self.jumper.setEnabled(paragraph.start_ms is not None)
        self.tick.setChecked(paragraph.certified == YES)
        self.tick.setEnabled(bool(paragraph.text.strip()))
        self.certifier.show_text(paragraph.certifier)
        self.certifier.setVisible(paragraph.certified == YES and not self._reading)

    @Slot()
    def _typed(self) -> None:
        """Marks as typed; what is no time is put back."""
        start, end = (from_clock(line.text()) if line.text().strip() else None for line in (self.start, self.end))
        self.marks_typed.emit(start, end)

    @Slot()
    def _ticked(self) -> None:
        on = self.tick.isChecked()
        self.certified.emit(YES if on else _NO, self._author if on else "")

    @Slot()
    def _named(self) -> None:
        if self.tick.isChecked():
            self.certified.emit(YES, self.certifier.text().strip())
