"""The page of an identity: asks for the reason, shows it, closes by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from field_doc.app.changes import Kind, changed
from field_doc.ui.acts.records import IdentityRecords
from field_doc.ui.fmt import KYIV
from field_doc.ui.forms.base import row_of
from field_doc.ui.recordpage.page import RecordPage
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.scroll import measured
from field_doc.ui.widgets.strips import Strip
from field_doc.ui.widgets.text import IconLabel, label

if TYPE_CHECKING:
    from field_doc.app.commands.records import Begun
    from field_doc.ui.program import Program

OPEN_MINUTES: Final = 5


class IdentityPage(QWidget):
    """First the reason, then the record; leaving or five minutes close it, and its widgets are destroyed."""

    def __init__(self, program: Program, screen: Any, person: str, code: str, identity: str) -> None:
        super().__init__()
        self._program, self._screen = program, screen
        self._person, self._code, self._identity = person, code, identity
        self.page: RecordPage | None = None
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(OPEN_MINUTES * 60_000)
        self._timer.timeout.connect(self._too_long)
        program.locking.connect(self._flush)
        self._ask()

    def _ask(self) -> None:
        theme, words = current(), self._program.words
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(24))
        column.setSpacing(theme.px(12))
        title = label(words("Who is {code}?", code=self._code), "title")
        column.addWidget(row_of(IconLabel("lock", "text.2", "icon.large"), title))
        said = words(
            "The name is kept apart from what was told. Opening it is entered in the ledger with your reason. "
            "It closes by itself after {minutes} minutes, or when you leave.",
            minutes=OPEN_MINUTES,
        )
        column.addWidget(label(said, wrap=True))
        self.reason = QLineEdit()
        self.reason.returnPressed.connect(self.open)
        self.box = FieldBox(words("Why do you open it?"), self.reason)
        column.addWidget(self.box)
        self.open_button = Button(words("Open") if self._identity else words("Begin the identity record"))
        self.open_button.clicked.connect(self.open)
        self.leave_button = Button(words("Leave it closed"))
        self.leave_button.clicked.connect(self._screen.close_aside)
        column.addWidget(row_of(self.leave_button, self.open_button))
        column.addStretch(1)
        self._asked = QWidget()
        self._asked.setLayout(measured(box, theme.px("measure")))
        self._column.addWidget(self._asked, 1)

    def showEvent(self, event: object) -> None:
        """The reason has the focus."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self.page is None:
            self.reason.setFocus()

    @Slot()
    def open(self) -> None:
        """Open with the reason; without one say so."""
        reason = self.reason.text().strip()
        if not reason:
            self.box.set_problem(self._program.words("Write in a few words why."))
            self.reason.setFocus()
            return
        self.open_button.setEnabled(False)
        acts = IdentityRecords(self._program.need_session(), reason)
        if self._identity:
            self._show(acts, self._identity)
            return
        person, case = self._person, self._program.case

        def done(begun: Begun) -> None:
            self._program.changed(begun.changes)
            self._show(acts, begun.id)

        self._program.runner.submit(
            lambda _r: acts.begin_identity(person, case), owner=self, done=done, failed=self._failed
        )

    def _failed(self, error: Exception) -> None:
        self.open_button.setEnabled(True)
        self._program.show_error(error)

    def _show(self, acts: IdentityRecords, identity: str) -> None:
        self._identity = identity
        words = self._program.words
        self._column.removeWidget(self._asked)
        self._asked.hide()
        until = datetime.now(KYIV) + timedelta(minutes=OPEN_MINUTES)
        theme = current()
        top = QWidget()
        place = QVBoxLayout(top)
        place.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), 0)
        self._strip = Strip(
            "warn",
            words("Identity of {code} is open.", code=self._code),
            words("It closes by itself at {time}.", time=self._program.fmt.clock(until)),
            [("close", words("Close now"))],
        )
        self._strip.acted.connect(lambda _key: self._screen.close_aside())
        place.addWidget(self._strip)
        self._column.addWidget(top)
        self.page = RecordPage(self._program, acts)
        self.page.gone_away.connect(self._screen.close_aside)
        self._column.addWidget(self.page, 1)
        self.page.open(identity, enter=True)
        self._program.changed(changed(Kind.IDENTITY))
        self._timer.start()

    @Slot()
    def _too_long(self) -> None:
        self._screen.close_aside()
        self._program.notify(self._program.words("The identity was closed: five minutes have passed."))

    @Slot()
    def _flush(self) -> None:
        if self.page is not None:
            self.page.flush()

    def left(self) -> None:
        """It is being left: what was typed goes to the vault, nothing stays on the screen."""
        self._timer.stop()
        self._flush()

    def act(self, name: str) -> bool:
        """Ctrl+Enter opens; then the keys of the record."""
        if self.page is not None:
            return self.page.act(name)
        if name == "main_act":
            self.open()
            return True
        return False

    def retranslate(self) -> None:
        """Speak the other language."""
        if self.page is not None:
            self.page.retranslate()
