"""The case chooser: all cases, each case, a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from field_doc.app.level_words import level_word

if TYPE_CHECKING:
    from field_doc.ui.program import Program


def case_menu(program: Program) -> QMenu:
    """A menu under the case button; destroyed when it is closed."""
    words = program.words
    menu = QMenu(program.shell)
    menu.setAccessibleName(words("Case"))
    every = menu.addAction(words("All cases"))
    every.setCheckable(True)
    every.setChecked(not program.case)
    every.triggered.connect(lambda: program.choose_case(""))
    menu.addSeparator()
    for case in program.frame.cases:
        title = case.title.get(words.lang, "")
        level = level_word(program.labels, case.level)
        action = menu.addAction(" · ".join(part for part in (case.code, title, level) if part))
        action.setCheckable(True)
        action.setChecked(case.id == program.case)
        action.triggered.connect(lambda _checked=False, i=case.id: program.choose_case(i))
    menu.addSeparator()
    menu.addAction(words("New case")).triggered.connect(lambda: program.new_record("case"))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
