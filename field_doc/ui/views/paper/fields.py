"""The fields of the page of papers: each with the acts it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from field_doc.ui.widgets.controls import CheckBox, Choice
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.pathline import PathLine

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.views.paper.presenter import PaperState

_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class FieldWords:
    """Name and help of a field, and what is said while it is missing."""

    name: str
    help: str = ""
    missing: str = ""


class PaperFields(QObject):
    """Widgets by the name of their place in the order; emits what is typed.

    Signals:
        changed: a dict of values.
        entered: Enter in a line.
        scanned: Enter in the line of a code: a scanner typed it.
    """

    changed = Signal(dict)
    entered = Signal()
    scanned = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.form, self.what, self.language, self.paper = Choice(), Choice(), Choice(), Choice()
        self.count, self.first = _digits(_MOST), _digits(24)
        self.code, self.codes, self.text, self.mark, self.purpose = (QLineEdit() for _ in range(5))
        self.plain_head = CheckBox("")
        self.scan = PathLine(words, "", "file")
        self.folder = self.scan.add_choice("folder")
        self.out = PathLine(words, "", "save")
        self.boxes: dict[str, tuple[frozenset[str], QWidget]] = {}
        self._place("form", "blank", self.form)
        self._place("what", "record", self.what)
        self._place("code", "type record bind", self.code)
        self._place("codes", "labels", self.codes)
        self._place("language", "blank record labels", self.language)
        self._place("count", "blank", self.count)
        self._place("plain_head", "blank", self.plain_head)
        self._place("paper", "labels", self.paper)
        self._place("first", "labels", self.first)
        self._place("text", "labels", self.text)
        self._place("mark", "bind", self.mark)
        self._place("purpose", "record", self.purpose)
        self._place("scan", "type bind", self.scan, self.scan.line)
        self._place("out", "blank record labels", self.out, self.out.line)
        self._connect()

    def _place(self, name: str, modes: str, control: QWidget, target: QWidget | None = None) -> None:
        """A labelled box; a box to tick has its words beside it."""
        box = control if isinstance(control, CheckBox) else FieldBox("", control, target=target)
        self.boxes[name] = (frozenset(modes.split()), box)

    def _connect(self) -> None:
        for name, choice in (("form", self.form), ("what", self.what), ("language", self.language),
                             ("paper", self.paper)):  # fmt: skip
            choice.currentIndexChanged.connect(self._teller(name, choice.key))
        for name, line in (("code", self.code), ("codes", self.codes), ("text", self.text), ("mark", self.mark),
                           ("purpose", self.purpose)):  # fmt: skip
            line.textEdited.connect(self._teller(name, line.text))
        for name, line in (("count", self.count), ("first", self.first)):
            line.textEdited.connect(self._teller(name, partial(_number, line)))
        self.plain_head.toggled.connect(self._teller("plain_head", self.plain_head.isChecked))
        for name, path in (("scan", self.scan), ("out", self.out)):
            path.changed.connect(self._teller(name, path.text))
            path.entered.connect(self.entered)
        self.code.returnPressed.connect(lambda: self.scanned.emit(self.code.text()))
        for line in (self.mark, self.codes, self.text, self.purpose, self.count, self.first):
            line.returnPressed.connect(self.entered)

    def _teller(self, name: str, value: Callable[[], Any]) -> Callable[..., None]:
        """Says that a field has another value."""
        return lambda *_: self.changed.emit({name: value()})

    def show_state(self, state: PaperState, words: Words) -> None:
        """Values, what is there for this act, what is missing."""
        order = state.order
        if state.forms:
            self.form.fill(state.forms)
        for choice, key in ((self.form, order.form), (self.what, order.what), (self.language, order.language),
                            (self.paper, order.paper)):  # fmt: skip
            choice.blockSignals(True)
            choice.set_key(key)
            choice.blockSignals(False)
        for line, text in ((self.code, order.code), (self.codes, order.codes), (self.text, order.text),
                           (self.mark, order.mark), (self.purpose, order.purpose), (self.count, str(order.count or "")),
                           (self.first, str(order.first or ""))):  # fmt: skip
            if line.text() != text:
                line.setText(text)
        self.plain_head.setChecked(order.plain_head)
        self.scan.set_text(order.scan)
        self.out.set_text(order.out)
        for name, (modes, box) in self.boxes.items():
            box.setVisible(state.mode in modes and (name != "purpose" or state.for_reading))
            if isinstance(box, FieldBox):
                box.set_problem(said_of(name, state.mode, words).missing if name in state.missing else "")

    def speak(self, mode: str, words: Words) -> None:
        """Names, helps and choices in the language of the window."""
        self.what.fill([("read-back", words("Account for reading back")), ("act", words("Hand-over act")),
                        ("record", words("Record, for reading"))])  # fmt: skip
        self.language.fill([("uk", words("Ukrainian")), ("en", words("English"))])
        self.paper.fill([("a4", words("A4: 24 labels of 70 × 37 mm")), ("roll", words("Roll: 62 × 29 mm"))])
        self.plain_head.setText(words("Plain head: no title, no rules, no team on the sheet"))
        self.scan.retranslate(words, words("Scan or photo of the sheet"))
        self.folder.setText(words("Folder…"))
        self.folder.setAccessibleName(words("Folder of scans"))
        self.out.retranslate(words, words("Where to write the PDF"))
        for name, (_, box) in self.boxes.items():
            if isinstance(box, FieldBox):
                said = said_of(name, mode, words)
                box.set_name(said.name)
                box.set_help(said.help)


def _number(line: QLineEdit) -> int:
    return int(line.text() or 0)


def _digits(most: int) -> QLineEdit:
    line = QLineEdit()
    line.setValidator(QIntValidator(1, most, line))
    line.setMaximumWidth(120)
    return line


def said_of(name: str, mode: str, words: Words) -> FieldWords:
    """The words of a field."""
    code = {
        "type": words("Type the code as it stands on the sheet, or let a scanner type it."),
        "bind": words("A scanner may type code and control mark together."),
    }
    return {
        "form": FieldWords(words("Form")),
        "what": FieldWords(words("What")),
        "code": FieldWords(
            words("Code on the sheet") if mode == "type" else words("Code of the record"), code.get(mode, ""),
            words("Without a code nothing can be found."),
        ),
        "codes": FieldWords(
            words("Codes of the items"), words("One after the other, with spaces between."),
            words("Without a code nothing can be found."),
        ),
        "language": FieldWords(words("Language of the sheet")),
        "count": FieldWords(words("How many")),
        "paper": FieldWords(words("Paper")),
        "first": FieldWords(words("First free place on the sheet"), words("1 to 24, row by row.")),
        "text": FieldWords(words("Words on the label"), words("Short and neutral; no names. May stay empty.")),
        "mark": FieldWords(
            words("Control mark"), words("It stands on every page beside the code."),
            words("Without the mark nobody knows which version was signed."),
        ),
        "purpose": FieldWords(words("What for"), words("Stands in the ledger."), words("Say what the print is for.")),
        "scan": FieldWords(
            words("Scan or photo of the sheet"),
            words("Kept as the original. May follow later.") if mode == "type" else words("Kept as it is."),
            words("Choose the scan of the signed pages."),
        ),
        "out": FieldWords(words("Where to write the PDF"), "", words("Choose where the PDF is to be written.")),
    }[name]  # fmt: skip
