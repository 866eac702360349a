"""The check of a bundle: what is given, then the verdict with one claim after the other. Works without a vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from field_doc.ui.rows import Row
from field_doc.ui.theme import current
from field_doc.ui.views.verify import saying
from field_doc.ui.views.verify.detail import ClaimDetail
from field_doc.ui.views.verify.presenter import VerifyPresenter, VerifyState
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.digest import DigestLabel
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.pathline import PathLine, ask_path
from field_doc.ui.widgets.progress import ProgressPanel
from field_doc.ui.widgets.records import RecordList
from field_doc.ui.widgets.refill import clear, show_failure
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import Elided, hairline, label
from field_doc.ui.widgets.windowed import WindowedModel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from field_doc.base.i18n import Words
    from field_doc.ui.acts.bundles import VerifyActs
    from field_doc.ui.acts.host import StartLong


class _Rows:
    """The claims of a verdict as rows; there are never many."""

    def __init__(self, said: saying.VerdictWords) -> None:
        self._rows = [self._row(claim) for claim in said.claims]

    @staticmethod
    def _row(claim: saying.ClaimWords) -> Row:
        """What does not hold or was not checked says why in a line of its own, as wide as the row."""
        if claim.state == "holds":
            return Row(claim.claim, claim.title, claim.line, "", claim.state, word=claim.word)
        return Row(
            claim.claim, claim.title, "", "", claim.state, word=claim.word, reason=claim.line, reason_tone="quiet"
        )

    def page(self, offset: int, limit: int, deliver: Callable[[Sequence[Row], int], None]) -> None:
        """All at once."""
        deliver(self._rows[offset : offset + limit], len(self._rows))


class VerifyPage(QWidget):
    """The whole page; ``back`` leaves it."""

    back = Signal()

    def __init__(self, words: Words, start: StartLong, acts: VerifyActs) -> None:
        super().__init__()
        self._words = words
        self._columns = 3
        self._on_detail = False
        self._shown: tuple[saying.VerdictWords | None, str] = (None, "")
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self._build()
        self.presenter = VerifyPresenter(self, start, acts, words)
        self._connect()
        self.retranslate(words)

    # -- building -----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(hairline())
        self._pages = QStackedWidget()
        self._pages.addWidget(self._choose_page())
        self._pages.addWidget(self._result_page())
        column.addWidget(self._pages, 1)

    def _head(self) -> QWidget:
        theme = current()
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(24), theme.px(8), theme.px(24), theme.px(8))
        row.setSpacing(theme.px(12))
        self.leave = Button("", "link", icon_name="arrow-left")
        self.title = Elided("", "title")
        self.title.setMinimumHeight(theme.px(28))
        self.save = Button("", "small")
        self.another = Button("", "small")
        row.addWidget(self.leave)
        row.addWidget(self.title, 1)
        row.addWidget(self.save)
        row.addWidget(self.another)
        return head

    def _choose_page(self) -> QWidget:
        theme = current()
        inner = QWidget()
        outer = QHBoxLayout(inner)
        outer.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24))
        box = QWidget()
        box.setMaximumWidth(theme.px("measure"))
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(16))
        self.intro = label("", "second", wrap=True)
        column.addWidget(self.intro)
        self.path = PathLine(self._words, "")
        self.path_box = FieldBox("", self.path, target=self.path.line)
        column.addWidget(self.path_box)
        self.one_file = self.path.add_choice("file")
        self.trust = PathLine(self._words, "", "file")
        self.trust_box = FieldBox("", self.trust, target=self.trust.line)
        column.addWidget(self.trust_box)
        self.check = Button("")
        column.addWidget(self.check)
        self._failure = QVBoxLayout()
        column.addLayout(self._failure)
        self._progress = QVBoxLayout()
        column.addLayout(self._progress)
        self._panel: ProgressPanel | None = None
        column.addStretch(1)
        # The form takes its whole measure before anything stays empty beside it.
        outer.addWidget(box, 100)
        outer.addStretch(1)
        return Page(inner)

    def _result_page(self) -> QWidget:
        theme = current()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._summary())
        column.addWidget(hairline())
        self._model = WindowedModel(self._words, self)
        self.claims = RecordList("", self._words, self._model)
        self.claims.setMinimumWidth(theme.px(260))
        self.claims.installEventFilter(self)
        self.detail = ClaimDetail(self._words)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self.claims)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([theme.px(456), theme.px(880)])
        column.addWidget(self._split, 1)
        return page

    def _summary(self) -> QWidget:
        theme = current()
        self._summary_box = QWidget()
        outer = QVBoxLayout(self._summary_box)
        outer.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(12))
        outer.setSpacing(theme.px(4))
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        self.mark = Glyph("not_checked")
        self.mark.setFixedSize(theme.px(14), theme.px(26))
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        self.headline = label("", "title", wrap=True)
        row.addWidget(self.headline, 1)
        self.checked = label("", "help")
        row.addWidget(self.checked, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(row)
        self.summary = label("", "second", wrap=True)
        outer.addWidget(self.summary)
        self.compare = label("", "small", wrap=True)
        outer.addWidget(self.compare)
        self._root = QHBoxLayout()
        outer.addLayout(self._root)
        self.saved = label("", "small")
        outer.addWidget(self.saved)
        return self._summary_box

    def _connect(self) -> None:
        presenter = self.presenter
        self.leave.clicked.connect(self._leave)
        self.another.clicked.connect(presenter.another)
        self.save.clicked.connect(self.ask_where)
        self.path.changed.connect(presenter.set_path)
        self.trust.changed.connect(presenter.set_trust)
        for line in (self.path, self.trust):
            line.entered.connect(presenter.check)
        self.check.clicked.connect(presenter.check)
        self.claims.current_record.connect(presenter.choose)
        self.claims.opened.connect(self._open_claim)

    # -- showing --------------------------------------------------------------------------------------

    def show_state(self, state: VerifyState) -> None:
        """Show a state."""
        self.path.set_text(state.path)
        self.trust.set_text(state.trust)
        self.path_box.set_problem(state.path_problem)
        self.trust_box.set_problem(state.trust_problem)
        self.check.setEnabled(not state.running)
        self.check.set_kind("primary" if state.path else "outline")
        self._show_progress(state)
        show_failure(self._failure, state.failure, integrity=state.integrity)
        has = state.said is not None
        self.save.setVisible(has)
        self.another.setVisible(has)
        self._pages.setCurrentIndex(1 if has else 0)
        self.saved.setText(state.saved)
        self.saved.setVisible(bool(state.saved))
        if state.said is not None:
            self._show_said(state.said, state.chosen)
        self._shown = (state.said, state.chosen)

    def _show_progress(self, state: VerifyState) -> None:
        if state.running and self._panel is None:
            self._panel = ProgressPanel(self._words)
            self._panel.cancelled.connect(self.presenter.cancel)
            self._progress.addWidget(self._panel)
        if not state.running and self._panel is not None:
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None
        if self._panel is not None and state.progress is not None:
            kept = self._words("The bundle is only read. If you cancel, nothing in it was changed.")
            self._panel.show_progress(state.progress, kept)

    def _show_said(self, said: saying.VerdictWords, chosen: str) -> None:
        if self._shown[0] is not said:
            self._on_detail = False
            self.mark.set_state(said.state)
            self.headline.setText(said.headline)
            self.summary.setText(said.summary)
            self.checked.setText(said.checked)
            self.compare.setText(said.compare)
            self.compare.setVisible(bool(said.compare))
            self._show_root(said)
            self._model.set_source(_Rows(said))
            self.claims.select_record(chosen)
            self.claims.setFocus()
        found = next((c for c in said.claims if c.claim == chosen), said.claims[0])
        if self._shown != (said, chosen):
            self.detail.show_claim(found)
        self._fold()

    def _show_root(self, said: saying.VerdictWords) -> None:
        clear(self._root)
        if said.compare:
            per_line = 0 if self._columns == 3 else 8
            self._root.addWidget(DigestLabel(said.root, self._words("Copy"), per_line=per_line))

    @Slot(str)
    def _open_claim(self, claim: str) -> None:
        self.presenter.choose(claim)
        self._on_detail = True
        self._fold()
        self.detail.setFocus()

    def _fold(self) -> None:
        """In one column: the claims, or one claim."""
        one = self._columns == 1
        self.claims.setVisible(not one or not self._on_detail)
        self.detail.setVisible(not one or self._on_detail)
        self._summary_box.setVisible(not one or not self._on_detail)
        self.checked.setVisible(not one)
        self.save.setVisible(self.presenter.state.said is not None and not one)

    # -- acts --------------------------------------------------------------------------------------------

    @Slot()
    def ask_where(self) -> None:
        """Where to save the result."""
        dialog = ask_path(self, self._words("Save this result…"), "save")
        dialog.setDefaultSuffix("txt")
        dialog.fileSelected.connect(self.presenter.save)

    @Slot()
    def _leave(self) -> None:
        if not self.step_back():
            self.back.emit()

    def step_back(self) -> bool:
        """From one claim to all, in one column."""
        if self._columns == 1 and self._on_detail and self.presenter.state.said is not None:
            self._on_detail = False
            self._fold()
            self.claims.setFocus()
            return True
        return False

    def check_bundle(self, path: str, trust: str) -> None:
        """Check this one at once."""
        self.presenter.another()
        self.presenter.set_path(path)
        self.presenter.set_trust(trust)
        self.presenter.check()

    def act(self, name: str) -> bool:
        """The keys: Ctrl Enter checks, Esc goes back."""
        if name == "main_act":
            self.presenter.check()
            return True
        if name in {"app.back", "back"}:
            self._leave()
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl C on a claim copies its command."""
        copies = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if copies and event.matches(QKeySequence.StandardKey.Copy) and self.detail.commands:  # type: ignore[attr-defined]
            self.detail.commands[0].copy_command()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl S saves the result."""
        if event.matches(QKeySequence.StandardKey.Save) and self.presenter.state.said is not None:
            self.ask_where()
            return
        super().keyPressEvent(event)

    def set_columns(self, columns: int) -> None:
        """Fold."""
        self._columns = columns
        if hasattr(self, "presenter"):
            self._fold()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A folder may be dropped anywhere on the page."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """What was dropped is the bundle."""
        found = next((url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()), "")
        if found and not self.presenter.state.running:
            self.presenter.another()
            self.presenter.set_path(found)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.leave.setText(words("Back"))
        self.title.set_whole(words("Check a bundle"))
        self.save.setText(words("Save this result…"))
        self.another.setText(words("Check another…"))
        self.intro.setText(
            words("The check only reads, uses no network and needs no vault. It looks at each claim of a bundle "
                  "and says how to look at it yourself.")
        )  # fmt: skip
        self.path_box.set_name(words("Bundle: its folder, or one file"))
        self.path_box.set_help(
            words("The folder that holds bag and report.pdf, or one file: the report, a receipt, a ledger "
                  "confirmation. It may be dropped here.")
        )  # fmt: skip
        self.one_file.setText(words("File…"))
        self.one_file.setAccessibleName(words("One file of a bundle"))
        self.trust_box.set_name(words("Trust file of the office, or the fingerprint of its root key"))
        self.trust_box.set_help(
            words("Take it from elsewhere than the bundle: from the office's site, by telephone, on paper. Without it "
                  "the check shows only that the bundle agrees with itself.")
        )  # fmt: skip
        self.path.retranslate(words, words("Folder of the bundle"))
        self.trust.retranslate(words, words("Trust file"))
        self.check.setText(words("Check"))
        self.claims.retranslate(words("Claims"), words)
        self.detail.retranslate(words)
        self._shown = (None, "")
        self.presenter.retranslate(words)
