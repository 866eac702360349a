"""Putting another account beside the one shown: choosing it, the tab, keeping what is said of both as a link."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal

from field_doc.ui.forms.base import row_of
from field_doc.ui.recordpage.accounts import AccountsTab
from field_doc.ui.recordpage.panels import Panel
from field_doc.ui.recordrows import title_of
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from field_doc.app.commands.accounts import Beside, Others
    from field_doc.app.commands.records import Begun
    from field_doc.evidence.model import RecordRow
    from field_doc.ui.acts.records import RecordActs
    from field_doc.ui.program import Program
    from field_doc.ui.recordpage.page_versions import VersionsPage

Json = Any
_TYPE: Final = "statement"
_OFFERED: Final = 12
TAB: Final = "accounts"


class OthersPanel(Panel):
    """Which account to put beside; ``chosen(id)``."""

    chosen = Signal(str)

    def __init__(self, program: Program, found: Others) -> None:
        words = program.words
        super().__init__(words("Which account beside this one?"))
        self.links: list[Button] = []
        groups = (
            (words("Of the same incident"), found.same_incident), (words("Of the same case"), found.same_case),
        )  # fmt: skip
        for title, rows in groups:
            if rows:
                self.column.addWidget(label(title, "section"))
                self._list(program, rows)
        if not self.links:
            said = words("There is no other account here. Accounts of one incident name it among their incidents.")
            self.column.addWidget(label(said, "small", wrap=True))
        self.cancel = Button(words("Cancel"))
        self.cancel.clicked.connect(self.closed)
        self.column.addWidget(row_of(self.cancel))

    def _list(self, program: Program, rows: tuple[RecordRow, ...]) -> None:
        for row in rows[: max(0, _OFFERED - len(self.links))]:
            button = Button(f"{row.code} · {title_of(row, program.labels)}", "link")
            button.clicked.connect(partial(self._choose, row.id))
            self.links.append(button)
            self.column.addWidget(row_of(button))

    def _choose(self, record_id: str, _checked: bool = False) -> None:
        self.chosen.emit(record_id)

    def start(self) -> None:
        """The first account offered."""
        (self.links[0] if self.links else self.cancel).setFocus()


def of_record(menu: QMenu, page: VersionsPage, program: Program, acts: RecordActs, row: RecordRow) -> None:
    """The act in the menu of an account."""
    if row.type == _TYPE:
        action = menu.addAction(program.words("Put another account beside it…"))
        action.triggered.connect(partial(ask, page, program, acts))


def ask(page: VersionsPage, program: Program, acts: RecordActs, _checked: bool = False) -> None:
    """Offer the other accounts."""
    record_id = page.record_id

    def done(found: Others) -> None:
        if page.record_id == record_id:
            panel = OthersPanel(program, found)
            panel.chosen.connect(partial(show, page, program, acts, record_id))
            page.ask(panel)
            panel.start()

    program.runner.submit(
        lambda _r: acts.other_accounts(record_id), owner=page, done=done, failed=page.show_error
    )  # fmt: skip


def show(page: VersionsPage, program: Program, acts: RecordActs, record_id: str, other: str) -> None:
    """Open both and put them into a tab."""

    def done(found: Beside) -> None:
        if page.record_id == record_id:
            tab = AccountsTab(program, found)
            tab.opened.connect(program.open_record)
            case = found.first.shown.row.case_id or ""
            tab.link_wanted.connect(partial(_keep, page, program, acts, (record_id, other), case))
            page.put_tab(TAB, program.words("Side by side"), tab)

    page.close_panel()
    program.runner.submit(
        lambda _r: acts.accounts_beside(record_id, other), owner=page, done=done, failed=page.show_error
    )  # fmt: skip


def _keep(
    page: VersionsPage,
    program: Program,
    acts: RecordActs,
    both: tuple[str, str],
    case: str,
    fields: dict[str, Json],
) -> None:
    def done(begun: Begun) -> None:
        page.broadcast(begun.changes)
        words = program.words
        program.notify(words("The link {code} is kept as a draft. Grade and seal it on its own page.", code=begun.code))
        show(page, program, acts, *both)

    program.runner.submit(lambda _r: acts.begin("link", fields, case), owner=page, done=done, failed=page.show_error)
