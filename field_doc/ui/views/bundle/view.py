"""A new bundle as pages in the same window: head with the steps, the page, the foot with the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.views.bundle.choose import ChoosePage, Pairs
from field_doc.ui.views.bundle.look import LookPage
from field_doc.ui.views.bundle.presenter import STEPS, BundlePresenter, BundleState
from field_doc.ui.views.bundle.sign import DonePage, SignPage
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.headers import Footer
from field_doc.ui.widgets.progress import ProgressPanel
from field_doc.ui.widgets.text import Elided, IconLabel, hairline, label, set_role

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

_SIGN_FIELDS: Final = ("signer", "passphrase", "out", "recipient_key")


class Steps(QWidget):
    """Where one is: the four steps in words, the present one bold."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(8))
        self._labels = []
        for number in range(len(STEPS)):
            if number:
                row.addWidget(IconLabel("chevron-right", "text.3"))
            one = label("", "second")
            self._labels.append(one)
            row.addWidget(one)

    def show_step(self, step: str) -> None:
        """Mark the present one."""
        for name, one in zip(STEPS, self._labels, strict=True):
            set_role(one, "strong" if name == step else "second")
        here = self._labels[STEPS.index(step)].text()
        self.setAccessibleName(here)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        names = (
            words("1 Choose and address"), words("2 What is kept back"), words("3 Sign"), words("4 Check and hand over")
        )  # fmt: skip
        for one, name in zip(self._labels, names, strict=True):
            one.setText(name)


class BundlePages(QWidget):
    """The whole; ``back`` leaves it, nothing chosen is lost."""

    back = Signal()
    record_wanted = Signal(str)
    place_wanted = Signal(str, str, str)
    check_wanted = Signal(str, str)

    def __init__(self, words: Words, make_presenter: Any) -> None:
        super().__init__()
        self._words = words
        self._columns = 3
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.presenter: BundlePresenter = make_presenter(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(hairline())
        self.choose = ChoosePage(self._words, self.presenter)
        self.look = LookPage(self._words, self.presenter)
        self.sign = SignPage(self._words, self.presenter)
        self.done = DonePage(self._words, self.presenter)
        self._pages = QStackedWidget()
        for page in (self.choose, self.look, self.sign, self.done):
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        self._long = QVBoxLayout()
        self._panel: ProgressPanel | None = None
        column.addLayout(self._long)
        column.addWidget(self._foot())

    def _head(self) -> QWidget:
        theme = current()
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(24), theme.px(8), theme.px(24), theme.px(8))
        row.setSpacing(theme.px(12))
        self.leave = Button("", "link", icon_name="arrow-left")
        self.title = Elided("", "title")
        self.title.setMinimumHeight(theme.px(28))
        self.steps = Steps()
        row.addWidget(self.leave)
        row.addWidget(self.title, 1)
        row.addWidget(self.steps)
        return head

    def _foot(self) -> QWidget:
        self.foot = Footer()
        self.note = label("", "help")
        self.previous, self.next = Button(""), Button("")
        self.foot.set_left(self.note)
        self.foot.set_right(self.previous, self.next)
        return self.foot

    def _connect(self) -> None:
        presenter = self.presenter
        self.leave.clicked.connect(self.back)
        self.previous.clicked.connect(presenter.go_back)
        self.next.clicked.connect(presenter.go_on)
        self.choose.consent_wanted.connect(self.record_wanted)
        self.look.record_wanted.connect(self.record_wanted)
        self.look.place_wanted.connect(self.place_wanted)
        self.done.new_wanted.connect(presenter.start_over)
        self.done.check_wanted.connect(self._check)

    @Slot()
    def _check(self) -> None:
        state = self.presenter.state
        self.check_wanted.emit(state.folder, state.root)

    def show_state(self, state: BundleState) -> None:
        """Show a state."""
        if not hasattr(self, "foot"):
            return
        words = self._words
        page: Any = (self.choose, self.look, self.sign, self.done)[STEPS.index(state.step)]
        page.show_state(state)
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            page.begin()
        self.steps.show_step(state.step)
        self._show_progress(state)
        self.previous.setVisible(state.step in {"look", "sign"})
        self.next.setVisible(state.step != "done")
        self.foot.setVisible(state.step != "done")
        names = {
            "choose": words("Next: what is kept back"), "look": words("Next: sign"),
            "sign": words("Sign and write the bundle"),
        }  # fmt: skip
        self.next.setText(names.get(state.step, ""))
        ready = state.step == "sign" and bool(state.signer_words and state.out.strip()) and not state.problems
        self.next.set_kind("primary" if ready else "outline")
        busy = state.looking or state.making
        self.next.setEnabled(not busy)
        self.previous.setEnabled(not busy)

    def _show_progress(self, state: BundleState) -> None:
        busy = state.looking or state.making
        if busy and self._panel is None:
            self._panel = ProgressPanel(self._words)
            self._panel.cancelled.connect(self.presenter.cancel)
            margin = current().px(24)
            self._panel.setContentsMargins(margin, margin // 3, margin, margin // 3)
            self._long.addWidget(self._panel)
        if not busy and self._panel is not None:
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None
        if self._panel is not None and state.progress is not None:
            kept = self._words(
                "If you cancel, nothing half-made stays, and the ledger says that the bundle was given up."
            )
            self._panel.show_progress(state.progress, kept if state.making else "")

    def go_to(self, name: str) -> None:
        """Put the focus where something is missing."""
        if name == "refusal":
            first = self.choose.refusals.first
            if first is not None:
                first.setFocus()
        elif name == "hit":
            self.look.focus_hit()
        elif name in _SIGN_FIELDS:
            self.sign.focus_on(name)
        else:
            targets = {
                "records": self.choose.list, "recipient": self.choose.recipient, "purpose": self.choose.purpose
            }  # fmt: skip
            targets[name].setFocus()

    def act(self, name: str) -> bool:
        """Ctrl Enter goes on, F8 to what has to be decided."""
        state = self.presenter.state
        if name == "main_act" and state.step != "done":
            self.presenter.go_on()
            return True
        if name == "next_problem" and state.step in {"choose", "look"}:
            self.go_to("refusal" if state.step == "choose" else "hit")
            return True
        return False

    def set_columns(self, columns: int) -> None:
        """Fold."""
        self._columns = columns
        self.steps.setVisible(columns == 3)
        self.note.setVisible(columns == 3)
        self.choose.set_columns(columns)
        self.look.set_columns(columns)
        self.foot.set_narrow(narrow=columns == 1)

    def fill(self, purposes: Pairs, cases: Pairs) -> None:
        """Purposes and cases to choose from."""
        self.choose.fill(purposes, cases)
        self.sign.set_purposes(purposes)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.leave.setText(words("Back"))
        self.title.set_whole(words("New bundle"))
        self.previous.setText(words("Previous step"))
        self.note.setText(
            words("Nothing leaves this computer until you hand the finished folder over. Every bundle is numbered and "
                  "entered in the ledger.")
        )  # fmt: skip
        self.steps.retranslate(words)
        for page in (self.choose, self.look, self.sign, self.done):
            page.retranslate(words)
