"""The tabs of a record's page that are no sections: media, history, earlier versions, comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from field_doc.ui.forms.readonly import compare_page, differences
from field_doc.ui.forms.view import FormView
from field_doc.ui.recordpage import history
from field_doc.ui.recordpage.body import LazyTab, SwapTab, read_form
from field_doc.ui.recordpage.history_tab import HistoryTab
from field_doc.ui.recordpage.page_relations import RelationsPage

if TYPE_CHECKING:
    from field_doc.app.commands.records import RecordView as StoredView
    from field_doc.app.ledger_view import HistoryLine
    from field_doc.evidence.model import RecordRow
    from field_doc.ui.acts.records import Loaded

Json = Any
# Not "history": a section of the form of a burial site has that name.
VERSIONS: Final = "versions"


class VersionsPage(RelationsPage):
    """A page that shows what was sealed before and what the ledger has."""

    def _tabs(self, view: FormView, loaded: Loaded) -> None:
        words, row = self._program.words, loaded.view.shown.row
        media = self._program.factories.get("media")
        if media is not None and row.type != "identity":
            title = words("Media") + (f" {self._program.fmt.number(row.files)}" if row.files else "")
            view.add_tab("media", title, LazyTab(lambda: media(self._program, row.id)))
        self.add_connections(view, loaded)
        self.history = HistoryTab(words)
        self.history.compare.connect(self.presenter.compare)
        self.history.show_version.connect(self._show_version)
        view.add_tab(VERSIONS, words("History"), self.history)
        view.shown.connect(self._tab_shown)

    @Slot(str)
    def _tab_shown(self, key: str) -> None:
        if key == VERSIONS:
            self.presenter.history()

    def show_row(self, row: RecordRow) -> None:
        """States may have moved on: what the office answered is read anew where it is shown."""
        super().show_row(row)
        if self.history is not None and self.view is not None and self.view.current_key == VERSIONS:
            self.presenter.history()

    def show_history(self, lines: Sequence[HistoryLine]) -> None:
        """Versions, receipts, custody."""
        if self.history is None or self._loaded is None:
            return
        words, shown = self._program.words, self._loaded.view.shown
        row = self._row if self._row is not None and self._row.id == shown.row.id else shown.row
        self.history.show_versions(
            history.version_lines(shown.versions, words), draft=not shown.read_only and bool(shown.versions)
        )
        self.history.show_receipts(history.receipt_lines(row, lines, words))
        self.history.show_custody(history.custody_lines(lines, words))

    @Slot(int)
    def _show_version(self, number: int) -> None:
        record_id, words = self.record_id, self._program.words

        def done(view: StoredView) -> None:
            if record_id == self.record_id and self.form is not None:
                form = read_form(self.form.context, view.shown.fields, self)
                self.put_tab("version", words("Version {number}", number=number), FormView(form))  # type: ignore[arg-type]

        self._program.runner.submit(
            lambda _r: self._acts.version(record_id, number, "work"),
            owner=self,
            done=done,
            failed=self._program.show_error,
        )

    def show_comparison(self, first: StoredView, second: StoredView) -> None:
        """Two versions side by side, changed fields marked."""
        if self.form is None:
            return
        words = self._program.words
        titles = tuple(
            words("Version {number}", number=v.shown.version) if v.shown.version else words("Draft")
            for v in (first, second)
        )
        found = differences(self.form.record_type, first.shown.fields, second.shown.fields, self.form.context)
        page = compare_page(found, (titles[0], titles[1]), self.form.context)
        self.put_tab("compare", words("Comparison"), page)

    def put_tab(self, key: str, title: str, content: QWidget) -> None:
        """A tab whose content is put in anew, and shown."""
        assert self.view is not None
        if key not in self._swap:
            self._swap[key] = SwapTab()
            self.view.add_tab(key, title, self._swap[key])
        self._swap[key].put(content)
        self.view.show_section(key)
