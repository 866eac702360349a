"""The first page: five fields, one button, three promises."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from field_doc.ui.theme import current
from field_doc.ui.views.first_start.presenter import FirstStartActs, FirstStartPresenter, FirstStartState
from field_doc.ui.widgets.controls import Button, Segments
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.phrase import PhraseField, StrengthBar
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import IconLabel, label, lead_label, lead_text

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from field_doc.base.i18n import Words
    from field_doc.ui.tasks import Runner

_REST_MS = 150
_STACKED_BELOW = 980
_ANY_WIDTH = 16_777_215


class _Promise(QWidget):
    """One of the three sentences about what the vault promises."""

    def __init__(self, icon_name: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(12))
        row.addWidget(IconLabel(icon_name, "accent", line="line.body"), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(current().px(4))
        self.head, self.body = label("", "strong", wrap=True), label("", "small", wrap=True)
        column.addWidget(self.head)
        column.addWidget(self.body)
        row.addLayout(column, 1)

    def say(self, head: str, body: str) -> None:
        """Set both texts."""
        self.head.setText(head)
        self.body.setText(body)


class FirstStartPage(QWidget):
    """The page; emits ``created`` with the open session, and the three other ways to begin."""

    created = Signal(object)
    language = Signal(str)
    open_existing = Signal()
    restore = Signal()
    practice = Signal()
    check_bundle = Signal()

    def __init__(self, words: Words, runner: Runner, acts: FirstStartActs, folder: Path) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = words
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._build()
        self.presenter = FirstStartPresenter(self, runner, acts, words, folder)
        self._rest.timeout.connect(self.presenter.judge)
        self._connect()
        self.retranslate(words)
        self.presenter.begin()

    # -- building ----------------------------------------------------------------------------

    def _build(self) -> None:
        theme = current()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._language_row())
        inner = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._columns.setContentsMargins(theme.px(148), theme.px(8), theme.px(48), theme.px(24))
        self._columns.setSpacing(theme.px(80))
        self._left, self._right = left, right = QWidget(), QWidget()
        self._fill_left(QVBoxLayout(left))
        self._fill_right(QVBoxLayout(right))
        top = Qt.AlignmentFlag.AlignTop
        self._columns.addWidget(left, 5, top)
        self._columns.addWidget(right, 3, top)
        self._columns.addStretch(1)
        outer.addWidget(Page(inner), 1)
        outer.addWidget(self._foot())

    def _language_row(self) -> QHBoxLayout:
        theme = current()
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), 0)
        row.addStretch(1)
        self.languages = Segments("Мова · Language", (("uk", "Українська"), ("en", "English")))
        row.addWidget(self.languages)
        return row

    def _fill_left(self, column: QVBoxLayout) -> None:
        theme = current()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(18))
        heads = QVBoxLayout()
        heads.setSpacing(theme.px(2))
        self.title, self.lead = label("", "title", wrap=True), label("", "second", wrap=True)
        heads.addWidget(self.title)
        heads.addWidget(self.lead)
        column.addLayout(heads)
        column.addWidget(self._folder_box())
        pair = QHBoxLayout()
        pair.setSpacing(theme.px(16))
        self.documenter, self.code = QLineEdit(), QLineEdit()
        self.documenter_box, self.code_box = FieldBox("", self.documenter), FieldBox("", self.code)
        pair.addWidget(self.documenter_box, 2, Qt.AlignmentFlag.AlignTop)
        pair.addWidget(self.code_box, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(pair)
        self._phrase_boxes(column)
        self._button_row(column)

    def _folder_box(self) -> FieldBox:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(8))
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.change = Button("")
        self.change.clicked.connect(self._choose_folder)
        row.addWidget(self.folder, 1)
        row.addWidget(self.change)
        self.folder_box = FieldBox("", holder, target=self.folder)
        return self.folder_box

    def _phrase_boxes(self, column: QVBoxLayout) -> None:
        theme = current()
        self.phrase, self.again = PhraseField(self._words), PhraseField(self._words, plain=True)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.px(2))
        self.bar = StrengthBar()
        self.verdict = lead_label("", "", "small")
        inner.addWidget(self.phrase)
        inner.addWidget(self.bar)
        inner.addWidget(self.verdict)
        self.phrase_box = FieldBox("", holder, target=self.phrase)
        self.suggest = Button("", "link")
        self.suggest.setProperty("small", True)
        self.phrase_box.add_to_head(self.suggest)
        self.again_box = FieldBox("", self.again)
        column.addWidget(self.phrase_box)
        column.addWidget(self.again_box)

    def _button_row(self, column: QVBoxLayout) -> None:
        theme = current()
        self.failure = label("", "problem", wrap=True)
        self.failure.hide()
        column.addWidget(self.failure)
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        self.create_button = Button("", key="Enter")
        self.next_step = label("", "help", wrap=True)
        row.addWidget(self.create_button)
        row.addWidget(self.next_step, 1)
        column.addLayout(row)

    def _fill_right(self, column: QVBoxLayout) -> None:
        theme = current()
        column.setContentsMargins(0, theme.px(70), 0, 0)
        column.setSpacing(theme.px(24))
        self.promises = tuple(_Promise(name) for name in ("key-round", "cloud-off", "lock"))
        for promise in self.promises:
            column.addWidget(promise)
        column.addStretch(1)

    def _foot(self) -> QWidget:
        theme = current()
        foot = QFrame()
        foot.setProperty("edge", "top")
        self._foot_row = FlowLayout(foot, gap=theme.px(20), row_gap=2)
        self.otherwise = label("", "small")
        self.otherwise.setMinimumHeight(theme.px("control.small"))
        self.existing, self.restored, self.practised, self.checked = (Button("", "link") for _ in range(4))
        for widget in (self.otherwise, self.existing, self.restored, self.practised, self.checked):
            self._foot_row.addWidget(widget)
        return foot

    def _connect(self) -> None:
        presenter = self.presenter
        self.languages.chosen.connect(self.language)
        self.documenter.textEdited.connect(presenter.set_documenter)
        self.code.textEdited.connect(presenter.set_code)
        self.phrase.textEdited.connect(self._typed)
        self.again.textEdited.connect(presenter.set_again)
        self.suggest.clicked.connect(presenter.suggest)
        self.create_button.clicked.connect(presenter.create)
        for field in (self.documenter, self.code, self.phrase, self.again):
            field.returnPressed.connect(presenter.create)
        self.existing.clicked.connect(self.open_existing)
        self.restored.clicked.connect(self.restore)
        self.practised.clicked.connect(self.practice)
        self.checked.clicked.connect(self.check_bundle)

    # -- what the presenter says ---------------------------------------------------------------

    def show_state(self, state: FirstStartState) -> None:
        """Show a state."""
        self.folder.setText(" › ".join(state.folder.parts[-2:]))
        self.folder.setToolTip(str(state.folder))
        self.folder_box.set_help(state.folder_help)
        self.bar.set_cells(state.cells)
        self.verdict.setText(lead_text(state.verdict, state.verdict_detail))
        self.again.set_same(self._words("the same") if state.same else "")
        if state.suggested and self.phrase.text() != state.suggested:
            self.phrase.setText(state.suggested)
            self.phrase.show_text(visible=True)
            self.again.clear()
        for name, box in self._boxes().items():
            box.set_problem(state.problems.get(name, ""))
        self.failure.setText(state.failure)
        self.failure.setVisible(bool(state.failure))
        self.create_button.setEnabled(not state.busy)
        self.create_button.setText(self._words("Creating…") if state.busy else self._words("Create the vault"))
        self.create_button.set_kind("primary" if state.same and not state.problems and state.documenter else "outline")
        self.create_button.setMinimumWidth(self.create_button.sizeHint().width())

    def _boxes(self) -> dict[str, FieldBox]:
        return {
            "folder": self.folder_box,
            "documenter": self.documenter_box,
            "code": self.code_box,
            "phrase": self.phrase_box,
            "again": self.again_box,
        }

    def opened(self, session: object) -> None:
        """The vault is there: forget what was typed and go on."""
        self.phrase.clear()
        self.again.clear()
        self.created.emit(session)

    def go_to(self, field_name: str) -> None:
        """Focus a field."""
        fields: dict[str, QWidget] = {
            "folder": self.change,
            "documenter": self.documenter,
            "code": self.code,
            "phrase": self.phrase,
            "again": self.again,
        }
        fields[field_name].setFocus()

    # -- what people do --------------------------------------------------------------------------

    @Slot(str)
    def _typed(self, text: str) -> None:
        if self.presenter.state.suggested:
            self.phrase.show_text(visible=False)
        self.presenter.set_phrase(text)
        self._rest.start()

    @Slot()
    def _choose_folder(self) -> None:
        """The system's own dialog: choosing a folder is the system's business."""
        dialog = QFileDialog(self, self._words("Where to keep it"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda chosen: self.presenter.set_folder(Path(chosen)))
        dialog.open()

    def act(self, name: str) -> bool:
        """Ctrl+Enter creates."""
        if name == "main_act":
            self.presenter.create()
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow: the promises go under the fields."""
        super().resizeEvent(event)
        theme = current()
        narrow = self.width() < theme.px(_STACKED_BELOW)
        way = QBoxLayout.Direction
        self._columns.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        side = theme.px(24) if narrow else max(theme.px(32), min(theme.px(148), (self.width() - theme.px(1060)) // 2))
        self._columns.setContentsMargins(side, theme.px(8), theme.px(24), theme.px(24))
        self._columns.setSpacing(theme.px(24 if narrow else 80))
        self._foot_row.setContentsMargins(side, theme.px(10), theme.px(24), theme.px(10))
        self.otherwise.setVisible(not narrow)
        # Stacked they take the whole width: Qt asks for their height at the width it has.
        self._left.setMaximumWidth(_ANY_WIDTH if narrow else theme.px(560))
        self._right.setMaximumWidth(_ANY_WIDTH if narrow else theme.px(350))
        for number, share in enumerate((0, 0, 1) if narrow else (5, 3, 1)):
            self._columns.setStretch(number, share)

    def showEvent(self, event: object) -> None:
        """Begin in "who documents"."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.documenter.setFocus()

    def retranslate(self, words: Words) -> None:
        """Speak the other language; what was typed stays."""
        self._words = words
        self.languages.set_key(words.lang)
        self._say_fields(words)
        self._say_promises(words)
        self.phrase.retranslate(words)
        self.again.retranslate(words)
        self.presenter.retranslate(words)

    def _say_fields(self, words: Words) -> None:
        self.title.setText(words("New vault"))
        self.lead.setText(words("Records, photographs and statements will be here. All encrypted."))
        self.folder_box.set_name(words("Where to keep it"))
        self.change.setText(words("Change…"))
        self.documenter_box.set_name(words("Who documents"))
        self.documenter_box.set_help(words("Stays in the vault. Reports show only the code."))
        self.code_box.set_name(words("Documenter's code"))
        self.code_box.set_help(words("Given by the office. Can be changed later."))
        self.phrase_box.set_name(words("Passphrase"))
        self.again_box.set_name(words("Once more"))
        self.suggest.setText(words("Suggest a phrase"))
        self.next_step.setText(words("Next: recovery shares. Can wait."))
        self.otherwise.setText(words("Or:"))
        self.existing.setText(words("Open an existing vault…"))
        self.restored.setText(words("Restore from a backup…"))
        self.practised.setText(words("Practice vault"))
        self.checked.setText(words("Check a bundle…"))

    def _say_promises(self, words: Words) -> None:
        first, second, third = self.promises
        first.say(
            words("Only you know the phrase"),
            words("Neither the office nor the makers can restore it. If you forget it, only recovery shares help."),
        )
        second.say(
            words("Works without the internet"),
            words("Nothing is sent until you connect the office with its card."),
        )
        third.say(
            words("Lock at any moment"),
            words("Ctrl L, and nothing is left on the screen. Nothing is ever unsaved."),
        )
