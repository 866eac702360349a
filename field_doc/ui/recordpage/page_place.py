"""Where in a record's page the work stands, and the way back to it: after lock and unlock, from elsewhere."""

from __future__ import annotations

from field_doc.ui.forms.builder import Form
from field_doc.ui.recordpage.caret import Spot, go_to_spot, read_spot, spot_of
from field_doc.ui.recordpage.page_relations import CONNECTIONS
from field_doc.ui.recordpage.page_versions import VersionsPage
from field_doc.ui.widgets.scroll import Page


class PlacePage(VersionsPage):
    """A page that can say where its caret is, and put it there again."""

    def _go(self, tab: str, field: str) -> None:
        if self.view is not None and tab:
            self.view.show_section(tab)
        if tab == CONNECTIONS:
            self.focus_connections()
        if isinstance(self.form, Form) and "#" in field:
            self.return_to(read_spot(field))
        elif isinstance(self.form, Form) and field:
            self.go_to(field)

    def spot(self) -> str:
        """Where the caret stands or stood last, to come back to; "" outside the fields."""
        found = spot_of(self.form.all_rows(), self._last.control()) if isinstance(self.form, Form) else None
        return str(found) if found is not None else ""

    def return_to(self, spot: Spot) -> None:
        """Put focus and caret where they were."""
        form, view = self.form, self.view
        key = form.section_of(spot.field) if isinstance(form, Form) else ""
        if not key or not isinstance(form, Form) or view is None:
            return
        page = form.page(key)
        form.finish(key)
        view.show_section(key)
        row = form.all_rows().get(spot.field)
        if row is not None and isinstance(page, Page):
            go_to_spot(row, spot, page)
