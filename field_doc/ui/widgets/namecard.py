"""A place where somebody's name stands: the words around with the found ones bold, whose, and the ways to decide."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button, CheckBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.namewords import NameSaid


def passage(before: str, found: str, after: str) -> QWidget:
    """The words around, the found ones bold: escaped, never read as markup."""
    text = label("", "body", wrap=True, select=True)
    text.setTextFormat(Qt.TextFormat.RichText)
    first = "" if not before or before[:1].isupper() else "…"
    last = "" if not after or after.rstrip()[-1:] in set(".!?…") else "…"
    text.setText(f"{first}{escape(before)}<b>{escape(found)}</b>{escape(after)}{last}")
    return text


class NameCard(QFrame):
    """One place.

    Signals:
        decided: the decision ("" takes one back) and whether it is for all of the same in the record.
        wanted: go to the place.
        dropped: take the record out (where ``can_drop``).
    """

    decided = Signal(str, bool)
    wanted = Signal()
    dropped = Signal()

    def __init__(self, said: NameSaid, words: Words, *, can_drop: bool = False) -> None:
        super().__init__()
        theme = current()
        self.said = said
        hit = said.hit
        self.setProperty("strip", "quiet" if not hit.open else "warn")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        column.setSpacing(theme.px(4))
        column.addWidget(label(said.where, "strong", wrap=True))
        column.addWidget(passage(hit.before, hit.found, hit.after))
        column.addWidget(label(said.whose, "small", wrap=True))
        self.all_same = CheckBox("")
        holder = QWidget()
        self._flow = FlowLayout(holder, gap=theme.px(8), row_gap=theme.px(4))
        (self._undo if hit.decision else self._ways)(words, can_drop=can_drop)
        column.addWidget(holder)
        self.setAccessibleName(f"{said.where}. {hit.before}{hit.found}{hit.after}. {said.whose}. {said.decided}")

    def _undo(self, words: Words, *, can_drop: bool) -> None:
        del can_drop
        self._flow.addWidget(label(self.said.decided, "small"))
        self.first = self._button(words("Undo"), "", "link")
        self._go(words)

    def _ways(self, words: Words, *, can_drop: bool) -> None:
        self.first = self._button(words("Keep as it is"), "keep")
        self._button(words("Not this person"), "not_a_name")
        self._button(words("Will be changed"), "to_change")
        if can_drop:
            drop = Button(words("Take the record out"), "small")
            drop.clicked.connect(self.dropped)
            self._flow.addWidget(drop)
        self._go(words)
        if self.said.others:
            self.all_same.setText(words.plural(
                "also {count} more of the same in this record", "also {count} more of the same in this record",
                self.said.others,
            ))  # fmt: skip
            self.all_same.setAccessibleName(self.all_same.text())
            self._flow.addWidget(self.all_same)

    def _button(self, text: str, decision: str, kind: str = "small") -> Button:
        one = Button(text, kind)  # type: ignore[arg-type]  # a literal of its two uses here
        one.clicked.connect(lambda: self.decided.emit(decision, self.all_same.isChecked()))
        self._flow.addWidget(one)
        return one

    def _go(self, words: Words) -> None:
        go = Button(words("Go to the place"), "link")
        go.clicked.connect(self.wanted)
        self._flow.addWidget(go)
