"""What a record's page shows of other records: the line of what it belongs to, and the tab "Connections"."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from field_doc.ui.acts.relations import VaultRelations
from field_doc.ui.recordpage.body import LazyTab
from field_doc.ui.recordpage.connections import Begin, crumb
from field_doc.ui.recordpage.connections_tab import ConnectionsTab
from field_doc.ui.recordpage.page_frame import PageFrame

if TYPE_CHECKING:
    from field_doc.ui.acts.records import Loaded
    from field_doc.ui.forms.view import FormView

CONNECTIONS: Final = "connections"


class RelationsPage(PageFrame):
    """A page that leads to the records around the one shown."""

    _connections: LazyTab | None = None
    _connections_focus = False

    def add_connections(self, view: FormView, loaded: Loaded) -> None:
        """The tab, made when it is first shown; and the line above the title. An identity has neither (R07)."""
        row, around = loaded.view.shown.row, loaded.around
        self._connections, self._connections_focus = None, False
        labels = self._program.labels
        trail = [(r.id, crumb(r, labels)) for r in around.trail]
        number = f" {self._program.fmt.number(around.number)}" if around.number else ""
        self.head.show_trail(trail, labels.type(row.type) + number)
        if row.type != "identity":
            self._connections = LazyTab(self._make_connections)
            view.add_tab(CONNECTIONS, self._connections_title(around.total), self._connections)

    def _connections_title(self, count: int) -> str:
        return self._program.words("Connections") + (f" {self._program.fmt.number(count)}" if count else "")

    def _make_connections(self) -> QWidget:
        assert self._loaded is not None
        acts = VaultRelations(self._program.need_session())
        tab = ConnectionsTab(self._program, acts, self._loaded.view.shown.row)
        tab.opened.connect(self._open_other)
        tab.begun.connect(self._begin)
        tab.counted.connect(self._count_connections)
        if self._connections_focus:
            self._connections_focus = False
            tab.take_focus()
        return tab

    @property
    def connections(self) -> ConnectionsTab | None:
        """The tab, once it was shown."""
        content = self._connections.content if self._connections is not None else None
        return content if isinstance(content, ConnectionsTab) else None

    @Slot(int)
    def _count_connections(self, count: int) -> None:
        if self.view is not None:
            self.view.set_tab_title(CONNECTIONS, self._connections_title(count))

    @Slot(str, str)
    def _open_other(self, record_type: str, record_id: str) -> None:
        self.leave()
        self._program.open_typed(record_type, record_id)

    @Slot(str)
    def open_parent(self, record_id: str) -> None:
        """A press on the line above the title: to what the record belongs to."""
        trail = self._loaded.around.trail if self._loaded is not None else ()
        row = next((r for r in trail if r.id == record_id), None)
        if row is not None:
            self.leave()
            self._program.open_typed(row.type, row.id, CONNECTIONS)

    @Slot(object)
    def _begin(self, begin: Begin) -> None:
        """Begin what belongs here, in the same case."""
        if self._loaded is not None:
            row = self._loaded.view.shown.row
            self.leave()
            self._program.begin_under(begin.record_type, {begin.field: row.id}, row.case_id or "")

    def relations_changed(self, ids: Collection[str]) -> None:
        """Records were written: one of them may belong here now, or no longer."""
        tab = self.connections
        if tab is not None and ids:
            tab.soon()

    def focus_connections(self) -> None:
        """Where somebody came back to the tab, the keyboard is in it."""
        tab = self.connections
        self._connections_focus = tab is None
        if tab is not None:
            tab.take_focus()
