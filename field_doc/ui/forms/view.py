"""Tabs above the pages of a form; in one column the tabs become one drop-down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QStackedWidget, QVBoxLayout, QWidget

from field_doc.ui.forms.asked import nothing_to_ask
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Choice
from field_doc.ui.widgets.tabs import SectionTabs
from field_doc.ui.widgets.text import Elided, hairline

if TYPE_CHECKING:
    from field_doc.ui.forms.builder import Form


class FormView(QWidget):
    """Shows a form section by section; extra tabs (media, links, history) may follow its sections."""

    shown = Signal(str)

    def __init__(self, form: Form) -> None:
        super().__init__()
        theme = current()
        self.form = form
        self._keys: list[str] = []
        self._extra: dict[str, QWidget] = {}
        self._away: frozenset[int] = frozenset()  # sections that have nothing to ask in this record
        words = form.context.words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame()
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        self.strip = SectionTabs(words)
        self.tabs = self.strip.bar
        self.drop = Choice(words("Sections of the record"))
        self.drop.setMinimumContentsLength(18)
        self.count = Elided("", "help")
        self._note = ""
        row.addWidget(self.strip, 1)
        row.addWidget(self.drop)
        row.addWidget(self.count, 1)
        head.setMinimumHeight(theme.px("tab"))
        column.addWidget(head)
        column.addWidget(hairline())
        self.stack = QStackedWidget()
        self._body = QHBoxLayout()
        self._body.setSpacing(0)
        self._body.addWidget(self.stack, 1)
        column.addLayout(self._body, 1)
        for section in form.sections:
            self._add_tab(section.key, section.title)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.drop.activated.connect(self._drop_chosen)
        form.sections_changed.connect(self.refresh_marks)
        self.set_narrow(narrow=False)
        self.show_section(self._keys[0] if self._keys else "")

    def _add_tab(self, key: str, title: str) -> None:
        self._keys.append(key)
        self.tabs.addTab(title)
        self.drop.addItem(title, key)

    def add_tab(self, key: str, title: str, page: QWidget) -> None:
        """A tab that is no section of the schema."""
        self._extra[key] = page
        self._add_tab(key, title)
        self._say_place()
        self.strip.keep(len(self._keys) - 1)
        self.strip.fold()

    def set_tab_title(self, key: str, title: str) -> None:
        """Other words for a tab (its count changed)."""
        if key in self._keys:
            number = self._keys.index(key)
            self.tabs.setTabText(number, title)
            self.drop.setItemText(number, title)
            self.strip.fold()

    def set_aside(self, widget: QWidget) -> None:
        """Something that stands beside the pages, under the tabs."""
        self._body.addWidget(widget)

    @property
    def current_key(self) -> str:
        """The tab shown."""
        number = self.tabs.currentIndex()
        return self._keys[number] if 0 <= number < len(self._keys) else ""

    def show_section(self, key: str) -> None:
        """Show a tab by key."""
        if key not in self._keys:
            return
        number = self._keys.index(key)
        if self.tabs.currentIndex() != number:
            self.tabs.setCurrentIndex(number)
        page = self._extra.get(key) or self.form.page(key)
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.drop.set_key(key)
        self._say_place()
        self.shown.emit(key)

    def set_note(self, text: str) -> None:
        """What must stay in sight in one column, where the strip above the tabs has no room (consent)."""
        self._note = text
        self._say_place()

    def _say_place(self) -> None:
        words = self.form.context.words
        shown = [n for n in range(len(self._keys)) if n not in self._away or n == self.tabs.currentIndex()]
        done = sum(n <= self.tabs.currentIndex() for n in shown)
        here = words("{done} of {total}", done=done, total=len(shown))
        self.count.set_whole(" · ".join(part for part in (here, self._note) if part))

    def step(self, by: int) -> None:
        """Ctrl+PgUp, Ctrl+PgDn."""
        number = self.tabs.currentIndex()
        for _ in self._keys:
            number = (number + by) % len(self._keys)
            if number not in self._away:
                break
        self.tabs.setCurrentIndex(number)

    @Slot(int)
    def _tab_changed(self, number: int) -> None:
        if 0 <= number < len(self._keys):
            self.show_section(self._keys[number])

    @Slot()
    def _drop_chosen(self) -> None:
        self.show_section(self.drop.key())

    @Slot()
    def refresh_marks(self) -> None:
        """The amber mark on tabs that hold a gap, with tooltip and accessible name."""
        words = self.form.context.words
        for number, section in enumerate(self.form.sections):
            count = self.form.section_problems(section.key)
            self.strip.mark(number, marked=bool(count))
            said = words.plural("{count} thing is missing", "{count} things are missing", count) if count else ""
            self.tabs.setTabToolTip(number, said)
            self.tabs.setAccessibleTabName(number, f"{section.title}. {said}" if said else section.title)
        self._put_away()
        self.strip.fold()

    def _put_away(self) -> None:
        """Tabs of sections without a question here are not shown, in the row and in the drop-down."""
        self._away = nothing_to_ask(self.form.record_type, self.form.sections, self.form.values)
        rows = self.drop.view()
        for number in range(len(self.form.sections)):
            if isinstance(rows, QListView):
                rows.setRowHidden(number, number in self._away and number != self.tabs.currentIndex())
        self.strip.put_away(self._away)
        self._say_place()

    def next_problem(self) -> bool:
        """F8: show the section of the next gap and go to it; whether there was one."""
        key = self.form.next_problem()
        if key:
            self.show_section(key)
            self.form.go_to(self.form._at)  # noqa: SLF001 - the same unit: the page must be shown before the focus
        return bool(key)

    def set_narrow(self, *, narrow: bool) -> None:
        """One column: a drop-down instead of tabs."""
        self.strip.setVisible(not narrow)
        self.drop.setVisible(narrow)
        self.count.setVisible(narrow)

    def act(self, name: str) -> bool:
        """The keys of a form; whether it did something."""
        if name in {"undo", "redo"}:
            return self.form.undo() if name == "undo" else self.form.redo()
        if name == "next_problem":
            return self.next_problem()
        if name == "why_empty":
            return self.form.ask_reason()
        if name in {"next_tab", "previous_tab"}:
            self.step(1 if name == "next_tab" else -1)
            return True
        return False
