"""Where in a record's page the work stands, and the way back to it: after lock and unlock, from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QAbstractSlider

from field_doc.ui.forms.builder import Form
from field_doc.ui.recordpage.caret import Spot, go_to_spot, read_spot, spot_of
from field_doc.ui.recordpage.page_relations import CONNECTIONS
from field_doc.ui.recordpage.page_versions import VersionsPage
from field_doc.ui.taborder import has_keyboard
from field_doc.ui.widgets.scroll import Page

if TYPE_CHECKING:
    from field_doc.ui.acts.records import Loaded

_SCROLLS: Final = {
    "page_up": QAbstractSlider.SliderAction.SliderPageStepSub,
    "page_down": QAbstractSlider.SliderAction.SliderPageStepAdd,
}


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

    def where(self, loaded: Loaded) -> str | None:
        """The spot to come back to once a record is shown anew; None where the keyboard is not in the page."""
        if not has_keyboard(self):
            return None
        same = self._row is not None and self._row.id == loaded.view.shown.row.id
        return self.spot() if same else ""

    def go_on(self, spot: str | None) -> None:
        """The keyboard was in the page and stays in it: at its field, else at the act of the foot."""
        if spot and isinstance(self.form, Form):
            self.return_to(read_spot(spot))
        elif spot is not None and self.foot is not None:
            self.foot.main.setFocus(Qt.FocusReason.OtherFocusReason)

    def turn_page(self, name: str) -> bool:
        """PgUp, PgDn over what is only read: its texts take no focus. Fields keep these keys for themselves."""
        area = self.view.stack.currentWidget() if self.view is not None else None
        action = _SCROLLS.get(name)
        if action is None or not isinstance(area, Page) or isinstance(self.form, Form) or not has_keyboard(self):
            return False
        area.verticalScrollBar().triggerAction(action)
        return True

    def enter(self, tab: str = "", field: str = "") -> None:
        """The keyboard comes into the page where no place was asked for, once what was built is shown."""
        if not field and tab != CONNECTIONS:
            QTimer.singleShot(0, self, self._enter_now)

    @Slot()
    def _enter_now(self) -> None:
        """To the first field of the tab that is empty, else to the first; of what is sealed to the act of the foot."""
        if self.view is None:
            return
        every = self.form.all_rows().values() if isinstance(self.form, Form) else ()
        rows = [row for row in every if row.isVisible()]
        if rows:
            next((row for row in rows if row.get() is None), rows[0]).focus()
        elif self.foot is not None:
            self.foot.main.setFocus(Qt.FocusReason.OtherFocusReason)

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
