"""The two sides together: source at the left, paragraphs at the right, keys for both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from field_doc.ui.loudspeaker import Speaker, open_speaker
from field_doc.ui.theme import current
from field_doc.ui.views.workbench.editor import ParagraphEditor
from field_doc.ui.views.workbench.pedals import Pedals
from field_doc.ui.views.workbench.source import SourcePane
from field_doc.ui.views.workbench.tools import ParagraphTools
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import hairline

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent

    from field_doc.base.i18n import Words

Json = Any
_TWO_COLUMNS = 620
_TELL_MS = 250


class Bench(QWidget):
    """Emits ``changed`` a moment after typing; ``flush`` emits at once what is held back."""

    changed = Signal()

    def __init__(
        self,
        words: Words,
        lang: str,
        pedals: Pedals,
        now: Callable[[], str],
        speaker: Callable[[], Speaker] = open_speaker,
        *,
        reading: bool = False,
    ) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pedals = pedals
        self.source = SourcePane(words, pedals, speaker)
        self.editor = ParagraphEditor(words, lang, now, reading=reading)
        self.editor.position = self.source.position
        self.tools = ParagraphTools(words, reading=reading)
        self.area = Page(self.editor, words("Paragraphs"))
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(_TELL_MS)
        self._tell.timeout.connect(self.changed)
        self._build()
        self._connect()

    def _build(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(hairline())
        column.addWidget(self.area, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(self.source)
        self.split.addWidget(right)
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 3)
        self.split.setSizes([current().px(280), current().px(480)])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.split)

    def _connect(self) -> None:
        editor, tools = self.editor, self.tools
        editor.changed.connect(self._typed)
        editor.moved.connect(self._moved)
        tools.mark.connect(lambda: self.act("mark"))
        tools.jump.connect(lambda: self.act("jump"))
        tools.marks_typed.connect(editor.set_marks)
        tools.certified.connect(editor.certify)
        tools.remove.connect(editor.remove)
        self.source.keys.changed.connect(self._name_mark)
        self._name_mark()

    @Slot()
    def _name_mark(self) -> None:
        self.tools.set_keys(self._pedals.said("mark", self.editor.words))

    @Slot()
    def _typed(self) -> None:
        self.tools.show_paragraph(self.editor.current.paragraph)
        self._tell.start()

    @Slot()
    def _moved(self) -> None:
        if self.editor.rows:
            self.tools.show_paragraph(self.editor.current.paragraph)
            self.area.bring(self.editor.current)

    # -- values ------------------------------------------------------------------------------------

    @property
    def held_back(self) -> bool:
        """Whether something was typed and not told yet."""
        return self._tell.isActive()

    def flush(self) -> None:
        """Tell at once."""
        if self._tell.isActive():
            self._tell.stop()
            self.changed.emit()

    def show_value(self, value: Json) -> None:
        """Show what is stored."""
        self._tell.stop()
        self.editor.show_value(value)
        self.show_marks()

    def show_marks(self) -> None:
        """Marks are offered where there is a recording, or where there are some."""
        source = self.source.source
        known = any(p.start_ms is not None for p in self.editor.every())
        self.tools.show_marks(on=known or bool(source is not None and source.recordings))

    # -- keys ----------------------------------------------------------------------------------------

    def act(self, name: str) -> bool:
        """Acts of player and paragraphs; whether it was one."""
        if name == "mark":
            return self.editor.mark()
        if name == "next":
            self.editor.next()
            return True
        if name == "jump":
            start = self.editor.current.paragraph.start_ms
            if start is not None:
                self.source.go(start)
            return start is not None
        return self.source.act(name)

    def showEvent(self, event: QShowEvent) -> None:
        """Pedal keys are ours while this is shown, wherever the caret stands."""
        super().showEvent(event)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Another tab or record: the recording rests, keys go their way."""
        super().hideEvent(event)
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        if self.source.player is not None:
            self.source.player.pause()
        self.flush()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """F keys, media keys and pedals, unless a key is being chosen."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if (
            not plain
            or not isinstance(watched, QWidget)
            or self.source.keys.asking
            or watched.window() is not self.window()
        ):
            return False
        name = self._pedals.act_of(event.key())
        return bool(name) and self.act(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow: the source stands above."""
        super().resizeEvent(event)
        one = self.width() < current().px(_TWO_COLUMNS)
        wanted = Qt.Orientation.Vertical if one else Qt.Orientation.Horizontal
        if self.split.orientation() != wanted:
            self.split.setOrientation(wanted)
            self.source.set_compact(compact=one)
            self.split.setSizes([current().px(n) for n in ((150, 400) if one else (280, 480))])
