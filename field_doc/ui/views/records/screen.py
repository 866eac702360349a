"""The section of one record type: its list and, beside it, the page of the record chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from field_doc.app.changes import Change, Kind
from field_doc.ui import screens
from field_doc.ui.acts.records import ListQuery, VaultRecords
from field_doc.ui.place import Place
from field_doc.ui.recordpage.page import RecordPage
from field_doc.ui.screen import Span
from field_doc.ui.taborder import has_keyboard
from field_doc.ui.views.records.list_pane import ListPane
from field_doc.ui.views.records.list_presenter import ListPresenter
from field_doc.ui.views.records.texts import begun_elsewhere

if TYPE_CHECKING:
    from field_doc.app.commands.records import Begun
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.records import BegunStatement
    from field_doc.ui.program import Program
    from field_doc.ui.screens import Section

_OPEN_AFTER_MS: Final = 200
_RELOAD_AFTER_MS: Final = 150


class RecordsScreen(QObject):
    """See ``ui.screen.Screen``. The record column is a stack: nothing, the page, or a page in its place.

    Opening a sealed record is entered in the ledger: walking through the list with the arrows opens
    only the row where the walk rests.
    """

    span = Span.LIST_AND_RECORD
    shows_back = True

    def __init__(self, program: Program, section: Section) -> None:
        super().__init__(program)
        self.key, self._program, self._section = section.key, program, section
        self.acts = VaultRecords(program.need_session())
        query = ListQuery(section.record_type, program.case)
        labels = program.labels
        self.source = ListPresenter(program.shell, program.runner, self.acts, labels, query, program.show_error)
        self.list_pane: QWidget | None
        self.list_pane = self.pane = ListPane(program, section, self.source)
        self.record_pane: QWidget
        self.record_pane = self.stack = QStackedWidget()
        self._nothing = QWidget()
        self.stack.addWidget(self._nothing)
        self._pages: dict[str, RecordPage] = {}
        self.page = self._page_for(section.record_type)
        self._aside: Any = None
        self._wanted = ""
        self._timers()
        self.pane.new.connect(lambda: self.new({}))
        self.pane.chosen.connect(self._chosen)
        self.pane.opened.connect(self._opened)
        self.pane.kind_chosen.connect(self._list_type)
        program.locking.connect(self._rest.stop)
        program.locking.connect(self._reload.stop)
        program.case_changed.connect(self._case_changed)
        self._loaded = False

    def _page_for(self, record_type: str) -> RecordPage:
        """The page of a record; some types have their own. Made when the first of its kind is shown."""
        own = record_type if record_type in screens.OWN_PAGES else ""
        if own not in self._pages:
            program = self._program
            make = screens.part(own) if own else RecordPage
            page: RecordPage = make(program, self.acts)
            page.gone_away.connect(self._gone)
            page.back.connect(program.shell.show_list)
            page.identity_wanted.connect(self._identity)
            program.locking.connect(page.flush)
            page.set_narrow(narrow=program.shell.columns == 1)
            self._pages[own] = page
            self.stack.addWidget(page)
        return self._pages[own]

    def show_type(self, record_type: str) -> None:
        """List another type of the section; the record shown stays until another is opened."""
        if record_type in self._section.types:
            before = self.pane.record_type
            self.pane.show_type(record_type)
            if self._loaded and record_type != before:
                self.pane.model.reload()

    @Slot(str)
    def _list_type(self, record_type: str) -> None:
        self.show_type(record_type)
        self.pane.rows.setFocus()

    def take_paragraphs(self, record_id: str, paragraphs: Sequence[str], done: Callable[[str], None]) -> bool:
        """Paragraphs for the draft shown here, if it is that one; ``done`` with its code once they are durable."""
        loaded = self.page.presenter.loaded
        if self.page.record_id != record_id or loaded is None or not self.page.take_paragraphs(paragraphs):
            return False
        code = loaded.view.shown.row.code
        self.page.presenter.after_saving(lambda: done(code))
        return True

    def _timers(self) -> None:
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_OPEN_AFTER_MS)
        self._rest.timeout.connect(self._open_wanted)
        self._reload = QTimer(self)
        self._reload.setSingleShot(True)
        self._reload.setInterval(_RELOAD_AFTER_MS)
        self._reload.timeout.connect(self.pane.model.reload)

    # -- opening ---------------------------------------------------------------------------------

    @Slot(str)
    def _chosen(self, record_id: str) -> None:
        if record_id != self.page.record_id:
            self._wanted = record_id
            self._rest.start()

    @Slot()
    def _open_wanted(self) -> None:
        if self._wanted:
            self._show_page(self._wanted)

    @Slot(str)
    def _opened(self, record_id: str) -> None:
        """Enter or double click: now, the keyboard goes into it, and in one column the window too."""
        self._rest.stop()
        self._show_page(record_id, enter=True)
        self._program.shell.show_record()

    def _show_page(self, record_id: str, tab: str = "", field: str = "", *, enter: bool = False) -> None:
        self._wanted = ""
        self.close_aside()
        page = self._page_for(self.pane.record_type)
        if page is not self.page:
            self.page.leave()
            self.page = page
        self.stack.setCurrentWidget(page)
        page.open(record_id, tab, field, enter=enter)

    def open_record(self, record_id: str, tab: str = "", field: str = "") -> None:
        """Show a record, from elsewhere."""
        self._rest.stop()
        self._show_page(record_id, tab, field, enter=True)
        self.pane.rows.select_record(record_id)
        self._program.shell.show_record()

    def new(self, fields: dict[str, Any]) -> None:
        """Begin a record of this type; a statement with the check before the talk."""
        if not screens.stands_alone(self.pane.record_type) and not fields:
            self._program.notify(begun_elsewhere(self._program.words))
            return
        if self.pane.record_type == "statement" and "statement_kind" not in fields:
            self.put_aside(screens.part("before_asking")(self._program, self))
            self._program.shell.show_record()
            return
        self.begin(fields)

    def begin(self, fields: dict[str, Any], tab: str = "") -> None:
        """Begin a record with these fields and show it."""
        self.page.leave()
        record_type, case = self.pane.record_type, self._program.case

        def done(begun: Begun) -> None:
            self._program.changed(begun.changes)
            self.open_record(begun.id, tab)

        self._program.runner.submit(
            lambda _r: self.acts.begin(record_type, fields, "" if record_type == "case" else case),
            owner=self.stack,
            done=done,
            failed=self._program.show_error,
        )

    def begin_statement(self, fields: dict[str, Any], tab: str) -> None:
        """What the check before the talk allowed: a statement, its person as a code, a consent to fill in."""
        case = self._program.case

        def done(begun: BegunStatement) -> None:
            self._program.changed(begun.changes)
            self.open_record(begun.statement.id, tab)

        self._program.runner.submit(
            lambda _r: self.acts.begin_statement(fields, case),
            owner=self.stack,
            done=done,
            failed=self._program.show_error,
        )

    # -- pages in place of the record ---------------------------------------------------------------

    def put_aside(self, page: QWidget) -> None:
        """Show a page in the record column until it is left."""
        self.page.leave()
        self.close_aside()
        self._aside = page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def close_aside(self) -> bool:
        """Leave such a page; whether there was one."""
        aside, self._aside = self._aside, None
        if aside is None:
            return False
        left = getattr(aside, "left", None)
        if callable(left):
            left()
        inside = has_keyboard(aside)
        self.stack.removeWidget(aside)
        aside.hide()
        aside.deleteLater()
        self.stack.setCurrentWidget(self.page if self.page.record_id else self._nothing)
        if inside:
            self._keep_keyboard()
        return True

    def _keep_keyboard(self) -> None:
        """A page in place of the record is left: the keyboard goes on in the record, or in the list."""
        if self.page.record_id:
            self.page.enter()
        else:
            self.pane.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str, str)
    def _identity(self, person: str, code: str) -> None:
        """The identity behind a code: which record it is, then its page, which asks for a reason."""
        make = screens.part("identity")
        self._program.runner.submit(
            lambda _r: self.acts.identity_of(person),
            owner=self.stack,
            done=lambda found: self.put_aside(make(self._program, self, person, code, found)),
            failed=self._program.show_error,
        )

    @Slot()
    def _gone(self) -> None:
        self.stack.setCurrentWidget(self._nothing)
        self._program.shell.show_list()

    # -- Screen -----------------------------------------------------------------------------------------

    def title(self) -> str:
        """The name of the list."""
        return self.pane.title()

    def help_text(self) -> str:
        """F1."""
        return self._program.words(
            "Insert: new. F8: next thing missing. F9: why empty. Ctrl Enter: seal. Ctrl PgUp, PgDn: sections."
        )

    def entered(self) -> None:
        """Load the list."""
        if not self._loaded:
            self._loaded = True
            self.pane.load()
        elif self.source.query.case != self._program.case:
            self._case_changed()

    @Slot()
    def _case_changed(self) -> None:
        self.source.narrow(case=self._program.case if self._section.record_type != "case" else "")
        if self._loaded:
            self.pane.model.reload()

    def act(self, name: str) -> bool:
        """The keys."""
        if name == "new":
            # In a tab that has something to add of its own (files) Insert adds that.
            inside = self._aside is None and has_keyboard(self.stack)
            if not (inside and self.page.act(name)):
                self.new({})
            return True
        if self._aside is not None:
            handler = getattr(self._aside, "act", None)
            return bool(handler(name)) if callable(handler) else False
        return self.page.act(name)

    def back(self) -> bool:
        """Esc."""
        return self.close_aside() or self.page.escape()

    def set_columns(self, columns: int) -> None:
        """Fold the page."""
        for page in self._pages.values():
            page.set_narrow(narrow=columns == 1)

    def changed(self, changes: Iterable[object]) -> None:
        """Rows of this type, or the record shown, may be others now."""
        known = [c for c in changes if isinstance(c, Change)]
        if not self._loaded:
            return
        kinds = {c.kind for c in known}
        if kinds & {Kind.RECORD, Kind.OUTBOX, Kind.FILES, Kind.OFFICE}:
            self._reload.start()
        written = {c.id for c in known if c.kind is Kind.RECORD}
        for page in self._pages.values():
            # Any record may be one it holds: the level in its head may be another now.
            if page.record_id and (written or kinds & {Kind.OUTBOX, Kind.OFFICE}):
                page.presenter.refresh()
            page.records_changed(written)

    def retranslate(self, words: Words) -> None:
        """Speak the other language at once."""
        del words
        self.pane.retranslate()
        for page in self._pages.values():
            page.retranslate()
        handler = getattr(self._aside, "retranslate", None)
        if callable(handler):
            handler()

    def place(self) -> Place:
        """Where the user is."""
        view = self.page.view
        tab = view.current_key if view is not None else ""
        return Place(self.key, self.page.record_id, tab, self.page.spot())
