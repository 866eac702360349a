"""The layouts of a record's form: which a person sees, and the way to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.schema import layout
from field_doc.ui.forms.rules import LAWYER
from field_doc.ui.recordpage.body import LAYOUT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from field_doc.ui.program import Program
    from field_doc.ui.recordpage.page_menu import MenuPage


def acts(page: MenuPage, program: Program, menu: QMenu) -> None:
    """The layouts a type has besides the default one, to be chosen for this window."""
    form, words = page.form, program.words
    known = layout.names(program.registry, form.record_type.name) if form is not None else ()
    if form is None or len(known) < 2:
        return
    names = {layout.DEFAULT: words("The field's sections"), LAWYER: words("The lawyer's sections")}
    for name in known:
        act = menu.addAction(names.get(name, name))
        act.setCheckable(True)
        act.setChecked(form.context.layout == name)
        act.triggered.connect(lambda _on=False, n=name: choose(page, program, n))


def choose(page: MenuPage, program: Program, name: str) -> None:
    """Show the sections of another layout; what is typed stays."""
    program.memory.set(LAYOUT, name)
    page.retranslate()
