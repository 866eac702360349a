"""The menu of a record's page: its code, discarding, amending, withdrawing, layouts, and what other parts add."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu

from field_doc.ui import paperacts
from field_doc.ui.recordpage import layouts, page_accounts, transcribing, withdraw
from field_doc.ui.recordpage.page_place import PlacePage
from field_doc.ui.recordpage.panels import DiscardPanel
from field_doc.ui.widgets.text import copy_text


class MenuPage(PlacePage):
    """A page with the menu behind the three points."""

    def retranslate(self) -> None:
        """Show the record anew, with what is typed; the page itself knows how."""
        raise NotImplementedError

    def ask_discard(self) -> None:
        """Throwing away is asked."""
        loaded = self._loaded
        panel = DiscardPanel(self._program.words, amendment=bool(loaded and loaded.view.shown.versions))
        panel.confirmed.connect(self.presenter.discard)
        self.ask(panel)
        panel.start()

    @Slot()
    def _menu(self) -> None:
        words, menu = self._program.words, QMenu(self)
        if self._loaded is not None:
            code = self._loaded.view.shown.row.code
            menu.addAction(words("Copy the code")).triggered.connect(lambda: copy_text(code))
            if self.presenter.is_draft:
                menu.addAction(words("Discard the draft…")).triggered.connect(self.ask_discard)
            else:
                menu.addAction(words("Amend…")).triggered.connect(self.presenter.amend)
                if self._loaded.view.shown.row.type == "consent":
                    menu.addAction(words("Withdraw consent…")).triggered.connect(self.ask_withdraw)
            layouts.acts(self, self._program, menu)
            page_accounts.of_record(menu, self, self._program, self._acts, self._loaded.view.shown.row)
            transcribing.of_record(menu, self, self._program, self._loaded.view.shown.row)
            paperacts.of_record(menu, self._program, self._loaded.view.shown.row.type, code)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.head.more.mapToGlobal(self.head.more.rect().bottomLeft()))

    @Slot()
    def ask_withdraw(self) -> None:
        """The person takes back the consent shown."""
        withdraw.ask(self, self._program, self._acts)
