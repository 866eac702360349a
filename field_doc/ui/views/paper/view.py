"""The page of papers: blank forms, typing in, prints of records, labels, binding of signed pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.views.paper.fields import PaperFields
from field_doc.ui.views.paper.presenter import MODES, PaperPresenter, PaperState, traces
from field_doc.ui.widgets.controls import Button, Segments
from field_doc.ui.widgets.progress import ProgressPanel
from field_doc.ui.widgets.refill import clear, show_failure
from field_doc.ui.widgets.scroll import Page, measured
from field_doc.ui.widgets.strips import Strip
from field_doc.ui.widgets.text import hairline, label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.host import StartLong
    from field_doc.ui.acts.paper import PaperActs
    from field_doc.ui.tasks import Runner

_WIDE: Final = 640


class PaperPage(QWidget):
    """The whole page; ``record_wanted`` opens what was begun or bound."""

    record_wanted = Signal(str)

    def __init__(
        self, words: Words, runner: Runner, start: StartLong, acts: PaperActs, case: Callable[[], str],
        announce: Callable[[Iterable[object]], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self._words = words
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.fields = PaperFields(words)
        self._panel: ProgressPanel | None = None
        self._asked = False
        self._brought: QWidget | None = None
        self._build()
        self.presenter = PaperPresenter(self, runner, start, acts, words, case, announce)
        self._connect()
        self.retranslate(words)

    def _build(self) -> None:
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget()
        top = QVBoxLayout(head)
        top.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(12))
        top.setSpacing(theme.px(10))
        self.title = label("", "title")
        top.addWidget(self.title)
        self.modes = Segments("", [(mode, mode) for mode in MODES])
        top.addWidget(self.modes)
        column.addWidget(head)
        column.addWidget(hairline())
        self.scroller = Page(self._body())
        column.addWidget(self.scroller, 1)

    def _body(self) -> QWidget:
        theme = current()
        inner, box = QWidget(), QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
        form = QVBoxLayout(box)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(theme.px(14))
        self.intro = label("", "second", wrap=True)
        form.addWidget(self.intro)
        for _, widget in self.fields.boxes.values():
            form.addWidget(widget)
        self.main = Button("", "primary")
        form.addWidget(self.main, 0, Qt.AlignmentFlag.AlignLeft)
        self._asking, self._failure, self._progress, self._said = (QVBoxLayout() for _ in range(4))
        for place in (self._asking, self._failure, self._progress, self._said):
            form.addLayout(place)
        outer.addLayout(measured(box, theme.px(_WIDE)))
        outer.addStretch(1)
        return inner

    def _connect(self) -> None:
        presenter = self.presenter
        self.modes.chosen.connect(presenter.choose)
        self.fields.changed.connect(lambda values: presenter.set(**values))
        self.fields.entered.connect(presenter.go)
        self.fields.scanned.connect(self._scanned)
        self.main.clicked.connect(presenter.go)

    @Slot(str)
    def _scanned(self, typed: str) -> None:
        """After a code the next field waits for the hand."""
        self.presenter.scanned(typed)
        mode = self.presenter.state.mode
        following = {"type": self.fields.scan.line, "bind": self.fields.scan.line, "record": self.fields.out.line}
        following.get(mode, self.main).setFocus()

    # -- showing --------------------------------------------------------------------------------------

    def show_state(self, state: PaperState) -> None:
        """Show a state."""
        words = self._words
        if self.modes.key() != state.mode:
            self.modes.set_key(state.mode)
        self.intro.setText(_intro(state.mode, words))
        self.fields.speak(state.mode, words)
        self.fields.show_state(state, words)
        self.main.setText(_main_words(state.mode, words))
        self.main.setEnabled(not state.running)
        self._ask(state)
        self._show_progress(state)
        show_failure(self._failure, state.failure, integrity=state.integrity)
        self._say(state)
        self._bring(state)

    def _bring(self, state: PaperState) -> None:
        """In a low window what was just said, or is missing, comes into sight."""
        places = (place.itemAt(0) for place in (self._said, self._failure, self._asking))
        target = next((widget for item in places if item is not None and (widget := item.widget()) is not None), None)
        if target is None:
            target = next((box for name, (_, box) in self.fields.boxes.items() if name in state.missing), None)
        before, self._brought = self._brought, target
        if target is not None and target is not before:
            found = target
            # Its place is known only after the layouts of this turn and the next.
            QTimer.singleShot(0, found, lambda: self.scroller.bring(found))

    def _ask(self, state: PaperState) -> None:
        """The warning before evidence goes to a printer; asked once for each print."""
        if state.asking == self._asked:
            return
        self._asked = state.asking
        clear(self._asking)
        if not state.asking:
            return
        words = self._words
        acts = (("write", words("Write it")), ("leave", words("Not now")))
        strip = Strip("warn", words("A print leaves traces."), traces(words), acts)
        strip.acted.connect(lambda key: self.presenter.go() if key == "write" else self.presenter.leave_it())
        self._asking.addWidget(strip)
        first = strip.findChild(Button)
        if first is not None:
            first.setFocus()

    def _show_progress(self, state: PaperState) -> None:
        if state.running and self._panel is None:
            self._panel = ProgressPanel(self._words)
            self._panel.cancelled.connect(self.presenter.cancel)
            self._progress.addWidget(self._panel)
        if not state.running and self._panel is not None:
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None
        if self._panel is not None and state.progress is not None:
            kept = self._words("If you cancel, nothing is written; codes that were reserved are void.")
            self._panel.show_progress(state.progress, kept)

    def _say(self, state: PaperState) -> None:
        clear(self._said)
        if not state.said:
            return
        acts = ((state.opens, self._words("Open the record")),) if state.opens else ()
        strip = Strip("accent", "", state.said, acts, icon_name="check")
        strip.acted.connect(self.record_wanted)
        self._said.addWidget(strip)

    # -- acts --------------------------------------------------------------------------------------------

    def act(self, name: str) -> bool:
        """Ctrl Enter does what the page is set to."""
        if name == "main_act":
            self.presenter.go()
            return True
        return False

    def step_back(self) -> bool:
        """Esc takes the question away."""
        if self.presenter.state.asking:
            self.presenter.leave_it()
            self.main.setFocus()
            return True
        return False

    def start(self, mode: str, **values: str) -> None:
        """Come here to do one thing; the first field waits."""
        self.presenter.prepare(mode, **values)
        if mode in ("type", "bind", "record"):
            (self.fields.out.line if mode == "record" and values.get("code") else self.fields.code).setFocus()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.title.setText(words("Paper"))
        names = {
            "blank": words("Blank forms"), "type": words("Type in a form"), "record": words("Print a record"),
            "labels": words("Labels"), "bind": words("Signed pages"),
        }  # fmt: skip
        self.modes.fill([(mode, names[mode]) for mode in MODES])
        self.modes.setAccessibleName(words("What is done with paper"))
        self._asked = False
        clear(self._asking)
        self.presenter.retranslate(words)


def _intro(mode: str, words: Words) -> str:
    """What an act is for, in two sentences."""
    return {
        "blank": words(
            "For days without power or a laptop. Every sheet carries a code of its own, kept free for its record."
        ),
        "type": words(
            "The record begins under the code of the sheet; the scan is kept as its original. A sheet from another "
            "laptop is typed in there."
        ),
        "record": words(
            "For reading back and signing, for handing over, or for reading. The control mark on it names exactly "
            "this text."
        ),
        "labels": words("Code and QR for physical items. A label says nothing about people or the case."),
        "bind": words(
            "The scan of signed pages is bound to the version whose control mark they carry. It becomes a file of the "
            "record and an amendment to be sealed."
        ),
    }[mode]


def _main_words(mode: str, words: Words) -> str:
    return {
        "type": words("Begin the record"),
        "bind": words("Bind the signed pages"),
    }.get(mode, words("Write the PDF"))
