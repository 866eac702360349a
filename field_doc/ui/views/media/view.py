"""The media of a record, or all of the vault: drop, take in, look through, open, write a copy, remove."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from field_doc.ui.fmt import Fmt
from field_doc.ui.theme import current, set_property
from field_doc.ui.views.media.grid import TileGrid, TileModel
from field_doc.ui.views.media.panels import SourcePanel
from field_doc.ui.views.media.pixels import Thumbnails
from field_doc.ui.views.media.presenter import IntakeState, MediaPresenter
from field_doc.ui.views.media.side import FileSide, own_dialog
from field_doc.ui.views.media.viewer import Viewer
from field_doc.ui.widgets.controls import Button, Segments
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.progress import ProgressPanel
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.strips import EmptyState
from field_doc.ui.widgets.text import hairline, label, set_role

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from field_doc.app.changes import Changes
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.host import StartLong
    from field_doc.ui.acts.media import MediaActs
    from field_doc.ui.tasks import Runner
    from field_doc.ui.views.media.tiles import Tile

_SIDE: Final = 288
_BESIDE_FROM: Final = 700
_REFRESH_MS: Final = 2000


class MediaView(QWidget):
    """The whole view: grid and viewer in one place.

    Args:
        words: the language.
        runner: threads.
        acts: the program's acts.
        announce: tells every screen what was written.
        record: id of the record; "" for all files of the vault.
        title: shown above in a section of its own; "" inside a record's tab.
        warning: words of a content warning's term id.
        long: runs the intake, which outlives the view.

    Signals:
        counted: how many files there are.
    """

    counted = Signal(int)

    def __init__(
        self, words: Words, runner: Runner, acts: MediaActs, *, announce: Callable[[Changes], None],
        record: str = "", title: str = "", warning: Callable[[str], str] = str,
        long: StartLong | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._words, self._title = words, title
        self._pairs: tuple[tuple[str, str], ...] = ()
        self.presenter = MediaPresenter(
            self, runner, acts, words, announce=announce, record=record, warning=warning, long=long
        )
        self.model = TileModel(words, self)
        self.thumbs = Thumbnails(runner, acts, self)
        self.viewer = Viewer(words, runner, acts, self.model, self.thumbs, announce)
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self._refresh = QTimer(self)
        self._refresh.setInterval(_REFRESH_MS)
        self._refresh.timeout.connect(self.model.reload)
        self.retranslate(words)
        self.show_intake(IntakeState())
        self.destroyed.connect(self.presenter.gone)
        self.model.loaded.connect(self._show_empty)
        self.model.set_source(self.presenter)  # type: ignore[arg-type]

    # building

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._intake())
        column.addWidget(hairline())
        column.addLayout(self._body(), 1)
        self.stack.addWidget(page)
        self.stack.addWidget(self.viewer)

    def _head(self) -> QWidget:
        theme = current()
        head = QWidget()
        row = FlowLayout(head, gap=theme.px(12), row_gap=6)
        row.setContentsMargins(theme.px(24), theme.px(11), theme.px(24), theme.px(11))
        self.title, self.count = label("", "title"), label("", "second")
        self.files_button = Button("", "small", icon_name="plus")
        self.folder_button = Button("", "small", icon_name="folder")
        self.drop_hint = label("", "help")
        self.drop_hint.setMinimumHeight(theme.px("control.small"))
        self.title.setVisible(bool(self._title))
        for widget in (self.title, self.count, self.files_button, self.folder_button, self.drop_hint):
            row.addWidget(widget)
        return head

    def _intake(self) -> QWidget:
        theme = current()
        self.intake_area = QWidget()
        column = QVBoxLayout(self.intake_area)
        column.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(12))
        column.setSpacing(theme.px(10))
        self.source = SourcePanel(self._words)
        self.progress = ProgressPanel(self._words)
        self.sums = label("", "small", wrap=True)
        tools = QWidget()
        flow = FlowLayout(tools, gap=theme.px(16), row_gap=6)
        self.filters = Segments("")
        self.seen = Button("", "link")
        self.go_on = Button("", "small")
        for tool in (self.filters, self.go_on, self.seen):
            flow.addWidget(tool)
        self.tools = tools
        for widget in (self.source, self.progress, self.sums, self.tools):
            column.addWidget(widget)
        return self.intake_area

    def _body(self) -> QBoxLayout:
        theme = current()
        self.grid = TileGrid(self._words, self.model, self.thumbs)
        self.grids = QStackedWidget()
        self._empty: EmptyState | None = None
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(theme.px(17), theme.px(6), theme.px(8), 0)
        inner.addWidget(self.grid)
        self.grids.addWidget(holder)
        self.beside = FileSide(self._words, self.presenter)
        self.side = Page(self.beside)
        self.side.setMinimumWidth(theme.px(_SIDE))
        self.side.setProperty("ground", "list")
        self.body = QHBoxLayout()
        self.body.setSpacing(0)
        self.body.addWidget(self.grids, 1)
        self.body.addWidget(self.side)
        return self.body

    def _connect(self) -> None:
        presenter = self.presenter
        self.files_button.clicked.connect(self.choose_files)
        self.folder_button.clicked.connect(self.choose_folder)
        self.source.start.connect(presenter.start)
        self.source.forget.connect(presenter.forget)
        self.progress.cancelled.connect(presenter.cancel)
        self.go_on.clicked.connect(presenter.resume)
        self.seen.clicked.connect(presenter.dismiss)
        self.filters.chosen.connect(presenter.set_filter)
        self.grid.opened.connect(self.open_tile)
        self.grid.current_tile.connect(self.beside.show_tile)
        self.beside.open_wanted.connect(self.open_tile)
        self.beside.filled.connect(self.side.setVisible)
        self.viewer.closed.connect(self._viewer_closed)
        self.viewer.copy_wanted.connect(self._copy_from_viewer)

    # what the presenter says

    def show_intake(self, state: IntakeState) -> None:
        """Show how an intake stands."""
        words, results = self._words, bool(state.ended or state.stopped)
        self.source.setVisible(bool(state.asking))
        self.source.show_state(state)
        self.progress.setVisible(state.running)
        if state.running and state.progress is not None:
            self.progress.show_progress(state.progress, state.kept)
        elif state.running:
            self.progress.kept.setText(state.kept)
        self.sums.setText(self._summed(state))
        self.sums.setVisible(bool(self.sums.text()))
        set_role(self.sums, "problem" if state.stopped or state.sums.failed else "small")
        self.go_on.setVisible(bool(state.stopped))
        self.go_on.setText(words("Continue"))
        self.seen.setVisible(results)
        fmt = Fmt(words.lang)
        self.filters.setVisible(results and bool(state.sums.failed))
        key = self.filters.key() or "all"
        pairs = (
            ("all", words("All")),
            ("saved", words("In the vault")),
            ("failed", f"{words('Failed')} {fmt.number(state.sums.failed)}"),
        )
        if pairs != self._pairs:
            self._pairs = pairs
            self.filters.fill(pairs)
        self.filters.set_key(key if results else "all")
        self.tools.setVisible(results)
        self.intake_area.setVisible(bool(state.asking or state.running or results))
        self.beside.show_lines(state.lines)
        self._refreshing(on=state.running)
        self._show_empty()

    def _refreshing(self, *, on: bool) -> None:
        if on and not self._refresh.isActive():
            self._refresh.start()
        elif not on:
            self._refresh.stop()

    def _summed(self, state: IntakeState) -> str:
        words, sums = self._words, state.sums
        if state.running or not (state.ended or state.stopped):
            return ""
        parts = [
            words.plural("{count} was taken in", "{count} were taken in", sums.taken) if sums.taken else "",
            words.plural("{count} was there already", "{count} were there already", sums.known) if sums.known else "",
            words.plural("{count} failed", "{count} failed", sums.failed) if sums.failed else "",
            words.plural("{count} was not begun", "{count} were not begun", sums.waiting) if sums.waiting else "",
        ]
        counted = ", ".join(p for p in parts if p)
        figures = (
            words("Of {total}: {parts}.", total=Fmt(words.lang).number(sums.total), parts=counted) if counted else ""
        )
        return " ".join(p for p in (state.stopped, figures, state.kept if state.stopped else "") if p)

    def show_total(self, total: int) -> None:
        """How many files there are."""
        self.count.setText(
            self._words.plural("{number} file", "{number} files", total, number=Fmt(self._words.lang).number(total))
        )
        self.counted.emit(total)

    def reload(self) -> None:
        """Ask for the tiles again, and for the pictures that were not there yet."""
        self.thumbs.forget_missing()
        self.model.reload()

    def say(self, text: str, *, problem: bool = False) -> None:
        """Say what an act did."""
        self.beside.say(text, problem=problem)

    @Slot()
    def _show_empty(self) -> None:
        nothing = self.model.rowCount() == 0 and self.model.total == 0
        if nothing and self._empty is None:
            words = self._words
            self._empty = EmptyState(
                "images", words("Drop files or a folder here"),
                words("Photographs, video, sound, documents. They are only read, and encrypted at once."),
                words("Add files…"),
            )  # fmt: skip
            self._empty.act.connect(self.choose_files)
            self.grids.addWidget(self._empty)
        if nothing and self._empty is not None:
            self.grids.setCurrentWidget(self._empty)
        else:
            self.grids.setCurrentIndex(0)
        self.side.setVisible(self.beside.is_filled)

    # files come in

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped anywhere on the view."""
        if event.mimeData().hasUrls() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._glow(on=True)

    def dragLeaveEvent(self, event: object) -> None:
        """They went on."""
        del event
        self._glow(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask where they come from."""
        self._glow(on=False)
        self.presenter.choose(Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile())
        event.acceptProposedAction()

    def _glow(self, *, on: bool) -> None:
        set_property(self.drop_hint, "role", "strong" if on else "help")

    @Slot()
    def choose_files(self) -> None:
        """Choose files."""
        dialog = own_dialog(self, self._words("Files to take in"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._paths)
        dialog.open()

    @Slot()
    def choose_folder(self) -> None:
        """Choose a folder with all that is in it."""
        dialog = own_dialog(self, self._words("Folder to take in"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(self._paths)
        dialog.open()

    @Slot(list)
    def _paths(self, chosen: Sequence[str]) -> None:
        self.presenter.choose(Path(p) for p in chosen)

    # one file

    @Slot(object)
    def open_tile(self, tile: Tile) -> None:
        """Open the viewer at a file."""
        self.stack.setCurrentWidget(self.viewer)
        self.viewer.open(tile)

    @Slot()
    def _viewer_closed(self) -> None:
        tile = self.viewer.strip.current()
        self.stack.setCurrentIndex(0)
        if tile is not None:
            self.grid.select(tile.id)
        self.grid.setFocus()

    @Slot(object)
    def _copy_from_viewer(self, tile: Tile) -> None:
        self.viewer.close_viewer()
        self.beside.show_tile(tile)
        self.beside.ask_copy()

    # keys, size, language

    def act(self, name: str) -> bool:
        """Insert adds, F8 goes to the next failure or finding, Ctrl+Enter takes in."""
        if name == "new":
            self.choose_files()
            return True
        if name == "next_problem":
            return self.grid.next_marked()
        if name == "main_act" and self.presenter.state.asking:
            self.source.go()
            return True
        return False

    def back(self) -> bool:
        """Esc: out of the viewer, then out of a panel."""
        if self.stack.currentWidget() is self.viewer:
            self.viewer.close_viewer()
            return True
        if self.beside.leave_panel():
            return True
        if self.presenter.state.asking:
            self.presenter.forget()
            return True
        return False

    def leave(self) -> None:
        """The screen is left or locked: no picture stays open."""
        if self.stack.currentWidget() is self.viewer:
            self.viewer.close_viewer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow: what stands beside goes below."""
        super().resizeEvent(event)
        theme = current()
        narrow = self.width() < theme.px(_BESIDE_FROM)
        way = QBoxLayout.Direction
        self.body.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self.side.setMinimumWidth(0 if narrow else theme.px(_SIDE))
        self.side.setMaximumWidth(16_777_215 if narrow else theme.px(_SIDE))
        self.side.setMaximumHeight(self.height() // 3 if narrow else 16_777_215)

    def retranslate(self, words: Words) -> None:
        """Speak the other language at once."""
        self._words = words
        self.title.setText(words("All files") if self._title else "")
        self.files_button.setText(words("Add files…"))
        self.folder_button.setText(words("Add a folder…"))
        self.drop_hint.setText(words("or drop them here"))
        self.seen.setText(words("Seen, put away"))
        self.filters.setAccessibleName(words("Filter"))
        if self._empty is not None:
            self.grids.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = None
        for part in (self.source, self.beside, self.viewer, self.grid):
            part.retranslate(words)
        self.model.retranslate(words)
        self.presenter.retranslate(words)
