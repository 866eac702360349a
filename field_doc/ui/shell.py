"""The one window: three columns that fold to two and one, a page stack, the status line, the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from field_doc.ui.backtrack import Backtrack, place_of
from field_doc.ui.keys import Keys
from field_doc.ui.memory import Forgetful, Memory
from field_doc.ui.screen import Screen, Span
from field_doc.ui.taborder import TabWindow, stops, to_rows
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.focus import FocusRing
from field_doc.ui.widgets.nav import NavItem, NavList
from field_doc.ui.widgets.status import Status, StatusLine
from field_doc.ui.widgets.text import Elided

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from field_doc.base.i18n import Words
    from field_doc.ui.place import Place

_MORE: Final = "nav/more"


def columns_for(width: int, scale: float = 1.0) -> int:
    """How many columns fit into a window of that width (points): 3, 2 or 1."""
    theme = current()
    two, one = (theme.px(k) * scale for k in ("fold.two", "fold.one"))
    return 1 if width < one else 2 if width < two else 3


class _FoldBar(QFrame):
    """The bar of a folded window: the case button, or the way back to the list."""

    case = Signal()
    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "window")
        self.setProperty("edge", "bottom")
        row = QHBoxLayout(self)
        row.setContentsMargins(current().px(8), 0, current().px(8), 0)
        self.menu = Button("", "plain", icon_name="menu")
        self.menu.clicked.connect(self.case)
        self.arrow = Button("", "link", icon_name="arrow-left")
        self.arrow.clicked.connect(self.back)
        self.words = Elided("", "strong")
        row.addWidget(self.menu)
        row.addWidget(self.arrow)
        row.addWidget(self.words, 1)
        self.setFixedHeight(current().px("narrow"))


class ResponsiveShell(TabWindow):
    """The window. Screens plug in with ``add_screen``; pages before the vault is open with ``show_page``.

    Signals:
        lock_wanted: Ctrl+L or the button, from anywhere.
        search_wanted, note_wanted, help_wanted: the keys of the same names.
        went: key of the section shown now.
        revisited: the place gone back or forward to, when another record than the one there is to be shown.
    """

    lock_wanted = Signal()
    search_wanted = Signal()
    note_wanted = Signal()
    help_wanted = Signal()
    case_wanted = Signal()
    status_acted = Signal(str)
    went = Signal(str)
    columns_changed = Signal(int)
    revisited = Signal(object)

    def __init__(self, words: Words, memory: Memory | None = None) -> None:
        super().__init__()
        self._words = words
        self._memory = memory or Forgetful()
        self.made: dict[str, Screen] = {}
        self._items: tuple[NavItem, ...] = ()
        self._key = ""
        self._track = Backtrack()
        self._columns = 3
        self._on_record = False
        self._unlocked = False
        # Asked for a screen the first time its section is gone to.
        self.maker: Callable[[str], Screen | None] | None = None
        # Something lies over the columns (the search box): Esc asks it first to close.
        self.overlay: Callable[[], bool] | None = None
        self.setWindowTitle("Field Doc")
        self._build()
        self._keys = Keys(self._act, self)
        self._ring = FocusRing(self)
        self.resize(current().px(1366), current().px(768))

    # -- building ---------------------------------------------------------------------------

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        # What lies over the columns belongs to them, so that lock takes it away too.
        self.main = self._main = QWidget()
        self._main.setProperty("ground", "surface")
        column = QVBoxLayout(self._main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._bar = _FoldBar()
        self._bar.case.connect(self._toggle_nav)
        self._bar.back.connect(self.show_list)
        column.addWidget(self._bar)
        self._body = QWidget()
        self._body_row = QHBoxLayout(self._body)
        self._body_row.setContentsMargins(0, 0, 0, 0)
        self._body_row.setSpacing(0)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self.nav = NavList(self._words)
        self.nav.setMinimumWidth(current().px(140))
        self._lists, self._records = QStackedWidget(), QStackedWidget()
        self._lists.setProperty("ground", "list")
        self._lists.setMinimumWidth(current().px(180))
        self._records.setProperty("ground", "surface")
        self._records.setMinimumWidth(current().px(300))
        for index, pane in enumerate((self.nav, self._lists, self._records)):
            self._splitter.addWidget(pane)
            self._splitter.setStretchFactor(index, 1 if index == 2 else 0)
        # What does not fit scrolls: no pane, shown or hidden, keeps the window from being small.
        for pane in (self.nav, self._lists, self._records):
            pane.setMinimumHeight(1)
        self._splitter.splitterMoved.connect(self._remember)
        self._body_row.addWidget(self._splitter)
        column.addWidget(self._body, 1)
        self.status = StatusLine(self._words)
        self.status.lock.connect(self.lock_wanted)
        self.status.acted.connect(self.status_acted)
        column.addWidget(self.status)
        self._stack.addWidget(self._main)
        self.nav.went.connect(self.go)
        self.nav.search.connect(self.search_wanted)
        self.nav.case_menu.connect(self.case_wanted)
        self.nav.set_open(on=self._memory.get(_MORE) == "open")
        self.nav.folded.connect(lambda on: self._memory.set(_MORE, "open" if on else ""))

    def add_above_status(self, widget: QWidget) -> None:
        """Give a line (what was done, what failed) its place above the status line."""
        column = self._main.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, widget)

    def add_screen(self, screen: Screen) -> None:
        """Take a screen in; its panes now belong to the window."""
        self.made[screen.key] = screen
        if screen.list_pane is not None:
            self._lists.addWidget(screen.list_pane)
        self._records.addWidget(screen.record_pane)
        screen.set_columns(self._columns)

    def set_sections(self, items: Sequence[NavItem]) -> None:
        """Show the sections in the navigation, with their counts."""
        self._items = tuple(items)
        self.nav.set_items(items, self._words)
        self.nav.set_current(self._key)

    def show_status(self, status: Status) -> None:
        """Show the answers of the status line."""
        self.status.show_status(status)

    # -- pages before and after the vault -----------------------------------------------------

    def show_page(self, page: QWidget) -> None:
        """Show a page alone (first start, unlock); an earlier page is destroyed, not hidden."""
        old = self._stack.currentWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self._unlocked = False
        if old is not None and old is not self._main:
            self._stack.removeWidget(old)
            old.deleteLater()

    def show_main(self) -> None:
        """Show the columns; the page that opened the vault is destroyed."""
        old = self._stack.currentWidget()
        self._unlocked = True
        self._stack.setCurrentWidget(self._main)
        if old is not None and old is not self._main:
            self._stack.removeWidget(old)
            old.deleteLater()
        self._fold()
        pane = self._lists if self._lists.isVisibleTo(self._main) else self._records
        target = next((w for w in pane.findChildren(QAbstractItemView) if _may_focus(w) and w.window() is self), None)
        if target is not None:
            target.setFocus()

    @property
    def page(self) -> QWidget | None:
        """The page shown now."""
        return self._stack.currentWidget()

    # -- going ----------------------------------------------------------------------------------

    @property
    def section(self) -> Screen | None:
        """The screen shown now."""
        return self.made.get(self._key)

    @property
    def columns(self) -> int:
        """3, 2 or 1."""
        return self._columns

    @Slot(str)
    def go(self, key: str, record: str = "") -> None:
        """Show a section, for a record that is opened from here if one is named; where we were can be gone back to."""
        if key not in self.made:
            made = self.maker(key) if self.maker is not None else None
            if made is None:
                return
            self.add_screen(made)
        here = place_of(self.section, self._key)
        if self._key and (key != self._key or record not in {"", here.record}):
            self._track.leave(here, record)
        self._show(key)

    def _show(self, key: str) -> None:
        self._key = key
        screen = self.made[key]
        if screen.list_pane is not None:
            self._lists.setCurrentWidget(screen.list_pane)
        self._records.setCurrentWidget(screen.record_pane)
        self._on_record = False
        self.nav.set_current(key)
        self._fold()
        screen.entered()
        self.went.emit(key)

    @Slot()
    def show_record(self) -> None:
        """In one column: go from the list to the record."""
        self._on_record = True
        self._fold()

    @Slot()
    def show_list(self) -> None:
        """In one column: go from the record back to the list."""
        self._on_record = False
        self._fold()

    # -- folding --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold."""
        super().resizeEvent(event)
        columns = columns_for(self.width())
        if columns != self._columns:
            self._columns = columns
            for screen in self.made.values():
                screen.set_columns(columns)
            self.status.set_narrow(columns == 1, short=columns < 3)
            self.columns_changed.emit(columns)
        self._fold()

    def _fold(self) -> None:
        screen = self.section
        span = screen.span if screen is not None else Span.WIDE
        full = span is Span.FULL
        both = span is Span.LIST_AND_RECORD
        one = self._columns == 1
        self._place_nav(inside=self._columns == 3 and not full)
        self._lists.setVisible(both and (not one or not self._on_record))
        self._records.setVisible(not both or not one or self._on_record)
        back = one and both and self._on_record
        own = back and screen is not None and screen.shows_back
        self._bar.setVisible(self._columns < 3 and not full and not own)
        self._bar.menu.setVisible(not back)
        self._bar.arrow.setVisible(back)
        self._bar.words.set_whole("" if back else self.nav.case.text())
        self._bar.menu.setAccessibleName(self._words("Sections"))
        self._bar.menu.setToolTip(self._words("Sections"))
        if screen is not None:
            self._bar.arrow.setText(screen.title())
        self._restore_sizes()

    def _place_nav(self, *, inside: bool) -> None:
        if inside:
            if self._splitter.indexOf(self.nav) != 0:
                self._splitter.insertWidget(0, self.nav)
                self._splitter.setStretchFactor(0, 0)
            self.nav.show()
        elif self.nav.parent() is not self._body or self._columns == 3:
            self.nav.setParent(self._body)
            self.nav.hide()

    @Slot()
    def _toggle_nav(self) -> None:
        """Folded: the navigation comes over the list, inside the window."""
        if self.nav.isVisible():
            self.nav.hide()
            return
        self.nav.move(QPoint(0, 0))
        self.nav.resize(current().px(240), self._body.height())
        self.nav.show()
        self.nav.raise_()
        self.nav.sections.setFocus()

    def _layout_key(self) -> str:
        return f"columns/{self._key}/{self._columns}"

    @Slot()
    def _remember(self) -> None:
        self._memory.set(self._layout_key(), ",".join(map(str, self._splitter.sizes())))

    def _restore_sizes(self) -> None:
        theme = current()
        kept = [int(p) for p in self._memory.get(self._layout_key()).split(",") if p.isdigit()]
        if len(kept) == self._splitter.count():
            self._splitter.setSizes(kept)
            return
        nav = theme.px("column.nav") if self._splitter.count() == 3 else 0
        rows = theme.px("column.list")
        sizes = [rows, max(1, self.width() - nav - rows)]
        self._splitter.setSizes([nav, *sizes] if nav else sizes)

    # -- keys -------------------------------------------------------------------------------------

    def _act(self, name: str) -> bool:
        if name == "app.lock":
            self.lock_wanted.emit()
            return True
        if not self._unlocked:
            return self._page_act(name)
        if name.startswith("app."):
            return self._own(name.removeprefix("app."))
        screen = self.section
        return screen.act(name) if screen is not None else False

    def _page_act(self, name: str) -> bool:
        """Before the vault is open a page may take Esc and Ctrl+Enter."""
        handler = getattr(self.page, "act", None)
        return bool(handler(name)) if callable(handler) else False

    def _own(self, name: str) -> bool:
        if name.startswith("go_"):
            key = self.nav.key_at(int(name[3:]))
            self.go(key)
            listed = self._lists.isVisible()
            to_rows(self._lists if listed else self._records, listed=listed)
            return bool(key)
        acts: dict[str, Callable[[], object]] = {
            "search": self.search_wanted.emit,
            "note": self.note_wanted.emit,
            "help": self.help_wanted.emit,
            "next_column": lambda: self._cycle(1),
            "previous_column": lambda: self._cycle(-1),
            "history_back": lambda: self._travel(self._track.back),
            "history_forward": lambda: self._travel(self._track.forward),
        }
        if name == "back":
            return self._back()
        acts[name]()
        return True

    def _back(self) -> bool:
        if self.overlay is not None and self.overlay():
            return True
        screen = self.section
        if screen is not None and screen.back():
            return True
        if self._columns < 3 and self.nav.isVisible():
            self.nav.hide()
            return True
        if self._track.leads_back_from(place_of(self.section, self._key)):
            self._travel(self._track.back)
            return True
        if self._columns == 1 and self._on_record:
            self.show_list()
            return True
        return False

    def _travel(self, way: Callable[[Place], Place | None]) -> None:
        place = way(place_of(self.section, self._key))
        if place is not None:
            self._show(place.section)
            if place.record and place.record != place_of(self.section, self._key).record:
                self.revisited.emit(place)

    def _cycle(self, step: int) -> None:
        """F6: the next column that is shown, at its first control."""
        panes = [p for p in (self.nav, self._lists, self._records) if p.isVisible()]
        if not panes:
            return
        focus = QApplication.focusWidget()
        here = next((i for i, p in enumerate(panes) if focus is not None and p.isAncestorOf(focus)), -step)
        pane = panes[(here + step) % len(panes)]
        target = next(stops(pane), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- language ---------------------------------------------------------------------------------

    def changed(self, changes: Iterable[object]) -> None:
        """Tell every screen once what was written."""
        known = frozenset(changes)
        for screen in self.made.values():
            screen.changed(known)

    def retranslate(self, words: Words) -> None:
        """Speak the other language everywhere at once."""
        self._words = words
        self.nav.retranslate(words)
        self.nav.set_items(self._items, words)
        self.status.retranslate(words)
        for screen in self.made.values():
            screen.retranslate(words)
        handler = getattr(self.page, "retranslate", None)
        if callable(handler):
            handler(words)
        self._fold()


def _may_focus(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()
