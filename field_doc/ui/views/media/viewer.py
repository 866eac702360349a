"""The viewer: covered until asked, the purpose first, grey first, Space hides again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from field_doc.ui.keys import latin_key
from field_doc.ui.theme import current
from field_doc.ui.views.media.canvas import STEP, Canvas
from field_doc.ui.views.media.facts import FactsPane
from field_doc.ui.views.media.grid import TileGrid, TileModel
from field_doc.ui.views.media.pixels import prepare
from field_doc.ui.views.media.tiles import warned
from field_doc.ui.views.media.viewing import ViewPresenter, ViewState
from field_doc.ui.widgets.controls import Button, CheckBox, Choice, ToolButton
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import Elided, IconLabel, label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from field_doc.app.changes import Changes
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.media import MediaActs
    from field_doc.ui.tasks import Runner
    from field_doc.ui.views.media.pixels import Prepared, Thumbnails
    from field_doc.ui.views.media.tiles import Tile

_OTHER: Final = "other"
_FACTS_FROM: Final = 760
_STRIP_FROM: Final = 420


class CoverPanel(QWidget):
    """In place of a picture that is not decoded: what is behind, why it is opened, ways on without looking."""

    show_wanted = Signal(str)
    next_wanted = Signal()
    grey_set = Signal(bool)

    def __init__(self, words: Words) -> None:
        super().__init__()
        theme = current()
        self._words = words
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QWidget()
        inner.setMaximumWidth(theme.px(520))
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24))
        column.setSpacing(theme.px(8))
        self.icon = IconLabel("eye-off", "text.2", "icon.large")
        self.title = label("", "title", wrap=True)
        self.what = label("", "second", wrap=True)
        self.note = label("", "small", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.purpose = Choice()
        self.other = QLineEdit()
        self.box = FieldBox("", self._purpose_row(), target=self.purpose)
        self.grey = CheckBox("")
        self.show_button, self.next_button = Button("", key="Enter"), Button("")
        self.hint = label("", "help", wrap=True)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=theme.px(12))
        flow.addWidget(self.show_button)
        flow.addWidget(self.next_button)
        for widget in (
            self.icon,
            self.title,
            self.what,
            self.note,
            self.problem,
            self.box,
            self.grey,
            buttons,
            self.hint,
        ):
            column.addWidget(widget)
        self._buttons = buttons
        self._centre(inner)
        self.purpose.activated.connect(self._purpose_changed)
        self.other.returnPressed.connect(self.ask)
        self.show_button.clicked.connect(self.ask)
        self.next_button.clicked.connect(self.next_wanted)
        self.grey.toggled.connect(self.grey_set)

    def _centre(self, inner: QWidget) -> None:
        """In the middle where there is room; scrolled where there is none."""
        holder = QWidget()
        middle = QVBoxLayout(holder)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(inner, 8)
        row.addStretch(1)
        middle.addLayout(row)
        middle.addStretch(2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Page(holder))

    def _purpose_row(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(6))
        column.addWidget(self.purpose)
        column.addWidget(self.other)
        self.other.hide()
        return holder

    @Slot()
    def _purpose_changed(self) -> None:
        self.other.setVisible(self.purpose.key() == _OTHER)
        if not self.other.isHidden():
            self.other.setFocus()

    @Slot()
    def ask(self) -> None:
        """Ask to see it, with the purpose chosen or written."""
        key = self.purpose.key()
        self.show_wanted.emit(self.other.text() if key == _OTHER else self.purpose.currentText() if key else "")

    def show_state(self, state: ViewState) -> None:
        """Say what is behind."""
        tile, words = state.tile, self._words
        if tile is None:
            return
        self.title.setText(words("Covered image") if state.can_show else words("Not shown here"))
        marked = words("marked: {what}", what=warned(tile)) if tile.warnings else ""
        self.what.setText(" · ".join(part for part in (tile.name, tile.level, marked) if part))
        self.note.setText(
            words("The image has not been decrypted. Viewing will be entered in the ledger with its purpose.")
            if state.can_show
            else words("The viewer shows images. For other files write a copy outside the vault.")
        )
        self.problem.setText(state.problem)
        self.problem.setVisible(bool(state.problem))
        self.box.set_problem(state.purpose_problem)
        for widget in (self.box, self.grey, self.show_button, self.hint):
            widget.setVisible(state.can_show)
        self.grey.blockSignals(True)
        self.grey.setChecked(state.grey)
        self.grey.blockSignals(False)
        self.show_button.setEnabled(not state.busy)
        self.show_button.setText(words("Opening…") if state.busy else words("Show"))

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.box.set_name(words("Why are you opening it"))
        self.purpose.fill([
            ("caption", words("Check the caption of the photograph")),
            ("quality", words("Check sharpness and exposure")),
            ("compare", words("Compare with an account")),
            ("choose", words("Choose for a bundle")),
            ("count", words("Describe what is in the picture")),
            (_OTHER, words("Another purpose…")),
        ])  # fmt: skip
        self.purpose.setPlaceholderText(words("Choose"))
        self.other.setAccessibleName(words("Purpose in your own words"))
        self.other.setPlaceholderText(words("Purpose in your own words"))
        self.grey.setText(words("Show in black and white"))
        self.grey.setAccessibleName(words("Show in black and white"))
        self.next_button.setText(words("To the next one"))
        self.hint.setText(words("Hide again: Space."))


class Viewer(QWidget):
    """One file large, its neighbours in a strip, its facts beside it.

    Signals:
        closed: back to the grid.
        copy_wanted: write a copy of this file.
    """

    closed = Signal()
    copy_wanted = Signal(object)

    def __init__(
        self, words: Words, runner: Runner, acts: MediaActs, model: TileModel, thumbs: Thumbnails,
        announce: Callable[[Changes], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self._words, self._model = words, model
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.presenter = ViewPresenter(self, runner, acts, words, announce, prepare)
        self.canvas, self.cover, self.facts = Canvas(), CoverPanel(words), FactsPane(words)
        self.strip = TileGrid(words, model, thumbs, strip=True)
        self._facts_wanted, self._narrow = True, False
        self._build()
        self._connect()
        self.retranslate(words)

    def _build(self) -> None:
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.cover)
        self.stack.addWidget(self.canvas)
        left.addWidget(self.stack, 1)
        left.addWidget(self.strip)
        middle.addLayout(left, 1)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(16))
        inner.addWidget(self.facts)
        inner.addStretch(1)
        self.side = Page(holder)
        self.side.setFixedWidth(theme.px(300))
        self.side.setProperty("ground", "surface")
        middle.addWidget(self.side)
        column.addLayout(middle, 1)

    def _bar(self) -> QWidget:
        theme = current()
        bar = QFrame()
        bar.setProperty("edge", "bottom")
        bar.setProperty("ground", "surface")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.px(24), theme.px(8), theme.px(12), theme.px(8))
        row.setSpacing(theme.px(6))
        self.back = Button("", "link", icon_name="arrow-left")
        self.name, self.place = Elided("", "strong", middle=True), label("", "second")
        row.addWidget(self.back)
        row.addSpacing(theme.px(12))
        row.addWidget(self.name, 1)
        row.addWidget(self.place)
        row.addSpacing(theme.px(12))
        self.smaller, self.larger = ToolButton("zoom-out", ""), ToolButton("zoom-in", "")
        self.fit, self.turn = ToolButton("maximize", ""), ToolButton("rotate-cw", "")
        self.hide_button, self.info = ToolButton("eye-off", ""), ToolButton("info", "")
        self.percent = label("", "small")
        self.percent.setMinimumWidth(theme.px(44))
        self.percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for widget in (self.smaller, self.percent, self.larger, self.fit, self.turn, self.hide_button, self.info):
            row.addWidget(widget)
        self.copy = Button("", "small", icon_name="download")
        row.addWidget(self.copy)
        bar.setMinimumHeight(theme.px("header"))
        return bar

    def _connect(self) -> None:
        self.back.clicked.connect(self.close_viewer)
        self.smaller.clicked.connect(lambda: self.canvas.zoom(1 / STEP))
        self.larger.clicked.connect(lambda: self.canvas.zoom(STEP))
        self.fit.clicked.connect(lambda: self.canvas.zoom(0))
        self.turn.clicked.connect(self.canvas.turn)
        self.hide_button.clicked.connect(self.presenter.hide)
        self.info.clicked.connect(self._toggle_facts)
        self.copy.clicked.connect(self._copy)
        self.canvas.zoomed.connect(self._zoomed)
        self.cover.show_wanted.connect(self.presenter.show)
        self.cover.next_wanted.connect(lambda: self.step(1))
        self.cover.grey_set.connect(self.presenter.set_grey)
        self.strip.current_tile.connect(self._go)
        self.strip.opened.connect(self._space)

    # what the presenter says

    def show_view(self, state: ViewState) -> None:
        """Show a state."""
        self.cover.show_state(state)
        self.stack.setCurrentWidget(self.cover if state.covered else self.canvas)
        self.canvas.set_grey(state.grey)
        for widget in (self.smaller, self.larger, self.fit, self.turn, self.hide_button):
            widget.setEnabled(not state.covered)
        self.percent.setVisible(not state.covered)

    def show_pixels(self, picture: Prepared) -> None:
        """Show a picture."""
        self.canvas.show_picture(picture, grey=self.presenter.state.grey)
        self.canvas.setFocus()

    def drop_pixels(self) -> None:
        """Let the picture go."""
        self.canvas.clear()

    # going

    def open(self, tile: Tile) -> None:
        """Show a file."""
        self.strip.select(tile.id)
        if self.presenter.state.tile is None or self.presenter.state.tile.id != tile.id:
            self._go(tile)
        if self.presenter.state.covered and not self.cover.purpose.key():
            self.cover.purpose.setFocus()
        else:
            self.setFocus()

    @Slot(object)
    def _go(self, tile: Tile) -> None:
        if self.presenter.state.tile is not None and self.presenter.state.tile.id == tile.id:
            return
        self.name.set_whole(tile.name)
        number = self._model.row_of(tile.id) + 1
        self.place.setText(self._words("{done} of {total}", done=number, total=self._model.total))
        self.facts.show_tile(tile, name=False)
        self.copy.setEnabled(bool(tile.series))
        self.presenter.begin(tile)

    def step(self, by: int) -> bool:
        """The next or previous file that can be opened."""
        tile = self.presenter.state.tile
        number = self._model.row_of(tile.id) if tile is not None else -1
        while 0 <= (number := number + by) < self._model.rowCount():
            found = self._model.tile(number)
            if found is not None and found.series:
                self.strip.select(found.id)
                return True
        return False

    @Slot()
    def close_viewer(self) -> None:
        """Back to the grid; nothing of the picture stays."""
        self.presenter.leave()
        self.closed.emit()

    @Slot()
    def _copy(self) -> None:
        if self.presenter.state.tile is not None:
            self.copy_wanted.emit(self.presenter.state.tile)

    @Slot(int)
    def _zoomed(self, percent: int) -> None:
        self.percent.setText(f"{percent} %")

    @Slot()
    def _toggle_facts(self) -> None:
        self._facts_wanted = not self._facts_wanted
        self._place_facts()

    def _place_facts(self) -> None:
        narrow = self.width() < current().px(_FACTS_FROM)
        if narrow != self._narrow:
            self._narrow, self._facts_wanted = narrow, not narrow
            self._say_copy()
        self.side.setVisible(self._facts_wanted)
        self.strip.setVisible(self.height() >= current().px(_STRIP_FROM))

    def _say_copy(self) -> None:
        words = self._words("Write a copy outside the vault…")
        self.copy.setText("" if self._narrow else words)
        self.copy.setToolTip(words)
        self.copy.setAccessibleName(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Too narrow for facts beside: the picture comes first, I shows them."""
        super().resizeEvent(event)
        self._place_facts()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The viewer's keys; see MOCKUPS 06."""
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Left: lambda: self.step(-1),
            Qt.Key.Key_Right: lambda: self.step(1),
            Qt.Key.Key_Plus: lambda: self.canvas.zoom(STEP),
            Qt.Key.Key_Equal: lambda: self.canvas.zoom(STEP),
            Qt.Key.Key_Minus: lambda: self.canvas.zoom(1 / STEP),
            Qt.Key.Key_0: lambda: self.canvas.zoom(0),
            Qt.Key.Key_R: self.canvas.turn,
            Qt.Key.Key_I: self._toggle_facts,
            Qt.Key.Key_Space: self._space,
            Qt.Key.Key_Return: self.cover.ask,
            Qt.Key.Key_Enter: self.cover.ask,
        }
        act = acts.get(latin_key(event.key()))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    @Slot()
    def _space(self) -> None:
        """Show, or hide again at once."""
        if self.presenter.state.covered:
            self.cover.ask()
        else:
            self.presenter.hide()
            self.setFocus()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.back.setText(words("Back"))
        self._say_copy()
        for button, name in (
            (self.smaller, words("Smaller")), (self.larger, words("Larger")), (self.fit, words("Fit into the window")),
            (self.turn, words("Turn the view")), (self.hide_button, words("Hide again (Space)")),
            (self.info, words("Facts of the file")),
        ):  # fmt: skip
            button.set_name(name)
        self.canvas.setAccessibleName(words("Picture"))
        self.cover.retranslate(words)
        self.facts.retranslate(words)
        self.strip.retranslate(words)
        self.presenter.retranslate(words)
