"""Questions asked in the page, not in a dialog: what is missing before sealing, throwing a draft away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from field_doc.ui.forms.base import row_of
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from field_doc.base.i18n import Words

_NAMED = 8
_LINKS = 16


class Panel(QFrame):
    """A question above the foot of the page. Esc or "go on" closes it; nothing happened then."""

    closed = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        theme = current()
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "list")
        self._inner = QWidget()
        self.column = QVBoxLayout(self._inner)
        self.column.setContentsMargins(theme.px(24), theme.px(14), theme.px(24), theme.px(14))
        self.column.setSpacing(theme.px(10))
        self.column.addWidget(label(title, "strong", wrap=True))
        self._inner.installEventFilter(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Page(self._inner, title))
        self.setAccessibleName(title)

    def sizeHint(self) -> QSize:
        """All of it at its width; on a page that has less room it scrolls, nothing is squeezed."""
        height = self.column.totalHeightForWidth(self.width())
        return QSize(self.column.totalSizeHint().width(), max(height, self.column.totalMinimumSize().height()) + 2)

    def minimumSizeHint(self) -> QSize:
        """All of it, at most the half of the page: what is asked about stays in sight."""
        page = self.parentWidget()
        room = max(current().px(160), page.height() // 2 if page is not None else 0)
        return QSize(current().px(200), min(self.sizeHint().height(), room))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is asked became longer or shorter."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At another width it is of another height."""
        super().resizeEvent(event)
        self.updateGeometry()

    def main_act(self) -> bool:
        """Ctrl+Enter; whether it did something."""
        return False


class SealPanel(Panel):
    """Says once what is missing, asks an amendment for its reason, seals."""

    confirmed = Signal(str)
    wanted = Signal(str)

    def __init__(
        self,
        words: Words,
        missing: Sequence[tuple[str, str]],
        *,
        needs_reason: bool,
        sections: Sequence[tuple[str, Sequence[str]]] = (),
        names: QWidget | None = None,
    ) -> None:
        count = len(missing)
        if count:
            title = words.plural("{count} thing is still missing.", "{count} things are still missing.", count)
        else:
            title = words("Why is this amended?") if needs_reason else words("Seal now?")
        super().__init__(title)
        self._words, self._needs_reason = words, needs_reason
        if count:
            # Many gaps are named by the sections they stand in: a list of forty names reads as a reproach.
            by_section = [(paths[0], f"{title} · {len(paths)}") for title, paths in sections]
            self._list(words, by_section if count > _NAMED and by_section else missing)
            said = words("The version will say that they were not asked. You can amend it later; both stay readable.")
            self.column.addWidget(label(said, "small", wrap=True))
        if names is not None:
            self.column.addWidget(names)
        self.reason = QLineEdit()
        self.reason.returnPressed.connect(self.main_act)
        self.box = FieldBox(words("Reason for the amendment"), self.reason)
        self.box.setVisible(needs_reason)
        self.column.addWidget(self.box)
        self.go_on = Button(words("Go on filling in"))
        self.go_on.clicked.connect(self.closed)
        self.seal = Button(words("Seal with gaps") if count else words("Seal"))
        self.seal.clicked.connect(self.main_act)
        self.column.addWidget(row_of(self.go_on, self.seal))

    def _list(self, words: Words, missing: Sequence[tuple[str, str]]) -> None:
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(14), row_gap=2)
        for path, name in missing[:_LINKS]:
            link = Button(name, "link")
            link.clicked.connect(lambda _checked=False, p=path: self.wanted.emit(p))
            flow.addWidget(link)
        rest = len(missing) - _LINKS
        if rest > 0:
            flow.addWidget(label(words.plural("and {count} more", "and {count} more", rest), "help"))
        self.column.addWidget(holder)

    @Slot()
    def main_act(self) -> bool:
        """Seal, unless the reason is missing: then say so."""
        reason = self.reason.text().strip()
        if self._needs_reason and not reason:
            self.box.set_problem(self._words("Write in a few words why."))
            self.reason.setFocus()
            return True
        self.confirmed.emit(reason)
        return True

    def start(self) -> None:
        """Put the focus where the answer is given."""
        (self.reason if self._needs_reason else self.go_on).setFocus()


class DiscardPanel(Panel):
    """Throwing a draft away cannot be undone: asked, and in words what stays."""

    confirmed = Signal()

    def __init__(self, words: Words, *, amendment: bool) -> None:
        super().__init__(words("Discard this draft?"))
        said = (
            words("What was written since the last version is lost. The sealed versions stay.")
            if amendment
            else words("What is written in it is lost. The ledger keeps that there was a draft under this code.")
        )
        self.column.addWidget(label(said, "small", wrap=True))
        self.keep = Button(words("Keep the draft"))
        self.keep.clicked.connect(self.closed)
        self.discard = Button(words("Discard the draft"), "danger", icon_name="trash-2")
        self.discard.clicked.connect(self.confirmed)
        self.column.addWidget(row_of(self.keep, self.discard))

    def start(self) -> None:
        """The harmless answer has the focus."""
        self.keep.setFocus()
