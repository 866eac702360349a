"""What menus of other screens offer of the page of papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from field_doc.ui import screens

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from field_doc.ui.program import Program

# What a print of a record of that type is first of all.
_FIRST: Final = {"statement": "read-back", "handover": "act"}
_SIGNED: Final = frozenset({"statement", "handover", "consent"})


def of_record(menu: QMenu, program: Program, record_type: str, code: str) -> None:
    """Print it, label it, bind its signed pages."""
    words = program.words
    what = _FIRST.get(record_type, "record")
    menu.addSeparator()
    menu.addAction(words("Print…")).triggered.connect(_goes(program, "record", code=code, what=what))
    if record_type == "item":
        menu.addAction(words("Label…")).triggered.connect(_goes(program, "labels", codes=code))
    if record_type in _SIGNED:
        menu.addAction(words("Bind signed pages…")).triggered.connect(_goes(program, "bind", code=code))


def of_list(menu: QMenu, program: Program) -> None:
    """Type a sheet in, print blank ones."""
    words = program.words
    menu.addSeparator()
    menu.addAction(words("Type in a paper form…")).triggered.connect(_goes(program, "type"))
    menu.addAction(words("Print blank forms…")).triggered.connect(_goes(program, "blank"))


def _goes(program: Program, mode: str, **values: str) -> Callable[..., None]:
    def go(_checked: bool = False) -> None:
        screens.part("paper")(program, mode, **values)

    return go
